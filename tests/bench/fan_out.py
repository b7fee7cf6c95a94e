"""One editor, many readers of one document: how long until each edit reached each reader."""

import asyncio
import re
import time
from dataclasses import dataclass

from pycrdt import Doc, Map, create_sync_message, create_update_message
from websockets.asyncio.client import ClientConnection, connect

EDITS = 300
EDITS_PER_SECOND = 30
STAMP = re.compile(rb"<(\d{6})>")


@dataclass(frozen=True)
class Latencies:
    """Milliseconds from sending an edit to its arrival, over all edits and readers."""

    p50: float
    p99: float
    lost: int

    @classmethod
    def of(cls, seconds: list[float], expected: int) -> "Latencies":
        ordered = sorted(seconds) or [float("nan")]
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * q))] * 1000 for q in (0.5, 0.99)]
        return cls(at[0], at[1], expected - len(seconds))


def edits() -> list[bytes]:
    """Frames of one growing document; each carries its number where a reader can find it."""
    doc: Doc[object] = Doc()
    nodes = doc.get("nodes", type=Map)
    frames: list[bytes] = []
    with doc.transaction():
        nodes["n"] = Map({"type": "note", "params": Map({"text": "<000000>"})})
    frames.append(create_update_message(doc.get_update()))
    for number in range(1, EDITS):
        before = doc.get_state()
        nodes["n"]["params"]["text"] = f"<{number:06d}>"
        frames.append(create_update_message(doc.get_update(before)))
    return frames


async def reader(url: str, headers: dict[str, str], sent: list[float], seen: list[float]) -> None:
    """Note the delay of each edit; a frame that merges several delivers all up to its last."""
    async with connect(url, additional_headers=headers, max_size=None, compression=None) as socket:
        await socket.send(create_sync_message(Doc()))
        newest = -1
        async for frame in socket:
            numbers = STAMP.findall(frame) if isinstance(frame, bytes) else []
            if not numbers or (last := max(map(int, numbers))) <= newest:
                continue
            now = time.perf_counter()
            seen.extend(now - sent[number] for number in range(newest + 1, last + 1))
            newest = last
            if newest == EDITS - 1:
                return


async def write(socket: ClientConnection, frames: list[bytes], sent: list[float]) -> None:
    for frame in frames:
        sent.append(time.perf_counter())
        await socket.send(frame)
        await asyncio.sleep(1 / EDITS_PER_SECOND)


async def measure(url: str, readers: int, headers: dict[str, str] | None = None) -> Latencies:
    sent: list[float] = []
    seen: list[float] = []
    frames = edits()
    async with connect(url, additional_headers=headers, max_size=None, compression=None) as editor:
        drain = asyncio.create_task(_drain(editor))
        tasks = [
            asyncio.create_task(reader(url, headers or {}, sent, seen)) for _ in range(readers)
        ]
        await asyncio.sleep(1.5)
        await write(editor, frames, sent)
        await asyncio.wait(tasks, timeout=10)
        for task in (*tasks, drain):
            task.cancel()
        await asyncio.gather(*tasks, drain, return_exceptions=True)
    return Latencies.of(seen, EDITS * readers)


async def _drain(socket: ClientConnection) -> None:
    async for _ in socket:
        pass
