"""What of a document's changes is read at all, and when (RE39)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from collab.documents.model import JSON
from collab.documents.reader import root
from collab.documents.schema import META, NODES
from render import watcher as watcher_module
from render.watcher import Watcher
from tests.render.twins import MemoryDocument


class Watched:
    """A document with nodes in it, a watcher that has read them, and a count of its reads."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.document = MemoryDocument()
        self.document.add("s", "image.solid", {"width": 1})
        self.document.add("f", "frame")
        self.document.add("c", "swatch")
        self.document.set("c", "parent", "f")
        self.watcher = Watcher(self.document)
        self.reads: list[str] = []
        real: Callable[..., Any] = watcher_module.read_node

        def note(id: str, node: object) -> object:
            self.reads.append(id)
            return real(id, node)

        monkeypatch.setattr(watcher_module, "read_node", note)

    async def load(self) -> None:
        await self.watcher.load(100, lambda views: None)
        self.take()
        self.reads.clear()

    def take(self) -> dict[str, Any]:
        taken = self.watcher.take().views
        return {id: view for views in taken.values() for id, view in views.items()}

    async def is_lazy(self) -> bool:
        """Whether there is something to take, but not at once."""
        if self.watcher.wake.is_set():
            return False
        await asyncio.wait_for(self.watcher.wake.wait(), 10)
        return True


@pytest.fixture
async def watched(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    watched = Watched(monkeypatch)
    await watched.load()
    yield watched
    watched.watcher.cancel()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("position", {"x": 1, "y": 2}),
        ("size", {"w": 1, "h": 2}),
        ("color", "#112233"),
        ("z", "a1"),
        ("locked", True),
        ("anything", "else"),
    ],
)
async def test_how_a_node_looks_and_where_it_stands_is_not_even_read(
    watched: Watched, key: str, value: JSON
) -> None:
    watched.document.set("s", key, value)
    assert not watched.watcher.wake.is_set()
    assert watched.watcher._timer is None
    assert watched.take() == {}
    assert watched.reads == []


@pytest.mark.parametrize(
    ("key", "value"), [("type", "image.noise"), ("mode", "mute"), ("parent", "f")]
)
async def test_what_can_change_a_result_is_read_at_once(
    watched: Watched, key: str, value: JSON
) -> None:
    watched.document.set("s", key, value)
    assert watched.watcher.wake.is_set()
    assert getattr(watched.take()["s"], key) == value


async def test_parameters_and_edges_are_read_at_once_and_once(watched: Watched) -> None:
    watched.document.set_param("s", "width", 2)
    watched.document.set_param("s", "width", 3)
    watched.document.connect("s", "color", "c.color")
    assert watched.watcher.wake.is_set()
    assert watched.take()["s"].params == {"width": 3}
    assert watched.reads == ["s"]


async def test_nodes_that_come_and_go_are_told(watched: Watched) -> None:
    watched.document.add("new", "image.noise")
    watched.document.delete("s")
    taken = watched.take()
    assert taken["new"].type == "image.noise"
    assert taken["s"] is None


async def test_title_waits_a_little_for_others(watched: Watched) -> None:
    watched.document.set("s", "title", "Start")
    watched.document.set("s", "title", "Begin")
    assert await watched.is_lazy()
    assert watched.take()["s"].title == "Begin"
    assert watched.reads == ["s"]


async def test_place_in_a_frame_is_its_order(watched: Watched) -> None:
    watched.document.set("c", "position", {"x": 1, "y": 2})
    assert await watched.is_lazy()
    assert watched.take()["c"].position == (1.0, 2.0)
    watched.document.set("c", "parent", None)
    assert watched.take()["c"].position == (0.0, 0.0)
    watched.document.set("c", "position", {"x": 3, "y": 4})
    assert watched.take() == {}


async def test_first_who_changed_a_node_is_its_author(watched: Watched) -> None:
    for person in ("ada", "ben"):
        watched.document.authors = (person, "eve")
        watched.document.set_param("s", "width", ord(person[0]))
    assert list(watched.watcher.take().views) == ["ada"]


async def test_pause_of_the_board_is_told_at_once(watched: Watched) -> None:
    assert not watched.watcher.take().is_paused
    with watched.document.doc.transaction():
        root(watched.document.doc, META)["paused"] = True
    assert watched.watcher.wake.is_set()
    assert watched.watcher.take().is_paused


async def test_odd_things_among_the_nodes_are_as_none(watched: Watched) -> None:
    with watched.document.doc.transaction():
        root(watched.document.doc, NODES)["s"] = "a text"
        root(watched.document.doc, NODES)["t"] = 5
    assert watched.take() == {"s": None, "t": None}
