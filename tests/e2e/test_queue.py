"""Who runs what: one person watches the other's queue, and each may do what is theirs to do."""

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import signed_in_page
from tests.server import ADMIN_EMAIL, ServerProcess, json_of, shared_board

pytestmark = pytest.mark.e2e

LONG = 300
"""Seconds that no test waits for. Equal work is done once, so every node takes another time."""


class Queue(BoardPage):
    """A board whose queue is looked at."""

    def named(self, title: str) -> Locator:
        return self.page.locator(".react-flow__node").filter(
            has=self.page.get_by_text(title, exact=True)
        )

    async def add_wait(self, title: str, x: int) -> None:
        """A node at `x` that takes too long, called `title`."""
        await self.add_node("Wait", x, 300)
        new = self.page.locator(".react-flow__node.selected")
        await new.get_by_text("Wait", exact=True).dblclick()
        name = self.page.get_by_role("textbox", name="Name of the node")
        await name.fill(title)
        await name.press("Enter")
        await self.set_seconds(title, LONG + x / 1000)

    async def set_seconds(self, title: str, seconds: float) -> None:
        field = self.named(title).get_by_role("textbox", name="Seconds")
        await field.fill(str(seconds))
        await field.press("Enter")

    def state(self, title: str) -> Locator:
        return self.named(title).locator("[data-run-state]")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("complementary", name="Queue")

    async def open_queue(self, tab: str) -> None:
        await self.page.get_by_role("button", name=re.compile("^Queue")).click()
        await self.panel.get_by_role("tab", name=tab).click()

    def active(self, title: str) -> Locator:
        return self._row("Running and waiting", title)

    def ended(self, title: str) -> Locator:
        return self._row("Ended", title).first

    def _row(self, part: str, title: str) -> Locator:
        place = self.panel.get_by_label(part)
        return place.get_by_role("listitem").filter(has_text=title)

    @property
    def live(self) -> Locator:
        return self.page.get_by_role("switch", name="Live rendering")


async def two_people(
    server: ServerProcess, browser: Browser, role: str = "editor"
) -> tuple[Queue, Queue]:
    async with server.signed_in() as admin:
        board, email, _ = await shared_board(server, admin, "Dahlia study", "Ben", role)
    ada = Queue(await signed_in_page(browser, server, ADMIN_EMAIL))
    ben = Queue(await signed_in_page(browser, server, email))
    await ada.open(server.url, board)
    await ben.page.goto(f"{server.url}/boards/{board}")
    await expect(ben.page.get_by_label("Saved state")).to_have_text(re.compile("Saved|Up to date"))
    return ada, ben


async def test_one_person_watches_the_others_queue(server: ServerProcess, browser: Browser) -> None:
    ada, ben = await two_people(server, browser)
    await ada.add_wait("Portrait", 400)
    await ada.add_wait("Petals", 750)

    # On the nodes, for everybody: who runs them, and how far they are.
    await expect(ben.state("Portrait")).to_contain_text("Ada runs this")
    await expect(ben.state("Portrait")).to_contain_text(re.compile(r"Step \d+ of \d+"))
    await expect(ben.named("Portrait").get_by_role("progressbar")).to_be_visible()
    await expect(ben.named("Portrait").get_by_alt_text("Preview of Portrait")).to_be_visible()
    await expect(ben.state("Petals")).to_contain_text("Next")
    await expect(ada.state("Portrait").get_by_label("Cancel Portrait")).to_be_visible()
    await expect(ben.state("Portrait").get_by_label("Cancel Portrait")).to_have_count(0)

    # In the queue: hers among everyone's, with her name and their places, and not Ben's to cancel.
    await expect(ben.page.get_by_role("button", name="Queue, 2 running")).to_be_visible()
    await ben.open_queue("Mine")
    await expect(ben.panel).to_contain_text("Nothing of yours is rendering")
    await ben.panel.get_by_role("tab", name="Everyone’s").click()
    await expect(ben.active("Portrait")).to_contain_text("Ada · Dahlia study")
    await expect(ben.active("Portrait").get_by_role("progressbar")).to_be_visible()
    await expect(ben.active("Petals")).to_contain_text("Next")
    await expect(ben.panel.get_by_role("button", name=re.compile("^Cancel"))).to_have_count(0)
    await ben.active("Petals").get_by_role("button", name="Petals").click()
    await expect(ben.page.locator(".react-flow__node.selected")).to_contain_text("Petals")

    # She cancels: the next one's turn comes, for both of them.
    await ada.state("Portrait").get_by_label("Cancel Portrait").click()
    await expect(ben.active("Petals").get_by_role("progressbar")).to_be_visible()
    await expect(ben.ended("Portrait")).to_contain_text("Cancelled")
    await expect(ben.state("Portrait")).to_contain_text("Cancelled")

    # She tries again: it waits behind the other.
    await ada.open_queue("Mine")
    await ada.ended("Portrait").get_by_role("button", name="Retry Portrait").click()
    await expect(ada.active("Portrait")).to_contain_text("Next")
    await expect(ben.active("Portrait")).to_contain_text("Next")


async def test_own_jobs_are_reordered_by_hand_and_from_the_keyboard(
    server: ServerProcess, browser: Browser
) -> None:
    async with server.signed_in() as admin:
        board = json_of(await admin.post("/api/boards", json={"title": "Dahlia study"}))["id"]
    ada = Queue(await signed_in_page(browser, server, ADMIN_EMAIL))
    await ada.open(server.url, board)
    for place, title in enumerate(("Running", "First", "Second")):
        await ada.add_wait(title, 300 + 270 * place)
    await ada.open_queue("Mine")
    await expect(ada.active("Second")).to_contain_text("2nd in line")
    await ada.active("Second").get_by_label("Move Second with the arrow keys").press("ArrowUp")
    await expect(ada.active("Second")).to_contain_text("Next")
    await expect(ada.active("First")).to_contain_text("2nd in line")
    await expect(ada.panel.get_by_role("status").last).to_have_text("Moved to place 1 of 2.")

    # By hand, too: the first is dragged behind the second.
    grip = ada.active("Second").get_by_label("Move Second")
    below = await ada.active("First").bounding_box()
    assert below
    await ada.move(grip, below["x"] + below["width"] / 2, below["y"] + below["height"] - 4)
    await expect(ada.active("First")).to_contain_text("Next")
    await expect(ada.active("Second")).to_contain_text("2nd in line")

    # It is the server's order, not only this page's.
    await ada.page.reload()
    await ada.open_queue("Mine")
    await expect(ada.active("First")).to_contain_text("Next")

    # All of it is read and left by keyboard.
    await ada.panel.get_by_role("button", name="Close").click()
    await expect(ada.panel).to_have_count(0)
    await ada.page.mouse.click(1150, 780)  # on the board, out of the field
    press = ada.page.keyboard.press
    await press("q")
    await expect(ada.panel.get_by_role("tab", name="Mine")).to_be_focused()
    await expect(ada.active("First")).to_be_visible()
    await press("ArrowRight")
    await expect(ada.panel.get_by_role("tab", name="Everyone’s")).to_have_attribute(
        "aria-selected", "true"
    )
    await expect(ada.active("First")).to_be_visible()
    await press("ArrowDown")
    await press("ArrowDown")
    await expect(ada.active("First").get_by_role("button").first).to_be_focused()
    await press("Enter")
    await expect(ada.page.locator(".react-flow__node.selected")).to_contain_text("First")
    # Keys that would change the board do not from here.
    for key in ("ArrowDown", "Delete", "ArrowUp", "Backspace"):
        await press(key)
    await expect(ada.nodes()).to_have_count(3)
    await press("Escape")
    await expect(ada.panel).to_have_count(0)
    await expect(ada.page.locator(".react-flow__node.selected")).to_have_count(1)


async def test_a_paused_board_waits_until_it_is_run_and_what_failed_is_tried_again(
    server: ServerProcess, browser: Browser
) -> None:
    ada, ben = await two_people(server, browser)
    await ada.add_node("solid", 500, 300)
    before = await ada.shows_other_pixels("Solid", None)
    await ada.live.click()
    await expect(ben.live).to_have_text("Paused")
    await expect(ben.live).to_have_attribute("aria-checked", "false")

    await ben.set_text("image.solid", "Color", "#ff0000")
    await expect(ada.node("image.solid")).to_contain_text("Out of date")
    assert await ada.pixels("Solid") == before
    await ada.page.get_by_role("button", name="Run Solid").click()
    await ben.shows_other_pixels("Solid", before)

    await ben.live.click()
    await expect(ada.live).to_have_text("Live")

    # An error says what to do, and is tried again.
    await ada.add_node("Wait", 900, 300)
    await ada.named("Wait").get_by_role("switch", name="Fail").click()
    await expect(ben.named("Wait")).to_contain_text("turn Fail off")
    await ben.open_queue("Everyone’s")
    await expect(ben.ended("Wait")).to_contain_text("Failed")
    failed = ben.panel.get_by_label("Ended").get_by_text("Failed", exact=True)
    times = await failed.count()
    await ada.named("Wait").get_by_role("button", name="Retry Wait").click()
    await expect(failed).to_have_count(times + 1)


async def test_a_viewer_watches_and_runs_nothing(server: ServerProcess, browser: Browser) -> None:
    ada, eve = await two_people(server, browser, "viewer")
    await ada.add_wait("Portrait", 400)
    await expect(eve.state("Portrait")).to_contain_text("Ada runs this")
    await expect(eve.live).to_have_attribute("aria-disabled", "true")
    await eve.live.click(force=True)
    await expect(eve.live).to_have_text("Live")
    await ada.named("Portrait").get_by_text("Portrait", exact=True).click(button="right")
    await expect(ada.page.get_by_role("menuitem", name="Run to here")).to_be_visible()
    await eve.named("Portrait").get_by_text("Portrait", exact=True).click(button="right")
    await expect(eve.page.get_by_role("menuitem", name="Zoom to fit")).to_be_visible()
    await expect(eve.page.get_by_role("menuitem", name="Run to here")).to_have_count(0)
