"""The walk of `docs/guide`, as a designer would go it: from an empty board to a live graph."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.async_api import Browser, Locator, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.e2e.screens import screenshot
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess

pytestmark = pytest.mark.e2e

FLOWER = Path(__file__).parents[1] / "data" / "flower.jpg"

CROPS = {
    "dahlia": (0.0, 0.0, 1.0, 1.0),
    "heart": (0.3, 0.2, 0.72, 0.7),
    "petals": (0.05, 0.35, 0.6, 0.75),
    "edge": (0.5, 0.05, 0.95, 0.95),
}
"""Parts of the photograph, as shares of its sides: left, top, right, bottom."""


def pictures(folder: Path) -> list[Path]:
    """What a designer might have gathered: details of a photograph, and a print of it."""
    with Image.open(FLOWER) as flower:
        w, h = flower.size
        made = {
            name: flower.crop((int(x0 * w), int(y0 * h), int(x1 * w), int(y1 * h)))
            for name, (x0, y0, x1, y1) in CROPS.items()
        }
        made["print"] = ImageOps.autocontrast(ImageOps.grayscale(flower)).convert("RGB")
    paths = []
    for name, picture in made.items():
        paths.append(folder / f"{name}.jpg")
        picture.save(paths[-1], quality=92)
    return paths


async def place(board: BoardPage, item: Locator, left: float, top: float) -> None:
    """Drag an item by its middle until its corner is there."""
    box = await item.bounding_box()
    assert box
    await board.move(item, left + box["width"] / 2, top + box["height"] / 2)


async def test_a_designer_goes_from_an_empty_board_to_a_live_graph(
    own_server: ServerProcess, browser: Browser, tmp_path: Path
) -> None:
    async with own_server.signed_in() as admin:
        ben_email = (await own_server.add_person(admin, "Ben"))["email"]
    ada = BoardPage(await signed_in_page(browser, own_server, ADMIN_EMAIL))
    page = ada.page
    keyboard = page.keyboard

    # 1. A new board.
    await page.goto(own_server.url)
    await page.get_by_role("button", name="New board").click()
    await page.wait_for_url("**/boards/*")
    await ada.is_saved()
    await page.get_by_role("button", name="Untitled").click()
    title = page.get_by_label("Title of the board")
    await title.fill("Autumn campaign")
    await title.press("Enter")
    await screenshot(page, "1-empty")

    # 2. Pictures, all at once, packed into a wall.
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("toolbar", name="Tools").get_by_label("Add images").click()
    await (await chooser.value).set_files(pictures(tmp_path))
    await expect(ada.photographs()).to_have_count(5)
    await ada.is_saved()
    await keyboard.press("Control+a")
    await keyboard.press("Alt+Shift+P")
    await keyboard.press("Shift+1")
    await ada.photographs().first.hover()  # when it rests
    await page.mouse.wheel(0, -120)
    await screenshot(page, "2-pictures")
    boxes = [
        await photograph.bounding_box() or pytest.fail("a photograph is out of sight")
        for photograph in await ada.photographs().all()
    ]
    left, top = (min(box[axis] for box in boxes) for axis in "xy")
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    order = sorted(range(5), key=lambda i: (round(boxes[i]["y"]), boxes[i]["x"]))
    heart, print_ = (ada.photographs().nth(order[i]) for i in (1, -1))

    # 3. Words: a heading and a note. Whoever types at once loses no letter.
    await keyboard.press("Escape")
    await keyboard.press("Shift+N")
    await keyboard.type("Autumn campaign")
    written = page.get_by_role("textbox", name="Text of the heading")
    await expect(written).to_have_value("Autumn campaign")
    await keyboard.press("Escape")
    await place(ada, page.locator(".react-flow__node-heading"), left, top - 110)
    await keyboard.press("Escape")
    await keyboard.press("n")
    await keyboard.type("# Mood")
    await keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Text of the note")).to_be_focused()
    await keyboard.type("- warm petals")
    await keyboard.press("Enter")
    await keyboard.type("deep, quiet greens")
    await keyboard.press("Escape")
    note = ada.note()
    await expect(note.locator("[data-block=h1]")).to_have_text("Mood")
    await expect(note.locator("[data-block=bullet]")).to_have_text(
        ["warm petals", "deep, quiet greens"]
    )
    await place(ada, note, right - 240, bottom + 24)

    # 4. Colors, picked from a picture, and an arrow from the words to what they are about.
    await heart.click()
    await keyboard.press("Shift+C")
    swatches = page.locator(".react-flow__node-swatch")
    await expect(swatches).to_have_count(5)
    await place(ada, swatches.first, left, bottom + 24)
    await keyboard.press("Escape")
    await keyboard.press("l")
    await expect(page.get_by_role("radio", name="Rose")).to_be_visible()
    await ada.move(note, right - 60, top + 70)
    await expect(page.locator("[data-ink=arrow]")).to_have_count(1)
    await keyboard.press("Escape")
    await keyboard.press("Escape")
    await screenshot(page, "3-words")

    # 5. A graph: a print of the photograph in a color of the photograph's.
    await page.mouse.move(right - 20, 860)
    await page.mouse.wheel(right - 560, 0)
    await note.hover()
    box = await note.bounding_box()
    assert box
    edge = box["x"] + box["width"]
    await ada.add_node("solid", edge + 170, bottom - 60)
    await keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Inspector")).to_have_count(0)
    await ada.add_node("blend", edge + 480, top + 60)
    await keyboard.press("Escape")
    color, image = "Color output", "Image output"
    await ada.drag(swatches.first.get_by_label(color), ada.port("Color input of Solid"))
    await ada.drag(print_.get_by_label(image), ada.port("A input of Blend"))
    await ada.connect("Image output of Solid", "B input of Blend")
    flat = await ada.shows_other_pixels("Blend", None)
    await ada.choose("image.blend", "Blend", "Overlay")
    await keyboard.press("Escape")
    first = await ada.shows_other_pixels("Blend", flat)
    await screenshot(page, "4-graph")

    # 6. Ben is let in.
    await page.get_by_role("button", name="Share").click()
    await page.get_by_label("Add a person").fill("Ben")
    await screenshot(page, "5-share")
    await page.get_by_role("button", name="Add Ben").click()
    await expect(page.get_by_role("list", name="People on this board")).to_contain_text("Ben")
    await keyboard.press("Escape")

    # 7. He takes another color: the print follows, for both.
    ben = BoardPage(await signed_in_page(browser, own_server, ben_email))
    await ben.page.goto(page.url)
    await ben.is_saved()
    await ben.drag(
        ben.page.locator(".react-flow__node-swatch").last.get_by_label(color),
        ben.port("Color input of Solid"),
    )
    second = await ada.shows_other_pixels("Blend", first)
    await eventually(lambda: ben.pixels("Blend"), lambda seen: seen == second, "it at Ben's")
    await expect(ada.cursor("Ben")).to_be_visible()
    await keyboard.press("Shift+1")
    await ada.node("image.blend").hover()
    await screenshot(page, "6-together")
