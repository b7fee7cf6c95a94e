"""With which program a picture was made, as far as that can be told without loading it."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

PARTS: Final = ("atelier", "torch", "diffusers", "transformers", "numpy")
"""Atelier, and what of others decides on the last bits of a picture."""


@cache
def program() -> dict[str, str]:
    return {name: found for name in PARTS if (found := _version(name)) is not None}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
