"""Originals under the SHA-256 of their bytes, and the catalogue of all that is known of them."""
