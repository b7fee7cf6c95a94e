"""What the screens showed to be wrong, and must not be so again."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pycrdt import Doc, Map

from tests.e2e.glimpse import glimpsed
from tests.e2e.wall import note, wall
from tests.server import ServerProcess

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"


async def test_several_items_are_lined_up_and_take_a_preset_from_the_panel(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        for i, id in enumerate(("a", "b")):
            card = {"type": "image.gradient", "params": Map({"angle": 10 * i})}
            note(doc, id, i * 330, 40 * i, **card)

    async with wall(server, browser, fill) as board:
        page = board.page
        # The panel has the title, too, once it has come.
        first, last = (board.item(id).get_by_text("Gradient", exact=True) for id in "ab")
        await first.click()
        # A click with Shift that misses lets nothing go.
        await page.keyboard.down("Shift")
        await page.mouse.click(720, 860)
        await expect(board.item("a")).to_have_class(re.compile("selected"))
        await last.click()
        await page.keyboard.up("Shift")
        panel = page.get_by_label("Inspector")
        await expect(panel.get_by_text("2 items")).to_be_visible()
        await expect(panel.get_by_role("button", name="Spread evenly down")).to_be_disabled()
        await panel.get_by_role("button", name="Align top").click()
        await board.lies(a=(0, 0), b=(330, 0))

        # One of them gives a preset, both take it, in one step.
        await page.keyboard.press("Escape")
        await last.click()
        await page.get_by_role("button", name="Presets").click()
        await page.get_by_role("menuitem", name="Save these settings…").click()
        name = page.get_by_role("textbox", name="Name of the preset")
        await name.fill("Slant")
        async with glimpsed(page, "“Slant” is kept for everybody."):
            await name.press("Enter")
        await page.keyboard.press("Control+a")
        await page.get_by_role("button", name="Presets").click()
        await expect(page.get_by_role("menuitem", name="Save these settings…")).to_have_count(0)
        await page.get_by_role("menuitem", name="Slant").click()
        await board.becomes(
            lambda nodes: [nodes[id]["params"]["angle"] for id in "ab"] == [10, 10], "both slanted"
        )
        await page.keyboard.press("Control+z")
        await board.becomes(lambda nodes: nodes["a"]["params"]["angle"] == 0, "as it was")


async def test_what_an_input_says_is_not_asked_for_until_the_input_is_gone(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        swatch = {"type": "swatch", "params": Map({"color": "#d9785a"})}
        note(doc, "swatch", 0, 0, **swatch)
        fed = Map({"color": {"node": "swatch", "port": "color"}})
        note(doc, "solid", 300, 0, type="image.solid", params=Map({}), inputs=fed)

    async with wall(server, browser, fill) as board:
        card = board.node("image.solid")
        await expect(card.get_by_text("From the input")).to_be_visible()
        await expect(card.get_by_role("textbox", name="Color")).to_have_count(0)
        await board.select("swatch")
        await board.press("Delete")
        await expect(card.get_by_text("From the input")).to_have_count(0)
        await expect(card.get_by_role("textbox", name="Color")).to_be_visible()


async def test_a_larger_rendition_that_does_not_come_leaves_the_picture_that_is_seen(
    server: ServerProcess, browser: Browser
) -> None:
    async with wall(server, browser, lambda doc: note(doc, "n", -400, 0)) as board:
        page = board.page
        await board.upload(PHOTO)
        picture = board.photographs().locator("img")
        await expect(picture).to_be_visible()
        await board.is_saved()
        await expect(picture).to_have_attribute("src", re.compile("w="))
        await server.kill()
        await board.is_offline()
        await page.mouse.move(720, 450)
        await page.keyboard.down("Control")
        async with page.expect_event("requestfailed", lambda one: is_whole(one.url)):
            await page.mouse.wheel(0, -900)
        await page.keyboard.up("Control")
        await expect(picture).to_be_visible()
        await expect(page.get_by_text("This picture cannot be loaded")).to_have_count(0)
        # It is asked for again, and comes when the server is back.
        await server.start()
        await expect(picture).not_to_have_attribute("src", re.compile("w="))


def is_whole(address: str) -> bool:
    """Whether a picture is asked for as it is, for it is seen larger than any rendition."""
    return "/assets/" in address and address.endswith(tuple("0123456789abcdef"))
