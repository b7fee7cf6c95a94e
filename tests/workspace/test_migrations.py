"""The tables and how they come to be (WS15)."""

import os
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from workspace.errors import StartError
from workspace.persistence.engine import Database
from workspace.persistence.migrate import migrate
from workspace.persistence.tables import metadata


async def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    await migrate(database)
    await migrate(database)  # a second start finds nothing to do
    async with database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    await database.close()
    assert differences == []


async def test_a_database_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.close()
    before = path.read_bytes()
    database = Database(f"sqlite+aiosqlite:///{path}")

    with pytest.raises(StartError, match=r"newer version.*9999") as refusal:
        await migrate(database)

    await database.close()
    assert refusal.value.code == "newer_database"
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.db"]  # nothing beside it


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"not a database at all" * 100)
    database = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(StartError, match="cannot be opened"):
        await migrate(database)
    await database.close()
