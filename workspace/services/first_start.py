"""The first administrator and their sample board, by setup link or from the settings."""

from workspace.errors import Conflict
from workspace.model import User
from workspace.services.accounts import Accounts, NewPerson
from workspace.services.boards import Boards


class FirstStart:
    def __init__(self, accounts: Accounts, boards: Boards) -> None:
        self._accounts = accounts
        self._boards = boards

    async def set_up(self, token: str, person: NewPerson) -> User:
        user = await self._accounts.set_up(token, person)
        await self._boards.create_sample(user)
        return user

    async def open(self, email: str, password: str) -> str | None:
        """At each start: with nobody here, take the administrator from the settings, or else
        answer the token of a new setup link."""
        if not await self._accounts.needs_setup():
            return None
        if not email:
            return self._accounts.open_setup()
        name = email.partition("@")[0].replace(".", " ").title() or email
        try:
            user = await self._accounts.add_first(NewPerson(email, name, password))
        except Conflict:  # somebody else's start was quicker
            return None
        await self._boards.create_sample(user)
        return None
