"""A document while it is live: one task that admits, commits, applies and shows, batch by batch.

That order is the promise of this package. Nothing that is not on disk leaves, the server's own
edits and a joiner's step 2 included. It knows nothing of sockets (members are fed and drained by
whoever has one), of boards, or of when to load and unload.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, assert_never

from pycrdt import Doc

from collab.documents.live import DocumentObserver
from collab.documents.model import JSON, DocumentId
from collab.documents.reader import read_epoch
from collab.documents.schema import NODES
from collab.documents.store import DocumentStore
from collab.errors import DocumentUnavailable, PeerError
from collab.sync import close_codes, messages
from collab.sync.access import Access
from collab.sync.admission import Missing
from collab.sync.batch import Batch, Edit, FromClient, Stop, Welcome, Work, take
from collab.sync.connection import (
    Announce,
    Answer,
    Close,
    Connection,
    Send,
    ShowEverybody,
    Submit,
    reason_of,
)
from collab.sync.crowd import Crowd
from collab.sync.keeper import Keeper, merged
from collab.sync.limits import Limits
from collab.sync.loading import Loaded, Poisoned, is_yrs_failure
from collab.sync.member import Member
from collab.sync.metrics import SyncMetrics

log = logging.getLogger(__name__)

CLIENT_ROOTS = frozenset({NODES})
"""What editors write; the other roots are the server's."""


class Room:
    """A `LiveDocument` with members.

    Its queue is bounded by who fills it: a member with too much uncommitted is not read, and a
    server edit is waited for by whoever asked.
    """

    def __init__(
        self,
        id: DocumentId,
        loaded: Loaded,
        store: DocumentStore,
        observers: Sequence[DocumentObserver],
        limits: Limits,
        metrics: SyncMetrics,
    ) -> None:
        self.id = id
        self._observers = observers
        self._limits = limits
        self._metrics = metrics
        self._queue: asyncio.Queue[Work] = asyncio.Queue()
        self._keeper = Keeper(id, loaded, store, limits.document_bytes)
        self._crowd = Crowd(loaded.doc.client_id, limits, self._keeper.state_vector())
        self._closed: Close | None = None

    @property
    def doc(self) -> "Doc[Any]":
        return self._keeper.doc

    @property
    def epoch(self) -> str | None:
        return read_epoch(self.doc)

    async def edit(self, change: "Callable[[Doc[Any]], None]", origin: str) -> None:
        if self._closed is not None:
            raise DocumentUnavailable(f"Document {self.id} is not open.")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(Edit(change, origin, done))
        await done

    def set_awareness(self, fields: Mapping[str, JSON]) -> None:
        self._crowd.say(dict(fields))

    def join(self, number: int, access: Access, receipts: bool) -> Member:
        """`number` is higher than that of any connection before."""
        member = Member(Connection(number, access, receipts, self._limits), self._limits)
        if self._closed is not None:
            member.close(self._closed.code, self._closed.reason)
            return member
        self._crowd.add(member)
        self._queue.put_nowait(Welcome(member))
        return member

    def leave(self, member: Member) -> None:
        self._crowd.remove(member)

    def revoke(self, person: str | None, access: Access | None) -> None:
        """A person's right changed, or is gone; no person: the document is."""
        for member in self._crowd.members():
            if person is None:
                member.close(close_codes.NOT_FOUND, "this board was deleted")
            elif member.connection.access.person.id != person:
                continue
            elif access is None:
                member.close(close_codes.NOT_ALLOWED, "you may no longer read this board")
            else:
                member.connection.access = access

    def receive(self, member: Member, frame: bytes) -> None:
        """Take a frame of `member`; what it asks of the document is done in the next batch."""
        for effect in member.connection.receive(frame):
            match effect:
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

    def catch_up(self, member: Member, state_vector: bytes) -> None:
        """Make good what `member` was too slow for: everything since `state_vector`."""
        self._queue.put_nowait(FromClient(member, Answer(state_vector)))
        self._crowd.show_everybody(member)

    def stop(self, code: int, reason: str) -> None:
        """Finish what is queued, then close every member with `code`; `run` ends."""
        if self._closed is None:
            self._closed = Close(code, reason)
            self._queue.put_nowait(Stop())

    async def run(self) -> None:
        """Work until stopped. A failure of our own ends this room, never the server."""
        end = Close(close_codes.UNAVAILABLE, "this board had to be closed; come back in a moment")
        self._tell("opened")
        try:
            while await self._turn(await self._queue.get()):
                pass
            end = self._closed or end
        except BaseException as error:
            if not is_yrs_failure(error):
                raise
            log.error("The room of document %s failed.", self.id, exc_info=error)
        finally:
            self._end(end)

    def _end(self, end: Close) -> None:
        self._closed = end
        self._crowd.close(end)
        while not self._queue.empty():
            work = self._queue.get_nowait()
            if isinstance(work, Edit):
                _fail(work, DocumentUnavailable(f"Document {self.id} is not open."))
        self._tell("closed")

    def _tell(self, news: Literal["opened", "closed"]) -> None:
        for observer in self._observers:
            try:
                getattr(observer, news)(self)
            except Exception:
                log.exception("An observer of document %s failed.", self.id)

    async def _turn(self, first: Work) -> bool:
        """One batch. False when it was the last."""
        batch, goes_on = Batch(), True
        for work in take(self._queue, first, self._limits):
            match work:
                case Edit():
                    self._make(batch, work)
                case FromClient(member, effect):
                    member.lay_off(work.size_bytes)
                    if isinstance(effect, Submit):
                        self._admit(batch, member, effect)
                    else:
                        batch.answers.append((member, effect.state_vector))
                case Welcome(member):
                    batch.welcomes.append(member)
                case Stop():
                    goes_on = False
                case _:
                    assert_never(work)
        await self._finish(batch)
        await asyncio.sleep(0)  # a full queue is no reason to keep the loop from others
        return goes_on

    def _make(self, batch: Batch, edit: Edit) -> None:
        try:
            batch.made += self._keeper.make_edit(edit.change, edit.origin)
            batch.edits.append(edit)
        except Poisoned as error:
            batch.must_rebuild = True
            _fail(edit, error.__cause__ or error)
        except Exception as error:  # the caller's mistake, and the caller's to hear
            _fail(edit, error)

    def _admit(self, batch: Batch, member: Member, submit: Submit) -> None:
        self._judge(batch, member, submit)
        if submit.is_step_2:
            for waited in member.connection.finish_step_2():
                self._judge(batch, member, waited)

    def _judge(self, batch: Batch, member: Member, submit: Submit) -> None:
        try:
            judgement = self._keeper.judge(submit.update)
            if isinstance(judgement, Missing):
                member.perform(member.connection.wait(submit))
                return
            if judgement.is_news:
                member.connection.check_role(judgement.roots, CLIENT_ROOTS)
                self._keeper.admit(judgement)
                batch.updates.append((member, submit))
        except PeerError as error:
            self._metrics.refused(reason_of(error))
            member.perform(member.connection.refuse(submit, error))
            return
        batch.settled.append((member, submit.count))

    async def _finish(self, batch: Batch) -> None:
        if await self._commit(batch):
            await self._show(batch)
        else:
            await self._take_back(batch)
        for member, state_vector in batch.answers:
            member.answer(messages.step_2(self._keeper.diff(state_vector)), state_vector)
        for member in batch.welcomes:
            self._crowd.welcome(member)

    async def _commit(self, batch: Batch) -> bool:
        entries = batch.entries(self.id)
        if not entries:
            return True
        started = asyncio.get_running_loop().time()
        try:
            await self._keeper.commit(entries)
        except DocumentUnavailable as error:
            log.error("Document %s: a batch was not committed: %s", self.id, error)
            for edit in batch.edits:
                _fail(edit, error)
            return False
        self._metrics.committed(asyncio.get_running_loop().time() - started)
        self._metrics.updates(len(batch.updates))
        return True

    async def _show(self, batch: Batch) -> None:
        """What is committed: to everyone but who has it, then to those who wait for word of it."""
        updates = [submit.update for _, submit in batch.updates]
        try:
            if batch.must_rebuild:
                raise Poisoned("an edit of the server failed")
            changed = self._keeper.apply(updates) if updates else []
            self._crowd.show(merged([*batch.made, *changed]), batch.sole_sender())
        except Poisoned:
            left_out = await self._rebuild()
            for member, submit in batch.updates:
                if submit.update in left_out:
                    member.close(close_codes.MALFORMED, "this update cannot be applied")
            self._crowd.show([one for one in batch.made + updates if one not in left_out], None)
        self._crowd.base = self._keeper.state_vector()
        for edit in batch.edits:
            if not edit.done.done():
                edit.done.set_result(None)
        for member, count in batch.settled:
            member.connection.commit(count)
        for member, _ in batch.settled:
            member.perform(member.connection.acknowledge())

    async def _take_back(self, batch: Batch) -> None:
        """The journal refused: the document is as before, and who sent must send again.

        A client cannot take an update back, so its socket is closed: it comes back with a step 2
        that has it.
        """
        for member, _ in batch.settled:
            member.close(close_codes.UNAVAILABLE, "this board cannot be saved now; come back")
        if batch.made or batch.must_rebuild:
            await self._rebuild()
        else:
            self._keeper.forget()

    async def _rebuild(self) -> frozenset[bytes]:
        left_out = await self._keeper.rebuild()
        self._tell("closed")
        self._tell("opened")
        return left_out


def _fail(edit: Edit, error: BaseException) -> None:
    if not edit.done.done():
        edit.done.set_exception(error)
