"""The models of this server: what there is, getting more, removing what is not wanted any more.

Everybody sees them; administrators manage them. Files are `render.models`' business.
"""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from render.errors import BadModel, CannotDownload
from render.models.describe import describe
from render.models.downloads import Download, DownloadLimits, Downloads
from render.models.entry import ModelEntry, Models
from render.models.hashes import FileHashes
from render.models.registry import ModelRegistry
from render.models.scan import ModelScanner
from workspace.errors import Conflict, Forbidden, Invalid, Missing, StartError, Unavailable
from workspace.model import Caller
from workspace.permissions import WorkspaceAction, may

VARIANTS: Final = ("fp16",)


@dataclass(frozen=True, slots=True)
class Space:
    """Of the disk that the models folder is on."""

    folder: str
    free_bytes: int
    total_bytes: int


class ModelShelf:
    """Entered, it scans and takes up again what was being downloaded."""

    def __init__(
        self, folder: Path, cache: Path | None, hashes: Path, limits: DownloadLimits
    ) -> None:
        self._folder = folder
        self._hashes = FileHashes(hashes)
        self.registry = ModelRegistry(ModelScanner(folder, cache, self._hashes))
        self._downloads = Downloads(folder, limits, self._arrived)

    async def __aenter__(self) -> Self:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(
                f"The models folder {self._folder} cannot be used: {error.strerror}."
            ) from error
        await self.registry.__aenter__()
        await self._downloads.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._downloads.__aexit__(kind, error, trace)
        await self.registry.__aexit__(kind, error, trace)

    async def _arrived(self, hashes: Mapping[str, str]) -> None:
        """What was hashed as it came is not read again."""
        for path, sha256 in hashes.items():
            self._hashes.remember(Path(path), sha256)
        await self.registry.rescan()

    @property
    def models(self) -> Models:
        return self.registry.models

    def read_bytes(self, entry: ModelEntry) -> int:
        return self.registry.read_bytes(entry.name)

    async def rescan(self, caller: Caller) -> Models:
        require_manager(caller)
        return await self.registry.rescan()

    async def space(self) -> Space:
        disk = await asyncio.to_thread(shutil.disk_usage, self._folder)
        return Space(str(self._folder), disk.free, disk.total)

    async def inspect(self, name: str) -> Mapping[str, Any]:
        entry = self._find(name)
        try:
            return await asyncio.to_thread(describe, Path(entry.path))
        except (BadModel, OSError) as error:
            reason = str(error) if isinstance(error, BadModel) else f"{error.strerror}."
            raise Invalid("bad_model", reason) from error

    async def remove(self, caller: Caller, name: str) -> None:
        """With its files, for good."""
        require_manager(caller)
        entry = self._find(name)
        if entry.source != "models":
            raise Conflict(
                "not_ours",
                "This model is in the Hugging Face cache, which other programs use too: remove it"
                " there.",
            )
        try:
            await asyncio.to_thread(delete_model, Path(entry.path), self._folder)
        except OSError as error:
            raise Unavailable(
                "not_removed", f"The model cannot be removed: {error.strerror}."
            ) from error
        await self.registry.rescan()

    def downloads(self, caller: Caller) -> list[Download]:
        require_manager(caller)
        return self._downloads.all()

    def download(self, caller: Caller, source: str, variant: str | None) -> Download:
        require_manager(caller)
        if variant is not None and variant not in VARIANTS:
            raise Invalid("bad_variant", "The variant of a model is fp16, or left out.")
        try:
            return self._downloads.add(source, variant)
        except CannotDownload as error:
            raise Invalid(error.code, str(error)) from error

    def resume(self, caller: Caller, id: str) -> Download:
        require_manager(caller)
        if (found := self._downloads.resume(id)) is None:
            raise _no_download()
        return found

    async def cancel(self, caller: Caller, id: str) -> None:
        require_manager(caller)
        if not await self._downloads.remove(id):
            raise _no_download()

    def _find(self, name: str) -> ModelEntry:
        found = self.registry.models.get(name)
        if found is None:
            raise Missing("model_not_found", "There is no such model on this server any more.")
        return found


def require_manager(caller: Caller) -> None:
    if not may(caller.user.role, WorkspaceAction.MANAGE_MODELS):
        raise Forbidden("not_allowed", "Only administrators manage the models of this server.")


def _no_download() -> Missing:
    return Missing("download_not_found", "There is no such download any more.")


def delete_model(path: Path, root: Path) -> None:
    """With what says its defaults, and the folders that become empty."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        beside = path.with_name(f"{path.name}.json")
    else:
        path.unlink(missing_ok=True)
        beside = path.with_suffix(".json")
    beside.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_relative_to(root) or any(folder.iterdir()):
            return
        folder.rmdir()
