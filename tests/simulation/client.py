"""A person with a document behind a bad line: edits, goes offline, stops reading, comes back.

As stock clients do, it keeps its document through all that and sends everything it has when it
connects. It checks that what it is shown is on disk when the server sends it.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from pycrdt import Doc, TransactionEvent

from collab.errors import DocumentError
from collab.sync import messages
from collab.sync.access import Access, Person
from collab.sync.connection import Close
from collab.sync.hub import Hub
from collab.sync.lib0 import Reader
from collab.sync.member import Member
from tests.collab.editing import Change
from tests.collab.peers import BOARD
from tests.simulation.world import SimulatedDisk, Weather


class Line:
    """A `Carrier` of one message at a time."""

    def __init__(self, watch: Callable[[bytes], None]) -> None:
        self._watch = watch
        self._message: bytes | None = None
        self.has_message = asyncio.Event()
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.closed: asyncio.Future[Close] = asyncio.get_running_loop().create_future()

    @property
    def is_writable(self) -> bool:
        return self._message is None

    @property
    def unsent_bytes(self) -> int:
        return len(self._message or b"")

    def write(self, message: bytes) -> bool:
        assert self._message is None, "written to while there was no room"
        self._watch(message)
        self._message = message
        self.has_message.set()
        return False

    def pop(self) -> bytes:
        message, self._message = self._message, None
        self.has_message.clear()
        assert message is not None
        return message

    def pause_reading(self) -> None:
        self.may_read.clear()

    def resume_reading(self) -> None:
        self.may_read.set()

    def close(self, code: int, reason: str) -> None:
        self.closed.set_result(Close(code, reason))


class Client:
    def __init__(
        self, number: int, may_edit: bool, disk: SimulatedDisk, weather: Weather, random: Random
    ) -> None:
        self.doc: Doc[Any] = Doc(client_id=1000 + number)
        self.access = Access(Person(f"p{number}", f"P{number}", "#123456"), may_edit)
        self.closed: Close | None = None
        self.acknowledged = 0
        self.failure: BaseException | None = None
        self._disk = disk
        self._weather = weather
        self._random = random
        self._applying = False
        self._sent = 0
        self._outgoing: asyncio.Queue[bytes] | None = None
        self._life: asyncio.Task[None] | None = None
        self._reads = asyncio.Event()
        self._reads.set()
        self._recent: deque[bytes] = deque(maxlen=5)
        self.doc.observe(self._on_change)

    def connect(self, hub: Hub) -> None:
        if self._life is None or self._life.done():
            self.closed = None
            self._life = asyncio.create_task(self._live(hub))
            self._life.add_done_callback(self._note_failure)

    async def disconnect(self) -> None:
        life, self._life, self._outgoing = self._life, None, None
        if life is not None:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)

    def edit(self, change: Change) -> None:
        """Also while offline; a viewer has nothing to say."""
        if self.access.may_edit:
            with self.doc.transaction():
                change(self.doc)

    def repeat(self) -> None:
        """Send something again that was sent before: a duplicate, and out of order."""
        if self._recent and self._outgoing is not None:
            self._send(messages.update(self._random.choice(self._recent)))

    async def stall(self) -> None:
        """Read nothing for a while."""
        self._reads.clear()
        await asyncio.sleep(self._random.uniform(0, self._weather.stall_most))
        self._reads.set()

    def _note_failure(self, life: "asyncio.Task[None]") -> None:
        if not life.cancelled():
            self.failure = self.failure or life.exception()

    async def _live(self, hub: Hub) -> None:
        with contextlib.suppress(DocumentError), hub.arriving(BOARD) as arrival:
            member = await hub.join(arrival, self.access, receipts=True)
            self._sent = 0
            self._outgoing = asyncio.Queue()
            self._send(messages.step_1(self.doc.get_state()))
            line = Line(self._check_is_on_disk)
            sending = asyncio.create_task(self._carry(line, member, self._outgoing))
            reading = asyncio.create_task(self._read(line, member))
            member.ride(line)
            try:
                self.closed = await line.closed
            finally:
                self._outgoing = None
                member.lost()
                for task in (sending, reading):
                    task.cancel()
                ends = await asyncio.gather(sending, reading, return_exceptions=True)
                for end in ends:
                    if isinstance(end, AssertionError):
                        raise end

    async def _carry(self, line: "Line", member: Member, frames: "asyncio.Queue[bytes]") -> None:
        while True:
            frame = await frames.get()
            await asyncio.sleep(self._latency())
            member.receive(frame)
            await line.may_read.wait()

    async def _read(self, line: "Line", member: Member) -> None:
        while True:
            await line.has_message.wait()
            await self._reads.wait()
            await asyncio.sleep(self._latency())
            self._take(line.pop())
            member.flush()

    def _check_is_on_disk(self, frame: bytes) -> None:
        """SY1"""
        if frame[0] != messages.SYNC or frame[1] == messages.STEP_1:
            return
        truth = self._disk.truth
        before = truth.get_update()
        truth.apply_update(Reader(frame[2:]).bytes())
        assert truth.get_update() == before, "shown before it was on disk"

    def _take(self, frame: bytes) -> None:
        reader = Reader(frame)
        match reader.varint():
            case messages.SYNC:
                self._sync(reader)
            case messages.RECEIPT:
                self.acknowledged = reader.varint()
                assert self.acknowledged <= self._sent
            case messages.REFUSAL:
                count, reason = reader.varint(), reader.string()
                raise AssertionError(f"update {count} of an honest client was refused: {reason}")

    def _sync(self, reader: Reader) -> None:
        step, payload = reader.varint(), reader.bytes()
        if step == messages.STEP_1:
            self._send(messages.step_2(self.doc.get_update(payload)))
            return
        self._applying = True
        self.doc.apply_update(payload)
        self._applying = False

    def _on_change(self, event: TransactionEvent) -> None:
        if not self._applying:
            self._recent.append(event.update)
            self._send(messages.update(event.update))

    def _send(self, frame: bytes) -> None:
        if self._outgoing is not None:
            if frame[1] != messages.STEP_1:
                self._sent += 1
            self._outgoing.put_nowait(frame)

    def _latency(self) -> float:
        return self._random.uniform(0, self._weather.latency_most)
