"""The asset library: rows say which board has which asset, `Blobs` keeps the bytes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import anyio.to_thread
from sqlalchemy import Column, ColumnElement, Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from collab.documents.model import DocumentId
from render.stores import AssetId, AssetInfo
from workspace.persistence import tables
from workspace.persistence.blobs import Blobs
from workspace.persistence.engine import Database

_rows = tables.assets
_links = tables.board_assets
_boards = tables.boards

_BATCH = 500  # below SQLite's bound on parameters


class SqlAssetLibrary:
    """Implements `render.stores.AssetLibrary`."""

    def __init__(self, database: Database, blobs: Blobs, now: Callable[[], int]) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now

    @property
    def scratch(self) -> Path:
        return self._blobs.scratch

    def path(self, asset: AssetId) -> Path:
        return self._blobs.path(asset)

    async def of_board(
        self, board: DocumentId, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        query = (
            select(_rows)
            .join(_links, _links.c.asset_id == _rows.c.id)
            .where(_links.c.board_id == board, _rows.c.id.in_(assets))
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return {AssetId(row.id): read_info(row) for row in rows}

    async def adopt(self, file: Path, info: AssetInfo) -> None:
        await self.adopt_many([(file, info)])

    async def adopt_many(self, files: Sequence[tuple[Path, AssetInfo]]) -> None:
        moves = [(file, self.path(info.id)) for file, info in files]
        await anyio.to_thread.run_sync(self._blobs.adopt_many, moves)
        infos = {info.id: info for _, info in files}
        async with self._database.writing() as connection:
            known = await _known(connection, _rows.c.id, infos)
            fresh = [self._row(info) for id, info in infos.items() if id not in known]
            if fresh:
                await connection.execute(insert(_rows), fresh)

    async def link(self, board: DocumentId, assets: Collection[AssetId]) -> None:
        """A board deleted meanwhile, or an asset that is not here, is passed over."""
        async with self._database.writing() as connection:
            if await connection.scalar(select(_boards.c.id).where(_boards.c.id == board)) is None:
                return
            of_board = _links.c.board_id == board
            linked = await _known(connection, _links.c.asset_id, assets, of_board)
            here = await _known(connection, _rows.c.id, set(assets) - linked)
            now = self._now()
            fresh = [{"board_id": board, "asset_id": each, "added_at": now} for each in here]
            if fresh:
                await connection.execute(insert(_links), fresh)

    def _row(self, info: AssetInfo) -> dict[str, object]:
        return {
            "id": info.id,
            "mime": info.mime,
            "width": info.width,
            "height": info.height,
            "size_bytes": info.size_bytes,
            "created_at": self._now(),
        }


async def _known(
    connection: AsyncConnection,
    column: Column[str],
    assets: Collection[AssetId],
    *where: ColumnElement[bool],
) -> set[AssetId]:
    """Those of `assets` that `column` has."""
    wanted = list(assets)
    found: set[AssetId] = set()
    for start in range(0, len(wanted), _BATCH):
        among = column.in_(wanted[start : start + _BATCH])
        found.update(map(AssetId, await connection.scalars(select(column).where(among, *where))))
    return found


def read_info(row: Row[Any]) -> AssetInfo:
    return AssetInfo(AssetId(row.id), row.mime, row.width, row.height, row.size_bytes)
