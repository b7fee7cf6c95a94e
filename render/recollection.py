"""Which results of one board are worth being kept, and of what they were made. Pure.

A slider in motion shows dozens of pictures that nobody stopped at: a cheap result that another one
takes the place of within `SETTLE_MS` is passed over.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from collab.documents.model import JSON, DocumentId, NodeId
from render.graph.incremental import Change, Evaluation
from render.graph.model import GraphNode
from render.graph.verdicts import Passed, Stale, Verdict, Wanted, WantedEach, wanted_of
from render.past_runs import ELEMENTS, RECIPE_BYTES, PastRun
from render.results import Run
from render.stores import Fingerprint

SETTLE_MS: Final = 2_000
CHEAP_MS: Final = 1_000

ID_LENGTH: Final = 200
"""A client may have called a node anything; longer names have no history."""

DEPTH: Final = 8
"""So many nodes without a run of their own, one behind the other, are told of."""


@dataclass(frozen=True, slots=True)
class _Wish:
    fingerprint: Fingerprint
    type: str
    person: str | None
    recipe: Mapping[str, JSON]


class Recollection:
    def __init__(self, board: DocumentId) -> None:
        self._board = board
        self._wishes: dict[NodeId, _Wish] = {}
        self._fresh: dict[NodeId, PastRun] = {}
        self._settled: list[PastRun] = []

    @property
    def is_waiting(self) -> bool:
        return bool(self._fresh or self._settled)

    def wanted(self, node: NodeId, change: Change, evaluation: Evaluation) -> None:
        """Note of what `node` is made from now on. Called while its verdict is that of its node."""
        found = evaluation.nodes.get(node)
        if found is None or len(node) > ID_LENGTH or not _runs(found, change.verdict):
            self._wishes.pop(node, None)
            return
        fingerprint = wanted_of(change.verdict) if change.verdict else None
        assert fingerprint is not None  # noqa: S101 - what runs has a name
        recipe = _recipe(found, evaluation, DEPTH)
        self._wishes[node] = _Wish(fingerprint, found.type, change.cause.person, recipe)

    def shown(self, node: NodeId, run: Run, now_ms: int) -> None:
        """The board shows `run` as the result of `node`."""
        wish = self._wishes.get(node)
        if wish is None or wish.fingerprint != run.fingerprint:
            return
        del self._wishes[node]
        before = self._fresh.pop(node, None)
        if before and not _is_passing(before, now_ms):
            self._settled.append(before)
        self._fresh[node] = PastRun(
            self._board,
            node,
            run.fingerprint,
            wish.type,
            {port: _few(output) for port, output in run.outputs.items()},
            max([1, *(len(each) for each in run.outputs.values() if isinstance(each, list))]),
            run.duration_ms,
            wish.person,
            now_ms,
            _bounded(wish.recipe),
        )

    def take(self, now_ms: int, *, is_over: bool = False) -> list[PastRun]:
        """What is to be kept by now; all of it when the board `is_over`."""
        found, self._settled = self._settled, []
        for node, run in list(self._fresh.items()):
            if is_over or now_ms - run.made_ms >= SETTLE_MS or run.duration_ms >= CHEAP_MS:
                found.append(self._fresh.pop(node))
        return found


def _runs(node: GraphNode, verdict: Verdict | None) -> bool:
    """Whether what the node shows is its own work, not what passes by it."""
    if isinstance(verdict, Passed):
        return node.mode != "bypass"
    return isinstance(verdict, Wanted | WantedEach)


def _run_read(node: GraphNode, verdict: Verdict | None) -> Fingerprint | None:
    """The run of `node` that its readers go on from."""
    if isinstance(verdict, Stale):
        return verdict.latched.fingerprint if verdict.latched else None
    return wanted_of(verdict) if verdict and _runs(node, verdict) else None


def _recipe(node: GraphNode, evaluation: Evaluation, depth: int) -> dict[str, JSON]:
    sources: dict[str, JSON] = {}
    for need in dict.fromkeys(node.needs()):
        source = evaluation.nodes.get(need)
        if source is None:
            continue
        run = _run_read(source, evaluation.verdicts.get(need))
        if run is not None:
            sources[need] = run
        elif depth > 0:
            sources[need] = _recipe(source, evaluation, depth - 1)
    recipe: dict[str, JSON] = {
        "type": node.type,
        "mode": node.mode,
        "params": dict(node.params),
        "inputs": evaluation.inputs_json(node.id),
        "from": sources,
    }
    if node.children:
        recipe["children"] = list(node.children)
    return recipe


def _is_passing(run: PastRun, now_ms: int) -> bool:
    return now_ms - run.made_ms < SETTLE_MS and run.duration_ms < CHEAP_MS


def _few(output: JSON) -> JSON:
    return output[:ELEMENTS] if isinstance(output, list) else output


def _bounded(recipe: Mapping[str, JSON]) -> Mapping[str, JSON] | None:
    """Without those whose text is so long that a history of them would outgrow the board."""
    return recipe if len(json.dumps(recipe)) <= RECIPE_BYTES else None
