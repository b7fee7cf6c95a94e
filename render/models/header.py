"""The header of a safetensors file → names, shapes and types. Pure; believes nothing of it.

Eight bytes of length, that much JSON, then the numbers. A file that people hand over may say
anything there, so each claim is checked against the others and against the size of the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, Final, TypeGuard

from render.errors import BadModel

MAX_HEADER_BYTES: Final = 32 * 1024 * 1024
"""The largest real ones are a few MiB; Python needs several times as much to hold what they say."""
PREFIX: Final = 8
_MAX_DIMENSIONS: Final = 16
_BITS: Final[Mapping[str, int]] = {
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "C64": 64,
    "I64": 64,
    "U64": 64,
    "F64": 64,
}


@dataclass(frozen=True, slots=True)
class Tensor:
    dtype: str
    shape: tuple[int, ...]
    size_bytes: int

    @property
    def elements(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Header:
    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]


def read_header(path: Path) -> Header:
    """Of the file at `path`; raises `BadModel`, and `OSError` when it cannot be read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = header_length(file.read(PREFIX), size)
        return parse_header(file.read(length), size - PREFIX - length)


def header_length(prefix: bytes, size: int) -> int:
    """How much JSON follows the prefix, in a file of `size` bytes."""
    if len(prefix) < PREFIX:
        raise BadModel("The file is too short to be a safetensors file.")
    length = int.from_bytes(prefix, "little")
    if length > MAX_HEADER_BYTES:
        raise BadModel(
            "The file is not a safetensors file, or its header is larger than the"
            f" {MAX_HEADER_BYTES // 2**20} MiB that are read."
        )
    if length > size - PREFIX:
        raise BadModel("The file ends within its header: copy or download it again.")
    return length


def parse_header(text: bytes, data_bytes: int) -> Header:
    """`data_bytes` is what the file has after its header."""
    said = _parse_json(text)
    metadata = said.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(v, str) for v in metadata.values()):
        raise BadModel("The file's header has notes that are not text.")
    spans: list[tuple[int, int]] = []
    tensors = {name: _tensor(name, value, spans) for name, value in said.items()}
    _check_spans(spans, data_bytes)
    return Header(tensors, metadata)


def _parse_json(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:  # bad UTF-8 is a ValueError too
        raise BadModel(
            "The file's header is not JSON: it is damaged, or no safetensors."
        ) from error
    if not isinstance(said, dict):
        raise BadModel("The file's header is not a list of tensors.")
    return said


def _tensor(name: str, said: object, spans: list[tuple[int, int]]) -> Tensor:
    where = f"The tensor “{name[:80]}”"
    if not isinstance(said, dict):
        raise BadModel(f"{where} is not described as safetensors are.")
    bits = _BITS.get(dtype) if isinstance(dtype := said.get("dtype"), str) else None
    if bits is None:
        raise BadModel(f"{where} has a type that is not known: {str(dtype)[:40]}.")
    shape, offsets = said.get("shape"), said.get("data_offsets")
    if not _are_counts(shape) or len(shape) > _MAX_DIMENSIONS:
        raise BadModel(f"{where} has no shape that can be.")
    if not _are_counts(offsets) or len(offsets) != 2:
        raise BadModel(f"{where} has no place in the file.")
    begin, end = offsets
    if end < begin or (end - begin) * 8 != prod(shape) * bits:
        raise BadModel(f"{where} is not as long as its shape says.")
    spans.append((begin, end))
    return Tensor(str(dtype), tuple(shape), end - begin)


def _are_counts(value: Any) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(
        type(each) is int and 0 <= each < 2**62 for each in value
    )


def _check_spans(spans: list[tuple[int, int]], data_bytes: int) -> None:
    """Without gaps or overlaps, from the header to the end of the file."""
    at = 0
    for begin, end in sorted(spans):
        if begin != at:
            raise BadModel("The file's tensors overlap or leave gaps: it is damaged.")
        at = end
    if at > data_bytes:
        raise BadModel(
            f"The file is not complete: {data_bytes:,} of {at:,} bytes of tensors are there."
            " Copy or download it again."
        )
    if at < data_bytes:
        raise BadModel("The file is longer than its header says: it is damaged.")
