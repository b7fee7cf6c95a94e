"""An invocation as its worker is told of it: each input by value, by file, or by memory."""

from collections.abc import Mapping

from collab.documents.model import JSON
from render.graph.model import Invocation
from render.graph.values import Computed, Inline, Uploaded, Value
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
) -> wire.Execute:
    """What `needs` has no artifact of is in that worker's memory."""
    return wire.Execute(
        fingerprint=invocation.fingerprint,
        operation=invocation.spec.operation or "",
        params=invocation.params,
        inputs={
            port: [_given(value, needs, assets) for value in values]
            for port, values in invocation.inputs.items()
        },
        outputs={port.name: port.type for port in invocation.spec.outputs},
        token=token,
        between=between,
        expected={each.name: each.expected(invocation.params) for each in invocation.spec.outputs},
    )


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
            return {**given, "key": key, "crop": [*cut.crop], "turn": cut.turn}
        case Computed(fingerprint, port):
            key = f"{fingerprint}:{port}"
            artifact = needs[fingerprint]
            match artifact.outputs.get(port) if artifact else None:
                case {"asset": str(kept)}:
                    path = str(assets.path(AssetId(kept)))
                    return {"key": key, "path": path, "upload": False}
                case {"value": content}:
                    return {"value": content}
                case _:
                    return {"key": key, "path": None, "upload": False}
