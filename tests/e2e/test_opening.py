"""A board is opened by its page at once, beside its code: asked for once, over one socket."""

import pytest
from playwright.async_api import Browser, Request, WebSocket, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e


async def test_a_board_is_asked_for_before_its_code_is_there_and_only_once(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    asked: list[str] = []
    sockets: list[str] = []

    def request(sent: Request) -> None:
        asked.append(sent.url.removeprefix(server.url).partition("?")[0])

    def socket(opened: WebSocket) -> None:
        sockets.append(opened.url)

    page.on("request", request)
    page.on("websocket", socket)
    a = BoardPage(page)
    await a.open(server.url, board)
    assert [len(sockets), *map(asked.count, ("/api/nodes", "/api/auth/me"))] == [1, 1, 1]
    assert asked.count(f"/api/boards/{board}") == 1
    script = next(i for i, path in enumerate(asked) if path.startswith("/assets/board-"))
    assert asked.index(f"/api/boards/{board}") < script
    await a.add_node("solid", 500, 300)
    await expect(a.nodes()).to_have_count(1)
    await a.is_saved()


async def test_the_page_says_what_it_does_before_any_code_has_come(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    await page.context.clear_cookies()
    await page.route("**/assets/*.js", lambda route: route.abort())
    await page.goto(f"{server.url}/boards/{board}", wait_until="domcontentloaded")
    await expect(page.get_by_text("Opening the board…")).to_be_visible()
    await page.goto(f"{server.url}/sign-in", wait_until="domcontentloaded")
    await expect(page.get_by_text("Opening the board…")).to_be_hidden()


WATCH = """() => {
  window.pages = [];
  const look = () => {
    const main = document.querySelector("#root > *");
    if (main && main !== window.pages.at(-1)) window.pages.push(main);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}"""


async def test_a_board_takes_the_place_of_the_first_page_at_once_and_whole(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    a = BoardPage(page)
    await a.open(server.url, board)
    await a.add_node("solid", 500, 300)
    await a.is_saved()
    await page.add_init_script(f"({WATCH})()")
    await page.reload()
    await expect(a.nodes()).to_have_count(1)
    # The shell of the page itself, and the board: nothing stood for the board in between.
    assert await page.evaluate("window.pages.length") == 2
