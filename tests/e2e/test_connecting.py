"""Connecting by the keyboard."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e


async def test_ports_that_fit_are_connected_by_the_keyboard(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Keys"}))["id"]
        ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await ada.open(server.url, board)
        await ada.add_node("solid", 300, 200)
        await ada.add_node("invert", 700, 200)
        await ada.node("image.invert").get_by_text("Invert").click()
        await ada.page.keyboard.press("Shift+E")
        search = ada.page.get_by_placeholder("Connect from…")
        await expect(search).to_be_focused()
        await expect(ada.page.get_by_role("option")).to_have_count(1)
        await search.press_sequentially("sol")
        await search.press("Enter")
        await expect(search).to_have_count(0)
        await ada.shows_other_pixels("Invert", None)
