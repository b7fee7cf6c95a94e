"""Small manners of the graph: a node let go on a line, and one that is collapsed, for both."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import both_on
from tests.eventually import eventually
from tests.server import ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e


async def test_a_node_let_go_on_a_line_comes_in_between_and_a_collapsed_one_is_its_title(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board, ben_email, _ = await shared_board(server, admin, "Study", "Ben")
        ada, ben = await both_on(browser, server, board, ben_email)
        await ada.add_node("solid", 200, 160)
        await ada.add_node("resize", 900, 160)
        await ada.connect("Image output of Solid", "Image input of Resize")
        first = await ada.shows_other_pixels("Resize", None)
        await ada.add_node("invert", 620, 640)

        title = ada.node("image.invert").get_by_text("Invert", exact=True)
        line = ada.page.locator(".react-flow__edge")
        await expect(line).to_have_count(1)
        box = await line.locator("path").first.bounding_box()
        card = await ada.node("image.invert").bounding_box()
        grip = await title.bounding_box()
        assert box
        assert card
        assert grip
        x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        to_x = x + middle[0] - (card["x"] + card["width"] / 2)
        to_y = y + middle[1] - (card["y"] + card["height"] / 2)
        await ada.page.mouse.move(x, y)
        await ada.page.mouse.down()
        await ada.page.keyboard.down("Control")  # right where the hand is
        await ada.page.mouse.move(to_x - 40, to_y + 40, steps=4)
        await ada.page.mouse.move(to_x, to_y, steps=4)
        await expect(line.locator(".wire")).to_have_class(re.compile("selected"))
        await ada.page.mouse.up()
        await ada.page.keyboard.up("Control")
        await expect(ada.page.locator(".react-flow__edge")).to_have_count(2)
        second = await ada.shows_other_pixels("Resize", first)
        await expect(ben.page.locator(".react-flow__edge")).to_have_count(2)

        await ada.page.keyboard.press("Control+z")
        await expect(ada.page.locator(".react-flow__edge")).to_have_count(1)
        await eventually(
            lambda: ada.pixels("Resize"), lambda seen: seen == first, "as before the drop"
        )
        assert first != second

        # Collapsed, a node is its title for everybody, and works on.
        await ada.page.mouse.click(300, 840)
        await ada.page.keyboard.press("Control+a")
        await ada.page.keyboard.press("k")
        for person in (ada, ben):
            card = person.node("image.solid")
            await expect(card.get_by_role("img", name="Result")).to_have_count(0)
            await expect(card.get_by_text("Solid")).to_be_visible()
        small = await ben.node("image.solid").bounding_box()
        assert small
        assert small["height"] < 60
        await ada.is_saved()
        nodes = json_of(await admin.get(f"/api/boards/{board}/document"))["nodes"].values()
        assert [node.get("collapsed") for node in nodes] == [True] * 3
        await ada.page.keyboard.press("Control+z")
        await expect(ben.picture("Solid")).to_be_visible()
