"""The smoke journey in stock Firefox: sign in, build a graph, write, look from afar, reload."""

import os
from pathlib import Path

import pytest

from tests.e2e.firefox import HELP, Firefox, find, firefox
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, PASSWORD, ServerProcess, json_of

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(find() is None, reason=HELP)]

SAVED = """document.querySelector('[aria-label="Saved state"]')?.textContent === "Saved" """


async def sign_in(tab: Firefox, url: str) -> None:
    await tab.open(f"{url}/sign-in")
    await tab.click("input[type=email]")
    await tab.type(ADMIN_EMAIL)
    await tab.click("input[type=password]")
    await tab.type(PASSWORD)
    await tab.press("Enter")
    await tab.sees("document.querySelector('[aria-label=Account]') !== null")


async def add(tab: Firefox, name: str, x: int, y: int) -> None:
    await tab.click_at(x, y, times=2)
    await tab.sees("document.activeElement?.placeholder === 'Search nodes'")
    await tab.type(name)
    await tab.press("Enter")
    await tab.sees("document.querySelector('[placeholder=\"Search nodes\"]') === null")


async def test_a_board_is_worked_on_in_firefox(server: ServerProcess, tmp_path: Path) -> None:
    path = find()
    assert path
    async with server.signed_in() as admin, firefox(path, tmp_path) as tab:
        board = json_of(await admin.post("/api/boards", json={"title": "In Firefox"}))["id"]
        await sign_in(tab, server.url)
        await tab.open(f"{server.url}/boards/{board}")
        await tab.sees(SAVED)
        await add(tab, "solid", 300, 200)
        await add(tab, "invert", 700, 200)
        # Selected is the second: it is connected from the first by the keyboard.
        await tab.press("Shift+E")
        await tab.sees("document.activeElement?.placeholder === 'Connect from…'")
        await tab.type("solid")
        await tab.press("Enter")
        await tab.sees("document.querySelectorAll('.react-flow__edge').length === 1")
        await tab.sees(
            """document.querySelector('img[alt="Result of Invert"]')?.naturalWidth > 0"""
        )
        await tab.press("Control+ArrowLeft")
        await tab.sees("""document.activeElement?.ariaLabel === "Solid" """)
        await tab.press("Control+ArrowRight")
        await tab.sees("""document.activeElement?.ariaLabel === "Invert" """)
        await tab.press("n")
        await tab.sees("document.activeElement?.closest('.react-flow__node-note') !== null")
        await tab.type("warm light")
        await tab.press("Escape")
        await tab.sees("document.querySelector('[contenteditable]') === null")
        await tab.sees(SAVED)

        async def nodes() -> dict[str, dict[str, dict[str, str]]]:
            found: dict[str, dict[str, dict[str, str]]] = json_of(
                await admin.get(f"/api/boards/{board}/document")
            )["nodes"]
            return found

        await eventually(
            nodes,
            lambda seen: "warm light" in [each["params"].get("text") for each in seen.values()],
            "the words",
        )
        await shot(tab, "firefox-near")
        for _ in range(4):
            await tab.zoom(720, 450, 400)
        await tab.sees("document.querySelector('.react-flow > canvas')?.hidden === false")
        await tab.sees("document.querySelectorAll('.react-flow__node').length <= 1")
        await shot(tab, "firefox-far")
        await tab.open(f"{server.url}/boards/{board}")
        await tab.sees("document.querySelectorAll('.react-flow__node').length === 3")
        await tab.sees(SAVED)


async def shot(tab: Firefox, name: str) -> None:
    if folder := os.environ.get("ATELIER_SHOTS"):
        _keep(Path(folder) / f"{name}.png", await tab.screenshot())


def _keep(path: Path, data: bytes) -> None:
    path.write_bytes(data)
