"""A page-level index of the archive, its query language and its hits."""
