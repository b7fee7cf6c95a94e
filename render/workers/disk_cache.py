"""Tensors that cost much, kept in a folder across restarts: least recently used go first.

Only what can be made again is here, so nothing is synced: a file that a power cut left half or
wrong fails its checksum and is made anew. Several workers may share the folder. A file is one line
of JSON, `{"crc": …, "tensors": [[name, dtype, shape], …]}`, then the tensors' bytes. Never pickle.
"""

import hashlib
import json
import logging
import math
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from render.nodes.ops.call import Tensors

logger = logging.getLogger(__name__)

_SUFFIX = ".tensors"

_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16,
        torch.int64, torch.int32, torch.uint8, torch.bool,
    )
}  # fmt: skip


class DiskCache:
    """Never raises for what a disk does: what cannot be read is not there, what cannot be written
    is not kept, and the log says so.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    def get(self, key: str) -> Tensors | None:
        """On the CPU."""
        path = self._path(key)
        try:
            found = _unpacked(path.read_bytes())
            os.utime(path)  # which is how it counts as used
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            logger.warning("%s is made again: %s", path.name, error)
            return None
        return found

    def put(self, key: str, tensors: Tensors) -> None:
        data = _packed(tensors)
        if len(data) > self._limit_bytes:
            return
        path = self._path(key)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(data)
            os.replace(half, path)
            self._trim()
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            logger.warning("%s is not kept: %s", path.name, error)

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()}{_SUFFIX}"

    def _trim(self) -> None:
        """The folder itself is the only index, since others write to it too."""
        files = sorted(self._files())
        size_bytes = sum(size for _, _, size in files)
        for _, name, size in files:
            if size_bytes <= self._limit_bytes:
                return
            (self._folder / name).unlink(missing_ok=True)
            size_bytes -= size

    def _files(self) -> Iterator[tuple[int, str, int]]:
        """When each was last used, its name, its size; what a killed worker left half too."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if _SUFFIX in entry.name:
                    try:
                        found = entry.stat()
                    except FileNotFoundError:  # another worker trims too
                        continue
                    yield found.st_mtime_ns, entry.name, found.st_size


def _packed(tensors: Tensors) -> bytes:
    """Raises `KeyError` for a tensor of an exotic type."""
    names: list[tuple[str, str, list[int]]] = []
    parts: list[bytes] = []
    for name, tensor in tensors.items():
        kind = str(tensor.dtype).removeprefix("torch.")
        _DTYPES[kind]
        names.append((name, kind, list(tensor.shape)))
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        parts.append(flat.view(torch.uint8).numpy().tobytes())
    body = b"".join(parts)
    head = json.dumps({"crc": zlib.crc32(body), "tensors": names}).encode()
    return head + b"\n" + body


def _unpacked(data: bytes) -> dict[str, torch.Tensor]:
    head, _, body = data.partition(b"\n")
    found: Mapping[str, Any] = json.loads(head)
    if zlib.crc32(body) != found["crc"]:
        raise ValueError("its checksum is wrong")
    tensors: dict[str, torch.Tensor] = {}
    at = 0
    for name, kind, shape in found["tensors"]:
        dtype = _DTYPES[kind]
        size = math.prod(shape) * dtype.itemsize
        raw = bytearray(body[at : at + size])
        flat = torch.frombuffer(raw, dtype=dtype) if size else torch.empty(0, dtype=dtype)
        tensors[str(name)] = flat.reshape(shape)
        at += size
    return tensors
