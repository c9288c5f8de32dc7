"""Tables of what is restricted: words left under bars, personal data, and who looked at them."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Table

from declass.archive.columns import (
    document_column,
    integer_column,
    json_column,
    key_column,
    maybe_column,
    metadata,
    number_column,
    run_column,
    text_column,
    time_column,
)

hidden_texts = Table(
    "hidden_texts",
    metadata,
    document_column(primary_key=True),
    integer_column("page", "0-based", primary_key=True),
    integer_column("ordinal", primary_key=True),
    *(
        number_column(side, "points, unrotated page; null = no place on it", nullable=True)
        for side in ("x0", "y0", "x1", "y1")
    ),
    number_column("lines", "of type under the bar", nullable=True),
    number_column("probability", "0–1 that a reader would call it a withholding that failed"),
    text_column("text", "the words: restricted, shown on a person's word alone"),
    json_column("evidence", "sentences, strongest first"),
    run_column(),
    comment="Words left readable under bars; they stand in no layer.",
)

personal_data = Table(
    "personal_data",
    metadata,
    document_column(primary_key=True),
    integer_column("ordinal", primary_key=True),
    integer_column("page", "0-based"),
    maybe_column("layer_id", "the text its span counts in", ForeignKey("layers.id")),
    integer_column("span_start"),
    integer_column("span_end", "exclusive"),
    text_column("kind", "ssn, rut, cpf, telephone, address or birth"),
    number_column("probability", "0–1 that it is a private person's"),
    text_column("why", "one sentence"),
    run_column(),
    comment="Personal data that pages print, masked where texts are shown.",
)

viewings = Table(
    "viewings",
    metadata,
    key_column(),
    text_column("digest", "the original that was looked at", index=True),
    integer_column("page", "0-based"),
    json_column("kinds", "what was shown: under_text, ssn, rut, cpf, telephone, address, birth"),
    text_column("who"),
    time_column("at"),
    text_column("why"),
    ForeignKeyConstraint(["digest"], ["originals.digest"]),
    comment="Each time somebody looked at what is restricted; never changed, never deleted.",
)
