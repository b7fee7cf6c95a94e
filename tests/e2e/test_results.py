"""What a node came to before, in the browsers of two people, and presets that they share."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.board_page import BoardPage, both_on
from tests.e2e.browsers import signed_in_page
from tests.e2e.glimpse import glimpsed
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, invocations, json_of, shared_board

pytestmark = pytest.mark.e2e


def strip(person: BoardPage) -> Locator:
    return person.page.get_by_role("listbox", name="Results").get_by_role("option")


async def remembered(admin: httpx.AsyncClient, board: str, node: str, count: int) -> Any:
    """The server's own list, once it has `count`."""

    async def look() -> Any:
        return json_of(await admin.get(f"/api/boards/{board}/nodes/{node}/results"))["items"]

    return await eventually(look, lambda items: len(items) == count, f"{count} results of {node}")


async def last_is(admin: httpx.AsyncClient, board: str, node: str, width: int) -> None:
    """Return once the last of a node's results that is kept was made that wide."""

    async def look() -> Any:
        items = json_of(await admin.get(f"/api/boards/{board}/nodes/{node}/results"))["items"]
        return items[0]["params"]["width"] if items else None

    await eventually(look, lambda seen: seen == width, f"a result {width} wide")


async def test_an_earlier_result_is_looked_at_used_again_and_undone_without_rendering(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben_email, _ = await shared_board(server, admin, "Study", "Ben")
        ada, ben = await both_on(browser, server, board, ben_email)
        await ada.add_node("noise", 300, 160)
        await ada.set_number("image.noise", "Width", 16)
        await ada.set_number("image.noise", "Height", 16)
        await ada.add_node("invert", 700, 160)
        await ada.connect("Image output of Noise", "Image input of Invert")
        first = await ada.shows_other_pixels("Invert", None)
        nodes = json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"]
        invert = next(id for id, node in nodes.items() if node["type"] == "image.invert")
        await ada.is_saved()
        await remembered(admin, board, invert, 1)
        await ada.set_number("image.noise", "Seed", 9)
        second = await ada.shows_other_pixels("Invert", first)
        await remembered(admin, board, invert, 2)
        ran = await invocations(admin)

        # Ben finds both, and looks at the first while Ada's board stays as it is.
        await ben.node("image.invert").click(position={"x": 60, "y": 12})
        await expect(strip(ben)).to_have_count(2)
        await expect(strip(ben).first).to_have_accessible_name(re.compile("^In use"))
        await strip(ben).nth(1).hover()
        await expect(ben.page.get_by_role("img", name="Earlier result of Invert")).to_be_visible()
        await expect(ada.page.get_by_role("img", name="Earlier result of Invert")).to_have_count(0)
        await strip(ben).nth(1).click()
        await ben.page.get_by_role("button", name="Compare with the one in use").click()
        slider = ben.page.get_by_role("slider")
        await expect(slider).to_be_focused()
        await slider.press("Escape")

        await ben.page.get_by_role("button", name="Use this one").click()
        for person in (ada, ben):
            await eventually(
                lambda person=person: person.pixels("Invert"),
                lambda seen: seen == first,
                "the first result again",
            )
        seed = ada.node("image.noise").get_by_role("textbox", name="Seed")
        await expect(seed).to_have_value("0")
        await ben.page.keyboard.press("Control+z")
        await eventually(
            lambda: ada.pixels("Invert"), lambda seen: seen == second, "the second one after undo"
        )
        await expect(seed).to_have_value("9")
        assert await invocations(admin) == ran, "nothing was rendered again"


async def test_results_are_there_after_a_restart_and_by_the_keyboard(
    mortal_server: ServerProcess, browser: Browser
) -> None:
    async with mortal_server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Study"}))["id"]
        ada = BoardPage(await signed_in_page(browser, mortal_server, ADMIN_EMAIL))
        await ada.open(mortal_server.url, board)
        await ada.add_node("solid", 400, 200)
        await ada.shows_other_pixels("Solid", None)
        [solid] = json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"]
        await last_is(admin, board, solid, 512)
        for width in (16, 32, 64):
            await ada.set_number("image.solid", "Width", width)
            await last_is(admin, board, solid, width)
        await mortal_server.stop()
        await mortal_server.start()
        await ada.open(mortal_server.url, board)
        await ada.node("image.solid").click(position={"x": 60, "y": 12})
        await expect(strip(ada)).to_have_count(4)
        about = ada.page.get_by_role("region", name="Results")
        await expect(about.get_by_text("Width 32 → 64")).to_be_visible()
        await strip(ada).first.focus()
        await ada.page.keyboard.press("ArrowRight")
        await expect(strip(ada).nth(1)).to_be_focused()
        await expect(about.get_by_text("Width 16 → 32")).to_be_visible()
        await ada.page.keyboard.press("Enter")
        width_field = ada.node("image.solid").get_by_role("textbox", name="Width")
        await expect(width_field).to_have_value("32")
        await expect(strip(ada).nth(1)).to_have_accessible_name(re.compile("^In use"))


async def test_a_preset_of_one_person_is_applied_by_another_in_one_step(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben_email, _ = await shared_board(server, admin, "Study", "Ben")
        ada, ben = await both_on(browser, server, board, ben_email)
        await ada.add_node("gradient", 400, 160)
        await ada.set_number("image.gradient", "Width", 96)
        await ada.set_number("image.gradient", "Angle", 30)
        await ada.page.get_by_role("button", name="Presets").click()
        await ada.page.get_by_role("menuitem", name="Save these settings…").click()
        name = ada.page.get_by_role("textbox", name="Name of the preset")
        await name.fill("Dawn")
        async with glimpsed(ada.page, "“Dawn” is kept for everybody."):
            await name.press("Enter")

        await ben.add_node("gradient", 800, 160)
        field = ben.node("image.gradient").last.get_by_role("textbox", name="Width")
        await expect(field).to_have_value("512")
        await ben.page.get_by_role("button", name="Presets").click()
        await ben.page.get_by_role("menuitem", name="Dawn").click()
        await expect(field).to_have_value("96")
        angle = ben.node("image.gradient").last.get_by_role("textbox", name="Angle")
        await expect(angle).to_have_value("30")
        await ben.page.keyboard.press("Control+z")
        await expect(field).to_have_value("512")
        await expect(angle).to_have_value("0")

        # What is not his he neither renames nor deletes; she does.
        await ben.page.get_by_role("button", name="Presets").click()
        await expect(ben.page.get_by_role("menuitem", name="Delete")).to_have_count(0)
        await ben.page.keyboard.press("Escape")
        await ada.page.get_by_role("button", name="Presets").click()
        await ada.page.get_by_role("menuitem", name="Delete").press("ArrowRight")
        mine = ada.page.get_by_role("menu", name="Delete")
        await mine.get_by_role("menuitem", name="Dawn").press("Enter")
        deleted = ada.page.get_by_text("“Dawn” was deleted for everybody.", exact=True)
        await expect(deleted).to_be_visible()
        await ada.page.get_by_role("button", name="Undo", exact=True).last.click()
        await ben.page.reload()
        await ben.node("image.gradient").last.click(position={"x": 60, "y": 12})
        await ben.page.get_by_role("button", name="Presets").click()
        await expect(ben.page.get_by_role("menuitem", name="Dawn")).to_be_visible()
