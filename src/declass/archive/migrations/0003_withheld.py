"""What releases keep back: pages looked through, withholdings, their exemption codes."""

STATEMENTS = (
    """
    CREATE TABLE withheld_pages (
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        looked TEXT NOT NULL,
        share DOUBLE PRECISION,
        zone_pt2 DOUBLE PRECISION,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, page),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE withholdings (
        id TEXT NOT NULL,
        document_id INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        page INTEGER NOT NULL,
        kind TEXT NOT NULL,
        x0 DOUBLE PRECISION,
        y0 DOUBLE PRECISION,
        x1 DOUBLE PRECISION,
        y1 DOUBLE PRECISION,
        layer_id TEXT,
        span_start INTEGER,
        span_end INTEGER,
        lines_min DOUBLE PRECISION,
        lines_max DOUBLE PRECISION,
        area_share DOUBLE PRECISION,
        probability DOUBLE PRECISION NOT NULL,
        codes_sought BOOLEAN NOT NULL,
        text TEXT NOT NULL,
        evidence TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_withholdings_page ON withholdings (document_id, page, ordinal)",
    """
    CREATE TABLE withholding_codes (
        withholding_id TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        value TEXT NOT NULL,
        regime TEXT NOT NULL,
        original_value TEXT NOT NULL,
        source TEXT NOT NULL,
        probability DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (withholding_id, ordinal),
        FOREIGN KEY (withholding_id) REFERENCES withholdings (id),
        FOREIGN KEY (document_id) REFERENCES documents (id)
    )
    """,
    "CREATE INDEX ix_withholding_codes_document_id ON withholding_codes (document_id)",
    "CREATE INDEX ix_withholding_codes_value ON withholding_codes (value)",
)
