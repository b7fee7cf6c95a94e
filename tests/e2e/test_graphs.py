"""A picture is saved from one board, and its graph put on another from its file."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from pycrdt import Doc

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.e2e.screens import screenshots
from tests.e2e.test_manners import item
from tests.e2e.wall import note, wall
from tests.eventually import eventually
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

pytestmark = pytest.mark.e2e

DROP_FILE = """([name, base64, x, y]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
  const at = { clientX: x, clientY: y, bubbles: true, cancelable: true, dataTransfer };
  const target = document.elementFromPoint(x, y);
  for (const kind of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, at));
}"""


def fill(doc: "Doc[Any]") -> None:
    """A color, noise, and both blended; beside them what is none of it."""
    note(doc, "to do", -200, 0)
    item(doc, "ink", "swatch", 0, 0, params={"color": "#ff8800"}, size={"w": 100, "h": 100})
    size = {"width": 64, "height": 48}
    ink = {"color": {"node": "ink", "port": "color"}}
    item(doc, "solid", "image.solid", 160, 0, params=size, inputs=ink)
    item(doc, "noise", "image.noise", 160, 420, params={**size, "seed": 4711})
    both = {"a": {"node": "solid", "port": "image"}, "b": {"node": "noise", "port": "image"}}
    params = {"blend": "multiply", "opacity": 0.8}
    item(doc, "blend", "image.blend", 480, 0, params=params, inputs=both)


async def result_of(server: ServerProcess, email: str, board: str, type: str) -> Any:
    """What the node of that type shows, once it is done."""
    async with server.signed_in(email) as person:

        async def shown() -> Any:
            document = json_of(await person.get(f"/api/boards/{board}/document"))
            ids = [id for id, node in document["nodes"].items() if node["type"] == type]
            found = document["results"].get(ids[0]) if ids else None
            return found if found and found["status"] == "done" else None

        result = await eventually(shown, lambda seen: seen is not None, f"a result of {type}")
        asset = result["outputs"]["image"]["asset"]
        return (await person.get(f"/api/boards/{board}/assets/{asset}")).content


async def test_a_saved_picture_brings_its_graph_to_a_board_of_somebody_else(
    server: ServerProcess, browser: Browser, tmp_path: Path
) -> None:
    async with wall(server, browser, fill) as ada, server.signed_in() as admin:
        await ada.shows_other_pixels("Blend", None)
        await ada.item("blend").get_by_title("Blend").click(button="right")
        async with ada.page.expect_download() as saving:
            await ada.page.get_by_role("menuitem", name="Download with its recipe").click()
        saved = tmp_path / (await saving.value).suggested_filename
        await (await saving.value).save_as(saved)
        picture = await result_of(server, ADMIN_EMAIL, ada.board, "image.blend")

        bob_is = await server.add_person(admin, "Bob")
        async with server.signed_in(bob_is["email"]) as person:
            board = json_of(await person.post("/api/boards", json={"title": "Mine"}))["id"]
        bob = BoardPage(await signed_in_page(browser, server, bob_is["email"]))
        await bob.open(server.url, board)
        file = base64.b64encode(saved.read_bytes()).decode()
        await bob.page.evaluate(DROP_FILE, [saved.name, file, 500, 400])
        await expect(bob.photographs()).to_have_count(1)
        offer = bob.page.get_by_role("listitem").filter(has_text="carries the graph")
        await expect(offer).to_be_visible()
        await screenshots(bob.page, "graph-1-offered")
        await offer.get_by_role("button", name="Add its graph").click()
        await expect(bob.nodes()).to_have_count(5)
        await expect(bob.page.get_by_label("Inspector").get_by_text("4 items")).to_be_visible()
        assert await result_of(server, bob_is["email"], board, "image.blend") == picture
        await bob.shows_other_pixels("Blend", None)
        await screenshots(bob.page, "graph-2-added")

        # One step back, and again from where it is later.
        await bob.page.keyboard.press("Control+z")
        await expect(bob.nodes()).to_have_count(1)
        await bob.photographs().click(button="right")
        await screenshots(bob.page, "graph-3-menu")
        await bob.page.get_by_role("menuitem", name="Add its graph").click()
        await expect(bob.nodes()).to_have_count(5)
        await expect(bob.node("image.noise").get_by_role("textbox", name="Seed")).to_have_value(
            "4711"
        )
        await bob.is_saved()
