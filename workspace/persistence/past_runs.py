"""What the nodes of boards came to before. Bounded by node and by board; goes with its board."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from collab.documents.model import DocumentId, NodeId
from render.past_runs import PER_BOARD, PER_NODE, PastRun
from render.stores import Fingerprint
from workspace.model import BoardId, Page
from workspace.persistence import cursors, tables
from workspace.persistence.engine import Database
from workspace.persistence.statements import batches

_runs = tables.past_runs


class SqlPastRuns:
    """Implements `render.past_runs.PastRuns`, and lists them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, runs: Collection[PastRun]) -> None:
        by_board: dict[DocumentId, dict[tuple[NodeId, Fingerprint], PastRun]] = {}
        for run in runs:
            by_board.setdefault(run.board, {}).setdefault((run.node, run.fingerprint), run)

        def remember(connection: Connection) -> None:
            for board, named in by_board.items():
                here = select(tables.boards.c.id).where(tables.boards.c.id == board)
                if connection.scalar(here) is not None:
                    _remember(connection, board, named)

        await self._database.write(remember)

    async def find(
        self, board: DocumentId, named: Collection[tuple[NodeId, Fingerprint]]
    ) -> Mapping[tuple[NodeId, Fingerprint], PastRun]:
        wanted = set(named)
        found: dict[tuple[NodeId, Fingerprint], PastRun] = {}
        async with self._database.reading() as connection:
            for batch in batches({fingerprint for _, fingerprint in wanted}):
                mine = (_runs.c.board_id == board) & _runs.c.fingerprint.in_(batch)
                for row in await connection.execute(select(_runs).where(mine)):
                    run = _read(row)
                    if (run.node, run.fingerprint) in wanted:
                        found[run.node, run.fingerprint] = run
        return found

    async def page(
        self, board: BoardId, node: NodeId, limit: int, after: str | None
    ) -> Page[PastRun]:
        """The last one made first."""
        query = select(_runs).where(_runs.c.board_id == board, _runs.c.node == node)
        if after is not None:
            query = query.where(_runs.c.id < cursors.decode(after, int)[0])
        query = query.order_by(_runs.c.id.desc()).limit(limit + 1)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        more, rows = len(rows) > limit, rows[:limit]
        return Page([_read(row) for row in rows], cursors.encode(rows[-1].id) if more else None)


def _remember(
    connection: Connection,
    board: DocumentId,
    named: Mapping[tuple[NodeId, Fingerprint], PastRun],
) -> None:
    of_board = _runs.c.board_id == board
    known: set[tuple[str, str]] = set()
    for batch in batches({fingerprint for _, fingerprint in named}):
        query = select(_runs.c.node, _runs.c.fingerprint)
        rows = connection.execute(query.where(of_board, _runs.c.fingerprint.in_(batch)))
        known.update((row.node, row.fingerprint) for row in rows)
    fresh = [run for key, run in named.items() if key not in known]
    if not fresh:
        return
    connection.execute(insert(_runs), [_values(run) for run in fresh])
    for nodes in batches({run.node for run in fresh}):
        count = select(_runs.c.node).where(of_board, _runs.c.node.in_(nodes)).group_by(_runs.c.node)
        for node in connection.scalars(count.having(func.count() > PER_NODE)).all():
            _keep_last(connection, of_board & (_runs.c.node == node), PER_NODE)
    _keep_last(connection, of_board, PER_BOARD)


def _keep_last(connection: Connection, where: ColumnElement[bool], count: int) -> None:
    oldest = select(_runs.c.id).where(where).order_by(_runs.c.id.desc()).offset(count - 1).limit(1)
    if (first := connection.scalar(oldest)) is not None:
        connection.execute(delete(_runs).where(where, _runs.c.id < first))


def _values(run: PastRun) -> dict[str, Any]:
    return {
        "board_id": run.board,
        "node": run.node,
        "fingerprint": run.fingerprint,
        "type": run.type,
        "outputs": dict(run.outputs),
        "count": run.count,
        "duration_ms": run.duration_ms,
        "person": run.person,
        "made_at": run.made_ms,
        "recipe": dict(run.recipe) if run.recipe is not None else None,
    }


def _read(row: Row[Any]) -> PastRun:
    return PastRun(
        board=DocumentId(row.board_id),
        node=NodeId(row.node),
        fingerprint=Fingerprint(row.fingerprint),
        type=row.type,
        outputs=row.outputs,
        count=row._mapping["count"],  # a row's own `count` is a method
        duration_ms=row.duration_ms,
        person=row.person,
        made_ms=row.made_at,
        recipe=row.recipe,
    )
