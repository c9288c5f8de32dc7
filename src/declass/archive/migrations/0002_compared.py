"""What comparing found: matches of documents, changes between releases, and what they were found from."""

STATEMENTS = (
    """
    CREATE TABLE matches (
        a_id INTEGER NOT NULL,
        b_id INTEGER NOT NULL,
        a_in_b DOUBLE PRECISION NOT NULL,
        b_in_a DOUBLE PRECISION NOT NULL,
        probability DOUBLE PRECISION NOT NULL,
        reasons TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (a_id, b_id),
        FOREIGN KEY (a_id) REFERENCES documents (id),
        FOREIGN KEY (b_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_matches_b_id ON matches (b_id)",
    """
    CREATE TABLE changes (
        id TEXT NOT NULL,
        scheme TEXT NOT NULL,
        number TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        older_id INTEGER NOT NULL,
        newer_id INTEGER NOT NULL,
        older_released TEXT,
        newer_released TEXT,
        kind TEXT NOT NULL,
        grade TEXT NOT NULL,
        probability DOUBLE PRECISION NOT NULL,
        older_page INTEGER NOT NULL,
        older_start INTEGER NOT NULL,
        older_end INTEGER NOT NULL,
        older_text TEXT NOT NULL,
        newer_page INTEGER NOT NULL,
        newer_start INTEGER NOT NULL,
        newer_end INTEGER NOT NULL,
        newer_text TEXT NOT NULL,
        words_before TEXT NOT NULL,
        words_after TEXT NOT NULL,
        evidence TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY (older_id) REFERENCES documents (id),
        FOREIGN KEY (newer_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_changes_record ON changes (scheme, number, ordinal)",
    "CREATE INDEX ix_changes_newer_id ON changes (newer_id)",
    """
    CREATE TABLE comparisons (
        scheme TEXT NOT NULL,
        number TEXT NOT NULL,
        inputs_digest TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (scheme, number),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
)
