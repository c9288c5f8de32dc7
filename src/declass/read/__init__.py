"""Bytes to pages: each document read in its own short-lived sandboxed child."""
