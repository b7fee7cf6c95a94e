"""The way in: who asks for a document's socket is let in or turned away, then joins its room.

It does not know the protocol, nor how frames travel: a carrier does that.
"""

import logging

from starlette.websockets import WebSocket

from collab.documents.model import DocumentId
from collab.errors import DocumentError, DocumentMissing
from collab.sync import close_codes
from collab.sync.access import Access, Gate, Refused
from collab.sync.asgi_carrier import AsgiCarrier, close
from collab.sync.hub import Arrival, Hub
from collab.sync.uvicorn_carrier import EXTENSION, UvicornCarrier

log = logging.getLogger(__name__)


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
                await close(websocket, refused.code, refused.reason)
                return
            await websocket.accept()
            await self._enter(websocket, arrival, access)

    async def _enter(self, websocket: WebSocket, arrival: Arrival, access: Access) -> None:
        try:
            await self._joined(websocket, arrival, access)
        except DocumentMissing:
            await close(websocket, close_codes.NOT_FOUND, "there is no such board")
        except DocumentError as error:
            log.error("Document %s cannot be opened: %s", arrival.id, error)
            await close(websocket, close_codes.UNAVAILABLE, "this board cannot be opened now")

    async def _joined(self, websocket: WebSocket, arrival: Arrival, access: Access) -> None:
        query = websocket.query_params
        carrier: AsgiCarrier | UvicornCarrier = websocket.scope.get("extensions", {}).get(
            EXTENSION
        ) or AsgiCarrier(websocket)
        member = await self._hub.join(
            arrival, access, receipts=query.get("receipts") == "1", epoch=query.get("epoch")
        )
        try:
            await carrier.carry(member)
        except BaseException:
            member.lost()
            raise
