"""From an edit in one browser to the new picture in another: gradient → blur, 512 by 512."""

from pathlib import Path
from statistics import median

from playwright.async_api import Page

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import chromium, signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

EDITS = 20

NOTE_EDITS = """() => {
  window.edited = [];
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.edited.push(performance.timeOrigin + performance.now());
  }, true);
}"""
NOTE_PICTURES = """() => {
  window.shown = [];
  const picture = document.querySelector('[data-node-type="image.blur"] img');
  new MutationObserver(() => requestAnimationFrame(() => {
    window.shown.push(performance.timeOrigin + performance.now());
  })).observe(picture, { attributes: true, attributeFilter: ["src"] });
}"""
"""The picture's address changes once its pixels are decoded; the next frame shows them."""


async def measure(folder: Path) -> list[float]:
    """Milliseconds of each edit, by the clock that both pages share."""
    async with ServerProcess(folder) as server, chromium() as browser, server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Bench"}))["id"]
        a = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        b = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
        await a.open(server.url, board)
        await b.open(server.url, board)
        await a.add_node("gradient", 480, 330)
        await a.add_node("blur", 760, 330)
        await a.connect("Image output of Gradient", "Image input of Blur")
        await b.shows_other_pixels("Blur", None)
        await a.page.evaluate(NOTE_EDITS)
        await b.page.evaluate(NOTE_PICTURES)
        for number in range(EDITS):
            await a.set_number("image.blur", "Radius", 10 + number)
            await b.page.wait_for_function("count => window.shown.length >= count", arg=number + 1)
        return await _delays(a.page, b.page)


async def _delays(a: Page, b: Page) -> list[float]:
    edited, shown = await a.evaluate("window.edited"), await b.evaluate("window.shown")
    return [end - start for start, end in zip(edited, shown, strict=True)]


async def main(folder: Path) -> None:
    found = sorted(await measure(folder))
    print(f"Edit in one browser to the picture in another, ms over {len(found)} edits:")
    print(f"median {median(found):.0f} ({found[0]:.0f}–{found[-1]:.0f})")
