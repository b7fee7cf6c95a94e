"""A board in a browser, in the words of somebody who uses it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess

READ_PIXELS = """async (image) => {
  const { src } = image;
  await image.decode().catch(() => {});
  // Whoever waits looks again.
  if (!image.complete || !image.naturalWidth || image.src !== src) return null;
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const hash = await crypto.subtle.digest("SHA-256", data);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}"""
"""A digest of what the picture shows, so that two browsers can be compared."""

RESTS = """async () => {
  const view = document.querySelector(".react-flow__viewport");
  let before = "";
  for (let frames = 0; frames < 5; frames += 1) {
    await new Promise(requestAnimationFrame);
    if (view.style.transform !== before) frames = 0;
    before = view.style.transform;
  }
}"""


@dataclass
class BoardPage:
    page: Page

    async def open(self, url: str, board: str) -> None:
        await self.page.goto(f"{url}/boards/{board}")
        await self.is_saved()

    async def is_saved(self) -> None:
        await expect(self.page.get_by_label("Saved state")).to_have_text("Saved")

    async def is_offline(self) -> None:
        state = self.page.get_by_label("Saved state")
        await expect(state).to_have_text(re.compile("offline|connect", re.IGNORECASE))

    async def add_node(self, name: str, x: int, y: int) -> None:
        """Double-click at a point of the screen, type, Enter."""
        await self.page.mouse.dblclick(x, y)
        search = self.page.get_by_placeholder("Search nodes")
        await search.fill(name)
        await search.press("Enter")
        await expect(search).to_have_count(0)

    async def upload(self, picture: Path) -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("toolbar", name="Tools").get_by_label("Image").click()
        await (await chooser.value).set_files(picture)

    async def fit(self) -> None:
        """Bring every item into view: what is outside is not drawn."""
        await self.page.get_by_role("button", name="Zoom to fit").click()

    async def rests(self) -> None:
        """Until the view lies still."""
        await self.page.evaluate(RESTS)

    def node(self, type: str) -> Locator:
        found = self.page.locator(f'[data-node-type="{type}"]')
        return self.page.locator(".react-flow__node").filter(has=found)

    def note(self) -> Locator:
        return self.page.locator(".react-flow__node-note")

    def nodes(self) -> Locator:
        return self.page.locator(".react-flow__node")

    def port(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    async def connect(self, output: str, input: str) -> None:
        await self.drag(self.port(output), self.port(input))

    async def drag(self, start: Locator, end: Locator) -> None:
        await self.move(start, *await _middle(end))

    def photographs(self) -> Locator:
        return self.page.locator(".react-flow__node-image")

    async def move(self, item: Locator, to_x: float, to_y: float) -> None:
        """Drag an item by its middle to a point of the screen."""
        x, y = await _middle(item)
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        await self.page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
        await self.page.mouse.move(to_x, to_y, steps=4)
        await self.page.mouse.up()

    async def set_number(self, type: str, name: str, value: float) -> None:
        await self.set_text(type, name, str(value))

    async def set_text(self, type: str, name: str, value: str) -> None:
        field = self.node(type).get_by_role("textbox", name=name)
        await field.fill(value)
        await field.press("Enter")

    async def choose(self, type: str, name: str, option: str) -> None:
        await self.node(type).get_by_role("combobox", name=name).click()
        await self.page.get_by_role("option", name=option, exact=True).click()

    def cursor(self, name: str) -> Locator:
        return self.page.locator("[data-cursor]").filter(has_text=name)

    def picture(self, title: str) -> Locator:
        return self.page.get_by_role("img", name=f"Result of {title}").and_(
            self.page.locator("img")
        )

    async def pixels(self, title: str) -> Any:
        """A digest of the pixels this browser shows; `None` before there is a picture."""
        picture = self.picture(title).last
        return await picture.evaluate(READ_PIXELS) if await picture.count() else None

    async def shows_other_pixels(self, title: str, than: Any) -> Any:
        return await eventually(
            lambda: self.pixels(title),
            lambda seen: seen not in (None, than),
            f"another picture on {title}",
        )

    async def asset(self, title: str) -> str | None:
        """Which result is shown, in whatever size; `None` before there is one."""
        picture = self.picture(title).last
        source = await picture.get_attribute("src") if await picture.count() else None
        return source.partition("?")[0] if source else None

    async def shows_other(self, title: str, than: str | None) -> str | None:
        return await eventually(
            lambda: self.asset(title),
            lambda seen: seen not in (None, than),
            f"another result of {title}",
        )


async def _middle(place: Locator) -> tuple[float, float]:
    """Once it lies still: what is taken hold of must not be on its way elsewhere."""
    await (await place.element_handle()).wait_for_element_state("stable")
    box = await place.bounding_box()
    assert box, f"{place} is not on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def both_on(
    browser: Browser, server: ServerProcess, board: str, email: str
) -> tuple[BoardPage, BoardPage]:
    """Ada and somebody else who is on her board, each with it open in a window of their own."""
    ada = BoardPage(await signed_in_page(browser, server, ADMIN_EMAIL))
    other = BoardPage(await signed_in_page(browser, server, email))
    await ada.open(server.url, board)
    await other.open(server.url, board)
    return ada, other
