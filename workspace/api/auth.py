"""Who sent a request: the cookie or the bearer header, and the rules that keep the cookie safe."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from structlog.contextvars import bind_contextvars

from workspace.api.origins import is_foreign, is_own
from workspace.errors import Forbidden, Unauthorized
from workspace.model import Caller
from workspace.services.accounts import Accounts

COOKIE = "atelier_session"
_SAFE = ("GET", "HEAD", "OPTIONS")

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
SignedIn: TypeAlias = Callable[[Request, Caller], Awaitable[Response]]


class Auth:
    def __init__(self, accounts: Accounts, *, base_path: str, session_days: int) -> None:
        self._accounts = accounts
        self._cookie_path = base_path or "/"
        self._max_age = session_days * 24 * 3600

    def signed_in(self, handle: SignedIn) -> Handler:
        """`handle`, for callers we know; everybody else gets 401."""

        async def endpoint(request: Request) -> Response:
            return await handle(request, await self.require(request))

        return endpoint

    async def require(self, request: Request) -> Caller:
        caller = await self.identify(request)
        if caller is None:
            raise Unauthorized("not_signed_in", "Sign in first.")
        bind_contextvars(person=caller.user.id)
        if request.method not in _SAFE:
            if bearer_of(request) is None and not is_own(request):
                raise foreign_origin()
            if not caller.may_write:
                raise Forbidden("read_only_token", "This token may read only: use one with write.")
        return caller

    async def identify(self, connection: HTTPConnection) -> Caller | None:
        """The bearer header beats the cookie: a program that sends both means the header."""
        token = bearer_of(connection)
        if token is not None:
            return await self._accounts.by_token(token)
        session = connection.cookies.get(COOKIE)
        return await self._accounts.by_session(session) if session else None

    def refuse_foreign(self, request: Request) -> None:
        """For requests that make a session rather than use one."""
        if is_foreign(request):
            raise foreign_origin()

    def remember(self, request: Request, response: Response, session: str) -> None:
        response.set_cookie(
            COOKIE,
            session,
            max_age=self._max_age,
            path=self._cookie_path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def forget(self, request: Request, response: Response) -> None:
        response.delete_cookie(
            COOKIE,
            path=self._cookie_path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )


def bearer_of(connection: HTTPConnection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def foreign_origin() -> Forbidden:
    return Forbidden(
        "foreign_origin",
        "This request did not come from Atelier's own pages: send its Origin, or use a token.",
    )
