"""Jobs of the renderer: those that are not done yet, and the history of those that are."""

from collections.abc import Collection, Mapping
from statistics import median
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from collab.documents.model import DocumentId, NodeId
from render.queue.job import JobId
from render.queue.store import JobRow, QualityNote
from render.stores import Fingerprint
from workspace.model import BoardId, Page, UserId
from workspace.persistence import cursors, tables
from workspace.persistence.engine import Database
from workspace.persistence.statements import batches
from workspace.persistence.tables import members

_jobs = tables.jobs

_CHANGE = (
    update(_jobs)
    .where(_jobs.c.id == bindparam("new_id"), _jobs.c.ended_at.is_(None))
    .values({c.name: bindparam(f"new_{c.name}") for c in _jobs.columns if c.name != "id"})
)


class SqlJobStore:
    """Implements `render.queue.store.JobStore`, and lists history for who may read it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, rows: Collection[JobRow]) -> None:
        """Jobs of a board that was deleted meanwhile are passed over: they went with it."""

        def save(connection: Connection) -> None:
            boards = {row.board for row in rows if row.board is not None}
            here = _among(connection, tables.boards.c.id, boards)
            known = _among(connection, _jobs.c.id, [row.id for row in rows])
            values = [_values(row) for row in rows if row.board is None or row.board in here]
            fresh = [each for each in values if each["id"] not in known]
            changed = [
                {f"new_{name}": value for name, value in each.items()}
                for each in values
                if each["id"] in known
            ]
            if fresh:
                connection.execute(insert(_jobs), fresh)
            if changed:
                connection.execute(_CHANGE, changed)

        await self._database.write(save)

    async def unfinished(self) -> list[JobRow]:
        query = select(_jobs).where(_jobs.c.ended_at.is_(None))
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_jobs.c.created_at, _jobs.c.id))
            return [_read(row) for row in rows]

    async def last_token(self) -> int:
        async with self._database.reading() as connection:
            return await connection.scalar(select(func.max(_jobs.c.lease_token))) or 0

    async def find(self, job: JobId) -> JobRow | None:
        rows = await self._database.rows(select(_jobs).where(_jobs.c.id == job))
        return _read(rows[0]) if rows else None

    async def typical_ms(self, newest: int) -> Mapping[str, int]:
        done = _jobs.c.ended_at.is_not(None) & (_jobs.c.status == "done")
        query = select(_jobs.c.type, _jobs.c.duration_ms).where(done)
        found: dict[str, list[int]] = {}
        for row in await self._database.rows(query.order_by(_jobs.c.ended_at.desc()).limit(newest)):
            found.setdefault(row.type, []).append(row.duration_ms or 0)
        return {type: round(median(durations)) for type, durations in found.items()}

    async def trim(self, keep: int, ended_before_ms: int) -> None:
        newest = select(_jobs.c.id).where(_jobs.c.ended_at.is_not(None))
        newest = newest.order_by(_jobs.c.ended_at.desc(), _jobs.c.id.desc()).limit(keep)
        old = (_jobs.c.ended_at < ended_before_ms) | _jobs.c.id.not_in(newest)
        async with self._database.writing() as connection:
            await connection.execute(delete(_jobs).where(_jobs.c.ended_at.is_not(None), old))

    async def page_ended(
        self,
        reader: UserId,
        limit: int,
        after: str | None,
        *,
        board: BoardId | None = None,
        only_own: bool = False,
    ) -> Page[JobRow]:
        """What ended last comes first: jobs of boards that `reader` is on, and their own. Wishes
        that an edit made pointless before they ran are nobody's history.
        """
        query = select(_jobs).where(_jobs.c.ended_at.is_not(None), _readable(reader), ~_pointless())
        if board is not None:
            query = query.where(_jobs.c.board_id == board)
        if only_own:
            query = query.where(_jobs.c.person == reader)
        if after is not None:
            key = tuple_(*cursors.decode(after, int, str))
            query = query.where(tuple_(_jobs.c.ended_at, _jobs.c.id) < key)
        query = query.order_by(_jobs.c.ended_at.desc(), _jobs.c.id.desc()).limit(limit + 1)
        return await self._page(query, limit)

    async def _page(self, query: Select[Any], limit: int) -> Page[JobRow]:
        async with self._database.reading() as connection:
            found = [_read(row) for row in await connection.execute(query)]
        more, found = len(found) > limit, found[:limit]
        return Page(found, cursors.encode(found[-1].ended_ms or 0, found[-1].id) if more else None)


def _readable(reader: UserId) -> ColumnElement[bool]:
    mine = select(members.c.board_id).where(members.c.user_id == reader)
    of_nobody = _jobs.c.board_id.is_(None) & (_jobs.c.person == reader)
    return or_(_jobs.c.board_id.in_(mine), of_nobody)


def _pointless() -> ColumnElement[bool]:
    """What a person called off says so in its error."""
    has_error = and_(_jobs.c.error.is_not(None), cast(_jobs.c.error, Text) != "null")
    return and_(_jobs.c.status == "cancelled", _jobs.c.started_at.is_(None), ~has_error)


def _among(connection: Connection, column: Column[str], wanted: Collection[str]) -> set[str]:
    """Those of `wanted` that `column` has."""
    found = set[str]()
    for some in batches(wanted):
        found.update(connection.scalars(select(column).where(column.in_(some))))
    return found


def _values(row: JobRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "board_id": row.board,
        "node": row.node,
        "title": row.title[:200],
        "type": row.type,
        "fingerprint": row.fingerprint,
        "person": row.person,
        "priority": row.priority,
        "status": row.status,
        "attempts": row.attempts,
        "lease_token": row.lease_token,
        "created_at": row.created_ms,
        "started_at": row.started_ms,
        "ended_at": row.ended_ms,
        "duration_ms": row.duration_ms,
        "error": list(row.error) if row.error else None,
        "graph": dict(row.graph) if row.graph is not None else None,
        "quality": [[note.port, note.verdict, note.message, note.elements] for note in row.quality],
    }


def _read(row: Row[Any]) -> JobRow:
    return JobRow(
        id=JobId(row.id),
        board=DocumentId(row.board_id) if row.board_id else None,
        node=NodeId(row.node) if row.node else None,
        title=row.title,
        type=row.type,
        fingerprint=Fingerprint(row.fingerprint),
        person=row.person,
        priority=row.priority,
        status=row.status,
        attempts=row.attempts,
        lease_token=row.lease_token,
        created_ms=row.created_at,
        started_ms=row.started_at,
        ended_ms=row.ended_at,
        duration_ms=row.duration_ms,
        error=(row.error[0], row.error[1]) if row.error else None,
        graph=row.graph,
        quality=tuple(_read_note(*note) for note in row.quality or ()),
    )


def _read_note(
    port: str, verdict: str, message: str, elements: list[int] | None = None
) -> QualityNote:
    """Rows of earlier versions have no elements."""
    return QualityNote(port, verdict, message, tuple(elements) if elements is not None else None)
