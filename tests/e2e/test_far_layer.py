"""A board of three hundred items seen from afar, where it is one bitmap, and edited there."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.bench.web.boards import STEP_X, STEP_Y, Item, planned, put, upload_pictures
from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.interop.python_peer import python_peer
from tests.server import ADMIN_EMAIL, ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e

COUNT = 300

VIEW = """() => {
  const view = document.querySelector(".react-flow__viewport");
  const { a, e, f } = new DOMMatrix(getComputedStyle(view).transform);
  return { zoom: a, left: e, top: f };
}"""
LOOK = """([x, y, w, h]) => {
  const canvas = [...document.querySelectorAll(".react-flow > canvas")][0];
  if (canvas.hidden) return null;
  const { data } = canvas.getContext("2d").getImageData(x, y, w, h);
  const seen = new Set();
  let drawn = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 128) continue;
    drawn += 1;
    seen.add((data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3);
  }
  return { share: drawn / (data.length / 4), colors: seen.size };
}"""
"""How much of a part of the bitmap is drawn on, and in how many colours."""

ALL_HERE = """() => [...document.querySelectorAll(".react-flow__node img")].every((each) =>
  each.complete && each.naturalWidth > 0)"""
"""Whether every picture that is mounted has come."""

COUNT_DRAWN = """() => {
  window.drawn = new Set();
  new MutationObserver((records) => {
    for (const { target, type } of records) {
      const node = target.closest?.(".react-flow__node");
      window.drawn.add(`${type} ${node?.dataset.id ?? "other"}`);
    }
  }).observe(document.querySelector(".react-flow__nodes"), {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}"""


@dataclass
class FarPage(BoardPage):
    async def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the board is on the screen."""
        view = await self.page.evaluate(VIEW)
        return x * view["zoom"] + view["left"], y * view["zoom"] + view["top"]

    async def zoom(self) -> float:
        return float((await self.page.evaluate(VIEW))["zoom"])

    async def look(self, x: float, y: float, w: float, h: float) -> dict[str, float]:
        """At a part of the bitmap, in places of the board; nothing of it where it is not shown."""
        left, top = await self.at(x, y)
        zoom = await self.zoom()
        box = [round(left), round(top), round(w * zoom), round(h * zoom)]
        found: dict[str, float] | None = await self.page.evaluate(LOOK, box)
        return found or {"share": 0.0, "colors": 0}

    async def drag_on_board(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        await self.page.mouse.move(*await self.at(*start))
        await self.page.mouse.down()
        await self.page.mouse.move(*await self.at(*end), steps=8)
        await self.page.mouse.up()

    async def wheel_zoom(self, x: float, y: float, holds: Any, turn: float) -> None:
        """Ctrl and the wheel over a place of the board, until the zoom is as wanted."""
        await self.page.mouse.move(*await self.at(x, y))
        await self.page.keyboard.down("Control")
        while not holds(before := await self.zoom()):
            await self.page.mouse.wheel(0, turn)
            await eventually(self.zoom, lambda now: now != before, "a turn of the wheel")
        await self.page.keyboard.up("Control")


async def large_board(
    server: ServerProcess, admin: httpx.AsyncClient
) -> tuple[str, str, list[Item]]:
    """Shared with Ben."""
    board, ben, _ = await shared_board(server, admin, "Three hundred", "Ben")
    token = json_of(await admin.post("/api/tokens", json={"name": "fill"}))["token"]
    pictures = await upload_pictures(admin, board, 5)
    items = planned(COUNT)
    async with python_peer(server.url, board, token) as doc:
        put(doc, items, pictures)
        await eventually(
            lambda: positions(admin, board), lambda seen: len(seen) == COUNT, "all items"
        )
    return board, ben, items


async def positions(admin: httpx.AsyncClient, board: str) -> dict[str, tuple[int, int]]:
    nodes = json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"]
    return {id: (node["position"]["x"], node["position"]["y"]) for id, node in nodes.items()}


async def opened(browser: Browser, server: ServerProcess, email: str, board: str) -> FarPage:
    person = FarPage(await signed_in_page(browser, server, email))
    await person.open(server.url, board)
    return person


async def shows_pictures(person: FarPage, x: float, y: float) -> None:
    await eventually(
        lambda: person.look(x, y, 280, 210),
        lambda seen: seen["share"] > 0.95 and seen["colors"] > 8,
        f"the picture at {x}, {y} on the bitmap",
    )


async def test_a_board_seen_from_afar_is_a_bitmap_on_which_everybody_edits(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, items = await large_board(server, admin)
        a = await opened(browser, server, ADMIN_EMAIL, board)
        b = await opened(browser, server, ben, board)

        # Nothing is mounted, and the bitmap has the pictures, not only their places.
        for person in (a, b):
            await person.wheel_zoom(3200, 2250, lambda zoom: zoom < 0.11, 60)
            await expect(person.nodes()).to_have_count(0)
            await shows_pictures(person, 0, 0)
            await shows_pictures(person, 4 * STEP_X, 7 * STEP_Y)

        # A marquee over three by two of them, and a drag of these by one: it lands in the document.
        await a.drag_on_board((-60, -60), (2 * STEP_X + 100, STEP_Y + 100))
        before = await positions(admin, board)
        await a.drag_on_board((140, 105), (140, -895))
        chosen = {i.id for i in items if i.x <= 2 * STEP_X and i.y <= STEP_Y}
        assert len(chosen) == 6
        after = await eventually(
            lambda: positions(admin, board), lambda seen: seen != before, "the drop on the server"
        )
        moved = {id for id in after if after[id] != before[id]}
        assert moved == chosen
        steps = {(after[id][0] - before[id][0], after[id][1] - before[id][1]) for id in moved}
        assert len(steps) == 1
        dx, dy = steps.pop()
        assert abs(dx) <= 12
        assert abs(dy + 1000) <= 12

        # Both see it there, and no longer where it was.
        for person in (a, b):
            await shows_pictures(person, dx, dy)
            await eventually(
                lambda person=person: person.look(20, 20, 200, 150),  # type: ignore[misc]
                lambda seen: seen["share"] < 0.2,
                "the empty place",
            )

        # A click with Shift adds; Delete deletes what is selected there too, and undo brings back.
        await a.page.mouse.click(*await a.at(140, 6 * STEP_Y + 105))
        await a.page.keyboard.down("Shift")
        await a.page.mouse.click(*await a.at(2 * STEP_X + 140, 6 * STEP_Y + 105))
        await a.page.keyboard.up("Shift")
        await a.page.keyboard.press("Delete")
        await eventually(
            lambda: positions(admin, board), lambda seen: len(seen) == COUNT - 2, "two fewer"
        )
        await a.page.keyboard.press("Control+z")
        await eventually(
            lambda: positions(admin, board), lambda seen: len(seen) == COUNT, "both again"
        )

        # The menu under the pointer is the item's.
        await a.page.mouse.click(*await a.at(140, 3 * STEP_Y + 105), button="right")
        await expect(a.page.get_by_role("menuitem", name="Duplicate")).to_be_visible()
        await a.page.keyboard.press("Escape")

        # Coming near, what is selected is mounted and still selected; the bitmap goes.
        x, y = 140, 3 * STEP_Y + 105
        await a.wheel_zoom(x, y, lambda zoom: zoom > 0.5, -120)
        await expect(a.page.locator(".react-flow__node.selected")).to_have_count(1)
        await expect(a.page.locator(".react-flow > canvas")).to_be_hidden()
        await eventually(
            a.photographs().count, lambda shown: 5 < shown < 60, "some of the pictures mounted"
        )

        # Ben double-clicks an item from afar and is there.
        await b.page.mouse.dblclick(*await b.at(140, 3 * STEP_Y + 105))
        await eventually(b.zoom, lambda zoom: zoom > 0.9, "the item at its size")


async def test_what_has_the_focus_stays_mounted_from_afar_and_the_minimap_leads_on(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, items = await large_board(server, admin)
        a = await opened(browser, server, ADMIN_EMAIL, board)
        note = next(item for item in items if item.type == "note" and item.y == 7 * STEP_Y)
        x, y = note.x + 120, note.y + 75
        await a.wheel_zoom(x, y, lambda zoom: zoom > 0.6, -120)
        place = a.page.locator(f'.react-flow__node[data-id="{note.id}"]')
        await place.dblclick()
        words = place.get_by_label("Text of the note")
        await expect(words).to_be_focused()
        # Over the words the wheel scrolls them.
        await a.wheel_zoom(x + 600, y, lambda zoom: zoom < 0.25, 120)
        await expect(a.nodes()).to_have_count(1)
        await expect(words).to_be_focused()
        await a.page.keyboard.type(" from afar")

        # Also out of sight, near: what is culled is what nobody uses.
        await a.wheel_zoom(x + 600, y, lambda zoom: zoom > 0.6, -120)
        await a.page.mouse.wheel(3000, 0)
        await expect(words).to_be_focused()
        await a.page.keyboard.type(" and away")

        async def text() -> str:
            nodes = json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"]
            return str(nodes[note.id]["params"]["text"])

        await eventually(text, lambda seen: seen.endswith(" from afar and away"), "what was typed")

        # The minimap leads to a place, and shows where others are.
        await a.page.keyboard.press("Escape")
        minimap = a.page.get_by_role("img", name="Minimap")
        await expect(minimap).to_be_visible()
        await a.fit()
        await eventually(a.zoom, lambda zoom: zoom < 0.25, "the whole board")
        await a.rests()
        await a.wheel_zoom(0, 0, lambda zoom: zoom > 0.6, -120)
        before = await a.at(0, 0)
        box = await minimap.bounding_box()
        assert box
        await a.page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)
        await eventually(
            lambda: a.at(0, 0), lambda at: at[0] < before[0] - 500, "the other end of the board"
        )
        alone = await _colors(a.page)
        b = await opened(browser, server, ben, board)
        person = json_of(await admin.get(f"/api/boards/{board}/members"))["items"]
        assert len(person) == 2
        await eventually(lambda: _colors(a.page), lambda seen: seen - alone, "Ben's outline")
        await a.page.keyboard.press("Shift+M")
        await expect(minimap).to_have_count(0)
        await b.page.close()


async def test_an_item_that_somebody_else_drags_is_the_only_one_drawn_anew(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, items = await large_board(server, admin)
        a = await opened(browser, server, ADMIN_EMAIL, board)
        b = await opened(browser, server, ben, board)
        item = next(i for i in items if i.type == "image" and i.y == 7 * STEP_Y and i.x > STEP_X)
        x, y = item.x + 140, item.y + 105
        await a.wheel_zoom(x, y, lambda zoom: zoom > 0.5, -120)
        place = a.page.locator(f'.react-flow__node[data-id="{item.id}"]')
        await expect(place).to_have_count(1)
        await expect(a.page.locator(".react-flow > canvas")).to_be_hidden()
        start = await _left(place)

        await b.page.mouse.move(*await b.at(x, y))
        await b.page.mouse.down()
        await b.page.keyboard.down("Control")  # or it snaps to what it passes
        # The pointer's selection is told first, and outlined at the item.
        await b.page.mouse.move(*await b.at(x + 40, y), steps=3)
        await eventually(lambda: _left(place), lambda left: left > start + 5, "the item moving")
        await eventually(lambda: a.page.evaluate(ALL_HERE), bool, "all pictures")
        await a.page.evaluate(COUNT_DRAWN)
        await b.page.mouse.move(*await b.at(x + 200, y), steps=20)
        zoom = await a.zoom()
        await eventually(
            lambda: _left(place), lambda left: left > start + 190 * zoom, "the item at its end"
        )
        # The document has not changed: only the one element moved, and nothing in it was drawn.
        assert (await positions(admin, board))[item.id] == (item.x, item.y)
        assert await a.page.evaluate("[...window.drawn]") == [f"attributes {item.id}"]
        await b.page.mouse.up()
        await b.page.keyboard.up("Control")
        await eventually(
            lambda: positions(admin, board),
            lambda seen: abs(seen[item.id][0] - item.x - 200) < 12,
            "the drop on the server",
        )
        drawn = await a.page.evaluate("[...window.drawn]")
        assert {entry.split()[1] for entry in drawn} == {item.id}


async def _left(place: Any) -> float:
    box = await place.bounding_box()
    return float(box["x"]) if box else -1e9


async def _colors(page: Page) -> set[str]:
    """The strong colours at the minimap's rim, where somebody who sees all of it has an outline."""
    found = await page.evaluate(
        """() => {
          const canvas = document.querySelector("[aria-label=Minimap] canvas");
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const seen = [];
          for (let i = 0; i < data.length; i += 4) {
            const x = (i / 4) % width;
            if (x > 3 || data[i + 3] < 200) continue;
            seen.push([data[i] >> 4, data[i + 1] >> 4, data[i + 2] >> 4].join());
          }
          return seen;
        }"""
    )
    return set(found)
