"""The Doc of one room, and what may enter it: judged before, on disk before anyone sees it.

Between `make_edit` and its `commit` the Doc holds what the journal does not; only the room's one
task calls here, so nobody reads it in between. Knows nothing of connections or awareness.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from pycrdt import Doc, TransactionEvent

from collab.documents.model import DocumentId
from collab.documents.origin import CLIENTS
from collab.documents.store import DocumentStore, Entry
from collab.errors import DocumentCorrupt, PeerError, RefusedUpdate
from collab.sync.admission import Admission, Admitted, Judgement, Missing
from collab.sync.limits import Limits
from collab.sync.loading import (
    AT_ONCE_BYTES,
    Loaded,
    Poisoned,
    apply,
    is_observer_failure,
    is_yrs_failure,
    load,
    off_the_loop,
)
from collab.sync.update_v1 import parse_deletes, parse_update

log = logging.getLogger(__name__)


class Keeper:
    """Of use once `open` was called, and until `sleep`; then again after `wake`."""

    _doc: "Doc[Any]"

    def __init__(self, id: DocumentId, store: DocumentStore, limits: Limits) -> None:
        self._id = id
        self._store = store
        self._limits = limits
        self._captured: list[tuple[bytes, bytes]] = []
        self._index: Admission | None = None
        self._find_index: Callable[[], Admission] | None = None
        self._size_bytes = self._tail_updates = self._tail_bytes = 0

    def open(self, loaded: Loaded) -> None:
        self._doc = loaded.doc
        self._index = None
        self._find_index = loaded.find_index
        self._size_bytes = loaded.size_bytes
        self._tail_updates = loaded.tail_updates
        self._tail_bytes = loaded.tail_bytes
        self._captured.clear()
        self._subscription = self._doc.observe(self._capture)

    def sleep(self) -> None:
        """Let go of the Doc and all that was learned of it; the store has it."""
        self.release()
        del self._doc
        self._index = self._find_index = None

    async def wake(self) -> None:
        """Raises `DocumentError`."""
        self.open(await load(self._store, self._id))

    @property
    def doc(self) -> "Doc[Any]":
        return self._doc

    @property
    def size_bytes(self) -> int:
        """Of the document, encoded; never less than it is."""
        return self._size_bytes

    @property
    def struct_count(self) -> int:
        """Runs of elements in the document, as far as it has been needed to know."""
        return 0 if self._index is None else self._index.run_count()

    async def know(self) -> None:
        """Have the index at hand. It is not needed to read a document, and follows after it."""
        if self._index is None:
            index = await self._found_index()
            index.settle(parse_update(self._doc.get_update(self._doc.get_state())).deletes)
            self._index = index
            self._find_index = None

    async def judge(self, update: bytes) -> Judgement:
        """Whether a client's `update` may enter. Raises `PeerError` when it never may."""
        await self.know()
        judgement = await off_the_loop(self._judge, update)
        if not isinstance(judgement, Missing) and judgement.is_news:
            self._check_size(len(update))
        return judgement

    def _judge(self, update: bytes) -> Judgement:
        """Touches no Doc, and nobody changes the index meanwhile: it may run in a thread."""
        return self._admission.judge(parse_update(update))

    def admit(self, admitted: Admitted) -> None:
        """Later updates of the batch may build on this one."""
        self._admission.add(admitted)

    @property
    def _admission(self) -> Admission:
        if self._index is None:
            raise RuntimeError("the index was not asked for: await `know` first")
        return self._index

    def make_edit(self, change: "Callable[[Doc[Any]], None]", origin: str) -> list[bytes]:
        """Run a change of the server's own; returns what it wrote, for `commit`.

        Raises `Poisoned` when it failed half-way, or wrote what no client could load: its edits are
        in the Doc, and not to be kept.
        """
        try:
            with self._doc.transaction(origin=origin):
                change(self._doc)
        except BaseException as error:
            if not is_yrs_failure(error):
                raise
            if not is_observer_failure(error):
                if self._take_captured() or not isinstance(error, Exception):
                    raise Poisoned(f"an edit of {origin} failed half-way: {error}") from error
                raise
            log.error("An observer of document %s failed.", self._id, exc_info=error)
        made = [update for update, _ in self._take_captured()]
        try:
            for update in made:
                judgement = self._judge(update)
                if isinstance(judgement, Missing):
                    raise RefusedUpdate("dependency", "it builds on what is not in the document")
                self._admission.add(judgement)
                self._size_bytes += len(update)
        except PeerError as error:
            raise Poisoned(f"an edit of {origin} does not fit the schema: {error}") from error
        return made

    async def commit(self, entries: Sequence[Entry]) -> None:
        """Raises `DocumentUnavailable`; then `forget` or `rebuild`."""
        await self._store.append(entries)
        self._tail_updates += len(entries)
        self._tail_bytes += sum(len(entry.update) for entry in entries)

    async def probe(self) -> None:
        """Raises `DocumentUnavailable` while nothing can be committed."""
        await self._store.probe()

    def is_due(self, at_least: int | None = None) -> bool:
        """Whether so much was committed since the last checkpoint that another is worth its cost.

        It is then taken to be made: the count starts anew.
        """
        least = self._limits.checkpoint_updates if at_least is None else at_least
        if self._tail_updates < least and self._tail_bytes < self._limits.checkpoint_bytes:
            return False
        self._tail_updates = self._tail_bytes = 0
        return True

    def apply(self, updates: Sequence[bytes]) -> list[bytes]:
        """Apply what is committed; returns what changed, in as few updates as is cheap.

        Raises `Poisoned`: the Doc must be rebuilt.
        """
        if updates:
            self._size_bytes += sum(map(len, updates))
            apply(self._doc, updates, CLIENTS)
        captured = self._take_captured()
        if self._index is not None:
            self._index.settle(chain.from_iterable(parse_deletes(gone) for _, gone in captured))
        return [update for update, _ in captured]

    async def forget(self) -> None:
        """The batch was not committed and the Doc has none of it: nothing may build on it."""
        self._index = await off_the_loop(Admission.of, self._doc.get_update())

    async def rebuild(self) -> frozenset[bytes]:
        """Discard the Doc for what the journal holds; returns the rows that had to be set aside."""
        loaded = await load(self._store, self._id)
        self.release()
        self.open(loaded)
        await self.know()
        return frozenset(row.update for row in loaded.left_out)

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def diff(self, state_vector: bytes) -> bytes:
        return self._doc.get_update(state_vector)

    async def _found_index(self) -> Admission:
        try:
            if self._find_index is not None:
                small = self._size_bytes <= AT_ONCE_BYTES
                find = self._find_index
                return find() if small else await asyncio.to_thread(find)
        except PeerError as error:
            log.warning("The index of document %s is made anew: %s", self._id, error)
        try:
            return await off_the_loop(Admission.of, self._doc.get_update())
        except PeerError as error:
            raise DocumentCorrupt(f"document {self._id} is not of this schema: {error}") from error

    def release(self) -> None:
        """Let go of the Doc: as long as it is observed, it and its observer keep each other."""
        try:
            self._doc.unobserve(self._subscription)
        except BaseException as error:
            if not is_yrs_failure(error):
                raise
            log.error("Document %s could not be let go of: %s", self._id, error)

    def _capture(self, event: TransactionEvent) -> None:
        """Of two who set a key at once one loses, and only the event says what merging deleted."""
        self._captured.append((event.update, event.delete_set))  # type: ignore[attr-defined]

    def _take_captured(self) -> list[tuple[bytes, bytes]]:
        taken, self._captured[:] = list(self._captured), []
        return taken

    def _check_size(self, more: int) -> None:
        """`_size_bytes` only ever overestimates, so the document is measured when it seems full."""
        limit = self._limits.document_bytes
        if self._size_bytes + more > limit:
            self._size_bytes = len(self._doc.get_update())
        if self._size_bytes + more > limit:
            raise RefusedUpdate("too_large", f"a document may have {limit} bytes")
