"""The admission index as bytes, to lie beside a checkpoint: parsing the state anew takes longer.

Little-endian arrays, each with its length before it. They are read only when their checksum holds,
by the version that wrote them; otherwise the index is made from the state.
"""

import json
import struct
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final, Literal, TypeAlias

from collab.documents.schema import ROOTS
from collab.sync.admission import GONE, Admission, Container, Elements
from collab.sync.content import TypeRef
from collab.sync.intervals import Intervals

VERSION: Final = 2

TYPE_REFS: Final = tuple(TypeRef)

Width: TypeAlias = Literal["B", "I", "Q"]


class UnknownIndex(Exception):  # noqa: N818 - a condition
    """Bytes of another version, or none of ours."""


def encode_index(admission: Admission) -> bytes:
    places = [*(admission.root(name) for name in ROOTS), GONE, *admission.types.values()]
    numbers = {id(place): number for number, place in enumerate(places)}
    keys = sorted({place.key for place in places if place.key is not None})
    key_numbers: dict[str | None, int] = {key: number for number, key in enumerate(keys, 1)}
    key_numbers[None] = 0
    clients = sorted(
        {
            *admission.elements,
            *admission.deleted,
            *admission.hollow,
            *(client for client, _ in admission.types),
            *(client for client, _ in admission.halves),
        }
    )
    client_numbers = {client: number for number, client in enumerate(clients)}
    out = [
        bytes((VERSION,)),
        _array("Q", clients),
        _array("B", json.dumps(keys).encode()),
        _array(
            "I",
            chain.from_iterable(
                (
                    client_numbers[client],
                    clock,
                    numbers[id(type.parent)],
                    TYPE_REFS.index(type.type),
                    key_numbers[type.key],
                )
                for (client, clock), type in admission.types.items()
            ),
        ),
        _array(
            "I",
            chain.from_iterable(
                (client_numbers[client], clock) for client, clock in admission.halves
            ),
        ),
    ]
    for client in clients:
        elements = admission.elements.get(client, Elements())
        out += [
            _array("I", [elements.end]),
            _array("I", elements.starts),
            _array("I", (numbers[id(place)] for place in elements.places)),
            *_runs(admission.deleted, client),
            *_runs(admission.hollow, client),
        ]
    return b"".join(out)


def decode_index(data: bytes) -> Admission:
    """Raises `UnknownIndex`."""
    try:
        return _decode(data)
    except (struct.error, IndexError, ValueError) as error:
        raise UnknownIndex("these bytes are not an index") from error


def _decode(data: bytes) -> Admission:
    if data[:1] != bytes((VERSION,)):
        raise UnknownIndex("this index is of another version")
    arrays = _Arrays(data)
    admission = Admission()
    clients = arrays.take("Q")
    places = [*(admission.root(name) for name in ROOTS), GONE]
    keys: list[str | None] = [None, *json.loads(bytes(arrays.take("B")))]
    types = iter(arrays.take("I"))
    for client, clock, parent, ref, key in zip(types, types, types, types, types, strict=True):
        around, at = places[parent], (clients[client], clock)
        type = Container(around.root, TYPE_REFS[ref], around.depth + 1, at, around, keys[key])
        places.append(type)
        admission.know_type(type)
    halves = iter(arrays.take("I"))
    admission.halves = {
        (clients[client], clock) for client, clock in zip(halves, halves, strict=True)
    }
    for client in clients:
        (end,) = arrays.take("I")
        starts, numbers = list(arrays.take("I")), arrays.take("I")
        if end:
            admission.elements[client] = Elements(end, starts, [places[at] for at in numbers])
        for runs in (admission.deleted, admission.hollow):
            first, last = list(arrays.take("I")), list(arrays.take("I"))
            if first:
                runs[client] = Intervals(first, last)
    arrays.expect_end()
    return admission


def _runs(runs: Mapping[int, Intervals], client: int) -> tuple[bytes, bytes]:
    known = runs.get(client, Intervals())
    return _array("I", known.starts), _array("I", known.ends)


def _array(width: Width, values: Iterable[int]) -> bytes:
    listed = list(values)
    return struct.pack(f"<I{len(listed)}{width}", len(listed), *listed)


class _Arrays:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 1

    def take(self, width: Width) -> tuple[int, ...]:
        (count,) = struct.unpack_from("<I", self._data, self._at)
        values = struct.unpack_from(f"<{count}{width}", self._data, self._at + 4)
        self._at += 4 + count * struct.calcsize(f"<{width}")
        return values

    def expect_end(self) -> None:
        if self._at != len(self._data):
            raise UnknownIndex("bytes follow the end of the index")
