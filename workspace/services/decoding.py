"""A small warm pool of decoder processes, and what their answers mean to a person.

Knows nothing of boards. A process that takes too long, or dies, is killed and replaced; only the
picture it was given is refused. Requests beyond the pool wait for their turn.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workspace.errors import Invalid, TooLarge, Unavailable, Unsupported

KINDS = "PNG, JPEG, WebP, GIF, AVIF, TIFF and BMP"


@dataclass(frozen=True, slots=True)
class Picture:
    """What the bytes are: `width` and `height` as seen (EXIF orientation applied)."""

    mime: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DecoderLimits:
    processes: int
    memory_bytes: int
    seconds: float
    pixels: int


class Decoder:
    """Closing it ends the processes."""

    def __init__(self, limits: DecoderLimits) -> None:
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.processes)
        self._idle: list[asyncio.subprocess.Process] = []
        self._all: set[asyncio.subprocess.Process] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for process in list(self._all):
            await self._end(process)

    async def inspect(self, path: Path) -> Picture:
        """Decode the whole picture and say what it is, or raise what is wrong with it."""
        found = await self._ask({"do": "inspect", "path": str(path)})
        return Picture(found["mime"], found["width"], found["height"])

    async def render(self, path: Path, width: int, out: Path) -> None:
        """Write `out`, a WebP of `path` at most `width` wide."""
        await self._ask({"do": "render", "path": str(path), "width": width, "out": str(out)})

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        line = json.dumps({**request, "pixel_limit": self._limits.pixels}).encode() + b"\n"
        async with self._turns, self._process() as process:
            try:
                async with asyncio.timeout(self._limits.seconds):
                    answered = await _exchange(process, line)
            except (TimeoutError, ConnectionError):
                answered = b""
            if not answered:
                await self._end(process)
                raise Invalid(
                    "undecodable",
                    "This picture cannot be opened within the server's limits of time and memory:"
                    " save it smaller or in another format, and upload that.",
                )
        answer: dict[str, Any] = json.loads(answered)
        if "error" in answer:
            raise self._explain(answer)
        return answer

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = self._idle.pop() if self._idle else await self._start()
        clean = False
        try:
            yield process
            clean = process.returncode is None
        finally:
            if clean:
                self._idle.append(process)
            else:  # cancelled half-way: its answer would be taken for the next one's
                await asyncio.shield(self._end(process))

    async def _start(self) -> asyncio.subprocess.Process:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "workspace.decoder",
                str(self._limits.memory_bytes),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the server; it ends its children itself
                cwd=_ROOT,
                env={k: v for k, v in os.environ.items() if not k.startswith("ATELIER_")},
            )
        except OSError as error:
            raise Unavailable(
                "decoder_unavailable",
                "The server cannot open pictures at the moment: try again shortly.",
            ) from error
        self._all.add(process)
        return process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        self._all.discard(process)
        if process.returncode is None:
            process.kill()
        await process.wait()

    def _explain(self, answer: dict[str, Any]) -> Exception:
        match answer["error"]:
            case "unknown_kind":
                return Unsupported(
                    "unsupported_media",
                    f"This file is not a picture Atelier can open: it takes {KINDS}.",
                )
            case "too_many_pixels":
                width, height = answer["width"], answer["height"]
                return TooLarge(
                    "too_many_pixels",
                    f"This picture is {width} × {height}, {width * height / 1e6:.0f} megapixels;"
                    f" at most {self._limits.pixels / 1e6:g} are taken: make it smaller first.",
                )
            case "too_much_memory":
                return Invalid(
                    "undecodable",
                    "This picture needs more memory to open than the server allows: save it"
                    " smaller, and upload that.",
                )
            case _:
                return Invalid(
                    "damaged_picture",
                    "This picture is damaged or incomplete: save or export it again, and upload"
                    " that.",
                )


async def _exchange(process: asyncio.subprocess.Process, line: bytes) -> bytes:
    """One line there and one back; empty when the process is gone."""
    if process.stdin is None or process.stdout is None:
        return b""
    process.stdin.write(line)
    return await process.stdout.readline()


_ROOT = Path(__file__).resolve().parents[2]
