"""Files named by the hash of their bytes, written so that a name never shows half a file.

Knows nothing of pictures, boards or rows. A file is written beside its place, synced, and renamed;
its folder is synced too, since a rename that is not on disk is no rename.
"""

import os
import secrets
from pathlib import Path


class Blobs:
    def __init__(self, folder: Path) -> None:
        self.assets = folder / "assets"
        self.renditions = folder / "renditions"
        self.scratch = folder / "scratch"

    def prepare(self) -> None:
        """Make the folders, and drop what an earlier run left half-way in `scratch`."""
        for place in (self.assets, self.renditions, self.scratch):
            place.mkdir(parents=True, exist_ok=True)
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
        place.parent.mkdir(exist_ok=True)
        if place.exists():
            file.unlink(missing_ok=True)
            return
        _sync(file)
        os.replace(file, place)
        _sync(place.parent)
        _sync(place.parent.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
