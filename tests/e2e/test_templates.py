"""Templates: ours from an empty board, and the team's from one person's board to another's."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"


async def test_an_empty_board_begins_with_a_template_in_one_step(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "New"}))["id"]
        ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await ada.open(server.url, board)
        await ada.page.get_by_role("button", name="Start from a template").click()
        gallery = ada.page.get_by_role("complementary", name="Templates")
        await gallery.get_by_role("searchbox", name="Search templates").fill("nine")
        await gallery.get_by_role("button", name="Add Nine textures").click()
        await expect(ada.nodes()).to_have_count(6)
        await ada.is_saved()
        document = json_of(await admin.get(f"/api/boards/{board}/document"))
        [frame] = [id for id, node in document["nodes"].items() if node["type"] == "frame"]
        inside = [node.get("parent") for id, node in document["nodes"].items() if id != frame]
        assert inside == [frame] * 5
        # It works as it lies there: nine textures, and one sheet of them.
        await expect(ada.page.get_by_role("img", name="Result of Sheet")).to_be_visible()

        # By the keyboard: out of the gallery, and one undo for all of it.
        await gallery.get_by_role("searchbox", name="Search templates").press("Escape")
        await expect(gallery).to_have_count(0)
        await ada.page.keyboard.press("Control+z")
        await expect(ada.nodes()).to_have_count(0)

        # The same templates are in the search for nodes.
        await ada.page.mouse.dblclick(700, 500)
        search = ada.page.get_by_placeholder("Search nodes")
        await search.fill("two tones")
        await search.press("Enter")
        await expect(ada.page.get_by_role("img", name="Result of Two tones")).to_be_visible()


async def test_what_one_person_saves_another_drags_onto_their_own_board(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        ben_email = (await server.add_person(admin, "Ben"))["email"]
        board = json_of(await admin.post("/api/boards", json={"title": "Hers"}))["id"]
        ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await ada.open(server.url, board)
        await ada.upload(PHOTO)
        await expect(ada.photographs()).to_have_count(1)
        await ada.add_node("invert", 200, 200)
        await ada.connect("Image output of Image", "Image input of Invert")
        await expect(ada.page.get_by_role("img", name="Result of Invert")).to_be_visible()
        await ada.page.keyboard.press("Control+a")
        await ada.page.keyboard.press("Control+k")
        await ada.page.get_by_placeholder("Search commands").fill("save as a template")
        await ada.page.keyboard.press("Enter")
        dialog = ada.page.get_by_role("dialog", name="Save as a template")
        await dialog.get_by_role("textbox", name="Name").fill("moodboard")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("moodboard")
        await dialog.get_by_role("textbox", name="Name").fill("Negative")
        await dialog.get_by_role("textbox", name="What it is for").fill("A photo, turned over.")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_have_count(0)

        async with server.signed_in(ben_email) as ben_api:
            his = json_of(await ben_api.post("/api/boards", json={"title": "His"}))["id"]
            ben = BoardPage(await signed_in_page(browser, server, ben_email))
            await ben.open(server.url, his)
            await ben.page.keyboard.press("t")
            gallery = ben.page.get_by_role("complementary", name="Templates")
            team = gallery.get_by_role("region", name="The team’s")
            entry = team.get_by_role("button", name="Add Negative")
            await expect(entry.locator("image")).to_have_count(1)
            await expect(team.get_by_text("A photo, turned over.")).to_be_visible()
            await expect(team.get_by_role("button", name="Menu of Negative")).to_have_count(0)
            pane = ben.page.locator(".react-flow__pane")
            await entry.drag_to(pane, target_position={"x": 500, "y": 450})
            await expect(ben.nodes()).to_have_count(2)
            # The picture came along, and what it feeds is answered from what was made before.
            await expect(ben.photographs().locator("img").first).to_be_visible()
            await expect(ben.page.get_by_role("img", name="Result of Invert")).to_be_visible()
            await ben.is_saved()
            nodes = json_of(await ben_api.get(f"/api/boards/{his}/document"))["nodes"].values()
            [image] = [node for node in nodes if node["type"] == "image"]
            asset = await ben_api.get(f"/api/boards/{his}/assets/{image['params']['asset']}")
            assert asset.content == PHOTO.read_bytes()
            await ben.page.keyboard.press("Control+z")
            await expect(ben.nodes()).to_have_count(0)

        # Hers to rename and to delete, for everybody.
        await ada.page.keyboard.press("t")
        await ada.page.get_by_role("button", name="Menu of Negative").click()
        await ada.page.get_by_role("menuitem", name="Rename").click()
        name = ada.page.get_by_role("textbox", name="Name of the template")
        await name.fill("Turned over")
        await name.press("Enter")
        await ada.page.get_by_role("button", name="Menu of Turned over").click()
        await ada.page.get_by_role("menuitem", name="Delete for everybody").click()
        await expect(ada.page.get_by_role("button", name="Add Turned over")).to_have_count(0)
