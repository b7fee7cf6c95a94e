"""The board by the keyboard alone: from item to item, what has the focus, and what is said."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect
from pycrdt import Doc, Map

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.e2e.glimpse import glimpsed
from tests.e2e.wall import Wall, note, wall
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, shared_board

pytestmark = pytest.mark.e2e


def focused(board: Wall) -> Locator:
    return board.page.locator(".react-flow__node:focus")


TOLD = {"solid": "Solid is done.", "invert": "Invert: Connect an image"}


async def has_focus(place: Locator) -> None:
    """It, or something in it."""
    await eventually(
        lambda: place.evaluate("place => place.contains(document.activeElement)"), bool, "the focus"
    )


async def test_arrows_go_from_item_to_item_and_the_focus_is_seen(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "upper left", 0, 0)
        note(doc, "upper right", 300, 20)
        note(doc, "lower", 280, 400)
        note(doc, "far away", 280, 1_600)

    async with wall(server, browser, fill) as board:
        await board.select("upper left")
        await board.press("Shift+0")
        await board.press("Control+ArrowRight")
        await expect(board.item("upper right")).to_be_focused()
        await expect(focused(board)).to_have_attribute("aria-label", "Note: upper right")
        await expect(focused(board)).to_have_css("outline-width", "2px")
        await board.look("focus")
        await board.press("Control+ArrowDown")
        await expect(board.item("lower")).to_be_focused()

        # Out of view: it comes into view, and the one before is let go.
        await board.press("Control+ArrowDown")
        await expect(board.item("far away")).to_be_focused()
        await expect(board.item("far away")).to_be_in_viewport()
        await board.rests()
        await board.press("Control+ArrowUp")
        await expect(board.item("lower")).to_be_focused()
        await expect(board.item("lower")).to_be_in_viewport()

        # What is selected moves by the arrows alone, and more is selected with Shift.
        await board.press("ArrowRight")
        await board.lies(lower=(281, 400))
        await board.press("Control+Shift+ArrowUp")
        await expect(board.page.locator(".react-flow__node.selected")).to_have_count(2)


async def test_the_focus_outlives_scrolling_menus_dialogs_and_its_item(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "one", 0, 0)
        note(doc, "two", 300, 0)

    async with wall(server, browser, fill) as board:
        page = board.page
        await board.select("one")
        await board.press("Control+ArrowRight")
        await expect(board.item("two")).to_be_focused()
        await page.mouse.move(700, 450)
        for _ in range(8):
            await page.mouse.wheel(0, 2_000)
        await expect(board.item("two")).not_to_be_in_viewport()
        await expect(board.item("one")).to_have_count(0)
        await expect(board.item("two")).to_be_focused()

        # A dialog has the focus while it is open, and gives it back.
        for keys, name in [("?", "Keyboard and pointer"), ("Control+k", "Commands")]:
            await board.press(keys)
            dialog = page.get_by_role("dialog", name=name)
            await expect(dialog).to_be_visible()
            await has_focus(dialog)
            await board.press("Tab")
            await has_focus(dialog)
            await board.press("Escape")
            await expect(dialog).to_have_count(0)
            await expect(board.item("two")).to_be_focused()

        await board.press("Control+ArrowLeft")
        await expect(board.item("one")).to_be_focused()
        await board.press("Shift+F10")
        menu = page.get_by_role("menu")
        await has_focus(menu)
        await board.press("Escape")
        await expect(menu).to_have_count(0)
        await expect(board.item("one")).to_be_focused()

        # Gone, by anybody: the keys go on from the board.
        await board.press("Delete")
        await expect(board.item("one")).to_have_count(0)
        await expect(page.locator(".react-flow")).to_be_focused()
        await board.press("Control+ArrowRight")
        await expect(board.item("two")).to_be_focused()
        with board.doc.transaction():
            del board.doc.get("nodes", type=Map)["two"]
        await expect(board.item("two")).to_have_count(0)
        await expect(page.locator(".react-flow")).to_be_focused()


async def test_a_graph_is_made_and_its_results_and_people_are_said(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board_id, ben, _ = await shared_board(server, admin, "Said", "Ben")
        ada = BoardPage(await signed_in_page(browser, server, ben))
        await ada.open(server.url, board_id)
        page = ada.page
        news = page.get_by_role("status", name="News of the board")
        for name in ("solid", "invert"):
            await page.keyboard.press("Control+k")
            commands = page.get_by_placeholder("Search commands")
            await commands.fill("add a node")
            await commands.press("Enter")
            search = page.get_by_placeholder("Search nodes")
            await search.fill(name)
            async with glimpsed(page, TOLD[name]):
                await search.press("Enter")
            await expect(search).to_have_count(0)
        # Only the ports that fit are offered.
        await page.keyboard.press("Shift+e")
        search = page.get_by_placeholder("Connect from…")
        await expect(search).to_be_focused()
        await expect(page.get_by_role("option")).to_have_count(1)
        await search.press_sequentially("sol")
        await search.press("Enter")
        await expect(search).to_have_count(0)
        await expect(page.locator(".react-flow__edge")).to_have_count(1)
        await expect(news).to_contain_text("Invert is done.")

        other = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await other.open(server.url, board_id)
        await expect(news).to_contain_text("is on the board.")
        await other.page.context.close()
        await expect(news).to_contain_text("has left.", timeout=45_000)
