"""How soon the board answers: from the event to the frame that shows what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from playwright.async_api import Browser, Page

from tests.bench.web import gestures
from tests.bench.web.boards import Item
from tests.bench.web.place import Look, look
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess

TIMES = 8
NEAR = 0.8
SETTLES_MS = 4_000

AWAIT_ANSWER = """(type) => {
  const isShown = () => SHOWN;
  window.answer = new Promise((done) => {
    const heard = ({ timeStamp }) => {
      // A message is handled once the frame has been drawn.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - timeStamp);
      const look = () => {
        if (isShown()) port2.postMessage(0);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    };
    window.addEventListener(type, heard, { capture: true, once: true });
  });
}"""
"""From an event of a type until what stands for SHOWN is true and has been drawn."""

Answers = dict[str, list[float]]


@dataclass(frozen=True)
class Asking:
    page: Page
    items: list[Item]
    answers: Answers

    async def ask(
        self, name: str, event: str, shown: str, act: Callable[[], Awaitable[None]]
    ) -> None:
        await self.page.evaluate(AWAIT_ANSWER.replace("SHOWN", f"!!({shown})"), event)
        await act()
        took = float(await self.page.evaluate("window.answer"))
        self.answers.setdefault(name, []).append(took)
        await self.page.wait_for_timeout(250)

    async def click(self, seen: Look, item: Item) -> None:
        x, y = seen.middle_of(item)
        shown = f"""document.querySelector('.react-flow__node[data-id="{item.id}"].selected')"""
        await self.ask("click, item selected", "mousedown", shown, lambda: self._press(x, y))

    async def open_panels(self, seen: Look, item: Item) -> None:
        await self.page.keyboard.press("Escape")
        inspector = f"""document.querySelector('aside[data-item="{item.id}"]')"""
        x, y = seen.middle_of(item)
        await self.ask("open inspector", "mousedown", inspector, lambda: self._press(x, y))
        await self.page.keyboard.press("Escape")
        dialog = "document.querySelector('[role=dialog] input')"
        keys = self.page.keyboard
        await self.ask("open palette", "keydown", dialog, lambda: keys.press("Control+k"))
        await self.page.keyboard.press("Escape")

    async def type(self, seen: Look, note: Item) -> None:
        x, y = seen.on_screen(note.x + 100, note.y + 60)
        await self.page.mouse.dblclick(x, y)
        place = f'.react-flow__node[data-id="{note.id}"] :is(textarea, [role=textbox])'
        await self.page.locator(place).wait_for()
        field = f"document.querySelector({place!r})"
        await self.page.keyboard.press("Control+End")
        length = f"({field}.value ?? {field}.textContent).length"
        for letter in "quietly":
            before = int(await self.page.evaluate(length))
            press = partial(self.page.keyboard.press, letter)
            await self.ask("type a letter", "keydown", f"{length} > {before}", press)
        await self.page.keyboard.press("Escape")

    async def connect(self, seen: Look, source: Item, target: Item) -> None:
        """From the port of a picture to the input of a node that had another one."""
        wire = f"document.getElementById('wire:{target.id}:image')?.getAttribute('d')"
        out = f'[data-id="{source.id}"] .react-flow__handle.source'
        into = f'[data-id="{target.id}"] .react-flow__handle.target'
        await self.page.locator(f'.react-flow__node[data-id="{source.id}"]').hover()
        start = await _middle(self.page, out)
        end = await _middle(self.page, into)
        before = await self.page.evaluate(wire)
        await self.page.mouse.move(*start)
        await self.page.mouse.down()
        await self.page.mouse.move(*end, steps=8)
        shown = f'({wire} ?? {before!r}) !== "{before}"'
        await self.ask("connect", "mouseup", shown, self.page.mouse.up)

    async def _press(self, x: float, y: float) -> None:
        await self.page.mouse.click(x, y)


async def _middle(page: Page, selector: str) -> tuple[float, float]:
    box = await page.locator(selector).first.bounding_box()
    assert box, f"{selector} is not on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def answers(
    browser: Browser, server: ServerProcess, board: str, items: list[Item]
) -> Answers:
    page = await signed_in_page(browser, server, ADMIN_EMAIL)
    await page.goto(f"{server.url}/boards/{board}")
    await page.locator(".react-flow__pane").wait_for()
    await page.wait_for_timeout(SETTLES_MS)
    await gestures.zoom_to(page, NEAR)
    asking = Asking(page, items, {})
    seen = await look(page)
    pictures = [item for item in seen.nearest(items, "image") if _is_free(seen, item)]
    for turn in range(TIMES):
        await asking.click(seen, pictures[turn % len(pictures)])
    for turn in range(TIMES):
        await asking.open_panels(seen, pictures[turn % len(pictures)])
    await asking.type(seen, seen.nearest(items, "note")[0])
    target = seen.nearest(items, "image.invert")[0]
    for turn in range(TIMES):
        await asking.connect(seen, pictures[turn % 2], target)
    await page.context.close()
    return asking.answers


def _is_free(seen: Look, item: Item) -> bool:
    """Whether all of a picture is seen, and no panel lies over it."""
    (left, top), (right, bottom) = (
        seen.on_screen(item.x, item.y),
        seen.on_screen(item.x + 280, item.y + 210),
    )
    return left > 90 and top > 90 and right < 1_120 and bottom < 760
