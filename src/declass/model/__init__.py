"""Frozen values that every room speaks in; no input or output here."""
