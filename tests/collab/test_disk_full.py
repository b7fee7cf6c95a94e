"""A disk with no room left, for real: SQLite writes into a limit on the size of files."""

import asyncio
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SERVER = """
import asyncio, resource, sys
from pathlib import Path
from collab.documents.edits import add_node
from collab.documents.model import DocumentId
from collab.errors import DocumentUnavailable
from collab.sync.hub import Hub
from collab.sync.limits import Limits
from tests.collab.peers import ANN, BOARD, EDITOR, SEED, Peer, nodes
from workspace.persistence.journal import SqliteJournal

LIMITS = Limits(awareness_tick_seconds=0, idle_seconds=0, retry_seconds=0.01)
FREE = resource.getrlimit(resource.RLIMIT_FSIZE)


async def until(claim, peer):
    async with asyncio.timeout(20):
        while not claim():
            await asyncio.sleep(0.005)
            peer.deliver()


async def main():
    path = Path(sys.argv[1])
    async with SqliteJournal(path) as journal, Hub(journal, limits=LIMITS) as hub:
        await hub.create(BOARD, SEED)
        with hub.arriving(BOARD) as arrival:
            member = await hub.join(arrival, EDITOR, receipts=True)
            room = member.host
            peer = Peer(room, member)
            peer.start()
            await until(lambda: "n1" in nodes(peer.doc), peer)
            full = Path(f"{path}-wal").stat().st_size + 4096
            resource.setrlimit(resource.RLIMIT_FSIZE, (full, FREE[1]))
            before = list(peer.receipts)
            peer.edit(lambda doc: add_node(doc, "big", "note", params={"text": "x" * 100_000}))
            await until(lambda: "read-only" in str(peer.states), peer)
            assert peer.receipts == before, "acknowledged"
            assert "big" not in nodes(room.doc), "shown"
            try:
                await room.edit(lambda doc: add_node(doc, "y", "note"), "server")
                raise AssertionError("a server edit was taken")
            except DocumentUnavailable as error:
                print(error, journal.trouble)
            async with hub.document(BOARD) as reader:
                assert "n1" in nodes(reader.doc)
            resource.setrlimit(resource.RLIMIT_FSIZE, FREE)
            await until(lambda: peer.receipts and peer.receipts[-1] == 2, peer)
            await until(lambda: "read-only" not in str(peer.states), peer)
            assert peer.closed is journal.trouble is None
            await room.edit(lambda doc: add_node(doc, "y", "note"), "server")
    async with SqliteJournal(path) as journal, Hub(journal) as hub:
        async with hub.document(BOARD) as live:
            assert {"big", "y"} <= set(nodes(live.doc))
            print("recovered")

asyncio.run(main())
"""


async def test_a_full_disk_makes_a_board_read_only_until_there_is_room(tmp_path: Path) -> None:
    """SY4"""
    arguments = [sys.executable, "-c", SERVER, str(tmp_path / "journal.db")]
    answer = await asyncio.to_thread(
        subprocess.run, arguments, cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert "recovered" in answer.stdout
    assert "cannot be saved now" in answer.stdout
