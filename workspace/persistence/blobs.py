"""Files named by the hash of their bytes, written so that a name never shows half a file.

Knows nothing of pictures, boards or rows. A file is written beside its place, synced, and renamed;
its folder is synced too, since a rename that is not on disk is no rename. Many files at once share
their syncs: renders come in hundreds, and a sync each would cost more than the work.
"""

import ctypes
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

FEW = 4
"""Up to so many files are synced one by one; beyond, the file system is synced once (0.9 ms for 20
files instead of 5). That also waits for what others are writing just then, so not for a few.
"""


class Blobs:
    def __init__(self, folder: Path) -> None:
        self.assets = folder / "assets"
        self.renditions = folder / "renditions"
        self.scratch = folder / "scratch"

    def prepare(self) -> None:
        """Make the folders, and drop what an earlier run left half-way in `scratch`."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        for place in (self.assets, self.renditions):
            place.mkdir(parents=True, exist_ok=True)
            for number in range(256):  # now, so that nobody has to sync a new one later
                (place / f"{number:02x}").mkdir(exist_ok=True)
            _fsync_path(place)
        for leftover in self.scratch.iterdir():
            if leftover.is_file():
                leftover.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        return self.assets / name[:2] / name

    def rendition(self, name: str, width: int) -> Path:
        return self.renditions / name[:2] / f"{name}-{width}.webp"

    def new_scratch(self) -> Path:
        return self.scratch / secrets.token_hex(16)

    def adopt(self, file: Path, place: Path) -> None:
        """Move `file` to `place`. Whoever comes second finds the same bytes there already."""
        self.adopt_many([(file, place)])

    def adopt_many(self, moves: Iterable[tuple[Path, Path]]) -> None:
        """Move each file to its place, with one sync before the renames and one after."""
        fresh: dict[Path, Path] = {}
        for file, place in moves:
            if place in fresh or place.exists():
                file.unlink(missing_ok=True)
            else:
                fresh[place] = file
        self._move(fresh)

    def _move(self, files: Mapping[Path, Path]) -> None:
        if not files:
            return
        _sync(files.values())
        for place, file in files.items():
            os.replace(file, place)
        _sync({place.parent for place in files})


def _find_syncfs() -> Callable[[int], int] | None:
    """Linux has it; Python does not."""
    return getattr(ctypes.CDLL(None), "syncfs", None) if os.name == "posix" else None


_syncfs = _find_syncfs()


def _sync(paths: Collection[Path]) -> None:
    """Have `paths`, files or folders of one file system, on disk."""
    if len(paths) > FEW and _syncfs is not None:
        _sync_by(_syncfs, next(iter(paths)))
        return
    for path in paths:
        _fsync_path(path)


def _fsync_path(path: Path) -> None:
    _sync_by(_fsync, path)


def _sync_by(sync: Callable[[int], int], path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sync(descriptor) != 0:
            raise OSError(f"the file system of {path} cannot be synced")
    finally:
        os.close(descriptor)


def _fsync(descriptor: int) -> int:
    os.fsync(descriptor)
    return 0
