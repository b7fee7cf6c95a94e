"""The Doc of one room, and what may enter it: judged before, on disk before anyone sees it.

Between `make_edit` and its `commit` the Doc holds what the journal does not; only the room's one
task calls here, so nobody reads it in between. Knows nothing of connections or awareness.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from pycrdt import Doc, TransactionEvent, merge_updates

from collab.documents.model import DocumentId
from collab.documents.origin import CLIENTS
from collab.documents.store import DocumentStore, Entry
from collab.errors import PeerError, RefusedUpdate
from collab.sync.admission import Admission, Admitted, Judgement, Missing
from collab.sync.loading import (
    Loaded,
    Poisoned,
    apply,
    is_observer_failure,
    is_yrs_failure,
    load,
    off_the_loop,
)
from collab.sync.update_v1 import parse_update

log = logging.getLogger(__name__)

MERGE_AT_MOST = 200
"""`merge_updates` grows faster than linearly."""


class Keeper:
    def __init__(
        self, id: DocumentId, loaded: Loaded, store: DocumentStore, max_bytes: int
    ) -> None:
        self._id = id
        self._store = store
        self._max_bytes = max_bytes
        self._captured: list[bytes] = []
        self._adopt(loaded)

    @property
    def doc(self) -> "Doc[Any]":
        return self._doc

    async def judge(self, update: bytes) -> Judgement:
        """Whether a client's `update` may enter. Raises `PeerError` when it never may."""
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
        made = self._take_captured()
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

    def apply(self, updates: Sequence[bytes]) -> list[bytes]:
        """Apply what is committed; returns what changed, in as few updates as is cheap.

        Raises `Poisoned`: the Doc must be rebuilt.
        """
        self._size_bytes += sum(map(len, updates))
        apply(self._doc, updates, CLIENTS)
        return self._take_captured()

    async def forget(self) -> None:
        """The batch was not committed and the Doc has none of it: nothing may build on it."""
        self._admission = await off_the_loop(Admission.of, self._doc.get_update())

    async def rebuild(self) -> frozenset[bytes]:
        """Discard the Doc for what the journal holds; returns the rows that had to be left out."""
        loaded = await load(await self._store.load(self._id))
        self.release()
        for row in loaded.left_out:
            log.error("Document %s: left out a row that yrs cannot apply: %s", self._id, row.hex())
        self._adopt(loaded)
        return loaded.left_out

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def diff(self, state_vector: bytes) -> bytes:
        return self._doc.get_update(state_vector)

    def _adopt(self, loaded: Loaded) -> None:
        self._doc = loaded.doc
        self._admission = loaded.admission
        self._size_bytes = loaded.size_bytes
        self._captured.clear()
        self._subscription = self._doc.observe(self._capture)

    def release(self) -> None:
        """Let go of the Doc: as long as it is observed, it and its observer keep each other."""
        try:
            self._doc.unobserve(self._subscription)
        except BaseException as error:
            if not is_yrs_failure(error):
                raise
            log.error("Document %s could not be let go of: %s", self._id, error)

    def _capture(self, event: TransactionEvent) -> None:
        self._captured.append(event.update)

    def _take_captured(self) -> list[bytes]:
        taken, self._captured[:] = list(self._captured), []
        return taken

    def _check_size(self, more: int) -> None:
        """`_size_bytes` only ever overestimates, so the document is measured when it seems full."""
        if self._size_bytes + more > self._max_bytes:
            self._size_bytes = len(self._doc.get_update())
        if self._size_bytes + more > self._max_bytes:
            raise RefusedUpdate("too_large", f"a document may have {self._max_bytes} bytes")


def merged(updates: Sequence[bytes]) -> list[bytes]:
    """The same changes in as few updates as is cheap to make."""
    if 1 < len(updates) <= MERGE_AT_MOST:
        return [merge_updates(*updates)]
    return list(updates)
