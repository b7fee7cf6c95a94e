"""What each frame costs during gestures, on our canvas and on the peer's."""

import shutil
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, Route

from tests.bench.web import gestures
from tests.bench.web.boards import Item
from tests.bench.web.gestures import Cost, measured
from tests.bench.web.people import moving
from tests.bench.web.place import look
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess

ROOT = Path(__file__).parents[3]
MIME = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
NEAR = 0.8
MARQUEE_NEAR = 0.37
"""Near still, and with a hundred items on the screen."""
SETTLES_MS = 5_000
RESTS_MS = 700
Costs = dict[str, Cost]
Gesture = Callable[[], Awaitable[None]]


def build_peer(out: Path) -> None:
    script = Path(__file__).parent / "peer" / "build.mjs"
    node = shutil.which("node") or "node"
    subprocess.run([node, str(script), str(ROOT / "web"), str(out)], check=True)


@dataclass
class Frames:
    """Measures one board; `only` are the words that a gesture's name must have one of.

    Not frozen: Playwright marks the objects whose methods it calls.
    """

    server: ServerProcess
    browser: Browser
    peer: Path
    board: str
    items: list[Item]
    token: str
    only: tuple[str, ...] = ()

    async def ours(self) -> Costs:
        page = await signed_in_page(self.browser, self.server, ADMIN_EMAIL)
        await page.goto(f"{self.server.url}/boards/{self.board}")
        # Whatever is dragged here, somebody drags something else at the same time.
        others = [self.items[0].id, self.items[len(self.items) // 2].id]
        costs: Costs = {}
        async with moving(self.server, self.board, self.token, 1, (0, 0), drags=others):
            await self._gestures(page, costs)
        if self._wanted("10 cursors"):
            await gestures.zoom_to(page, NEAR)
            at = (await look(page)).middle
            async with moving(self.server, self.board, self.token, 10, at):
                await page.locator("[data-cursor]").nth(9).wait_for()
                await self._take(page, costs, "10 cursors", lambda: gestures.rest(page))
        await page.context.close()
        return costs

    async def theirs(self) -> Costs:
        page = await signed_in_page(self.browser, self.server, ADMIN_EMAIL)
        await page.route("**/peer/**", self._peer_file)
        await page.goto(f"{self.server.url}/peer/index.html#{self.board}")
        costs: Costs = {}
        await self._gestures(page, costs)
        await page.context.close()
        return costs

    async def _peer_file(self, route: Route) -> None:
        name = route.request.url.partition("/peer/")[2].partition("#")[0]
        file = self.peer / name
        await route.fulfill(body=file.read_bytes(), content_type=MIME[file.suffix])

    async def _gestures(self, page: Page, costs: Costs) -> None:
        await page.locator(".react-flow__pane").wait_for()
        await page.wait_for_timeout(SETTLES_MS)

        async def take(name: str, gesture: Gesture) -> None:
            await self._take(page, costs, name, gesture)

        await take("pan, whole board in view", lambda: gestures.pan(page))
        await take("drag 1, whole board in view", lambda: self._drag_one(page))
        await self._select_many(page, "drag 100, whole board in view")
        await take("drag 100, whole board in view", lambda: self._drag_one(page))
        await self._zoom_to(page, 0.28, "zoom through 35 %")
        await take("zoom through 35 %", lambda: gestures.zoom_through(page))
        await self._zoom_to(page, NEAR, "pan, near", "drag 1, near")
        await take("pan, near", lambda: gestures.pan(page))
        await take("drag 1, near", lambda: self._drag_one(page))
        await self._zoom_to(page, MARQUEE_NEAR, "drag 100, near")
        await self._select_many(page, "drag 100, near")
        await take("drag 100, near", lambda: self._drag_one(page))

    async def _take(self, page: Page, costs: Costs, name: str, gesture: Gesture) -> None:
        if self._wanted(name):
            costs[name] = await measured(page, gesture)
            await page.wait_for_timeout(RESTS_MS)

    async def _zoom_to(self, page: Page, zoom: float, *names: str) -> None:
        if any(self._wanted(name) for name in names):
            await gestures.zoom_to(page, zoom)

    async def _drag_one(self, page: Page) -> None:
        """By it the whole selection is dragged, where it is part of one."""
        seen = await look(page)
        await gestures.drag(page, seen.middle_of(seen.nearest(self.items, "image")[0]))

    async def _select_many(self, page: Page, name: str) -> None:
        if not self._wanted(name):
            return
        seen = await look(page)
        at = seen.middle_of(seen.nearest(self.items, "image")[0])
        await gestures.marquee(page, *seen.around(at))
        await page.wait_for_timeout(RESTS_MS)

    def _wanted(self, name: str) -> bool:
        return not self.only or any(word in name for word in self.only)
