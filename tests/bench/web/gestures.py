"""Gestures on a canvas, ours or the peer's, and what the frames cost meanwhile."""

import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles

from playwright.async_api import CDPSession, Page

RECORD = """() => {
  window.frames = [];
  window.recording = true;
  let last;
  const tick = (now) => {
    if (last !== undefined) window.frames.push(now - last);
    last = now;
    if (window.recording) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
STOP = "() => { window.recording = false; return window.frames; }"

WHEEL = """([dx, dy, ctrlKey, lasts]) => new Promise((done) => {
  const pane = document.querySelector(".react-flow__pane");
  const start = performance.now();
  const tick = () => {
    const passed = performance.now() - start;
    if (passed > lasts) { setTimeout(done, 200); return; }
    const turn = passed < lasts / 2 ? 1 : -1;
    pane.dispatchEvent(new WheelEvent("wheel", {
      deltaX: dx * turn, deltaY: dy * turn, ctrlKey,
      clientX: 720, clientY: 450, bubbles: true, cancelable: true, view: window,
    }));
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""
"""One wheel event in each frame, half of the time there and half of it back."""

ZOOM_TO = """(target) => new Promise((done) => {
  const pane = document.querySelector(".react-flow__pane");
  const zoom = () => new DOMMatrix(
    getComputedStyle(document.querySelector(".react-flow__viewport")).transform).a;
  const tick = () => {
    const ratio = target / zoom();
    if (Math.abs(ratio - 1) < 0.01) { setTimeout(done, 1500); return; }
    const deltaY = Math.max(-100, Math.min(100, -Math.log2(ratio) * 500));
    pane.dispatchEvent(new WheelEvent("wheel", {
      deltaY, ctrlKey: true, clientX: 720, clientY: 450,
      bubbles: true, cancelable: true, view: window,
    }));
    requestAnimationFrame(tick);
  };
  tick();
})"""

GESTURE_MS = 2_200


@dataclass(frozen=True)
class Cost:
    frames: list[float]
    script_seconds: float

    def at(self, percent: int) -> float:
        return quantiles(self.frames, n=100)[percent - 1]

    @property
    def script_share(self) -> float:
        """Of the time that passed, what was spent in scripts."""
        return self.script_seconds * 1000 / sum(self.frames)


async def measured(page: Page, gesture: Callable[[], Awaitable[None]]) -> Cost:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    before = await _script_seconds(cdp)
    await page.evaluate(RECORD)
    await gesture()
    frames = await page.evaluate(STOP)
    spent = await _script_seconds(cdp) - before
    await cdp.detach()
    return Cost(frames, spent)


async def _script_seconds(cdp: CDPSession) -> float:
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return next(float(m["value"]) for m in metrics if m["name"] == "ScriptDuration")


async def rest(page: Page) -> None:
    await page.wait_for_timeout(GESTURE_MS)


async def pan(page: Page, lasts_ms: float = GESTURE_MS) -> None:
    await page.evaluate(WHEEL, [14, 10, False, lasts_ms])


async def zoom_through(page: Page) -> None:
    """From 28 % to about 50 % and back, at sixty frames a second."""
    await page.evaluate(WHEEL, [0, -6.5, True, GESTURE_MS])


async def zoom_to(page: Page, zoom: float) -> None:
    await page.evaluate(ZOOM_TO, zoom)


async def drag(page: Page, start: tuple[float, float], lasts: float = GESTURE_MS / 1000) -> None:
    """Round and back, so that the board is about as it was; as many steps as there is time for."""
    x, y = start
    await page.mouse.move(x, y)
    await page.mouse.down()
    began = time.monotonic()
    while (passed := time.monotonic() - began) < lasts:
        turn = passed / lasts * 2 * math.pi
        await page.mouse.move(x + 150 * math.sin(turn), y + 90 * (1 - math.cos(turn)))
    await page.mouse.move(x, y)
    await page.mouse.up()


async def marquee(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(*end, steps=6)
    await page.mouse.up()
