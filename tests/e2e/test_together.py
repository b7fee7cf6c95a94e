"""People who work together on one board: who is where, following, presenting, words and stamps."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.e2e.glimpse import glimpsed
from tests.e2e.screens import screenshot
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, shared_board

pytestmark = pytest.mark.e2e


@asynccontextmanager
async def two_people(
    server: ServerProcess, browser: Browser
) -> AsyncIterator[tuple[BoardPage, BoardPage]]:
    """Ada, in light, and Ben, in dark, on one board."""
    async with server.signed_in() as admin:
        id, ben, _ = await shared_board(server, admin, "Together", "Ben")
    a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
    b = BoardPage(await signed_in_page(browser, server, ben, theme="dark"))
    await a.open(server.url, id)
    await b.page.goto(f"{server.url}/boards/{id}")
    await expect(face(a, "Ben")).to_be_visible()
    await expect(face(b, "Ada")).to_be_visible()
    yield a, b


def face(board: BoardPage, name: str) -> Locator:
    return board.page.get_by_role("list", name="People here").get_by_role(
        "button", name=re.compile(f"^(Stop following|Follow) {name}$")
    )


LOOK = """() => {
  const { transform } = getComputedStyle(document.querySelector(".react-flow__viewport"));
  const { a, e, f } = new DOMMatrix(transform);
  const { width, height } = document.querySelector(".react-flow").getBoundingClientRect();
  return { zoom: a, x: (width / 2 - e) / a, y: (height / 2 - f) / a };
}"""
"""The zoom, and the place of the board in the middle of the window."""


async def look(page: Page) -> Any:
    return await page.evaluate(LOOK)


async def sees_the_same(one: Page, other: Page) -> None:
    def is_same(looks: tuple[Any, Any]) -> bool:
        a, b = looks
        far = max(abs(a["x"] - b["x"]), abs(a["y"] - b["y"])) * a["zoom"]
        return bool(far < 2 and abs(a["zoom"] / b["zoom"] - 1) < 0.01)

    async def both() -> tuple[Any, Any]:
        return await look(one), await look(other)

    await eventually(both, is_same, "the same view in both windows")


async def pan(page: Page, x: int, y: int) -> None:
    """With the wheel, where the board is bare."""
    await page.mouse.move(400, 700)
    await page.mouse.wheel(x, y)


async def rests(page: Page) -> None:
    """Until the view lies still for longer than telling others of it takes."""
    before = None
    while (now := await look(page)) != before:
        before = now
        await asyncio.sleep(0.4)


async def test_a_view_follows_another_until_its_own_hand_moves_it(
    server: ServerProcess, browser: Browser
) -> None:
    async with two_people(server, browser) as (a, b):
        await pan(a.page, 900, 700)
        await face(b, "Ada").click()
        await expect(b.page.get_by_text("Following Ada")).to_be_visible()
        await sees_the_same(a.page, b.page)
        # On and on, near and far.
        await pan(a.page, -400, 250)
        await sees_the_same(a.page, b.page)
        await a.page.keyboard.down("Control")
        await pan(a.page, 0, 900)
        await a.page.keyboard.up("Control")
        await eventually(lambda: look(a.page), lambda seen: seen["zoom"] < 0.35, "from afar")
        await sees_the_same(a.page, b.page)
        await screenshot(b.page, "following")

        await pan(b.page, 120, 0)
        await expect(b.page.get_by_text("Following Ada")).to_have_count(0)
        await b.rests()
        before = await look(b.page)
        await pan(a.page, 500, 0)
        await expect(a.cursor("Ben")).to_be_visible()
        assert await look(b.page) == before

        # From the keyboard, and ended by it.
        await b.page.keyboard.press("w")
        await expect(b.page.get_by_text("Following Ada")).to_be_visible()
        await sees_the_same(a.page, b.page)
        await b.page.keyboard.press("Escape")
        await expect(b.page.get_by_text("Following Ada")).to_have_count(0)

        # From the palette; and it ends with who is followed.
        await b.page.keyboard.press("Control+k")
        await b.page.get_by_placeholder("Search commands").fill("follow ada")
        await b.page.get_by_role("option", name="Follow Ada").click()
        await expect(b.page.get_by_text("Following Ada")).to_be_visible()
        async with glimpsed(b.page, "Ada has left the board."):
            await a.page.close()
        await expect(b.page.get_by_text("Following Ada")).to_have_count(0)


async def test_the_list_of_people_says_where_they_are_and_leads_there(
    server: ServerProcess, browser: Browser
) -> None:
    async with two_people(server, browser) as (a, b):
        await a.add_node("frame", 500, 300)
        await a.page.keyboard.press("Escape")
        await pan(a.page, 3000, 2000)
        await rests(a.page)
        await b.page.get_by_role("button", name="Everybody here").click()
        ada = b.page.get_by_role("menuitem", name="Ada, on the board")
        await ada.press("ArrowRight")
        await expect(b.page.get_by_role("menuitem", name="Follow")).to_be_focused()
        await screenshot(b.page, "people")
        await b.page.get_by_role("menuitem", name="Go to").press("Enter")
        await sees_the_same(a.page, b.page)
        # A jump is not following.
        await pan(a.page, -600, 0)
        await expect(b.page.get_by_text("Following Ada")).to_have_count(0)

        await a.page.evaluate(HIDE)
        await b.page.get_by_role("button", name="Everybody here").click()
        await expect(b.page.get_by_role("menuitem", name="Ada, away")).to_be_visible()
        await expect(b.cursor("Ada")).to_have_attribute("data-away", "")


HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_who_presents_brings_everybody_along_and_lets_them_go(
    server: ServerProcess, browser: Browser
) -> None:
    async with two_people(server, browser) as (a, b):
        await pan(a.page, 800, 600)
        asked = b.page.get_by_text("Ada presents to everyone.")
        async with glimpsed(b.page, "Ada presents to everyone."):
            await a.page.keyboard.press("Shift+W")
        await screenshot(b.page, "invited")
        await expect(a.page.get_by_text("You present to everyone")).to_be_visible()
        await screenshot(a.page, "presenting")
        # Nothing is in the way: Ben is brought along.
        await expect(b.page.get_by_text("Ada presents to you")).to_be_visible()
        await sees_the_same(a.page, b.page)
        async with glimpsed(b.page, "Ada is no longer presenting."):
            await a.page.get_by_role("button", name="Stop").click()
        await expect(b.page.get_by_text("Ada presents to you")).to_have_count(0)

        # Somebody who writes is only asked, and may stay where they are.
        await b.page.keyboard.press("/")
        await expect(b.page.get_by_label("Say something at the cursor")).to_be_focused()
        await a.page.keyboard.press("Shift+W")
        along = b.page.get_by_role("button", name="Look along", exact=True)
        await expect(along).to_be_visible()
        await b.page.get_by_role("button", name="Stay here").click()
        await expect(asked).to_have_count(0)
        await b.rests()
        before = await look(b.page)
        await pan(a.page, 300, 0)
        await expect(b.page.get_by_text("Ada presents to you")).to_have_count(0)
        assert await look(b.page) == before
        await a.page.get_by_role("button", name="Stop").click()
        await b.page.get_by_role("button", name="Everybody here").click()
        await expect(b.page.get_by_role("menuitem", name="Ada, on the board")).to_be_visible()
        await b.page.keyboard.press("Escape")
        await expect(b.page.get_by_role("menu")).to_have_count(0)

        # It ends with the presenter's line.
        await b.page.keyboard.press("/")
        await expect(b.page.get_by_label("Say something at the cursor")).to_be_focused()
        await a.page.keyboard.press("Shift+W")
        await along.click()
        await expect(b.page.get_by_text("Ada presents to you")).to_be_visible()
        await a.page.close()
        await expect(b.page.get_by_text("Ada presents to you")).to_have_count(0)


async def test_words_at_a_cursor_are_read_while_they_are_written_and_stamps_rise(
    server: ServerProcess, browser: Browser
) -> None:
    async with two_people(server, browser) as (a, b):
        await a.page.mouse.move(600, 400)
        await expect(b.cursor("Ada")).to_be_visible()
        await a.page.keyboard.press("/")
        field = a.page.get_by_label("Say something at the cursor")
        await field.press_sequentially("Shall we try it warmer?")
        words = b.cursor("Ada").get_by_text("Shall we try it warmer?")
        await expect(words).to_be_visible()
        await screenshot(a.page, "chat-own")
        await screenshot(b.page, "chat")
        await a.page.keyboard.insert_text("!" * 200)
        await expect(field).to_have_value(re.compile("^.{120}$"))
        await a.page.keyboard.press("Escape")
        await expect(field).to_have_count(0)
        await expect(b.cursor("Ada")).not_to_have_attribute("data-speaks", "")
        await expect(words).to_be_hidden()

        # Left alone, they fade by themselves.
        await a.page.keyboard.press("/")
        await field.press_sequentially("Yes")
        await expect(b.cursor("Ada")).to_have_attribute("data-speaks", "")
        await expect(field).to_have_count(0)
        await expect(b.cursor("Ada")).not_to_have_attribute("data-speaks", "")

        # Stamps rise at everybody's.
        await a.page.keyboard.press("j")
        bar = a.page.get_by_role("toolbar", name="React")
        await expect(bar).to_be_visible()
        await screenshot(a.page, "react")
        await b.page.evaluate(COUNT_STAMPS)
        await a.page.keyboard.press("1")
        await rose(b.page, ["heart Ada"])
        # Stamps in less than an eighth of a second are one.
        await asyncio.sleep(0.125)
        await bar.get_by_role("button", name="Hooray").click()
        await rose(b.page, ["heart Ada", "party Ada"])
        await screenshot(b.page, "reactions")
        await expect(b.page.locator("[data-reaction]")).to_have_count(0)
        # A key held down covers nobody's board.
        for _ in range(30):
            await a.page.keyboard.press("2")
        assert await a.page.locator("[data-reaction]").count() < 20
        await a.page.keyboard.press("Escape")
        await expect(bar).to_have_count(0)


async def rose(page: Page, stamps: list[str]) -> None:
    await eventually(
        lambda: page.evaluate("() => window.stamps"), lambda seen: seen == stamps, "the stamps"
    )


COUNT_STAMPS = """() => {
  window.stamps = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const { dataset } of addedNodes) {
        if (dataset?.reaction) window.stamps.push(`${dataset.reaction} ${dataset.whose}`);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""


async def test_who_writes_in_a_prompt_or_a_note_is_seen_there_and_where_their_caret_is(
    server: ServerProcess, browser: Browser
) -> None:
    async with two_people(server, browser) as (a, b):
        await a.add_node("template", 600, 300)
        mine = a.node("text.template").get_by_role("textbox", name="Template")
        theirs = b.node("text.template").get_by_role("textbox", name="Template")
        await mine.fill("a lake at dawn, in the style of an old print")
        await expect(theirs).to_have_value(re.compile("^a lake"))
        await expect(b.node("text.template").get_by_text("Ada is writing")).to_be_visible()
        caret = b.page.locator('[data-caret="Ada"]').first
        await expect(caret).to_be_visible()
        await mine.press("Home")
        await expect_at_start(caret, theirs)
        await mine.press("Shift+End")
        await theirs.click()
        await expect(a.node("text.template").get_by_text("Ben is writing")).to_be_visible()
        await theirs.press("End")
        await screenshot(a.page, "writing")
        await screenshot(b.page, "writing-dark")
        # Ben types before Ada's caret; it stays with its word.
        await mine.press("End")
        await theirs.press("Home")
        await theirs.press_sequentially("Morning: ")
        await eventually(
            lambda: mine.evaluate("(field) => field.selectionStart"),
            lambda caret: caret == 53,
            "the caret at its word",
        )
        await mine.blur()
        await expect(b.node("text.template").get_by_text("Ada is writing")).to_have_count(0)
        await expect(caret).to_have_count(0)

        # In a note, too.
        await a.add_node("note", 1000, 300)
        await a.page.keyboard.press("Escape")
        await a.note().dblclick()
        mine = a.note().get_by_role("textbox", name="Text of the note")
        await mine.press_sequentially("Warm colors")
        await expect(b.note().get_by_text("Ada is writing")).to_be_visible()
        await b.note().dblclick()
        theirs = b.note().get_by_role("textbox", name="Text of the note")
        await expect(theirs).to_have_text("Warm colors")
        caret = b.note().locator('[data-caret="Ada"]')
        await expect(caret).to_be_visible()
        await mine.press("Home")
        await expect_at_start(caret, theirs)
        await screenshot(b.page, "writing-note")
        await mine.press("Escape")
        await expect(b.note().get_by_text("Ada is writing")).to_have_count(0)
        await expect(caret).to_have_count(0)


async def expect_at_start(caret: Locator, field: Locator) -> None:
    async def offset() -> float:
        at, box = await caret.bounding_box(), await field.bounding_box()
        return at["x"] - box["x"] if at and box else -1

    await eventually(offset, lambda x: 0 <= x < 18, "the caret at the start of the field")
