"""The catalogue's tables as they are now; the migrations lead here from an empty database."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from declass.archive.columns import document_column as _document
from declass.archive.columns import integer_column as _integer
from declass.archive.columns import json_column as _json
from declass.archive.columns import key_column as _key
from declass.archive.columns import maybe_column as _maybe
from declass.archive.columns import metadata as metadata
from declass.archive.columns import number_column as _number
from declass.archive.columns import run_column as _run
from declass.archive.columns import text_column as _text
from declass.archive.columns import time_column as _time
from declass.archive.people_tables import accounts as accounts
from declass.archive.people_tables import annotations as annotations
from declass.archive.people_tables import sessions as sessions
from declass.archive.restricted_tables import hidden_texts as hidden_texts
from declass.archive.restricted_tables import personal_data as personal_data
from declass.archive.restricted_tables import viewings as viewings

APPEND_ONLY = ("annotations", "judgements", "layers", "viewings")
"""Tables whose rows the database itself refuses to change or delete."""


def _described() -> tuple[Column[Any], ...]:
    """What a release says of its record, and what the record is then said to be."""
    return (
        _text("title"),
        _maybe("date", "EDTF"),
        _text("date_reason", "where the date was taken from"),
        _text("agency"),
        _text("type", "kind of document, e.g. cable"),
        _integer("first_day", "earliest day the date allows, proleptic Gregorian ordinal", nullable=True),
        _integer("last_day", "latest day the date allows", nullable=True),
    )


schema_version = Table(
    "schema_version",
    metadata,
    _integer("version", primary_key=True, autoincrement=False),
    _text("name"),
    _time("applied_at"),
    comment="Migrations applied, in order.",
)

runs = Table(
    "runs",
    metadata,
    _key(),
    _text("step"),
    _text("version", "of the step's method"),
    _json("parameters", "settings that shape the output; nothing of the machine it ran on"),
    _text("parameters_digest", "SHA-256 of the parameters"),
    _time("started"),
    _time("finished", nullable=True),
    _text("isolation", "what confined the readers, e.g. bubblewrap+rlimits"),
    comment="Runs of steps: the provenance of every derived row.",
)

originals = Table(
    "originals",
    metadata,
    _text("digest", "SHA-256 of the bytes, lowercase hexadecimal", primary_key=True),
    _integer("size", "bytes"),
    _time("first_seen"),
    comment="Files kept under originals/, each once.",
)

batches = Table(
    "batches",
    metadata,
    _key(),
    _time("started"),
    _time("finished", nullable=True),
    _text("whence", "the folder or file that was added"),
    _json("options", "what the person asked for"),
    _integer("found", "files found on disk; null until the walk is over", nullable=True),
    comment="One row each time files were added.",
)

accessions = Table(
    "accessions",
    metadata,
    _key(),
    _text("key", "digest of what makes an arrival the same arrival again", unique=True),
    _text("digest", "", index=True),
    _text("name", "path as given, relative to what was added; a member's path in its container"),
    _text("whence", "the folder or file that was added, or the container's name"),
    _maybe("container", "the original that held it", ForeignKey("originals.digest")),
    _text("collection", "name under which it was published or added"),
    _maybe("released", "EDTF date of the publication"),
    _time("added_at"),
    _integer("batch_id", "the batch that brought it first", ForeignKey("batches.id")),
    ForeignKeyConstraint(["digest"], ["originals.digest"]),
    Index("ix_accessions_container", "container"),
    comment="Every arrival of every original; a duplicate is a further accession.",
)

sightings = Table(
    "sightings",
    metadata,
    _integer("batch_id", "", ForeignKey("batches.id"), primary_key=True),
    _integer("accession_id", "", ForeignKey("accessions.id"), primary_key=True),
    comment="Which batch found which accession (again): tells files that vanished from their folder.",
)

refusals = Table(
    "refusals",
    metadata,
    _key(),
    _text("key", "digest of what makes a refusal the same again", unique=True),
    _integer("batch_id", "null for a member", ForeignKey("batches.id"), nullable=True),
    _text("whence"),
    _text("name"),
    _maybe("container", "the original that holds it", ForeignKey("originals.digest")),
    _text("reason"),
    _text("remedy"),
    _time("at"),
    Index("ix_refusals_container", "container"),
    comment="Files found that could not be archived, and members that were not taken out.",
)

documents = Table(
    "documents",
    metadata,
    _key("short key for the rows below; the digest is the identity"),
    _text("digest", unique=True),
    _text("state", "pending, reading, read, unread, failed or quarantined"),
    _text("reason"),
    _text("remedy"),
    _maybe("media_type", "as told by the content"),
    _integer("pages_expected", "pages the file claims; null = unknown", nullable=True),
    _integer("members_taken", "members archived; null = not a container", nullable=True),
    _json("metadata", "what the file says of itself"),
    _maybe("language", "BCP 47"),
    _text("isolation", "what was in force while it was read"),
    _integer("attempts", "how often it was handed out for reading"),
    _integer("depth", "0 on disk, 1 inside a file, and so on"),
    _run(nullable=True),
    ForeignKeyConstraint(["digest"], ["originals.digest"]),
    Index("ix_documents_state", "state", "depth", "digest"),
    comment="The reading of each original.",
)

layers = Table(
    "layers",
    metadata,
    _text("id", "digest of place, origin and text: the same reading is one row", primary_key=True),
    _document(),
    _integer("page", "0-based"),
    _text("kind", "embedded, ocr or human"),
    _text("engine"),
    _text("engine_version"),
    _text("parameters"),
    _maybe("language", "BCP 47"),
    _number("confidence", "0–1", nullable=True),
    _number("expected_error", "estimated share of wrong characters, 0–1", nullable=True),
    _text("text", "NFC"),
    _text("text_digest", "SHA-256 of the text, to notice rot"),
    Column(
        "words", LargeBinary, comment="spans, boxes and confidence, packed (words.py); null = no geometry"
    ),
    _run(nullable=True),
    _time("created"),
    _text("author", 'who typed it; "" for a machine'),
    _text("why", "the person's reason"),
    Index("ix_layers_page", "document_id", "page"),
    comment="Every version of every page's text; never changed, never deleted.",
)

pages = Table(
    "pages",
    metadata,
    _document(primary_key=True),
    _integer("page", "0-based", primary_key=True),
    _number("width_pt", "of the unrotated page; 0 = the format has none"),
    _number("height_pt"),
    _integer("rotation", "clockwise degrees"),
    _text("state", "read or failed"),
    _text("reason"),
    _text("remedy"),
    _maybe("layer_id", "the chosen text", ForeignKey("layers.id")),
    _text("chosen_reason"),
    _maybe("language", "of the chosen text, BCP 47"),
    _integer("chars", "code points of the chosen text"),
    _text("image_reason", "why it was (or was not) read from its image"),
    _run(),
    comment="Pages of documents; a page delivered is read or failed.",
)

notes = Table(
    "notes",
    metadata,
    _document(primary_key=True),
    _integer("page", "0-based, where it is called", primary_key=True),
    _integer("ordinal", primary_key=True),
    _maybe("layer_id", "the text its offset counts in", ForeignKey("layers.id")),
    _integer("called_at", "offset of the call"),
    _text("label"),
    _text("text"),
    _text("kind", "footnote, source or other"),
    _run(),
    comment="Footnotes taken out of the running text.",
)

divisions = Table(
    "divisions",
    metadata,
    _document(primary_key=True),
    _integer("ordinal", primary_key=True),
    _text("number", "the file's own identifier for it"),
    _text("title"),
    _maybe("date", "EDTF as marked up"),
    _json("persons", "names marked up in it"),
    _integer("first_page"),
    _integer("first_offset"),
    _integer("last_page"),
    _integer("last_offset", "exclusive"),
    _text("source", "its source note"),
    _run(),
    comment="Parts of a file that are records of their own.",
)

numbers = Table(
    "numbers",
    metadata,
    _document(primary_key=True),
    _integer("ordinal", primary_key=True),
    _text("scheme", "rif, state, crest, frus, inventory or name"),
    _text("value", "normal form"),
    _text("original_value", "as it stood"),
    _text("source", "name, page, inventory, markup or person"),
    _integer("page", "0-based; null = not from a page", nullable=True),
    _maybe("layer_id", "the text its span counts in", ForeignKey("layers.id")),
    _integer("span_start", nullable=True),
    _integer("span_end", "exclusive", nullable=True),
    _number("probability", "0–1"),
    _run(),
    Index("ix_numbers_value", "scheme", "value"),
    comment="Readings of record numbers.",
)

dates = Table(
    "dates",
    metadata,
    _document(primary_key=True),
    _integer("ordinal", primary_key=True),
    _integer("page", "0-based"),
    _maybe("layer_id", "the text its span counts in", ForeignKey("layers.id")),
    _integer("span_start"),
    _integer("span_end", "exclusive"),
    _text("edtf", "Extended Date/Time Format, ISO 8601-2"),
    _text("raw", "the words as they stood"),
    _text("inferred", "what was supplied rather than printed"),
    _run(),
    comment="Mentions of dates.",
)

withheld_pages = Table(
    "withheld_pages",
    metadata,
    _document(primary_key=True),
    _integer("page", "0-based", primary_key=True),
    _json("looked", "what was looked at: text, image, drawings; empty = nothing, so nothing is known"),
    _number("share", "of the text zone under boxes, 0–1; null = only the text was looked at", nullable=True),
    _number("zone_pt2", "area of the text zone", nullable=True),
    _run(),
    comment="Pages looked through for withholdings, and how much of each is withheld.",
)

withholdings = Table(
    "withholdings",
    metadata,
    _text("id", "the same however often the place is found again", primary_key=True),
    _document(),
    _integer("ordinal", "place among the document's withholdings"),
    _integer("page", "0-based"),
    _text("kind", "black, white_outlined, grey, blank, whole_page, marker or under_text"),
    *(
        _number(side, "points, unrotated page; null = no place on it", nullable=True)
        for side in ("x0", "y0", "x1", "y1")
    ),
    _maybe("layer_id", "the text its span counts in", ForeignKey("layers.id")),
    _integer("span_start", nullable=True),
    _integer("span_end", "exclusive", nullable=True),
    _number("lines_min", "lines of type withheld; null = cannot be known", nullable=True),
    _number("lines_max", nullable=True),
    _number("area_share", "of the page's text zone, 0–1", nullable=True),
    _number("probability", "0–1 that a reader would call it a withholding"),
    Column("codes_sought", Boolean, nullable=False, comment="false = codes were not looked for"),
    _text("text", "a marker's words; words under a bar stand in hidden_texts alone"),
    _json("evidence", "sentences, strongest first"),
    _run(),
    Index("ix_withholdings_page", "document_id", "page", "ordinal"),
    comment="Places where a page keeps something back.",
)

withholding_codes = Table(
    "withholding_codes",
    metadata,
    _text("withholding_id", "", primary_key=True),
    _integer("ordinal", primary_key=True),
    _document(index=True),
    _text("value", "normal form, e.g. (b)(1)"),
    _text("regime", "the closed list it belongs to"),
    _text("original_value", "as read, damage included"),
    _text("source", "inside, margin, marker, page or document"),
    _number("probability", "0–1 that the reading is right"),
    ForeignKeyConstraint(["withholding_id"], ["withholdings.id"]),
    Index("ix_withholding_codes_value", "value"),
    comment="Exemption codes of withholdings.",
)

records = Table(
    "records",
    metadata,
    _key(),
    _text("scheme"),
    _text("number", "normal form"),
    *_described(),
    UniqueConstraint("scheme", "number"),
    comment="Records, described by the likeliest of their releases.",
)

releases = Table(
    "releases",
    metadata,
    _key(),
    _integer("record_id", "", ForeignKey("records.id"), index=True),
    _document(index=True),
    _text("made_by", "machine or person; only a machine's rows are replaced"),
    _text("original_value", "the number as it stood"),
    _text("number_source", "name, page, inventory, markup or person"),
    _integer("first_page", "0-based; null = the whole file", nullable=True),
    _integer("last_page", "inclusive", nullable=True),
    _integer("first_offset", "null = from the top of the page", nullable=True),
    _integer("last_offset", "exclusive; null = to the end of the page", nullable=True),
    _maybe("released", "EDTF date of the publication"),
    _text("collection"),
    _number("probability", "0–1"),
    _json("evidence", "sentences, strongest first"),
    *_described(),
    _run(nullable=True),
    comment="Proposals that pages of an original are a release of a record.",
)

judgements = Table(
    "judgements",
    metadata,
    _key(),
    _text("subject", "what is judged, e.g. release:<record number>:<digest>", index=True),
    _maybe("verdict", "yes, no or unsure; null takes an earlier one back"),
    _text("who"),
    _time("at"),
    _text("why"),
    comment="People's judgements; never changed, never deleted.",
)

inventories = Table(
    "inventories",
    metadata,
    _key(),
    _text("name", unique=True),
    _text("digest", "of the list as last imported"),
    _text("collection", 'the collection it lists; "" = all'),
    _maybe("released", "EDTF date of the publication it lists"),
    _time("imported_at"),
    comment="Publishers' lists of what they released.",
)

inventory_rows = Table(
    "inventory_rows",
    metadata,
    _integer("inventory_id", "", ForeignKey("inventories.id"), primary_key=True),
    _text(
        "key", "record number and file, or the line: what makes a row the same row again", primary_key=True
    ),
    _integer("line", "1-based, as last imported"),
    _maybe("number"),
    _text("agency"),
    _maybe("date"),
    _text("title"),
    _integer("pages", nullable=True),
    _text("release"),
    _text("file"),
    _text("type"),
    _json("extra", "columns the importer did not know"),
    Column("listed", Boolean, nullable=False, comment="false once a newer list leaves it out"),
    Index("ix_inventory_rows_number", "number"),
    Index("ix_inventory_rows_file", text("lower(file)")),
    comment="Their lines.",
)

step_done = Table(
    "step_done",
    metadata,
    _document(primary_key=True),
    _text("step", primary_key=True),
    _text("version"),
    _text("parameters_digest"),
    _run(),
    _time("at"),
    comment="Which version of a step, with which parameters, the document's rows come from.",
)

search_pending = Table(
    "search_pending",
    metadata,
    _document(primary_key=True, autoincrement=False),
    _text("reason"),
    comment="Documents the search index has yet to take in.",
)

matches = Table(
    "matches",
    metadata,
    _integer("a_id", "the document whose digest comes first", ForeignKey("documents.id"), primary_key=True),
    _integer("b_id", "the other", ForeignKey("documents.id"), primary_key=True, index=True),
    _number("a_in_b", "0–1, share of a's text found in b"),
    _number("b_in_a", "0–1, share of b's text found in a"),
    _number("probability", "0–1, that they are one record or that one holds the other"),
    _json("reasons", "sentences, strongest first"),
    _run(),
    comment="Proposals, from their text, that two documents are the same record.",
)

changes = Table(
    "changes",
    metadata,
    _text(
        "id",
        "digest of record, documents, places and words: the same however often it is found",
        primary_key=True,
    ),
    _text("scheme"),
    _text("number", "record number in normal form"),
    _integer("ordinal", "place among the record's changes"),
    _integer("older_id", "the older release's document", ForeignKey("documents.id")),
    _integer("newer_id", "the newer release's document", ForeignKey("documents.id"), index=True),
    _maybe("older_released", "EDTF date of publication"),
    _maybe("newer_released", "EDTF date of publication"),
    _text("kind", "revealed, newly_hidden, ocr_difference, moved, boilerplate or uncertain"),
    _text("grade", "certain, likely or possible"),
    _number("probability", "0–1"),
    _integer("older_page", "0-based"),
    _integer("older_start"),
    _integer("older_end", "exclusive"),
    _text("older_text"),
    _integer("newer_page", "0-based"),
    _integer("newer_start"),
    _integer("newer_end", "exclusive"),
    _text("newer_text"),
    _text("words_before", "words of the newer text before the place"),
    _text("words_after", "words after it"),
    _json("evidence", "sentences, strongest first"),
    _run(),
    Index("ix_changes_record", "scheme", "number", "ordinal"),
    comment="Places where two releases of a record differ.",
)

comparisons = Table(
    "comparisons",
    metadata,
    _text("scheme", '"" = the matching of all documents', primary_key=True),
    _text("number", primary_key=True),
    _text("inputs_digest", "of the texts, dates and method the rows come from"),
    _run(),
    _time("at"),
    comment="What was compared, and from what: the same again is not done again.",
)
