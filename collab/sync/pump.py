"""One turn of a room: admit, commit, apply, show, in that order, for all that queued meanwhile.

That order is the promise of this package. Nothing that is not on disk leaves, the server's own
edits and a joiner's step 2 included. Knows nothing of who comes and goes, only whom to tell.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from collab.documents.model import DocumentId
from collab.documents.origin import RENDER
from collab.documents.schema import NODES
from collab.errors import DocumentUnavailable, PeerError, RefusedUpdate
from collab.sync import close_codes, messages
from collab.sync.admission import Judgement, Missing
from collab.sync.batch import Batch, Edit, FromClient, Stop, TryAgain, Welcome, Work, fail
from collab.sync.connection import Submit, reason_of
from collab.sync.crowd import Crowd
from collab.sync.keeper import Keeper
from collab.sync.loading import Poisoned
from collab.sync.member import Member
from collab.sync.merging import merged
from collab.sync.metrics import SyncMetrics
from collab.sync.storage import Storage

CLIENT_ROOTS = frozenset({NODES})
"""What editors write; the other roots are the server's."""


class Pump:
    """`on_rebuilt` is called when the document had to be made anew from the journal.

    When the journal refuses, the room is read-only: what clients send is held, unacknowledged and
    bounded by their sockets' not being read, until the journal takes it.
    """

    def __init__(
        self,
        id: DocumentId,
        keeper: Keeper,
        crowd: Crowd,
        metrics: SyncMetrics,
        on_rebuilt: Callable[[], None],
        storage: Storage,
    ) -> None:
        self._id = id
        self._keeper = keeper
        self._crowd = crowd
        self._metrics = metrics
        self._on_rebuilt = on_rebuilt
        self._storage = storage
        self.authors: tuple[str, ...] = ()
        self._held: list[tuple[Member, Submit]] = []

    async def turn(self, works: Iterable[Work]) -> bool:
        """One batch. False when it was the last."""
        batch = Batch()
        try:
            for work in works:
                await self._take(batch, work)
            await self._finish(batch)
        finally:  # whatever became of it, nobody waits for ever
            for edit, error in batch.failed:
                fail(edit, error)
            for edit in batch.edits:
                fail(edit, DocumentUnavailable(f"Document {self._id} had to be closed."))
        await asyncio.sleep(0)  # a full queue is no reason to keep the loop from others
        if batch.put_off:
            await self.turn(batch.put_off)
        return not batch.is_last

    async def _take(self, batch: Batch, work: Work) -> None:
        match work:
            case Edit():
                await self._make(batch, work)
            case FromClient(member, effect):
                member.lay_off(work.size_bytes)
                if not isinstance(effect, Submit):
                    batch.answers.append((member, effect.state_vector))
                elif self._is_read_only(batch):
                    self._hold(member, effect)
                else:
                    await self._admit(batch, member, effect)
            case TryAgain():
                await self._try_again(batch)
            case Welcome(member):
                batch.welcomes.append(member)
            case Stop():
                batch.is_last = True
            case _:
                assert_never(work)

    def _is_read_only(self, batch: Batch) -> bool:
        return self._storage.reason is not None and not batch.is_trial

    def _hold(self, member: Member, submit: Submit) -> None:
        member.take_on(len(submit.update))
        self._held.append((member, submit))

    async def _try_again(self, batch: Batch) -> None:
        """What was held is judged anew, in its order: rights may have changed meanwhile."""
        try:
            await self._keeper.probe()
        except DocumentUnavailable as error:
            self._storage.refused(str(error))
            return
        batch.is_trial = True
        held, self._held = self._held, []
        for member, submit in held:
            member.lay_off(len(submit.update))
            await self._admit(batch, member, submit)

    async def _make(self, batch: Batch, edit: Edit) -> None:
        if self._is_read_only(batch):
            reason = f"Document {self._id} cannot be saved now: {self._storage.reason}"
            batch.failed.append((edit, DocumentUnavailable(reason)))
            return
        await self._keeper.know()
        # It would build on what is about to be undone, or delete what clients have built on.
        if batch.must_rebuild or batch.put_off or (batch.updates and edit.origin != RENDER):
            batch.put_off.append(edit)
            return
        try:
            batch.made += self._keeper.make_edit(edit.change, edit.origin)
            batch.edits.append(edit)
        except Poisoned as error:
            batch.must_rebuild = True
            batch.failed.append((edit, error.__cause__ or error))
        except Exception as error:  # the caller's mistake, and the caller's to hear
            batch.failed.append((edit, error))

    async def _admit(self, batch: Batch, member: Member, submit: Submit) -> None:
        await self._judge(batch, member, submit)
        if submit.is_step_2 and not batch.put_off:
            for waited in member.connection.finish_step_2():
                await self._judge(batch, member, waited)

    async def _judge(self, batch: Batch, member: Member, submit: Submit) -> None:
        if batch.put_off:  # each client's in their order
            self._put_off(batch, member, submit)
            return
        try:
            judgement = await self._permitted(member, submit)
            if isinstance(judgement, Missing):
                member.perform(member.connection.wait(submit))
                return
            if judgement.is_in_doubt and (batch.updates or batch.made):
                self._put_off(batch, member, submit)
                return
            if judgement.is_news:
                self._claim(member, {client for client, _, _ in judgement.elements})
                self._keeper.admit(judgement)
                batch.updates.append((member, replace(submit, update=judgement.update)))
        except PeerError as error:
            self._metrics.refused(reason_of(error))
            member.perform(member.connection.refuse(submit, error))
            return
        batch.settled.append((member, submit))

    def _put_off(self, batch: Batch, member: Member, submit: Submit) -> None:
        member.take_on(len(submit.update))
        batch.put_off.append(FromClient(member, submit))

    async def _permitted(self, member: Member, submit: Submit) -> Judgement:
        """Raises `PeerError` for what is not to be admitted, or not from this client."""
        judgement = await self._keeper.judge(submit.update)
        member.connection.check_write(judgement, CLIENT_ROOTS)
        return judgement

    def _claim(self, member: Member, clients: set[int]) -> None:
        """Raise `RefusedUpdate` when one of these client ids is not, and does not become, its own.

        What somebody else writes next under the same clocks would count as known, and be lost.

        A client id is its account's who first wrote under it; nobody sees it before. The server's
        own changes with each time the document is loaded.
        """
        person = member.connection.access.person.id
        if self._keeper.doc.client_id in clients or not self._crowd.may_write(person, clients):
            raise RefusedUpdate("client", "this update is written under another's client id")
        self._crowd.wrote(person, clients)

    async def _finish(self, batch: Batch) -> None:
        if await self._commit(batch):
            await self._show(batch)
        else:
            await self._take_back(batch)
        for member, state_vector in batch.answers:
            frame = messages.step_2(self._keeper.diff(state_vector))
            self._metrics.sent(1, len(frame))
            if member.answer(frame, state_vector):
                self._crowd.show_everybody(member)
        for member in batch.welcomes:
            self._crowd.welcome(member)

    async def _commit(self, batch: Batch) -> bool:
        entries = batch.entries(self._id)
        if not entries:
            if batch.is_trial:
                self._storage.works()
            return True
        started = asyncio.get_running_loop().time()
        try:
            await self._keeper.commit(entries)
        except DocumentUnavailable as error:
            self._storage.refused(str(error))
            batch.failed += [(edit, error) for edit in batch.edits]
            return False
        self._storage.works()
        self._metrics.committed(
            asyncio.get_running_loop().time() - started,
            updates=len(batch.updates),
            size_bytes=sum(len(entry.update) for entry in entries),
        )
        return True

    async def _show(self, batch: Batch) -> None:
        """What is committed: to everyone but who has it, then to those who wait for word of it."""
        updates = [submit.update for _, submit in batch.updates]
        try:
            if batch.must_rebuild:
                raise Poisoned("an edit of the server failed")
            changed = self._apply(updates, batch.authors())
            self._show_all(merged([*batch.made, *changed]), batch.sole_sender())
        except Poisoned:
            left_out = await self._rebuild()
            for member, submit in batch.updates:
                if submit.update in left_out:
                    member.close(close_codes.MALFORMED, "this update cannot be applied")
            self._show_all([one for one in batch.made + updates if one not in left_out], None)
        self._crowd.base = self._keeper.state_vector()
        for edit in batch.edits:
            if not edit.done.done():
                edit.done.set_result(None)
        for member, submit in batch.settled:
            member.connection.commit(submit.count)
        for member, _ in batch.settled:
            member.perform(member.connection.acknowledge())

    def _apply(self, updates: list[bytes], authors: tuple[str, ...]) -> list[bytes]:
        self.authors = authors
        try:
            return self._keeper.apply(updates)
        finally:
            self.authors = ()

    def _show_all(self, updates: list[bytes], but: Member | None) -> None:
        told = self._crowd.show(updates, but)
        self._metrics.sent(told * len(updates), told * sum(map(len, updates)))

    async def _take_back(self, batch: Batch) -> None:
        """The journal refused: the document is as before, and what clients sent waits.

        A client cannot take an update back; nor need it, as long as nobody says that it is saved.
        """
        for member, submit in batch.settled:
            self._hold(member, submit)
        if batch.made or batch.must_rebuild:
            await self._rebuild()
        elif batch.updates:
            await self._keeper.forget()

    async def _rebuild(self) -> frozenset[bytes]:
        left_out = await self._keeper.rebuild()
        self._on_rebuilt()
        return left_out
