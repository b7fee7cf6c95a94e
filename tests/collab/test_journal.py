"""What the journal on SQLite adds to the contract: durability, and clear words when it cannot."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from collab.documents.model import DocumentId
from collab.documents.store import Entry
from collab.errors import DocumentCorrupt, DocumentUnavailable, JournalTooNew
from workspace.persistence import journal as journal_module
from workspace.persistence.journal import SqliteJournal

ONE = DocumentId("one")
ROOT = Path(__file__).parents[2]

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from collab.documents.store import Entry
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
        assert (await journal.load(ONE))[:25] == [b"%d" % number for number in range(25)]


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
        assert len(await journal.load(ONE)) == 20


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
            other.execute("DROP TRIGGER full")
            other.commit()
        await journal.append([Entry(ONE, None, b"after")])
        assert await journal.load(ONE) == [b"before", b"after"]


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
        assert (await journal.load(ONE))[-1] == b"here"
