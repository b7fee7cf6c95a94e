"""The bytes of the load: updates and cursors made beforehand, each carrying its number.

An edit sets the `title` of its editor's own node, as a client would that had typed it: one item
after the last, and the last one's deletion. Its stamp `<EEENNNNNN>` (editor, number) is what the
load client looks for in what arrives. A frame is masked with zeros, so that sending costs nothing.
"""

import json
import struct

from collab.sync.lib0 import string, varint
from collab.sync.messages import awareness, awareness_entry, step_1, update

FIRST_CLIENT = 2_000_000_000
"""Client ids are as long as those that Yjs draws."""

PING, PONG = 0x89, 0x8A

BEGINNING = 6
"""Clocks of an editor that `begin` uses up; the first edit's clock."""


def stamp(editor: int, number: int) -> str:
    return f"<{editor:03d}{number:06d}>"


def begin(editor: int) -> bytes:
    """The update that makes the node of `editor`, with its title at number 0."""
    client = varint(FIRST_CLIENT + editor)
    node = client + varint(0)
    structs = (
        b"\x27\x01" + string("nodes") + string(f"n{editor}") + b"\x01",
        b"\x28\x00" + node + string("type") + b"\x01\x77" + string("note"),
        b"\x28\x00" + node + string("position") + b"\x01\x76\x02\x01x\x7d\x00\x01y\x7d\x00",
        b"\x27\x00" + node + string("params") + b"\x01",
        b"\x27\x00" + node + string("inputs") + b"\x01",
        b"\x28\x00" + node + string("title") + b"\x01\x77" + string(stamp(editor, 0)),
    )
    return b"\x01" + varint(len(structs)) + client + b"\x00" + b"".join(structs) + b"\x00"


def edit(editor: int, number: int, padding: int = 0) -> bytes:
    """The `number`th edit, counted from 1; `padding` makes it that many bytes larger."""
    client = varint(FIRST_CLIENT + editor)
    last = varint(BEGINNING + number - 2)
    text = stamp(editor, number) + "." * padding
    return b"".join(
        (
            b"\x01\x01" + client + varint(BEGINNING + number - 1),
            b"\xa8" + client + last + b"\x01\x77" + string(text),
            b"\x01" + client + b"\x01" + last + b"\x01",
        )
    )


def cursor(editor: int, number: int) -> bytes:
    """An awareness message, as a client sends it while its pointer moves."""
    state = {
        "user": {"name": f"Person {editor}", "color": "#3355aa"},
        "cursor": {"x": number * 1.5, "y": number * 0.75},
        "at": stamp(editor, number),
    }
    entry = awareness_entry(FIRST_CLIENT + editor, number + 1, json.dumps(state).encode())
    return awareness([entry])


class Dialect:
    """How messages of y-protocols become those of a server; plain servers take them as they are."""

    before_hello_seconds = 0.0

    def hello(self, document: str) -> list[bytes]:
        return [step_1(b"\x00")]

    def message(self, document: str, message: bytes) -> bytes:
        return self.prefix(document) + message

    def prefix(self, document: str) -> bytes:
        return b""

    def update(self, document: str, content: bytes) -> bytes:
        return ws_frame(self.message(document, update(content)))


class Hocuspocus(Dialect):
    """Every message begins with the document's name, and the first one signs in.

    It loses what arrives together with the end of the handshake.
    """

    before_hello_seconds = 0.005

    def hello(self, document: str) -> list[bytes]:
        return [
            self.message(document, b"\x02\x00" + string("bench")),
            self.message(document, step_1(b"\x00")),
        ]

    def prefix(self, document: str) -> bytes:
        return string(document)


def pongs(data: bytes) -> bytes:
    """Answers to the pings among a server's whole frames in `data`."""
    out, at = bytearray(), 0
    while at + 2 <= len(data):
        size, head = data[at + 1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(data[at + 2 : at + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(data[at + 2 : at + 10]), 10
        payload = data[at + head : at + head + size]
        if data[at] == PING and size < 126:
            out += bytes((PONG, 0x80 | size)) + b"\x00\x00\x00\x00" + payload
        at += head + size
    return bytes(out)


def ws_frame(payload: bytes) -> bytes:
    """A binary WebSocket frame of a client."""
    size = len(payload)
    if size < 126:
        head = bytes((0x82, 0x80 | size))
    elif size < 1 << 16:
        head = b"\x82\xfe" + struct.pack(">H", size)
    else:
        head = b"\x82\xff" + struct.pack(">Q", size)
    return head + b"\x00\x00\x00\x00" + payload
