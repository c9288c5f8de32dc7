"""A made-up agency whose records, scans and redactions have a known truth."""
