"""Routes of boards, their members, their document as JSON, and tickets for their socket."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit, read_page
from workspace.api.routing import at
from workspace.api.shapes import board_json, member_json, page_json
from workspace.errors import Invalid
from workspace.model import Caller
from workspace.permissions import BoardAction, BoardRole
from workspace.services.boards import Boards
from workspace.services.members import Members
from workspace.services.tickets import Tickets


class NewBoardBody(Body):
    title: str
    template: str | None = None


class BoardBody(Body):
    title: str | None = None
    paused: bool | None = None


class MemberBody(Body):
    role: Literal["owner", "editor", "commenter", "viewer"]


class BoardRoutes:
    def __init__(
        self, auth: Auth, boards: Boards, members: Members, tickets: Tickets, limit: Limit
    ) -> None:
        self._auth = auth
        self._boards = boards
        self._members = members
        self._tickets = tickets
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        board = "/api/boards/{board}"
        return [
            at("/api/boards", get=known(self.list), post=known(self.create)),
            at(board, get=known(self.read), patch=known(self.change), delete=known(self.delete)),
            at(f"{board}/document", get=known(self.document)),
            at(f"{board}/tickets", post=known(self.ticket)),
            at(f"{board}/members", get=known(self.members)),
            at(
                f"{board}/members/{{user}}",
                put=known(self.put_member),
                delete=known(self.remove_member),
            ),
        ]

    async def list(self, request: Request, caller: Caller) -> Response:
        page = await self._boards.page(caller.user, *read_page(request))
        return JSONResponse(page_json(page, board_json))

    async def create(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, NewBoardBody)
        board = await self._boards.create(caller.user, body.title, body.template)
        return JSONResponse(board_json(board), 201)

    async def read(self, request: Request, caller: Caller) -> Response:
        board = await self._boards.require(caller, _board(request), BoardAction.READ)
        return JSONResponse(board_json(board))

    async def change(self, request: Request, caller: Caller) -> Response:
        board = await self._boards.require(caller, _board(request), BoardAction.RENAME)
        body = await self._limit.read(request, BoardBody)
        if body.title is None and body.paused is None:
            raise Invalid("bad_body", 'Send a "title", or whether the board is "paused".')
        if body.title is not None:
            board = await self._boards.rename(caller, board.id, body.title)
        if body.paused is not None:
            await self._boards.pause(caller, board.id, body.paused)
        return JSONResponse(board_json(board))

    async def delete(self, request: Request, caller: Caller) -> Response:
        await self._boards.delete(caller, _board(request))
        return Response(status_code=204)

    async def document(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(await self._boards.read_document(caller, _board(request)))

    async def ticket(self, request: Request, caller: Caller) -> Response:
        board = await self._boards.require(caller, _board(request), BoardAction.READ)
        return JSONResponse({"ticket": self._tickets.issue(board.id, caller)}, 201)

    async def members(self, request: Request, caller: Caller) -> Response:
        page = await self._members.page(caller, _board(request), *read_page(request))
        return JSONResponse(page_json(page, member_json))

    async def put_member(self, request: Request, caller: Caller) -> Response:
        board, user = _board(request), request.path_params["user"]
        await self._boards.require(caller, board, BoardAction.MANAGE_MEMBERS)
        body = await self._limit.read(request, MemberBody)
        member = await self._members.put(caller, board, user, BoardRole(body.role))
        return JSONResponse(member_json(member))

    async def remove_member(self, request: Request, caller: Caller) -> Response:
        await self._members.remove(caller, _board(request), request.path_params["user"])
        return Response(status_code=204)


def _board(request: Request) -> str:
    board: str = request.path_params["board"]
    return board
