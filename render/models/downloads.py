"""Downloads under way: one child at a time, the others waiting; all are taken up again at start.

What a download is lies in its own folder below the models folder (`.downloads/ID`): the wish, the
plan, and what has arrived. A restart reads that; a cancel removes it. Nothing there is a model.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

from render.errors import CannotDownload
from render.models.source import FamilySettings, parse_source, source_id

FOLDER: Final = ".downloads"
MAX_WAITING: Final = 50
_MAX_LINE: Final = 4 * 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[2]

State = Literal["waiting", "running", "stopped", "done"]
Arrived = Callable[[dict[str, str]], Awaitable[None]]
"""Told of a new model's files with their SHA-256, before the download counts as done."""


@dataclass(frozen=True, slots=True)
class FileProgress:
    path: str
    size: int
    received: int


@dataclass(frozen=True, slots=True)
class Download:
    id: str
    source: str
    variant: str | None
    state: State
    files: tuple[FileProgress, ...] = ()
    error: tuple[str, str] | None = None
    """Code and sentence of what stopped it; what arrived is kept."""
    is_settings: bool = False

    @property
    def received(self) -> int:
        return sum(file.received for file in self.files)

    @property
    def total(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    token: str | None = field(default=None, repr=False)
    endpoint: str | None = None
    open_network: bool = False
    retries: int = 5
    margin_bytes: int = 1024**3


class Downloads:
    """Entered, it resumes what was under way; left, it ends its child and keeps what arrived."""

    def __init__(
        self, models: Path, limits: DownloadLimits, arrived: Arrived, *, resume: bool = True
    ) -> None:
        self._models = models
        self._limits = limits
        self._arrived = arrived
        self._resume = resume
        self._turn = asyncio.Semaphore(1)
        self._downloads: dict[str, Download] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def all(self) -> list[Download]:
        return list(self._downloads.values())

    def find(self, id: str) -> Download | None:
        return self._downloads.get(id)

    def add(self, source: str, variant: str | None = None) -> Download:
        """The same wish again is the same download, resumed if it had stopped."""
        parsed = parse_source(source)
        id = source_id(parsed, variant)
        found = self._downloads.get(id)
        if found is not None and found.state in ("waiting", "running"):
            return found
        self._downloads = {k: v for k, v in self._downloads.items() if v.state != "done"}
        if len(self._downloads) >= MAX_WAITING and found is None:
            raise CannotDownload("too_many", f"{MAX_WAITING} downloads are listed: remove some.")
        download = Download(
            id, source.strip(), variant, "waiting", is_settings=isinstance(parsed, FamilySettings)
        )
        self._write(download)
        self._downloads[id] = download
        self._start(id)
        return download

    def resume(self, id: str) -> Download | None:
        found = self._downloads.get(id)
        if found is not None and found.state == "stopped":
            self._set(id, state="waiting", error=None)
            self._start(id)
        return self._downloads.get(id)

    async def remove(self, id: str) -> bool:
        """Ends it and leaves nothing of it; one that is done only leaves the list."""
        if id not in self._downloads:
            return False
        await self._stop(id)
        del self._downloads[id]
        await asyncio.to_thread(shutil.rmtree, self._work(id), True)
        return True

    async def wait(self, id: str) -> Download:
        """Until it is done or has stopped."""
        if task := self._tasks.get(id):
            await asyncio.wait([task])
        return self._downloads[id]

    async def __aenter__(self) -> Self:
        if self._resume:
            for download in await asyncio.to_thread(self._read):
                self._downloads[download.id] = download
                self._start(download.id)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for id in list(self._tasks):
            await self._stop(id)

    def _start(self, id: str) -> None:
        self._tasks[id] = asyncio.create_task(self._run(id), name=f"download {id}")

    async def _stop(self, id: str) -> None:
        if task := self._tasks.pop(id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, id: str) -> None:
        async with self._turn:
            self._set(id, state="running")
            try:
                hashes = await self._fetch(id)
                await self._arrived(hashes)
            except CannotDownload as error:
                self._set(id, state="stopped", error=(error.code, str(error)))
                return
            self._set(id, state="done")
            await asyncio.to_thread(shutil.rmtree, self._work(id), True)

    async def _fetch(self, id: str) -> dict[str, str]:
        """Runs the child; the hashes of the files that are now a model."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "render.models.fetching"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_MAX_LINE,
            start_new_session=True,  # Ctrl-C is for the server; it ends its children itself
            cwd=_ROOT,
            env={k: v for k, v in os.environ.items() if not k.startswith("ATELIER_")},
        )
        try:
            if process.stdin is None or process.stdout is None:
                raise AssertionError("both are pipes")
            process.stdin.write(self._wish(id) + b"\n")
            process.stdin.close()
            async for line in process.stdout:
                if (done := self._hear(id, json.loads(line))) is not None:
                    return done
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        raise CannotDownload("ended", "The download ended before its time: resume it.")

    def _hear(self, id: str, said: dict[str, Any]) -> dict[str, str] | None:
        match said:
            case {"plan": {"files": files}}:
                self._set(id, files=tuple(FileProgress(path, size, 0) for path, size in files))
            case {"progress": {"file": number, "received": received}}:
                files = list(self._downloads[id].files)
                files[number] = replace(files[number], received=received)
                self._set(id, files=tuple(files))
            case {"error": {"code": code, "message": message}}:
                raise CannotDownload(code, message)
            case {"done": {"hashes": hashes}}:
                return dict(hashes)
        return None

    def _wish(self, id: str) -> bytes:
        download = self._downloads[id]
        wish = {
            "source": download.source,
            "variant": download.variant,
            "models": str(self._models),
            "work": str(self._work(id)),
            **asdict(self._limits),
        }
        return json.dumps(wish).encode()

    def _set(self, id: str, **changes: Any) -> None:
        self._downloads[id] = replace(self._downloads[id], **changes)

    def _work(self, id: str) -> Path:
        return self._models / FOLDER / id

    def _write(self, download: Download) -> None:
        work = self._work(download.id)
        try:
            work.mkdir(parents=True, exist_ok=True)
            said = {"source": download.source, "variant": download.variant}
            (work / "wish.json").write_text(json.dumps(said))
        except OSError as error:
            raise CannotDownload(
                "no_space", f"The models folder cannot be written: {error.strerror}."
            ) from error

    def _read(self) -> list[Download]:
        found = []
        for path in sorted((self._models / FOLDER).glob("*/wish.json")):
            try:
                said = json.loads(path.read_text())
                source, variant = said["source"], said["variant"]
                parsed = parse_source(source)
            except (OSError, ValueError, KeyError, TypeError, CannotDownload):
                continue  # not of our making
            id = path.parent.name
            if re.fullmatch(r"[0-9a-f]{12}", id):
                is_settings = isinstance(parsed, FamilySettings)
                found.append(Download(id, source, variant, "waiting", is_settings=is_settings))
        return found
