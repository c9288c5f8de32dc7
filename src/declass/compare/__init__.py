"""Which files are releases of the same record, and on what evidence."""
