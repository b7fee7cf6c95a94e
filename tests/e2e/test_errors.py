"""What goes wrong in the browser stays small, is told calmly, and loses nothing that was typed."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import PATIENCE_MS
from tests.e2e.screens import screenshot, screenshots
from tests.e2e.test_offline import params
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, PASSWORD, ServerProcess, json_of

pytestmark = pytest.mark.e2e


@asynccontextmanager
async def one_person(
    server: ServerProcess, browser: Browser
) -> AsyncIterator[tuple[BoardPage, str]]:
    """Ada on a board of hers, in a browser that keeps no copy of the client: tests change it."""
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Errors"}))["id"]
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, service_workers="block"
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await sign_in(page, f"{server.url}/sign-in")
    await page.wait_for_url(f"{server.url}/")
    yield BoardPage(page), board
    await page.unroute_all(behavior="ignoreErrors")  # what is still asked for is nobody's concern
    await context.close()


async def sign_in(page: Page, address: str | None = None) -> None:
    if address:
        await page.goto(address)
    await page.get_by_label("E-mail").fill(ADMIN_EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()


async def jam(page: Page, text: str, flag: str) -> None:
    """The part of the client that says `text` throws instead, for as long as `flag` is set."""
    jammed = f'(window.{flag}?(()=>{{throw new Error("paper jam")}})():$&)'

    async def change(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.text()
        quoted = re.compile(rf"""(["'`]){re.escape(text)}\1""")
        found = quoted.sub(lambda match: jammed.replace("$&", match.group()), body)
        await route.fulfill(response=answer, body=found)

    await page.route("**/assets/*.js", change)


async def set_flag(page: Page, flag: str, value: bool) -> None:
    await page.evaluate("([flag, value]) => { window[flag] = value; }", [flag, value])


async def told(server: ServerProcess, path: str) -> list[dict[str, Any]]:
    """What browsers reported from the page at `path`, by the server's log."""
    lines = server.log.read_text().splitlines()
    entries = [json.loads(line) for line in lines if '"client error"' in line]
    return [entry for entry in entries if entry["path"] == path]


async def report(server: ServerProcess, path: str) -> dict[str, Any]:
    """The first of them."""
    told_there = await eventually(lambda: told(server, path), len, "a line in the server's log")
    return told_there[0]


async def test_an_item_that_cannot_be_drawn_leaves_the_board_as_it_is(
    server: ServerProcess, browser: Browser
) -> None:
    async with one_person(server, browser) as (a, board):
        await jam(a.page, "Double-click to write", "jammed")
        await a.open(server.url, board)
        await a.add_node("solid", 900, 300)
        await set_flag(a.page, "jammed", True)
        await a.page.keyboard.press("Escape")
        await a.add_node("note", 400, 300)
        await a.page.keyboard.press("Escape")
        broken = a.note().get_by_role("alert")
        await expect(broken).to_contain_text("This item cannot be drawn.")
        await screenshot(a.page, "broken-item")
        # Everything else goes on.
        await a.set_number("image.solid", "Width", 77)
        await a.is_saved()

        await broken.get_by_role("button", name="Copy a report").click()
        copied = await a.page.evaluate("() => navigator.clipboard.readText()")
        assert copied.startswith("Atelier: item note")
        assert "paper jam" in copied
        entry = await report(server, f"/boards/{board}")
        assert entry["where"] == "item note"
        assert entry["message"] == "Error: paper jam"
        assert entry["person"]

        # Trying again while it is still broken says the same, and reports nothing twice.
        await broken.get_by_role("button", name="Try again").click()
        await expect(broken).to_be_visible()
        await set_flag(a.page, "jammed", False)
        await broken.get_by_role("button", name="Try again").click()
        await expect(a.note().get_by_text("Double-click to write")).to_be_visible()
        assert len(await told(server, f"/boards/{board}")) == 1


async def test_a_panel_that_cannot_be_loaded_is_asked_for_again(
    server: ServerProcess, browser: Browser
) -> None:
    async with one_person(server, browser) as (a, board):
        pattern = re.compile(r"/assets/HelpDialog-.*\.js")
        await a.page.route(pattern, lambda route: route.abort())
        await a.open(server.url, board)
        await a.add_node("solid", 700, 300)
        await a.page.keyboard.press("Escape")
        await a.page.keyboard.press("?")
        trouble = a.page.get_by_text("This part of the page stopped working.")
        await expect(trouble).to_be_visible()
        await screenshots(a.page, "broken-panel")
        await a.set_number("image.solid", "Width", 77)
        await a.is_saved()
        assert (await report(server, f"/boards/{board}"))["where"] == "panel help"

        await a.page.unroute(pattern)
        await a.page.get_by_role("button", name="Try again").click()
        await expect(a.page.get_by_role("dialog", name="Keyboard and pointer")).to_be_visible()
        await expect(trouble).to_have_count(0)


async def test_a_page_that_cannot_be_drawn_offers_a_way_on(
    server: ServerProcess, browser: Browser
) -> None:
    async with one_person(server, browser) as (a, _):
        await jam(a.page, "New board", "jammed")
        await a.page.add_init_script("window.jammed = sessionStorage.getItem('fine') === null")
        await a.page.goto(f"{server.url}/")
        await expect(a.page.get_by_text("This page stopped working")).to_be_visible()
        await screenshot(a.page, "broken-page")
        assert (await report(server, "/"))["where"] == "page"
        await a.page.evaluate("() => sessionStorage.setItem('fine', '')")
        await a.page.get_by_role("button", name="Reload").click()
        await expect(a.page.get_by_role("button", name="New board").first).to_be_visible()


async def test_a_session_that_ends_leaves_the_board_and_what_is_typed_in_sight(
    server: ServerProcess, browser: Browser
) -> None:
    async with one_person(server, browser) as (a, board):
        await a.open(server.url, board)
        await a.add_node("solid", 700, 300)
        await a.is_saved()
        field = a.node("image.solid").get_by_role("textbox", name="Width")
        await field.fill("44")
        # Ended elsewhere: by time, by an administrator, on another page.
        logout = f"{server.url}/api/auth/logout"
        answer = await a.page.context.request.post(logout, headers={"Origin": server.url})
        assert answer.ok
        ended = a.page.get_by_text("You are signed out. What you changed is kept in this browser.")
        await expect(ended).to_be_visible()
        await expect(field).to_have_value("44")
        # Whatever asks the server meanwhile is told that nobody is signed in.
        await a.page.get_by_role("button", name="Share").click()
        share = a.page.get_by_role("dialog")
        await expect(share).to_be_visible()
        await a.page.keyboard.press("Escape")
        await expect(share).to_have_count(0)
        await expect(ended).to_be_visible()
        await field.press("Enter")
        await expect(field).to_have_value("44")
        await screenshots(a.page, "signed-out")

        await a.page.get_by_role("button", name="Sign in").click()
        await sign_in(a.page)
        await a.is_saved()
        await expect(a.page).to_have_url(f"{server.url}/boards/{board}")
        await expect(field).to_have_value("44")
        async with server.signed_in() as admin:
            assert [node["width"] for node in await params(admin, board)] == [44]
