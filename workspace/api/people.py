"""Routes of people: the first administrator, signing in and out, adding people, API tokens."""

from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import COOKIE, Auth
from workspace.api.bodies import Body, Limit, read_page
from workspace.api.routing import at
from workspace.api.shapes import page_json, token_json, user_json
from workspace.model import SCOPES, Caller
from workspace.permissions import WorkspaceRole
from workspace.services.accounts import Accounts, NewPerson
from workspace.services.first_start import FirstStart


class SetupBody(Body):
    token: str
    email: str
    name: str
    password: str


class LoginBody(Body):
    email: str
    password: str


class UserBody(Body):
    email: str
    name: str
    password: str
    role: Literal["administrator", "member"] = "member"


class TokenBody(Body):
    name: str
    scopes: list[str] = Field(default=list(SCOPES))
    expires: int | None = None


class PeopleRoutes:
    def __init__(
        self, auth: Auth, accounts: Accounts, first_start: FirstStart, limit: Limit
    ) -> None:
        self._auth = auth
        self._accounts = accounts
        self._first_start = first_start
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        return [
            at("/api/setup", get=self.needs_setup, post=self.set_up),
            at("/api/auth/login", post=self.sign_in),
            at("/api/auth/logout", post=known(self.sign_out)),
            at("/api/auth/me", get=known(self.me)),
            at("/api/users", get=known(self.people), post=known(self.add_person)),
            at("/api/tokens", get=known(self.tokens), post=known(self.create_token)),
            at("/api/tokens/{token}", delete=known(self.remove_token)),
        ]

    async def needs_setup(self, request: Request) -> Response:
        return JSONResponse({"needed": await self._accounts.needs_setup()})

    async def set_up(self, request: Request) -> Response:
        """Signs the first administrator in as well: they have just chosen their password."""
        self._auth.refuse_foreign(request)
        body = await self._limit.read(request, SetupBody)
        user = await self._first_start.set_up(
            body.token, NewPerson(body.email, body.name, body.password)
        )
        response = JSONResponse(user_json(user), 201)
        self._auth.remember(request, response, await self._accounts.open_session(user))
        return response

    async def sign_in(self, request: Request) -> Response:
        self._auth.refuse_foreign(request)
        body = await self._limit.read(request, LoginBody)
        address = request.client.host if request.client else "unknown"
        user, session = await self._accounts.sign_in(body.email, body.password, address)
        response = JSONResponse(user_json(user))
        self._auth.remember(request, response, session)
        return response

    async def sign_out(self, request: Request, caller: Caller) -> Response:
        if session := request.cookies.get(COOKIE):
            await self._accounts.sign_out(session)
        response = Response(status_code=204)
        self._auth.forget(request, response)
        return response

    async def me(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(user_json(caller.user))

    async def people(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(page_json(await self._accounts.page(*read_page(request)), user_json))

    async def add_person(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, UserBody)
        person = NewPerson(body.email, body.name, body.password)
        user = await self._accounts.add(caller.user, person, WorkspaceRole(body.role))
        return JSONResponse(user_json(user), 201)

    async def tokens(self, request: Request, caller: Caller) -> Response:
        page = await self._accounts.page_tokens(caller.user, *read_page(request))
        return JSONResponse(page_json(page, token_json))

    async def create_token(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, TokenBody)
        token, secret = await self._accounts.create_token(
            caller.user, body.name, body.scopes, body.expires
        )
        return JSONResponse({**token_json(token), "token": secret}, 201)

    async def remove_token(self, request: Request, caller: Caller) -> Response:
        await self._accounts.remove_token(caller.user, request.path_params["token"])
        return Response(status_code=204)
