"""Tables of what people say and of who they are: notes, accounts, sessions."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table

from declass.archive.columns import (
    document_column,
    integer_column,
    json_column,
    key_column,
    maybe_column,
    metadata,
    number_column,
    text_column,
    time_column,
)
from declass.archive.types import CanonicalJson, PlainText

annotations = Table(
    "annotations",
    metadata,
    key_column(),
    text_column("key", "names the note through all its versions", index=True),
    document_column(),
    integer_column("page", "0-based"),
    maybe_column("layer_id", "the text its span counts in", ForeignKey("layers.id")),
    integer_column("span_start", "null = a box, or the whole page", nullable=True),
    integer_column("span_end", "exclusive", nullable=True),
    text_column("quote", "the words of the span"),
    number_column("x0", "box in points of the unrotated page", nullable=True),
    number_column("y0", nullable=True),
    number_column("x1", nullable=True),
    number_column("y1", nullable=True),
    text_column("body"),
    json_column("tags", "list of words"),
    maybe_column("record_scheme", "the record it points to"),
    maybe_column("record_number"),
    text_column("who"),
    time_column("at"),
    Column("withdrawn", Boolean, nullable=False, comment="its writer took it back"),
    Index("ix_annotations_page", "document_id", "page"),
    comment="People's notes; never changed, never deleted: the newest version of each key stands.",
)

accounts = Table(
    "accounts",
    metadata,
    text_column("name", primary_key=True),
    text_column("password", "scrypt with salt and cost; never the password"),
    text_column("role", "reader, annotator, editor or admin"),
    Column("collections", CanonicalJson, comment="names of those they may see; null = all"),
    time_column("created"),
    Column("disabled", Boolean, nullable=False),
    comment="Those who may read an archive that is served to others.",
)

sessions = Table(
    "sessions",
    metadata,
    text_column("token_digest", "SHA-256 of the token that the browser holds", primary_key=True),
    Column("account", PlainText, ForeignKey("accounts.name"), nullable=False, index=True),
    time_column("began"),
    time_column("ends"),
    comment="Who is signed in.",
)
