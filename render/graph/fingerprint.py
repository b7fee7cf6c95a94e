"""Fingerprints: equal work has equal names. Cost is one hash a node, however deep the graph.

A fingerprint covers the operation's type and version, its parameters and its inputs' identities.
Position, title, color and the names people give things do not enter.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from collab.documents.model import JSON
from render.graph.values import Given, identity
from render.nodes.spec import NodeSpec
from render.stores import Fingerprint

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def fingerprint(
    spec: NodeSpec, params: Mapping[str, JSON], inputs: Mapping[str, Sequence[Given]]
) -> Fingerprint:
    """The name of running `spec` on `inputs`, each port's values in order, with normal `params`."""
    return Fingerprint(
        digest(
            {
                "type": spec.type,
                "version": spec.version,
                "params": dict(params),
                "inputs": {
                    port: [identity(value) for value in values] for port, values in inputs.items()
                },
                **({"checked": True} if spec.checked_by else {}),
            }
        )
    )


def of_list(parts: Sequence[Fingerprint]) -> Fingerprint:
    """The name of several invocations together, in their order."""
    return Fingerprint(digest({"list": list(parts)}))


def canonical(content: JSON) -> bytes:
    """One spelling for equal JSON: keys sorted, no spaces, ASCII, whole numbers without a point."""
    return _encode(content).encode()


def digest(content: JSON) -> str:
    """The hex SHA-256 of `content`, the same for equal JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()
