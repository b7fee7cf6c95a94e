"""The asset library: rows say which board has which asset, `Blobs` keeps the bytes."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import anyio.to_thread
from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from collab.documents.model import DocumentId
from render.stores import AssetId, AssetInfo
from workspace.persistence import tables
from workspace.persistence.blobs import Blobs
from workspace.persistence.engine import Database

_rows = tables.assets
_links = tables.board_assets
_boards = tables.boards


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
        return {AssetId(row.id): _read_info(row) for row in rows}

    async def adopt(self, file: Path, info: AssetInfo) -> None:
        await anyio.to_thread.run_sync(self._blobs.adopt, file, self.path(info.id))
        async with self._database.writing() as connection:
            known = select(_rows.c.id).where(_rows.c.id == info.id)
            if await connection.scalar(known) is None:
                await connection.execute(
                    insert(_rows).values(
                        id=info.id,
                        mime=info.mime,
                        width=info.width,
                        height=info.height,
                        size_bytes=info.size_bytes,
                        created_at=self._now(),
                    )
                )

    async def link(self, board: DocumentId, assets: Collection[AssetId]) -> None:
        """A board deleted meanwhile, or an asset that is not here, is passed over."""
        async with self._database.writing() as connection:
            for asset in assets:
                await self._link_one(connection, board, asset)

    async def _link_one(
        self, connection: AsyncConnection, board: DocumentId, asset: AssetId
    ) -> None:
        linked = (_links.c.board_id == board) & (_links.c.asset_id == asset)
        if await connection.scalar(select(_links.c.asset_id).where(linked)):
            return
        known = select(_rows.c.id).where(_rows.c.id == asset)
        board_is_here = select(_boards.c.id).where(_boards.c.id == board)
        if await connection.scalar(known) and await connection.scalar(board_is_here):
            await connection.execute(
                insert(_links).values(board_id=board, asset_id=asset, added_at=self._now())
            )


def _read_info(row: Row[Any]) -> AssetInfo:
    return AssetInfo(AssetId(row.id), row.mime, row.width, row.height, row.size_bytes)
