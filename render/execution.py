"""An invocation as its worker is told of it: each input by value, by file, by memory, or by how it
is made there.
"""

from collections.abc import Mapping
from itertools import chain
from typing import cast

from collab.documents.model import JSON
from render.graph.model import Invocation
from render.graph.models import by_file
from render.graph.values import Computed, Deferred, Inline, Uploaded, Value, flat, made_in_place
from render.nodes.cut import WHOLE
from render.stores import Artifact, AssetId, AssetLibrary, Fingerprint
from render.workers import wire


def execute(
    invocation: Invocation,
    needs: Mapping[Fingerprint, Artifact | None],
    token: int,
    assets: AssetLibrary,
    *,
    between: bool = False,
    joins: bool = False,
) -> wire.Execute:
    """What `needs` has no artifact of is in that worker's memory."""
    return wire.Execute(
        fingerprint=invocation.fingerprint,
        operation=invocation.spec.operation or "",
        params=_params(invocation),
        inputs=_inputs(invocation, needs, assets),
        outputs={port.name: port.type for port in invocation.spec.outputs},
        token=token,
        between=between,
        joins=joins,
        expected={each.name: each.expected(invocation.params) for each in invocation.spec.outputs},
        made=[
            {
                "name": each.fingerprint,
                "operation": each.spec.operation,
                "params": dict(by_file(each.params, each.models)),
                "inputs": cast(JSON, _inputs(each, needs, assets)),
                "outputs": {port.name: port.type for port in each.spec.outputs},
            }
            for each in made_in_place(flat(chain.from_iterable(invocation.inputs.values())))
        ],
    )


def _params(invocation: Invocation) -> Mapping[str, JSON]:
    params = dict(by_file(invocation.params, invocation.models))
    if invocation.seed_is_free:
        params["seed_is_free"] = True
    if invocation.spec.checked_by:
        params["checked_by"] = invocation.spec.checked_by
    return params


def _inputs(
    reader: Invocation | Deferred,
    needs: Mapping[Fingerprint, Artifact | None],
    assets: AssetLibrary,
) -> dict[str, list[dict[str, JSON]]]:
    return {
        port: [_given(value, needs, assets) for value in values]
        for port, values in reader.inputs.items()
    }


def _given(
    value: Value, needs: Mapping[Fingerprint, Artifact | None], assets: AssetLibrary
) -> dict[str, JSON]:
    match value:
        case Inline(_, content):
            return {"value": content}
        case Uploaded(asset, cut):
            path = str(assets.path(asset))
            given: dict[str, JSON] = {"key": f"asset:{asset}", "path": path, "upload": True}
            if cut == WHOLE:
                return given
            key = f"asset:{asset}:{','.join(map(str, cut.crop))}:{cut.turn}"
            return {**given, "key": key, **cut.as_json()}
        case Computed(fingerprint, port):
            key = f"{fingerprint}:{port}"
            artifact = needs[fingerprint]
            match artifact.outputs.get(port) if artifact else None:
                case {"asset": str(kept), "mime": mime}:
                    path = str(assets.path(AssetId(kept)))
                    return {"key": key, "path": path, "upload": False, "mime": mime}
                case {"value": content}:
                    return {"value": content}
                case _:
                    return {"key": key, "path": None, "upload": False}
        case Deferred(fingerprint, port):
            return {"made": fingerprint, "port": port}
