"""Notes with marks, written by two people at once."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e


async def test_two_people_write_one_note_with_headings_lists_and_bold(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, _ = await shared_board(server, admin, "Words", "Ben")
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        b = BoardPage(await signed_in_page(browser, server, ben))
        await a.open(server.url, board)
        await b.open(server.url, board)

        await a.page.keyboard.press("n")
        field = a.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        await a.page.keyboard.type("# Dahlias")
        await a.page.keyboard.press("Enter")
        await a.page.keyboard.type("- deep red")
        await a.page.keyboard.press("Enter")
        await a.page.keyboard.press("Control+b")
        await a.page.keyboard.type("matt")
        await a.page.keyboard.press("Control+b")
        await a.page.keyboard.type(" paper")

        note = b.note()
        await expect(note.locator("[data-block=h1]")).to_have_text("Dahlias")
        await expect(note.locator("[data-block=bullet]")).to_have_text(["deep red", "matt paper"])
        await expect(note.locator("[data-bold]")).to_have_text("matt")

        # Ben writes in the heading meanwhile; Ada's caret stays where she is.
        await note.dblclick()
        theirs = b.page.get_by_role("textbox", name="Text of the note")
        await expect(theirs).to_be_focused()
        await b.page.keyboard.press("Control+Home")
        await b.page.keyboard.type("Two ")
        await expect(field.locator("[data-block=h1]")).to_have_text("Two Dahlias")
        await a.page.keyboard.type("!")
        await expect(theirs.locator("[data-block=bullet]").last).to_have_text("matt paper!")

        # A step of undo takes back own words only.
        await a.page.keyboard.press("Control+z")
        await expect(theirs.locator("[data-block=h1]")).to_have_text("Two Dahlias")

        await a.page.keyboard.press("Control+Shift+z")
        await a.page.keyboard.press("Escape")
        await expect(a.note().locator("[data-block=bullet]").last).to_have_text("matt paper!")
        await a.is_saved()
        await b.is_saved()
        seen = json_of(await admin.get(f"/api/boards/{board}/document"))
        (node,) = seen["nodes"].values()
        assert node["params"]["text"] == "Two Dahlias\ndeep red\nmatt paper!\n"

        # What was selected can be marked from the bar, and stays marked after a reload.
        await a.note().dblclick()
        await expect(field).to_be_focused()
        await a.page.keyboard.press("Control+a")
        await a.page.get_by_role("toolbar", name="Text").get_by_label("Italic").click()
        await expect(field.locator("[data-italic]").first).to_have_text("Two Dahlias")
        await a.is_saved()
        await a.page.reload()
        await expect(a.note().locator("[data-italic]").first).to_have_text("Two Dahlias")
