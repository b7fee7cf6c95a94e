"""The route by which a browser tells what broke in it, so that it stands in the server's log.

Bounded in size and in how often a person may use it; what it says is logged, never acted on.
"""

from collections.abc import Callable
from typing import Final

import structlog
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit
from workspace.api.routing import at
from workspace.errors import TooMany
from workspace.model import Caller
from workspace.services.attempts import Attempts

MAX_BODY_BYTES: Final = 16 * 1024
REPORTS_A_MINUTE: Final = 10
_MINUTE_MS: Final = 60_000

log = structlog.get_logger("atelier.client")


class ReportBody(Body):
    where: str = Field(max_length=100)
    message: str = Field(max_length=1000)
    stack: str = Field(default="", max_length=6000)
    components: str = Field(default="", max_length=3000)
    path: str = Field(default="", max_length=300)
    agent: str = Field(default="", max_length=300)


class ClientErrorRoutes:
    def __init__(self, auth: Auth, now: Callable[[], int]) -> None:
        self._auth = auth
        self._now = now
        self._limit = Limit(MAX_BODY_BYTES)
        self._reports = Attempts(REPORTS_A_MINUTE, _MINUTE_MS)

    def routes(self) -> list[Route]:
        return [at("/api/client-errors", post=self._auth.signed_in(self.report))]

    async def report(self, request: Request, caller: Caller) -> Response:
        """The log line has the person and the request's id, as all lines of a request have."""
        now = self._now()
        wait_ms = self._reports.wait_ms(caller.user.id, now)
        if wait_ms > 0:
            raise TooMany(
                "too_many_reports",
                f"At most {REPORTS_A_MINUTE} reports a minute are taken from one person.",
                retry_after_seconds=-(-wait_ms // 1000),
            )
        self._reports.fail(caller.user.id, now)
        body = await self._limit.read(request, ReportBody)
        log.warning("client error", **{name: _printable(text) for name, text in body})
        return Response(status_code=204)


def _printable(text: str) -> str:
    """Without what could move a terminal's cursor or pass for other lines; line ends stay."""
    return "".join(char for char in text if char == "\n" or char.isprintable())
