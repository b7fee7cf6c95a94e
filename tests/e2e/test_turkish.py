"""The product in Turkish: chosen from the command palette, and nothing left in English."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.e2e.screens import screenshots
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e

ENGLISH = re.compile(
    r"\b(the|and|add|open|close|show|hide|select|run|save|search|nothing|queue|zoom|with|this)\b",
    re.IGNORECASE,
)
SAID = """() => [
  document.body.innerText,
  ...[...document.querySelectorAll("[aria-label],[title],[placeholder]")].flatMap((at) =>
    ["aria-label", "title", "placeholder"].map((name) => at.getAttribute(name) ?? "")),
].join("\\n")"""


async def is_turkish(page: Page, name: str) -> None:
    await screenshots(page, f"turkish-{name}")
    left = [line for line in (await page.evaluate(SAID)).split("\n") if ENGLISH.search(line)]
    assert left == [], f"{name} says in English: {left}"


async def test_the_board_is_turkish_for_who_chose_it(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Duvar"}))["id"]
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    ada = BoardPage(page)
    await ada.open(server.url, board)
    await ada.add_node("blend", 500, 300)
    view = page.locator(".react-flow__viewport")
    await page.get_by_role("button", name="Zoom in").click()
    await expect(ada.node("image.blend")).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("Search commands").fill("türkçe")
    await ada.rests()
    seen = await view.get_attribute("style")
    await page.keyboard.press("Enter")

    # The page comes again, in Turkish, at the same place.
    await expect(page.get_by_label("Kayıt durumu")).to_have_text("Kaydedildi")
    await expect(page.locator("html")).to_have_attribute("lang", "tr")
    await expect(view).to_have_attribute("style", seen or "")
    await expect(page.get_by_text("A girişine görsel bağlayın")).to_be_visible()
    await is_turkish(page, "board")
    await ada.node("image.blend").click()
    await expect(page.get_by_role("complementary", name="Özellikler")).to_be_visible()
    await is_turkish(page, "inspector")
    await ada.node("image.blend").click(button="right")
    await expect(page.get_by_role("menuitem", name="Sil")).to_be_visible()
    await is_turkish(page, "menu")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    # Whichever i the keyboard has.
    await page.get_by_placeholder("Komut ara").fill("gizli")
    await page.get_by_placeholder("Komut ara").fill("KILITLE")
    await expect(page.get_by_role("option", name="Kilitle")).to_be_visible()
    await page.get_by_placeholder("Komut ara").fill("")
    await is_turkish(page, "palette")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Klavye ve fare")).to_be_visible()
    await is_turkish(page, "help")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Kuyruk").click()
    await expect(page.get_by_text("Benimkiler")).to_be_visible()
    await is_turkish(page, "queue")
    await page.get_by_role("button", name="Kuyruğu kapat").click()
    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("Komut ara").fill("şablondan")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Ekle: Dokuz doku")).to_be_visible()
    await is_turkish(page, "gallery")

    await page.context.clear_cookies()
    await page.goto(f"{server.url}/sign-in")
    await expect(page.get_by_role("heading", name="Atelier’de oturum açın")).to_be_visible()
    await is_turkish(page, "sign-in")
