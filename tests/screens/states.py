"""The states that are looked at: each brings a page there and says what it is called."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.async_api import Browser, Page, expect
from pycrdt import Map

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.eventually import eventually
from tests.screens.studio import Studio, archive, graph, moodboard, studio
from tests.server import ADMIN_EMAIL, ServerProcess, json_of

LONG = 300
"""Seconds of a render that is still running when it is looked at."""


@dataclass
class Stage:
    """A server with the people of a studio, and a browser to look at it in."""

    server: ServerProcess
    browser: Browser
    admin: httpx.AsyncClient
    token: str
    people: dict[str, dict[str, Any]]

    def studio(self, title: str) -> Any:
        ids = [person["id"] for person in self.people.values()]
        return studio(self.server, self.admin, self.token, title, ids)

    async def board(self, studio: Studio, person: str = "Ada") -> BoardPage:
        email = ADMIN_EMAIL if person == "Ada" else self.people[person]["email"]
        board = BoardPage(await signed_in_page(self.browser, self.server, email))
        await board.page.goto(f"{self.server.url}/boards/{studio.id}")
        await expect(board.page.get_by_label("Saved state")).to_have_text(
            re.compile("Saved|Up to date")
        )
        return board

    async def close(self, *boards: BoardPage) -> None:
        for board in boards:
            await board.page.context.close()

    async def rendered(self, studio: Studio) -> None:
        """Until every node of the board has come to its end."""

        async def look() -> Any:
            document = json_of(await self.admin.get(f"/api/boards/{studio.id}/document"))
            return {id: result["status"] for id, result in document["results"].items()}

        await eventually(
            look, lambda seen: seen and set(seen.values()) <= {"done", "error"}, "the renders"
        )

    async def remembered(self, studio: Studio, node: str, count: int) -> None:
        """Until the server keeps that many results of a node."""

        async def look() -> Any:
            address = f"/api/boards/{studio.id}/nodes/{node}/results"
            return json_of(await self.admin.get(address))["items"]

        await eventually(look, lambda items: len(items) == count, f"{count} results")


Seen = AsyncIterator[tuple[str, Page]]


async def doors(stage: Stage) -> Seen:
    """Signing in, and a board with nothing on it."""
    context = await stage.browser.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(f"{stage.server.url}/sign-in")
    await expect(page.get_by_label("E-mail")).to_be_visible()
    await page.get_by_label("E-mail").fill(ADMIN_EMAIL)
    yield "sign-in", page
    await context.close()

    empty = json_of(await stage.admin.post("/api/boards", json={"title": "Spring, first ideas"}))
    page = await signed_in_page(stage.browser, stage.server, ADMIN_EMAIL)
    await page.goto(f"{stage.server.url}/boards/{empty['id']}")
    await expect(page.get_by_role("button", name="Add the first node")).to_be_visible()
    await BoardPage(page).is_saved()
    yield "empty", page
    await page.context.close()


async def wall(stage: Stage) -> Seen:
    """A full moodboard: near, with many selected, searched, and whole."""
    async with stage.studio("Autumn campaign") as made:
        with made.doc.transaction():
            moodboard(made)
        ada, ben = await stage.board(made), await stage.board(made, "Ben")
        await stage.rendered(made)
        page = ada.page
        await near(ada)
        await ben.page.mouse.move(1010, 500)
        await expect(ada.cursor("Ben")).to_be_visible()
        yield "moodboard", page

        await page.keyboard.down("Shift")
        for id in ("dahlia", "heart", "petals", "plum", "coral"):
            await page.locator(f'.react-flow__node[data-id="{id}"]').click()
        await page.keyboard.up("Shift")
        await expect(page.get_by_label("Inspector").get_by_text("5 items")).to_be_visible()
        yield "selected", page
        await page.keyboard.press("Control+k")
        await page.get_by_placeholder("Search commands").fill("align")
        yield "commands", page
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")

        await page.mouse.dblclick(1090, 560)
        await page.get_by_placeholder("Search nodes").fill("b")
        yield "add", page
        await page.keyboard.press("Escape")

        await page.keyboard.press("t")
        gallery = page.get_by_role("complementary", name="Templates")
        await expect(gallery.get_by_role("button", name="Add Nine textures")).to_be_visible()
        yield "templates", page
        await page.keyboard.press("Escape")

        await page.keyboard.press("Shift+1")
        await stage.close(ben)
        yield "whole", page
        await stage.close(ada)


async def afar(stage: Stage) -> Seen:
    """A board of many seasons from so far that it is a picture, and the list of all boards."""
    async with stage.studio("Two years of seasons") as made:
        with made.doc.transaction():
            archive(made)
        ada, deniz = await stage.board(made), await stage.board(made, "Deniz")
        await ada.page.keyboard.press("Shift+1")
        await deniz.page.keyboard.press("Shift+1")
        await deniz.page.mouse.click(500, 330)
        await deniz.page.mouse.move(540, 400)
        await expect(ada.cursor("Deniz")).to_be_visible()
        yield "afar", ada.page
        await ada.page.goto(stage.server.url)
        await expect(ada.page.get_by_role("button", name="New board")).to_be_visible()
        yield "boards", ada.page
        await stage.close(ada, deniz)


async def near(board: BoardPage) -> None:
    await board.page.keyboard.press("Shift+1")
    await board.page.mouse.move(60, 440)  # what is there stays there
    await board.page.keyboard.down("Control")
    await board.page.mouse.wheel(0, -300)
    await board.page.keyboard.up("Control")


async def graphs(stage: Stage) -> Seen:
    """What a node came to before, and two results side by side."""
    async with stage.studio("Dahlia study") as made:
        with made.doc.transaction():
            made.photograph("print", (0, 40), 213)
            made.put("swatch2", "swatch", (208, 300), size=(112, 112), params={"color": "#d9785a"})
            graph(made, 460)
        ada = await stage.board(made)
        page = ada.page
        await stage.rendered(made)
        for count, opacity in enumerate((0.35, 0.6, 1.0), start=2):
            made.doc.get("nodes", type=Map)["blend"]["params"]["opacity"] = opacity
            await stage.remembered(made, "blend", count)
        await page.keyboard.press("Shift+1")
        await ada.node("image.blend").get_by_text("Warm print").click()
        results = page.get_by_role("listbox", name="Results").get_by_role("option")
        await expect(results).to_have_count(4)
        yield "results", page
        await page.keyboard.press("Escape")

        await ada.node("image.blend").get_by_text("Warm print").click()
        await ada.node("image.invert").get_by_text("Negative").click(modifiers=["Shift"])
        await page.get_by_role("button", name="Compare").click()
        await expect(page.get_by_role("slider", name=re.compile("How much"))).to_be_visible()
        yield "compare", page
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")

        await stage.close(ada)


async def work(stage: Stage) -> Seen:
    """A graph at work, with the queue; and one that cannot go on, with what to do about it."""
    async with stage.studio("Portraits") as made:
        portrait, close = {"seconds": LONG}, {"seconds": LONG + 1}
        with made.doc.transaction():
            made.photograph("dahlia", (0, 0), 200)
            made.photograph("heart", (0, 260), 250)
            feeds = {"image": ("dahlia", "image")}
            made.put(
                "wait", "debug.wait", (400, 0), title="Portrait", params=portrait, inputs=feeds
            )
            feeds = {"image": ("heart", "image")}
            made.put("next", "debug.wait", (400, 380), title="Close-up", params=close, inputs=feeds)
            feeds = {"a": ("wait", "image"), "b": ("next", "image")}
            made.put("blend", "image.blend", (740, 120), title="Double exposure", inputs=feeds)
            made.put("adjust", "image.adjust", (1070, 120), inputs={"image": ("blend", "image")})
        ada = await stage.board(made)
        page = ada.page
        await expect(
            page.get_by_role("button", name=re.compile("Queue, [0-9] running"))
        ).to_be_visible()
        await page.keyboard.press("Shift+1")
        await page.get_by_role("button", name=re.compile("^Queue")).click()
        wait = page.locator(".react-flow__node", has=page.get_by_text("Portrait", exact=True))
        await expect(wait.get_by_alt_text("Preview of Portrait")).to_be_visible()
        yield "queue", page
        await page.keyboard.press("q")
        nodes = made.doc.get("nodes", type=Map)
        with made.doc.transaction():
            nodes["next"]["params"]["seconds"] = 0
            nodes["wait"]["params"]["fail"] = True
            nodes["wait"]["params"]["seconds"] = 0
            made.put("lone", "image.blend", (740, 480))
        await expect(wait.get_by_role("button", name="Retry Portrait")).to_be_visible()
        await page.keyboard.press("Shift+1")
        await wait.get_by_text("Portrait", exact=True).click()
        yield "errors", page
        await stage.close(ada)


async def words(stage: Stage) -> Seen:
    """A note that two people write at once, as the first of them sees it."""
    async with stage.studio("Words for autumn") as made:
        with made.doc.transaction():
            moodboard(made)
        await stage.rendered(made)
        ada, ben = await stage.board(made), await stage.board(made, "Ben")
        chloe = await stage.board(made, "Chloé")
        for board in (ada, ben):
            await near(board)
        mood = '.react-flow__node[data-id="mood"]'
        for board in (ben, ada):
            await board.page.locator(mood).dblclick()
            field = board.page.get_by_role("textbox", name="Text of the note")
            await expect(field).to_be_focused()
        for keys in ("Control+End", "ArrowUp", "End", "Shift+Home"):
            await ben.page.keyboard.press(keys)
        await ben.page.mouse.move(980, 420)
        await ada.page.keyboard.press("Control+Home")
        await ada.page.keyboard.press("Shift+End")
        await near(chloe)
        await chloe.page.mouse.click(420, 300)
        await chloe.page.mouse.move(470, 330)
        await expect(ada.note().locator("[data-caret=Ben]")).to_have_count(1)
        await expect(ada.cursor("Chloé")).to_be_visible()
        yield "writing", ada.page
        await stage.close(ada, ben, chloe)


async def away(stage: Stage) -> Seen:
    """A board whose server is gone; nothing can be looked at after it."""
    async with stage.studio("On the train") as made:
        with made.doc.transaction():
            moodboard(made)
        ada = await stage.board(made)
        await stage.rendered(made)
        await near(ada)
        await ada.page.locator('.react-flow__node[data-id="dahlia"]').hover()
    await stage.server.kill()
    await expect(ada.page.get_by_text("The server cannot be reached.")).to_be_visible()
    await ada.page.mouse.click(420, 300)
    await ada.page.keyboard.press("ArrowRight")
    await expect(ada.page.get_by_label("Saved state")).to_have_text(re.compile("kept here"))
    yield "offline", ada.page


ALL = (doors, wall, graphs, work, words, afar, away)
