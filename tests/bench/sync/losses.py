"""kill -9 under load, and what others had seen that the restarted server does not have."""

import time
from collections.abc import Sequence

from pycrdt import Doc

from collab.sync.lib0 import Reader
from tests.bench.sync import frames
from tests.bench.sync.load import Load, Send, connect
from tests.bench.sync.servers import Server

EDITORS = 20
RATE = 20


def lost_in_a_kill(server: Server, seconds: float) -> tuple[int, int]:
    """Edits seen by somebody else, and how many of them are gone."""
    from tests.bench.sync.scenarios import editing, edits

    document = "killed"
    load = editing(server, document, EDITORS)
    sends: Sequence[Send] = edits(server, document, EDITORS, RATE, seconds)
    load.run(sends, seconds, grace=0)
    server.kill()
    load.quiet(0.3, forget=False)
    seen = seen_by_others(load)
    load.close()
    server.start()
    time.sleep(0.2)
    kept = clocks(server, document)
    lost = 0
    for editor, highest in seen.items():
        have = kept.get(frames.FIRST_CLIENT + editor, 0) - frames.BEGINNING
        lost += max(0, highest - max(have, 0))
    return sum(seen.values()), lost


def seen_by_others(load: Load) -> dict[int, int]:
    """The highest number of each editor that arrived at another's socket."""
    seen: dict[int, int] = {}
    for at in range(len(load.sockets)):
        for editor, (numbers, _) in load.arrivals(at).items():
            if editor != at:
                seen[editor] = max(seen.get(editor, 0), int(numbers[-1]))
    return seen


def clocks(server: Server, document: str) -> dict[int, int]:
    """How many elements of each client the server's step 2 has, for who asks again and again."""
    best: dict[int, int] = {}
    for _ in range(3):  # one of the peers answers before it has read its store
        for client, clock in _clocks(server, document).items():
            best[client] = max(best.get(client, 0), clock)
        time.sleep(0.3)
    return best


def _clocks(server: Server, document: str) -> dict[int, int]:
    load = Load([connect(server.address(document))], 1 << 27)
    doc: Doc[object] = Doc()
    load.quiet(0.7, forget=False)
    for update in updates_in(load.bytes_of(0), server.dialect.prefix(document)):
        doc.apply_update(update)
    load.close()
    reader = Reader(doc.get_state())
    return {reader.varint(): reader.varint() for _ in range(reader.varint())}


def updates_in(data: bytes, prefix: bytes) -> list[bytes]:
    """The updates of a server's unmasked frames."""
    found, at = [], 0
    while at + 2 <= len(data):
        size, head = data[at + 1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(data[at + 2 : at + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(data[at + 2 : at + 10]), 10
        payload = data[at + head : at + head + size]
        at += head + size
        if not payload.startswith(prefix):
            continue
        payload = payload[len(prefix) :]
        if payload[:1] in (b"\x00", b"\x04") and payload[1:2] in (b"\x01", b"\x02"):
            reader = Reader(payload[2:])
            found.append(reader.bytes())
    return found
