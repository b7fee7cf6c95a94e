"""What made a picture, as nodes for its board: told by its file, or by the node that shows it.

Pictures that it reads become the board's where whoever asks may read them on some board: a file
names them, which alone gives nobody a right to them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio.to_thread

from collab.documents.model import JSON
from render.errors import BadRecord
from render.nodes.catalog import Catalog
from render.record import read_record
from render.regrow import Regrown, Remark, regrow
from render.stores import AssetId, AssetInfo, ModelList
from workspace.errors import Invalid, Missing
from workspace.model import BoardId, Caller
from workspace.permissions import BoardAction
from workspace.persistence.assets import SqlAssetLibrary
from workspace.services.boards import Boards
from workspace.services.fragments import assets_in

RecordOf = Callable[[BoardId, AssetInfo], Awaitable[Mapping[str, JSON] | None]]


@dataclass(frozen=True, slots=True)
class BroughtGraph:
    nodes: Mapping[str, Mapping[str, JSON]]
    pictures: Mapping[AssetId, AssetInfo]
    """Those that the nodes name and the board has now."""
    remarks: Sequence[Remark]


class Graphs:
    def __init__(
        self,
        boards: Boards,
        library: SqlAssetLibrary,
        catalog: Catalog,
        models: ModelList,
        *,
        record_of: RecordOf,
        linked: Callable[[BoardId], None],
    ) -> None:
        self._boards = boards
        self._library = library
        self._catalog = catalog
        self._models = models
        self._record_of = record_of
        self._linked = linked

    async def bring(self, caller: Caller, board: str, asset: str) -> BroughtGraph:
        """The nodes that make the picture `asset` again, with their pictures made `board`'s."""
        found = await self._boards.require(caller, board, BoardAction.UPLOAD)
        info = (await self._library.of_board(found.id, [AssetId(asset)])).get(AssetId(asset))
        if info is None:
            raise Missing("asset_not_found", "This board has no such picture.")
        record = await self._record_of(found.id, info)
        if record is None:
            raise Missing("graph_not_found", "This picture does not say what made it.")
        regrown = await self._regrow(record)
        named = assets_in({id: dict(node) for id, node in regrown.nodes.items()}, self._catalog)
        pictures = dict(await self._library.of_board(found.id, named))
        theirs = await self._library.of_reader(caller.user.id, named - pictures.keys())
        if theirs:
            await self._library.link(found.id, theirs)
            self._linked(found.id)
        pictures |= theirs
        missing = Remark("pictures_missing", tuple(sorted(named - pictures.keys())))
        remarks = [*regrown.remarks, *([missing] if missing.names else [])]
        return BroughtGraph(regrown.nodes, pictures, remarks)

    async def _regrow(self, record: Mapping[str, JSON]) -> Regrown:
        models = await self._models.listed()

        def read() -> Regrown:
            return regrow(read_record(record), self._catalog, models)

        try:
            return await anyio.to_thread.run_sync(read)
        except BadRecord as error:
            raise Invalid(error.code, str(error)) from error
