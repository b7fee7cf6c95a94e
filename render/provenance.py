"""What a result was made of, as JSON: for a row beside the artifact, and for the file on download.

Stored files stay bare, since equal pictures are to be equal bytes (WO6). So this holds only what
the fingerprint covers: types, versions, parameters, and what came in. Who made it, and on which
board, are rows of their own. Beside an artifact is its own work, `ancestry` puts them together.
Pure.

    {"atelier": 1, "root": FINGERPRINT, "cut": false, "invocations": {FINGERPRINT: {
        "type": …, "version": …, "params": {…},
        "inputs": {PORT: [INPUT, …]},
        "models"?: {PARAMETER: {"name": …, "hash": …, "family": …}}}}}

An INPUT is `{"value": …, "type": …}`, `{"asset": ID, "crop"?: …, "turn"?: …}` or
`{"from": FINGERPRINT, "port": …}`.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO

from collab.documents.model import JSON
from render import png
from render.errors import BadPng
from render.graph.model import Invocation
from render.graph.values import Computed, Deferred, Inline, Uploaded, Value, made_in_place
from render.nodes.diffusion import ANOTHER_SEED
from render.stores import Artifact, MadeOf

KEYWORD = "atelier"
"""Of the text chunk in a PNG."""

VERSION = 1
MAX_INVOCATIONS = 1000
MAX_BYTES = 256 * 1024


def works_of(invocation: Invocation) -> MadeOf | None:
    """`invocation` and what is made in place for it; `None` of so many that they are not kept."""
    found: dict[str, JSON] = {invocation.fingerprint: _described(invocation)}
    for each in made_in_place(chain.from_iterable(invocation.inputs.values())):
        found[each.fingerprint] = _described(each)
    return found if len(json.dumps(found)) <= MAX_BYTES else None


def embed(data: bytes, record: Mapping[str, JSON]) -> bytes:
    """The PNG `data` with `record` in it. The pixels' bytes are the same. Raises `BadPng`."""
    return png.with_text(data, KEYWORD, json.dumps(record, separators=(",", ":"), sort_keys=True))


def extract(data: bytes) -> dict[str, Any] | None:
    """As `extract_from`."""
    return extract_from(io.BytesIO(data))


def extract_from(file: BinaryIO) -> dict[str, Any] | None:
    """The record in a PNG that anybody may have made; `None` when there is none, of any version.

    Its shape is not checked: `render.record` does that.
    """
    try:
        text = png.text_in(file, KEYWORD)
        found = _read(text) if text is not None else None
    except (BadPng, ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    version = found.get("atelier")
    is_ours = isinstance(version, int) and not isinstance(version, bool) and version >= VERSION
    return found if is_ours else None


def as_made(invocation: Invocation, artifact: Artifact | None) -> Invocation:
    """`invocation` with the seed that gave what it came to: where its own gave nothing and nobody
    held on to it, another was taken.
    """
    checks = artifact.checks.values() if artifact else ()
    told = (word for port in checks for element in port for word in element or ())
    taken = next((word for word in told if word.startswith(f"{ANOTHER_SEED}:")), None)
    seed = next((each.name for each in invocation.spec.params if each.control == "seed"), None)
    if taken is None or seed is None:
        return invocation
    number = int(taken.removeprefix(f"{ANOTHER_SEED}:"))
    return replace(invocation, params={**invocation.params, seed: number})


def _read(text: str) -> object:
    """`text` as strict JSON: without the numbers that are none."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def _described(invocation: Invocation | Deferred) -> dict[str, JSON]:
    models: dict[str, JSON] = {
        param: {"name": entry.name, "hash": entry.hash, "family": entry.family}
        for param, entry in invocation.models.items()
    }
    return {
        "type": invocation.spec.type,
        "version": invocation.spec.version,
        "params": dict(invocation.params),
        "inputs": {
            port: [_input(value) for value in values] for port, values in invocation.inputs.items()
        },
        **({"models": models} if models else {}),
    }


def _input(value: Value) -> JSON:
    match value:
        case Inline(type, content):
            return {"value": content, "type": type}
        case Uploaded(asset, cut):
            return {"asset": asset, **cut.as_json()}
        case Computed(fingerprint, port) | Deferred(fingerprint, port):
            return {"from": fingerprint, "port": port}
