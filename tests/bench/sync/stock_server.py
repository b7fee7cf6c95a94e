"""pycrdt-websocket's own server, a peer.

python -m tests.bench.sync.stock_server PORT [DATABASE]
"""

import asyncio
import sys

import uvicorn
from pycrdt.store import SQLiteYStore
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom


class StoringServer(WebsocketServer):
    """Gives each room a SQLite store, as the package's documentation shows."""

    def __init__(self, database: str) -> None:
        super().__init__()
        self._store_class = type("Store", (SQLiteYStore,), {"db_path": database})

    async def get_room(self, name: str) -> YRoom:
        if name not in self.rooms:
            self.rooms[name] = YRoom(ready=True, ystore=self._store_class(name))
        await self.start_room(self.rooms[name])
        return self.rooms[name]


async def main(port: int, database: str | None) -> None:
    rooms = StoringServer(database) if database else WebsocketServer()
    config = uvicorn.Config(ASGIServer(rooms), port=port, log_level="warning")
    async with rooms:
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
