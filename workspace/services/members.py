"""Who is on a board, as what. A change of role reaches the person's open sockets at once."""

from collections.abc import Callable

from collab.sync.access import Access, Person
from workspace.errors import Missing
from workspace.model import BoardId, Caller, Member, Page, User, UserId
from workspace.permissions import BoardAction, BoardRole, may_on_board
from workspace.persistence.boards import SqlBoards
from workspace.persistence.people import SqlPeople
from workspace.services.boards import Boards
from workspace.services.documents import Documents, tell_changed


class Members:
    def __init__(
        self,
        boards: Boards,
        rows: SqlBoards,
        people: SqlPeople,
        documents: Documents,
        *,
        now: Callable[[], int],
    ) -> None:
        self._boards = boards
        self._rows = rows
        self._people = people
        self._documents = documents
        self._now = now

    async def page(self, caller: Caller, board: str, limit: int, after: str | None) -> Page[Member]:
        found = await self._boards.require(caller, board, BoardAction.READ)
        return await self._rows.page_members(found.id, limit, after)

    async def put(self, caller: Caller, board: str, user_id: str, role: BoardRole) -> Member:
        found = await self._boards.require(caller, board, BoardAction.MANAGE_MEMBERS)
        user = await self._people.find(user_id)
        if user is None:
            raise Missing("user_not_found", "There is no such person on this server.")
        await self._rows.put_member(found.id, user.id, role, self._now())
        self._documents.revoke(found.id, user.id, access_of(Caller(user), role))
        tell_changed(self._documents, found.id, self._now())
        return Member(user, role)

    async def remove(self, caller: Caller, board: str, user_id: str) -> None:
        """An owner removes anybody; everybody may leave."""
        leaves = user_id == caller.user.id
        action = BoardAction.READ if leaves else BoardAction.MANAGE_MEMBERS
        found = await self._boards.require(caller, board, action)
        if not await self._rows.remove_member(found.id, UserId(user_id)):
            raise Missing("member_not_found", "This person is not a member of the board.")
        self._documents.revoke(found.id, user_id, None)
        tell_changed(self._documents, found.id, self._now())

    async def admit(self, caller: Caller, board: BoardId) -> Access:
        """What `caller` gets on the board's socket. Raises `Missing` for who is not a member."""
        found = await self._boards.require(caller, board, BoardAction.READ)
        return access_of(caller, found.role)


def access_of(caller: Caller, role: BoardRole) -> Access:
    user: User = caller.user
    return Access(
        Person(user.id, user.name, user.color),
        may_edit=caller.may_write and may_on_board(role, BoardAction.EDIT),
        is_read_only=not caller.may_write,
        credential=caller.credential,
    )
