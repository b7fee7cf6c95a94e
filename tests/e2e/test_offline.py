"""A board while the server is away, and while it says no: nothing typed is lost or passed off."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.board_page import BoardPage, both_on
from tests.e2e.browsers import signed_in_page
from tests.e2e.line import Line
from tests.e2e.screens import screenshot
from tests.server import ADMIN_EMAIL, ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e


@pytest.fixture
def server(mortal_server: ServerProcess) -> ServerProcess:
    return mortal_server


async def params(admin: httpx.AsyncClient, board: str) -> list[dict[str, Any]]:
    document = json_of(await admin.get(f"/api/boards/{board}/document"))
    return [node["params"] for node in document["nodes"].values()]


async def is_kept_for_offline(page: Page) -> None:
    """The browser has the client itself, and this page came through it."""
    await page.evaluate(IS_CONTROLLED)


IS_CONTROLLED = """async () => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return;
  await new Promise((done) => serviceWorker.addEventListener("controllerchange", done));
}"""


async def kept_here(board: BoardPage, changes: str) -> None:
    state = board.page.get_by_label("Saved state")
    await expect(state).to_have_text(f"Offline, {changes} kept here")


async def test_edits_made_offline_survive_a_reload_and_reach_everybody(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        id, ben, _ = await shared_board(server, admin, "Away", "Ben")
        a, b = await both_on(browser, server, id, ben)
        for person in (a, b):
            await is_kept_for_offline(person.page)
        await a.add_node("solid", 500, 300)
        await a.is_saved()
        await expect(b.node("image.solid")).to_have_count(1)

        await server.kill()
        await a.is_offline()
        await a.set_number("image.solid", "Width", 33)
        await kept_here(a, "1 change")
        await a.add_node("noise", 900, 300)
        await kept_here(a, "2 changes")

        # The server is really away: the page, the board and the count come from this browser.
        await a.page.goto(f"{server.url}/boards/{id}")
        await expect(a.nodes()).to_have_count(2)
        await kept_here(a, "2 changes")
        await expect(a.page.get_by_role("button", name="Away")).to_be_visible()
        await a.set_number("image.solid", "Height", 44)
        await kept_here(a, "3 changes")
        # Meanwhile Ben goes on in his.
        await expect(b.page.get_by_label("Saved state")).to_have_text("Offline")
        await b.add_node("gradient", 900, 650)
        await kept_here(b, "1 change")

        # The line comes back while a field is being written in: what stands in it stays.
        lost = a.page.get_by_text("The server cannot be reached.")
        await expect(lost).to_be_visible()
        await screenshot(a.page, "line-lost")
        angle = b.node("image.gradient").get_by_role("textbox", name="Angle")
        await angle.fill("55")
        await server.start()
        await expect(lost).to_have_count(0)
        await a.is_saved()
        await b.is_saved()
        await expect(angle).to_have_value("55")
        await angle.press("Enter")
        await b.is_saved()
        for person in (a, b):
            await person.fit()
            await expect(person.nodes()).to_have_count(3)
            for type, name, value in [("solid", "Width", "33"), ("gradient", "Angle", "55")]:
                field = person.node(f"image.{type}").get_by_role("textbox", name=name)
                await expect(field).to_have_value(value)
        found = await params(admin, id)
        assert [(node["width"], node["height"]) for node in found].count((33, 44)) == 1
        # What is saved is no longer counted, also by the next visit.
        await a.page.reload()
        await a.is_saved()
        await expect(a.nodes()).to_have_count(3)

        # After signing out, nothing of it stays in this browser.
        await a.page.get_by_role("button", name="Account").click()
        await a.page.get_by_role("menuitem", name="Sign out").click()
        await a.page.wait_for_url("**/sign-in*")
        await expect(a.page.get_by_label("E-mail")).to_be_visible()
        assert await a.page.evaluate(ROWS) == {"updates": 0, "edits": 0, "answers": 0}


ROWS = """async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("atelier");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const counts = {};
  for (const name of database.objectStoreNames) {
    counts[name] = await new Promise((resolve) => {
      const request = database.transaction(name).objectStore(name).count();
      request.onsuccess = () => resolve(request.result);
    });
  }
  database.close();
  return counts;
}"""


async def test_what_a_lost_role_refuses_is_kept_until_it_comes_back_or_is_let_go(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        id, email, member = await shared_board(server, admin, "Away", "Ben")
        b = BoardPage(await signed_in_page(browser, server, email))
        line = await Line.of(b.page)
        await b.open(server.url, id)
        await is_kept_for_offline(b.page)
        await b.add_node("solid", 500, 300)
        await b.is_saved()

        await line.cut()
        await b.is_offline()
        json_of(await admin.put(member, json={"role": "viewer"}))
        await b.set_number("image.solid", "Width", 33)
        await kept_here(b, "1 change")
        line.mend()
        await expect(b.page.get_by_text("1 change of yours was not accepted")).to_be_visible()
        await expect(b.page.get_by_text("View only")).to_be_visible()
        width = b.node("image.solid").get_by_role("textbox", name="Width")
        await expect(width).to_have_value("33")
        await expect(width).to_be_disabled()
        assert [node["width"] for node in await params(admin, id)] == [512]

        json_of(await admin.put(member, json={"role": "editor"}))
        await expect(b.page.get_by_text("View only")).to_have_count(0)
        await b.is_saved()
        assert [node["width"] for node in await params(admin, id)] == [33]

        # Once more, and this time he opens the board anew before he hears of it.
        await line.cut()
        await b.is_offline()
        await b.set_number("image.solid", "Width", 66)
        await b.add_node("noise", 900, 300)
        await kept_here(b, "2 changes")
        context = b.page.context
        await b.page.close()
        json_of(await admin.put(member, json={"role": "viewer"}))
        page = await context.new_page()
        b = BoardPage(page)
        await page.goto(f"{server.url}/boards/{id}")
        await expect(page.get_by_text("2 changes of yours were not accepted")).to_be_visible()
        await expect(b.nodes()).to_have_count(2)
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Download what you see").click()
        assert (await download.value).suggested_filename == "Away.json"
        await page.get_by_role("button", name="Show the board as it is").click()
        await expect(b.nodes()).to_have_count(1)
        await expect(page.get_by_text("accept")).to_have_count(0)
        width = b.node("image.solid").get_by_role("textbox", name="Width")
        await expect(width).to_have_value("33")
        await page.reload()
        await expect(b.nodes()).to_have_count(1)
        await expect(page.get_by_text("not accepted")).to_have_count(0)


async def write(board: BoardPage, text: str) -> None:
    await board.note().dblclick()
    field = board.note().get_by_role("textbox")
    await field.fill(text)
    await field.press("Escape")


LIMITS = ("ATELIER_DOCUMENT_LIMIT_BYTES", "ATELIER_MESSAGE_LIMIT_BYTES")
TOO_MUCH = "a wall of words " * 3_000


@pytest.mark.parametrize("limit", LIMITS)
async def test_only_what_the_server_refuses_is_left_behind(
    tmp_path: Path, browser: Browser, limit: str
) -> None:
    settings = {limit: "32768"}
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
        await a.add_node("solid", 900, 300)
        await a.add_node("note", 300, 300)
        await a.page.keyboard.press("Escape")
        await write(a, "A small note.")
        await a.is_saved()

        refused = a.page.get_by_text("did not accept")
        for is_away, width, height in ((False, 33, 44), (True, 55, 66)):
            if is_away:
                await line.cut()
                await a.is_offline()
            await a.set_number("image.solid", "Width", width)
            await write(a, TOO_MUCH)
            await a.set_number("image.solid", "Height", height)
            if is_away:
                await kept_here(a, "3 changes")
                await a.page.reload()
                await kept_here(a, "3 changes")
                line.mend()
            await expect(refused).to_have_count(1)
            await a.is_saved()
            await expect(a.note()).to_have_text("A small note.")
            await a.set_number("image.solid", "Width", width + 1)
            await a.is_saved()
            await a.page.get_by_role("button", name="Dismiss").click()
            await expect(refused).to_have_count(0)

            await expect(b.note()).to_have_text("A small note.")
            for name, value in (("Width", width + 1), ("Height", height)):
                field = b.node("image.solid").get_by_role("textbox", name=name)
                await expect(field).to_have_value(str(value))
        await a.page.reload()
        await a.is_saved()
        await expect(refused).to_have_count(0)


async def test_while_the_server_cannot_save_it_says_so_and_changes_are_kept_until_it_can(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        id, _, _ = await shared_board(server, admin, "Away", "Ben")
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await a.open(server.url, id)
        await a.add_node("solid", 500, 300)
        await a.is_saved()

        with full_disk(server):
            await a.set_number("image.solid", "Width", 33)
            await expect(a.page.get_by_text("The server cannot save just now")).to_be_visible()
            await screenshot(a.page, "not-saving")
            state = a.page.get_by_label("Saved state")
            await expect(state).to_have_text("1 change kept here")
            await a.set_number("image.solid", "Height", 44)
            await expect(state).to_have_text("2 changes kept here")
        await a.is_saved()
        await expect(a.page.get_by_text("The server cannot save just now")).to_have_count(0)
        found = await params(admin, id)
        assert [(node["width"], node["height"]) for node in found] == [(33, 44)]


@contextmanager
def full_disk(server: ServerProcess) -> Iterator[None]:
    """No file of the server grows meanwhile."""
    assert server.process
    pid = server.process.pid
    free = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, free[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, free)


async def test_changes_made_before_the_board_got_another_history_are_kept_apart(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        id, _, _ = await shared_board(server, admin, "Away", "Ben")
        page = await signed_in_page(browser, server, ADMIN_EMAIL)
        line = await Line.of(page)
        a = BoardPage(page)
        await a.open(server.url, id)
        await line.cut()
        await a.is_offline()
        await a.add_node("solid", 500, 300)
        await kept_here(a, "1 change")
        await page.close()

        # Nothing of ours restores a board yet: the browser is told of another epoch.
        page = await page.context.new_page()
        a = BoardPage(page)
        answer = json_of(await admin.get(f"/api/boards/{id}")) | {"epoch": "another"}
        await page.route(f"**/api/boards/{id}", lambda route: route.fulfill(json=answer))
        await page.goto(f"{server.url}/boards/{id}")
        kept = page.get_by_text("1 change you made before that")
        await expect(kept).to_be_visible()
        await expect(a.nodes()).to_have_count(0)
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Download").click()
        assert "image.solid" in (await (await download.value).path()).read_text()
        await page.get_by_role("button", name="Remove").click()
        await expect(kept).to_have_count(0)
        await page.reload()
        await expect(page.get_by_label("Saved state")).to_be_visible()
        await expect(kept).to_have_count(0)
        document = json_of(await admin.get(f"/api/boards/{id}/document"))
        assert document["nodes"] == {}
