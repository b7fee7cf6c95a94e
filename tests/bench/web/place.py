"""Where things are on the screen, on our canvas or the peer's."""

from dataclasses import dataclass

from playwright.async_api import Page

from tests.bench.web.boards import STEP_X, STEP_Y, Item

BOARD_AT = """() => {
  const view = document.querySelector(".react-flow__viewport");
  const { a, e, f } = new DOMMatrix(getComputedStyle(view).transform);
  return [a, e, f];
}"""
MIDDLE = (720, 450)
"""Of a picture, and of the screen."""
PICTURE_MIDDLE = (140, 105)


@dataclass(frozen=True)
class Look:
    zoom: float
    left: float
    top: float

    def on_screen(self, x: float, y: float) -> tuple[float, float]:
        return x * self.zoom + self.left, y * self.zoom + self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The board's place in the middle of the screen."""
        return (MIDDLE[0] - self.left) / self.zoom, (MIDDLE[1] - self.top) / self.zoom

    def nearest(self, items: list[Item], type: str) -> list[Item]:
        """Items of a type, the one nearest to the middle first."""
        x, y = (at - half for at, half in zip(self.middle, PICTURE_MIDDLE, strict=True))
        wanted = (item for item in items if item.type == type)
        return sorted(wanted, key=lambda item: abs(item.x - x) + abs(item.y - y))

    def middle_of(self, item: Item) -> tuple[float, float]:
        return self.on_screen(item.x + PICTURE_MIDDLE[0], item.y + PICTURE_MIDDLE[1])

    def around(self, at: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
        """The corners of a marquee that takes ten by ten items, as far as they are seen."""
        (x, y), dx, dy = at, 4.75 * STEP_X * self.zoom, 4.6 * STEP_Y * self.zoom
        start = (max(70.0, x - dx), max(70.0, y - dy))
        return start, (min(1370.0, x + dx), min(830.0, y + dy))


async def look(page: Page) -> Look:
    return Look(*await page.evaluate(BOARD_AT))
