"""A page-level index of the archive, its query language, its vectors and its hits."""

from declass.search.base import Embedder
from declass.search.glossary import Glossary
from declass.search.index import Index
from declass.search.query import FIELDS, parse
from declass.search.schema import FACETS
from declass.search.searcher import Ask, Searcher
from declass.search.values import (
    FacetCount,
    Grouped,
    Hit,
    PageEntry,
    Reason,
    RecordHits,
    ReleaseHits,
    Results,
)
from declass.search.vectors import VectorStore
from declass.search.writer import IndexWriter

__all__ = [
    "FACETS",
    "FIELDS",
    "Ask",
    "Embedder",
    "FacetCount",
    "Glossary",
    "Grouped",
    "Hit",
    "Index",
    "IndexWriter",
    "PageEntry",
    "Reason",
    "RecordHits",
    "ReleaseHits",
    "Results",
    "Searcher",
    "VectorStore",
    "parse",
]
