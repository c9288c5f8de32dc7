import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Inspector

from declass.archive import reference
from declass.archive.base import Database
from declass.archive.catalogue import Catalogue
from declass.archive.migrations import Migration, migrate, migrations, version
from declass.archive.sqlite import SqliteBackend
from declass.archive.tables import APPEND_ONLY, metadata
from declass.errors import ArchiveError, MigrationError

RELEASED: dict[int, str] = {}
"""SHA-256 of the statements of each migration that a release of declass has carried; never changed."""


KINDS = {"DOUBLE": "REAL", "DOUBLE PRECISION": "REAL", "DOUBLE_PRECISION": "REAL"}
"""SQLite's names for one and the same affinity."""


def described(inspector: Inspector) -> dict[str, Any]:
    """Every table with what matters of it, whatever order things were made in."""
    return {
        table: {
            "columns": {
                c["name"]: (KINDS.get(str(c["type"]), str(c["type"])), c["nullable"])
                for c in inspector.get_columns(table)
            },
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(str(sorted(f.items(), key=str)) for f in inspector.get_foreign_keys(table)),
            "unique": sorted(str(u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "indexes": sorted(f"{i['name']} {i['column_names']}" for i in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
    }


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_lead_to_the_tables_of_today(tmp_path: Path):
    Catalogue(tmp_path / "migrated.sqlite").close()
    migrated = create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    made = create_engine(f"sqlite:///{tmp_path / 'made.sqlite'}")
    metadata.create_all(made)
    assert described(inspect(migrated)) == described(inspect(made))
    migrated.dispose()
    made.dispose()


def test_rows_of_lists_are_found_by_name_without_reading_the_whole_list(tmp_path: Path):
    Catalogue(tmp_path / "catalogue.sqlite").close()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as connection:
        asked = "SELECT * FROM inventory_rows WHERE listed AND (number IN ('a') OR lower(file) IN ('b', 'c'))"
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}")]
    assert any("ix_inventory_rows_file" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)


def test_migrations_are_numbered_from_one_without_gaps_and_those_released_are_not_rewritten():
    steps = migrations()
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        digest = hashlib.sha256("\n".join(step.statements).encode()).hexdigest()
        assert RELEASED.get(step.number, digest) == digest
    assert {table for step in steps for table in step.append_only} == set(APPEND_ONLY)


def test_opening_again_migrates_nothing(tmp_path: Path):
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue, catalogue.database.read() as connection:
        assert version(connection) == len(migrations())
    with Catalogue(path) as catalogue, catalogue.database.write() as connection:
        assert migrate(connection, catalogue.database.backend) == []


def test_a_newer_schema_is_refused_with_a_remedy(tmp_path: Path):
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue, catalogue.database.write() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (999, 'tomorrow', 'x')"))
    with pytest.raises(MigrationError, match="schema 999") as refused:
        Catalogue(path)
    assert "newer version" in refused.value.remedy


def test_a_migration_that_fails_leaves_the_catalogue_as_it_was(tmp_path: Path):
    backend = SqliteBackend(tmp_path / "catalogue.sqlite")
    Catalogue(backend).close()
    database = Database(backend)
    last = len(migrations())
    bad = Migration(last + 1, "broken", ("CREATE TABLE half (id INTEGER)", "CREATE TABLE runs (id INTEGER)"))
    with pytest.raises(MigrationError, match=f"{last + 1:04d}"), database.write() as connection:
        migrate(connection, backend, (*migrations(), bad))
    with database.read() as connection:
        assert version(connection) == last
        assert not inspect(connection).has_table("half")
    database.close()


def test_a_file_that_is_no_catalogue_is_an_archive_error(tmp_path: Path):
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"this is no database at all, but it is long enough to be looked at" * 20)
    with pytest.raises(ArchiveError, match="not a database"):
        Catalogue(path)


def test_the_file_is_kept_safe_from_kills_and_power_cuts(tmp_path: Path):
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue, catalogue.database.read() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_the_reference_page_is_up_to_date():
    written = Path(__file__).parents[2] / "docs" / "reference" / "catalogue.md"
    assert written.read_text(encoding="utf-8") == reference.page()


def test_the_reference_page_explains_every_table():
    assert all(table.comment for table in metadata.sorted_tables)


def test_only_the_backend_speaks_a_databases_own_language():
    folder = Path(reference.__file__).parent
    others = [path for path in folder.rglob("*.py") if path.name != "sqlite.py"]
    assert [path.name for path in others if "PRAGMA" in path.read_text(encoding="utf-8")] == []
    assert sqlite3.sqlite_version_info >= (3, 35)  # upserts and RETURNING
