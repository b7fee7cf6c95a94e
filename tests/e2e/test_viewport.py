"""How one moves about on the canvas: by wheel, by keys, by hand, and with fingers."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.e2e.browsers import signed_in_page
from tests.e2e.test_far_layer import FarPage
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e


LEFT = "(node) => new DOMMatrix(getComputedStyle(node).transform).e"


async def board_with_two(server: ServerProcess, browser: Browser) -> tuple[FarPage, str]:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Manners"}))["id"]
    a = FarPage(await signed_in_page(browser, server, ADMIN_EMAIL))
    await a.open(server.url, board)
    await a.add_node("solid", 500, 300)
    await a.add_node("noise", 900, 300)
    await a.page.keyboard.press("Escape")
    await expect(a.nodes()).to_have_count(2)
    return a, board


async def place(a: FarPage) -> tuple[float, float]:
    return await a.at(0, 0)


async def moves(a: FarPage, before: tuple[float, float], by: tuple[float, float]) -> None:
    await eventually(
        lambda: place(a),
        lambda now: abs(now[0] - before[0] - by[0]) < 4 and abs(now[1] - before[1] - by[1]) < 4,
        f"the board moved by {by}",
    )


async def test_wheel_space_and_middle_button_move_the_board_and_control_zooms_at_the_pointer(
    server: ServerProcess, browser: Browser
) -> None:
    a, _ = await board_with_two(server, browser)
    mouse, keyboard = a.page.mouse, a.page.keyboard
    before = await place(a)
    await mouse.move(700, 700)
    await mouse.wheel(40, 60)
    await eventually(lambda: place(a), lambda now: now[1] < before[1], "a pan by the wheel")
    await a.rests()

    before = await place(a)
    await keyboard.down(" ")
    await mouse.down()
    await mouse.move(760, 640, steps=5)
    await mouse.up()
    await keyboard.up(" ")
    await moves(a, before, (60, -60))
    await expect(a.page.locator(".react-flow__node.selected")).to_have_count(0)

    before = await place(a)
    await mouse.down(button="middle")
    await mouse.move(700, 700, steps=5)
    await mouse.up(button="middle")
    await moves(a, before, (-60, 60))

    # What is under the pointer stays there.
    zoom = await a.zoom()
    under = ((700 - before[0] + 60) / zoom, (700 - before[1] - 60) / zoom)
    await a.page.keyboard.down("Control")
    await mouse.wheel(0, -200)
    await a.page.keyboard.up("Control")
    await eventually(a.zoom, lambda now: now > zoom * 1.1, "a nearer view")
    x, y = await a.at(*under)
    assert abs(x - 700) < 5
    assert abs(y - 700) < 5

    await keyboard.press("Shift+0")
    await eventually(a.zoom, lambda now: abs(now - 1) < 0.001, "100 %")
    await keyboard.press("Control+a")
    await keyboard.press("Shift+2")
    await expect(a.nodes()).to_have_count(2)

    # Arrows move what is selected, by one and by ten.
    left = await a.nodes().first.evaluate(LEFT)
    await keyboard.press("ArrowRight")
    await keyboard.press("Shift+ArrowRight")
    await eventually(
        lambda: a.nodes().first.evaluate(LEFT), lambda now: now == left + 11, "eleven to the right"
    )


async def test_a_finger_that_rests_draws_a_marquee_and_one_that_moves_moves_the_board(
    server: ServerProcess, browser: Browser
) -> None:
    a, _ = await board_with_two(server, browser)
    cdp = await a.page.context.new_cdp_session(a.page)
    await cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    await a.page.reload()
    await a.is_saved()
    await expect(a.nodes()).to_have_count(2)
    await a.fit()
    await a.rests()
    selected = a.page.locator(".react-flow__node.selected")
    before = await place(a)
    await finger(cdp, [(300, 780), (330, 760), (400, 700)], rests_ms=0)
    await eventually(lambda: place(a), lambda now: now[0] > before[0] + 30, "a pan by a finger")
    await expect(selected).to_have_count(0)

    await a.fit()
    await a.rests()
    boxes = [await node.bounding_box() for node in await a.nodes().all()]
    left = min(box["x"] for box in boxes if box) - 30
    top = min(box["y"] for box in boxes if box) - 30
    right = max(box["x"] + box["width"] for box in boxes if box) + 20
    before = await place(a)
    await finger(cdp, [(left, top), ((left + right) / 2, top + 90), (right, top + 120)], 500)
    await expect(selected).to_have_count(2)
    assert await place(a) == before


async def finger(cdp: CDPSession, path: list[tuple[float, float]], rests_ms: int) -> None:
    """One that does not rest is told of in one breath: a slow machine is no resting hand."""

    def touch(kind: str, *points: tuple[float, float]) -> Awaitable[Any]:
        at = [{"x": x, "y": y} for x, y in points]
        return cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    start, *way = path
    if rests_ms:
        await touch("touchStart", start)
        await cdp.send("Runtime.evaluate", {"expression": WAIT % rests_ms, "awaitPromise": True})
    down = [] if rests_ms else [touch("touchStart", start)]
    await asyncio.gather(*down, *(touch("touchMove", at) for at in way), touch("touchEnd"))


WAIT = "new Promise((done) => setTimeout(done, %d))"
