"""People who only move their pointers, each thirty times a second, over one socket each."""

import asyncio
import contextlib
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from collab.sync.messages import awareness, awareness_entry
from tests.server import ServerProcess

RATE = 30
FIRST_CLIENT = 1_000_000


@asynccontextmanager
async def moving(
    server: ServerProcess, board: str, token: str, people: int, at: tuple[float, float]
) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_move(server, board, token, n, at)) for n in range(people)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _move(
    server: ServerProcess, board: str, token: str, number: int, at: tuple[float, float]
) -> None:
    url = f"{server.url.replace('http', 'ws', 1)}/sync/{board}"
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(url, additional_headers=headers, max_size=None) as socket:
        reading = asyncio.create_task(_ignore(socket))
        clock = 0
        while True:
            clock += 1
            turn = clock / 20 + number
            cursor = {"x": at[0] + 300 * math.cos(turn), "y": at[1] + 200 * math.sin(turn)}
            state = json.dumps({"cursor": cursor, "selection": []}).encode()
            entry = awareness_entry(FIRST_CLIENT + number, clock, state)
            await socket.send(awareness([entry]))
            await asyncio.wait([reading], timeout=1 / RATE)


async def _ignore(socket: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for _ in socket:
            pass
