"""What the journal on SQLite adds to the contract: durability, and clear words when it cannot."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, Entry
from collab.errors import DocumentCorrupt, DocumentUnavailable, JournalTooNew
from workspace.persistence import journal as journal_module
from workspace.persistence.journal import SqliteJournal

ONE = DocumentId("one")
ROOT = Path(__file__).parents[2]

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from collab.documents.store import Checkpoint, Entry
from workspace.persistence.journal import SqliteJournal

async def main():
    async with SqliteJournal(Path(sys.argv[1])) as journal:
        for number in range(25):
            await journal.append([Entry("one", None, b"%d" % number)])
        asyncio.ensure_future(journal.append([Entry("one", None, b"unacknowledged")]))
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


async def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    """SY1"""
    await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False
    )
    async with SqliteJournal(path) as journal:
        assert (await journal.load(ONE)).updates[:25] == [b"%d" % number for number in range(25)]


async def test_appends_during_a_commit_share_the_next_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SY3"""
    batches: list[int] = []
    commit = SqliteJournal._commit

    def counted(self: SqliteJournal, connection: sqlite3.Connection, batch: list) -> object:
        batches.append(len(batch))
        return commit(self, connection, batch)

    monkeypatch.setattr(SqliteJournal, "_commit", counted)
    async with SqliteJournal(path) as journal:
        await asyncio.gather(*(journal.append([Entry(ONE, None, b"%d" % at)]) for at in range(200)))
    assert sum(batches) == 200
    assert len(batches) < 100


async def test_a_commit_is_capped_in_bytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MAX_COMMIT_BYTES", 10)
    async with SqliteJournal(path) as journal:
        await asyncio.gather(*(journal.append([Entry(ONE, None, b"x" * 8)]) for _ in range(20)))
        assert len((await journal.load(ONE)).updates) == 20


async def test_a_commit_that_fails_tells_its_callers_alone(path: Path) -> None:
    """SY4: as when the disk is full; here another connection takes the table away for a while."""
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, None, b"before")])
        with closing(sqlite3.connect(path)) as other:
            other.execute(
                "CREATE TRIGGER full BEFORE INSERT ON updates "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
            other.commit()
            with pytest.raises(DocumentUnavailable, match="disk is full"):
                await journal.append([Entry(ONE, None, b"lost"), Entry(ONE, None, b"too")])
            assert journal.trouble is not None
            other.execute("DROP TRIGGER full")
            other.commit()
        await journal.append([Entry(ONE, None, b"after")])
        assert journal.trouble is None
        assert (await journal.load(ONE)).updates == [b"before", b"after"]


async def test_a_row_that_rotted_is_found(path: Path) -> None:
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, None, b"sound")])
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE updates SET \"update\" = x'00'")
            other.commit()
        with pytest.raises(DocumentCorrupt, match="Row 1 of document one"):
            await journal.load(ONE)


async def test_a_journal_from_a_newer_version_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalTooNew, match="newer version of Atelier"):
        await SqliteJournal(path).__aenter__()
    async with SqliteJournal(path.with_name("other.db")):
        pass


async def test_a_second_server_on_one_journal_is_refused(path: Path) -> None:
    async with SqliteJournal(path):
        with pytest.raises(DocumentUnavailable, match="Another Atelier server"):
            await SqliteJournal(path).__aenter__()
    async with SqliteJournal(path):
        pass


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DocumentUnavailable, match="make its folder writable"):
        await SqliteJournal(tmp_path / "file" / "journal.db").__aenter__()


@pytest.fixture
def no_database(path: Path) -> Path:
    path.write_bytes(b"not a database at all, but long enough to be taken for one" * 20)
    return path


async def test_a_file_that_is_no_database_is_named(no_database: Path) -> None:
    with pytest.raises(DocumentUnavailable, match=r"journal\.db"):
        await SqliteJournal(no_database).__aenter__()


async def test_a_closed_journal_says_so(path: Path) -> None:
    async with SqliteJournal(path) as journal:
        pass
    with pytest.raises(DocumentUnavailable, match="closed"):
        await journal.append([Entry(ONE, None, b"late")])
    os.remove(path)
    with pytest.raises(DocumentUnavailable):
        await journal.load(ONE)


async def test_a_caller_that_went_away_disturbs_nobody(path: Path) -> None:
    async with SqliteJournal(path) as journal:
        gone = asyncio.ensure_future(journal.append([Entry(ONE, None, b"gone")]))
        await asyncio.sleep(0)
        gone.cancel()
        await journal.append([Entry(ONE, None, b"here")])
        assert (await journal.load(ONE)).updates[-1] == b"here"


VERSION_1 = """
CREATE TABLE updates (seq INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, person TEXT,
    crc INTEGER NOT NULL, "update" BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX updates_of_document ON updates (document, seq);
PRAGMA user_version = 1;
"""


async def test_a_journal_of_version_1_keeps_its_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.executescript(VERSION_1)
        insert = 'INSERT INTO updates (document, crc, "update", at) VALUES (?, ?, ?, 0)'
        other.executemany(insert, [("one", zlib.crc32(row), row) for row in (b"a", b"b")])
        other.commit()
    async with SqliteJournal(path) as journal:
        stored = await journal.load(ONE)
        assert stored.updates == [b"a", b"b"]
        assert stored.is_suspect  # version 1 did not say how it ended
        await journal.append([Entry(ONE, None, b"c")])
        await journal.checkpoint(ONE, Checkpoint(stored.last, b"ab", b""))
        assert (await journal.load(ONE)).updates == [b"ab", b"c"]


VERSION_2 = """
CREATE TABLE checkpoints (document TEXT NOT NULL, seq INTEGER NOT NULL, crc INTEGER NOT NULL,
    state BLOB NOT NULL, "index" BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (document, seq));
CREATE TABLE trimmed (document TEXT PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE quarantine (seq INTEGER PRIMARY KEY, document TEXT NOT NULL, person TEXT,
    crc INTEGER NOT NULL, "update" BLOB NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
PRAGMA user_version = 2;
"""


async def test_a_journal_of_version_2_keeps_its_checkpoints(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.executescript(VERSION_1 + VERSION_2)
        crc = zlib.crc32(b"index", zlib.crc32(b"state"))
        insert = "INSERT INTO checkpoints VALUES ('one', 1, ?, ?, ?, 0)"
        other.execute(insert, (crc, b"state", b"index"))
        other.commit()
    async with SqliteJournal(path) as journal:
        assert (await journal.load(ONE)).checkpoint == Checkpoint(1, b"state", b"index", None)


async def test_it_knows_whether_the_last_server_was_stopped(path: Path) -> None:
    """SY19"""
    for _ in range(2):
        async with SqliteJournal(path) as journal:
            await journal.append([Entry(ONE, None, b"a")])
            assert journal.was_stopped
    await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False
    )
    async with SqliteJournal(path) as journal:
        assert not journal.was_stopped


async def test_a_clean_stop_leaves_nothing_to_suspect(path: Path) -> None:
    for _ in range(2):
        async with SqliteJournal(path) as journal:
            await journal.append([Entry(ONE, None, b"a")])
            assert not (await journal.load(ONE)).is_suspect


async def test_rows_that_saw_an_unclean_stop_are_suspect_until_a_checkpoint_has_them(
    path: Path,
) -> None:
    """SY19"""
    await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False
    )
    for _ in range(2):  # a clean stop in between clears nobody of it
        async with SqliteJournal(path) as journal:
            await journal.append([Entry(DocumentId("new"), None, b"a")])
            assert (await journal.load(ONE)).is_suspect
            assert not (await journal.load(DocumentId("new"))).is_suspect
    async with SqliteJournal(path) as journal:
        last = (await journal.load(ONE)).last
        await journal.checkpoint(ONE, Checkpoint(last, b"state", b""))
        await journal.append([Entry(ONE, None, b"a")])
        assert not (await journal.load(ONE)).is_suspect


async def test_rows_are_trimmed_a_few_at_a_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SY20"""
    monkeypatch.setattr(journal_module, "TRIM_ROWS", 3)
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, None, b"%d" % at) for at in range(20)])
        await journal.checkpoint(ONE, Checkpoint(10, b"first", b""))
        await journal.checkpoint(ONE, Checkpoint(20, b"second", b""))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT min(seq), count(*) FROM updates").fetchone() == (11, 10)
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, None, b"next")])
        assert (await journal.load(ONE)).updates == [b"second", b"next"]


async def test_a_checkpoint_that_rotted_gives_way_to_the_one_before(path: Path) -> None:
    """SY20"""
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, None, b"%d" % at) for at in range(3)])
        await journal.checkpoint(ONE, Checkpoint(1, b"first", b""))
        await journal.checkpoint(ONE, Checkpoint(2, b"second", b"index"))
        rot(path, "seq = 2")
        assert (await journal.load(ONE)).updates == [b"first", b"1", b"2"]
        rot(path, "seq = 1")
        with pytest.raises(DocumentCorrupt, match="No sound checkpoint"):
            await journal.load(ONE)


def rot(path: Path, where: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"UPDATE checkpoints SET \"index\" = x'00' WHERE {where}")  # noqa: S608
        other.commit()


async def test_what_is_quarantined_is_kept_with_the_reason(path: Path) -> None:
    """SY19"""
    async with SqliteJournal(path) as journal:
        await journal.append([Entry(ONE, "ann", b"good"), Entry(ONE, "ben", b"bad")])
        await journal.quarantine(ONE, [2], "yrs died of it")
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute('SELECT document, person, "update", reason FROM quarantine')
        assert rows.fetchall() == [("one", "ben", b"bad", "yrs died of it")]


async def test_normal_sync_is_a_choice(path: Path) -> None:
    async with SqliteJournal(path, sync="NORMAL") as journal:
        await journal.append([Entry(ONE, None, b"a")])
        assert (await journal.load(ONE)).updates == [b"a"]
