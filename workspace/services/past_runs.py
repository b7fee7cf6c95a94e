"""What a node came to before, for who may read its board, and how to come by it again.

To use an earlier result is to set the board back to what it was made of, as an edit of the person:
the renderer then finds the result under its name. What to set back is worked out here, upstream
included; that nothing of it is gone meanwhile, only the client's own board can tell.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from collab.documents.model import JSON, NodeId
from render.past_runs import PastRun
from render.stores import Fingerprint
from workspace.errors import Missing
from workspace.model import Caller, Page, User, UserId
from workspace.permissions import BoardAction
from workspace.persistence.past_runs import SqlPastRuns
from workspace.persistence.people import SqlPeople
from workspace.services.boards import Boards

MOST_NODES = 500
"""Upstream of one result; what is more is told as missing."""


@dataclass(frozen=True, slots=True)
class PastView:
    run: PastRun
    person: User | None


@dataclass(frozen=True, slots=True)
class Recipe:
    """The nodes that made a result as they were, and those of which that is not known any more."""

    nodes: Mapping[NodeId, Mapping[str, JSON]]
    missing: tuple[NodeId, ...]


class PastResults:
    """`flush` has what was shown last written first."""

    def __init__(
        self,
        boards: Boards,
        rows: SqlPastRuns,
        people: SqlPeople,
        flush: Callable[[], Awaitable[None]],
    ) -> None:
        self._boards = boards
        self._rows = rows
        self._people = people
        self._flush = flush

    async def page(
        self, caller: Caller, board: str, node: str, limit: int, after: str | None
    ) -> Page[PastView]:
        found = await self._boards.require(caller, board, BoardAction.READ)
        await self._flush()
        page = await self._rows.page(found.id, NodeId(node), limit, after)
        ids = {UserId(run.person) for run in page.items if run.person is not None}
        people = await self._people.find_many(ids)
        views = [PastView(run, people.get(UserId(run.person or ""))) for run in page.items]
        return Page(views, page.next)

    async def recipe(self, caller: Caller, board: str, node: str, fingerprint: str) -> Recipe:
        found = await self._boards.require(caller, board, BoardAction.READ)
        first = (NodeId(node), Fingerprint(fingerprint))
        nodes: dict[NodeId, Mapping[str, JSON]] = {}
        runs: dict[NodeId, Fingerprint | None] = {}
        missing: dict[NodeId, None] = {}
        front = [first]
        while front:
            known = await self._rows.find(found.id, front)
            if first in front and first not in known:
                raise Missing("result_not_found", "This result is not kept any more.")
            next_front: list[tuple[NodeId, Fingerprint]] = []
            for id, run in front:
                recipe = known[id, run].recipe if (id, run) in known else None
                if recipe is None:
                    missing[id] = None
                    continue
                _unfold(id, run, recipe, nodes, runs, next_front, missing)
            front = next_front
        return Recipe(nodes, tuple(missing))


def _unfold(
    id: NodeId,
    run: Fingerprint | None,
    recipe: Mapping[str, JSON],
    nodes: dict[NodeId, Mapping[str, JSON]],
    runs: dict[NodeId, Fingerprint | None],
    front: list[tuple[NodeId, Fingerprint]],
    missing: dict[NodeId, None],
) -> None:
    """Note `recipe` as that of `id`, and what it read; nodes without a run bring their own.

    A node that two others read at different times cannot be as both found it.
    """
    if id in nodes:
        if runs[id] != run:
            missing[id] = None
        return
    if len(nodes) >= MOST_NODES:
        missing[id] = None
        return
    sources = recipe.get("from")
    nodes[id] = {name: value for name, value in recipe.items() if name != "from"}
    runs[id] = run
    for source, what in (sources if isinstance(sources, dict) else {}).items():
        if isinstance(what, str):
            front.append((NodeId(source), Fingerprint(what)))
        elif isinstance(what, dict):
            _unfold(NodeId(source), None, what, nodes, runs, front, missing)
