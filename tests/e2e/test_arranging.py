"""Putting a moodboard in order: lined up, stacked, held and carried, with one undo for each."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect
from pycrdt import Doc, Map, Text

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.interop.python_peer import python_peer
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e

Node = dict[str, Any]


def note(doc: "Doc[Any]", id: str, x: int, y: int, **more: Any) -> None:
    """A note of 100 by 100 with its name on it."""
    fields = {"type": "note", "z": f"a{len(doc.get('nodes', type=Map))}", **more}
    doc.get("nodes", type=Map)[id] = Map(
        {
            "position": {"x": x, "y": y},
            "size": {"w": 100, "h": 100},
            "params": Map({"text": Text(id)}),
            "inputs": Map({}),
            **fields,
        }
    )


@dataclass
class Wall(BoardPage):
    doc: "Doc[Any]"

    def item(self, id: str) -> Locator:
        return self.page.locator(f'.react-flow__node[data-id="{id}"]')

    async def select(self, *ids: str) -> None:
        await self.page.keyboard.press("Escape")
        for id in ids:
            box = await self.box(id)
            # Beside the ports and the corners, which are pressed for themselves.
            at = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3
            await self.page.keyboard.down("Shift")
            await self.page.mouse.click(*at)
            await self.page.keyboard.up("Shift")

    async def box(self, id: str) -> Any:
        return await self.item(id).bounding_box()

    async def press(self, keys: str) -> None:
        await self.page.keyboard.press(keys)

    def nodes_now(self) -> dict[str, Node]:
        return {id: node.to_py() for id, node in self.doc.get("nodes", type=Map).items()}

    async def becomes(self, check: Callable[[dict[str, Node]], bool], what: str) -> None:
        async def look() -> dict[str, Node]:
            return self.nodes_now()

        await eventually(look, check, what)

    async def lies(self, **places: tuple[int, int]) -> None:
        def check(nodes: dict[str, Node]) -> bool:
            return all(
                (nodes[id]["position"]["x"], nodes[id]["position"]["y"]) == place
                for id, place in places.items()
            )

        await self.becomes(check, f"{places}; last {self.nodes_now()}")


@asynccontextmanager
async def wall(
    server: ServerProcess, browser: Browser, fill: Callable[["Doc[Any]"], None]
) -> AsyncIterator[Wall]:
    """A board with what `fill` puts on it, open in a browser and at a script."""
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
        token = json_of(await admin.post("/api/tokens", json={"name": "script"}))["token"]
        async with python_peer(server.url, board, token) as doc:
            with doc.transaction():
                fill(doc)
            count = len(doc.get("nodes", type=Map))
            page = Wall(await signed_in_page(browser, server, ADMIN_EMAIL), doc)
            await page.open(server.url, board)
            await expect(page.nodes()).to_have_count(count)
            yield page


async def test_items_are_lined_up_spread_stacked_and_held(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "a", 0, 0)
        note(doc, "b", 160, 40)
        note(doc, "c", 500, 20)

    async with wall(server, browser, fill) as board:
        # One command, and one undo for all it moved.
        await board.select("a", "b", "c")
        await board.press("Alt+w")
        await board.lies(a=(0, 0), b=(160, 0), c=(500, 0))
        await board.press("Alt+Shift+h")
        await board.lies(a=(0, 0), b=(250, 0), c=(500, 0))
        await board.press("Control+z")
        await board.press("Control+z")
        await board.lies(a=(0, 0), b=(160, 40), c=(500, 20))

        # What is locked is not moved, deleted or caught by a marquee, and can still be clicked.
        await board.select("b")
        await board.press("Control+Shift+l")
        await expect(board.item("b").get_by_label("Locked")).to_be_visible()
        await board.press("ArrowRight")
        await board.press("Delete")
        await board.press("Escape")
        first, last = await board.box("a"), await board.box("c")
        await board.page.mouse.move(first["x"] - 30, first["y"] - 30)
        await board.page.mouse.down()
        right, bottom = last["x"] + 130, last["y"] + 160
        await board.page.mouse.move(right, bottom, steps=6)
        await board.page.mouse.up()
        await board.press("Alt+s")
        await board.lies(a=(0, 20), b=(160, 40), c=(500, 20))
        await board.select("b")
        await board.press("Control+Shift+l")
        await board.press("ArrowRight")
        await board.lies(b=(161, 40))

        # One step up goes over what is next, the front over everything.
        await board.select("a")
        await board.press("]")
        await board.becomes(lambda nodes: nodes["a"]["z"] > nodes["c"]["z"], "a above all")
        await board.press("Control+[")
        await board.becomes(
            lambda nodes: nodes["b"]["z"] < nodes["a"]["z"] < nodes["c"]["z"], "a one down"
        )

        # The palette says why something cannot be done.
        await board.press("Control+k")
        await board.page.get_by_placeholder("Search commands").fill("align left")
        await expect(board.page.get_by_text("Select two or more items.")).to_be_visible()
        await board.press("Escape")
        # The menu has it all, too.
        await board.item("c").click(button="right", position={"x": 30, "y": 30})
        await board.page.get_by_role("menuitem", name="Arrange").hover()
        await expect(board.page.get_by_role("menuitem", name="Send to back")).to_be_visible()
        for keys in ("ArrowRight", "End"):
            await board.press(keys)
        await expect(board.page.get_by_role("menuitem", name="Send to back")).to_be_focused()
        await board.press("Enter")
        await board.becomes(
            lambda nodes: nodes["c"]["z"] < min(nodes["a"]["z"], nodes["b"]["z"]), "c below all"
        )
