"""Which models come nearest to one that is missing. Pure.

Of the wanted kind only; those of its family first, as far as its name tells one; then by name.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from render.models.entry import Family, Kind, ModelEntry

_HINTS: Final[tuple[tuple[str, Family], ...]] = (
    (r"z[-_ ]?image", "zimage"),
    (r"xl(?![a-z])|pony|illustrious|noob", "sdxl"),
    (r"sd[-_]?v?2|stable-diffusion-2|v2[-_]", "sd2"),
    (r"sd[-_]?v?1|stable-diffusion-v?1|v1-5|1\.5", "sd1"),
)


def nearest(
    name: str,
    models: Iterable[ModelEntry],
    *,
    kind: Kind = "checkpoint",
    family: Family | None = None,
    limit: int = 3,
) -> list[str]:
    """Names of usable entries; `family` is the missing one's, where it is known."""
    wanted = family or family_of_name(name)
    fits = [each for each in models if each.kind == kind and each.problem is None]
    fits.sort(
        key=lambda each: (
            wanted is not None and each.family != wanted,
            -_likeness(name, each.name),
            each.name,
        )
    )
    return [each.name for each in fits[:limit]]


def family_of_name(name: str) -> Family | None:
    lower = name.lower()
    return next((family for sign, family in _HINTS if re.search(sign, lower)), None)


def _likeness(one: str, other: str) -> float:
    """Of the last part of each name: folders and owners say less."""
    return SequenceMatcher(None, _last(one), _last(other), autojunk=False).ratio()


def _last(name: str) -> str:
    return name.lower().removesuffix(".safetensors").rsplit("/", 1)[-1][:200]
