"""What the structs of an update hold: read only as far as needed to know that it is sound.

Only the contents this schema can use are known; everything else is refused by its reference.
"""

import json
from enum import IntEnum
from typing import Final, NamedTuple

from collab.errors import MalformedFrame
from collab.sync.lib0 import Reader

MAX_NESTING: Final = 64
"""Of one JSON value. yrs dies of a few thousand levels, browsers of less."""

MAX_JSON_BYTES: Final = 64 * 1024
"""Of one embed or format value in a text."""


class Kind(IntEnum):
    """Content references of the update format, but those that are never admitted."""

    DELETED = 1
    BINARY = 3
    STRING = 4
    EMBED = 5
    FORMAT = 6
    TYPE = 7
    ANY = 8


class TypeRef(IntEnum):
    """Shared types of the update format, but XML and those to come."""

    ARRAY = 0
    MAP = 1
    TEXT = 2


class Content(NamedTuple):
    """`length` in clock ticks, which for text are UTF-16 units; `type` of a nested type only.

    `halves` are the offsets, in a text, of the second unit of characters that have two.
    """

    kind: Kind
    length: int = 1
    type: TypeRef | None = None
    halves: tuple[int, ...] = ()


_BINARY = Content(Kind.BINARY)
_EMBED = Content(Kind.EMBED)
_FORMAT = Content(Kind.FORMAT)
_TYPES: Final = {int(type): Content(Kind.TYPE, 1, type) for type in TypeRef}


def read_content(reader: Reader, reference: int) -> Content:
    match reference:
        case Kind.ANY:
            return _any_values(reader)
        case Kind.STRING:
            return _string(reader.string())
        case Kind.TYPE:
            return _type(reader.varint())
        case Kind.DELETED:
            return Content(Kind.DELETED, reader.varint())
        case Kind.BINARY:
            reader.skip(reader.varint())
            return _BINARY
        case Kind.FORMAT:
            reader.string()
            _check_json(reader.string())
            return _FORMAT
        case Kind.EMBED:
            _check_json(reader.string())
            return _EMBED
    raise MalformedFrame(f"content of type {reference} is not accepted")


def _type(reference: int) -> Content:
    content = _TYPES.get(reference)
    if content is None:
        raise MalformedFrame(f"shared type {reference} is not accepted")
    return content


def _any_values(reader: Reader) -> Content:
    count = reader.count(least_bytes_each=1)
    for _ in range(count):
        _skip_any(reader, 0)
    return Content(Kind.ANY, count)


def _skip_any(reader: Reader, depth: int) -> None:
    """Pass one lib0 `any`. Tags count down from 127, as in lib0's `writeAny`."""
    match reader.byte():
        case 127 | 126 | 121 | 120:  # undefined, null, false, true
            pass
        case 125:
            reader.skip_signed_varint()
        case 124:
            reader.skip(4)
        case 123 | 122:  # a double, a 64-bit integer
            reader.skip(8)
        case 119:
            reader.string()
        case 118:
            _skip_entries(reader, depth + 1)
        case 117:
            _check_depth(depth + 1)
            for _ in range(reader.count(least_bytes_each=1)):
                _skip_any(reader, depth + 1)
        case 116:
            reader.skip(reader.varint())
        case tag:
            raise MalformedFrame(f"a value has the unknown tag {tag}")


def _skip_entries(reader: Reader, depth: int) -> None:
    _check_depth(depth)
    for _ in range(reader.count(least_bytes_each=2)):
        reader.string()
        _skip_any(reader, depth)


def _check_depth(depth: int) -> None:
    if depth > MAX_NESTING:
        raise MalformedFrame(f"a value is nested more than {MAX_NESTING} levels deep")


def _check_json(text: str) -> None:
    """Embeds and formats travel as JSON text, which yrs parses."""
    if len(text) > MAX_JSON_BYTES or text.count("[") + text.count("{") > MAX_NESTING:
        raise MalformedFrame("a format or embed is too large")
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame("a format or embed is not JSON") from error


def _string(text: str) -> Content:
    if text.isascii():
        return Content(Kind.STRING, len(text))
    halves, length = [], 0
    for character in text:
        length += 1
        if character > "\uffff":
            halves.append(length)
            length += 1
    return Content(Kind.STRING, length, halves=tuple(halves))
