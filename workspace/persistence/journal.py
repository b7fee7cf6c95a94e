"""The journal on SQLite: accepted updates, appended by one thread in group commits.

It owns its file and the order of rows (`seq`, never time). It deliberately does not know what an
update says, and stays off SQLAlchemy: this path decides how soon others see an edit.
"""

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from collab.documents.model import DocumentId
from collab.documents.store import Entry
from collab.errors import (
    DocumentCorrupt,
    DocumentError,
    DocumentMissing,
    DocumentUnavailable,
    JournalTooNew,
)

VERSION = 1
"""`PRAGMA user_version` of the file as written here."""

MAX_COMMIT_BYTES = 8 * 1024 * 1024
"""A commit takes at least one append, then more up to this, so one import stalls nobody long."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    person TEXT,
    crc INTEGER NOT NULL,
    "update" BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS updates_of_document ON updates (document, seq);
"""
INSERT = 'INSERT INTO updates (document, person, crc, "update", at) VALUES (?, ?, ?, ?, ?)'
SELECT = 'SELECT seq, crc, "update" FROM updates WHERE document = ? ORDER BY seq'


@dataclass(frozen=True, slots=True)
class _Append:
    """What one caller waits for. Each room has at most one, which bounds the queue."""

    entries: Sequence[Entry]
    done: "asyncio.Future[None]"
    loop: asyncio.AbstractEventLoop

    @property
    def size_bytes(self) -> int:
        return sum(len(entry.update) for entry in self.entries)


class SqliteJournal:
    """`async with SqliteJournal(path) as journal`: the only writer of the file at `path`."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._queue: queue.SimpleQueue[_Append | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock: IO[bytes] | None = None

    async def __aenter__(self) -> Self:
        connection = await asyncio.to_thread(self._open)
        self._thread = threading.Thread(target=self._write, args=(connection,), name="journal")
        self._thread.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Return once all that was asked before is committed or refused."""
        thread, self._thread = self._thread, None
        self._queue.put(None)
        if thread is not None:
            await asyncio.to_thread(thread.join)
        if self._lock is not None:
            self._lock.close()

    async def append(self, entries: Sequence[Entry]) -> None:
        if self._thread is None:
            raise DocumentUnavailable(f"The journal {self._path} is closed.")
        if not entries:
            return
        loop = asyncio.get_running_loop()
        append = _Append(tuple(entries), loop.create_future(), loop)
        self._queue.put(append)
        await append.done

    async def load(self, document: DocumentId) -> list[bytes]:
        return await asyncio.to_thread(self._load, document)

    # The reading side: a connection of its own, since WAL readers never wait for the writer.

    def _load(self, document: DocumentId) -> list[bytes]:
        try:
            with closing(sqlite3.connect(f"file:{self._quoted}?mode=ro", uri=True)) as connection:
                rows = connection.execute(SELECT, (document,)).fetchall()
        except sqlite3.Error as error:
            raise DocumentUnavailable(f"Cannot read {self._path}: {error}.") from error
        if not rows:
            raise DocumentMissing(f"No document is stored under {document}.")
        return [_checked(document, *row) for row in rows]

    @property
    def _quoted(self) -> str:
        return self._path.absolute().as_uri().removeprefix("file://")

    # The writing side.

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._claim()
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, timeout=1
            )
        except (OSError, sqlite3.Error) as error:
            raise DocumentUnavailable(_cannot_open(self._path, error)) from error
        try:
            _prepare(connection, self._path)
        except (sqlite3.Error, DocumentError) as error:
            connection.close()
            self._lock.close()
            if isinstance(error, DocumentError):
                raise
            raise DocumentUnavailable(_cannot_open(self._path, error)) from error
        return connection

    def _claim(self) -> IO[bytes]:
        """A lock the system drops with the process: two servers on one journal would diverge."""
        lock = Path(f"{self._path}.lock").open("ab")  # noqa: SIM115 - kept while the journal is open
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise DocumentUnavailable(
                f"Another Atelier server is using {self._path}; stop it, "
                "or give this one a data folder of its own."
            ) from error
        return lock

    def _write(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            while (first := self._queue.get()) is not None:
                batch, last = self._queued_behind(first)
                _settle(batch, self._commit(connection, batch))
                if last:
                    return

    def _queued_behind(self, first: _Append) -> tuple[list[_Append], bool]:
        """The next commit: what queued during the last one. True when the end was among it."""
        batch, size = [first], first.size_bytes
        while size < MAX_COMMIT_BYTES:
            try:
                append = self._queue.get_nowait()
            except queue.Empty:
                break
            if append is None:
                return batch, True
            batch.append(append)
            size += append.size_bytes
        return batch, False

    def _commit(self, connection: sqlite3.Connection, batch: list[_Append]) -> Exception | None:
        at = int(self._now() * 1000)
        rows = [
            (entry.document, entry.person, zlib.crc32(entry.update), entry.update, at)
            for append in batch
            for entry in append.entries
        ]
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, rows)
            connection.execute("COMMIT")
        except Exception as error:  # whatever it was, these callers must hear of it
            with contextlib.suppress(sqlite3.Error):  # a broken disk may have rolled back already
                connection.execute("ROLLBACK")
            return error
        return None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise JournalTooNew(
            f"{path} was written by a newer version of Atelier (journal {version}, this one reads "
            f"up to {VERSION}); start that version, or restore a backup made with this one."
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _checked(document: DocumentId, seq: int, crc: int, update: bytes) -> bytes:
    if zlib.crc32(update) != crc:
        raise DocumentCorrupt(f"Row {seq} of document {document} fails its checksum.")
    return update


def _settle(batch: list[_Append], error: Exception | None) -> None:
    """Answer the callers on their loops; one wake-up per loop, however many wait."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Append]] = {}
    for append in batch:
        by_loop.setdefault(append.loop, []).append(append)
    for loop, appends in by_loop.items():
        with contextlib.suppress(RuntimeError):  # that loop has ended, and its callers with it
            loop.call_soon_threadsafe(_answer, appends, error)


def _answer(appends: list[_Append], error: Exception | None) -> None:
    for append in appends:
        if append.done.done():
            continue  # its caller was cancelled; what was committed stays
        if error is None:
            append.done.set_result(None)
        else:
            refusal = DocumentUnavailable(f"The journal could not be written: {error}.")
            refusal.__cause__ = error
            append.done.set_exception(refusal)


def _cannot_open(path: Path, error: Exception) -> str:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return f"Cannot write the journal {path} ({reason}); make its folder writable by this user."
