"""A large document, written as people would, and how long a newcomer waits for it."""

import time

from pycrdt import Doc, Map

from tests.bench.sync import frames
from tests.bench.sync.load import Load, connect
from tests.bench.sync.servers import Server

NODES = 2_000
EDITS = 50_000
WRITERS = 10
PACE = 2_500
"""Edits a second while it is written: slower than any server of the comparison can take."""
WRITING_AT_MOST = 60
"""Seconds, all of them written and passed on."""


def board(nodes: int, client: int) -> "Doc[object]":
    doc: Doc[object] = Doc(client_id=client)
    roots = doc.get("nodes", type=Map)
    with doc.transaction():
        for number in range(nodes):
            roots[f"node-{number}"] = Map(
                {
                    "type": "note",
                    "position": {"x": number * 10.5, "y": number * 7.25},
                    "size": {"w": 240, "h": 120},
                    "params": Map({"text": f"what is written on note {number}"}),
                    "inputs": Map(),
                }
            )
    return doc


def large_edits() -> list[bytes]:
    """Updates of one session: the board, then edits of its nodes, the last one stamped."""
    doc = board(NODES, 77)
    made = [doc.get_update()]
    doc.observe(lambda event: made.append(event.update))
    nodes = doc.get("nodes", type=Map)
    for number in range(EDITS - 1):
        node = nodes[f"node-{number * 7 % NODES}"]
        if number % 3:
            node["position"] = {"x": number * 0.5, "y": number * 0.25}
        else:
            node["params"]["text"] = f"what is written on it in edit {number}"
    nodes["node-0"]["title"] = frames.stamp(0, 999_999)
    return made


def write_large_document(server: Server, document: str) -> bytes:
    """Write it; returns the bytes that tell that it is all there."""
    address = server.address(document)
    made = large_edits()
    last = frames.stamp(0, 999_999).encode()
    writer, reader = connect(address), connect(address)
    load = Load([writer, reader])
    load.quiet(0.5)
    begun = time.perf_counter()
    deadline = begun + WRITING_AT_MOST
    for number, update in enumerate(made):
        while (due := begun + number / PACE - time.perf_counter()) > 0 or load.unsent:
            load.read(max(due, 0.001))
            if time.perf_counter() > deadline:
                raise RuntimeError(f"did not take {EDITS} edits in {WRITING_AT_MOST} seconds")
        load.send(0, address.dialect.update(address.document, update))
        if number % 1000 == 0:
            load.forget()
    while time.perf_counter() < deadline:
        load.read(0.2)
        if last in load.bytes_of(1):
            break
    else:
        raise RuntimeError(f"did not pass on {EDITS} edits in {WRITING_AT_MOST} seconds")
    load.close()
    return last


def join_seconds(server: Server, document: str, last: bytes) -> float:
    """From opening a socket until the whole document has arrived."""
    address = server.address(document)
    begun = time.perf_counter()
    joiner = connect(address)
    joiner.setblocking(True)
    joiner.settimeout(60)
    data = bytearray()
    try:
        while last not in data[-4_000_000:]:
            more = joiner.recv(1 << 20)
            if not more:
                raise ConnectionError("the server hung up before the document was there")
            data += more
        return time.perf_counter() - begun
    finally:
        joiner.close()
