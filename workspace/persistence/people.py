"""Rows of people, their sessions and their API tokens."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from workspace.errors import Conflict
from workspace.model import ApiToken, Page, User, UserId
from workspace.permissions import WorkspaceRole
from workspace.persistence import cursors
from workspace.persistence.engine import Database
from workspace.persistence.tables import api_tokens, sessions, users


class SqlPeople:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_empty(self) -> bool:
        async with self._database.reading() as connection:
            return (await connection.scalar(select(func.count()).select_from(users))) == 0

    async def count(self) -> int:
        async with self._database.reading() as connection:
            return int(await connection.scalar(select(func.count()).select_from(users)) or 0)

    async def add(self, user: User, password_hash: str, *, only_as_first: bool = False) -> None:
        """Raises `Conflict` when the address is taken, or `only_as_first` and somebody is here."""
        async with self._database.writing() as connection:
            if only_as_first and await connection.scalar(select(users.c.id).limit(1)):
                raise Conflict("already_set_up", "This server is already set up: sign in instead.")
            try:
                await connection.execute(
                    insert(users).values(
                        id=user.id,
                        email=user.email,
                        name=user.name,
                        color=user.color,
                        role=user.role,
                        password_hash=password_hash,
                        created_at=user.created_at,
                    )
                )
            except IntegrityError as error:
                raise Conflict(
                    "email_taken", f"Somebody with the e-mail {user.email} is already here."
                ) from error

    async def find(self, user_id: str) -> User | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(users).where(users.c.id == user_id))).first()
        return read_user(row) if row else None

    async def find_many(self, ids: Collection[UserId]) -> Mapping[UserId, User]:
        """Those of `ids` that are here."""
        if not ids:
            return {}
        async with self._database.reading() as connection:
            rows = await connection.execute(select(users).where(users.c.id.in_(ids)))
            return {UserId(row.id): read_user(row) for row in rows}

    async def find_password(self, email: str) -> tuple[User, str] | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(users).where(users.c.email == email))).first()
        return (read_user(row), row.password_hash) if row else None

    async def page(self, limit: int, after: str | None) -> Page[User]:
        """Everybody, by name."""
        query = select(users).order_by(users.c.name, users.c.id).limit(limit + 1)
        if after is not None:
            name, user_id = cursors.decode(after, str, str)
            query = query.where(tuple_(users.c.name, users.c.id) > tuple_(name, user_id))
        async with self._database.reading() as connection:
            found = [read_user(row) for row in await connection.execute(query)]
        more = len(found) > limit
        found = found[:limit]
        return Page(found, cursors.encode(found[-1].name, found[-1].id) if more else None)

    async def add_session(self, token_hash: str, user: UserId, now: int, expires_at: int) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            await connection.execute(
                insert(sessions).values(
                    token_hash=token_hash, user_id=user, created_at=now, expires_at=expires_at
                )
            )

    async def remove_session(self, token_hash: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    async def find_session(self, token_hash: str, now: int) -> User | None:
        query = (
            select(users)
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
        )
        rows = await self._database.rows(query)
        return read_user(rows[0]) if rows else None

    async def add_token(self, token: ApiToken, user: UserId, token_hash: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                insert(api_tokens).values(
                    id=token.id,
                    user_id=user,
                    name=token.name,
                    token_hash=token_hash,
                    scopes=list(token.scopes),
                    created_at=token.created_at,
                    expires_at=token.expires_at,
                )
            )

    async def find_token(
        self, token_hash: str, now: int
    ) -> tuple[User, str, tuple[str, ...]] | None:
        """Whose it is, its id and its scopes."""
        token_id = api_tokens.c.id.label("token_id")
        query = (
            select(users, token_id, api_tokens.c.scopes, api_tokens.c.expires_at)
            .join(api_tokens, api_tokens.c.user_id == users.c.id)
            .where(api_tokens.c.token_hash == token_hash)
        )
        rows = await self._database.rows(query)
        row = rows[0] if rows else None
        if row is None or (row.expires_at is not None and row.expires_at <= now):
            return None
        return read_user(row), row.token_id, tuple(row.scopes)

    async def page_tokens(self, user: UserId, limit: int, after: str | None) -> Page[ApiToken]:
        """A person's tokens, newest first."""
        key = tuple_(api_tokens.c.created_at, api_tokens.c.id)
        query = select(api_tokens).where(api_tokens.c.user_id == user)
        if after is not None:
            query = query.where(key < tuple_(*cursors.decode(after, int, str)))
        query = query.order_by(api_tokens.c.created_at.desc(), api_tokens.c.id.desc())
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.limit(limit + 1))).all()
        found = [
            ApiToken(row.id, row.name, tuple(row.scopes), row.created_at, row.expires_at)
            for row in rows[:limit]
        ]
        more = len(rows) > limit
        return Page(found, cursors.encode(found[-1].created_at, found[-1].id) if more else None)

    async def remove_token(self, user: UserId, token_id: str) -> bool:
        mine = (api_tokens.c.user_id == user) & (api_tokens.c.id == token_id)
        async with self._database.writing() as connection:
            return (await connection.execute(delete(api_tokens).where(mine))).rowcount > 0


def read_user(row: Row[Any]) -> User:
    return User(
        id=UserId(row.id),
        email=row.email,
        name=row.name,
        color=row.color,
        role=WorkspaceRole(row.role),
        created_at=row.created_at,
    )
