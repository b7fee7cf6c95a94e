"""Real worker processes without their two seconds of imports: forked from one that has them.

The first that is wanted starts the nursery, a process that has imported what workers import and
forks one for each that is asked for. The forked child runs the worker's own `main`, with its own
options, folder and output, and is killed and collected like any other process. No torch has run in
the nursery, so nothing of it is in a child but the code.
"""

import asyncio
import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

HELD = 3
"""Where a child finds its socket: what follows standard input and output."""


class ForkedProcess:
    """As `asyncio.subprocess.Process`, as far as a pool's child uses it."""

    def __init__(self, pid: int, output: asyncio.StreamReader, end: asyncio.StreamReader) -> None:
        self.pid = pid
        self.stdout = output
        self.returncode: int | None = None
        self._end = asyncio.ensure_future(end.readline())

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        said = await asyncio.shield(self._end)
        self.returncode = int(said) if said else -signal.SIGKILL
        return self.returncode


async def spawn_forked(device: str, scratch: Path, theirs: socket.socket) -> Any:
    """A `render.workers.child.Spawn`."""
    return await _spawn(device, scratch, theirs, paints=False)


async def spawn_painter(device: str, scratch: Path, theirs: socket.socket) -> Any:
    """The same, with all that models need imported too."""
    return await _spawn(device, scratch, theirs, paints=True)


async def _spawn(device: str, scratch: Path, theirs: socket.socket, *, paints: bool) -> Any:
    output, outward = os.pipe()
    end, ended = os.pipe()
    ours, its = socket.socketpair()
    ours.setblocking(False)
    options = ["--device", device, "--fd", str(HELD), "--scratch", str(scratch)]
    told = json.dumps({"options": options, "paints": paints}).encode()
    with ours:
        socket.send_fds(_nursery(), [told], [theirs.fileno(), outward, ended, its.fileno()])
        for each in (outward, ended, its.detach()):
            os.close(each)
        pid = int(await asyncio.get_running_loop().sock_recv(ours, 32))
    return ForkedProcess(pid, await _pipe(output), await _pipe(end))


_started: list[socket.socket] = []


def _nursery() -> socket.socket:
    if not _started:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.render.nursery", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.getcwd()},
            )
        atexit.register(lambda: (ours.close(), process.wait()))
        _started.append(ours)
    return _started[0]


async def _pipe(end: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(end, "rb"))
    return reader


# In the nursery


def main() -> None:
    import render.workers.process  # noqa: F401 - what a child then has
    from render.diffusion.quiet import quiet_libraries

    control = socket.socket(fileno=int(sys.argv[1]))
    living: dict[int, tuple[int, int]] = {}
    """By the descriptor of a child: its process, and where to say how it ended."""
    while True:
        for ready in select.select([control, *living], [], [])[0]:
            if ready is not control:
                _say_end(ready, *living.pop(ready))
                continue
            told, fds, _, _ = socket.recv_fds(control, 2**16, 4)
            if not told:
                return
            wish = json.loads(told)
            if wish["paints"]:
                quiet_libraries()
            theirs, output, ended, answer = fds
            pid = os.fork()
            if pid == 0:
                _live(theirs, output, wish["options"])
            _say(answer, pid)
            for fd in (theirs, output, answer):
                os.close(fd)
            living[os.pidfd_open(pid)] = pid, ended


def _live(theirs: int, output: int, options: list[str]) -> None:
    """As a process of its own, which never comes back."""
    import traceback

    from render.workers import process

    status = 1
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(theirs, HELD)
        os.closerange(HELD + 1, 256)
        sys.argv = ["worker", *options]
        process.main()
        status = 0
    except SystemExit as error:
        sys.stderr.write(f"{error}\n")
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _say_end(pidfd: int, pid: int, ended: int) -> None:
    os.close(pidfd)
    _, status = os.waitpid(pid, 0)
    _say(ended, os.waitstatus_to_exitcode(status))
    os.close(ended)


def _say(fd: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it any more
        os.write(fd, b"%d\n" % number)


if __name__ == "__main__":
    main()
