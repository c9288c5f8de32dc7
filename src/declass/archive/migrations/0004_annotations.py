"""People's notes on spans and boxes of pages."""

STATEMENTS = (
    """
    CREATE TABLE annotations (
        id {serial},
        key TEXT NOT NULL,
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        layer_id TEXT,
        span_start INTEGER,
        span_end INTEGER,
        quote TEXT NOT NULL,
        x0 DOUBLE PRECISION,
        y0 DOUBLE PRECISION,
        x1 DOUBLE PRECISION,
        y1 DOUBLE PRECISION,
        body TEXT NOT NULL,
        tags TEXT NOT NULL,
        record_scheme TEXT,
        record_number TEXT,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        withdrawn BOOLEAN NOT NULL,
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id)
    )
    """,
    "CREATE INDEX ix_annotations_key ON annotations (key)",
    "CREATE INDEX ix_annotations_page ON annotations (document_id, page)",
)
APPEND_ONLY = ("annotations",)
