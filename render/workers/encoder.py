"""Writes what was computed into files, aside, so that the device does not wait for a disk.

Also looks the pictures over while they are in its hands, and encodes previews. Knows no operations
and no cache; what it has to say goes to `send`, in whichever of its threads.

A file is as good as shared memory here: its bytes stay in the page cache until the server, or
another worker, reads them, and it has to be written anyway.
(`docs/decisions/2026-11-20-between-workers-by-file.md`)
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from collab.documents.model import JSON
from render.models.use import ModelUse
from render.nodes.ops.call import Output, Picture, Tensors
from render.nodes.ops.latents import MIME, grid_of, odd_latent, write_latent
from render.nodes.ops.pictures import small_webp, write_png
from render.nodes.ops.pixels import to_numpy
from render.workers import wire
from render.workers.checks import Expectation, odd

MAX_ENCODING = 32
"""Outputs waiting to be encoded; when so many do, the next invocation waits for one of them."""

_THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))


@dataclass(frozen=True, slots=True)
class Finished:
    """An invocation's outputs by port, and what their checks need."""

    work: wire.Execute
    outputs: Mapping[str, Output]
    expected: Mapping[str, Expectation]
    non_finite: frozenset[str]
    duration_ms: int
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Encoder:
    def __init__(self, scratch: Path, send: Callable[[wire.Message], None]) -> None:
        self._scratch = scratch
        self._send = send
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="encoder")
        self._room = threading.Semaphore(MAX_ENCODING)
        self._previewing = threading.Lock()

    def store(self, finished: Finished, stored: Callable[[], None]) -> None:
        """Write the outputs and say so; then call `stored`. Waits while too many are waiting."""
        self._room.acquire()
        self._pool.submit(self._store, finished, stored)

    def show(self, work: wire.Execute, picture: Picture, step: int) -> None:
        """Send `picture` as a preview, unless the last one is still under way: a late preview is
        worth less than none.
        """
        if self._previewing.acquire(blocking=False):
            self._pool.submit(self._show, work, picture, step)

    def aside(self, task: Callable[[], None]) -> None:
        """Do `task` here too."""
        self._pool.submit(_quietly, task)

    def close(self) -> None:
        """Finish what waits."""
        self._pool.shutdown()

    def _store(self, finished: Finished, stored: Callable[[], None]) -> None:
        work = finished.work
        try:
            self._send(self._written(finished))
        except Exception as error:  # of a full disk, say: nothing may die unheard in a thread
            traceback.print_exc(file=sys.stderr)
            message = f"The result cannot be stored: {error}"
            is_transient = isinstance(error, OSError)
            self._send(wire.Failed(work.fingerprint, "failed", message, work.token, is_transient))
        finally:
            stored()
            self._room.release()

    def _written(self, finished: Finished) -> wire.Stored:
        work = finished.work
        files: dict[str, dict[str, JSON]] = {}
        values: dict[str, JSON] = {}
        checks: dict[str, list[str]] = {}
        for port, output in finished.outputs.items():
            name = f"{work.fingerprint}-{port}"
            if isinstance(output, str | int | float):
                values[port] = output
            elif isinstance(output, ModelUse):
                raise TypeError(f"output {port!r} is a model, which is not kept")
            elif isinstance(output, Mapping):
                checks[port] = odd_latent(output)
                files[port] = self._latent(output, f"{name}.safetensors")
            else:
                pixels = to_numpy(output)
                expected = finished.expected.get(port, Expectation())
                checks[port] = odd(pixels, expected, port not in finished.non_finite)
                files[port] = self._picture(pixels, f"{name}.png")
        for port, odd_ones in checks.items():
            odd_ones += finished.remarks.get(port, ())
        return wire.Stored(
            work.fingerprint, files, values, finished.duration_ms, work.token, checks
        )

    def _picture(self, pixels: NDArray[np.uint8], name: str) -> dict[str, JSON]:
        asset, size_bytes = write_png(pixels, self._scratch / name)
        height, width, _ = pixels.shape
        return _file(name, asset, "image/png", (width, height), size_bytes)

    def _latent(self, latent: Tensors, name: str) -> dict[str, JSON]:
        asset, size_bytes = write_latent(latent, self._scratch / name)
        return _file(name, asset, MIME, grid_of(latent), size_bytes)

    def _show(self, work: wire.Execute, picture: Picture, step: int) -> None:
        try:
            webp = small_webp(to_numpy(picture))
            self._send(wire.Preview(work.fingerprint, webp, step, work.token))
        except Exception:  # the work itself goes on without it
            traceback.print_exc(file=sys.stderr)
        finally:
            self._previewing.release()


def _file(
    name: str, asset: str, mime: str, size: tuple[int, int], size_bytes: int
) -> dict[str, JSON]:
    width, height = size
    return {
        "file": name,
        "asset": asset,
        "mime": mime,
        "width": width,
        "height": height,
        "size_bytes": size_bytes,
    }


def _quietly(task: Callable[[], None]) -> None:
    try:
        task()
    except Exception:
        traceback.print_exc(file=sys.stderr)
