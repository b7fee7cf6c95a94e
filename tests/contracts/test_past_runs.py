"""What every store of past results keeps to: the one on SQL and its in-memory twin (RE41)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from collab.documents.model import DocumentId, NodeId
from render.past_runs import MemoryPastRuns, PastRun, PastRuns
from render.stores import Fingerprint
from workspace.identity import new_id
from workspace.model import Board, User, UserId
from workspace.permissions import BoardRole, WorkspaceRole
from workspace.persistence.boards import SqlBoards
from workspace.persistence.engine import Database
from workspace.persistence.migrate import migrate
from workspace.persistence.past_runs import SqlPastRuns
from workspace.persistence.people import SqlPeople

BOARD = DocumentId("board")


@pytest.fixture(params=["memory", "sqlite"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PastRuns]:
    for module in ("render.past_runs", "workspace.persistence.past_runs"):
        monkeypatch.setattr(f"{module}.PER_NODE", 3)
        monkeypatch.setattr(f"{module}.PER_BOARD", 5)
    if request.param == "memory":
        yield MemoryPastRuns()
        return
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'atelier.db'}")
    await migrate(database)
    owner = User(UserId(new_id()), "a@b.c", "Ada", "#112233", WorkspaceRole.MEMBER, 1)
    await SqlPeople(database).add(owner, "hash")
    await SqlBoards(database).add(Board(BOARD, "Wall", BoardRole.OWNER, "e", 1, 1), owner.id)
    yield SqlPastRuns(database)
    await database.close()


def run(node: str, name: str, **more: object) -> PastRun:
    values: dict = {
        "board": BOARD, "node": NodeId(node), "fingerprint": Fingerprint(name),
        "type": "image.solid", "outputs": {"image": {"asset": "a"}}, "count": 1,
        "duration_ms": 3, "person": "ann", "made_ms": 5,
        "recipe": {"type": "image.solid", "params": {"width": 4}}, **more,
    }  # fmt: skip
    return PastRun(**values)


async def kept(store: PastRuns, *named: str) -> list[str]:
    keys = [(NodeId(each[0]), Fingerprint(each)) for each in named]
    return [name for _, name in sorted(await store.find(BOARD, keys))]


async def test_run_comes_back_as_it_was_remembered(store: PastRuns) -> None:
    whole, bare = run("a", "a1"), run("b", "b1", person=None, recipe=None)
    await store.remember([whole, bare])
    keys = [(run.node, run.fingerprint) for run in (whole, bare)]
    assert await store.find(BOARD, keys) == dict(zip(keys, (whole, bare), strict=True))
    assert await store.find(BOARD, [(NodeId("b"), Fingerprint("a1"))]) == {}


async def test_first_word_about_a_run_stays(store: PastRuns) -> None:
    await store.remember([run("a", "a1", person="ann"), run("a", "a1", person="ben")])
    await store.remember([run("a", "a1", person="cat")])
    [found] = (await store.find(BOARD, [(NodeId("a"), Fingerprint("a1"))])).values()
    assert found.person == "ann"


async def test_oldest_of_a_node_are_forgotten(store: PastRuns) -> None:
    await store.remember([run("a", f"a{n}") for n in range(5)])
    await store.remember([run("b", "b1")])
    assert await kept(store, *(f"a{n}" for n in range(5)), "b1") == ["a2", "a3", "a4", "b1"]


async def test_oldest_of_a_board_are_forgotten(store: PastRuns) -> None:
    await store.remember([run(node, f"{node}{n}") for n in range(3) for node in "abc"])
    names = [f"{node}{n}" for node in "abc" for n in range(3)]
    assert await kept(store, *names) == ["a2", "b1", "b2", "c1", "c2"]
