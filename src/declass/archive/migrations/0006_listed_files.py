"""Rows of publishers' lists found by file name without looking through the whole list."""

STATEMENTS = ("CREATE INDEX ix_inventory_rows_file ON inventory_rows (lower(file))",)
