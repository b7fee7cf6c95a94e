"""Outputs of finished invocations, by fingerprint."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import anyio.to_thread
from sqlalchemy import Row, delete, insert, select

from collab.documents.model import JSON
from render.stores import Artifact, Fingerprint
from workspace.persistence.blobs import Blobs
from workspace.persistence.engine import Database
from workspace.persistence.tables import artifacts

_BATCH = 500  # below SQLite's bound on parameters


class SqlArtifactStore:
    """Implements `render.stores.ArtifactStore`."""

    def __init__(self, database: Database, blobs: Blobs, now: Callable[[], int]) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now

    async def find(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, Artifact]:
        wanted = list(fingerprints)
        rows: list[Row[Any]] = []
        async with self._database.reading() as connection:
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                query = select(artifacts).where(artifacts.c.fingerprint.in_(batch))
                rows += (await connection.execute(query)).all()
        found = [Artifact(Fingerprint(r.fingerprint), r.outputs, r.duration_ms) for r in rows]
        return await anyio.to_thread.run_sync(self._whole, found)

    async def save(self, artifact: Artifact) -> None:
        await self.save_many([artifact])

    async def save_many(self, found: Collection[Artifact]) -> None:
        latest = {artifact.fingerprint: artifact for artifact in found}
        now = self._now()
        rows = [
            {
                "fingerprint": artifact.fingerprint,
                "outputs": dict(artifact.outputs),
                "duration_ms": artifact.duration_ms,
                "created_at": now,
            }
            for artifact in latest.values()
        ]
        if not rows:
            return
        fingerprints = list(latest)
        async with self._database.writing() as connection:
            for start in range(0, len(fingerprints), _BATCH):
                same = artifacts.c.fingerprint.in_(fingerprints[start : start + _BATCH])
                await connection.execute(delete(artifacts).where(same))
            await connection.execute(insert(artifacts), rows)

    def _whole(self, found: list[Artifact]) -> dict[Fingerprint, Artifact]:
        """Those whose files are all there; the others are worked out anew."""
        return {
            artifact.fingerprint: artifact
            for artifact in found
            if all(self._blobs.path(asset).exists() for asset in _assets_in(artifact))
        }


def _assets_in(artifact: Artifact) -> Iterator[str]:
    waiting: list[JSON] = list(artifact.outputs.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and isinstance(asset := value.get("asset"), str):
            yield asset
