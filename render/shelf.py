"""The artifacts that one board has use for: kept while some node's verdict speaks of them."""

from collections.abc import Collection, Iterable, Mapping

from collab.documents.model import JSON, NodeId
from render.results import Run
from render.stores import Artifact, Fingerprint


class Shelf:
    def __init__(self) -> None:
        self._artifacts: dict[Fingerprint, Artifact] = {}
        self._users: dict[Fingerprint, dict[NodeId, None]] = {}
        self._uses: dict[NodeId, frozenset[Fingerprint]] = {}

    @property
    def artifacts(self) -> Mapping[Fingerprint, Artifact]:
        return self._artifacts

    def hold(self, node: NodeId, uses: Iterable[Fingerprint]) -> None:
        """From now on `node` has use for these, and for no others."""
        before, after = self._uses.get(node, frozenset()), frozenset(uses)
        for each in after - before:
            self._users.setdefault(each, {})[node] = None
        for each in before - after:
            users = self._users[each]
            del users[node]
            if not users:
                del self._users[each]
                self._artifacts.pop(each, None)
        if after:
            self._uses[node] = after
        else:
            self._uses.pop(node, None)

    def put(self, artifacts: Iterable[Artifact]) -> None:
        """Keep those that are of use."""
        for artifact in artifacts:
            if artifact.fingerprint in self._users:
                self._artifacts[artifact.fingerprint] = artifact

    def users(self, fingerprint: Fingerprint) -> Collection[NodeId]:
        return list(self._users.get(fingerprint, ()))


def artifacts_of(run: Run) -> Iterable[Artifact]:
    """A written result as the artifacts that it was made of."""
    if not run.parts:
        yield Artifact(run.fingerprint, run.outputs, run.duration_ms)
    for place, part in enumerate(run.parts):
        outputs = {port: _at(place, listed) for port, listed in run.outputs.items()}
        yield Artifact(part, outputs, run.duration_ms // len(run.parts))


def _at(place: int, listed: JSON) -> JSON:
    return listed[place] if isinstance(listed, list) and place < len(listed) else None
