"""Uploads and what is read back: bytes are stored as they came, named by their hash.

An asset is readable only through a board its reader may read, and that has it.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import anyio
import anyio.to_thread

from collab.documents.model import JSON
from render.provenance import embed, extract_from
from render.stores import AssetId, AssetInfo
from render.versions import program
from workspace.errors import Invalid, Missing, TooLarge
from workspace.model import BoardId, Caller
from workspace.permissions import BoardAction
from workspace.persistence.assets import SqlAssetLibrary
from workspace.persistence.blobs import Blobs
from workspace.services.boards import Boards
from workspace.services.decoding import Decoder

Recipe: TypeAlias = Callable[[BoardId, AssetId], Awaitable[Mapping[str, JSON] | None]]
"""What the picture was made of that a node of the board shows now."""

PNG = "image/png"
RENDITION_WIDTHS = (64, 256, 1024)


@dataclass(frozen=True, slots=True)
class Upload:
    info: AssetInfo
    has_graph: bool
    """Whether the file says of what it was made."""


@dataclass(frozen=True, slots=True)
class AssetFile:
    path: Path
    mime: str
    tag: str
    """Names these very bytes, for caches."""


class Assets:
    def __init__(
        self,
        boards: Boards,
        library: SqlAssetLibrary,
        blobs: Blobs,
        decoder: Decoder,
        *,
        limit_bytes: int,
        uploaded: Callable[[BoardId], None],
        recipe: Recipe,
    ) -> None:
        self._boards = boards
        self._library = library
        self._blobs = blobs
        self._decoder = decoder
        self._limit_bytes = limit_bytes
        self._uploaded = uploaded
        self._recipe = recipe

    async def require_upload(self, caller: Caller, board: str) -> BoardId:
        return (await self._boards.require(caller, board, BoardAction.UPLOAD)).id

    async def upload(self, board: BoardId, chunks: AsyncIterator[bytes]) -> Upload:
        file = self._blobs.new_scratch()
        try:
            digest, size_bytes = await self._receive(chunks, file)
            picture = await self._decoder.inspect(file)
            info = AssetInfo(
                AssetId(digest), picture.mime, picture.width, picture.height, size_bytes
            )
            has_graph = picture.mime == PNG and await _read_record(file) is not None
            await self._library.adopt(file, info)
        finally:
            file.unlink(missing_ok=True)
        await self._library.link(board, [info.id])
        self._uploaded(board)
        return Upload(info, has_graph)

    async def file(self, caller: Caller, board: str, asset: str, width: int | None) -> AssetFile:
        """The bytes, or the smallest rendition at least `width` wide (1024 is the largest)."""
        found = await self._boards.require(caller, board, BoardAction.READ)
        id = AssetId(asset)
        info = (await self._library.of_board(found.id, [id])).get(id)
        if info is None:
            raise Missing("asset_not_found", "This board has no such picture.")
        return await self.file_of(info, width)

    async def file_of(self, info: AssetInfo, width: int | None) -> AssetFile:
        """As `file`, for whoever made sure already that it may be read."""
        id = info.id
        if width is None:
            return AssetFile(self._library.path(id), info.mime, id)
        if not info.mime.startswith("image/"):
            raise Invalid("not_a_picture", "This is not a picture: leave w out.")
        step = next((w for w in RENDITION_WIDTHS if w >= width), RENDITION_WIDTHS[-1])
        path = self._blobs.rendition(id, step)
        if not await anyio.Path(path).exists():
            await self._render(id, step, path)
        return AssetFile(path, "image/webp", f"{id}-{step}")

    async def with_recipe(self, caller: Caller, board: str, asset: str) -> bytes:
        """The picture as a PNG that says of what it was made: what a node of the board made it of,
        or else what its file says already.
        """
        file = await self.file(caller, board, asset, None)
        if not file.mime.startswith("image/"):
            raise Invalid("not_a_picture", "This is not a picture: leave metadata out.")
        record = await self._recipe(BoardId(board), AssetId(asset))
        data = await anyio.Path(file.path).read_bytes()
        if record is not None:
            whole: dict[str, JSON] = {**record, "program": {**program()}}
            return await anyio.to_thread.run_sync(embed, data, whole)
        if file.mime != PNG or await _read_record(file.path) is None:
            raise Missing(
                "recipe_not_found",
                "What made this picture is not known here. If a node shows it, run that again; one"
                " that was uploaded has a recipe only where its file says it.",
            )
        return data

    async def record(self, board: BoardId, info: AssetInfo) -> Mapping[str, JSON] | None:
        """What made the picture, as its file says, or else as the node of `board` that shows it."""
        told = await _read_record(self._library.path(info.id)) if info.mime == PNG else None
        return told if told is not None else await self._recipe(board, info.id)

    async def _render(self, asset: AssetId, width: int, place: Path) -> None:
        """Two who ask at once both make it; the second finds the first one's in place."""
        draft = self._blobs.new_scratch()
        try:
            await self._decoder.render(self._library.path(asset), width, draft)
            await anyio.to_thread.run_sync(self._blobs.adopt, draft, place)
        finally:
            draft.unlink(missing_ok=True)

    async def _receive(self, chunks: AsyncIterator[bytes], file: Path) -> tuple[str, int]:
        digest, size_bytes = hashlib.sha256(), 0
        async with await anyio.open_file(file, "xb") as out:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > self._limit_bytes:
                    raise too_large(self._limit_bytes)
                digest.update(chunk)
                await out.write(chunk)
        if size_bytes == 0:
            raise Invalid("empty_upload", "The upload is empty: send the picture's bytes.")
        return digest.hexdigest(), size_bytes


async def _read_record(path: Path) -> dict[str, JSON] | None:
    def read() -> dict[str, JSON] | None:
        with path.open("rb") as file:
            return extract_from(file)

    return await anyio.to_thread.run_sync(read)


def too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(
        "too_large",
        f"This file is larger than {limit_bytes / 1024 / 1024:g} MiB, the most that is taken:"
        " save it smaller, and upload that.",
    )
