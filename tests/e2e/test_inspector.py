"""The panel at the right, for one item and for several at once."""

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e


async def board_of_ada(server: ServerProcess, browser: Browser) -> tuple[BoardPage, str]:
    async with server.signed_in() as admin:
        board: str = json_of(await admin.post("/api/boards", json={"title": "Study"}))["id"]
    page = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
    await page.open(server.url, board)
    return page, board


async def test_several_nodes_are_changed_at_once_and_in_one_step(
    server: ServerProcess, browser: Browser
) -> None:
    ada, _ = await board_of_ada(server, browser)
    await ada.add_node("solid", 300, 300)
    await ada.add_node("noise", 700, 300)
    await ada.set_number("image.noise", "Width", 128)
    await ada.page.mouse.click(500, 820)
    await ada.page.keyboard.press("Control+a")
    inspector = ada.page.get_by_label("Inspector")
    await expect(inspector.get_by_text("2 items")).to_be_visible()

    width = inspector.get_by_role("textbox", name="Width")
    await expect(width).to_have_value("")
    await expect(width).to_have_attribute("placeholder", "Mixed")
    await expect(inspector.get_by_label("Seed", exact=True)).to_have_count(0)
    await width.fill("64")
    await width.press("Enter")
    for type in ("image.solid", "image.noise"):
        field = ada.node(type).get_by_role("textbox", name="Width")
        await expect(field).to_have_value("64")

    await ada.page.mouse.click(500, 820)
    await ada.page.keyboard.press("Control+z")
    solid = ada.node("image.solid").get_by_role("textbox", name="Width")
    noise = ada.node("image.noise").get_by_role("textbox", name="Width")
    await expect(solid).to_have_value("512")
    await expect(noise).to_have_value("128")


async def test_a_free_seed_is_another_one_on_each_run_and_a_locked_one_stays(
    server: ServerProcess, browser: Browser
) -> None:
    ada, _ = await board_of_ada(server, browser)
    await ada.add_node("noise", 500, 300)
    inspector = ada.page.get_by_label("Inspector")
    seed = inspector.get_by_role("textbox", name="Seed")
    first = await ada.shows_other_pixels("Noise", None)
    before = await seed.input_value()

    # Kept, then counted up, then drawn anew: one button goes round.
    await inspector.get_by_role("button", name="Same seed on each run").click()
    await inspector.get_by_role("button", name="Run", exact=True).click()
    counted = str(int(before) + 1)
    await expect(seed).to_have_value(counted)
    next = await ada.shows_other_pixels("Noise", first)

    await inspector.get_by_role("button", name="Next seed on each run").click()
    await inspector.get_by_role("button", name="Run", exact=True).click()
    await expect(seed).not_to_have_value(counted)
    last = await ada.shows_other_pixels("Noise", next)

    rolled = await seed.input_value()
    await inspector.get_by_role("button", name="New seed on each run").click()
    await inspector.get_by_role("button", name="Run", exact=True).click()
    await ada.is_saved()
    await expect(seed).to_have_value(rolled)
    await eventually(lambda: ada.pixels("Noise"), lambda seen: seen == last, "the same picture")
