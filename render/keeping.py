"""Takes what workers wrote, and what was put together, into the library: many at the price of one.

Knows files and artifacts, no workers; what is to follow is the dispatcher's.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from collab.documents.model import JSON, DocumentId
from render.graph.model import Invocation, Problem
from render.outcomes import asset_output
from render.provenance import as_made, works_of
from render.queue.quality import in_words
from render.stores import (
    Artifact,
    ArtifactStore,
    AssetId,
    AssetInfo,
    AssetLibrary,
    Checks,
    Delivery,
    Fingerprint,
)
from render.workers import wire

logger = logging.getLogger(__name__)


class KeepListener(Protocol):
    """Told on the event loop."""

    def kept(self, artifact: Artifact) -> None: ...

    def not_kept(self, fingerprint: Fingerprint, problem: Problem) -> None: ...


class Keeping:
    """`boards_of` tells where somebody waits for an artifact."""

    def __init__(
        self,
        assets: AssetLibrary,
        artifacts: ArtifactStore,
        listener: KeepListener,
        boards_of: Callable[[Fingerprint], set[DocumentId]],
    ) -> None:
        self._assets = assets
        self._artifacts = artifacts
        self._listener = listener
        self._boards_of = boards_of
        # As many as invocations are in the state `Keeping`: workers wait for their encoder, which
        # waits for nobody, so a slow disk shows as a growing queue here. Entries are small.
        self._waiting: asyncio.Queue[Delivery] = asyncio.Queue()

    def put(self, delivery: Delivery) -> None:
        self._waiting.put_nowait(delivery)

    def delivery(self, stored: wire.Stored, invocation: Invocation | None) -> Delivery:
        """What a worker says that it wrote, doing `invocation`."""
        outputs: dict[str, JSON] = {p: {"value": value} for p, value in stored.values.items()}
        files: list[tuple[Path, AssetInfo]] = []
        for port, file in stored.files.items():
            info = _info(file)
            files.append((self._assets.scratch / str(file["file"]), info))
            outputs[port] = {**asset_output(info), **_odd(stored.checks.get(port))}
        checks: Checks = {port: [odd] for port, odd in stored.checks.items()}
        fingerprint = Fingerprint(stored.fingerprint)
        artifact = Artifact(fingerprint, outputs, stored.duration_ms, checks)
        made_of = works_of(as_made(invocation, artifact)) if invocation else None
        return Delivery(artifact, files, made_of=made_of)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._keep(batch)

    async def _keep(self, batch: Sequence[Delivery]) -> None:
        """Together, since a sync and a transaction cost the same for one and for a hundred."""
        delivered = [
            replace(each, boards=self._boards_of(each.artifact.fingerprint)) for each in batch
        ]
        try:
            await self._artifacts.keep(delivered)
            await self._link_late(delivered)
        except Exception as error:  # a full disk, a locked database: the node says so
            if len(batch) > 1:  # one bad file is no reason against the others
                for each in batch:
                    await self._keep([each])
                return
            fingerprint = batch[0].artifact.fingerprint
            logger.exception("the result of %s cannot be kept", fingerprint)
            problem = Problem("failed", f"The result could not be stored: {error}")
            self._listener.not_kept(fingerprint, problem)
            return
        for each in delivered:
            self._listener.kept(each.artifact)

    async def _link_late(self, delivered: Sequence[Delivery]) -> None:
        """Also let those boards have the pictures that came to wish for them meanwhile."""
        linked = {each.artifact.fingerprint: set(each.boards) for each in delivered}
        late = True
        while late:
            late = False
            for each in delivered:
                boards = linked[each.artifact.fingerprint]
                for board in self._boards_of(each.artifact.fingerprint) - boards:
                    await self._assets.link(board, [info.id for _, info in each.files])
                    boards.add(board)
                    late = True


def _info(file: Mapping[str, JSON]) -> AssetInfo:
    return AssetInfo(
        id=AssetId(str(file["asset"])),
        mime=str(file["mime"]),
        width=_whole(file["width"]),
        height=_whole(file["height"]),
        size_bytes=_whole(file["size_bytes"]),
    )


def _odd(found: Sequence[str] | None) -> dict[str, JSON]:
    """What is odd about it, beside it on the board; nothing where nothing is."""
    said = map(in_words, found or ())
    odd: list[JSON] = [{"verdict": verdict, "message": message} for verdict, message in said]
    return {"odd": odd} if odd else {}


def _whole(value: JSON) -> int:
    return value if isinstance(value, int) else 0
