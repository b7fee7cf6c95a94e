"""The journal on SQLite: accepted updates, appended by one thread in group commits.

It owns its file and the order of rows (`seq`, never time). It deliberately does not know what an
update says, and stays off SQLAlchemy: this path decides how soon others see an edit. The SQL is
`journal_file`'s.
"""

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, TypeAlias

from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry, Stored
from collab.errors import DocumentError, DocumentUnavailable
from workspace.persistence import journal_file
from workspace.persistence.journal_file import Sync

MAX_COMMIT_BYTES = 8 * 1024 * 1024
"""A commit takes at least one append, then more up to this, so one import stalls nobody long."""

TRIM_ROWS: Final = 500
"""So many rows are deleted at once, between commits: about as long as a commit takes."""

TRIM_EVERY: Final = 16
"""Commits after which some rows are trimmed even though more commits wait."""

IDLE_SECONDS: Final = 0.05
"""So long after a commit nothing may be asked for before rows are trimmed: an append that comes
meanwhile would wait for one more `fsync`."""


@dataclass(frozen=True, slots=True)
class _Append:
    """What one caller waits for. Each room has at most one, which bounds the queue."""

    entries: Sequence[Entry]
    done: "asyncio.Future[None]"
    loop: asyncio.AbstractEventLoop

    @property
    def size_bytes(self) -> int:
        return sum(len(entry.update) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class _Task:
    """Anything else that is written: a transaction of its own."""

    write: Callable[[sqlite3.Connection], None]
    done: "asyncio.Future[None]"
    loop: asyncio.AbstractEventLoop


_Wish: TypeAlias = _Append | _Task | None
"""`None` is the end."""


class SqliteJournal:
    """`async with SqliteJournal(path) as journal`: the only writer of the file at `path`.

    With `sync="NORMAL"` a power cut can lose the last commits; with either, a kill loses none.
    `was_stopped`: the server before this one ended in order; rows are not suspect then.
    """

    def __init__(
        self, path: Path, now: Callable[[], float] = time.time, sync: Sync = "FULL"
    ) -> None:
        self._path = path
        self._now = now
        self._sync = sync
        self.was_stopped = True
        self._queue: queue.SimpleQueue[_Wish] = queue.SimpleQueue()
        self._trims: deque[DocumentId] = deque()
        self._thread: threading.Thread | None = None
        self._trouble: str | None = None
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

    @property
    def trouble(self) -> str | None:
        return self._trouble

    async def append(self, entries: Sequence[Entry]) -> None:
        if entries:
            loop, done = self._asked()
            self._queue.put(_Append(tuple(entries), done, loop))
            await done

    async def checkpoint(self, document: DocumentId, checkpoint: Checkpoint) -> None:
        def write(connection: sqlite3.Connection) -> None:
            at = int(self._now() * 1000)
            journal_file.put_checkpoint(connection, document, checkpoint, at)
            self._trims.append(document)

        await self._do(write)

    async def quarantine(self, document: DocumentId, seqs: Sequence[int], reason: str) -> None:
        rows = tuple(seqs)
        await self._do(
            lambda connection: journal_file.quarantine(connection, document, rows, reason)
        )

    async def probe(self) -> None:
        at = int(self._now() * 1000)
        await self._do(lambda connection: journal_file.set_mark(connection, "probed", at))

    async def _do(self, write: Callable[[sqlite3.Connection], None]) -> None:
        loop, done = self._asked()
        self._queue.put(_Task(write, done, loop))
        await done

    def _asked(self) -> "tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]":
        if self._thread is None:
            raise DocumentUnavailable(f"The journal {self._path} is closed.")
        loop = asyncio.get_running_loop()
        return loop, loop.create_future()

    async def load(self, document: DocumentId, before: int | None = None) -> Stored:
        return await asyncio.to_thread(self._load, document, before)

    # The reading side: a connection of its own, since WAL readers never wait for the writer.

    def _load(self, document: DocumentId, before: int | None) -> Stored:
        try:
            with closing(sqlite3.connect(f"file:{self._quoted}?mode=ro", uri=True)) as connection:
                return journal_file.read(connection, document, before)
        except sqlite3.Error as error:
            raise DocumentUnavailable(f"Cannot read {self._path}: {error}.") from error

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
            self.was_stopped = journal_file.prepare(connection, self._path, self._sync)
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
            held: deque[_Wish] = deque()
            commits = 0
            while (wish := self._next(connection, held)) is not None:
                batch = self._with_more(wish, held) if isinstance(wish, _Append) else [wish]
                _settle(batch, self._commit(connection, batch))
                commits += 1
                if commits % TRIM_EVERY == 0:
                    self._trim(connection)
            while self._trims:
                self._trim(connection)
            _transact(connection, lambda: journal_file.set_mark(connection, "clean", 1))

    def _next(self, connection: sqlite3.Connection, held: deque[_Wish]) -> _Wish:
        """What to do next; while nothing is asked for, old rows are trimmed."""
        if held:
            return held.popleft()
        while self._trims:
            try:
                return self._queue.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                self._trim(connection)
        return self._queue.get()

    def _with_more(self, first: _Append, held: deque[_Wish]) -> list[_Append]:
        """The next commit: the appends that queued during the last one."""
        batch, size = [first], first.size_bytes
        while size < MAX_COMMIT_BYTES:
            try:
                wish = self._queue.get_nowait()
            except queue.Empty:
                break
            if not isinstance(wish, _Append):
                held.append(wish)
                break
            batch.append(wish)
            size += wish.size_bytes
        return batch

    def _commit(
        self, connection: sqlite3.Connection, batch: Sequence[_Append | _Task]
    ) -> Exception | None:
        at = int(self._now() * 1000)

        def write() -> None:
            for wish in batch:
                if isinstance(wish, _Append):
                    journal_file.insert(connection, wish.entries, at)
                else:
                    wish.write(connection)

        error = _transact(connection, write)
        self._trouble = None if error is None else _refusal(error)
        return error

    def _trim(self, connection: sqlite3.Connection) -> None:
        """A little of what checkpoints stand for. What fails is tried after the next checkpoint."""
        if not self._trims:
            return
        document = self._trims.popleft()
        more = False

        def write() -> None:
            nonlocal more
            more = journal_file.trim(connection, document, TRIM_ROWS)

        if _transact(connection, write) is None and more:
            self._trims.append(document)


def _transact(connection: sqlite3.Connection, write: Callable[[], None]) -> Exception | None:
    """Whatever went wrong: the callers must hear of it, and nothing of it is kept."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        write()
        connection.execute("COMMIT")
    except Exception as error:
        with contextlib.suppress(sqlite3.Error):  # a broken disk may have rolled back already
            connection.execute("ROLLBACK")
        return error
    return None


def _settle(batch: Sequence[_Append | _Task], error: Exception | None) -> None:
    """Answer the callers on their loops; one wake-up per loop, however many wait."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Append | _Task]] = {}
    for wish in batch:
        by_loop.setdefault(wish.loop, []).append(wish)
    for loop, wishes in by_loop.items():
        with contextlib.suppress(RuntimeError):  # that loop has ended, and its callers with it
            loop.call_soon_threadsafe(_answer, wishes, error)


def _answer(wishes: list[_Append | _Task], error: Exception | None) -> None:
    for wish in wishes:
        if wish.done.done():
            continue  # its caller was cancelled; what was committed stays
        if error is None:
            wish.done.set_result(None)
        else:
            refusal = DocumentUnavailable(_refusal(error))
            refusal.__cause__ = error
            wish.done.set_exception(refusal)


def _refusal(error: Exception) -> str:
    return f"The journal could not be written: {error}."


def _cannot_open(path: Path, error: Exception) -> str:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return f"Cannot write the journal {path} ({reason}); make its folder writable by this user."
