"""Writes due results into their document: one transaction with the render origin a batch.

An asset is linked to the board before a result names it. What to write, and when, is decided by
the `Ledger`; this only waits, links and writes.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Any

from pycrdt import Doc

from collab.documents.edits import write_results
from collab.documents.live import LiveDocument
from collab.documents.model import NodeId
from collab.documents.origin import RENDER
from collab.errors import DocumentUnavailable
from render.results import Ledger, Result, assets_of
from render.stores import AssetId, AssetLibrary

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0

MOST_LINKED = 10_000
"""So many links are remembered; to make one again is harmless."""


class Writeback:
    def __init__(
        self,
        document: LiveDocument,
        ledger: Ledger,
        assets: AssetLibrary,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        wrote: Callable[[Collection[NodeId]], None],
    ) -> None:
        self._document = document
        self._ledger = ledger
        self._assets = assets
        self._clock = clock
        self._wall_clock = wall_clock
        self._wrote = wrote
        self._linked: set[AssetId] = set()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """The ledger changed."""
        self._wake.set()

    def linked(self, assets: Collection[AssetId]) -> None:
        """The board has these already."""
        if len(self._linked) > MOST_LINKED:
            self._linked.clear()
        self._linked.update(assets)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._until_due()
            try:
                await self._write()
            except DocumentUnavailable as error:
                logger.warning("results of %s wait: %s", self._document.id, error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("results of %s wait", self._document.id)
                await asyncio.sleep(RETRY_SECONDS)

    async def _until_due(self) -> None:
        due = self._ledger.next_due()
        try:
            async with asyncio.timeout(None if due is None else max(0.0, due - self._clock())):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _write(self) -> None:
        due = self._due()
        named = assets_of(due.values())
        if unlinked := named - self._linked:
            await self._assets.link(self._document.id, unlinked)
            self.linked(named)
            due = self._due()
        written: dict[NodeId, Result | None] = {}

        def change(doc: "Doc[Any]") -> None:
            """Asks the ledger again: what was due may be unwanted by now."""
            written.clear()
            written.update(
                (node, result)
                for node, result in self._due().items()
                if assets_of([result]) <= self._linked
            )
            write_results(doc, written)

        if due:
            await self._document.edit(change, RENDER)
            self._ledger.wrote(written)
        self._wrote(written)

    def _due(self) -> dict[NodeId, Result | None]:
        return self._ledger.due(self._clock(), round(self._wall_clock() * 1000))
