"""Loads rooms and unloads them: exactly one per document, however many ask together.

It does not know what happens in a room, nor who may enter.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from collab.documents.live import DocumentObserver, LiveDocument
from collab.documents.model import JSON, DocumentId
from collab.documents.store import DocumentStore, Entry
from collab.errors import DocumentUnavailable
from collab.sync import close_codes
from collab.sync.access import Access
from collab.sync.checkpointer import Checkpointer
from collab.sync.connection import Close
from collab.sync.glimpse import Glimpse
from collab.sync.lag import watch_lag
from collab.sync.limits import Limits
from collab.sync.loading import AT_ONCE_BYTES, Rehearsal, load
from collab.sync.member import Member
from collab.sync.memory import give_back
from collab.sync.metrics import NoMetrics, Size, SyncMetrics
from collab.sync.room import Room

log = logging.getLogger(__name__)


class _Slot:
    """A document's place in the hub, from the first who asks until its room has ended.

    `entrance` is the room once the document is known to exist, `room` the same once it is there.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.entrance: asyncio.Future[Room] = loop.create_future()
        self.room: asyncio.Future[Room] = loop.create_future()
        self.ended = asyncio.Event()
        self.is_ending = False
        self.holders = 0
        self.idle: asyncio.TimerHandle | None = None

    def entered(self) -> Room | None:
        return _result(self.entrance)

    def loaded(self) -> Room | None:
        return _result(self.room)


def _result(hoped: "asyncio.Future[Room]") -> Room | None:
    return hoped.result() if hoped.done() and hoped.exception() is None else None


@dataclass(eq=False, slots=True)
class Arrival:
    """Somebody on the way in: rights that change meanwhile are replayed once they are there."""

    id: DocumentId
    revoked: list[tuple[str | None, Access | None]] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)


class Hub:
    """`async with Hub(store) as hub`; leaving it commits what is queued and closes with 1012."""

    def __init__(
        self,
        store: DocumentStore,
        observers: Sequence[DocumentObserver] = (),
        limits: Limits | None = None,
        metrics: SyncMetrics | None = None,
        rehearsal: Rehearsal | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._observers = observers
        self._metrics = metrics or NoMetrics()
        self._metrics.measure(self._sizes)
        self._rehearsal = rehearsal
        self._checkpointer = Checkpointer(store, rehearsal, self.limits, self._metrics)
        self._own: list[asyncio.Task[None]] = []
        self._slots: dict[DocumentId, _Slot] = {}
        self._arrivals: set[Arrival] = set()
        self._numbers = itertools.count(1)
        self._tasks = asyncio.TaskGroup()
        self._is_stopping = self._has_freed = False

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        self._own = [
            asyncio.create_task(self._checkpointer.run(), name="checkpoints"),
            asyncio.create_task(watch_lag(self._metrics), name="lag"),
            asyncio.create_task(self._let_doze(), name="quiet rooms"),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_stopping = True
        for slot in list(self._slots.values()):
            self._end(slot)
        try:
            await self._tasks.__aexit__(None, None, None)  # no `error` may cancel a commit
        finally:
            self._checkpointer.finish()
            await asyncio.wait(self._own[:1], timeout=self.limits.checkpoint_stop_seconds)
            for task in self._own:
                task.cancel()
            await asyncio.gather(*self._own, return_exceptions=True)

    @contextlib.asynccontextmanager
    async def document(self, id: DocumentId) -> AsyncIterator[LiveDocument]:
        """The document, live while inside. Raises `DocumentError` when it cannot be loaded."""
        async with self._hold(id) as slot:
            room = await asyncio.shield(slot.room)
            async with room.in_use():
                yield room

    @contextlib.contextmanager
    def arriving(self, id: DocumentId) -> Iterator[Arrival]:
        """Begin before rights are looked up: none that changes from then on is missed."""
        arrival = Arrival(id)
        self._arrivals.add(arrival)
        try:
            yield arrival
        finally:
            self._arrivals.discard(arrival)

    async def join(
        self,
        arrival: Arrival,
        access: Access,
        *,
        receipts: bool = False,
        epoch: str | None = None,
    ) -> Member:
        """A new member of the document's room, until it is closed or lost.

        One who brings another history than the document's `epoch` is closed with 4409. The room may
        still be loading its document; should that fail, its members are closed with 4503.
        """
        number = next(self._numbers)
        slot = await self._held(arrival.id)
        try:
            room = await asyncio.shield(slot.entrance)
        except BaseException:
            self._let_go(slot)
            raise
        member = room.join(number, access, receipts, epoch)
        member.on_end = partial(self._leave, slot, room, member)
        self._metrics.connections(1)
        self._arrivals.discard(arrival)
        for revocation in arrival.revoked:
            room.revoke(*revocation)
        for credential in arrival.signed_out:
            room.sign_out(credential)
        return member

    def _leave(self, slot: _Slot, room: Room, member: Member, end: Close | None) -> None:
        if end is not None:
            log.info("Closed a client of %s with %d: %s", room.id, end.code, end.reason)
        self._metrics.connections(-1)
        room.leave(member)
        self._let_go(slot)

    async def create(self, id: DocumentId, update: bytes) -> None:
        """Store the first update of a new document."""
        await self._store.append([Entry(id, None, update)])

    def revoke(self, id: DocumentId, person_id: str | None, access: Access | None) -> None:
        """A person's right changed (`access`) or is gone (`None`); no person: the board is gone."""
        for arrival in self._arrivals:
            if arrival.id == id:
                arrival.revoked.append((person_id, access))
        slot = self._slots.get(id)
        if slot is not None and (room := slot.entered()) is not None:
            room.revoke(person_id, access)

    def sign_out(self, credential: str) -> None:
        """A session or token ended: close every socket it opened, on every document, with 4401."""
        for arrival in self._arrivals:
            arrival.signed_out.append(credential)
        for slot in self._slots.values():
            if (room := slot.entered()) is not None:
                room.sign_out(credential)

    def note(self, id: DocumentId, name: str, value: JSON) -> None:
        """Have the server's own client say `value` under `name` to whoever is in the document."""
        slot = self._slots.get(id)
        if slot is not None and (room := slot.entered()) is not None:
            room.note(name, value)

    @contextlib.asynccontextmanager
    async def _hold(self, id: DocumentId) -> AsyncIterator[_Slot]:
        slot = await self._held(id)
        try:
            yield slot
        finally:
            self._let_go(slot)

    async def _held(self, id: DocumentId) -> _Slot:
        slot = await self._slot(id)
        slot.holders += 1
        if slot.idle is not None:
            slot.idle.cancel()
            slot.idle = None
        return slot

    def _let_go(self, slot: _Slot) -> None:
        slot.holders -= 1
        self._idle(slot)

    def _idle(self, slot: _Slot) -> None:
        """Unload the room of `slot` after a while, when nobody is in it."""
        if slot.holders or slot.is_ending or (room := slot.loaded()) is None:
            return
        room.rest()
        loop = asyncio.get_running_loop()
        slot.idle = loop.call_later(self.limits.idle_seconds, self._unload, slot)

    def _unload(self, slot: _Slot) -> None:
        """Not while its renders run: they would be lost with it."""
        room = slot.loaded()
        if room is not None and room.is_rendering():
            self._idle(slot)
        else:
            self._end(slot)

    async def _slot(self, id: DocumentId) -> _Slot:
        """A room that is ending has yet to commit: its successor must not load before."""
        while (slot := self._slots.get(id)) is not None and slot.is_ending:
            await slot.ended.wait()
        if self._is_stopping:
            raise DocumentUnavailable("The server is stopping.")
        if slot is None:
            slot = self._slots[id] = _Slot()
            self._tasks.create_task(self._live(id, slot), name=f"room {id}")
        return slot

    async def _live(self, id: DocumentId, slot: _Slot) -> None:
        """A room's whole life; whatever goes wrong in it is its own, never the task group's."""
        wish = self._checkpointer.wish
        room = Room(id, self._store, self._observers, self.limits, self._metrics, wish)
        try:
            found = partial(self._let_in, slot, room)
            loaded = await load(self._store, id, self._rehearsal, found)
            room.open(loaded)
            if loaded.is_suspect:  # a checkpoint clears it
                wish(id)
            del loaded  # the rows of a whole document, maybe
        except Exception as error:
            if slot.entrance.done():  # else those who asked hear of it
                log.error("Document %s cannot be opened: %s", id, error)
            room.fail()
            for hoped in (slot.entrance, slot.room):
                if not hoped.done():
                    hoped.set_exception(error)
                    hoped.exception()  # those who asked hear of it; nobody may be left to
        else:
            self._metrics.rooms(1)
            slot.room.set_result(room)
            if self._is_stopping:
                self._end(slot)
            else:
                self._idle(slot)  # whoever asked may have gone while it was loaded
            await room.run()
            self._metrics.rooms(-1)
            room.rest()
        finally:
            slot.is_ending = self._has_freed = True
            if slot.idle is not None:
                slot.idle.cancel()
            del self._slots[id]
            slot.ended.set()

    async def _let_doze(self) -> None:
        while True:
            await asyncio.sleep(self.limits.quiet_seconds)
            rooms = [slot.loaded() for slot in self._slots.values() if not slot.is_ending]
            for room in rooms:
                self._has_freed |= room is not None and room.doze()
            del rooms
            if self._has_freed:
                await asyncio.sleep(1)  # observers' tasks let go of it too
                self._has_freed = False
                give_back()

    async def _let_in(self, slot: _Slot, room: Room, glimpse: Glimpse | None) -> None:
        """Building a large document holds everything up: first let go who can go without."""
        room.foresee(glimpse)
        if not slot.entrance.done():
            slot.entrance.set_result(room)
        if glimpse is not None and glimpse.size_bytes > AT_ONCE_BYTES and slot.holders:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.limits.head_start_seconds):
                    await room.first_answer()

    def _end(self, slot: _Slot) -> None:
        """Stop the room of `slot`, once it is there."""
        room = slot.loaded()
        if room is not None:
            slot.is_ending = True
            room.stop(close_codes.RESTARTING, "the server is restarting")

    def _sizes(self) -> list[Size]:
        rooms = (slot.loaded() for slot in list(self._slots.values()))
        return [Size(room.size_bytes, room.struct_count) for room in rooms if room is not None]
