"""A document while it is live: who is in it, and one task that works through what they ask for.

It knows nothing of sockets (members are fed and drained by whoever has one), of boards, or of when
to load and unload. What happens to an update is the pump's.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Literal, assert_never

from pycrdt import Doc

from collab.documents.live import DocumentObserver
from collab.documents.model import JSON, DocumentId
from collab.documents.origin import SERVER
from collab.documents.reader import has_work, read_epoch
from collab.documents.store import DocumentStore
from collab.errors import DocumentUnavailable
from collab.sync import close_codes
from collab.sync.access import Access
from collab.sync.batch import Edit, FromClient, Stop, TryAgain, Welcome, Work, fail, take
from collab.sync.connection import (
    Announce,
    Answer,
    Close,
    Connection,
    Send,
    ShowEverybody,
    Submit,
)
from collab.sync.crowd import Crowd
from collab.sync.glimpse import NOTHING, Glimpse
from collab.sync.keeper import Keeper
from collab.sync.limits import Limits
from collab.sync.loading import Loaded, is_yrs_failure
from collab.sync.member import Member
from collab.sync.metrics import SyncMetrics
from collab.sync.pump import Pump
from collab.sync.storage import Storage

log = logging.getLogger(__name__)


class Room:
    """A `LiveDocument` with members, who may come before its document is there (`open`).

    `client_id` is that of the server's own client in their awareness.
    Its queue is bounded by who fills it: a member with too much uncommitted is not read, and a
    server edit is waited for by whoever asked.
    """

    def __init__(
        self,
        id: DocumentId,
        store: DocumentStore,
        observers: Sequence[DocumentObserver],
        limits: Limits,
        metrics: SyncMetrics,
        wish: Callable[[DocumentId], None] = lambda id: None,
    ) -> None:
        self.id = id
        self._observers = observers
        self._limits = limits
        self._queue: asyncio.Queue[Work] = asyncio.Queue()
        self._metrics = metrics
        self._wish = wish
        self._keeper = Keeper(id, store, limits)
        self.client_id = Doc().client_id
        self._crowd = Crowd(self.client_id, limits, base=NOTHING)
        self._storage = Storage(id, limits, partial(self._crowd.note, "storage"), self._try_again)
        self._pump = Pump(id, self._keeper, self._crowd, metrics, self._on_rebuilt, self._storage)
        self._closed: Close | None = None
        self._is_open = False
        self._glimpse: Glimpse | None = None
        self._claims: dict[Member, str | None] = {}
        self._unanswered: list[tuple[Member, bytes]] = []
        self._has_answered = asyncio.Event()
        self._epoch: str | None = None
        self._users = 0
        self._waits = self._sleeps = self._was_quiet = False

    def foresee(self, glimpse: Glimpse | None) -> None:
        """Answer whoever has nothing yet from `glimpse`, until the document is there."""
        self._glimpse = glimpse
        self._unanswered = [one for one in self._unanswered if not self._shows(*one)]

    async def first_answer(self) -> None:
        await self._has_answered.wait()

    def open(self, loaded: Loaded) -> None:
        """The document is there, and `run` may begin."""
        self._glimpse = None
        self._keeper.open(loaded)
        self._crowd.base = self._keeper.state_vector()
        self._epoch = read_epoch(self.doc)
        self._is_open = True
        for member, epoch in self._claims.items():
            self._check(member, epoch)
        self._claims.clear()
        for member, state_vector in self._unanswered:
            self._queue.put_nowait(FromClient(member, Answer(state_vector)))
        self._unanswered.clear()

    def fail(self) -> None:
        """The document cannot be loaded."""
        self._shut(Close(close_codes.UNAVAILABLE, "this board cannot be opened now"))

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """The document is there while inside, even when nothing happens to it."""
        self._users += 1
        try:
            if self._sleeps:
                await self.edit(lambda doc: None, SERVER)
            yield
        finally:
            self._users -= 1

    def doze(self) -> bool:
        """Let go of the document when nothing happened since the last call; true when it did.

        Members stay, and see each other. The document is loaded again for whoever wants something
        of it.
        """
        was_quiet, self._was_quiet = self._was_quiet, self._waits and self._queue.empty()
        if not (was_quiet and self._was_quiet) or self._sleeps or self._closed is not None:
            return False
        if self._users or self._storage.reason is not None or self.is_rendering():
            return False
        self.rest()
        self._tell("closed")
        self._keeper.sleep()
        self._sleeps = True
        return True

    @property
    def doc(self) -> "Doc[Any]":
        return self._keeper.doc

    @property
    def authors(self) -> tuple[str, ...]:
        return self._pump.authors

    @property
    def epoch(self) -> str | None:
        return self._epoch

    @property
    def size_bytes(self) -> int:
        return self._keeper.size_bytes

    @property
    def struct_count(self) -> int:
        return self._keeper.struct_count

    def is_rendering(self) -> bool:
        """Whether work for this document is under way that ends when it is unloaded."""
        return not self._sleeps and (self._crowd.is_rendering() or has_work(self.doc))

    async def edit(self, change: "Callable[[Doc[Any]], None]", origin: str) -> None:
        if self._closed is not None:
            raise DocumentUnavailable(f"Document {self.id} is not open.")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(Edit(change, origin, done))
        await done

    def set_awareness(self, fields: Mapping[str, JSON]) -> None:
        self._crowd.say(dict(fields))

    def join(self, number: int, access: Access, receipts: bool, epoch: str | None = None) -> Member:
        """`number` is higher than that of any connection before.

        One who brings another history than the document's `epoch` is closed with 4409.
        """
        member = Member(Connection(number, access, receipts, self._limits), self._limits, self)
        if self._closed is not None:
            member.close(self._closed.code, self._closed.reason)
            return member
        self._crowd.add(member)
        self._queue.put_nowait(Welcome(member))
        asyncio.get_running_loop().call_later(self._limits.greeting_seconds, member.open)
        if self._is_open:
            self._check(member, epoch)
        else:
            self._claims[member] = epoch
        return member

    def _check(self, member: Member, epoch: str | None) -> None:
        """Nothing of another history may enter, what was sent while this one loaded included."""
        if epoch not in (None, self.epoch):
            member.connection.access = replace(member.connection.access, may_edit=False)
            member.close(close_codes.OTHER_EPOCH, "this board began anew; load it again")

    def leave(self, member: Member) -> None:
        self._claims.pop(member, None)
        self._crowd.remove(member)

    def rest(self) -> None:
        """Nobody is here any more: make the document quick to load again."""
        if self._keeper.is_due(self._limits.checkpoint_idle_updates):
            self._wish(self.id)

    def revoke(self, person: str | None, access: Access | None) -> None:
        """A person's right changed, or is gone; no person: the document is."""
        for member in self._crowd.members():
            if person is None:
                member.close(close_codes.NOT_FOUND, "this board was deleted")
            elif member.connection.access.person.id != person:
                continue
            elif access is None:  # what it sent before and nobody judged yet counts no more
                member.connection.access = replace(member.connection.access, may_edit=False)
                member.close(close_codes.NOT_ALLOWED, "you may no longer read this board")
            else:
                member.connection.access = access.narrowed_to(member.connection.access)

    def sign_out(self, credential: str) -> None:
        """A session or token ended, and with it every connection it opened."""
        for member in self._crowd.members():
            if member.connection.access.credential == credential:
                member.connection.access = replace(member.connection.access, may_edit=False)
                member.close(close_codes.NOT_SIGNED_IN, "you are signed out")

    def note(self, name: str, value: JSON) -> None:
        """Have the server's own client say `value` under `name` to everyone here."""
        self._crowd.note(name, value)

    def receive(self, member: Member, frame: bytes) -> None:
        """Take a frame of `member`; what it asks of the document is done in the next batch."""
        for effect in member.connection.receive(frame):
            match effect:
                case Answer(state_vector) if not self._is_open:
                    if not self._shows(member, state_vector):
                        self._unanswered.append((member, state_vector))
                case Submit() | Answer():
                    work = FromClient(member, effect)
                    member.take_on(work.size_bytes)
                    self._queue.put_nowait(work)
                case Announce(entries):
                    self._crowd.announce(member, entries)
                case ShowEverybody():
                    self._crowd.show_everybody(member)
                case Send() | Close():
                    member.perform([effect])
                case _:
                    assert_never(effect)

    def _shows(self, member: Member, state_vector: bytes) -> bool:
        """Answer one who has nothing, while the document is being built, with what it is built of.

        All of it is on disk, and nothing is added before the document is there.
        """
        glimpse = self._glimpse
        if glimpse is None or not glimpse.suits(state_vector, self._claims.get(member)):
            return False
        frame = glimpse.frame()
        member.answer(frame, state_vector)
        self._metrics.sent(1, len(frame))
        self._has_answered.set()
        return True

    def catch_up(self, member: Member, state_vector: bytes) -> None:
        """Make good what `member` was too slow for: everything since `state_vector`."""
        self._metrics.outbox_dropped()
        self._queue.put_nowait(FromClient(member, Answer(state_vector)))

    def stop(self, code: int, reason: str) -> None:
        """Finish what is queued, then close every member with `code`; `run` ends."""
        if self._closed is None:
            self._closed = Close(code, reason)
            self._queue.put_nowait(Stop())

    async def run(self) -> None:
        """Work until stopped. A failure of our own ends this room, never the server."""
        end = Close(close_codes.UNAVAILABLE, "this board had to be closed; come back in a moment")
        try:
            goes_on = self._queue.empty() or await self._turn(await self._next())
            self._tell("opened")  # now that who waited has been answered
            while goes_on:  # without a name for the work: it may be large, and the next far off
                goes_on = await self._do(await self._next())
            end = self._closed or end
        except BaseException as error:
            if not is_yrs_failure(error):
                raise
            log.error("The room of document %s failed.", self.id, exc_info=error)
        finally:
            self._end(end)

    async def _next(self) -> Work:
        self._waits = True
        work = await self._queue.get()
        self._waits = self._was_quiet = False
        return work

    async def _do(self, first: Work) -> bool:
        if not self._sleeps:
            return await self._turn(first)
        return False if isinstance(first, Stop) else await self._awake(first)

    async def _turn(self, first: Work) -> bool:
        goes_on = await self._pump.turn(take(self._queue, first, self._limits))
        if self._keeper.is_due():
            self._wish(self.id)
        return goes_on

    async def _awake(self, first: Work) -> bool:
        try:
            await self._keeper.wake()
        except BaseException:
            self._queue.put_nowait(first)  # who waits for it hears of it at the end
            raise
        self._sleeps = False
        goes_on = await self._turn(first)
        self._tell("opened")
        return goes_on

    def _end(self, end: Close) -> None:
        self._shut(end)
        if not self._sleeps:
            self._tell("closed")
            self._keeper.release()

    def _shut(self, end: Close) -> None:
        self._closed = end
        self._crowd.close(end)
        self._storage.close()
        while not self._queue.empty():
            work = self._queue.get_nowait()
            if isinstance(work, Edit):
                fail(work, DocumentUnavailable(f"Document {self.id} is not open."))

    def _tell(self, news: Literal["opened", "closed"]) -> None:
        for observer in self._observers:
            try:
                getattr(observer, news)(self)
            except Exception:
                log.exception("An observer of document %s failed.", self.id)

    def _try_again(self) -> None:
        self._queue.put_nowait(TryAgain())

    def _on_rebuilt(self) -> None:
        self._tell("closed")
        self._tell("opened")
