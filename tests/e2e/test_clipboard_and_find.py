"""What is cut on one board and pasted on another, and what is looked for on a board."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pycrdt import Doc

from tests.e2e.wall import note, wall
from tests.server import ServerProcess, json_of

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"


async def test_what_is_cut_on_one_board_is_pasted_on_another_with_its_picture(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "warm light", 0, 0)
        note(doc, "stays", 300, 0, locked=True)

    async with wall(server, browser, fill) as board, server.signed_in() as admin:
        await board.upload(PHOTO)
        await expect(board.nodes()).to_have_count(3)
        await board.press("Control+a")
        await board.press("Control+x")
        await expect(board.nodes()).to_have_count(1)
        await board.press("Control+z")
        await expect(board.nodes()).to_have_count(3)
        await board.press("Control+z")
        await expect(board.nodes()).to_have_count(2)
        await board.press("Control+Shift+z")
        await expect(board.nodes()).to_have_count(3)
        await board.press("Control+a")
        await board.press("Control+x")
        await board.is_saved()

        other = json_of(await admin.post("/api/boards", json={"title": "Other"}))["id"]
        await board.open(server.url, other)
        await board.page.mouse.move(700, 450)
        await board.press("Control+v")
        await expect(board.photographs()).to_have_count(1)
        await expect(board.nodes()).to_have_count(2)
        await expect(board.note().filter(has_text="warm light")).to_have_count(1)
        await expect(board.photographs().locator("img").first).to_be_visible()
        await board.is_saved()
        document = json_of(await admin.get(f"/api/boards/{other}/document"))
        (image,) = [node for node in document["nodes"].values() if node["type"] == "image"]
        asset = await admin.get(f"/api/boards/{other}/assets/{image['params']['asset']}")
        assert asset.content == PHOTO.read_bytes()

        # Other programs get the words.
        await board.press("Control+c")
        await board.press("Control+f")
        find = board.page.get_by_role("textbox", name="Find on the board")
        await expect(find).to_be_focused()
        await board.press("Control+v")
        await expect(find).to_have_value(re.compile("warm light"))


async def test_words_are_found_marked_and_gone_to(server: ServerProcess, browser: Browser) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "clay dries", 0, 0)
        note(doc, "warm clay", 900, 4_000)
        note(doc, "glass", 300, 0)

    async with wall(server, browser, fill, all_seen=False) as board:
        await board.press("Control+f")
        find = board.page.get_by_role("textbox", name="Find on the board")
        await find.fill("clay")
        status = board.page.get_by_text("2 found")
        await expect(status).to_be_visible()
        await expect(board.page.locator("[data-found]")).to_have_count(2)
        await find.press("Enter")
        await find.press("Enter")
        await expect(board.page.get_by_text("2 of 2")).to_be_visible()
        await expect(board.item("warm clay")).to_be_in_viewport()
        await find.fill("porcelain")
        await expect(board.page.get_by_text("Nothing found")).to_be_visible()
        await find.press("Escape")
        await expect(find).to_have_count(0)
