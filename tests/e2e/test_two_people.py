"""The main job: two people, two browsers, one board, live renders, and a server that is killed."""

import asyncio
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage, both_on
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, invocations, json_of, shared_board

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"


async def screenshot(board: BoardPage, name: str) -> None:
    """Kept when `ATELIER_SCREENSHOTS` names a folder: the README's are made so."""
    if folder := os.environ.get("ATELIER_SCREENSHOTS"):
        await board.page.screenshot(path=Path(folder) / f"{name}.png")


async def document(client: httpx.AsyncClient, board: str) -> dict[str, Any]:
    return json_of(await client.get(f"/api/boards/{board}/document"))


async def quiet(client: httpx.AsyncClient, board: str) -> dict[str, Any]:
    """The document once nothing is being rendered."""

    def is_done(seen: dict[str, Any]) -> bool:
        return all(result["status"] == "done" for result in seen["results"].values())

    return await eventually(lambda: document(client, board), is_done, "the end of all renders")


async def test_two_people_build_a_graph_and_lose_nothing_when_the_server_is_killed(
    mortal_server: ServerProcess, browser: Browser
) -> None:
    async with mortal_server.signed_in() as admin:
        board, ben, _ = await shared_board(mortal_server, admin, "Dahlia study", "Ben")

        a = BoardPage(await signed_in_page(browser, mortal_server, ADMIN_EMAIL))
        b = BoardPage(await signed_in_page(browser, mortal_server, ben, theme="dark"))
        await a.open(mortal_server.url, board)
        await b.open(mortal_server.url, board)

        # Ada builds gradient → blur → blend, over a photograph.
        await a.add_node("gradient", 330, 330)
        await a.set_text("image.gradient", "From", "#3a0ca3")
        await a.set_text("image.gradient", "To", "#ffb703")
        await a.add_node("blur", 610, 250)
        await a.add_node("blend", 940, 330)
        await a.choose("image.blend", "Blend", "Overlay")
        await a.upload(PHOTO)
        await expect(a.nodes()).to_have_count(4)
        await a.move(a.photographs(), 640, 700)
        await a.connect("Image output of Gradient", "Image input of Blur")
        await a.drag(a.photographs().get_by_label("Image output"), a.port("A input of Blend"))
        await a.connect("Image output of Blur", "B input of Blend")

        # Ben sees the nodes, Ada's cursor and the pixels.
        await expect(b.nodes()).to_have_count(4)
        await a.page.mouse.move(1100, 760)
        await expect(b.cursor("Ada")).to_be_visible()
        first = await a.shows_other_pixels("Blend", None)
        done = await quiet(admin, board)
        await eventually(
            lambda: b.pixels("Blend"), lambda seen: seen == first, "Ada's picture at Ben's"
        )
        await b.node("image.blur").get_by_text("Blur").click()
        await b.page.mouse.move(560, 610, steps=4)
        await expect(a.cursor("Ben")).to_be_visible()
        await screenshot(a, "board")
        await screenshot(b, "dark")
        await a.page.mouse.dblclick(1150, 640)
        await a.page.get_by_placeholder("Search nodes").fill("bl")
        await screenshot(a, "add-node")
        await a.page.keyboard.press("Escape")

        # Ben changes the blur: Ada's picture changes, and only what depends on the blur runs.
        before = await invocations(admin)
        await b.set_number("image.blur", "Radius", 40)
        second = await a.shows_other_pixels("Blend", first)
        await quiet(admin, board)
        after = await invocations(admin)
        assert {type: after[type] - before[type] for type in after} == {
            "image.gradient": 0,
            "image.blur": 1,
            "image.blend": 1,
        }
        await b.is_saved()
        seen = await document(admin, board)
        assert seen["results"].keys() == done["results"].keys()

        # The server is killed under both of them, and started again.
        await mortal_server.kill()
        await a.is_offline()
        await a.set_number("image.gradient", "Angle", 45)
        await mortal_server.start()
        await a.is_saved()
        await b.is_saved()
        await eventually(
            lambda: asyncio.gather(a.pixels("Blend"), b.pixels("Blend")),
            lambda seen: seen[0] == seen[1] and seen[0] not in (None, first, second),
            "the same new picture at both",
        )
        back = await quiet(admin, board)
        assert back["nodes"].keys() == seen["nodes"].keys()
        assert [node["params"].get("radius") for node in back["nodes"].values()].count(40) == 1
        assert [node["params"].get("angle") for node in back["nodes"].values()].count(45) == 1


async def test_undo_takes_back_own_steps_only_and_never_a_render(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben, _ = await shared_board(server, admin, "Undo", "Ben")
        a, b = await both_on(browser, server, board, ben)

        await a.add_node("solid", 500, 400)
        await expect(b.node("image.solid")).to_have_count(1)
        await b.add_node("noise", 900, 400)
        await expect(a.nodes()).to_have_count(2)
        await a.shows_other_pixels("Noise", None)
        await a.page.keyboard.press("Control+z")
        await expect(b.nodes()).to_have_count(1)
        assert await a.pixels("Noise") is not None
        await a.page.keyboard.press("Control+Shift+z")
        await expect(b.nodes()).to_have_count(2)
        await b.shows_other_pixels("Solid", None)


async def test_viewer_sees_everything_and_changes_nothing(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, eve, _ = await shared_board(server, admin, "Look", "Eve", "viewer")
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await a.open(server.url, board)
        await a.add_node("solid", 500, 400)
        await a.is_saved()

        page = await signed_in_page(browser, server, eve)
        viewer = BoardPage(page)
        await page.goto(f"{server.url}/boards/{board}")
        await expect(page.get_by_text("View only")).to_be_visible()
        await viewer.shows_other_pixels("Solid", None)
        await page.mouse.dblclick(900, 600)
        await expect(page.get_by_placeholder("Search nodes")).to_have_count(0)
        await expect(viewer.node("image.solid").get_by_label("Width").first).to_be_disabled()
        # Nor do they call anybody together.
        await page.get_by_role("button", name="Everybody here").click()
        present = page.get_by_role("menuitem", name="Present to everyone")
        await expect(present).to_be_disabled()
