"""The WebSocket under a member: frames from the socket to the room, and back.

It does not know the protocol: it carries bytes, keeps their pace and size, and closes with a code.
"""

import asyncio
import contextlib
import logging

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from collab.documents.model import DocumentId
from collab.errors import DocumentError, DocumentMissing
from collab.sync import close_codes
from collab.sync.access import Access, Gate, Refused
from collab.sync.connection import Close
from collab.sync.hub import Arrival, Hub
from collab.sync.member import Member
from collab.sync.outbox import CatchUp
from collab.sync.pace import Pace
from collab.sync.room import Room

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
        async with (
            self._hub.join(
                arrival, access, receipts=query.get("receipts") == "1", epoch=query.get("epoch")
            ) as (room, member),
            asyncio.TaskGroup() as tasks,
        ):
            reading = tasks.create_task(self._read(websocket, room, member))
            await self._write(websocket, room, member)
            reading.cancel()

    async def _read(self, websocket: WebSocket, room: Room, member: Member) -> None:
        limits = self._hub.limits
        loop = asyncio.get_running_loop()
        pace = Pace(limits.messages_per_second, limits.message_burst, loop.time())
        while (message := await websocket.receive())["type"] == "websocket.receive":
            frame = message.get("bytes")
            if frame is None:
                member.close(close_codes.MALFORMED, "a message is binary; this one is text")
            elif len(frame) > limits.message_bytes:
                member.close(close_codes.MESSAGE_TOO_LARGE, "this message is too large")
            else:
                room.receive(member, frame)
            if (delay := pace.delay(loop.time())) > 0:
                await asyncio.sleep(delay)
            await member.until_readable()
        member.close(close_codes.GOING_AWAY, "the client left")

    async def _write(self, websocket: WebSocket, room: Room, member: Member) -> None:
        """Until the member is closed, by whichever side."""
        while True:
            outgoing = await member.next_outgoing()
            match outgoing:
                case Close(code, reason):
                    await _close(websocket, code, reason)
                    return
                case CatchUp(state_vector):
                    room.catch_up(member, state_vector)
                case bytes():
                    try:
                        async with asyncio.timeout(self._hub.limits.drain_seconds):
                            await websocket.send_bytes(outgoing)
                    except TimeoutError:
                        member.close(close_codes.TOO_SLOW, "this connection does not read")
                    except (WebSocketDisconnect, RuntimeError):
                        return  # the client left; the reader has heard of it or is about to


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    if websocket.client_state is not WebSocketState.CONNECTED:
        return
    short = reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(5):
            await websocket.close(code, short)
