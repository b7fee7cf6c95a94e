"""The connection to the rows: reading and writing transactions. Knows no table.

SQLite runs with a write-ahead log, so readers never wait for the writer. A writing transaction
takes SQLite's write lock at its start: taking it half-way, after a read, can fail at once instead
of waiting its turn.

`read` and `write` are for what a person waits for: a whole transaction aside, as one function. On
SQLite that is one way to a thread and back, where `reading` and `writing` take several a statement.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, Row, create_engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from workspace.errors import StartError, Unavailable

_BUSY_SECONDS = 10
_READERS = 2

T = TypeVar("T")


class Database:
    """Raises `Unavailable` when the database does not answer, is locked, full or read-only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _create(url)
        self._aside = _Aside(self.engine) if self.engine.dialect.name == "sqlite" else None

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds, in one transaction. It runs in a thread, and waits for nothing."""
        with _answering():
            if self._aside:
                return await self._aside.read(work)
            async with self.engine.connect() as connection:
                return await connection.run_sync(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """As `read`; committed at the end, rolled back by an exception."""
        with _answering():
            if self._aside:
                return await self._aside.write(work)
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)

    async def rows(self, query: Executable) -> Sequence[Row[Any]]:
        """What `query` selects."""
        return await self.read(lambda connection: connection.execute(query).all())

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
        await self.rows(text("SELECT 1"))

    async def close(self) -> None:
        if self._aside:
            await asyncio.to_thread(self._aside.close)
        await self.engine.dispose()


class _Aside:
    """A SQLite file in threads of its own. Writers take turns before they reach it, since SQLite
    lets who finds it locked sleep for longer than most of them take.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine: Engine = create_engine(engine.url.set(drivername="sqlite"))
        _set_up_sqlite(self._engine)
        self._readers = ThreadPoolExecutor(_READERS, "rows read")
        self._writer = ThreadPoolExecutor(1, "rows written")

    async def read(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    async def write(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine.connect() as connection:
                connection.execution_options(atelier_writes=True)
                with connection.begin():
                    return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writer, run)

    def close(self) -> None:
        """After what was begun."""
        self._readers.shutdown()
        self._writer.shutdown()
        self._engine.dispose()


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
        _set_up_sqlite(engine.sync_engine)
    return engine


def _set_up_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


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
