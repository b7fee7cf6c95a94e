"""The pycrdt `Provider` over `HttpxWebsocket`, as a script would join a board."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from httpx_ws import aconnect_ws
from pycrdt import Doc, Map, Provider
from pycrdt.websocket.websocket import HttpxWebsocket


@asynccontextmanager
async def python_peer(url: str, board: str, token: str) -> AsyncIterator["Doc[Any]"]:
    """A document kept in sync with `board` while inside.

    What is raised inside comes out as it is: the task groups of the socket and the provider would
    wrap it into groups, and its message would be lost in them.
    """
    doc: Doc[Any] = Doc()
    for root in ("meta", "nodes", "results"):
        doc.get(root, type=Map)
    headers = {"Authorization": f"Bearer {token}"}
    raised: Exception | None = None
    address = f"{url.replace('http', 'ws', 1)}/sync/{board}"
    async with (
        httpx.AsyncClient(headers=headers) as client,
        aconnect_ws(address, client, keepalive_ping_interval_seconds=None) as socket,
        Provider(doc, HttpxWebsocket(socket, board)),
    ):
        try:
            yield doc
        except Exception as error:
            raised = error
    if raised:
        raise raised


def add_node(
    doc: "Doc[Any]", node: str, type: str, params: dict[str, Any], inputs: dict[str, Any]
) -> None:
    doc.get("nodes", type=Map)[node] = Map(
        {
            "type": type,
            "position": {"x": 0, "y": 0},
            "params": Map(params),
            "inputs": Map(inputs),
        }
    )
