"""Bytes of an update (Yjs V1) → its structs: every count, id, clock and nesting bounded.

Refuses what no honest client of this schema sends and yrs or browsers choke on: skips, legacy
JSON, sub-documents, XML, empty structs, overflowing clocks, roots that no document has. Knows
nothing of any one document: whether ids exist and where they are is for `admission` to say.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from collab.documents.schema import ROOTS
from collab.errors import MalformedFrame, RefusedUpdate
from collab.sync.content import Content, read_content
from collab.sync.lib0 import Reader, varint

MAX_CLOCK: Final = 2**31 - 1
"""yrs counts in 32 bits; a document with two thousand million characters is not one of ours."""

GC: Final = 0

HAS_ORIGIN: Final = 0x80
HAS_RIGHT_ORIGIN: Final = 0x40
HAS_PARENT_KEY: Final = 0x20
CONTENT: Final = 0x1F

Id: TypeAlias = tuple[int, int]
"""Client and clock of one element."""


@dataclass(slots=True)
class Struct:
    """A run of elements `[clock, clock + length)` of one client.

    `parent` is a root's name, the id of a type, or `None` when it is that of the origins. A garbage
    collected run (`content` is `None`) has no place at all.
    """

    clock: int
    length: int
    content: Content | None = None
    origin: Id | None = None
    right_origin: Id | None = None
    parent: str | Id | None = None
    key: str | None = None

    @property
    def end(self) -> int:
        return self.clock + self.length


@dataclass(slots=True)
class Update:
    """`structs` of each client in clock order without gaps; `deletes` as (client, start, end).

    `data` are the bytes it was read from.
    """

    structs: dict[int, list[Struct]] = field(default_factory=dict)
    deletes: list[tuple[int, int, int]] = field(default_factory=list)
    data: bytes = b""


def parse_update(data: bytes) -> Update:
    """Raise `MalformedFrame` unless `data` is one update, whole and within bounds.

    Raises `RefusedUpdate` when it names a root that is not the schema's.
    """
    reader = Reader(data)
    update = Update(data=data)
    for _ in range(reader.count(least_bytes_each=4)):
        count = reader.count(least_bytes_each=2)
        client = reader.varint()
        if client in update.structs or not count:
            raise MalformedFrame(f"client {client} has no structs, or two lists of them")
        update.structs[client] = _structs(reader, count)
    update.deletes = _deletes(reader)
    return update


def parse_deletes(data: bytes) -> list[tuple[int, int, int]]:
    """A delete set by itself, as an event of yrs has it."""
    return _deletes(Reader(data))


def _deletes(reader: Reader) -> list[tuple[int, int, int]]:
    deletes = []
    for _ in range(reader.count(least_bytes_each=4)):
        client = reader.varint()
        for _ in range(reader.count(least_bytes_each=2)):
            start = reader.varint()
            deletes.append((client, start, _end(start, reader.varint())))
    reader.expect_end()
    return deletes


def rewritten(data: bytes, collected: Set[Id], doubled: Set[Id]) -> bytes:
    """The update `data` with some structs changed, named by where they begin: `collected` ones are
    collected runs now, and `doubled` ones have no right origin any more, which was their origin.
    """
    reader = Reader(data)
    pieces, kept_from = [], 0
    for _ in range(reader.varint()):
        count, client, clock = reader.varint(), reader.varint(), reader.varint()
        for _ in range(count):
            start = reader.position
            struct = _struct(reader, clock)
            if (client, clock) in collected:
                pieces += [data[kept_from:start], bytes((GC,)), varint(struct.length)]
                kept_from = reader.position
            elif (client, clock) in doubled:
                after_info = start + 1
                pieces += [data[kept_from:start], bytes((data[start] & ~HAS_RIGHT_ORIGIN,))]
                kept_from = _after_id(data, after_info)
                pieces.append(data[after_info:kept_from])
                kept_from = _after_id(data, kept_from)
            clock = struct.end
    return b"".join((*pieces, data[kept_from:]))


def _after_id(data: bytes, position: int) -> int:
    reader = Reader(data)
    reader.position = position
    _id(reader)
    return reader.position


def _structs(reader: Reader, count: int) -> list[Struct]:
    clock = reader.varint()
    structs = []
    for _ in range(count):
        struct = _struct(reader, clock)
        clock = _end(clock, struct.length)
        structs.append(struct)
    return structs


def _end(clock: int, length: int) -> int:
    """Where a run ends; one that is empty or passes the last clock breaks yrs."""
    if length < 1 or clock + length > MAX_CLOCK:
        raise MalformedFrame(f"a run of {length} from clock {clock} is impossible")
    return clock + length


def _struct(reader: Reader, clock: int) -> Struct:
    info = reader.byte()
    if info == GC:
        return Struct(clock, reader.varint())
    origin = _id(reader) if info & HAS_ORIGIN else None
    right_origin = _id(reader) if info & HAS_RIGHT_ORIGIN else None
    parent: str | Id | None = None
    key = None
    if origin is None and right_origin is None:
        parent = _parent(reader)
        key = reader.string() if info & HAS_PARENT_KEY else None
    content = read_content(reader, info & CONTENT)
    return Struct(clock, content.length, content, origin, right_origin, parent, key)


def _parent(reader: Reader) -> str | Id:
    is_root = reader.varint()
    if is_root > 1:
        raise MalformedFrame("a parent is neither a root nor an element")
    return _root(reader.string()) if is_root else _id(reader)


def _root(name: str) -> str:
    if name not in ROOTS:
        raise RefusedUpdate("root", f"a document has no root {name[:40]!r}")
    return name


def _id(reader: Reader) -> Id:
    client, clock = reader.varint(), reader.varint()
    if clock >= MAX_CLOCK:
        raise MalformedFrame(f"clock {clock} is impossible")
    return client, clock
