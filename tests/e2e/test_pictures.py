"""What can be done with the pictures on a board."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"


async def test_colors_of_a_picture_become_swatches_and_its_source_stays_with_its_copy(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Palette"}))["id"]
        ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await ada.open(server.url, board)
        await ada.upload(PHOTO)
        await expect(ada.photographs()).to_have_count(1)
        await ada.page.get_by_role("button", name="Pick colors").click()
        await expect(ada.page.locator(".react-flow__node-swatch")).to_have_count(5)
        await ada.is_saved()

        async def nodes(type: str) -> list[dict[str, Any]]:
            document = json_of(await admin.get(f"/api/boards/{board}/document"))
            return [node for node in document["nodes"].values() if node["type"] == type]

        swatches = await nodes("swatch")
        assert len({node["params"]["color"] for node in swatches}) == 5
        assert len({node["position"]["y"] for node in swatches}) == 1
        await ada.page.keyboard.press("Control+z")
        await expect(ada.page.locator(".react-flow__node-swatch")).to_have_count(0)

        # What was undone is not in her hand any more: the picture is the one that is selected.
        await ada.photographs().click()
        origin = ada.page.get_by_role("group", name="Origin")
        for name, words in (("Source", "https://example.org/dahlia"), ("Licence", "CC BY 4.0")):
            await origin.get_by_role("textbox", name=name).fill(words)
            await origin.get_by_role("textbox", name=name).press("Enter")
        link = origin.get_by_role("link", name="Open its page")
        await expect(link).to_have_attribute("href", "https://example.org/dahlia")
        await ada.photographs().click()
        await ada.page.keyboard.press("Control+d")
        await expect(ada.photographs()).to_have_count(2)
        await ada.is_saved()
        pictures = [node["params"] for node in await nodes("image")]
        assert [params.get("licence") for params in pictures] == ["CC BY 4.0"] * 2
        assert {params.get("source") for params in pictures} == {"https://example.org/dahlia"}


async def test_two_pictures_are_compared_with_the_arrow_keys(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Study"}))["id"]
        ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await ada.open(server.url, board)
        await ada.add_node("solid", 300, 200)
        await ada.shows_other_pixels("Solid", None)
        await ada.add_node("noise", 700, 200)
        await ada.shows_other_pixels("Noise", None)
        await ada.page.mouse.click(560, 840)
        await ada.page.keyboard.press("Control+a")
        await ada.page.get_by_role("button", name="Compare").click()

        slider = ada.page.get_by_role("slider", name="How much of Solid is seen")
        await expect(slider).to_be_focused()
        await slider.press("ArrowLeft")
        await expect(slider).to_have_value("49")
        await slider.press("Home")
        await expect(slider).to_have_value("0")
        await slider.press("Escape")
        await expect(slider).to_have_count(0)
        await expect(ada.page.get_by_label("Inspector").get_by_text("2 items")).to_be_visible()
