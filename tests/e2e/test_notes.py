"""Notes with marks: written by two people at once, copied, and made anew after a refusal."""

import asyncio
import string
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from pycrdt import Doc

from tests.e2e.board_page import BoardPage, both_on
from tests.e2e.browsers import signed_in_page
from tests.e2e.line import Line
from tests.e2e.wall import note, wall
from tests.server import ADMIN_EMAIL, ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e


async def test_two_people_write_one_note_with_headings_lists_and_bold(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, _ = await shared_board(server, admin, "Words", "Ben")
        a, b = await both_on(browser, server, board, ben)

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

        # A step of undo takes back what one wrote last in that line, and nobody else's words.
        await a.page.keyboard.press("Control+z")
        await expect(theirs).not_to_contain_text("!")
        await expect(theirs.locator("[data-block=h1]")).to_have_text("Two Dahlias")
        await expect(theirs.locator("[data-block=bullet]").first).to_have_text("deep red")

        await a.page.keyboard.press("Control+Shift+z")
        await expect(theirs.locator("[data-block=bullet]").last).to_have_text("matt paper!")
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


async def test_nothing_is_lost_where_two_people_write_in_one_place_at_once(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, _ = await shared_board(server, admin, "Words", "Ben")
        a, b = await both_on(browser, server, board, ben)
        await a.page.keyboard.press("n")
        field = a.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        await b.note().dblclick()
        await expect(b.page.get_by_role("textbox", name="Text of the note")).to_be_focused()

        await expect(a.note().locator("[data-caret=Ben]")).to_have_count(1)

        letters = [string.ascii_lowercase, string.ascii_uppercase]
        typed = ["".join(alphabet[i * 7 % 26] for i in range(120)) for alphabet in letters]

        async def write(page: Page, words: str) -> None:
            for start in range(0, len(words), 40):
                await page.keyboard.type(words[start : start + 40])
                await page.keyboard.press("Control+b")

        await asyncio.gather(write(a.page, typed[0]), write(b.page, typed[1]))
        await a.is_saved()
        await b.is_saved()
        seen = json_of(await admin.get(f"/api/boards/{board}/document"))
        (node,) = seen["nodes"].values()
        kept = node["params"]["text"]
        assert ["".join(c for c in kept if c in alphabet) for alphabet in letters] == typed
        for page in (a, b):
            await expect(page.page.get_by_role("textbox", name="Text of the note")).to_have_text(
                kept
            )


async def test_a_note_is_opened_again_where_one_left_it_and_escape_leaves_it(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "clay", 0, 0, size={"w": 240, "h": 160})

    async with wall(server, browser, fill) as board:
        item = board.item("clay")
        field = item.get_by_role("textbox", name="Text of the note")
        for word in (" dries", " slowly"):
            await item.dblclick()
            await expect(field).to_be_focused()
            await board.page.keyboard.type(word)
            await board.press("Control+Shift+8")
            await board.press("Escape")
            await expect(field).to_have_count(0)
        # Enter opens what is selected; the keys of the board are the board's again.
        await board.press("Enter")
        await expect(field).to_be_focused()
        await board.page.keyboard.type(" now")
        await board.press("Escape")
        await expect(item.locator("[data-block]")).to_have_count(0)
        await expect(item).to_have_text("clay dries slowly now")
        await board.press("Control+z")
        await expect(item).to_have_text("clay dries slowly")
        await board.press("n")
        await expect(board.note()).to_have_count(2)


async def test_copies_keep_their_marks_on_this_board_and_on_another(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "clay", 0, 0, size={"w": 240, "h": 160})

    def marked(board: BoardPage) -> Locator:
        return board.note().locator("[data-bold]").filter(has_text="clay")

    async with wall(server, browser, fill) as board, server.signed_in() as admin:
        await board.item("clay").dblclick()
        field = board.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        await board.press("Control+a")
        await board.press("Control+b")
        await board.press("Escape")
        await expect(marked(board)).to_have_count(1)

        await board.press("Control+d")
        await expect(marked(board)).to_have_count(2)
        await board.drag_by("clay", -300, 0, hold="Alt")
        await expect(marked(board)).to_have_count(3)
        await board.press("Control+c")
        await board.page.mouse.move(1000, 700)
        await board.press("Control+v")
        await expect(marked(board)).to_have_count(4)
        await board.is_saved()
        other = json_of(await admin.post("/api/boards", json={"title": "Other"}))["id"]
        await board.open(server.url, other)
        await board.page.mouse.move(700, 450)
        await board.press("Control+v")
        await expect(marked(board)).to_have_count(1)
        await board.is_saved()
        await board.page.reload()
        await expect(marked(board)).to_have_count(1)


async def test_what_other_programs_mark_is_reduced_to_our_marks(
    server: ServerProcess, browser: Browser
) -> None:
    html = (
        "<h1 style='color:red'>Clay</h1><p>It <b>dries</b> <u>slowly</u>, see "
        "<a href='https://example.org'>here</a> not <a href='javascript:alert(1)'>there</a>.</p>"
        "<ul><li>one</li><li><i>two</i></li></ul><script>alert(1)</script>"
    )
    async with wall(server, browser, lambda _doc: None) as board:
        await board.press("n")
        field = board.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        paste = """(field, html) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/html", html);
          clipboardData.setData("text/plain", "words");
          const event = { clipboardData, bubbles: true, cancelable: true };
          field.dispatchEvent(new ClipboardEvent("paste", event));
        }"""
        await field.evaluate(paste, html)
        await board.press("Escape")
        await expect(board.note().locator("[data-block=h1]")).to_have_text("Clay")
        await expect(board.note().locator("[data-block=bullet]")).to_have_text(["one", "two"])
        await expect(board.note().locator("[data-bold]")).to_have_text("dries")
        await expect(board.note().locator("[data-italic]")).to_have_text("two")
        await expect(board.note().locator("a")).to_have_text(["here"])

        # On the board itself it becomes a note.
        await board.page.locator(".react-flow").evaluate(paste, html)
        await expect(board.note().locator("[data-bold]")).to_have_text(["dries", "dries"])


async def test_marks_made_offline_are_made_anew_without_what_the_server_refuses(
    tmp_path: Path, browser: Browser
) -> None:
    settings = {"ATELIER_MESSAGE_LIMIT_BYTES": "32768"}
    async with (
        ServerProcess(tmp_path / "data", settings=settings) as server,
        server.signed_in() as admin,
    ):
        id, ben, _ = await shared_board(server, admin, "Away", "Ben")
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        b = BoardPage(await signed_in_page(browser, server, ben))
        line = await Line.of(a.page)
        await a.open(server.url, id)
        await b.open(server.url, id)
        keyboard = a.page.keyboard
        await keyboard.press("n")
        field = a.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        await keyboard.type("clay ")
        await a.is_saved()
        await line.cut()
        await a.is_offline()
        await keyboard.press("Control+i")
        await keyboard.type("dries")
        # A mark is a step of its own, so that the wall of words is one, too.
        await keyboard.press("Control+Home")
        await keyboard.press("Control+Shift+ArrowRight")
        await keyboard.press("Control+b")
        await keyboard.press("Control+End")
        await keyboard.insert_text("a wall of words " * 3_000)
        await keyboard.press("Escape")
        line.mend()
        await expect(a.page.get_by_text("did not accept")).to_have_count(1)
        await a.is_saved()
        for page in (a, b):
            await expect(page.note().locator("[data-bold]")).to_have_text("clay ")
            await expect(page.note()).to_have_text("clay dries")
            await expect(page.note().locator("[data-italic]")).to_have_text("dries")


async def test_a_viewer_sees_marks_come_and_go_and_sends_nothing(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, _ = await shared_board(server, admin, "Words", "Ben", "viewer")
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        b = BoardPage(await signed_in_page(browser, server, ben))
        await a.open(server.url, board)
        await b.page.goto(f"{server.url}/boards/{board}")
        await expect(b.page.get_by_label("Saved state")).to_have_text("Up to date")
        await a.page.keyboard.press("n")
        field = a.page.get_by_role("textbox", name="Text of the note")
        await expect(field).to_be_focused()
        await a.page.keyboard.type("clay dries slowly")
        await a.page.keyboard.press("Control+a")
        for count in (1, 0, 1):
            await a.page.keyboard.press("Control+b")
            await expect(b.note().locator("[data-bold]")).to_have_count(count)
        await a.page.keyboard.press("Backspace")
        await expect(b.note()).to_contain_text("Empty note")
        await a.is_saved()
        await expect(b.page.get_by_text("not accepted")).to_have_count(0)
        await expect(b.page.get_by_label("Saved state")).to_have_text("Up to date")
