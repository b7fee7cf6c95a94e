"""What server and worker say to each other: length-prefixed JSON over a local socket.

Pictures do not travel here: they stay in the worker, or lie in files; a preview is small enough.
Knows neither side's logic.
Frame: four bytes of length, big-endian, then that many bytes of JSON, at most `MAX_FRAME`.

Every answer to an `Execute` bears its `token`, so that the server can tell an answer to what it
asked last from one to a lease that it has given up.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

from collab.documents.model import JSON
from render.errors import WireError

PREFIX_BYTES = 4
MAX_FRAME = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Execute:
    """Server → worker. An input is a list of `{value}`, or of `{key, path, upload}`: a picture by
    its key in the worker's memory, else from a file, if `path` is not null yet; of an upload, with
    `crop` and `turn` (`nodes.cut`), that part of it. `mime` says what kind of file it is.

    `{made, port}` is what the worker makes itself: `made` lists it as `{name, operation, params,
    inputs, outputs}`, each after all that it reads. Nothing of it is kept.

    `expected` says by port what its checks are held against (`PortSpec.expected`). `between` work
    is short: it may be sent while the worker is at a long operation, and runs between its steps.
    Work that `joins` may take its steps together with those of the operation that is under way.
    """

    fingerprint: str
    operation: str
    params: Mapping[str, JSON]
    inputs: Mapping[str, list[dict[str, JSON]]]
    outputs: Mapping[str, str]
    token: int = 0
    between: bool = False
    joins: bool = False
    expected: Mapping[str, dict[str, JSON]] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)


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
    """Worker → server, also in the middle of work. `steps` counts every step taken and every
    invocation ended since the start: a worker that answers while it stands still is hung, one that
    does not answer is dead.
    """

    steps: int = 0
    running: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Worker → server: a long operation got this far."""

    fingerprint: str
    step: int
    steps: int
    token: int = 0


@dataclass(frozen=True, slots=True)
class Seats:
    """Worker → server: `count` invocations may take their steps together, `fingerprint` and all
    others that are under way included; more of them may be sent.
    """

    fingerprint: str
    count: int
    token: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """Worker → server: how the result looks after `step`, as a small WebP."""

    fingerprint: str
    webp: bytes
    step: int
    token: int = 0


@dataclass(frozen=True, slots=True)
class Computed:
    """Worker → server: the outputs are in the worker's memory; files follow as `Stored`."""

    fingerprint: str
    token: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """Worker → server: every output is written. `files` are pictures by port, in the scratch
    folder: `{file, asset, mime, width, height, size_bytes}`; `values` are all other outputs.

    `checks` has for each picture what is odd about it, in the words of `render.workers.checks`;
    nothing odd is an empty list. A verdict is not a failure.
    """

    fingerprint: str
    files: Mapping[str, dict[str, JSON]]
    values: Mapping[str, JSON]
    duration_ms: int
    token: int = 0
    checks: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """Worker → server: `code` is one of a result's error codes, `message` for designers. What is
    `transient` may well pass: the same again, a little later, can succeed.
    """

    fingerprint: str
    code: str
    message: str
    token: int = 0
    transient: bool = False


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Worker → server: stopped as asked."""

    fingerprint: str
    token: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """Worker → server: an input is neither in memory nor in a file yet; try again when it is."""

    fingerprint: str
    keys: list[str] = field(default_factory=list)
    token: int = 0


Message: TypeAlias = (
    Execute
    | Stop
    | Ping
    | Hello
    | Pong
    | Progress
    | Seats
    | Preview
    | Computed
    | Stored
    | Failed
    | Cancelled
    | Missing
)

_TYPES: dict[str, type[Any]] = {kind.__name__.lower(): kind for kind in Message.__args__}
_FIELDS = {kind: tuple(each.name for each in fields(kind)) for kind in _TYPES.values()}


def encode(message: Message) -> bytes:
    """`message` as one whole frame."""
    name = type(message).__name__.lower()
    # Not `asdict`, which copies every value inside: four times as long for an `Execute`.
    content = {each: getattr(message, each) for each in _FIELDS[type(message)]}
    body = json.dumps({"type": name, **content}, separators=(",", ":"), default=_plain).encode()
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
        content = json.loads(body)
        kind = _TYPES[content.pop("type")]
        if kind is Preview:
            content["webp"] = base64.b64decode(content["webp"], validate=True)
        elif kind is Pong and "running" in content:
            content["running"] = tuple(content["running"])
        message: Message = kind(**content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WireError(f"not a message: {body[:80]!r}") from error
    return message


def _plain(value: object) -> JSON:
    """What JSON lacks: bytes, and mappings that are no `dict`."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} cannot be sent")
