"""Real editing sessions: `python -m tests.fuzz.record [--updates 5000] [--seed 0] [--keep FILE]`.

Two people in two Chromium windows edit one board as a random script has it: they type into notes,
drag, add, connect, copy, delete, undo and redo; now and then the server is killed, they go on
offline, one of them through a reload, one deletes what the other writes in, and all of it merges on
return. What their browsers sent is
then judged as it came. Ends with 1 when anything was refused, by that or by the server.
"""

# ruff: noqa: T201 - a command

import argparse
import asyncio
import base64
import contextlib
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.async_api import Browser, Error, Locator, Page

from collab.errors import MalformedFrame
from collab.sync import messages
from collab.sync.admission import Admission, Admitted
from collab.sync.lib0 import Reader
from collab.sync.update_v1 import parse_update
from tests.e2e.board_page import BoardPage
from tests.e2e.browsers import VIEWPORT, chromium, signed_in_page
from tests.fuzz.recording import SERVER, Sent, judge, write
from tests.server import ADMIN_EMAIL, ServerProcess, shared_board

WORDS = ("blue hour, ", "a ", "é", "漢字 ", "gardens in rain ", "x", "the old wall. ", "Ω")
NODES = ("note", "note", "note", "note", "solid", "noise", "blur", "invert", "blend")
NOTE = ".react-flow__node-note"
MOST_NODES = 10
ACTION_MS = 1_500
ROUND = 20
"""Actions of each person between one loss of the server and the next."""


@dataclass
class Tape:
    """What the browsers sent, and what the server wrote itself, in the order of its happening."""

    sent: list[Sent] = field(default_factory=list)
    connections: int = 0
    refusals: int = 0
    _known: Admission = field(default_factory=Admission)

    @property
    def updates(self) -> int:
        return sum(one.by != SERVER for one in self.sent)

    async def watch(self, page: Page) -> None:
        session = await page.context.new_cdp_session(page)
        numbers: dict[str, int] = {}

        def created(event: dict[str, Any]) -> None:
            if "/sync/" in event["url"]:
                self.connections += 1
                numbers[event["requestId"]] = self.connections

        def payload(event: dict[str, Any]) -> bytes | None:
            is_binary = event["response"]["opcode"] == 2
            known = event["requestId"] in numbers
            return (
                base64.b64decode(event["response"]["payloadData"]) if is_binary and known else None
            )

        def sent(event: dict[str, Any]) -> None:
            frame = payload(event)
            if frame is not None:
                self.take(frame, numbers[event["requestId"]])

        def received(event: dict[str, Any]) -> None:
            frame = payload(event)
            if frame is not None:
                self.take(frame, SERVER)

        session.on("Network.webSocketCreated", created)
        session.on("Network.webSocketFrameSent", sent)
        session.on("Network.webSocketFrameReceived", received)
        await session.send("Network.enable")

    def take(self, frame: bytes, by: int) -> None:
        """Of what the server sends, only what no browser had sent before is its own."""
        if by == SERVER and frame[0] == messages.REFUSAL:
            self.refusals += 1
        if frame[0] != messages.SYNC or frame[1] == messages.STEP_1:
            return
        reader = Reader(frame)
        reader.position = 2
        update = reader.bytes()
        try:
            judgement = self._known.judge(parse_update(update))
        except MalformedFrame:
            judgement = None
        is_new = isinstance(judgement, Admitted) and judgement.is_news
        if isinstance(judgement, Admitted):
            self._known.add(judgement)
        if by != SERVER or is_new:
            self.sent.append(Sent(by, frame[1] == messages.STEP_2, update))


class Person:
    def __init__(self, board: BoardPage, random: Random) -> None:
        self.board = board
        self.page = board.page
        self._random = random
        self.done = 0
        self.failed = 0

    async def act(self, count: int) -> None:
        for _ in range(count):
            action = self._action()
            try:
                await action()
                self.done += 1
            except Error:  # what it was about went away, or lies under something else
                self.failed += 1
            await self.page.keyboard.press("Escape")
            await self.page.keyboard.press("Escape")

    def _action(self) -> Callable[[], Awaitable[None]]:
        return self._random.choice(
            (
                *(self.type_into_a_note,) * 9,
                *(self.move, self.undo) * 3,
                *(self.add, self.connect, self.redo) * 2,
                *(self.delete, self.copy, self.set_radius),
            )
        )

    def point(self) -> tuple[int, int]:
        random = self._random
        return random.randrange(260, VIEWPORT["width"] - 320), random.randrange(
            140, VIEWPORT["height"] - 160
        )

    async def some(self, selector: str = ".react-flow__node") -> Locator:
        found = self.page.locator(selector)
        count = await found.count()
        if not count:
            raise Error("there is none")
        return found.nth(self._random.randrange(count))

    async def type_into_a_note(self) -> None:
        await self.type_into(await self.some(NOTE))

    async def type_into(self, note: Locator) -> None:
        random = self._random
        await note.dblclick(timeout=ACTION_MS)
        area = note.get_by_role("textbox")
        await area.focus(timeout=ACTION_MS)
        for _ in range(random.randrange(6, 24)):
            match random.randrange(8):
                case 0:
                    for _ in range(random.randrange(1, 6)):
                        await self.page.keyboard.press("Backspace")
                case 1:
                    await self.page.keyboard.press(random.choice(("Home", "End", "ArrowLeft")))
                case 2:
                    await self.page.keyboard.press("Shift+Control+ArrowLeft")
                case 3:
                    await self.page.keyboard.press(random.choice(("Control+z", "Enter")))
                case _:
                    await self.page.keyboard.type(random.choice(WORDS))

    async def add(self) -> None:
        if await self.board.nodes().count() >= MOST_NODES:
            await self.delete()
            return
        x, y = self.point()
        await self.page.mouse.dblclick(x, y)
        search = self.page.get_by_placeholder("Search nodes")
        await search.fill(self._random.choice(NODES), timeout=ACTION_MS)
        await search.press("Enter", timeout=ACTION_MS)

    async def move(self) -> None:
        box = await (await self.some()).bounding_box(timeout=ACTION_MS)
        if box is None:
            return
        x, y = self.point()
        await self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12)
        await self.page.mouse.down()
        await self.page.mouse.move(x, y, steps=3)
        await self.page.mouse.up()

    async def connect(self) -> None:
        output = await self.some('[aria-label^="Image output"]')
        input = await self.some('[aria-label*="input of"]')
        start = await output.bounding_box(timeout=ACTION_MS)
        end = await input.bounding_box(timeout=ACTION_MS)
        if start is None or end is None:
            return
        await self.page.mouse.move(start["x"] + 4, start["y"] + 4)
        await self.page.mouse.down()
        await self.page.mouse.move(end["x"] + 4, end["y"] + 4, steps=3)
        await self.page.mouse.up()

    async def select(self, node: Locator | None = None) -> None:
        found = node or await self.some()
        await found.click(timeout=ACTION_MS, position={"x": 14, "y": 10})

    async def delete(self, node: Locator | None = None) -> None:
        await self.select(node)
        await self.page.keyboard.press("Delete")

    async def copy(self) -> None:
        if await self.board.nodes().count() < MOST_NODES:
            await self.select()
            await self.page.keyboard.press("Control+d")

    async def undo(self) -> None:
        for _ in range(self._random.randrange(1, 5)):
            await self.page.keyboard.press("Control+z")

    async def redo(self) -> None:
        for _ in range(self._random.randrange(1, 4)):
            await self.page.keyboard.press("Control+Shift+z")

    async def set_radius(self) -> None:
        fields = await self.some('[data-node-type] input[role="textbox"], [data-node-type] input')
        await fields.fill(str(self._random.randrange(1, 90)), timeout=ACTION_MS)
        await fields.press("Enter", timeout=ACTION_MS)


async def record(updates: int, seed: int, data: Path) -> Tape:
    tape = Tape()
    random = Random(seed)
    async with ServerProcess(data) as server, chromium() as browser, server.signed_in() as admin:
        id, ben, _ = await shared_board(server, admin, "Recorded", "Ben")
        people = [
            await _window(browser, server, email, id, tape, Random(random.random()))
            for email in (ADMIN_EMAIL, ben)
        ]
        for x in (400, 700, 1000):
            await people[0].board.add_node("note", x, 300)
            await people[0].page.keyboard.press("Escape")
        while tape.updates < updates:
            before = tape.updates
            await _both(people, ROUND)
            await server.kill()
            await _part_ways(*people)
            await _both(people, ROUND // 4)
            if random.random() < 0.5:
                await random.choice(people).page.reload()
            await _both(people, ROUND // 8)
            await server.start()
            for person in people:
                await person.board.is_saved()
                await person.board.fit()
            done, failed = (
                sum(getattr(one, name) for one in people) for name in ("done", "failed")
            )
            print(f"{tape.updates:,} updates, {done} actions, {failed} came to nothing", flush=True)
            if tape.updates == before:
                raise RuntimeError("the browsers send nothing any more")
    return tape


async def _window(
    browser: Browser, server: ServerProcess, email: str, board: str, tape: Tape, random: Random
) -> Person:
    page = BoardPage(await signed_in_page(browser, server, email))
    await tape.watch(page.page)
    await page.open(server.url, board)
    return Person(page, random)


async def _part_ways(writer: Person, other: Person) -> None:
    """Offline, one deletes what the other writes in."""
    with contextlib.suppress(Error):
        note = await writer.some(NOTE)
        id = await note.get_attribute("data-id", timeout=ACTION_MS)
        await other.delete(other.page.locator(f'.react-flow__node[data-id="{id}"]'))
        await writer.type_into(note)
        await writer.page.keyboard.press("Escape")


async def _both(people: list[Person], count: int) -> None:
    await asyncio.gather(*(person.act(count) for person in people))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.record")
    parser.add_argument("--updates", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a file for the recording")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tape = asyncio.run(record(arguments.updates, arguments.seed, Path(folder) / "data"))
    if arguments.keep:
        write(arguments.keep, tape.sent)
        print(f"{arguments.keep}: {arguments.keep.stat().st_size:,} bytes")
    verdict = judge(tape.sent)
    for refusal in verdict.refused:
        print(f"refused: {refusal}")
    print(f"connections: {tape.connections}")
    print(f"updates: {verdict.updates:,}")
    print(f"waited for a step 2: {verdict.waited}")
    print(f"admitted with a part collected: {verdict.collected}")
    print(f"refused: {len(verdict.refused)}, by the server itself {tape.refusals}")
    sys.exit(int(bool(verdict.refused or tape.refusals)))


if __name__ == "__main__":
    main()
