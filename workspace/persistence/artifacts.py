"""Outputs of finished invocations, by fingerprint, with what was asked for last in memory."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import anyio.to_thread
from sqlalchemy import Connection, Row, select

from collab.documents.model import JSON
from render.cache import ByteBoundedCache
from render.stores import Artifact, AssetId, Delivery, Fingerprint, MadeOf
from workspace.persistence.assets import add_assets, link_assets
from workspace.persistence.blobs import Blobs
from workspace.persistence.engine import Database
from workspace.persistence.statements import batches, put
from workspace.persistence.tables import artifacts

REMEMBERED_BYTES = 32 * 2**20

_FOUND = [column for column in artifacts.c if column.name != "made_of"]


class SqlArtifactStore:
    """Implements `render.stores.ArtifactStore`.

    What is in memory is no truth of its own: that its files are still there is looked at each time.
    """

    def __init__(self, database: Database, blobs: Blobs, now: Callable[[], int]) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now
        self._remembered = ByteBoundedCache[Artifact](REMEMBERED_BYTES, _size_bytes)

    async def find(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, Artifact]:
        def find(connection: Connection) -> dict[Fingerprint, Artifact]:
            known = [each for one in fingerprints if (each := self._remembered.get(one))]
            have = {artifact.fingerprint for artifact in known}
            for some in batches([each for each in fingerprints if each not in have]):
                query = select(*_FOUND).where(artifacts.c.fingerprint.in_(some))
                known += map(_read, connection.execute(query))
            whole = {each.fingerprint: each for each in known if self._is_whole(each)}
            for each in known:
                if each.fingerprint not in whole:
                    self._remembered.drop(each.fingerprint)
                elif each.fingerprint not in have:
                    self._remembered.put(each.fingerprint, each)
            return whole

        return await self._database.read(find)

    async def made_of(self, fingerprints: Collection[Fingerprint]) -> Mapping[Fingerprint, MadeOf]:
        def find(connection: Connection) -> dict[Fingerprint, MadeOf]:
            found: dict[Fingerprint, MadeOf] = {}
            for some in batches(fingerprints):
                query = select(artifacts.c.fingerprint, artifacts.c.made_of)
                rows = connection.execute(query.where(artifacts.c.fingerprint.in_(some)))
                found |= {Fingerprint(row.fingerprint): row.made_of for row in rows if row.made_of}
            return found

        return await self._database.read(find)

    async def keep(self, delivered: Collection[Delivery]) -> None:
        files = [file for each in delivered for file in each.files]
        if files:
            moves = [(path, self._blobs.path(info.id)) for path, info in files]
            await anyio.to_thread.run_sync(self._blobs.adopt_many, moves)
        latest = {each.artifact.fingerprint: each for each in delivered}
        links = [
            (board, info.id)
            for each in delivered
            for board in each.boards
            for _, info in each.files
        ]
        now = self._now()

        def keep(connection: Connection) -> None:
            add_assets(connection, [info for _, info in files], now)
            link_assets(connection, links, now)
            rows = [_row(each, now) for each in latest.values()]
            if rows:
                connection.execute(put(connection, artifacts), rows)

        await self._database.write(keep)
        for fingerprint, each in latest.items():
            self._remembered.put(fingerprint, each.artifact)

    def _is_whole(self, artifact: Artifact) -> bool:
        """Whether its files are all there; else it is worked out anew."""
        return all(self._blobs.path(asset).exists() for asset in _assets_in(artifact))


def _row(delivery: Delivery, now: int) -> dict[str, Any]:
    artifact = delivery.artifact
    return {
        "fingerprint": artifact.fingerprint,
        "outputs": dict(artifact.outputs),
        "duration_ms": artifact.duration_ms,
        "checks": dict(artifact.checks),
        "created_at": now,
        "made_of": delivery.made_of and dict(delivery.made_of),
    }


def _read(row: Row[Any]) -> Artifact:
    return Artifact(Fingerprint(row.fingerprint), row.outputs, row.duration_ms, row.checks or {})


def _size_bytes(artifact: Artifact) -> int:
    """About what it takes in memory."""
    return 600 + 500 * len(artifact.outputs) + sum(map(_text_bytes, artifact.outputs.values()))


def _text_bytes(output: JSON) -> int:
    match output:
        case {"value": str(text)}:
            return 2 * len(text)
        case list():
            return 500 * len(output) + sum(map(_text_bytes, output))
        case _:
            return 0


def _assets_in(artifact: Artifact) -> Iterator[AssetId]:
    waiting: list[JSON] = list(artifact.outputs.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict) and isinstance(asset := value.get("asset"), str):
            yield AssetId(asset)
