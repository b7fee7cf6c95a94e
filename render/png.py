"""PNG as a list of chunks: enough to write a bare file, and to put a text into one and out again.

Pure, and knows nothing of pixels. A file from outside is read with bounds and never unpacked
further than they go.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from render.errors import BadPng

SIGNATURE = b"\x89PNG\r\n\x1a\n"

MAX_TEXT = 2**20
"""Bytes of a text, unpacked."""

MAX_CHUNKS = 100_000
_MARGIN = 1024
"""For what stands before the text in its chunk."""

_TEXTS = (b"iTXt", b"tEXt", b"zTXt")

_AROUND = 12
"""Length, kind and checksum of a chunk."""


def chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def with_text(data: bytes, keyword: str, text: str) -> bytes:
    """The file `data` with `text` under `keyword`, in place of one it may have. Raises `BadPng`."""
    kept = [
        (kind, body)
        for kind, body in _chunks(data)
        if kind not in _TEXTS or not body.startswith(keyword.encode("latin-1") + b"\0")
    ]
    body = keyword.encode("latin-1") + b"\0\1\0\0\0" + zlib.compress(text.encode())
    kept.insert(1, (b"iTXt", body))  # after IHDR, so that it is found without reading the pixels
    return SIGNATURE + b"".join(chunk(kind, body) for kind, body in kept)


def text_of(data: bytes, keyword: str) -> str | None:
    """As `text_in`."""
    return text_in(io.BytesIO(data), keyword)


def text_in(file: BinaryIO, keyword: str) -> str | None:
    """The text under `keyword`, if there is one of at most `MAX_TEXT` bytes. Raises `BadPng`.

    Of any kind: other programs that keep a text may write it back as another one. Pixels are
    passed over, so that a large picture costs no more than a small one.
    """
    if file.read(len(SIGNATURE)) != SIGNATURE:
        raise BadPng("not a PNG: its first eight bytes are others")
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            raise BadPng("a PNG that ends too early")
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return None
        if kind not in _TEXTS or length > MAX_TEXT + _MARGIN:
            file.seek(length + 4, io.SEEK_CUR)
            continue
        body = file.read(length)
        if file.read(4) != struct.pack(">I", zlib.crc32(body, zlib.crc32(kind))):
            raise BadPng(f"a {kind!r} chunk whose checksum is wrong")
        name, _, rest = body.partition(b"\0")
        if name == keyword.encode("latin-1"):
            return _text(kind, rest)
    raise BadPng(f"a PNG of more than {MAX_CHUNKS} chunks")


def _text(kind: bytes, rest: bytes) -> str:
    """Of what follows the keyword of a text chunk."""
    if kind == b"tEXt":
        return _bounded(rest).decode("latin-1")
    if kind == b"zTXt":
        if rest[:1] != b"\0":
            raise BadPng("a zTXt chunk says how it is compressed in an unknown way")
        return _unpacked(rest[1:]).decode("latin-1")
    if len(rest) < 2 or rest[0] > 1 or rest[1] != 0:
        raise BadPng("an iTXt chunk says how it is compressed in an unknown way")
    parts = rest[2:].split(b"\0", 2)  # language, translation, text
    if len(parts) != 3:
        raise BadPng("an iTXt chunk ends too early")
    text = _unpacked(parts[2]) if rest[0] == 1 else _bounded(parts[2])
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise BadPng(f"an iTXt chunk cannot be read: {error}") from error


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MAX_TEXT)
    except zlib.error as error:
        raise BadPng(f"a text chunk cannot be read: {error}") from error
    if not unpacker.eof:
        raise BadPng(f"a text chunk of more than {MAX_TEXT} bytes, or cut off")
    return text


def _bounded(text: bytes) -> bytes:
    if len(text) > MAX_TEXT:
        raise BadPng(f"a text chunk of more than {MAX_TEXT} bytes")
    return text


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk to IEND, by kind; each must be whole, and its checksum right."""
    if not data.startswith(SIGNATURE):
        raise BadPng("not a PNG: its first eight bytes are others")
    at = len(SIGNATURE)
    while True:
        if len(data) - at < _AROUND:
            raise BadPng("a PNG that ends too early")
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        end = at + 8 + length
        if len(data) < end + 4:
            raise BadPng("a PNG that ends too early")
        body = data[at + 8 : end]
        if data[end : end + 4] != struct.pack(">I", zlib.crc32(body, zlib.crc32(kind))):
            raise BadPng(f"a {kind!r} chunk whose checksum is wrong")
        yield kind, body
        if kind == b"IEND":
            return
        at = end + 4
