"""How items are taken hold of: hidden, joined from afar, spaced, cropped, turned, brought along."""

import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, expect
from pycrdt import Doc, Map

from tests.e2e.wall import Wall, note, wall
from tests.eventually import eventually
from tests.server import ServerProcess, json_of

pytestmark = pytest.mark.e2e

PHOTO = Path(__file__).parents[1] / "data" / "flower.jpg"

PASTE = """([type, data]) => {
  const transfer = new DataTransfer();
  transfer.setData(type, data);
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
}"""
PASTE_FILE = """([name, type, base64, html = ""]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  if (html) transfer.setData("text/html", html);
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
}"""


def item(doc: "Doc[Any]", id: str, type: str, x: int, y: int, **more: Any) -> None:
    doc.get("nodes", type=Map)[id] = Map(
        {
            "type": type,
            "position": {"x": x, "y": y},
            "z": f"b{len(doc.get('nodes', type=Map))}",
            "params": Map(more.pop("params", {})),
            "inputs": Map(more.pop("inputs", {})),
            **more,
        }
    )


async def pick(board: Wall, id: str) -> None:
    """Selects a card by its title."""
    await board.press("Escape")
    await board.item(id).click(position={"x": 90, "y": 14})


async def test_hidden_items_and_their_edges_are_gone_for_everybody_until_they_are_shown(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "kept", 0, 0)
        item(doc, "solid", "image.solid", 200, 0)
        item(doc, "invert", "image.invert", 520, 0,
             inputs={"image": {"node": "solid", "port": "image"}})  # fmt: skip

    async with wall(server, browser, fill) as board:
        await expect(board.page.locator(".react-flow__edge")).to_have_count(1)
        await pick(board, "solid")
        await board.press("Control+Shift+h")
        await expect(board.item("solid")).to_have_count(0)
        await expect(board.page.locator(".react-flow__edge")).to_have_count(0)
        await board.becomes(lambda nodes: nodes["solid"].get("hidden") is True, "hidden for all")
        await board.press("Control+a")
        await expect(board.page.get_by_label("Inspector").get_by_text("2 items")).to_be_visible()
        await board.press("Escape")

        await board.press("Control+z")
        await expect(board.item("solid")).to_be_visible()
        await board.press("Control+Shift+z")
        await expect(board.item("solid")).to_have_count(0)

        # It is found by its words, where it would be, and shown again.
        await board.press("Control+f")
        find = board.page.get_by_role("textbox", name="Find on the board")
        await find.fill("solid")
        await find.press("Enter")
        await expect(board.page.get_by_text("1 of 1, hidden")).to_be_visible()
        await board.look("hidden-found")
        await board.page.get_by_role("button", name="Show", exact=True).last.click()
        await expect(board.item("solid")).to_be_visible()
        await expect(board.page.locator(".react-flow__edge")).to_have_count(1)
        await board.becomes(lambda nodes: "hidden" not in nodes["solid"], "shown for all")
        await find.press("Escape")

        # Somebody else hides what is selected here: it is let go, and counted.
        await pick(board, "solid")
        with board.doc.transaction():
            for id in ("solid", "invert"):
                board.doc.get("nodes", type=Map)[id]["hidden"] = True
        count = board.page.get_by_role("button", name="2 hidden")
        await expect(count).to_be_visible()
        await expect(board.page.get_by_label("Inspector")).to_have_count(0)
        await count.click()
        await expect(board.page.locator(".react-flow__node.selected")).to_have_count(2)
        await expect(count).to_have_count(0)


async def test_a_group_is_held_as_one_until_it_is_parted(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "a", 0, 0)
        note(doc, "b", 160, 40)
        note(doc, "c", 500, 200)

    def groups(nodes: dict[str, Any]) -> list[int]:
        names = [each["group"] for each in nodes.values() if "group" in each]
        return sorted(names.count(name) for name in set(names))

    async with wall(server, browser, fill) as board:
        selected = board.page.locator(".react-flow__node.selected")
        await board.select("a", "b")
        await board.press("Control+g")
        await board.becomes(lambda nodes: groups(nodes) == [2], "a group")
        await board.press("Escape")

        # One of it taken by the hand brings the other along, in one step.
        await board.drag_by("a", 60, 170, hold="Control")
        await board.lies(a=(60, 170), b=(220, 210), c=(500, 200))
        await expect(selected).to_have_count(2)
        await board.press("Control+z")
        await board.lies(a=(0, 0), b=(160, 40), c=(500, 200))
        await board.press("Escape")
        box = await board.box("a")
        await board.page.mouse.move(box["x"] - 20, box["y"] - 20)
        await board.page.mouse.down()
        await board.page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
        await board.page.mouse.up()
        await expect(selected).to_have_count(2)

        # Beside others it is lined up as one, and a copy of it is a group of its own.
        await board.select("a", "c")
        await expect(selected).to_have_count(3)
        await board.press("Alt+s")
        await board.lies(a=(0, 160), b=(160, 200), c=(500, 200))
        await board.look("group")
        await board.select("a")
        await board.press("Control+d")
        await board.becomes(lambda nodes: groups(nodes) == [2, 2], "two groups")
        await board.press("Control+z")

        # One is picked out of it, and it is parted.
        await board.press("Escape")
        await board.item("b").click(position={"x": 50, "y": 80}, modifiers=["Control"])
        await expect(selected).to_have_count(1)
        await board.press("ArrowRight")
        await board.lies(a=(0, 160), b=(161, 200))
        await board.press("Control+Shift+g")
        await board.becomes(lambda nodes: groups(nodes) == [], "no group")
        await board.select("a")
        await expect(selected).to_have_count(1)


async def test_edges_are_clicked_and_deleted_from_afar(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        item(doc, "solid", "image.solid", 0, 0)
        item(doc, "invert", "image.invert", 2_400, 0,
             inputs={"image": {"node": "solid", "port": "image"}})  # fmt: skip
        note(doc, "low", 0, 4_000)

    async with wall(server, browser, fill, all_seen=False) as board:
        bitmap = board.page.locator(".react-flow > canvas").first
        await expect(bitmap).to_be_visible()
        await board.rests()
        middle = await board.page.evaluate(
            """() => {
              const view = document.querySelector(".react-flow__viewport");
              const { a, e, f } = new DOMMatrix(getComputedStyle(view).transform);
              return [700 * a + e, 54 * a + f];
            }"""
        )
        await board.page.mouse.click(*middle)
        await board.look("edge-afar")
        await board.press("Delete")
        await board.becomes(lambda nodes: nodes["invert"]["inputs"] == {}, "the edge is gone")
        await board.press("Control+z")
        await board.becomes(lambda nodes: nodes["invert"]["inputs"] != {}, "the edge is back")
        await board.page.mouse.click(middle[0], middle[1] + 60)
        await board.press("Delete")
        await board.is_saved()
        assert board.nodes_now()["invert"]["inputs"] != {}


async def test_equal_gaps_are_snapped_to_and_both_are_marked(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "a", 0, 0)
        note(doc, "b", 140, 33)
        note(doc, "c", 420, 11)

    async with wall(server, browser, fill) as board:
        box = await board.box("c")
        zoom = box["width"] / 100
        x, y = box["x"] + 30 * zoom, box["y"] + 30 * zoom
        x = await board.grab(x, y)
        await board.page.mouse.move(x - 60 * zoom, y + 7 * zoom, steps=4)
        gaps = board.page.locator('[data-gap="x"]')

        async def drawn() -> int:
            # To within reach of 280, a gap of 40 as between the two others.
            await board.page.mouse.move(x - 143 * zoom, y + 7 * zoom, steps=4)
            return await gaps.count()

        # What draws a drag to other items may come only while the hand moves.
        await eventually(drawn, lambda count: count == 2, "both gaps marked")
        assert await gaps.all_text_contents() == ["40", "40"]
        await board.look("gaps")
        await board.page.mouse.up()
        await expect(gaps).to_have_count(0)
        await board.becomes(lambda nodes: nodes["c"]["position"]["x"] == 280, "equal gaps")


@asynccontextmanager
async def board_with_photo(
    server: ServerProcess, browser: Browser, theme: str = "light"
) -> AsyncIterator[tuple[Wall, str]]:
    """A picture, inverted by a node beside it; and the id of the picture."""
    async with wall(server, browser, lambda doc: None, theme=theme) as board:
        await board.upload(PHOTO)
        await expect(board.photographs()).to_have_count(1)
        await board.is_saved()
        await board.becomes(lambda nodes: len(nodes) == 1, "the picture")
        [picture] = board.nodes_now()
        with board.doc.transaction():
            item(board.doc, "invert", "image.invert", 700, 0,
                 inputs={"image": {"node": picture, "port": "image"}})  # fmt: skip
        await board.fit()
        await board.shows_other_pixels("Invert", None)
        yield board, picture


async def rendered(server: ServerProcess, board: Wall) -> Image.Image:
    async with server.signed_in() as admin:
        document = json_of(await admin.get(f"/api/boards/{board.board}/document"))
        asset = document["results"]["invert"]["outputs"]["image"]["asset"]
        answer = await admin.get(f"/api/boards/{board.board}/assets/{asset}")
        return Image.open(io.BytesIO(answer.content)).convert("RGB")


async def test_what_is_seen_of_a_turned_and_cropped_picture_is_what_is_rendered(
    server: ServerProcess, browser: Browser
) -> None:
    whole = Image.open(PHOTO).convert("RGB")
    async with board_with_photo(server, browser) as (board, picture):
        before = board.nodes_now()[picture]
        pixels = await board.pixels("Invert")
        await board.select(picture)
        await board.press("r")
        await board.becomes(lambda nodes: nodes[picture]["params"].get("turn") == 90, "turned")
        size = board.nodes_now()[picture]["size"]
        assert (size["w"], size["h"]) == (before["size"]["h"], before["size"]["w"])
        pixels = await board.shows_other_pixels("Invert", pixels)
        assert (await rendered(server, board)).size == (whole.height, whole.width)

        # Half of it is cut off at the right, which is the upper half of the picture as it was.
        await board.press("Alt+c")
        crop = board.page.get_by_role("group", name="Crop", exact=True)
        await expect(crop).to_be_focused()
        await board.look("crop-light")
        area = await crop.bounding_box()
        assert area
        await board.page.mouse.move(area["x"] + area["width"], area["y"] + area["height"] / 2)
        await board.page.mouse.down()
        await board.page.mouse.move(
            area["x"] + area["width"] / 2, area["y"] + area["height"] / 2, steps=6
        )
        await board.page.mouse.up()
        await board.press("Enter")
        await expect(crop).to_have_count(0)
        await board.becomes(
            lambda nodes: abs(nodes[picture]["params"].get("crop", {}).get("y", 0) - 0.5) < 0.02,
            "half of it",
        )
        await board.shows_other_pixels("Invert", pixels)
        kept = await rendered(server, board)
        part = board.nodes_now()[picture]["params"]["crop"]
        top = round(part["y"] * whole.height)
        expected = whole.crop((0, top, whole.width, whole.height)).transpose(
            Image.Transpose.ROTATE_270
        )
        assert kept.size == expected.size
        found = [255 - value for value in kept.getpixel((3, 5))]
        assert all(abs(a - b) <= 2 for a, b in zip(found, expected.getpixel((3, 5)), strict=True))
        await board.look("cropped-light")

        # A file of it has what is seen, too.
        async with board.page.expect_download() as saving:
            await board.press("Control+k")
            search = board.page.get_by_placeholder("Search commands")
            await search.fill("download the picture")
            await search.press("Enter")
        saved = Image.open(await (await saving.value).path()).convert("RGB")
        assert saved.size == expected.size
        assert all(
            abs(a - b) <= 2
            for a, b in zip(saved.getpixel((3, 5)), expected.getpixel((3, 5)), strict=True)
        )

        # One step each, back to the very same.
        await board.press("Control+z")
        await board.becomes(lambda nodes: "crop" not in nodes[picture]["params"], "not cropped")
        await board.press("Control+z")
        await board.becomes(lambda nodes: nodes[picture] == before, "as it was")
        await board.press("Control+Shift+z")
        await board.press("Control+Shift+z")
        await board.becomes(lambda nodes: "crop" in nodes[picture]["params"], "cropped again")

        await board.press("Control+d")
        await expect(board.photographs()).to_have_count(2)
        await board.becomes(
            lambda nodes: sum(n["params"].get("turn") == 90 for n in nodes.values()) == 2, "a copy"
        )
        await board.press("Control+z")
        await board.select(picture)
        await board.page.get_by_role("button", name="Show the whole picture").click()
        await board.becomes(
            lambda nodes: not {"crop", "turn"} & nodes[picture]["params"].keys(), "whole"
        )


async def test_crop_is_left_as_it_was_by_escape_and_done_by_the_keys(
    server: ServerProcess, browser: Browser
) -> None:
    async with board_with_photo(server, browser, "dark") as (board, picture):
        await board.item(picture).dblclick()
        crop = board.page.get_by_role("group", name="Crop", exact=True)
        await expect(crop).to_be_focused()
        for _ in range(30):
            await board.press("Shift+ArrowLeft")
        await board.look("crop-dark")
        await board.press("Escape")
        await expect(crop).to_have_count(0)
        await board.is_saved()
        assert "crop" not in board.nodes_now()[picture]["params"]

        await board.press("Enter")
        await expect(crop).to_be_focused()
        for _ in range(50):
            await board.press("Shift+ArrowLeft")
        for _ in range(10):
            await board.press("ArrowRight")
        await board.page.mouse.click(400, 800)
        await expect(crop).to_have_count(0)

        def is_cropped(nodes: dict[str, Any]) -> bool:
            part = nodes[picture]["params"].get("crop")
            return part is not None and (round(part["x"], 2), round(part["w"], 2)) == (0.1, 0.5)

        await board.becomes(is_cropped, "the middle half")


async def test_copies_come_with_their_connections_or_without(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        item(doc, "solid", "image.solid", 0, 0)
        item(doc, "invert", "image.invert", 400, 0,
             inputs={"image": {"node": "solid", "port": "image"}})  # fmt: skip

    def copies(nodes: dict[str, Any]) -> list[Any]:
        return [each for id, each in nodes.items() if id not in ("solid", "invert")]

    async with wall(server, browser, fill) as board:
        await pick(board, "invert")
        await board.press("Control+d")
        await board.becomes(
            lambda nodes: [len(each["inputs"]) for each in copies(nodes)] == [1], "connected"
        )
        await board.press("Control+z")
        await pick(board, "invert")
        await board.press("Control+Shift+d")
        await board.becomes(
            lambda nodes: [len(each["inputs"]) for each in copies(nodes)] == [0], "not connected"
        )


async def test_what_other_programs_copy_is_pasted_as_what_it_is(
    server: ServerProcess, browser: Browser
) -> None:
    async with wall(server, browser, lambda doc: None) as board:
        page = board.page
        await page.mouse.move(500, 400)
        await page.evaluate(PASTE, ["text/plain", "warm light on clay"])
        await expect(board.note().filter(has_text="warm light on clay")).to_have_count(1)
        await page.evaluate(PASTE, ["text/plain", "#ff8800"])
        await expect(page.locator(".react-flow__node-swatch")).to_have_count(1)
        picture = base64.b64encode(PHOTO.read_bytes()).decode()
        await page.evaluate(PASTE_FILE, ["flower.jpg", "image/jpeg", picture])
        await expect(board.photographs()).to_have_count(1)
        await board.is_saved()

        # What a page gives with it says where it is from.
        html = '<meta charset="utf-8"><img alt="" src="https://example.org/a.jpg?b=1&amp;c=2">'
        await page.evaluate(PASTE_FILE, ["flower.jpg", "image/jpeg", picture, html])
        await expect(board.photographs()).to_have_count(2)

        def has_source(nodes: dict[str, Any]) -> bool:
            return "https://example.org/a.jpg?b=1&c=2" in [
                each["params"].get("source") for each in nodes.values()
            ]

        await board.becomes(has_source, "its address")
        await page.evaluate(PASTE, ["text/plain", "https://example.org/photo.png"])
        await expect(board.note().filter(has_text="example.org/photo.png")).to_have_count(1)
