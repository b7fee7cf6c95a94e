"""A worker process: `python -m render.workers.process --device cpu --fd 3 --scratch FOLDER`.

Owns one device and one socket to the server. A thread reads messages; the main thread works. When
the socket ends the server is gone, and so is this process, at once, whatever it was doing.
"""

import argparse
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from PIL import Image

import render.nodes.ops.adjust
import render.nodes.ops.blend
import render.nodes.ops.contact
import render.nodes.ops.debug
import render.nodes.ops.filters
import render.nodes.ops.generate
import render.nodes.ops.text  # noqa: F401 - loaded before the first work, not during it
from render.diffusion import worker as models
from render.workers import wire
from render.workers.disk_cache import DiskCache
from render.workers.runner import Runner
from render.workers.warming import start_warming

CPU_CACHE_BYTES = 256 * 2**20
GPU_CACHE_SHARE = 4
"""Of a GPU's memory, one part in so many is for pictures."""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--device", required=True)
    arguments.add_argument("--fd", required=True, type=int)
    arguments.add_argument("--scratch", required=True, type=Path)
    arguments.add_argument("--memory-bytes", type=int, default=0)
    arguments.add_argument("--disk-cache", type=Path)
    arguments.add_argument("--disk-bytes", type=int, default=0)
    arguments.add_argument("--models", type=Path, action="append", default=[])
    given = arguments.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    Image.init()  # else the first preview loads every format there is, while others wait
    torch.set_num_threads(max(1, min(8, (os.cpu_count() or 2) - 1)))
    if given.disk_cache:
        models.keep_in(given.disk_cache.parent)
    with socket.socket(fileno=given.fd) as connection:
        disk = DiskCache(given.disk_cache, given.disk_bytes) if given.disk_cache else None
        device = choose_device(given.device)
        serve(connection, device, given.scratch, given.memory_bytes, disk, given.models)


def choose_device(name: str) -> torch.device:
    """`auto` is the first GPU torch can use, else the CPU. Ends the process with a sentence."""
    if name == "auto":
        name = "cuda:0" if torch.cuda.is_available() else "cpu"
    device = torch.device(name)
    if device.type == "cuda":
        count = torch.cuda.device_count()
        if (device.index or 0) >= count:
            sys.exit(f"torch {torch.__version__} sees {count} GPUs on this machine")
    torch.zeros(1, device=device)  # fails here and now if it cannot be used
    return device


def serve(
    connection: socket.socket,
    device: torch.device,
    scratch: Path,
    memory_bytes: int = 0,
    disk: DiskCache | None = None,
    models: Sequence[Path] = (),
) -> None:
    """Run what arrives on `connection`, one at a time, until it ends. `memory_bytes` is for
    pictures and other tensors between invocations; 0 is what suits the device. `models` are folders
    of them: where there are some, it makes itself ready for them.
    """
    sending = threading.Lock()

    def send(message: wire.Message) -> None:
        with sending:
            connection.sendall(wire.encode(message))

    cache_bytes, description = CPU_CACHE_BYTES, f"CPU, {torch.get_num_threads()} threads"
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        cache_bytes, description = properties.total_memory // GPU_CACHE_SHARE, properties.name
    runner = Runner(device, scratch, memory_bytes or cache_bytes, send, disk)
    threading.Thread(
        target=_listen, args=(connection, runner, send), name="listener", daemon=True
    ).start()
    send(wire.Hello(str(device), description))
    start_warming(models, lambda: not runner.pulse().running)
    runner.run()


def _listen(
    connection: socket.socket, runner: Runner, send: Callable[[wire.Message], None]
) -> None:
    """Take in messages while the main thread works; end the process with the connection.

    Nothing here waits for the work, so pings are answered in the middle of it.
    """
    try:
        with connection.makefile("rb") as stream:
            while prefix := stream.read(wire.PREFIX_BYTES):
                message = wire.decode(stream.read(wire.body_length(prefix)))
                match message:
                    case wire.Execute():
                        runner.submit(message)
                    case wire.Stop(fingerprint):
                        runner.stop(fingerprint)
                    case wire.Ping():
                        send(runner.pulse())
                    case _:
                        raise AssertionError(f"not for a worker: {message}")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
