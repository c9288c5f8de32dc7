"""What is restricted: words left under bars, personal data, and who looked at them."""

STATEMENTS = (
    """
    CREATE TABLE hidden_texts (
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        x0 DOUBLE PRECISION,
        y0 DOUBLE PRECISION,
        x1 DOUBLE PRECISION,
        y1 DOUBLE PRECISION,
        lines DOUBLE PRECISION,
        probability DOUBLE PRECISION NOT NULL,
        text TEXT NOT NULL,
        evidence TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, page, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE personal_data (
        document_id INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        page INTEGER NOT NULL,
        layer_id TEXT,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        kind TEXT NOT NULL,
        probability DOUBLE PRECISION NOT NULL,
        why TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE viewings (
        id {serial},
        digest TEXT NOT NULL,
        page INTEGER NOT NULL,
        kinds TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        why TEXT NOT NULL,
        FOREIGN KEY (digest) REFERENCES originals (digest)
    )
    """,
    "CREATE INDEX ix_viewings_digest ON viewings (digest)",
)

APPEND_ONLY = ("viewings",)
