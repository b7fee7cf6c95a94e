"""How long a board takes to be there: locally, and on a slow machine behind a slow line."""

from dataclasses import dataclass

from playwright.async_api import Browser, Page, ViewportSize

from tests.e2e.browsers import VIEWPORT, signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess

SLOWER = 4
BYTES_PER_SECOND = 9_000_000 / 8
LATENCY_MS = 20
QUIET_MS = 5_000
LONG_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      window.longTasks.push([startTime, startTime + duration]);
    }
  }).observe({ type: "longtask", buffered: true });
}"""
QUIET = """async (quiet) => {
  const isQuiet = () => {
    const drawn = performance.getEntriesByName("board-drawn")[0]?.startTime ?? Infinity;
    return performance.now() - Math.max(drawn, ...window.longTasks.map(([, end]) => end)) > quiet;
  };
  while (!isQuiet()) await new Promise((next) => setTimeout(next, 100));
}"""
"""Until the board is drawn and no long task has been for so long."""
TIMES = """() => {
  const of = (name) => performance.getEntriesByName(name)[0]?.startTime ?? null;
  const pictures = performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/assets/") && name.includes("/api/"));
  return {
    contentful: of("first-contentful-paint"),
    drawn: of("board-drawn"),
    pictured: Math.max(0, ...pictures.map((entry) => entry.responseEnd)),
    tasks: window.longTasks,
  };
}"""


@dataclass(frozen=True)
class Loaded:
    """In milliseconds from the start of the navigation."""

    contentful: float
    drawn: float
    """Every item in view is drawn; a picture that is still on its way as the area it fills."""
    interactive: float
    """Drawn, and behind the last task over 50 ms that five quiet seconds follow."""
    pictured: float
    """The last picture in view has come."""


async def load(browser: Browser, server: ServerProcess, board: str, *, slow: bool) -> Loaded:
    """With nothing in the browser's cache."""
    signed_in = await signed_in_page(browser, server, ADMIN_EMAIL)
    cookies = await signed_in.context.storage_state()
    await signed_in.context.close()
    width, height = VIEWPORT["width"], VIEWPORT["height"]
    size: ViewportSize = {"width": width, "height": height}
    context = await browser.new_context(viewport=size, storage_state=cookies)
    page = await context.new_page()
    await page.add_init_script(f"({LONG_TASKS})()")
    if slow:
        await _slow_down(page)
    await page.goto(f"{server.url}/boards/{board}", wait_until="commit")
    await page.evaluate(QUIET, QUIET_MS)
    times = await page.evaluate(TIMES)
    await context.close()
    return _read(times)


async def _slow_down(page: Page) -> None:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await cdp.send("Network.enable")
    line = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    await cdp.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **line}
    )


def _read(times: dict[str, object]) -> Loaded:
    def number(name: str) -> float:
        value = times[name]
        assert isinstance(value, int | float), f"{name} was never reached"
        return float(value)

    tasks = times["tasks"]
    assert isinstance(tasks, list)
    interactive = max(number("drawn"), _end_of_busy(tasks, number("contentful")))
    return Loaded(number("contentful"), number("drawn"), interactive, number("pictured"))


def _end_of_busy(tasks: list[list[float]], contentful: float) -> float:
    """The end of the last long task before the first five quiet seconds."""
    end = contentful
    for start, stop in sorted(tasks):
        if start - end > QUIET_MS:
            break
        end = max(end, stop)
    return end
