"""The connection to the rows: one engine, reading and writing transactions. Knows no table.

SQLite runs with a write-ahead log, so readers never wait for the writer. A writing transaction
takes SQLite's write lock at its start: taking it half-way, after a read, can fail at once instead
of waiting its turn.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from workspace.errors import StartError, Unavailable

_BUSY_SECONDS = 10


class Database:
    """Raises `Unavailable` when the database does not answer, is locked, full or read-only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _create(url)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        with _answering():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by an exception."""
        with _answering():
            async with self.engine.connect() as connection:
                await connection.execution_options(atelier_writes=True)
                async with connection.begin():
                    yield connection

    async def ping(self) -> None:
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, OSError) as error:
        raise Unavailable(
            "database_unavailable", "The database does not answer: try again shortly."
        ) from error


def _create(url: str) -> AsyncEngine:
    try:
        engine = create_async_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise StartError(
            f"ATELIER_DATABASE_URL cannot be used ({error}): leave it out for SQLite in the data"
            " folder.",
            code="bad_setting",
            exit_status=2,
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # `_begin_sqlite` begins, not the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("atelier_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
