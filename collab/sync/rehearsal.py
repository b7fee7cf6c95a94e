"""Builds documents in a child process, which may crash or hang of them, and says what it was.

The child is started when first needed and left running for a while. It is never asked twice at
once. It does not know where documents come from, nor what becomes of the rows it finds.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from collab.documents.store import Checkpoint, Row, Stored
from collab.errors import DocumentCorrupt, DocumentUnavailable
from collab.sync.loading import MAX_BAD_ROWS, NotCondensed, UnsoundCheckpoint, without
from collab.sync.rehearsal_wire import (
    CONDENSE,
    COUNT_BYTES,
    NOT_BEGUN,
    REHEARSE,
    SOUND,
    UNSOUND,
    Progress,
    pack,
    unpack_count,
    unpack_lengths,
)

IDLE_SECONDS: Final = 30

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class _Died:
    """`at` is the row it was applying, or the number of rows; `why` fits after "since"."""

    at: int
    why: str


class ChildRehearsal:
    """`async with ChildRehearsal(seconds) as rehearsal`; leaving it ends the child."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._open = contextlib.ExitStack()

    async def __aenter__(self) -> Self:
        file = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - it is closed
        file.truncate(8)
        self._descriptor = file.fileno()
        self._progress = self._open.enter_context(closing(Progress(self._descriptor)))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        async with self._turn:
            await self._end()
        self._open.close()

    async def prepare(self) -> None:
        """Start the child, which takes a moment, before anybody waits for it."""
        async with self._turn:
            with contextlib.suppress(DocumentUnavailable):  # who needs it then is told
                await self._started()
                self._rest()

    async def find_bad(self, stored: Stored) -> tuple[tuple[Row, str], ...]:
        bad: list[tuple[Row, str]] = []
        async with self._turn:
            while (died := await self._confirmed(stored)) is not None:
                if len(bad) == MAX_BAD_ROWS:
                    raise DocumentCorrupt("too many rows cannot be applied")
                at = died.at if died.at < len(stored.rows) else await self._first_bad(stored)
                if at < 0 or not stored.rows:
                    raise UnsoundCheckpoint(f"it cannot be used, since {died.why}")
                bad.append((stored.rows[at], died.why))
                stored = without(stored, [stored.rows[at]])
        return tuple(bad)

    async def condense(self, stored: Stored) -> Checkpoint:
        async with self._turn:
            answer = await self._ask(CONDENSE, stored)
        if isinstance(answer, _Died):
            raise NotCondensed(f"row {answer.at} of {len(stored.rows)}: {answer.why}")
        if answer[0] != SOUND:
            raise NotCondensed(answer[1].decode())
        return Checkpoint(stored.last, answer[1], answer[2], answer[3].decode() or None)

    async def _confirmed(self, stored: Stored) -> _Died | None:
        """Twice, since somebody else may have ended the child."""
        for _ in range(2):
            died = await self._rehearse(stored)
            if died is None:
                return None
        if died is not None and died.at == NOT_BEGUN:
            raise DocumentUnavailable(f"Nothing can be rehearsed now, since {died.why}.")
        return died

    async def _rehearse(self, stored: Stored) -> _Died | None:
        answer = await self._ask(REHEARSE, stored)
        if isinstance(answer, _Died):
            return answer
        if answer[0] == UNSOUND:
            return _Died(self._progress.get(), answer[1].decode())
        return None

    async def _first_bad(self, stored: Stored) -> int:
        """The row that ends the shortest prefix that cannot be built; -1 when none can."""
        sound, broken = -1, len(stored.rows)
        while broken - sound > 1:
            middle = (sound + broken) // 2
            prefix = Stored(stored.checkpoint, stored.rows[:middle])
            if await self._rehearse(prefix) is None:
                sound = middle
            else:
                broken = middle
        return broken - 1

    async def _ask(self, what: bytes, stored: Stored) -> list[bytes] | _Died:
        self._progress.set(NOT_BEGUN)
        process = await self._started()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await _exchange(process, _request(what, stored))
        except TimeoutError:
            await self._end()
            return _Died(self._progress.get(), f"it takes more than {self._seconds:g} seconds")
        except (ConnectionError, asyncio.IncompleteReadError):
            await process.wait()
            self._process = None
            return _Died(self._progress.get(), f"yrs dies of it ({process.returncode})")
        except BaseException:  # cancelled half-way: its answer would be taken for the next one's
            await asyncio.shield(self._end())
            raise
        self._rest()
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._process is not None and self._process.returncode is None:
            return self._process
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "collab.sync.rehearser",
                str(self._descriptor),
                str(int(self._seconds) + 10),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(self._descriptor,),
                start_new_session=True,  # Ctrl-C is for the server; it ends its children itself
                cwd=_ROOT,
                env={k: v for k, v in os.environ.items() if not k.startswith("ATELIER_")},
            )
        except OSError as error:
            raise DocumentUnavailable(f"No process can be started now: {error}.") from error
        return self._process

    def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(IDLE_SECONDS, self._dismiss)

    def _dismiss(self) -> None:
        """Its input ends, and so does it; the loop collects it."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()

    async def _end(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _request(what: bytes, stored: Stored) -> list[bytes]:
    base = stored.checkpoint
    head = [b"", b"", b""] if base is None else [b"1", base.state, base.index]
    return [what, *head, *(row.update for row in stored.rows)]


async def _exchange(process: asyncio.subprocess.Process, request: Sequence[bytes]) -> list[bytes]:
    if process.stdin is None or process.stdout is None:
        raise ConnectionResetError
    process.stdin.write(pack(request))
    count = unpack_count(await process.stdout.readexactly(COUNT_BYTES))
    lengths = unpack_lengths(await process.stdout.readexactly(4 * count))
    return [await process.stdout.readexactly(length) for length in lengths]
