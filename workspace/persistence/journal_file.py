"""What is in the journal's file, and each thing that is read from or written to it.

Plain functions of a connection, each inside the caller's transaction. When, and on which thread, is
the journal's to say; what an update says is nobody's business here.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry, Row, Stored
from collab.errors import DocumentCorrupt, DocumentMissing, JournalTooNew

Sync: TypeAlias = Literal["FULL", "NORMAL"]

VERSION: Final = 3
"""`PRAGMA user_version` of the file as written here."""

KEPT_CHECKPOINTS: Final = 2

FIRST: Final = (
    """CREATE TABLE IF NOT EXISTS updates (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        document TEXT NOT NULL,
        person TEXT,
        crc INTEGER NOT NULL,
        "update" BLOB NOT NULL,
        at INTEGER NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS updates_of_document ON updates (document, seq)",
)
SECOND: Final = (
    """CREATE TABLE checkpoints (
        document TEXT NOT NULL,
        seq INTEGER NOT NULL,
        crc INTEGER NOT NULL,
        state BLOB NOT NULL,
        "index" BLOB NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (document, seq)
    )""",
    "CREATE TABLE trimmed (document TEXT PRIMARY KEY, seq INTEGER NOT NULL)",
    """CREATE TABLE quarantine (
        seq INTEGER PRIMARY KEY,
        document TEXT NOT NULL,
        person TEXT,
        crc INTEGER NOT NULL,
        "update" BLOB NOT NULL,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL
    )""",
    "CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)
THIRD: Final = ("ALTER TABLE checkpoints ADD COLUMN epoch TEXT",)
MIGRATIONS: Final = (FIRST, SECOND, THIRD)
"""From nothing to version 1, from there to 2, and so on."""

INSERT: Final = 'INSERT INTO updates (document, person, crc, "update", at) VALUES (?, ?, ?, ?, ?)'


def prepare(connection: sqlite3.Connection, path: Path, sync: Sync) -> bool:
    """Bring the file up to date. Returns and notes whether the server before stopped cleanly."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise JournalTooNew(
            f"{path} was written by a newer version of Atelier (journal {version}, this one reads "
            f"up to {VERSION}); start that version, or restore a backup made with this one."
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {sync}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in (one for step in MIGRATIONS[version:] for one in step):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    last = connection.execute("SELECT max(seq) FROM updates").fetchone()[0] or 0
    was_clean = bool(_mark(connection, "clean")) or not last
    if not was_clean:
        set_mark(connection, "suspect_to", last)
    set_mark(connection, "clean", 0)
    connection.execute("COMMIT")
    return was_clean


def set_mark(connection: sqlite3.Connection, name: str, value: int) -> None:
    """`clean`: the last server stopped in order. `suspect_to`: rows up to it saw one that did not.

    `probed` is written only to see whether anything can be.
    """
    connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (name, value))


def insert(connection: sqlite3.Connection, entries: Iterable[Entry], at: int) -> None:
    connection.executemany(
        INSERT,
        [(one.document, one.person, zlib.crc32(one.update), one.update, at) for one in entries],
    )


def read(connection: sqlite3.Connection, document: DocumentId, before: int | None) -> Stored:
    connection.execute("BEGIN")  # one moment for all that follows
    base = _base(connection, document, before)
    after = 0 if base is None else base.seq
    if _trimmed_to(connection, document) > after:
        raise DocumentCorrupt(f"No sound checkpoint of document {document} is left.")
    rows = tuple(
        _checked(document, *row)
        for row in connection.execute(
            'SELECT seq, crc, "update" FROM updates WHERE document = ? AND seq > ? ORDER BY seq',
            (document, after),
        )
    )
    if base is None and not rows:
        raise DocumentMissing(f"No document is stored under {document}.")
    is_suspect = bool(rows) and rows[0].seq <= _mark(connection, "suspect_to")
    return Stored(base, rows, is_suspect)


def put_checkpoint(
    connection: sqlite3.Connection, document: DocumentId, checkpoint: Checkpoint, at: int
) -> None:
    crc = _crc(checkpoint.state, checkpoint.index)
    connection.execute(
        'INSERT OR REPLACE INTO checkpoints (document, seq, crc, state, "index", at, epoch)'
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            document,
            checkpoint.seq,
            crc,
            checkpoint.state,
            checkpoint.index,
            at,
            checkpoint.epoch,
        ),
    )
    seqs = _checkpoints(connection, document)
    connection.executemany(
        "DELETE FROM checkpoints WHERE document = ? AND seq = ?",
        [(document, seq) for seq in seqs[KEPT_CHECKPOINTS:]],
    )
    if len(seqs) >= KEPT_CHECKPOINTS:
        oldest = seqs[KEPT_CHECKPOINTS - 1]
        connection.execute("INSERT OR REPLACE INTO trimmed VALUES (?, ?)", (document, oldest))


def trim(connection: sqlite3.Connection, document: DocumentId, at_most: int) -> bool:
    """Delete some rows that the older checkpoint stands for; true when there are more."""
    seq = _trimmed_to(connection, document)
    deleted = connection.execute(
        "DELETE FROM updates WHERE seq IN"
        " (SELECT seq FROM updates WHERE document = ? AND seq <= ? ORDER BY seq LIMIT ?)",
        (document, seq, at_most),
    )
    return deleted.rowcount == at_most


def quarantine(
    connection: sqlite3.Connection, document: DocumentId, seqs: Sequence[int], reason: str
) -> None:
    for seq in seqs:
        connection.execute(
            'INSERT INTO quarantine SELECT seq, document, person, crc, "update", at, ?'
            " FROM updates WHERE document = ? AND seq = ?",
            (reason, document, seq),
        )
        connection.execute("DELETE FROM updates WHERE document = ? AND seq = ?", (document, seq))


def _checkpoints(connection: sqlite3.Connection, document: DocumentId) -> list[int]:
    rows = connection.execute(
        "SELECT seq FROM checkpoints WHERE document = ? ORDER BY seq DESC", (document,)
    )
    return [seq for (seq,) in rows]


def _base(
    connection: sqlite3.Connection, document: DocumentId, before: int | None
) -> Checkpoint | None:
    for seq, crc, state, index, epoch in connection.execute(
        'SELECT seq, crc, state, "index", epoch FROM checkpoints'
        " WHERE document = ? AND (? IS NULL OR seq < ?) ORDER BY seq DESC",
        (document, before, before),
    ):
        if _crc(state, index) == crc:
            return Checkpoint(seq, state, index, epoch)
    return None


def _trimmed_to(connection: sqlite3.Connection, document: DocumentId) -> int:
    row = connection.execute("SELECT seq FROM trimmed WHERE document = ?", (document,)).fetchone()
    return 0 if row is None else int(row[0])


def _mark(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row[0])


def _crc(state: bytes, index: bytes) -> int:
    return zlib.crc32(index, zlib.crc32(state))


def _checked(document: DocumentId, seq: int, crc: int, update: bytes) -> Row:
    if zlib.crc32(update) != crc:
        raise DocumentCorrupt(f"Row {seq} of document {document} fails its checksum.")
    return Row(seq, update)
