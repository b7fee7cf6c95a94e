"""Gestures on a canvas, ours or the peer's, and what the frames cost meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import quantiles

from playwright.async_api import CDPSession, Page

MIDDLE = (720.0, 450.0)

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

WHEEL = """([steps, dx, dy, ctrlKey]) => new Promise((done) => {
  const pane = document.querySelector(".react-flow__pane");
  let step = 0;
  const tick = () => {
    const turn = step < steps / 2 ? 1 : -1;
    pane.dispatchEvent(new WheelEvent("wheel", {
      deltaX: dx * turn, deltaY: dy * turn, ctrlKey,
      clientX: 720, clientY: 450, bubbles: true, cancelable: true, view: window,
    }));
    step += 1;
    if (step < steps) requestAnimationFrame(tick); else setTimeout(done, 200);
  };
  requestAnimationFrame(tick);
})"""
"""One wheel event in each frame, half of them there and half of them back."""

ZOOM_TO = """(target) => new Promise((done) => {
  const pane = document.querySelector(".react-flow__pane");
  const zoom = () => new DOMMatrix(
    getComputedStyle(document.querySelector(".react-flow__viewport")).transform).a;
  const tick = () => {
    const ratio = target / zoom();
    if (Math.abs(ratio - 1) < 0.01) { setTimeout(done, 1500); return; }
    const deltaY = Math.max(-40, Math.min(40, -Math.log2(ratio) * 500 / 10));
    pane.dispatchEvent(new WheelEvent("wheel", {
      deltaY, ctrlKey: true, clientX: 720, clientY: 450,
      bubbles: true, cancelable: true, view: window,
    }));
    requestAnimationFrame(tick);
  };
  tick();
})"""


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


async def measured(page: Page, cdp: CDPSession, gesture: Callable[[], Awaitable[None]]) -> Cost:
    before = await _script_seconds(cdp)
    await page.evaluate(RECORD)
    await gesture()
    frames = await page.evaluate(STOP)
    return Cost(frames, await _script_seconds(cdp) - before)


async def _script_seconds(cdp: CDPSession) -> float:
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return next(float(m["value"]) for m in metrics if m["name"] == "ScriptDuration")


async def pan(page: Page) -> None:
    await page.evaluate(WHEEL, [120, 14, 10, False])


async def zoom_through(page: Page) -> None:
    """From 28 % to about 50 % and back."""
    await page.evaluate(WHEEL, [80, 0, -2.2, True])


async def zoom_to(page: Page, zoom: float) -> None:
    await page.evaluate(ZOOM_TO, zoom)


async def drag(page: Page, start: tuple[float, float], steps: int = 60) -> None:
    """There and back, so that the board is as it was."""
    x, y = start
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 160, y + 90, steps=steps)
    await page.mouse.move(x, y, steps=steps)
    await page.mouse.up()


async def marquee(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(*end, steps=6)
    await page.mouse.up()
