"""Many updates → as few as is cheap to make. Knows nothing of where they come from."""

from collections.abc import Sequence
from typing import Final

from pycrdt import merge_updates

MERGE_AT_MOST: Final = 200
"""`merge_updates` grows faster than linearly."""


def merged(updates: Sequence[bytes]) -> list[bytes]:
    """The same changes in as few updates as is cheap to make."""
    if 1 < len(updates) <= MERGE_AT_MOST:
        return [merge_updates(*updates)]
    return list(updates)


def merged_in_parts(updates: Sequence[bytes]) -> list[bytes]:
    """The same changes, in their order, in updates that each stand for some of them."""
    starts = range(0, len(updates), MERGE_AT_MOST)
    return [part for start in starts for part in merged(updates[start : start + MERGE_AT_MOST])]
