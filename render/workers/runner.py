"""Runs invocations in a worker process: finds inputs, calls the operation, stores outputs.

Outputs stay in memory for the next invocation; encoding and writing them happens in a second
thread, so that the device does not wait for a disk. Knows no sockets: messages go to `send`.
"""

import importlib
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch

from collab.documents.model import JSON
from render.nodes.ops.call import Call, Cancelled, OperationError, Output
from render.nodes.ops.pictures import read_artifact, read_upload, write_png
from render.workers import wire
from render.workers.cache import ByteBoundedCache

MAX_ENCODING = 32
"""Outputs waiting to be encoded; when so many do, the next invocation waits for one of them."""

PROGRESS_SECONDS = 0.2
"""Between two reports: operations report as often as they like, people see five a second."""


class Runner:
    def __init__(
        self,
        device: torch.device,
        scratch: Path,
        cache_bytes: int,
        send: Callable[[wire.Message], None],
    ) -> None:
        self._device = device
        self._scratch = scratch
        self._send = send
        self._cache: ByteBoundedCache[Output] = ByteBoundedCache(cache_bytes, _size_bytes)
        self._encoder = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._room_to_encode = threading.Semaphore(MAX_ENCODING)
        self._stopped: set[str] = set()

    def stop(self, fingerprint: str) -> None:
        """Called from another thread: end `fingerprint` at its next step."""
        self._stopped.add(fingerprint)

    def execute(self, work: wire.Execute) -> None:
        """Run `work` to its end; whatever that is, it is said by a message."""
        outputs: dict[str, Output] = {}
        started = time.perf_counter()
        said = self._outcome(work, outputs)
        duration_ms = round((time.perf_counter() - started) * 1000)
        self._stopped.discard(work.fingerprint)
        for port, output in outputs.items():
            self._cache.put(f"{work.fingerprint}:{port}", output, pinned=True)
        self._send(said)
        if outputs:
            self._room_to_encode.acquire()
            self._encoder.submit(self._store, work, outputs, duration_ms)

    def _outcome(self, work: wire.Execute, outputs: dict[str, Output]) -> wire.Message:
        """Put the outputs into `outputs`; say how it went."""
        try:
            inputs, missing = self._inputs(work)
            if missing:
                return wire.Missing(work.fingerprint, missing)
            outputs.update(self._run(work, inputs))
        except Cancelled:
            return wire.Cancelled(work.fingerprint)
        except OperationError as error:
            return wire.Failed(work.fingerprint, "failed", str(error))
        except (MemoryError, torch.OutOfMemoryError):
            self._free()
            return wire.Failed(
                work.fingerprint,
                "out_of_memory",
                "There is not enough memory for this; try a smaller size",
            )
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            return wire.Failed(
                work.fingerprint, "failed", f"The operation broke: {type(error).__name__}: {error}"
            )
        return wire.Computed(work.fingerprint)

    def _run(self, work: wire.Execute, inputs: Mapping[str, list[Output]]) -> dict[str, Output]:
        call = Call(
            inputs,
            work.params,
            self._device,
            is_cancelled=lambda: work.fingerprint in self._stopped,
            report=self._reporter(work.fingerprint),
        )
        if call.is_cancelled():
            raise Cancelled
        found = load(work.operation)(call)
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        if not isinstance(found, Mapping):
            found = {next(iter(work.outputs)): found}
        return {port: _checked(port, kind, found.get(port)) for port, kind in work.outputs.items()}

    def _reporter(self, fingerprint: str) -> Callable[[int, int], None]:
        said_at = time.monotonic()

        def report(step: int, steps: int) -> None:
            nonlocal said_at
            if time.monotonic() - said_at >= PROGRESS_SECONDS:
                said_at = time.monotonic()
                self._send(wire.Progress(fingerprint, step, steps))

        return report

    def _inputs(self, work: wire.Execute) -> tuple[dict[str, list[Output]], list[str]]:
        missing: list[str] = []
        inputs: dict[str, list[Output]] = {}
        for port, all_given in work.inputs.items():
            inputs[port] = []
            for given in all_given:
                value = self._input(given)
                if value is None:
                    missing.append(str(given["key"]))
                else:
                    inputs[port].append(value)
        return inputs, missing

    def _input(self, given: Mapping[str, JSON]) -> Output | None:
        if "value" in given:
            value = given["value"]
            return value if isinstance(value, str | int | float) else None
        key = str(given["key"])
        found = self._cache.get(key)
        if found is None and given["path"] is not None:
            read = read_upload if given["upload"] else read_artifact
            found = read(Path(str(given["path"])), self._device)
            self._cache.put(key, found)
        return found

    def _store(self, work: wire.Execute, outputs: Mapping[str, Output], duration_ms: int) -> None:
        """In the encoder's thread."""
        try:
            self._send(self._written(work, outputs, duration_ms))
        except Exception as error:  # of a full disk, say: nothing may die unheard in a thread
            traceback.print_exc(file=sys.stderr)
            self._send(
                wire.Failed(work.fingerprint, "failed", f"The result cannot be stored: {error}")
            )
        finally:
            for port in work.outputs:
                self._cache.unpin(f"{work.fingerprint}:{port}")
            self._room_to_encode.release()

    def _written(
        self, work: wire.Execute, outputs: Mapping[str, Output], duration_ms: int
    ) -> wire.Stored:
        files: dict[str, dict[str, JSON]] = {}
        values: dict[str, JSON] = {}
        for port in work.outputs:
            output = outputs[port]
            if not isinstance(output, torch.Tensor):
                values[port] = output
                continue
            name = f"{work.fingerprint}-{port}.png"
            asset, size_bytes = write_png(output, self._scratch / name)
            height, width, _ = output.shape
            files[port] = {
                "file": name,
                "asset": asset,
                "mime": "image/png",
                "width": width,
                "height": height,
                "size_bytes": size_bytes,
            }
        return wire.Stored(work.fingerprint, files, values, duration_ms)

    def _free(self) -> None:
        self._cache.clear()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()


def load(operation: str) -> Callable[[Call], Any]:
    """The function that `"module:function"` names."""
    module, _, name = operation.partition(":")
    found: Callable[[Call], Any] = getattr(importlib.import_module(module), name)
    return found


def _checked(port: str, kind: str, output: object) -> Output:
    """An operation's mistake ends here, not in what reads its output."""
    if kind != "image":
        if isinstance(output, str | int | float):
            return output
        raise TypeError(f"output {port!r} must be a {kind}, got {type(output).__name__}")
    if not isinstance(output, torch.Tensor):
        raise TypeError(f"output {port!r} must be a picture, got {type(output).__name__}")
    if output.dtype != torch.uint8 or output.ndim != 3 or output.shape[2] != 3:
        raise TypeError(
            f"output {port!r} must be 8-bit with 3 channels, "
            f"got {output.dtype} {tuple(output.shape)}"
        )
    return output


def _size_bytes(value: Output) -> int:
    if isinstance(value, torch.Tensor):
        return value.nelement() * value.element_size()
    return sys.getsizeof(value)
