"""A board's verdicts, kept up to date node by node: a change costs what it affects. Pure.

All state is in one `Evaluation`. What changed is marked; `settle` judges the marked nodes in the
order of the graph and goes on to the readers of those that now hold out something else, so the
wave ends where nothing differs. A whole board is the same, begun from nothing.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, TypeVar

from collab.documents.model import JSON, BoardView, NodeId, NodeView
from render.graph.build import FRAME, build
from render.graph.model import GraphNode, Problem
from render.graph.models import named
from render.graph.offers import Offer
from render.graph.order import Order
from render.graph.plan import judge
from render.graph.validate import problems
from render.graph.verdicts import (
    Failed,
    Failure,
    Knowledge,
    Latched,
    Silent,
    Stale,
    Verdict,
    wanted_of,
)
from render.models.entry import Models
from render.nodes.catalog import Catalog
from render.stores import AssetId, AssetInfo, Fingerprint

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Cause:
    """Who asked for something, handed on to all that follows from it."""

    person: str | None = None
    is_batch: bool = False


NOBODY = Cause()


@dataclass(frozen=True, slots=True)
class Change:
    """What a node should show now; `None` when it is gone."""

    verdict: Verdict | None
    cause: Cause


def evaluate(
    view: BoardView,
    catalog: Catalog,
    knowledge: Knowledge = Knowledge(),  # noqa: B008 - frozen
) -> dict[NodeId, Verdict]:
    """A verdict for every node of a whole board, in an order in which the wanted ones can run."""
    evaluation = Evaluation(catalog, knowledge)
    evaluation.change(view.nodes)
    return {
        id: change.verdict
        for id, change in evaluation.settle().items()
        if change.verdict is not None
    }


class Evaluation:
    """`nodes` and `verdicts` are as of the last `settle`; only read them."""

    def __init__(self, catalog: Catalog, knowledge: Knowledge | None = None) -> None:
        known = knowledge or Knowledge()
        self._catalog = catalog
        self._assets = dict(known.assets)
        self._latched = dict(known.latched)
        self._failures = dict(known.failures)
        self._released = dict(known.released)
        self._is_paused = known.is_paused
        self._models = known.models
        self._namers: dict[str, dict[NodeId, None]] = {}
        self._views: dict[NodeId, NodeView] = {}
        self._mentions: dict[NodeId, dict[NodeId, None]] = {}
        self._children: dict[NodeId, dict[NodeId, None]] = {}
        self._pictures: dict[AssetId, dict[NodeId, None]] = {}
        self._order: Order[NodeId] = Order()
        self._problems: dict[NodeId, tuple[Problem, ...]] = {}
        self._offers: dict[NodeId, Offer] = {}
        self._marked: dict[NodeId, Cause] = {}
        self._unchecked: set[NodeId] = set()
        self._releasing: dict[NodeId, Cause] = {}
        self._gone: dict[NodeId, Cause] = {}
        self.nodes: dict[NodeId, GraphNode] = {}
        self.verdicts: dict[NodeId, Verdict] = {}

    @property
    def knowledge(self) -> Knowledge:
        return Knowledge(
            self._assets, self._latched, self._failures, self._released, self._is_paused,
            self._models,
        )  # fmt: skip

    @property
    def assets(self) -> Mapping[AssetId, AssetInfo]:
        return self._assets

    @property
    def is_paused(self) -> bool:
        return self._is_paused

    @property
    def is_settled(self) -> bool:
        return not (self._marked or self._gone)

    # What happens

    def change(self, views: Mapping[NodeId, NodeView | None], cause: Cause = NOBODY) -> None:
        """These nodes are now so; `None` for one that is gone."""
        rebuilt: dict[NodeId, None] = {}
        for id, view in views.items():
            before = self._views.get(id)
            if before != view:
                rebuilt.update(dict.fromkeys(self._take(id, before, view)))
        for id in rebuilt:
            if id in self._views:
                self._rebuild(id, cause)
            elif id in self.nodes:
                self._forget(id, cause)

    def learn(self, assets: Mapping[AssetId, AssetInfo]) -> None:
        """The board has these pictures."""
        for asset, info in assets.items():
            if asset not in self._assets:
                self._recheck(self._pictures.get(asset, ()), NOBODY)
            self._assets[asset] = info

    def learn_models(self, models: Models) -> None:
        """The server has these, and no others."""
        before, self._models = self._models, models
        if before == models:
            return
        for name in list(self._namers):
            entry = models.get(name)
            if entry is None or entry != before.get(name):  # of one missing, the nearest change
                self._recheck(self._namers[name], NOBODY)

    def latch(self, node: NodeId, run: Latched | None) -> None:
        """The last finished run of `node`."""
        if self._latched.get(node) != run:
            _put(self._latched, node, run)
            if self._is_paused or (node in self.nodes and self.nodes[node].mode == "manual"):
                self._mark(node, NOBODY)  # others do not look at it

    def fail(self, node: NodeId, failure: Failure | None, cause: Cause = NOBODY) -> None:
        """The last run of `node` went wrong; or, with `None`, it may be tried again."""
        if self._failures.get(node) != failure:
            _put(self._failures, node, failure)
            self._mark(node, cause)

    def release(self, nodes: Iterable[NodeId], cause: Cause = NOBODY) -> None:
        """Let `nodes` run what they want once the wave has come by them, if they wait."""
        for node in nodes:
            if node in self._views:
                self._releasing[node] = cause
                self._mark(node, cause)

    def let(self, node: NodeId, runs: Collection[Fingerprint]) -> None:
        """Somebody asked `node` to run these before."""
        self._released[node] = self._released.get(node, frozenset()) | frozenset(runs)
        self._mark(node, NOBODY)

    def pause(self, is_paused: bool, cause: Cause = NOBODY) -> None:
        if is_paused != self._is_paused:
            self._is_paused = is_paused
            for node in self.nodes:
                self._mark(node, cause)

    # What is known

    def pictures(self) -> AbstractSet[AssetId]:
        """Every asset that picture nodes name."""
        return self._pictures.keys()

    @property
    def names_models(self) -> bool:
        """Whether any node goes by a model."""
        return bool(self._namers)

    def inputs_json(self, node: NodeId) -> dict[str, JSON]:
        """The edges into `node` as its document has them."""
        view = self._views.get(node)
        return {
            key: {"node": source.node, "port": source.port}
            for key, source in (view.inputs.items() if view else ())
        }

    def above(self, nodes: Iterable[NodeId]) -> Iterator[NodeId]:
        """`nodes` and all that they depend on, circles included."""
        seen = dict.fromkeys(node for node in nodes if node in self.nodes)
        front = list(seen)
        for node in front:  # grows while we walk it
            yield node
            for need in self.nodes[node].needs():
                if need not in seen:
                    seen[need] = None
                    front.append(need)

    def settle(self, limit: int | None = None) -> dict[NodeId, Change]:
        """Judge what is marked and all that follows, at most about `limit` nodes at a time; every
        verdict that changed, in an order in which the wanted ones can run.
        """
        changes = {id: Change(None, cause) for id, cause in self._gone.items()}
        self._gone = {}
        self._reorder()
        rank = self._order.rank
        waiting = [(rank[id], id) for id in self._marked]
        heapq.heapify(waiting)
        knowledge = self.knowledge
        judged = 0
        while waiting and (limit is None or judged < limit):
            _, id = heapq.heappop(waiting)
            cause = self._marked.pop(id)
            judged += 1
            before = self._offers.get(id)
            verdict, offer = self._judge(id, knowledge)
            if verdict != self.verdicts.get(id):
                self.verdicts[id] = verdict
                changes[id] = Change(verdict, cause)
            if offer != before:
                self._offers[id] = offer
                for reader in self._order.readers(id):
                    if reader not in self._marked:
                        heapq.heappush(waiting, (rank[reader], reader))
                    self._mark(reader, cause)
        if not self._marked:
            self._releasing.clear()
        return changes

    def _judge(self, id: NodeId, knowledge: Knowledge) -> tuple[Verdict, Offer]:
        node, is_cyclic = self.nodes[id], id in self._order.cyclic
        if id in self._unchecked:
            self._unchecked.discard(id)
            self._problems[id] = tuple(
                problems(node, self.nodes, self._assets, is_cyclic, self._models)
            )
        told = self._problems[id]
        found = judge(node, told, is_cyclic, self.nodes, self._offers, knowledge)
        if id in self._releasing and isinstance(found[0], Stale):
            self._released[id] = frozenset([found[0].wanted])
            found = judge(node, told, is_cyclic, self.nodes, self._offers, knowledge)
        self._forget_what_passed(id, found[0])
        return found

    def _forget_what_passed(self, id: NodeId, verdict: Verdict) -> None:
        """It changed: should it come back to what failed, it may try again; should it come back to
        what somebody let run, it is to be asked for again.
        """
        if id in self._failures and not isinstance(verdict, Failed | Silent):
            del self._failures[id]
        if id in self._released and wanted_of(verdict) is not None and isinstance(verdict, Stale):
            del self._released[id]

    # How the graph is kept

    def _take(
        self, id: NodeId, before: NodeView | None, after: NodeView | None
    ) -> Iterator[NodeId]:
        """Note a node's new view; every node that is to be built anew for it."""
        _put(self._views, id, after)
        yield id
        for one in (before, after):
            for source in one.inputs.values() if one else ():
                _index(self._mentions, source.node, id, one is after)
            if one and one.type == "image" and isinstance(one.params.get("asset"), str):
                _index(self._pictures, AssetId(str(one.params["asset"])), id, one is after)
            if one and one.parent is not None:
                _index(self._children, one.parent, id, one is after)
                if _framed(before) != _framed(after):
                    yield one.parent
        if (before is None) != (after is None):
            yield from self._mentions.get(id, ())

    def _rebuild(self, id: NodeId, cause: Cause) -> None:
        view, before = self._views[id], self.nodes.get(id)
        inside = [self._views[child] for child in self._children.get(id, ())
                  if view.type == FRAME and child in self._views]  # fmt: skip
        node = self.nodes[id] = build(view, self._catalog, self._views, inside)
        self._index_models(before, node)
        self._order.put(id, node.needs())
        self._gone.pop(id, None)
        self._recheck([id], cause)
        if before is None or before.spec is not node.spec or before.name != node.name:
            self._recheck(self._order.readers(id), cause)

    def _index_models(self, before: GraphNode | None, after: GraphNode | None) -> None:
        for one in filter(None, (before, after)):
            for _, name in named(one):
                _index(self._namers, name, one.id, one is after)

    def _forget(self, id: NodeId, cause: Cause) -> None:
        self._index_models(self.nodes.get(id), None)
        self._order.remove(id)
        self._gone[id] = cause
        self._unchecked.discard(id)
        kept: tuple[dict[NodeId, Any], ...] = (
            self.nodes, self.verdicts, self._offers, self._problems, self._marked,
            self._latched, self._failures, self._released, self._releasing,
        )  # fmt: skip
        for each in kept:
            each.pop(id, None)

    def _reorder(self) -> None:
        self._recheck([id for id in self._order.settle() if id in self.nodes], NOBODY)

    def _recheck(self, ids: Iterable[NodeId], cause: Cause) -> None:
        """What is wrong with these by themselves may have changed."""
        for id in ids:
            self._unchecked.add(id)
            self._mark(id, cause)

    def _mark(self, id: NodeId, cause: Cause) -> None:
        """Who is known goes before who is not, and who came first before the next."""
        if id in self.nodes and (id not in self._marked or self._marked[id].person is None):
            self._marked[id] = cause


def _framed(view: NodeView | None) -> object:
    """What of a node its frame looks at."""
    return view and (view.parent, view.position, view.inputs)


def _index(index: dict[K, dict[NodeId, None]], key: K, node: NodeId, is_there: bool) -> None:
    if is_there:
        index.setdefault(key, {})[node] = None
    elif found := index.get(key):
        found.pop(node, None)
        if not found:
            del index[key]


def _put(map: dict[NodeId, V], node: NodeId, value: V | None) -> None:
    if value is None:
        map.pop(node, None)
    else:
        map[node] = value
