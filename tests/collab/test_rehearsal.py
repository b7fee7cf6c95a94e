"""Documents that end the process which builds them: found in a child, and set aside."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from collab.documents.edits import add_node
from collab.documents.model import DocumentId
from collab.documents.reader import document_json
from collab.documents.store import Checkpoint, Entry, Row, Stored
from collab.errors import DocumentCorrupt, DocumentUnavailable
from collab.sync.admission import Admission
from collab.sync.hub import Hub
from collab.sync.index import UnknownIndex, decode_index, encode_index
from collab.sync.limits import Limits
from collab.sync.loading import NotCondensed, UnsoundCheckpoint, load
from collab.sync.rehearsal import ChildRehearsal
from collab.sync.update_v1 import parse_update
from tests.collab.peers import BOARD, SEED, GatedStore, nodes
from workspace.persistence.journal import SqliteJournal

ROOT = Path(__file__).parents[2]

PANICS = bytes.fromhex("010200000001000000")
PANICS_LATER = bytes.fromhex("01010001000000")
CRASHES = bytes.fromhex("010101000801016101") + b"\x75\x01" * 100_000 + b"\x7e\x00"
"""Nested arrays past yrs' stack: SIGSEGV."""


def _honest() -> list[bytes]:
    """Updates that each build on the one before."""
    doc: Doc[Any] = Doc()
    doc.apply_update(SEED)
    made: list[bytes] = []
    doc.observe(lambda event: made.append(event.update))
    for at in range(3):
        with doc.transaction():
            add_node(doc, f"x{at}", "note", params={"text": "é😀"}, text_params=["text"])
    del nodes(doc)["x1"]
    return made


HONEST = _honest()


def stored(*updates: bytes, checkpoint: bytes | None = None) -> Stored:
    base = None if checkpoint is None else Checkpoint(0, checkpoint, b"")
    return Stored(base, tuple(Row(seq, update) for seq, update in enumerate(updates, 1)), True)


@pytest.fixture
async def rehearsal() -> AsyncIterator[ChildRehearsal]:
    async with ChildRehearsal(20) as rehearsal:
        yield rehearsal


async def test_the_row_that_kills_is_named(rehearsal: ChildRehearsal) -> None:
    """SY19"""
    ((row, reason),) = await rehearsal.find_bad(stored(SEED, HONEST[0], CRASHES, HONEST[1]))
    assert row == Row(3, CRASHES)
    assert reason == "yrs dies of it (-11)"


async def test_a_checkpoint_that_kills_is_no_checkpoint(rehearsal: ChildRehearsal) -> None:
    """SY20"""
    with pytest.raises(UnsoundCheckpoint):
        await rehearsal.find_bad(stored(*HONEST, checkpoint=CRASHES))


async def test_a_child_that_somebody_else_ends_blames_nobody(rehearsal: ChildRehearsal) -> None:
    """SY19"""
    rows = stored(SEED, *HONEST)
    await rehearsal.find_bad(rows)
    assert rehearsal._process is not None
    os.kill(rehearsal._process.pid, signal.SIGKILL)
    assert await rehearsal.find_bad(rows) == ()


async def test_time_is_bounded() -> None:
    async with ChildRehearsal(0.0001) as rehearsal:
        with pytest.raises(DocumentUnavailable, match="it takes more than"):
            await rehearsal.find_bad(stored(SEED))


async def test_the_child_never_loads_torch_or_the_server() -> None:
    code = "import sys, collab.sync.rehearser as r; print(sorted(sys.modules))"
    answer = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True
    )
    for name in ("torch", "starlette", "sqlalchemy", "workspace"):
        assert f"'{name}'" not in answer.stdout.decode()


async def test_what_kills_is_not_condensed(rehearsal: ChildRehearsal) -> None:
    """SY20"""
    with pytest.raises(NotCondensed):
        await rehearsal.condense(stored(SEED, CRASHES))


def test_an_index_of_other_bytes_is_unknown() -> None:
    index = encode_index(Admission.of(SEED))
    for wrong in (b"", b"\x00" + index[1:], index[:-1], index + b"\x00", b"\x01\xff\xff\xff\xff"):
        with pytest.raises(UnknownIndex):
            decode_index(wrong)


def test_an_index_that_was_kept_judges_as_the_one_it_was_made_from() -> None:
    kept, live = decode_index(encode_index(Admission.of(SEED))), Admission.of(SEED)
    for update in HONEST:
        for index in (kept, live):
            index.add(index.judge(parse_update(update)))  # type: ignore[arg-type]
    assert encode_index(kept) == encode_index(live)


async def poisoned_store(*updates: bytes) -> GatedStore:
    store = GatedStore()
    await store.append([Entry(BOARD, "eve", update) for update in updates])
    return store


async def test_what_kills_is_set_aside_before_the_server_loads_it(
    rehearsal: ChildRehearsal,
) -> None:
    """SY19: as after an unclean stop; without the child this process would end here."""
    store = await poisoned_store(SEED, HONEST[0], CRASHES, HONEST[1])
    store.suspect_to = 4
    loaded = await load(store, BOARD, rehearsal)
    assert {"x0", "x1"} <= set(document_json(loaded.doc)["nodes"])  # type: ignore[arg-type]
    assert [row.update for _, row, _ in store.quarantined] == [CRASHES]
    assert CRASHES not in (await store.load(BOARD)).updates


async def test_what_builds_on_a_row_that_is_set_aside_goes_with_it() -> None:
    """SY19: or it would wait for ever, and be in no checkpoint."""
    store = await poisoned_store(SEED, PANICS, HONEST[0], HONEST[2])
    loaded = await load(store, BOARD)
    assert [row.update for _, row, _ in store.quarantined] == [PANICS, HONEST[2]]
    assert "x0" in document_json(loaded.doc)["nodes"]  # type: ignore[operator]


async def test_a_document_whose_beginning_is_bad_is_refused_and_kept() -> None:
    """SY15"""
    store = await poisoned_store(PANICS, HONEST[0])
    with pytest.raises(DocumentCorrupt):
        await load(store, BOARD)
    assert store.quarantined == []


async def test_a_checkpoint_that_does_not_load_gives_way_to_the_one_before() -> None:
    """SY20"""
    store = await poisoned_store(SEED, *HONEST)
    await store.checkpoint(BOARD, Checkpoint(1, SEED, b"not an index"))
    await store.checkpoint(BOARD, Checkpoint(3, PANICS, b""))
    loaded = await load(store, BOARD)
    assert "x2" in document_json(loaded.doc)["nodes"]  # type: ignore[operator]
    assert encode_index(loaded.find_index())


async def test_a_room_makes_checkpoints_as_it_goes(tmp_path: Path) -> None:
    """SY20, on the real journal and the real child."""
    limits = Limits(
        awareness_tick_seconds=0, idle_seconds=0, checkpoint_updates=2, checkpoint_share=1
    )
    async with (
        SqliteJournal(tmp_path / "journal.db") as journal,
        ChildRehearsal(20) as rehearsal,
        Hub(journal, limits=limits, rehearsal=rehearsal) as hub,
    ):
        await hub.create(BOARD, SEED)
        async with hub.document(BOARD) as live:
            for at in range(6):
                await live.edit(lambda doc, at=at: add_node(doc, f"x{at}", "note"), "server")
            before = document_json(live.doc)
    async with SqliteJournal(tmp_path / "journal.db") as journal, Hub(journal) as hub:
        assert (await journal.load(BOARD)).checkpoint is not None
        async with hub.document(BOARD) as live:
            assert document_json(live.doc) == before
            await live.edit(lambda doc: add_node(doc, "y", "note"), "server")


SERVER = """
import asyncio, os, signal, sys
from pathlib import Path
from collab.documents.store import Entry
from collab.sync.hub import Hub
from collab.sync.rehearsal import ChildRehearsal
from workspace.persistence.journal import SqliteJournal

async def main():
    rows = [bytes.fromhex(row) for row in sys.stdin.read().split()]
    async with SqliteJournal(Path(sys.argv[1])) as journal, ChildRehearsal(20) as rehearsal:
        await journal.append([Entry("board", "eve", row) for row in rows])
        if rows:
            os.kill(os.getpid(), signal.SIGKILL)
        async with Hub(journal, rehearsal=rehearsal) as hub, hub.document("board") as live:
            print(sorted(live.doc.get("nodes", type=__import__("pycrdt").Map)))

asyncio.run(main())
"""


async def test_a_poisonous_row_makes_no_restart_loop(tmp_path: Path) -> None:
    """SY19"""

    async def serve(*rows: bytes) -> "subprocess.CompletedProcess[bytes]":
        arguments = [sys.executable, "-c", SERVER, str(tmp_path / "journal.db")]
        lines = "\n".join(row.hex() for row in rows).encode()
        return await asyncio.to_thread(
            subprocess.run, arguments, cwd=ROOT, capture_output=True, check=False, input=lines
        )

    assert (await serve(SEED, HONEST[0], CRASHES)).returncode == -signal.SIGKILL
    for _ in range(2):
        answer = await serve()
        assert answer.returncode == 0, answer.stderr
        assert b"x0" in answer.stdout
    async with SqliteJournal(tmp_path / "journal.db") as journal:
        assert CRASHES not in (await journal.load(DocumentId("board"))).updates
