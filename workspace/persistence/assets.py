"""The asset library: rows say which board has which asset, `Blobs` keeps the bytes."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import anyio.to_thread
from sqlalchemy import Connection, Row, select

from collab.documents.model import DocumentId
from render.stores import AssetId, AssetInfo
from workspace.persistence import tables
from workspace.persistence.blobs import Blobs
from workspace.persistence.engine import Database
from workspace.persistence.statements import batches, insert_new

_rows = tables.assets
_links = tables.board_assets
_boards = tables.boards
_members = tables.members


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
        def find(connection: Connection) -> list[Row[Any]]:
            found: list[Row[Any]] = []
            for some in batches(assets):
                mine = (_links.c.board_id == board) & _rows.c.id.in_(some)
                found += connection.execute(select(_rows).join(_links).where(mine))
            return found

        return {AssetId(row.id): read_info(row) for row in await self._database.read(find)}

    async def of_reader(
        self, person: str | None, assets: Collection[AssetId]
    ) -> Mapping[AssetId, AssetInfo]:
        theirs = select(_members.c.board_id).where(_members.c.user_id == person)

        def find(connection: Connection) -> list[Row[Any]]:
            found: list[Row[Any]] = []
            for some in batches(assets):
                seen = _links.c.board_id.in_(theirs) & _rows.c.id.in_(some)
                found += connection.execute(select(_rows).join(_links).where(seen).distinct())
            return found

        return {AssetId(row.id): read_info(row) for row in await self._database.read(find)}

    async def adopt(self, file: Path, info: AssetInfo) -> None:
        """Move `file` into the library. Adopting the same asset twice is harmless."""
        await anyio.to_thread.run_sync(self._blobs.adopt, file, self.path(info.id))
        await self._database.write(lambda connection: add_assets(connection, [info], self._now()))

    async def link(self, board: DocumentId, assets: Collection[AssetId]) -> None:
        """A board deleted meanwhile, or an asset that is not here, is passed over."""

        def link(connection: Connection) -> None:
            here: list[AssetId] = []
            for some in batches(assets):
                here += connection.scalars(select(_rows.c.id).where(_rows.c.id.in_(some)))
            link_assets(connection, [(board, each) for each in here], self._now())

        await self._database.write(link)


def add_assets(connection: Connection, infos: Collection[AssetInfo], now: int) -> None:
    """Those that are known stay as they are."""
    rows = [
        {
            "id": info.id,
            "mime": info.mime,
            "width": info.width,
            "height": info.height,
            "size_bytes": info.size_bytes,
            "created_at": now,
        }
        for info in infos
    ]
    if rows:
        connection.execute(insert_new(connection, _rows), rows)


def link_assets(
    connection: Connection, links: Collection[tuple[DocumentId, AssetId]], now: int
) -> None:
    """Of assets that are here. A board that is gone is passed over."""
    here: set[str] = set()
    for some in batches({board for board, _ in links}):
        here.update(connection.scalars(select(_boards.c.id).where(_boards.c.id.in_(some))))
    rows = [
        {"board_id": board, "asset_id": asset, "added_at": now}
        for board, asset in dict.fromkeys(links)
        if board in here
    ]
    if rows:
        connection.execute(insert_new(connection, _links), rows)


def read_info(row: Row[Any]) -> AssetInfo:
    return AssetInfo(AssetId(row.id), row.mime, row.width, row.height, row.size_bytes)
