"""`make bench-web`: frames and script time of the canvas beside stock React Flow, in Chromium.

The peer mounts every item, as React Flow's documentation sets it up, with the same pictures from
the same server. Both are measured in turn in each round; the ratio is ours to the peer's.
"""

import argparse
import asyncio
import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

import httpx
from playwright.async_api import Browser, CDPSession, Page, Route

from tests.bench.web import gestures
from tests.bench.web.boards import STEP_X, STEP_Y, Item, filled_board
from tests.bench.web.cursors import moving
from tests.bench.web.gestures import Cost, measured
from tests.e2e.browsers import chromium, signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

ROOT = Path(__file__).parents[3]
MIME = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
Costs = dict[str, Cost]


def build_peer(out: Path) -> None:
    script = Path(__file__).parent / "peer" / "build.mjs"
    node = shutil.which("node") or "node"
    subprocess.run([node, str(script), str(ROOT / "web"), str(out)], check=True)


class Bench:
    def __init__(self, server: ServerProcess, browser: Browser, peer: Path) -> None:
        self.server, self.browser, self.peer = server, browser, peer

    async def ours(self, board: str, items: list[Item], token: str) -> Costs:
        page = await signed_in_page(self.browser, self.server, ADMIN_EMAIL)
        await page.goto(f"{self.server.url}/boards/{board}")
        costs = await self._gestures(page, items)
        await gestures.zoom_to(page, 0.8)
        at = await page.evaluate(BOARD_AT)
        async with moving(self.server, board, token, 10, (at["x"], at["y"])):
            await page.locator("[data-cursor]").nth(9).wait_for()
            cdp = await _metrics(page)
            costs["10 cursors"] = await measured(page, cdp, lambda: page.wait_for_timeout(3000))
        await page.context.close()
        return costs

    async def theirs(self, board: str, items: list[Item]) -> Costs:
        page = await signed_in_page(self.browser, self.server, ADMIN_EMAIL)
        await page.route("**/peer/**", self._peer_file)
        await page.goto(f"{self.server.url}/peer/index.html#{board}")
        costs = await self._gestures(page, items)
        await page.context.close()
        return costs

    async def _peer_file(self, route: Route) -> None:
        name = route.request.url.partition("/peer/")[2].partition("#")[0]
        file = self.peer / name
        await route.fulfill(body=file.read_bytes(), content_type=MIME[file.suffix])

    async def _gestures(self, page: Page, items: list[Item]) -> Costs:
        await page.locator(".react-flow__pane").wait_for()
        await page.wait_for_timeout(6000)
        cdp = await _metrics(page)
        costs: Costs = {}

        async def take(name: str, gesture: Callable[[], Awaitable[None]]) -> None:
            costs[name] = await measured(page, cdp, gesture)

        await take("pan, whole board in view", lambda: gestures.pan(page))
        await take("drag 1, whole board in view", lambda: _drag_one(page, items))
        await take("drag 100, whole board in view", lambda: _drag_many(page, items))
        await gestures.zoom_to(page, 0.28)
        await take("zoom through 35 %", lambda: gestures.zoom_through(page))
        await gestures.zoom_to(page, 0.8)
        await take("pan, near", lambda: gestures.pan(page))
        await take("drag 1, near", lambda: _drag_one(page, items))
        await gestures.zoom_to(page, 0.37)
        await take("drag 100, near (37 %)", lambda: _drag_many(page, items))
        return costs


BOARD_AT = """() => {
  const view = document.querySelector(".react-flow__viewport");
  const { a, e, f } = new DOMMatrix(getComputedStyle(view).transform);
  return { zoom: a, left: e, top: f, x: (720 - e) / a, y: (450 - f) / a };
}"""


async def _metrics(page: Page) -> CDPSession:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    return cdp


async def _drag_one(page: Page, items: list[Item]) -> None:
    await gestures.drag(page, await _middle_item(page, items))


async def _middle_item(page: Page, items: list[Item]) -> tuple[float, float]:
    """The screen's place of the picture nearest to the middle."""
    at = await page.evaluate(BOARD_AT)
    pictures = [item for item in items if item.type == "image"]
    item = min(pictures, key=lambda i: abs(i.x + 140 - at["x"]) + abs(i.y + 105 - at["y"]))
    x, y = item.x + 140, item.y + 105
    return x * at["zoom"] + at["left"], y * at["zoom"] + at["top"]


async def _drag_many(page: Page, items: list[Item]) -> None:
    """Ten by ten of them around the middle, taken by a marquee and dragged by one."""
    x, y = await _middle_item(page, items)
    zoom = (await page.evaluate(BOARD_AT))["zoom"]
    dx, dy = 4.75 * STEP_X * zoom, 4.6 * STEP_Y * zoom
    start = (max(70.0, x - dx), max(70.0, y - dy))
    await gestures.marquee(page, start, (min(1370.0, x + dx), min(830.0, y + dy)))
    await gestures.drag(page, (x, y))


def show(count: int, ours: list[Costs], theirs: list[Costs]) -> None:
    print(
        f"\n{count} items, ms a frame: p50 / p95 (lowest and highest p95), scripts' share of time"
    )
    for name in ours[0]:
        mine = [costs[name] for costs in ours]
        line = f"{name:30} ours {told(mine):34}"
        if name in theirs[0]:
            other = [costs[name] for costs in theirs]
            ratio = median(c.at(95) for c in mine) / median(c.at(95) for c in other)
            line += f" React Flow {told(other):34} ratio of p95 {ratio:.2f}"
        print(line, flush=True)


def told(costs: list[Cost]) -> str:
    p95 = sorted(cost.at(95) for cost in costs)
    p50 = median(cost.at(50) for cost in costs)
    share = median(cost.script_share for cost in costs)
    return f"{p50:.1f} / {median(p95):.1f} ({p95[0]:.0f}-{p95[-1]:.0f}) {share:.0%}"


async def token_of(admin: httpx.AsyncClient) -> str:
    return str(json_of(await admin.post("/api/tokens", json={"name": "cursors"}))["token"])


async def main(counts: list[int], rounds: int) -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        build_peer(folder / "peer")
        async with (
            ServerProcess(folder / "data") as server,
            chromium() as browser,
            server.signed_in() as admin,
        ):
            bench = Bench(server, browser, folder / "peer")
            token = await token_of(admin)
            for count in counts:
                board, items = await filled_board(server, admin, count)
                ours: list[Costs] = []
                theirs: list[Costs] = []
                for _ in range(rounds):
                    ours.append(await bench.ours(board, items, token))
                    theirs.append(await bench.theirs(board, items))
                show(count, ours, theirs)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, nargs="+", default=[1000, 3000])
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    asyncio.run(main(given.items, given.rounds))
