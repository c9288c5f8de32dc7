"""Dates as records print them, read to EDTF."""
