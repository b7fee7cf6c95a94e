"""Content hashes of files, read once: remembered by path, size and time of change.

A blob of the Hugging Face cache is named by its SHA-256 and need not be read. What is remembered
may be lost at any time: it is only read again.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

Progress = Callable[[int], None]

_CHUNK: Final = 4 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SAVED_BY: Final = ("_name_or_path", "_diffusers_version", "transformers_version", "_commit_hash")
"""Keys of a config that say who saved it, and nothing of what it computes."""

_Stamp = tuple[int, int]


class FileHashes:
    def __init__(self, path: Path | None = None) -> None:
        """`path` is where they are remembered; `None`: nowhere."""
        self._path = path
        self._known = _read(path) if path else {}

    def known(self, path: Path) -> str | None:
        """The SHA-256 of a file's bytes if it need not be read for that."""
        real = path.resolve()
        if real.parent.name == "blobs" and _SHA256.fullmatch(real.name):
            return real.name
        found = self._known.get(str(real))
        return found[1] if found is not None and found[0] == _stamp(real) else None

    def of(self, path: Path, progress: Progress) -> str:
        """`progress` is called with the bytes read of it so far."""
        if (found := self.known(path)) is not None:
            progress(path.stat().st_size)
            return found
        real = path.resolve()
        stamp = _stamp(real)  # as it was before: what changes meanwhile is read again
        digest, read = hashlib.sha256(), 0
        with real.open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                read += len(chunk)
                progress(read)
        self._known[str(real)] = (stamp, digest.hexdigest())
        return digest.hexdigest()

    def remember(self, path: Path, sha256: str) -> None:
        """Of a file whose bytes were hashed as they arrived."""
        real = path.resolve()
        self._known[str(real)] = (_stamp(real), sha256)

    def keep(self) -> None:
        """Writes what is remembered of files that are still there. Never raises for the disk."""
        if self._path is None:
            return
        known = dict(self._known)
        rows = {path: [*stamp, sha] for path, (stamp, sha) in known.items() if os.path.exists(path)}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            folder = self._path.parent
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, suffix=".tmp") as file:
                json.dump(rows, file)
            os.replace(file.name, self._path)
        except OSError:
            return  # a full disk costs reading them again, and is told elsewhere


def combined(hashes: Mapping[str, str]) -> str:
    """One hash of several by name, whatever order they are found in."""
    text = json.dumps(sorted(hashes.items()), separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def config_hash(path: Path) -> str:
    """Of a config's meaning: who saved it, and how it is laid out, does not count."""
    text = path.read_bytes()
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return hashlib.sha256(text).hexdigest()
    if isinstance(said, dict):
        said = {key: value for key, value in said.items() if key not in _SAVED_BY}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _read(path: Path) -> dict[str, tuple[_Stamp, str]]:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    rows = said.items() if isinstance(said, dict) else ()
    return {
        key: ((row[0], row[1]), row[2])
        for key, row in rows
        if isinstance(row, list) and len(row) == 3
    }
