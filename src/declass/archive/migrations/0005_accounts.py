"""Accounts of those who may read an archive that is served to others."""

STATEMENTS = (
    """
    CREATE TABLE accounts (
        name TEXT NOT NULL,
        password TEXT NOT NULL,
        role TEXT NOT NULL,
        collections TEXT,
        created TEXT NOT NULL,
        disabled BOOLEAN NOT NULL,
        PRIMARY KEY (name)
    )
    """,
    """
    CREATE TABLE sessions (
        token_digest TEXT NOT NULL,
        account TEXT NOT NULL,
        began TEXT NOT NULL,
        ends TEXT NOT NULL,
        PRIMARY KEY (token_digest),
        FOREIGN KEY (account) REFERENCES accounts (name)
    )
    """,
    "CREATE INDEX ix_sessions_account ON sessions (account)",
)
