"""The socket under a member, spoken to as an ASGI server would: codes, limits, and who waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.websockets import WebSocket

from collab.documents.model import DocumentId
from collab.sync import messages
from collab.sync.access import Access, Refused
from collab.sync.endpoint import SyncEndpoint
from collab.sync.hub import Hub
from collab.sync.limits import Limits
from tests.collab.peers import AT_ONCE, BOARD, EDITOR, GatedStore, seeded_store, settle


class Gate:
    def __init__(self, refused: Refused | None = None) -> None:
        self._refused = refused

    async def admit(self, websocket: WebSocket, document: DocumentId) -> Access:
        if self._refused is not None:
            raise self._refused
        return EDITOR


class Wire:
    """The server's end of a socket: `sent` is what the browser would get."""

    def __init__(self, query: str = "", board: str = BOARD) -> None:
        self.sent: list[dict[str, Any]] = []
        self.flowing = asyncio.Event()
        self.flowing.set()
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._to_server.put_nowait({"type": "websocket.connect"})
        self.scope = {
            "type": "websocket",
            "path": f"/sync/{board}",
            "path_params": {"board": board},
            "query_string": query.encode(),
            "headers": [],
        }

    async def receive(self) -> dict[str, Any]:
        return await self._to_server.get()

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            await self.flowing.wait()
        self.sent.append(message)

    def say(self, frame: bytes) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "bytes": frame})

    def say_text(self, text: str) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def frames(self) -> list[bytes]:
        return [message["bytes"] for message in self.sent if message["type"] == "websocket.send"]

    @property
    def code(self) -> int | None:
        """How the server closed, after having accepted."""
        assert self.sent[0]["type"] == "websocket.accept"
        last = self.sent[-1]
        return last["code"] if last["type"] == "websocket.close" else None


@asynccontextmanager
async def served(
    wire: Wire,
    *,
    gate: Gate | None = None,
    store: GatedStore | None = None,
    limits: Limits = AT_ONCE,
) -> AsyncIterator[Hub]:
    async with Hub(store or await seeded_store(), limits=limits) as hub:
        endpoint = SyncEndpoint(hub, gate or Gate())
        task = asyncio.create_task(
            endpoint.endpoint(WebSocket(wire.scope, wire.receive, wire.send))
        )
        await settle()
        yield hub
        wire.hang_up()
        await task


async def test_a_client_is_greeted_answered_and_heard() -> None:
    wire = Wire("receipts=1")
    async with served(wire) as hub:
        wire.say(messages.step_1(b"\x00"))
        wire.say(messages.update(b"\x00\x00"))
        await settle()
        kinds = {tuple(frame[:2]) for frame in wire.frames}
        assert {(0, 0), (0, 1), (messages.RECEIPT, 1)} <= kinds
        async with hub.document(BOARD) as live:
            assert live.id == BOARD


@pytest.mark.parametrize("code", [4401, 4403, 4404, 4503])
async def test_a_refusal_closes_after_the_handshake_with_its_code(code: int) -> None:
    wire = Wire()
    async with served(wire, gate=Gate(Refused(code, "é" * 200))):
        assert wire.code == code
        assert len(wire.sent[-1]["reason"].encode()) <= 123


async def test_an_unknown_document_is_4404_and_a_broken_one_4503() -> None:
    """SY15"""
    unknown = Wire(board="unknown")
    async with served(unknown):
        assert unknown.code == 4404
    broken, store = Wire(board="broken"), await seeded_store()
    await Hub(store).create(DocumentId("broken"), b"\xff\xff")
    async with served(broken, store=store):
        assert broken.code == 4503


async def test_another_epoch_is_4409() -> None:
    """SY15"""
    wire = Wire("epoch=before")
    async with served(wire):
        assert wire.code == 4409


async def test_a_text_message_is_malformed() -> None:
    """SY6"""
    wire = Wire()
    async with served(wire):
        wire.say_text("hello")
        await settle()
        assert wire.code == 4400


async def test_a_message_past_the_limit_is_1009() -> None:
    """SY18"""
    wire = Wire()
    async with served(wire, limits=Limits(message_bytes=10, awareness_tick_seconds=0)):
        wire.say(b"\x00" * 11)
        await settle()
        assert wire.code == 1009


async def test_a_malformed_frame_is_4400_and_the_next_one_is_not_read() -> None:
    """SY6"""
    wire = Wire()
    async with served(wire):
        wire.say(b"\xff")
        wire.say(messages.update(b"\x00\x00"))
        await settle()
        assert wire.code == 4400


async def test_a_socket_that_takes_nothing_is_closed_with_4529() -> None:
    """SY11"""
    wire = Wire()
    wire.flowing.clear()
    async with served(wire, limits=Limits(drain_seconds=0, awareness_tick_seconds=0)):
        await settle()
        assert wire.code == 4529


async def test_a_socket_that_fell_behind_gets_one_diff() -> None:
    """SY11"""
    wire = Wire()
    limits = Limits(outbox_bytes=60, awareness_tick_seconds=0)
    async with served(wire, limits=limits) as hub:
        wire.say(messages.step_1(b"\x00"))
        await settle()
        wire.flowing.clear()
        async with hub.document(BOARD) as live:
            for number in range(10):
                await live.edit(
                    lambda doc, at=number: doc["nodes"].__setitem__(f"x{at}", at), "server"
                )
        wire.sent.clear()
        wire.flowing.set()
        await settle()
        assert [tuple(frame[:2]) for frame in wire.frames] == [(0, 2), (0, 1)]


async def test_a_client_with_too_much_uncommitted_is_not_read() -> None:
    """SY18: the store holds the first update back, so the second waits on the wire."""
    store, wire = await seeded_store(), Wire("receipts=1")
    limits = Limits(unread_bytes=10, awareness_tick_seconds=0)
    async with served(wire, store=store, limits=limits) as hub, hub.document(BOARD) as live:
        store.open.clear()
        edit = asyncio.create_task(
            live.edit(lambda doc: doc["nodes"].__setitem__("x", 1), "server")
        )
        await settle()
        for _ in range(3):
            wire.say(messages.update(b"\x00" * 20))
        await settle()
        assert wire._to_server.qsize() == 2
        store.open.set()
        await edit
        await settle()
        assert wire._to_server.qsize() == 0


async def test_a_fast_sender_is_read_later() -> None:
    """SY18"""
    wire = Wire()
    limits = Limits(message_burst=2, messages_per_second=0.001, awareness_tick_seconds=0)
    async with served(wire, limits=limits) as hub:
        for _ in range(5):
            wire.say(b"\x03")
        await settle()
        assert wire._to_server.qsize() == 2
        assert wire.code is None
        hub.revoke(BOARD, None, None)
        await settle()
        assert wire.code == 4404
