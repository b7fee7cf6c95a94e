"""Brings a database to this version's tables, or refuses one from a newer version untouched."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine

from workspace.errors import StartError
from workspace.persistence.engine import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(database: Database) -> None:
    """Run the missing migrations in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    try:
        found = await _current_revision(database.url)
    except (DatabaseError, OSError) as error:
        reason = error.orig if isinstance(error, DatabaseError) else error
        raise StartError(
            f"The database cannot be opened ({reason}): check that ATELIER_DATA or"
            " ATELIER_DATABASE_URL points at an Atelier database."
        ) from error
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise StartError(
            f"The database was written by a newer version of Atelier (its version is {found}, this"
            f" one knows up to {scripts.get_current_head()}): start that version, or another data"
            " folder. Nothing was changed.",
            code="newer_database",
        )
    if found == scripts.get_current_head():
        return

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async with database.writing() as connection:
        await connection.run_sync(upgrade)


async def _current_revision(url: str) -> str | None:
    """Read on an engine of its own, which sets no pragma: looking must not change the file."""
    engine = create_async_engine(url)

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    try:
        async with engine.connect() as connection:
            return await connection.run_sync(read)
    finally:
        await engine.dispose()
