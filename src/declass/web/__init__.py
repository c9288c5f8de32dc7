"""The reader: web pages and a JSON API on which people read, compare and judge the record."""
