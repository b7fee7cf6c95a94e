"""People who move their pointers or drag items, each thirty times a second, over a socket each."""

import asyncio
import contextlib
import json
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from collab.sync.messages import awareness, awareness_entry
from tests.server import ServerProcess

RATE = 30
FIRST_CLIENT = 1_000_000


@asynccontextmanager
async def moving(
    server: ServerProcess,
    board: str,
    token: str,
    people: int,
    at: tuple[float, float],
    *,
    drags: Sequence[str] = (),
) -> AsyncIterator[None]:
    """Each goes round a place of the board; with `drags`, taking these items along."""
    tasks = [asyncio.create_task(_move(server, board, token, n, at, drags)) for n in range(people)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _move(
    server: ServerProcess,
    board: str,
    token: str,
    number: int,
    at: tuple[float, float],
    drags: Sequence[str],
) -> None:
    url = f"{server.url.replace('http', 'ws', 1)}/sync/{board}"
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(url, additional_headers=headers, max_size=None) as socket:
        reading = asyncio.create_task(_ignore(socket))
        # Whoever comes back under the same client id goes on where its clock was.
        clock = int(time.monotonic() * 1000)
        step = 0
        while True:
            clock += 1
            step += 1
            turn = step / 20 + number
            dx, dy = 300 * math.cos(turn), 200 * math.sin(turn)
            state: dict[str, Any] = {"cursor": {"x": at[0] + dx, "y": at[1] + dy}, "selection": []}
            if drags:
                state["dragging"] = {"nodes": list(drags), "dx": dx, "dy": dy}
            entry = awareness_entry(FIRST_CLIENT + number, clock, json.dumps(state).encode())
            await socket.send(awareness([entry]))
            await asyncio.wait([reading], timeout=1 / RATE)


async def _ignore(socket: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for _ in socket:
            pass
