"""A page-level index of the archive, its query language and its hits."""

from declass.search.index import Index
from declass.search.query import FIELDS, parse
from declass.search.schema import FACETS
from declass.search.values import FacetCount, Hit, PageEntry, Results
from declass.search.writer import IndexWriter

__all__ = ["FACETS", "FIELDS", "FacetCount", "Hit", "Index", "IndexWriter", "PageEntry", "Results", "parse"]
