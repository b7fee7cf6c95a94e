"""What the server and its rehearsing child say to each other: lists of byte strings, and a number.

The number is how far the child is, in memory both can see, so that it outlives a crash.
"""

import mmap
import struct
from collections.abc import Sequence
from typing import Final

REHEARSE: Final = b"rehearse"
CONDENSE: Final = b"condense"

SOUND: Final = b"sound"
UNSOUND: Final = b"unsound"
FAILED: Final = b"failed"

NOT_BEGUN: Final = -2
CHECKPOINT: Final = -1

COUNT_BYTES: Final = 4


def pack(parts: Sequence[bytes]) -> bytes:
    lengths = struct.pack(f"<I{len(parts)}I", len(parts), *map(len, parts))
    return lengths + b"".join(parts)


def unpack_count(data: bytes) -> int:
    (count,) = struct.unpack("<I", data)
    return int(count)


def unpack_lengths(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


class Progress:
    """The row that is being applied; the number of rows once they all are."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, 8)

    def get(self) -> int:
        (at,) = struct.unpack_from("<q", self._memory)
        return int(at)

    def set(self, at: int) -> None:
        struct.pack_into("<q", self._memory, 0, at)

    def close(self) -> None:
        self._memory.close()
