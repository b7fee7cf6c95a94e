"""Rows of boards and of their members. A board is always read as one person sees it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from workspace.errors import Conflict
from workspace.model import Board, BoardId, Member, Page, UserId
from workspace.permissions import BoardRole
from workspace.persistence import cursors
from workspace.persistence.engine import Database
from workspace.persistence.people import read_user
from workspace.persistence.tables import boards, members, users


class SqlBoards:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, board: Board, owner: UserId) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                insert(boards).values(
                    id=board.id,
                    title=board.title,
                    created_by=owner,
                    epoch=board.epoch,
                    created_at=board.created_at,
                    updated_at=board.updated_at,
                )
            )
            await _put_member(connection, board.id, owner, board.role, board.created_at)

    async def find(self, board: BoardId, reader: UserId) -> Board | None:
        """`None` when there is no such board, and when `reader` is not a member of it."""
        rows = await self._database.rows(_as_seen_by(reader).where(boards.c.id == board))
        return _read_board(rows[0]) if rows else None

    async def find_many(self, ids: Collection[BoardId], reader: UserId) -> Mapping[BoardId, Board]:
        """Those of `ids` that `reader` is a member of."""
        if not ids:
            return {}
        async with self._database.reading() as connection:
            rows = await connection.execute(_as_seen_by(reader).where(boards.c.id.in_(ids)))
            return {BoardId(row.id): _read_board(row) for row in rows}

    async def acquaintances(self, reader: UserId, people: Collection[UserId]) -> set[UserId]:
        """Those of `people` that are on some board with `reader`."""
        if not people:
            return set()
        mine = select(members.c.board_id).where(members.c.user_id == reader)
        query = select(members.c.user_id).where(
            members.c.user_id.in_(people), members.c.board_id.in_(mine)
        )
        async with self._database.reading() as connection:
            return {UserId(id) for id in await connection.scalars(query)}

    async def page(self, reader: UserId, limit: int, after: str | None) -> Page[Board]:
        """The boards `reader` is a member of, the last changed first."""
        query = _as_seen_by(reader).order_by(boards.c.updated_at.desc(), boards.c.id.desc())
        if after is not None:
            updated_at, board_id = cursors.decode(after, int, str)
            key = tuple_(boards.c.updated_at, boards.c.id)
            query = query.where(key < tuple_(updated_at, board_id))
        async with self._database.reading() as connection:
            found = [_read_board(row) for row in await connection.execute(query.limit(limit + 1))]
        more = len(found) > limit
        found = found[:limit]
        return Page(found, cursors.encode(found[-1].updated_at, found[-1].id) if more else None)

    async def rename(self, board: BoardId, title: str, now: int) -> None:
        async with self._database.writing() as connection:
            change = update(boards).where(boards.c.id == board)
            await connection.execute(change.values(title=title, updated_at=now))

    async def touch(self, changed_at: Mapping[BoardId, int]) -> None:
        """Note when the documents of boards last changed."""
        if not changed_at:
            return
        change = update(boards).where(boards.c.id == bindparam("board"))
        rows = [{"board": board, "at": at} for board, at in changed_at.items()]
        async with self._database.writing() as connection:
            await connection.execute(change.values(updated_at=bindparam("at")), rows)

    async def remove(self, board: BoardId) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(boards).where(boards.c.id == board))

    async def page_members(self, board: BoardId, limit: int, after: str | None) -> Page[Member]:
        """Members by name."""
        query = (
            select(users, members.c.role.label("board_role"))
            .join(members, members.c.user_id == users.c.id)
            .where(members.c.board_id == board)
            .order_by(users.c.name, users.c.id)
            .limit(limit + 1)
        )
        if after is not None:
            name, user_id = cursors.decode(after, str, str)
            query = query.where(tuple_(users.c.name, users.c.id) > tuple_(name, user_id))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = [Member(read_user(row), BoardRole(row.board_role)) for row in rows[:limit]]
        last = found[-1].user if len(rows) > limit else None
        return Page(found, cursors.encode(last.name, last.id) if last else None)

    async def put_member(self, board: BoardId, user: UserId, role: BoardRole, now: int) -> None:
        """Raises `Conflict` rather than leave a board without an owner."""
        async with self._database.writing() as connection:
            if role is not BoardRole.OWNER:
                await _keep_an_owner(connection, board, user)
            await _put_member(connection, board, user, role, now)

    async def remove_member(self, board: BoardId, user: UserId) -> bool:
        """Raises `Conflict` rather than leave a board without an owner."""
        mine = (members.c.board_id == board) & (members.c.user_id == user)
        async with self._database.writing() as connection:
            await _keep_an_owner(connection, board, user)
            return (await connection.execute(delete(members).where(mine))).rowcount > 0


def _as_seen_by(reader: UserId) -> Select[Any]:
    return (
        select(boards, members.c.role)
        .join(members, members.c.board_id == boards.c.id)
        .where(members.c.user_id == reader)
    )


def _read_board(row: Row[Any]) -> Board:
    return Board(
        id=BoardId(row.id),
        title=row.title,
        role=BoardRole(row.role),
        epoch=row.epoch,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


async def _put_member(
    connection: AsyncConnection, board: BoardId, user: UserId, role: BoardRole, now: int
) -> None:
    mine = (members.c.board_id == board) & (members.c.user_id == user)
    changed = await connection.execute(update(members).where(mine).values(role=role))
    if changed.rowcount == 0:
        await connection.execute(
            insert(members).values(board_id=board, user_id=user, role=role, added_at=now)
        )


async def _keep_an_owner(connection: AsyncConnection, board: BoardId, user: UserId) -> None:
    """Checked in the transaction that removes, so two owners cannot remove each other."""
    owners = (members.c.board_id == board) & (members.c.role == BoardRole.OWNER)
    query = select(func.count(), func.max(members.c.user_id)).where(owners)
    count, owner = (await connection.execute(query)).one()
    if count == 1 and owner == user:
        raise Conflict(
            "last_owner",
            "A board needs an owner: make somebody else an owner first, or delete the board.",
        )
