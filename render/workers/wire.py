"""What server and worker say to each other: length-prefixed JSON over a local socket.

Pictures do not travel here: they stay in the worker, or lie in files. Knows neither side's logic.
Frame: four bytes of length, big-endian, then that many bytes of JSON, at most `MAX_FRAME`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from collab.documents.model import JSON
from render.errors import WireError

PREFIX_BYTES = 4
MAX_FRAME = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Execute:
    """Server → worker. An input is a list of `{value}`, or of `{key, path, upload}`: a picture by
    its key in the worker's memory, else from a file, if `path` is not null yet.
    """

    fingerprint: str
    operation: str
    params: Mapping[str, JSON]
    inputs: Mapping[str, list[dict[str, JSON]]]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stop:
    """Server → worker: nobody wants `fingerprint` any more."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Server → worker: are you there?"""


@dataclass(frozen=True, slots=True)
class Hello:
    """Worker → server, once: ready for work."""

    device: str
    description: str


@dataclass(frozen=True, slots=True)
class Pong:
    """Worker → server."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Worker → server: a long operation got this far."""

    fingerprint: str
    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class Computed:
    """Worker → server: the outputs are in the worker's memory; files follow as `Stored`."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Worker → server: every output is written. `files` are pictures by port, in the scratch
    folder: `{file, asset, mime, width, height, size_bytes}`; `values` are all other outputs.
    """

    fingerprint: str
    files: Mapping[str, dict[str, JSON]]
    values: Mapping[str, JSON]
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Worker → server: `code` is one of a result's error codes, `message` for designers."""

    fingerprint: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Worker → server: stopped as asked."""

    fingerprint: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Worker → server: an input is neither in memory nor in a file yet; try again when it is."""

    fingerprint: str
    keys: list[str] = field(default_factory=list)


Message: TypeAlias = (
    Execute
    | Stop
    | Ping
    | Hello
    | Pong
    | Progress
    | Computed
    | Stored
    | Failed
    | Cancelled
    | Missing
)

_TYPES: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (
        Execute,
        Stop,
        Ping,
        Hello,
        Pong,
        Progress,
        Computed,
        Stored,
        Failed,
        Cancelled,
        Missing,
    )
}


def encode(message: Message) -> bytes:
    """`message` as one whole frame."""
    name = type(message).__name__.lower()
    body = json.dumps({"type": name, **asdict(message)}, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise WireError(f"a {name} of {len(body)} bytes; the limit is {MAX_FRAME}")
    return len(body).to_bytes(PREFIX_BYTES, "big") + body


def body_length(prefix: bytes) -> int:
    """How many bytes follow `prefix`."""
    length = int.from_bytes(prefix, "big")
    if length > MAX_FRAME:
        raise WireError(f"a frame of {length} bytes; the limit is {MAX_FRAME}")
    return length


def decode(body: bytes) -> Message:
    """The message in a frame's body."""
    try:
        fields = json.loads(body)
        message: Message = _TYPES[fields.pop("type")](**fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WireError(f"not a message: {body[:80]!r}") from error
    return message
