"""Who may open a board's socket: implements `collab.sync.access.Gate` with this server's rights."""

from starlette.websockets import WebSocket
from structlog.contextvars import bind_contextvars

from collab.documents.model import DocumentId
from collab.sync.access import Access, Refused
from workspace.api.auth import Auth, bearer_of
from workspace.api.origins import is_own
from workspace.errors import Missing, Unavailable
from workspace.model import Caller
from workspace.services.members import Members
from workspace.services.tickets import Tickets

NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
NO_BOARD = 4404
UNAVAILABLE = 4503


class SocketGate:
    def __init__(self, auth: Auth, members: Members, tickets: Tickets) -> None:
        self._auth = auth
        self._members = members
        self._tickets = tickets

    async def admit(self, websocket: WebSocket, document: DocumentId) -> Access:
        try:
            caller = await self._identify(websocket, document)
            if caller is None:
                raise Refused(NOT_SIGNED_IN, "Sign in first.")
            bind_contextvars(person=caller.user.id)
            return await self._members.admit(caller, document)
        except Missing as error:
            raise Refused(NO_BOARD, error.detail) from error
        except Unavailable as error:
            raise Refused(UNAVAILABLE, error.detail) from error

    async def _identify(self, websocket: WebSocket, document: DocumentId) -> Caller | None:
        """A ticket, a bearer, or the cookie of one of our own pages."""
        if ticket := websocket.query_params.get("ticket"):
            return self._tickets.redeem(ticket, document)
        caller = await self._auth.identify(websocket)
        if caller is not None and bearer_of(websocket) is None and not is_own(websocket):
            raise Refused(NOT_ALLOWED, "This page may not use your account here.")
        return caller
