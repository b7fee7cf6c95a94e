"""Putting a moodboard in order: lined up, stacked, held and carried, with one undo for each."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pycrdt import Doc, Map

from tests.e2e.wall import Node, note, wall
from tests.server import ServerProcess

pytestmark = pytest.mark.e2e


async def test_items_are_lined_up_spread_stacked_and_held(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        note(doc, "a", 0, 0)
        note(doc, "b", 160, 40)
        note(doc, "c", 500, 20)

    async with wall(server, browser, fill) as board:
        # One command, and one undo for all it moved.
        await board.select("a", "b", "c")
        await board.press("Alt+w")
        await board.lies(a=(0, 0), b=(160, 0), c=(500, 0))
        await board.press("Alt+Shift+h")
        await board.lies(a=(0, 0), b=(250, 0), c=(500, 0))
        await board.press("Control+z")
        await board.press("Control+z")
        await board.lies(a=(0, 0), b=(160, 40), c=(500, 20))

        # What is locked is not moved, deleted or caught by a marquee, and can still be clicked.
        await board.select("b")
        await board.press("Control+Shift+l")
        await expect(board.item("b").get_by_label("Locked")).to_be_visible()
        await board.press("ArrowRight")
        await board.press("Delete")
        await board.press("Escape")
        first, last = await board.box("a"), await board.box("c")
        await board.page.mouse.move(first["x"] - 30, first["y"] - 30)
        await board.page.mouse.down()
        right, bottom = last["x"] + 130, last["y"] + 160
        await board.page.mouse.move(right, bottom, steps=6)
        await board.page.mouse.up()
        await board.press("Alt+s")
        await board.lies(a=(0, 20), b=(160, 40), c=(500, 20))
        await board.select("b")
        await board.press("Control+Shift+l")
        await board.press("ArrowRight")
        await board.lies(b=(161, 40))

        # One step up goes over what is next, the front over everything.
        await board.select("a")
        await board.press("]")
        await board.becomes(lambda nodes: nodes["a"]["z"] > nodes["c"]["z"], "a above all")
        await board.press("Control+[")
        await board.becomes(
            lambda nodes: nodes["b"]["z"] < nodes["a"]["z"] < nodes["c"]["z"], "a one down"
        )

        # The palette says why something cannot be done.
        await board.press("Control+k")
        await board.page.get_by_placeholder("Search commands").fill("align left")
        await expect(board.page.get_by_text("Select two or more items.")).to_be_visible()
        await board.press("Escape")
        # The menu has it all, too.
        await board.item("c").click(button="right", position={"x": 30, "y": 30})
        await board.page.get_by_role("menuitem", name="Arrange").hover()
        await expect(board.page.get_by_role("menuitem", name="Send to back")).to_be_visible()
        for keys in ("ArrowRight", "End"):
            await board.press(keys)
        await expect(board.page.get_by_role("menuitem", name="Send to back")).to_be_focused()
        await board.press("Enter")
        await board.becomes(
            lambda nodes: nodes["c"]["z"] < min(nodes["a"]["z"], nodes["b"]["z"]), "c below all"
        )


async def test_copies_are_dragged_and_frames_carry_what_they_hold(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        frame = {"type": "frame", "params": Map({"title": "Set"}), "size": {"w": 400, "h": 300}}
        note(doc, "f", 0, 0, **frame)
        note(doc, "a", 600, 0)
        note(doc, "b", 600, 400)

    async with wall(server, browser, fill) as board:
        # With Alt the dragged one stays, and a copy lies where it was let go; undo takes one step.
        await board.drag_by("a", 60, 177, hold="Alt")
        await expect(board.nodes()).to_have_count(4)
        await board.becomes(lambda nodes: len(nodes) == 4, "the copy")
        copy = (set(board.nodes_now()) - {"f", "a", "b"}).pop()
        await board.lies(a=(600, 0), **{copy: (660, 177)})
        await board.press("Control+z")
        await expect(board.nodes()).to_have_count(3)

        # A frame takes in what is dropped whole inside of it, and takes it along.
        await board.drag_by("b", -350, -350)
        await board.becomes(lambda nodes: nodes["b"].get("parent") == "f", "b in the frame")
        await board.item("f").get_by_text("Set").click()
        await board.press("Shift+ArrowDown")
        await board.lies(f=(0, 10), b=(250, 60))
        await board.press("Shift+F")
        await board.press("Shift+ArrowRight")
        await board.lies(f=(0, 10), b=(260, 60))

        # Deleted, it leaves what it held.
        await board.item("f").get_by_text("Set").click()
        await board.press("Delete")
        await expect(board.nodes()).to_have_count(2)
        await board.becomes(lambda nodes: "parent" not in nodes["b"], "b on the board")

        # Near the side of another, a drag goes to it; with Ctrl it goes where the pointer is.
        box = await board.box("a")
        x, y = box["x"] + 30, box["y"] + 30
        x = await board.grab(x, y)
        await board.page.mouse.move(x - 200, y, steps=4)
        await board.page.mouse.move(x - 337, y + 200, steps=4)
        await expect(board.page.locator("[data-guide=x]").first).to_be_visible()
        await board.page.mouse.up()
        await expect(board.page.locator("[data-guide]")).to_have_count(0)
        await board.lies(a=(260, 200))
        await board.press("Control+z")
        await board.drag_by("a", -337, 200, hold="Control")
        await board.lies(a=(263, 200))


async def test_pictures_are_packed_and_a_graph_is_tidied(
    server: ServerProcess, browser: Browser
) -> None:
    def fill(doc: "Doc[Any]") -> None:
        for i, (w, h) in enumerate([(120, 80), (60, 90), (100, 100)]):
            size = {"type": "image", "size": {"w": w, "h": h}, "params": Map({})}
            note(doc, f"p{i}", i * 150, i * 20, **size)
        source = Map({"image": {"node": "solid", "port": "image"}})
        note(doc, "invert", 0, 300, type="image.invert", params=Map({}), inputs=source)
        note(doc, "solid", 330, 320, type="image.solid", params=Map({}))

    async with wall(server, browser, fill) as board:
        await board.select("p0", "p1", "p2")
        await board.press("Alt+Shift+P")

        def is_wall(nodes: dict[str, Node]) -> bool:
            sizes = [nodes[f"p{i}"]["size"] for i in range(3)]
            aspects = [round(size["w"] / size["h"], 1) for size in sizes]
            ends = [nodes[id]["position"]["x"] + nodes[id]["size"]["w"] for id in ("p0", "p2")]
            return abs(ends[0] - ends[1]) <= 1 and aspects == [1.5, 0.7, 1.0]

        await board.becomes(is_wall, "a wall of pictures that keep their aspect")
        await board.press("Control+z")
        await board.lies(p0=(0, 0), p1=(150, 20), p2=(300, 40))

        await board.press("Escape")
        for id in ("solid", "invert"):
            await (
                board.item(id)
                .locator("[data-chrome]")
                .first.click(modifiers=["Shift"], position={"x": 60, "y": 12})
            )
        await board.press("Alt+Shift+T")
        await board.becomes(
            lambda nodes: nodes["solid"]["position"]["x"] + 248 < nodes["invert"]["position"]["x"],
            "the source left of what it feeds",
        )
