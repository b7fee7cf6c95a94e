"""People: the first administrator, adding others, signing in and out, API tokens.

Knows nothing of requests or cookies: a session is the secret handed out here.
"""

import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workspace.errors import Conflict, Forbidden, Invalid, Missing, TooMany, Unauthorized
from workspace.identity import hash_secret
from workspace.model import SCOPES, ApiToken, Caller, Page, User, UserId
from workspace.permissions import WorkspaceAction, WorkspaceRole, may
from workspace.persistence.people import SqlPeople
from workspace.services.attempts import Attempts
from workspace.services.passwords import Passwords, check_password
from workspace.services.words import check_line

COLORS = (
    "#2482eb", "#dd5c00", "#299465", "#c849e4", "#e1505a",
    "#5d8b90", "#f42886", "#349516", "#008cba", "#e237b9",
)  # fmt: skip
"""Presence colours, handed out in turn; `web/src/ui/tokens.css` says how they were chosen."""

MAX_NAME = 100

_FAILURES_MS = 5 * 60_000
_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class NewPerson:
    email: str
    name: str
    password: str


class Accounts:
    def __init__(
        self,
        people: SqlPeople,
        passwords: Passwords,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        session_days: int,
        ended: Callable[[str], None],
    ) -> None:
        """`ended` is told the credential of each session and token that is taken back."""
        self._people = people
        self._passwords = passwords
        self._now = now
        self._new_id = new_id
        self._new_secret = new_secret
        self._session_ms = session_days * _DAY_MS
        self._ended = ended
        self._setup_hash: str | None = None
        self._by_person = Attempts(limit=10, window_ms=_FAILURES_MS)
        self._by_address = Attempts(limit=100, window_ms=_FAILURES_MS)

    async def needs_setup(self) -> bool:
        return await self._people.is_empty()

    def open_setup(self) -> str:
        """The token of the one-time setup link; an earlier one is no longer good."""
        token = self._new_secret()
        self._setup_hash = hash_secret(token)
        return token

    async def set_up(self, token: str, person: NewPerson) -> User:
        if not await self.needs_setup():
            raise Conflict("already_set_up", "This server is already set up: sign in instead.")
        expected = self._setup_hash or ""
        if not hmac.compare_digest(hash_secret(token), expected):
            raise Forbidden(
                "wrong_setup_token",
                "This setup link is not valid any more: use the one the server printed last.",
            )
        user = await self.add_first(person)
        self._setup_hash = None
        return user

    async def add_first(self, person: NewPerson) -> User:
        """The first administrator. Raises `Conflict` when somebody is here already."""
        return await self._add(person, WorkspaceRole.ADMINISTRATOR, only_as_first=True)

    async def add(self, by: User, person: NewPerson, role: WorkspaceRole) -> User:
        if not may(by.role, WorkspaceAction.ADD_PEOPLE):
            raise Forbidden("not_allowed", "Only an administrator can add people: ask one.")
        return await self._add(person, role, only_as_first=False)

    async def page(self, limit: int, after: str | None) -> Page[User]:
        return await self._people.page(limit, after)

    async def sign_in(self, email: str, password: str, address: str) -> tuple[User, str]:
        """The person and the secret of a new session."""
        email = email.strip().lower()
        person_key = f"{address} {email}"
        now = self._now()
        wait = max(self._by_person.wait_ms(person_key, now), self._by_address.wait_ms(address, now))
        if wait > 0:
            seconds = -(-wait // 1000)
            raise TooMany(
                "too_many_attempts",
                f"Too many attempts to sign in: try again in {seconds} seconds.",
                retry_after_seconds=seconds,
            )
        found = await self._people.find_password(email)
        if not await self._passwords.verify(found[1] if found else None, password) or not found:
            self._by_person.fail(person_key, now)
            self._by_address.fail(address, now)
            raise Unauthorized("wrong_credentials", "The e-mail or the password is not right.")
        self._by_person.succeed(person_key)
        return found[0], await self.open_session(found[0])

    async def open_session(self, user: User) -> str:
        secret, now = self._new_secret(), self._now()
        await self._people.add_session(hash_secret(secret), user.id, now, now + self._session_ms)
        return secret

    async def sign_out(self, session: str) -> None:
        credential = hash_secret(session)
        await self._people.remove_session(credential)
        self._ended(credential)

    async def by_session(self, session: str) -> Caller | None:
        credential = hash_secret(session)
        user = await self._people.find_session(credential, self._now())
        return Caller(user, credential=credential) if user else None

    async def by_token(self, token: str) -> Caller | None:
        """A bearer: an API token, or a session's secret sent as one."""
        found = await self._people.find_token(hash_secret(token), self._now())
        if found is None:
            return await self.by_session(token)
        user, token_id, scopes = found
        return Caller(user, may_write="write" in scopes, credential=token_id)

    async def create_token(
        self, user: User, name: str, scopes: Sequence[str], expires_at: int | None
    ) -> tuple[ApiToken, str]:
        """The token and its secret, which is not kept and cannot be shown again."""
        now = self._now()
        if unknown := sorted(set(scopes) - set(SCOPES)):
            raise Invalid(
                "unknown_scope", f'A token\'s scopes are read and write, not "{unknown[0]}".'
            )
        if expires_at is not None and expires_at <= now:
            raise Invalid("bad_expiry", "A token must expire in the future (Unix milliseconds).")
        secret = self._new_secret()
        token = ApiToken(
            self._new_id(),
            check_line(name, "name", MAX_NAME),
            tuple(sorted(set(scopes))),
            now,
            expires_at,
        )
        await self._people.add_token(token, user.id, hash_secret(secret))
        return token, secret

    async def page_tokens(self, user: User, limit: int, after: str | None) -> Page[ApiToken]:
        return await self._people.page_tokens(user.id, limit, after)

    async def remove_token(self, user: User, token_id: str) -> None:
        if not await self._people.remove_token(user.id, token_id):
            raise Missing("token_not_found", "You have no such token.")
        self._ended(token_id)

    async def _add(self, person: NewPerson, role: WorkspaceRole, *, only_as_first: bool) -> User:
        user = User(
            id=UserId(self._new_id()),
            email=_check_email(person.email),
            name=check_line(person.name, "name", MAX_NAME),
            color=COLORS[await self._people.count() % len(COLORS)],
            role=role,
            created_at=self._now(),
        )
        password_hash = await self._passwords.hash(check_password(person.password))
        await self._people.add(user, password_hash, only_as_first=only_as_first)
        return user


def _check_email(email: str) -> str:
    email = email.strip().lower()
    if len(email) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise Invalid("bad_email", f'"{email[:100]}" is not an e-mail address.')
    return email
