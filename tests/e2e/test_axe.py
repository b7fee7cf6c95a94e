"""Every screen against axe-core's rules for WCAG 2.1 AA, in both themes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from pycrdt import Doc, Map

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import PATIENCE_MS, VIEWPORT
from tests.e2e.wall import note
from tests.eventually import eventually
from tests.interop.python_peer import python_peer
from tests.server import ADMIN_EMAIL, PASSWORD, ServerProcess, json_of

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"

ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
# The elements are the same in both themes; only their colors are not.
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN = """async (rules) => {
  const { violations } = await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"],
  });
  return violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
  }));
}"""
SETTLED = """async () => {
  for (;;) {
    // What takes its color from what changes its own begins a change when that one has ended.
    await new Promise(requestAnimationFrame);
    const underway = document.getAnimations().filter((each) =>
      each.playState === "running" && each.effect.getComputedTiming().iterations !== Infinity);
    if (underway.length === 0) return;
    await Promise.allSettled(underway.map((each) => each.finished));
  }
}"""


async def is_clean(page: Page, where: str) -> None:
    if not await page.evaluate("() => 'axe' in window"):
        await page.add_script_tag(content=AXE.read_text())
    found: list[dict[str, Any]] = []
    for theme, rules in (("dark", COLORS), ("light", ALL)):
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        await page.evaluate(SETTLED)
        found += await page.evaluate(RUN, rules)
    assert not found, f"{where}: {json.dumps(found, indent=1, ensure_ascii=False)[:6_000]}"


@asynccontextmanager
async def opened(browser: Browser) -> AsyncIterator[Page]:
    # The policy of the page lets no script in but its own; the one injected here is ours.
    context = await browser.new_context(
        viewport=VIEWPORT,  # type: ignore[arg-type]
        reduced_motion="reduce",
        bypass_csp=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


def fill(doc: "Doc[Any]") -> None:
    note(doc, "warm light on clay", 0, 0)
    nodes = doc.get("nodes", type=Map)
    items: dict[str, dict[str, Any]] = {
        "swatch": {"type": "swatch", "params": {"color": "#884422"}},
        "solid": {"type": "image.solid", "params": {}},
        "invert": {"type": "image.invert", "inputs": {"image": {"node": "solid", "port": "image"}}},
        "blend": {"type": "image.blend"},
        "frame": {"type": "frame", "params": {"title": "Light"}, "size": {"w": 300, "h": 200}},
        "locked": {"type": "image.noise", "locked": True, "mode": "bypass"},
    }
    for i, (id, fields) in enumerate(items.items()):
        params, inputs = fields.pop("params", {}), fields.pop("inputs", {})
        position = {"x": (i % 3) * 330, "y": 180 + (i // 3) * 460}
        node = {"position": position, "z": f"b{i}", "params": Map(params), "inputs": Map(inputs)}
        nodes[id] = Map({**node, **fields})


async def sign_in(page: Page, server: ServerProcess) -> None:
    await page.goto(f"{server.url}/sign-in")
    await expect(page.get_by_label("E-mail")).to_be_visible()
    await is_clean(page, "sign-in")
    await page.get_by_label("E-mail").fill(ADMIN_EMAIL)
    await page.get_by_label("Password").fill("wrong")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await is_clean(page, "sign-in refused")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.url}/")


async def boards(server: ServerProcess) -> tuple[str, str]:
    """An empty board, and one with an item of each kind."""
    async with server.signed_in() as admin:
        empty = json_of(await admin.post("/api/boards", json={"title": "Nothing yet"}))["id"]
        full = json_of(await admin.post("/api/boards", json={"title": "Wall"}))["id"]
        token = json_of(await admin.post("/api/tokens", json={"name": "script"}))["token"]
        async with python_peer(server.url, full, token) as doc:
            with doc.transaction():
                fill(doc)

            async def count() -> int:
                return len(json_of(await admin.get(f"/api/boards/{full}/document"))["nodes"])

            await eventually(count, lambda found: found == 7, "the items")
        return empty, full


async def panels(board: BoardPage) -> None:
    """Each panel and dialog in turn."""
    page = board.page
    await is_clean(page, "board with items")
    for id in ("warm light on clay", "swatch", "solid", "blend", "locked"):
        await page.locator(f'.react-flow__node[data-id="{id}"]').focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Inspector")).to_be_visible()
        await is_clean(page, f"inspector of {id}")
        await page.keyboard.press("Escape")
    await board.upload(PHOTO)
    await expect(board.photographs()).to_have_count(1)
    await is_clean(page, "inspector of a picture")
    await page.keyboard.press("Alt+c")
    await expect(page.get_by_role("group", name="Crop", exact=True)).to_be_focused()
    await is_clean(page, "cropping")
    await page.keyboard.press("Escape")
    await board.photographs().click(button="right")
    await expect(page.get_by_role("menu")).to_be_visible()
    await is_clean(page, "menu of an item")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+a")
    await is_clean(page, "inspector of many")
    await page.keyboard.press("Escape")
    for keys, dialog in [
        ("?", page.get_by_role("dialog", name="Keyboard and pointer")),
        ("Control+k", page.get_by_role("dialog", name="Commands")),
        ("Control+f", page.get_by_role("search", name="Find on the board")),
        ("q", page.locator("aside[aria-label=Queue]")),
        ("t", page.locator("aside[aria-label=Templates]")),
    ]:
        await page.keyboard.press(keys)
        await expect(dialog.first).to_be_visible()
        await is_clean(page, f"opened by {keys}")
        if keys in ("q", "t"):
            await dialog.get_by_role("button", name="Close").click()
        else:
            await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
    await page.mouse.dblclick(40, 840)
    await expect(page.get_by_placeholder("Search nodes")).to_be_focused()
    await is_clean(page, "search for nodes")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await is_clean(page, "share")
    await page.keyboard.press("Escape")


async def test_every_screen_is_clean(server: ServerProcess, browser: Browser) -> None:
    empty, full = await boards(server)
    async with opened(browser) as page:
        await sign_in(page, server)
        await expect(page.get_by_text("Nothing yet")).to_be_visible()
        await is_clean(page, "boards")
        board = BoardPage(page)
        await board.open(server.url, empty)
        await expect(page.get_by_text("Drop pictures anywhere")).to_be_visible()
        await is_clean(page, "empty board")
        await board.open(server.url, full)
        await board.fit()
        await expect(board.nodes()).to_have_count(7)
        await panels(board)
