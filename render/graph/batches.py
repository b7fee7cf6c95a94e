"""Which invocations may take their steps together on a worker. Pure.

What is told here is likely, not certain: of a prompt, nobody knows before it is encoded how long
it is. Whoever takes the steps looks again, and steps those apart that do not go together after all.
"""

from collections.abc import Mapping

from collab.documents.model import JSON
from render.graph.fingerprint import digest
from render.graph.model import Invocation
from render.graph.models import by_content
from render.graph.values import identity


def batch_of(invocation: Invocation) -> str | None:
    """The same for invocations that may step together; `None` for what runs alone."""
    spec = invocation.spec
    if not spec.batch_by or invocation.params.get(spec.unbatched) is True:
        return None
    params: Mapping[str, JSON] = by_content(spec, invocation.params, invocation.models)
    told: dict[str, JSON] = {"operation": spec.operation}
    for name in spec.batch_by:
        if name in invocation.inputs:
            told[name] = [identity(value) for value in invocation.inputs[name]]
        else:
            told[name] = params.get(name)
    return digest(told)
