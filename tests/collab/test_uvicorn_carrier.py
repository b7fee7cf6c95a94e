"""The fast way between transport and member, against a client of the websockets library."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from collab.sync.carrier import Carrier
from collab.sync.member import Member
from collab.sync.uvicorn_carrier import EXTENSION, UvicornCarrier

URL = parse_uri("ws://127.0.0.1/sync/board")


class Socket(asyncio.Transport):
    """What the client would get, and how the server treats its end."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()
        self.is_reading = True
        self.closed = ""

    def write(self, data: Any) -> None:
        self.sent += data

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True

    def get_write_buffer_size(self) -> int:
        return 7

    def is_closing(self) -> bool:
        return bool(self.closed)

    def close(self) -> None:
        self.closed = self.closed or "closed"

    def abort(self) -> None:
        self.closed = "aborted"

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


class Heard:
    """A `Taker` that writes down what it is told."""

    def __init__(self) -> None:
        self.messages: list[bytes | str] = []
        self.flushes = 0

    def receive(self, message: bytes) -> None:
        self.messages.append(bytes(message))

    def receive_text(self) -> None:
        self.messages.append("text")

    def flush(self) -> None:
        self.flushes += 1

    def lost(self) -> None:
        self.messages.append("lost")

    def ride(self, carrier: Carrier) -> None:
        self.flushes = 0


class Line:
    """Both ends: what the client says arrives cut up by `cut`."""

    def __init__(self, limit: int) -> None:
        self.socket = Socket()
        self.heard = Heard()
        self.client = ClientProtocol(URL)
        self.carrier: UvicornCarrier | None = None
        self.riding = asyncio.Event()
        config = Config(
            self._app, interface="asgi3", ws=UvicornCarrier, ws_max_size=limit, log_config=None
        )
        config.load()
        self.protocol = UvicornCarrier(config, ServerState(), {})
        self.protocol.stop_keepalive()

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        self.carrier = scope["extensions"][EXTENSION]
        assert await receive() == {"type": "websocket.connect"}
        await send({"type": "websocket.accept"})
        await self.carrier.carry(cast(Member, self.heard))
        self.riding.set()

    def connect(self) -> None:
        self.protocol.connection_made(self.socket)
        self.client.send_request(self.client.connect())
        self.say(b"".join(self.client.data_to_send()))

    def say(self, data: bytes) -> None:
        self.protocol.data_received(data)

    def hear(self) -> list[Any]:
        self.client.receive_data(bytes(self.socket.sent))
        self.socket.sent.clear()
        return [event for event in self.client.events_received() if isinstance(event, Frame)]


@contextlib.asynccontextmanager
async def line(limit: int = 1 << 20) -> AsyncIterator[Line]:
    made = Line(limit)
    made.connect()
    async with asyncio.timeout(30):
        await made.riding.wait()
    made.hear()
    yield made
    if not made.protocol.disconnected:
        made.protocol.connection_lost(None)
    await asyncio.sleep(0)


def whole(data: bytes) -> Callable[[ClientProtocol], None]:
    return lambda client: client.send_binary(data)


def fragments(data: bytes) -> Callable[[ClientProtocol], None]:
    def send(client: ClientProtocol) -> None:
        client.send_binary(data[: len(data) // 2], fin=False)
        client.send_ping(b"between")
        client.send_continuation(data[len(data) // 2 :], fin=True)

    return send


saying = st.lists(
    st.tuples(
        st.sampled_from([whole, fragments]),
        st.one_of(st.binary(max_size=200), st.binary(min_size=65_530, max_size=65_540)),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(saying, st.lists(st.integers(1, 70_000), min_size=1, max_size=30))
def test_messages_arrive_whole_and_in_order_however_the_bytes_are_cut(
    said: list[tuple[Any, bytes]], cuts: list[int]
) -> None:
    """SY22"""

    async def play() -> None:
        async with line() as wire:
            for how, data in said:
                how(data)(wire.client)
            stream = b"".join(wire.client.data_to_send())
            at = 0
            for turn in range(len(stream) + 1):
                if at >= len(stream):
                    break
                cut = cuts[turn % len(cuts)]
                wire.say(stream[at : at + cut])
                at += cut
            assert wire.heard.messages == [data for _, data in said]

    asyncio.run(play())


async def test_the_client_gets_what_is_written_in_order() -> None:
    """SY22"""
    async with line() as wire:
        assert wire.carrier is not None
        sizes = [0, 125, 126, 65_535, 65_536, 200_000]
        for size in sizes:
            wire.carrier.write(bytes([size % 251]) * size)
        frames = wire.hear()
        assert [len(frame.data) for frame in frames] == sizes
        assert all(
            set(frame.data) <= {size % 251} for frame, size in zip(frames, sizes, strict=True)
        )


@pytest.mark.parametrize(
    "bad",
    [b"\x82\x01a", b"\xc2\x81\x00\x00\x00\x00a", b"\x83\x80\x00\x00\x00\x00"],
    ids=["unmasked", "reserved bit", "unknown opcode"],
)
async def test_what_is_no_websocket_is_closed_with_1002(bad: bytes) -> None:
    """SY22"""
    async with line() as wire:
        wire.client.send_binary(b"before")
        wire.say(b"".join(wire.client.data_to_send()) + bad)
        wire.hear()
        assert wire.heard.messages == [b"before"]
        assert wire.client.close_rcvd is not None
        assert wire.client.close_rcvd.code == 1002
        assert wire.socket.closed


async def test_a_message_past_the_limit_is_refused_by_its_header() -> None:
    """SY18: nothing of it is kept, however much is announced."""
    async with line(limit=1000) as wire:
        wire.say(b"\x82\xff" + (1 << 40).to_bytes(8, "big") + b"\x00" * 4)
        wire.hear()
        assert wire.client.close_rcvd is not None
        assert wire.client.close_rcvd.code == 1009


async def test_a_new_message_inside_a_fragmented_one_is_an_error() -> None:
    """SY22"""
    async with line() as wire:
        wire.client.send_binary(b"begun", fin=False)
        begun = b"".join(wire.client.data_to_send())
        wire.say(begun + Frame(Opcode.BINARY, b"other").serialize(mask=True))
        wire.hear()
        assert wire.heard.messages == []
        assert wire.client.close_rcvd is not None
        assert wire.client.close_rcvd.code == 1002


async def test_text_is_told_apart_and_a_ping_answered() -> None:
    """SY6"""
    async with line() as wire:
        wire.client.send_text(b"hello")
        wire.client.send_ping(b"there?")
        wire.say(b"".join(wire.client.data_to_send()))
        assert wire.heard.messages == ["text"]
        assert [(frame.opcode, frame.data) for frame in wire.hear()] == [(Opcode.PONG, b"there?")]


async def test_what_came_before_anybody_took_it_is_delivered_first() -> None:
    """SY22"""
    wire = Line(1 << 20)
    wire.connect()
    wire.protocol.handshake_complete = True
    for message in (b"one", b"two"):
        wire.say(Frame(Opcode.BINARY, message).serialize(mask=True))
    wire.protocol.handshake_complete = False
    await wire.riding.wait()
    wire.say(Frame(Opcode.BINARY, b"three").serialize(mask=True))
    assert wire.heard.messages == [b"one", b"two", b"three"]
    assert wire.socket.is_reading
    wire.protocol.connection_lost(None)


async def test_a_full_transport_is_not_writable_until_it_drained() -> None:
    """SY11"""
    async with line() as wire:
        assert wire.carrier is not None
        wire.protocol.pause_writing()
        assert not wire.carrier.is_writable
        assert wire.carrier.unsent_bytes == 7
        wire.protocol.resume_writing()
        assert wire.carrier.is_writable
        assert wire.heard.flushes == 1


async def test_reading_is_paused_and_resumed_once() -> None:
    """SY18"""
    async with line() as wire:
        assert wire.carrier is not None
        wire.carrier.pause_reading()
        wire.carrier.pause_reading()
        assert not wire.socket.is_reading
        wire.carrier.resume_reading()
        assert wire.socket.is_reading


async def test_a_client_that_leaves_is_told_once_and_written_to_no_more() -> None:
    async with line() as wire:
        assert wire.carrier is not None
        wire.protocol.connection_lost(None)
        assert wire.heard.messages == ["lost"]
        wire.carrier.write(b"late")
        assert not wire.socket.sent


def test_a_client_that_leaves_is_told_of_on_the_loop_that_servers_have() -> None:
    async def leave() -> None:
        async with line() as wire:
            wire.protocol.connection_lost(None)
            assert wire.heard.messages == ["lost"]

    pytest.importorskip("uvloop").run(leave())


async def test_closing_says_why_and_waits_for_the_answer() -> None:
    """SY15"""
    async with line() as wire:
        assert wire.carrier is not None
        wire.carrier.pause_reading()
        wire.carrier.close(4400, "é" * 200)
        wire.hear()
        assert wire.client.close_rcvd is not None
        assert wire.client.close_rcvd.code == 4400
        assert wire.socket.is_reading
        assert not wire.socket.closed
        wire.say(b"".join(wire.client.data_to_send()))
        assert wire.socket.closed
        assert wire.heard.messages == []


async def test_the_request_is_forgotten_and_the_socket_stays() -> None:
    """The application has returned long before the client leaves."""
    async with line() as wire:
        for _ in range(5):
            await asyncio.sleep(0)
        assert not wire.socket.closed
        assert not hasattr(wire.protocol, "scope")
        wire.client.send_binary(b"still here")
        wire.say(b"".join(wire.client.data_to_send()))
        assert wire.heard.messages == [b"still here"]
