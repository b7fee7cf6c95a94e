"""Jobs as one person may see them: what they may read of each, and what they may do to it.

A job of a board that its reader is on, and their own, are shown whole. Of any other that is under
way they learn that somebody's work is before theirs; of one that has ended, nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from collab.documents.model import JSON, DocumentId, NodeId
from render.errors import BadGraph
from render.previews import Previews
from render.queue.book import Book, Record
from render.queue.forecast import Forecast
from render.queue.job import JobId
from render.queue.store import JobRow
from render.stores import Fingerprint
from workspace.errors import Conflict, Forbidden, Invalid, Missing
from workspace.model import Board, BoardId, Caller, Page, User, UserId
from workspace.permissions import BoardAction, WorkspaceAction, may, may_on_board
from workspace.persistence import cursors
from workspace.persistence.boards import SqlBoards
from workspace.persistence.jobs import SqlJobStore
from workspace.persistence.people import SqlPeople
from workspace.services.boards import Boards


class Renderer(Protocol):
    """What is needed of the renderer; `render.service.RenderService` has it all."""

    @property
    def book(self) -> Book: ...

    @property
    def previews(self) -> Previews: ...

    def forecast(self) -> Forecast: ...

    async def flush_jobs(self) -> None: ...

    async def run(
        self, board: DocumentId, nodes: Sequence[NodeId] | None, person: str, upstream: bool
    ) -> list[JobId]: ...

    async def run_private(
        self, graph: Mapping[str, JSON], output: str | None, person: str
    ) -> JobId: ...

    def cancel(self, job: JobId) -> bool: ...

    def move(self, job: JobId, before: JobId | None) -> None: ...

    async def outputs(self, fingerprint: Fingerprint) -> Mapping[str, JSON] | None: ...


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as one person sees it. `board` is `None` also for one they may not read, whose job
    `is_hidden`: then only its place in the queue is theirs to know.
    """

    row: JobRow
    board: Board | None
    person: User | None
    is_hidden: bool
    progress: tuple[int, int] | None
    position: int | None
    eta: int | None
    may_cancel: bool
    may_retry: bool
    may_move: bool
    outputs: Mapping[str, JSON] | None = None


class Jobs:
    def __init__(
        self,
        renderer: Renderer,
        store: SqlJobStore,
        boards: Boards,
        board_rows: SqlBoards,
        people: SqlPeople,
    ) -> None:
        self._renderer = renderer
        self._store = store
        self._boards = boards
        self._board_rows = board_rows
        self._people = people

    async def run(
        self, caller: Caller, board: str, nodes: Sequence[str] | None, upstream: bool
    ) -> list[JobId]:
        found = await self._boards.require(caller, board, BoardAction.RUN)
        chosen = None if nodes is None else [NodeId(node) for node in nodes]
        return await self._renderer.run(found.id, chosen, caller.user.id, upstream)

    async def generate(
        self, caller: Caller, graph: Mapping[str, JSON], output: str | None
    ) -> JobId:
        """Run `graph` once, without a board."""
        if not may(caller.user.role, WorkspaceAction.GENERATE):
            raise Forbidden("not_allowed", "You may not render: ask an administrator.")
        try:
            return await self._renderer.run_private(graph, output, caller.user.id)
        except BadGraph as error:
            raise Invalid(error.code, f"{error}.") from error

    # Looking

    async def page(
        self,
        caller: Caller,
        limit: int,
        after: str | None,
        *,
        board: str | None = None,
        only_own: bool = False,
        state: str | None = None,
    ) -> Page[JobView]:
        """What is under way, by its place in the queue; then what has ended, the last one first."""
        only = None
        if board is not None:
            only = (await self._boards.require(caller, board, BoardAction.READ)).id
        found: list[JobView] = []
        if state != "ended" and (after is None or _is_active(after)):
            active, later = self._active(caller, limit, after, only, only_own)
            found = await self._views(caller, active)
            if later is not None or state == "active":
                return Page(found, later)
            if len(found) == limit:
                return Page(found, cursors.encode("active", _LAST, ""))
            after = None
        if after is not None and _is_active(after):
            after = None
        await self._renderer.flush_jobs()
        ended = await self._store.page_ended(
            caller.user.id, limit - len(found), after, board=only, only_own=only_own
        )
        return Page([*found, *await self._views(caller, ended.items)], ended.next)

    async def find(self, caller: Caller, job: str) -> JobView:
        """Raises `Missing` for who may not know more of it than its place in the queue."""
        view = await self._find(caller, job)
        if view.is_hidden:
            raise _missing()
        return view

    async def outputs(self, caller: Caller, job: str) -> JobView:
        """As `find`; with what came out, when it belongs to no board."""
        view = await self.find(caller, job)
        if view.row.board is not None or view.row.status != "done":
            return view
        return replace(view, outputs=await self._renderer.outputs(view.row.fingerprint))

    async def preview(self, caller: Caller, job: str, number: int) -> bytes:
        view = await self.find(caller, job)
        found = self._renderer.previews.find(view.row.id, number)
        if found is None:
            raise Missing("preview_not_found", "This preview is gone: newer ones took its place.")
        return found

    # Doing

    async def cancel(self, caller: Caller, job: str) -> None:
        view = await self._find(caller, job)
        if view.row.ended_ms is not None and not view.is_hidden:
            raise Conflict("job_ended", "This job has ended: there is nothing to cancel.")
        if not view.may_cancel:
            if view.is_hidden:
                raise _missing()
            raise Forbidden(
                "not_allowed", "Only the person whose job it is, or an administrator, cancels it."
            )
        self._renderer.cancel(view.row.id)
        await self._renderer.flush_jobs()

    async def retry(self, caller: Caller, job: str) -> list[JobId]:
        view = await self.find(caller, job)
        row = view.row
        if not _was_ended(row):
            raise Conflict("job_not_failed", "Only what failed or was cancelled is tried again.")
        if not view.may_retry:
            raise Forbidden("not_allowed", "Only who may edit its board runs this job again.")
        if row.board is not None and row.node is not None:
            return await self.run(caller, row.board, [row.node], upstream=False)
        match row.graph:
            case {"graph": dict(graph), "output": str() | None as output}:
                return [await self.generate(caller, graph, output)]
            case _:
                raise Conflict("job_not_kept", "What this job was for is no longer known.")

    async def move(self, caller: Caller, job: str, before: str | None) -> JobView:
        view = await self.find(caller, job)
        if not view.may_move:
            if view.row.person != caller.user.id:
                raise Forbidden("not_allowed", "You may move your own jobs only.")
            raise Conflict("job_not_queued", "Only a job that waits can be moved.")
        if before is not None:
            other = self._renderer.book.find(JobId(before))
            if other is None or other.request.person != caller.user.id or other.ended_ms:
                raise Invalid("bad_place", "before must be another job of yours that waits.")
        self._renderer.move(view.row.id, JobId(before) if before is not None else None)
        return await self.find(caller, job)

    # How a job is seen

    def _active(
        self, caller: Caller, limit: int, after: str | None, board: BoardId | None, only_own: bool
    ) -> tuple[list[Record], str | None]:
        positions = self._positions()
        found = [
            record
            for record in self._renderer.book.live
            if (board is None or record.request.board == board)
            and (not only_own or record.request.person == caller.user.id)
        ]
        places = sorted((positions[record.job], record.job) for record in found)
        if after is not None:
            _, position, id = cursors.decode(after, str, int, str)
            places = [place for place in places if place > (int(position), str(id))]
        by_id = {record.job: record for record in found}
        page = places[:limit]
        later = cursors.encode("active", *page[-1]) if len(places) > limit else None
        return [by_id[job] for _, job in page], later

    def _positions(self) -> dict[JobId, int]:
        """Those the queue does not know yet, since their board is being opened, come last."""
        known = dict(self._renderer.forecast().positions)
        last = max(known.values(), default=0)
        for record in self._renderer.book.live:
            if record.status == "running":
                known[record.job] = 0
            elif record.job not in known:
                last += 1
                known[record.job] = last
        return known

    async def _find(self, caller: Caller, job: str) -> JobView:
        record = self._renderer.book.find(JobId(job))
        row: Record | JobRow | None = record or await self._store.find(JobId(job))
        if row is None:
            raise _missing()
        [view] = await self._views(caller, [row])
        return view

    async def _views(self, caller: Caller, jobs: Sequence[Record | JobRow]) -> list[JobView]:
        rows = [job.as_row() if isinstance(job, Record) else job for job in jobs]
        reader = caller.user.id
        boards = await self._board_rows.find_many({row.board for row in rows if row.board}, reader)
        persons = {UserId(row.person) for row in rows if row.person}
        people = await self._people.find_many(persons)
        known = await self._board_rows.acquaintances(reader, persons)
        positions, ends = self._positions(), self._renderer.forecast().ends
        found: list[JobView] = []
        for job, row in zip(jobs, rows, strict=True):
            is_own = row.person == reader
            board = boards.get(row.board) if row.board else None
            is_hidden = board is None and not is_own
            is_active = row.ended_ms is None
            may_edit = board is not None and may_on_board(board.role, BoardAction.RUN)
            is_known = not is_hidden or row.person in known
            found.append(
                JobView(
                    row=row,
                    board=board,
                    person=people.get(UserId(row.person or "")) if is_known else None,
                    is_hidden=is_hidden,
                    progress=job.progress if isinstance(job, Record) else None,
                    position=positions.get(row.id) if is_active else None,
                    eta=round(ends[row.id]) if is_active and row.id in ends else None,
                    may_cancel=is_active
                    and (is_own or may(caller.user.role, WorkspaceAction.CANCEL_JOBS)),
                    may_retry=_was_ended(row) and (may_edit or (is_own and row.board is None)),
                    may_move=is_own and row.status == "queued",
                )
            )
        return found


_LAST = 2**53


def _was_ended(row: JobRow) -> bool:
    """It failed, or a person called it off; what an edit replaced is not to be tried again."""
    return row.status in ("error", "cancelled") and row.error is not None


def _is_active(after: str) -> bool:
    try:
        return cursors.decode(after, str, int, str)[0] == "active"
    except Invalid:
        return False


def _missing() -> Missing:
    return Missing("job_not_found", "There is no such job, or you may not see it.")
