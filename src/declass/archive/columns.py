"""Columns that the catalogue's tables are made of, and the one collection of all tables."""

from typing import Any

from sqlalchemy import Column, Double, ForeignKey, Integer, MetaData

from declass.archive.types import CanonicalJson, PlainText, UtcTime

metadata = MetaData()


def key_column(comment: str = "") -> Column[int]:
    """A key that numbers itself."""
    return Column("id", Integer, primary_key=True, comment=comment or None)


def text_column(name: str, comment: str = "", **options: Any) -> Column[str]:
    """Text that is always there."""
    return Column(
        name, PlainText, nullable=options.pop("nullable", False), comment=comment or None, **options
    )


def maybe_column(name: str, comment: str = "", *references: ForeignKey) -> Column[str]:
    """Text, or null."""
    return Column(name, PlainText, *references, nullable=True, comment=comment or None)


def integer_column(name: str, comment: str = "", *references: ForeignKey, **options: Any) -> Column[int]:
    """A whole number."""
    nullable = options.pop("nullable", False)
    return Column(name, Integer, *references, nullable=nullable, comment=comment or None, **options)


def number_column(name: str, comment: str = "", *, nullable: bool = False) -> Column[float]:
    """A double."""
    return Column(name, Double, nullable=nullable, comment=comment or None)


def time_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """A time stamp."""
    return Column(name, UtcTime, nullable=nullable, comment="UTC, ISO 8601")


def json_column(name: str, comment: str) -> Column[Any]:
    """Canonical JSON."""
    return Column(name, CanonicalJson, nullable=False, comment=comment)


def run_column(*, nullable: bool = False) -> Column[int]:
    """The run that made the row."""
    return integer_column("run_id", "the run that made this row", ForeignKey("runs.id"), nullable=nullable)


def document_column(**options: Any) -> Column[int]:
    """The document it speaks of."""
    return integer_column("document_id", "", ForeignKey("documents.id"), **options)
