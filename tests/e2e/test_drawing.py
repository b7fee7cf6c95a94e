"""Headings, arrows and lines drawn by hand, made by one person and seen by another."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect
from pycrdt import Doc

from tests.e2e.board_page import BoardPage, both_on
from tests.e2e.browsers import signed_in_page
from tests.e2e.wall import Wall, note, wall
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, shared_board

pytestmark = pytest.mark.e2e


async def drag(board: BoardPage, start: tuple[float, float], *way: tuple[float, float]) -> None:
    await board.page.mouse.move(*start)
    await board.page.mouse.down()
    for point in way:
        await board.page.mouse.move(*point, steps=4)


async def test_a_line_is_seen_by_others_while_it_is_drawn_and_kept_as_one_step(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        id, ben, _ = await shared_board(server, admin, "Lines", "Ben")
        a, b = await both_on(browser, server, id, ben)
        await a.page.keyboard.press("d")
        await expect(a.page.get_by_role("toolbar", name="Ink")).to_be_visible()
        await a.page.get_by_role("radio", name="Rose").click()
        await drag(a, (400, 300), (500, 300), (500, 420))
        await expect(b.page.locator("[data-line^=of]")).to_have_count(1)
        await a.page.mouse.up()
        for board in (a, b):
            await expect(board.page.locator("[data-ink=drawing]")).to_have_count(1)
            await expect(board.page.locator("[data-line]")).to_have_count(0)

        # Inside its corner there is nothing to press; on the line there is.
        await a.page.keyboard.press("Escape")
        await a.page.mouse.click(430, 390)
        await expect(a.page.get_by_role("complementary", name="Inspector")).to_have_count(0)
        await a.page.mouse.click(450, 300)
        inspector = a.page.get_by_role("complementary", name="Inspector")
        await expect(inspector.get_by_role("radio", name="Rose")).to_be_checked()
        await a.page.keyboard.press("Control+d")
        await expect(b.page.locator("[data-ink=drawing]")).to_have_count(2)
        await a.page.keyboard.press("Control+z")
        await a.page.keyboard.press("Control+z")
        await expect(b.page.locator("[data-ink=drawing]")).to_have_count(0)


async def test_a_line_begun_before_the_ink_has_come_is_drawn_when_it_comes_and_a_heading_is_large(
    server: ServerProcess, browser: Browser
) -> None:
    may_come = asyncio.Event()

    async def hold(route: Route) -> None:
        await may_come.wait()
        await route.continue_()

    async with wall(server, browser, lambda _doc: None, keeps_client=False) as board:
        await board.page.route("**/InkLayer-*.js", hold)
        await board.press("d")
        await drag(board, (400, 300), (500, 300), (500, 420))
        await board.page.mouse.up()
        await drag(board, (600, 300), (700, 300))
        await expect(board.page.locator("[data-line]")).to_have_count(0)
        may_come.set()
        await expect(board.page.locator("[data-ink=drawing]")).to_have_count(1)
        await expect(board.page.locator("[data-line=own]")).to_have_count(1)
        await board.page.mouse.move(700, 420, steps=4)
        await board.page.mouse.up()

        def sizes(nodes: dict[str, Any]) -> list[tuple[int, int]]:
            sides = [node["size"] for node in nodes.values()]
            return sorted((round(side["w"], -1), round(side["h"], -1)) for side in sides)

        await board.becomes(lambda nodes: sizes(nodes) == [(100, 120)] * 2, "two lines")

        # A heading is written large, and is as high as its words.
        await board.press("Escape")
        await board.press("Shift+N")
        field = board.page.get_by_role("textbox", name="Text of the heading")
        await expect(field).to_be_focused()
        await board.page.keyboard.type("Dahlias for the autumn wall in clay")
        await board.press("Escape")
        heading = board.page.locator(".react-flow__node-heading")
        await expect(heading).to_have_text("Dahlias for the autumn wall in clay")

        async def height() -> float | None:
            box = await heading.bounding_box()
            return box and box["height"]

        await eventually(height, lambda high: high == 2 * 54, "two lines of words")
        await board.press("Control+z")
        await expect(heading).to_have_text("Heading")


async def test_an_arrow_sticks_to_what_it_points_at_and_is_left_when_that_goes(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "clay", 0, 0)
        note(doc, "glass", 400, 0)

    async with wall(server, browser, fill) as board:
        await board.press("l")
        await expect(board.page.get_by_role("toolbar", name="Ink")).to_be_visible()
        start, end = await middle(board, "clay"), await middle(board, "glass")
        await drag(board, start, end)
        await board.page.mouse.up()
        arrow = board.page.locator("[data-ink=arrow] path").last
        await expect(arrow).to_have_count(1)
        level = await path(board)
        await board.press("Escape")
        other = Wall(await signed_in_page(browser, server, ADMIN_EMAIL), board.board, board.doc)
        await other.open(server.url, board.board)
        await expect(other.page.locator("[data-ink=arrow]")).to_have_count(1)

        # It follows the hand that drags what it sticks to, here and where others look on.
        x = await board.grab(*end)
        await board.page.mouse.move(x, end[1] + 160, steps=4)
        for page in (board, other):
            theirs = page.page.locator("[data-ink=arrow] path").last
            await expect(theirs).not_to_have_attribute("d", level)
        await board.page.mouse.up()
        level, _ = await eventually(
            lambda: asyncio.gather(path(board), path(other)),
            lambda seen: seen[0] == seen[1],
            "the same arrow at both",
        )
        await board.drag_by("glass", 0, 240, hold="Control")
        await expect(arrow).not_to_have_attribute("d", level)

        # Copied with what it points at, the copy points at the copies.
        await board.press("Control+a")
        await board.press("Control+d")
        await expect(board.page.locator("[data-ink=arrow]")).to_have_count(2)
        held = [
            {node["params"][end]["node"] for end in ("from", "to")}
            for node in await arrows(board, 2)
        ]
        assert held[0].isdisjoint(held[1])
        await board.press("Control+z")
        await expect(board.page.locator("[data-ink=arrow]")).to_have_count(1)

        await board.select("glass")
        before = await path(board)
        await board.press("Delete")
        await expect(board.note()).to_have_count(1)
        await board.becomes(
            lambda nodes: any(
                node["type"] == "arrow" and "node" not in node["params"]["to"]
                for node in nodes.values()
            ),
            "the arrow left where it pointed",
        )
        # The document keeps whole numbers.
        assert points(await path(board)) == pytest.approx(points(before), abs=1)
        await board.press("Control+z")
        await expect(board.note()).to_have_count(2)


async def middle(board: Wall, id: str) -> tuple[float, float]:
    box = await board.box(id)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def path(board: Wall) -> str:
    return str(await board.page.locator("[data-ink=arrow] path").last.get_attribute("d"))


def points(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


async def arrows(board: Wall, count: int) -> list[dict[str, Any]]:
    def found() -> list[dict[str, Any]]:
        return [node for node in board.nodes_now().values() if node["type"] == "arrow"]

    await board.becomes(lambda _: len(found()) == count, f"{count} arrows")
    return found()
