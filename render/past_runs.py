"""The results that nodes had before, as they are kept: what came out, for whom, and of what.

Knows nothing of SQL, and not when a result is worth being kept: that is `Recollection`'s.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from collab.documents.model import JSON, DocumentId, NodeId
from render.stores import Fingerprint

PER_NODE: Final = 60
"""So many results of one node are kept, those that were made last."""

PER_BOARD: Final = 5_000

ELEMENTS: Final = 12
"""Of a list only so many elements are kept; `count` says how many there were."""

RECIPE_BYTES: Final = 32 * 1024


@dataclass(frozen=True, slots=True)
class PastRun:
    """A finished run of one node.

    `recipe` is `{type, mode, params, inputs, from, children?}`: the node as it was, and in `from`
    each node it read: the fingerprint of that one's run, or, where it had none, its own recipe.
    `None` if it would be too large.
    """

    board: DocumentId
    node: NodeId
    fingerprint: Fingerprint
    type: str
    outputs: Mapping[str, JSON]
    count: int
    duration_ms: int
    person: str | None
    made_ms: int
    recipe: Mapping[str, JSON] | None


class PastRuns(Protocol):
    """Every method is one transaction."""

    async def remember(self, runs: Collection[PastRun]) -> None:
        """Keep those that are not known yet, in this order, and forget what is past the bounds.
        Runs on boards that are gone are passed over.
        """
        ...

    async def find(
        self, board: DocumentId, named: Collection[tuple[NodeId, Fingerprint]]
    ) -> Mapping[tuple[NodeId, Fingerprint], PastRun]: ...


class MemoryPastRuns:
    """Implements `PastRuns`: for tests, and for a renderer without a database."""

    def __init__(self) -> None:
        self.runs: dict[tuple[DocumentId, NodeId, Fingerprint], PastRun] = {}

    async def remember(self, runs: Collection[PastRun]) -> None:
        for run in runs:
            self.runs.setdefault((run.board, run.node, run.fingerprint), run)
        for run in runs:
            of_board = [key for key in self.runs if key[0] == run.board]
            of_node = [key for key in of_board if key[1] == run.node]
            for key in dict.fromkeys([*of_node[:-PER_NODE], *of_board[:-PER_BOARD]]):
                del self.runs[key]

    async def find(
        self, board: DocumentId, named: Collection[tuple[NodeId, Fingerprint]]
    ) -> Mapping[tuple[NodeId, Fingerprint], PastRun]:
        keys = {each: (board, *each) for each in named}
        return {each: self.runs[key] for each, key in keys.items() if key in self.runs}
