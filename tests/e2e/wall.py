"""A board that a script has put items on, open in a browser and at the script."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Locator, expect
from pycrdt import Doc, Map, Text

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.interop.python_peer import python_peer
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

Node = dict[str, Any]

IS_AT = """([id, drawn]) => {
  const item = document.querySelector(`.react-flow__node[data-id="${id}"]`);
  return item === null || item.style.transform === drawn;
}"""
"""Whether an item is drawn there, if it is mounted at all."""


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
    board: str
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
        """Once it lies still."""
        await (await self.item(id).element_handle()).wait_for_element_state("stable")
        return await self.item(id).bounding_box()

    async def look(self, name: str) -> None:
        """Keeps a screenshot for a person to look at, where `ATELIER_SHOTS` names a folder."""
        if folder := os.environ.get("ATELIER_SHOTS"):
            await self.page.screenshot(path=f"{folder}/{name}.png")

    async def press(self, keys: str) -> None:
        await self.page.keyboard.press(keys)

    def nodes_now(self) -> dict[str, Node]:
        return {id: node.to_py() for id, node in self.doc.get("nodes", type=Map).items()}

    async def becomes(self, check: Callable[[dict[str, Node]], bool], what: str) -> None:
        async def look() -> dict[str, Node]:
            return self.nodes_now()

        await eventually(look, check, what)

    async def drag_by(self, id: str, dx: float, dy: float, hold: str = "") -> None:
        """Drags an item, with a key held down from after its start until after its end."""
        box = await self.box(id)
        x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3
        x = await self.grab(x, y)
        await self.page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
        if hold:
            await self.page.keyboard.down(hold)
        await self.page.mouse.move(x + dx, y + dy, steps=4)
        await self.page.mouse.up()
        if hold:
            await self.page.keyboard.up(hold)

    async def grab(self, x: float, y: float) -> float:
        """Presses, and goes as far as makes it a drag; says from where it counts."""
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move(x + 3, y)
        return x

    async def lies(self, **places: tuple[int, int]) -> None:
        def check(nodes: dict[str, Node]) -> bool:
            return all(
                (nodes[id]["position"]["x"], nodes[id]["position"]["y"]) == place
                for id, place in places.items()
            )

        await self.becomes(check, f"{places}; last {self.nodes_now()}")
        # The board may be told of it before the next frame has drawn it.
        for id, (x, y) in places.items():
            at = [id, f"translate({x}px, {y}px)"]
            await eventually(
                lambda at=at: self.page.evaluate(IS_AT, at),  # type: ignore[misc]
                bool,
                f"{id} drawn at {x}, {y}",
            )


@asynccontextmanager
async def wall(
    server: ServerProcess,
    browser: Browser,
    fill: Callable[["Doc[Any]"], None],
    *,
    all_seen: bool = True,
    theme: str = "light",
    keeps_client: bool = True,
) -> AsyncIterator[Wall]:
    """A board with what `fill` puts on it, open in a browser and at a script."""
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
        token = json_of(await admin.post("/api/tokens", json={"name": "script"}))["token"]
        async with python_peer(server.url, board, token) as doc:
            with doc.transaction():
                fill(doc)
            count = len(doc.get("nodes", type=Map))
            shown = await signed_in_page(
                browser, server, ADMIN_EMAIL, theme=theme, keeps_client=keeps_client
            )
            page = Wall(shown, board, doc)
            await page.open(server.url, board)
            if all_seen:
                await expect(page.nodes()).to_have_count(count)
            yield page
