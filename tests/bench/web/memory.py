"""What two people working on a board leave in the memory of a browser."""

import time
from dataclasses import dataclass
from itertools import count

from playwright.async_api import Browser, CDPSession, Page

from tests.bench.web import gestures
from tests.bench.web.boards import Item
from tests.bench.web.place import look
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess

NEAR = 0.8
STEP_MS = 700
WARM_ROUNDS = 10
"""By then every panel and rendition has been loaded once, and V8 has compiled what is hot: a good
megabyte of code, which is no leak.
"""


@dataclass(frozen=True)
class Heap:
    start_bytes: int
    end_bytes: int
    rounds: int

    @property
    def growth(self) -> float:
        return self.end_bytes / self.start_bytes - 1


async def memory(
    browser: Browser, server: ServerProcess, board: str, items: list[Item], minutes: float
) -> Heap:
    """Two pages, one after the other at work: pan, drag, type, look from afar, undo."""
    pages = [await _open(browser, server, board) for _ in range(2)]
    cdp = await pages[0].context.new_cdp_session(pages[0])
    for turn in range(WARM_ROUNDS):
        await _round(pages, items, turn)
    start = await _heap_bytes(cdp)
    began = time.monotonic()
    for done in count(1):
        await _round(pages, items, done)
        if time.monotonic() - began > minutes * 60:
            break
    heap = Heap(start, await _heap_bytes(cdp), done)
    for page in pages:
        await page.context.close()
    return heap


async def _open(browser: Browser, server: ServerProcess, board: str) -> Page:
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    await page.goto(f"{server.url}/boards/{board}")
    await page.locator(".react-flow__pane").wait_for()
    await page.wait_for_timeout(3_000)
    await gestures.zoom_to(page, NEAR)
    return page


async def _round(pages: list[Page], items: list[Item], turn: int) -> None:
    """Of two people in turn, a few seconds each."""
    for page in pages:
        await gestures.pan(page, STEP_MS)
        seen = await look(page)
        picture = seen.nearest(items, "image")[turn % 2]
        await gestures.drag(page, seen.middle_of(picture), STEP_MS / 1000)
        await page.keyboard.press("Control+z")
        note = seen.nearest(items, "note")[0]
        await page.mouse.dblclick(*seen.on_screen(note.x + 100, note.y + 60))
        await page.wait_for_timeout(200)
        await page.keyboard.type("clay ", delay=30)
        for _ in "clay ":
            await page.keyboard.press("Backspace")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await gestures.zoom_to(page, 0.25)
        await gestures.zoom_to(page, NEAR)


async def _heap_bytes(cdp: CDPSession) -> int:
    await cdp.send("Performance.enable")
    await cdp.send("HeapProfiler.collectGarbage")
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return int(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize"))
