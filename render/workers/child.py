"""One life of a worker process, from the server's side: spawn, frames, output, certain death.

Knows nothing of what is run in it, nor of when to start another: that is the pool's.
"""

import asyncio
import logging
import os
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import render
from render.errors import WireError, WorkerUnavailable
from render.workers import wire

logger = logging.getLogger(__name__)

KEPT_LINES = 20
"""Of what a worker printed, so many last lines are kept to explain its end."""

_LEAVE_SECONDS = 0.5

_CHUNK = 64 * 1024

_ROOT = Path(render.__file__).parent.parent

Spawn: TypeAlias = Callable[[str, Path, socket.socket], Awaitable[asyncio.subprocess.Process]]
"""Starts a worker for a device and a scratch folder, talking over the given socket."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """What each worker may keep between invocations: `memory_bytes` on its device (0: as suits
    it), and tensors that cost much in `disk`, which workers share, up to `disk_bytes`. `models` are
    the folders that may have some.
    """

    memory_bytes: int = 0
    disk: Path | None = None
    disk_bytes: int = 0
    models: tuple[Path, ...] = ()


def python_spawner(budgets: Budgets) -> Spawn:
    """Starts workers in this Python, which find our packages where this process found them."""
    options = ["--memory-bytes", str(budgets.memory_bytes)]
    if budgets.disk is not None and budgets.disk_bytes:
        options += ["--disk-cache", str(budgets.disk), "--disk-bytes", str(budgets.disk_bytes)]

    for folder in budgets.models:
        options += ["--models", str(folder)]

    async def spawn(
        device: str, scratch: Path, theirs: socket.socket
    ) -> asyncio.subprocess.Process:
        return await _spawn(device, scratch, theirs, options)

    return spawn


NICE = 5
"""People's edits come first where renders share the cores."""


async def _spawn(
    device: str, scratch: Path, theirs: socket.socket, options: Sequence[str]
) -> asyncio.subprocess.Process:
    # The server's settings, passwords among them, are not for the code of node packages.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("ATELIER_")}
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "render.workers.process",
        "--device",
        device,
        "--fd",
        str(theirs.fileno()),
        "--scratch",
        str(scratch),
        *options,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        pass_fds=(theirs.fileno(),),
        env={**inherited, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
    )
    with suppress(ProcessLookupError, PermissionError):
        own = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, process.pid, min(19, own + NICE))
    return process


spawn_python = python_spawner(Budgets())


class Child:
    """A running worker process. Its output goes to our log, line by line."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._last_lines: deque[str] = deque(maxlen=KEPT_LINES)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: wire.Message) -> None:
        if self._writer.is_closing():
            raise WorkerUnavailable(f"the worker of process {self.pid} is gone")
        self._writer.write(wire.encode(message))

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    async def read(self) -> wire.Message | None:
        """What it says next; `None` when it has ended, or cannot be understood."""
        try:
            prefix = await self._reader.readexactly(wire.PREFIX_BYTES)
            return wire.decode(await self._reader.readexactly(wire.body_length(prefix)))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        except WireError:
            logger.exception("worker %s is not understood; it is replaced", self.pid)
            return None

    async def log(self) -> None:
        """Pass its output on until it ends."""
        assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
        while chunk := await self._process.stdout.read(_CHUNK):
            for text in chunk.decode(errors="replace").splitlines():
                self._last_lines.append(text)
                logger.info("worker %s: %s", self.pid, text)

    async def end(self) -> None:
        """Make sure that it is gone, and collected. It leaves by itself when its socket closes."""
        self._writer.close()
        try:
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()

    def reason(self) -> str:
        """Why it ended, as far as can be told: its last words, else its exit status."""
        for line in reversed(self._last_lines):
            if line.strip():
                return line.strip()
        status = self._process.returncode
        if status is not None and status < 0:
            return f"it was ended by signal {-status}"
        return f"it ended with status {status}"


@asynccontextmanager
async def started(spawn: Spawn, device: str, scratch: Path) -> AsyncIterator[Child]:
    """A child that does not outlive the block."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await spawn(device, scratch, theirs)
    except BaseException:
        ours.close()
        raise
    try:
        ours.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours)
    except BaseException:
        ours.close()
        process.kill()
        await process.wait()
        raise
    child = Child(process, reader, writer)
    logging_task = asyncio.create_task(child.log(), name=f"log of worker {child.pid}")
    try:
        yield child
    finally:
        await asyncio.shield(_finish(child, logging_task))


async def _finish(child: Child, logging_task: "asyncio.Task[None]") -> None:
    await child.end()
    await logging_task  # its pipe is closed now, so this reads the rest and ends
