"""Boards: list, create, rename, delete, and their document read as JSON.

The rights of every request on a board pass through `Boards.require`.
"""

from collections.abc import Awaitable, Callable, Collection

from collab.documents.edits import seed_update, set_paused
from collab.documents.model import JSON
from collab.documents.origin import SERVER
from collab.documents.reader import document_json
from render.stores import AssetId
from workspace.errors import Forbidden, Missing
from workspace.model import Board, BoardId, Caller, Page, User
from workspace.permissions import BoardAction, BoardRole, WorkspaceAction, may, may_on_board
from workspace.persistence.boards import SqlBoards
from workspace.services.documents import Documents, tell_changed
from workspace.services.template_book import TemplateBook
from workspace.services.words import check_line

MAX_TITLE = 200
SAMPLE, SAMPLE_TITLE = "sample", "A first look"
"""The template of the first board, and the title it is given."""

_REFUSALS = {
    BoardAction.COMMENT: "comment on this board",
    BoardAction.EDIT: "edit this board",
    BoardAction.UPLOAD: "add pictures to this board",
    BoardAction.RUN: "run anything on this board",
    BoardAction.RENAME: "rename this board",
    BoardAction.MANAGE_MEMBERS: "choose who is on this board",
    BoardAction.DELETE: "delete this board",
}


class Boards:
    def __init__(
        self,
        rows: SqlBoards,
        documents: Documents,
        templates: TemplateBook,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        link: Callable[[BoardId, Collection[AssetId]], Awaitable[None]],
        deleted: Callable[[BoardId], None] = lambda board: None,
    ) -> None:
        self._rows = rows
        self._documents = documents
        self._templates = templates
        self._link = link
        self._now = now
        self._new_id = new_id
        self._deleted = deleted

    async def require(self, caller: Caller, board: str, action: BoardAction) -> Board:
        """The board, if `caller` may do `action` on it."""
        found = await self._rows.find(BoardId(board), caller.user.id)
        if found is None:
            raise Missing("board_not_found", "There is no such board, or you are not a member.")
        if not may_on_board(found.role, action):
            raise Forbidden(
                "not_allowed",
                f"As {found.role} you may not {_REFUSALS[action]}: ask an owner of it.",
            )
        return found

    async def page(self, user: User, limit: int, after: str | None) -> Page[Board]:
        return await self._rows.page(user.id, limit, after)

    async def create(self, user: User, title: str, template: str | None = None) -> Board:
        if not may(user.role, WorkspaceAction.CREATE_BOARD):
            raise Forbidden("not_allowed", "You may not create boards: ask an administrator.")
        found = await self._templates.find(template) if template is not None else None
        now = self._now()
        board = Board(
            id=BoardId(self._new_id()),
            title=check_line(title, "title", MAX_TITLE),
            role=BoardRole.OWNER,
            epoch=self._new_id(),
            created_at=now,
            updated_at=now,
        )
        # The document first: a board without one could not be opened, the reverse harms nobody.
        seed = seed_update(board.epoch, self._templates.fill(found) if found else None)
        await self._documents.create(board.id, seed)
        await self._rows.add(board, user.id)
        if found and (pictures := self._templates.assets_in(found)):
            await self._link(board.id, pictures)
        return board

    async def create_sample(self, user: User) -> Board:
        return await self.create(user, SAMPLE_TITLE, SAMPLE)

    async def rename(self, caller: Caller, board: str, title: str) -> Board:
        found = await self.require(caller, board, BoardAction.RENAME)
        await self._rows.rename(found.id, check_line(title, "title", MAX_TITLE), self._now())
        tell_changed(self._documents, found.id, self._now())
        return await self.require(caller, board, BoardAction.READ)

    async def pause(self, caller: Caller, board: str, is_paused: bool) -> Board:
        """While a board is paused, what people change waits to be run."""
        found = await self.require(caller, board, BoardAction.EDIT)
        async with self._documents.document(found.id) as live:
            await live.edit(lambda doc: set_paused(doc, is_paused), SERVER)
        return found

    async def delete(self, caller: Caller, board: str) -> None:
        """The rows go first, so that nobody can come back in after the sockets are closed."""
        found = await self.require(caller, board, BoardAction.DELETE)
        await self._rows.remove(found.id)
        self._documents.revoke(found.id, None, None)
        self._deleted(found.id)

    async def read_document(self, caller: Caller, board: str) -> dict[str, JSON]:
        found = await self.require(caller, board, BoardAction.READ)
        async with self._documents.document(found.id) as live:
            return document_json(live.doc)
