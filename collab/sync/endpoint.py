"""The way in: who asks for a document's socket is let in or turned away, then joins its room.

It does not know the protocol, nor how frames travel: a carrier does that.
"""

import asyncio
import contextlib
import logging

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from collab.documents.model import DocumentId
from collab.errors import DocumentError, DocumentMissing
from collab.sync import close_codes
from collab.sync.access import Access, Gate, Refused
from collab.sync.asgi_carrier import AsgiCarrier
from collab.sync.hub import Arrival, Hub
from collab.sync.uvicorn_carrier import EXTENSION

log = logging.getLogger(__name__)

MAX_REASON_BYTES = 120
"""A close frame holds 125 bytes, two of them the code."""


class SyncEndpoint:
    """`WebSocketRoute("/sync/{board}", SyncEndpoint(hub, gate).endpoint)`."""

    def __init__(self, hub: Hub, gate: Gate) -> None:
        self._hub = hub
        self._gate = gate

    async def endpoint(self, websocket: WebSocket) -> None:
        """Refusals close after the handshake: browsers show no code of one that fails."""
        document = DocumentId(websocket.path_params["board"])
        with self._hub.arriving(document) as arrival:
            try:
                access = await self._gate.admit(websocket, document)
            except Refused as refused:
                await websocket.accept()
                await _close(websocket, refused.code, refused.reason)
                return
            await websocket.accept()
            await self._enter(websocket, arrival, access)

    async def _enter(self, websocket: WebSocket, arrival: Arrival, access: Access) -> None:
        try:
            await self._joined(websocket, arrival, access)
        except DocumentMissing:
            await _close(websocket, close_codes.NOT_FOUND, "there is no such board")
        except DocumentError as error:
            log.error("Document %s cannot be opened: %s", arrival.id, error)
            await _close(websocket, close_codes.UNAVAILABLE, "this board cannot be opened now")

    async def _joined(self, websocket: WebSocket, arrival: Arrival, access: Access) -> None:
        query = websocket.query_params
        carrier = websocket.scope.get("extensions", {}).get(EXTENSION) or AsgiCarrier(websocket)
        joining = self._hub.join(
            arrival, access, receipts=query.get("receipts") == "1", epoch=query.get("epoch")
        )
        async with joining as (_, member), carrier.carrying(member):
            member.ride(carrier)
            end = await member.ended
        if end is not None:
            await _close(websocket, end.code, end.reason)
            carrier.drop()


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    if websocket.client_state is not WebSocketState.CONNECTED:
        return
    short = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(5):
            await websocket.close(code, short)
