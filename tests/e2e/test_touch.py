"""A finger that rests: on an item it opens its menu, from near and from afar."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pycrdt import Doc

from tests.e2e.test_viewport import finger
from tests.e2e.wall import note, wall
from tests.server import ServerProcess

pytestmark = pytest.mark.e2e

REST_MS = 700
SELECTED = re.compile("selected")


async def test_a_finger_that_rests_on_an_item_opens_its_menu(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "a", 0, 0)
        note(doc, "b", 400, 0)
        for id, group in (("c", "pair"), ("d", "pair")):
            note(doc, id, 0 if id == "c" else 200, 300, group=group)

    async with wall(server, browser, fill) as board:
        page = board.page
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
        box = await board.box("a")
        await finger(cdp, [(box["x"] + 40, box["y"] + 60)], REST_MS)
        await expect(page.get_by_role("menuitem", name="Duplicate").first).to_be_visible()
        await expect(board.item("a")).to_have_class(SELECTED)
        await expect(page.get_by_role("menu")).to_be_focused()
        await board.press("Escape")
        await expect(page.get_by_role("menu")).to_have_count(0)
        await expect(page.locator("[data-group-outline]")).to_have_count(0)

        # One of a group takes the others along, and one sees around what.
        box = await board.box("c")
        await finger(cdp, [(box["x"] + 40, box["y"] + 60)], 0)
        await expect(page.locator("[data-group-outline]")).to_have_count(1)
        await expect(board.item("d")).to_have_class(SELECTED)
        await board.press("Escape")

        # From afar, too, where the items are a picture.
        box = await board.box("d")
        middle = box["x"] + 50, box["y"] + 50
        await page.mouse.move(*middle)
        await page.keyboard.down("Control")
        for _ in range(8):
            await page.mouse.wheel(0, 120)
        await page.keyboard.up("Control")
        await expect(board.item("d")).to_have_count(0)
        await finger(cdp, [middle], REST_MS)
        await expect(page.get_by_role("menuitem", name="Duplicate").first).to_be_visible()
