"""The catalogue's first schema."""

STATEMENTS = (
    """
    CREATE TABLE batches (
        id {serial},
        started TEXT NOT NULL,
        finished TEXT,
        whence TEXT NOT NULL,
        options TEXT NOT NULL,
        found INTEGER
    )
    """,
    """
    CREATE TABLE inventories (
        id {serial},
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        collection TEXT NOT NULL,
        released TEXT,
        imported_at TEXT NOT NULL,
        UNIQUE (name)
    )
    """,
    """
    CREATE TABLE judgements (
        id {serial},
        subject TEXT NOT NULL,
        verdict TEXT,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        why TEXT NOT NULL
    )
    """,
    "CREATE INDEX ix_judgements_subject ON judgements (subject)",
    """
    CREATE TABLE originals (
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        PRIMARY KEY (digest)
    )
    """,
    """
    CREATE TABLE records (
        id {serial},
        scheme TEXT NOT NULL,
        number TEXT NOT NULL,
        title TEXT NOT NULL,
        date TEXT,
        date_reason TEXT NOT NULL,
        agency TEXT NOT NULL,
        type TEXT NOT NULL,
        first_day INTEGER,
        last_day INTEGER,
        UNIQUE (scheme, number)
    )
    """,
    """
    CREATE TABLE runs (
        id {serial},
        step TEXT NOT NULL,
        version TEXT NOT NULL,
        parameters TEXT NOT NULL,
        parameters_digest TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        isolation TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE accessions (
        id {serial},
        "key" TEXT NOT NULL,
        digest TEXT NOT NULL,
        name TEXT NOT NULL,
        whence TEXT NOT NULL,
        container TEXT,
        collection TEXT NOT NULL,
        released TEXT,
        added_at TEXT NOT NULL,
        batch_id INTEGER NOT NULL,
        FOREIGN KEY (digest) REFERENCES originals (digest),
        UNIQUE ("key"),
        FOREIGN KEY (container) REFERENCES originals (digest),
        FOREIGN KEY (batch_id) REFERENCES batches (id)
    )
    """,
    "CREATE INDEX ix_accessions_container ON accessions (container)",
    "CREATE INDEX ix_accessions_digest ON accessions (digest)",
    """
    CREATE TABLE documents (
        id {serial},
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        remedy TEXT NOT NULL,
        media_type TEXT,
        pages_expected INTEGER,
        members_taken INTEGER,
        metadata TEXT NOT NULL,
        language TEXT,
        isolation TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        depth INTEGER NOT NULL,
        run_id INTEGER,
        FOREIGN KEY (digest) REFERENCES originals (digest),
        UNIQUE (digest),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_documents_state ON documents (state, depth, digest)",
    """
    CREATE TABLE inventory_rows (
        inventory_id INTEGER NOT NULL,
        "key" TEXT NOT NULL,
        line INTEGER NOT NULL,
        number TEXT,
        agency TEXT NOT NULL,
        date TEXT,
        title TEXT NOT NULL,
        pages INTEGER,
        release TEXT NOT NULL,
        file TEXT NOT NULL,
        type TEXT NOT NULL,
        extra TEXT NOT NULL,
        listed BOOLEAN NOT NULL,
        PRIMARY KEY (inventory_id, "key"),
        FOREIGN KEY (inventory_id) REFERENCES inventories (id)
    )
    """,
    "CREATE INDEX ix_inventory_rows_number ON inventory_rows (number)",
    """
    CREATE TABLE refusals (
        id {serial},
        "key" TEXT NOT NULL,
        batch_id INTEGER,
        whence TEXT NOT NULL,
        name TEXT NOT NULL,
        container TEXT,
        reason TEXT NOT NULL,
        remedy TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE ("key"),
        FOREIGN KEY (batch_id) REFERENCES batches (id),
        FOREIGN KEY (container) REFERENCES originals (digest)
    )
    """,
    "CREATE INDEX ix_refusals_container ON refusals (container)",
    """
    CREATE TABLE divisions (
        document_id INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        number TEXT NOT NULL,
        title TEXT NOT NULL,
        date TEXT,
        persons TEXT NOT NULL,
        first_page INTEGER NOT NULL,
        first_offset INTEGER NOT NULL,
        last_page INTEGER NOT NULL,
        last_offset INTEGER NOT NULL,
        source TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE layers (
        id TEXT NOT NULL,
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        kind TEXT NOT NULL,
        engine TEXT NOT NULL,
        engine_version TEXT NOT NULL,
        parameters TEXT NOT NULL,
        language TEXT,
        confidence DOUBLE PRECISION,
        expected_error DOUBLE PRECISION,
        text TEXT NOT NULL,
        text_digest TEXT NOT NULL,
        words {blob},
        run_id INTEGER,
        created TEXT NOT NULL,
        author TEXT NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_layers_page ON layers (document_id, page)",
    """
    CREATE TABLE releases (
        id {serial},
        record_id INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        made_by TEXT NOT NULL,
        original_value TEXT NOT NULL,
        number_source TEXT NOT NULL,
        first_page INTEGER,
        last_page INTEGER,
        first_offset INTEGER,
        last_offset INTEGER,
        released TEXT,
        collection TEXT NOT NULL,
        probability DOUBLE PRECISION NOT NULL,
        evidence TEXT NOT NULL,
        title TEXT NOT NULL,
        date TEXT,
        date_reason TEXT NOT NULL,
        agency TEXT NOT NULL,
        type TEXT NOT NULL,
        first_day INTEGER,
        last_day INTEGER,
        run_id INTEGER,
        FOREIGN KEY (record_id) REFERENCES records (id),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_releases_document_id ON releases (document_id)",
    "CREATE INDEX ix_releases_record_id ON releases (record_id)",
    """
    CREATE TABLE search_pending (
        document_id INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (document_id),
        FOREIGN KEY (document_id) REFERENCES documents (id)
    )
    """,
    """
    CREATE TABLE sightings (
        batch_id INTEGER NOT NULL,
        accession_id INTEGER NOT NULL,
        PRIMARY KEY (batch_id, accession_id),
        FOREIGN KEY (batch_id) REFERENCES batches (id),
        FOREIGN KEY (accession_id) REFERENCES accessions (id)
    )
    """,
    """
    CREATE TABLE step_done (
        document_id INTEGER NOT NULL,
        step TEXT NOT NULL,
        version TEXT NOT NULL,
        parameters_digest TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (document_id, step),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE dates (
        document_id INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        page INTEGER NOT NULL,
        layer_id TEXT,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        edtf TEXT NOT NULL,
        raw TEXT NOT NULL,
        inferred TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE notes (
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        layer_id TEXT,
        called_at INTEGER NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, page, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE numbers (
        document_id INTEGER NOT NULL,
        ordinal INTEGER NOT NULL,
        scheme TEXT NOT NULL,
        value TEXT NOT NULL,
        original_value TEXT NOT NULL,
        source TEXT NOT NULL,
        page INTEGER,
        layer_id TEXT,
        span_start INTEGER,
        span_end INTEGER,
        probability DOUBLE PRECISION NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, ordinal),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
    "CREATE INDEX ix_numbers_value ON numbers (scheme, value)",
    """
    CREATE TABLE pages (
        document_id INTEGER NOT NULL,
        page INTEGER NOT NULL,
        width_pt DOUBLE PRECISION NOT NULL,
        height_pt DOUBLE PRECISION NOT NULL,
        rotation INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        remedy TEXT NOT NULL,
        layer_id TEXT,
        chosen_reason TEXT NOT NULL,
        language TEXT,
        chars INTEGER NOT NULL,
        image_reason TEXT NOT NULL,
        run_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, page),
        FOREIGN KEY (document_id) REFERENCES documents (id),
        FOREIGN KEY (layer_id) REFERENCES layers (id),
        FOREIGN KEY (run_id) REFERENCES runs (id)
    )
    """,
)

APPEND_ONLY = ("judgements", "layers")
