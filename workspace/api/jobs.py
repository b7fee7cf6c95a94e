"""Routes of the queue: run a board, look at jobs, cancel, retry and move them, follow one."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from workspace.api.auth import Auth
from workspace.api.bodies import Body, Limit, read_page
from workspace.api.routing import at
from workspace.api.shapes import job_json, page_json
from workspace.errors import Invalid
from workspace.model import Caller
from workspace.services.generating import Generating
from workspace.services.jobs import Jobs

EVENT_SECONDS = 0.2
"""Between two looks at a job that somebody follows."""

QUIET_SECONDS = 15.0
"""After so long without news a comment is sent, so that proxies keep the stream open."""

_SCOPES = ("mine", "all")
_STATES = ("active", "ended")


class RunBody(Body):
    nodes: list[str] | None = None
    upstream: bool = False


class MoveBody(Body):
    before: str | None


class JobRoutes:
    def __init__(self, auth: Auth, jobs: Jobs, generating: Generating, limit: Limit) -> None:
        self._auth = auth
        self._jobs = jobs
        self._generating = generating
        self._limit = limit

    def routes(self) -> list[Route]:
        known = self._auth.signed_in
        job = "/api/jobs/{job}"
        return [
            at("/api/boards/{board}/run", post=known(self.run)),
            at("/api/jobs", get=known(self.list)),
            at(job, get=known(self.read), delete=known(self.cancel)),
            at(f"{job}/retry", post=known(self.retry)),
            at(f"{job}/move", post=known(self.move)),
            at(f"{job}/events", get=known(self.events)),
            at(f"{job}/preview/{{number}}", get=known(self.preview)),
            at(f"{job}/assets/{{asset}}", get=known(self.asset)),
        ]

    async def run(self, request: Request, caller: Caller) -> Response:
        body = await self._limit.read(request, RunBody)
        board: str = request.path_params["board"]
        jobs = await self._jobs.run(caller, board, body.nodes, body.upstream)
        return JSONResponse({"jobs": jobs}, 202)

    async def list(self, request: Request, caller: Caller) -> Response:
        limit, after = read_page(request)
        page = await self._jobs.page(
            caller,
            limit,
            after,
            board=request.query_params.get("board"),
            only_own=_choice(request, "scope", _SCOPES) == "mine",
            state=_choice(request, "state", _STATES),
        )
        return JSONResponse(page_json(page, job_json))

    async def read(self, request: Request, caller: Caller) -> Response:
        return JSONResponse(job_json(await self._jobs.outputs(caller, _job(request))))

    async def cancel(self, request: Request, caller: Caller) -> Response:
        await self._jobs.cancel(caller, _job(request))
        return Response(status_code=204)

    async def retry(self, request: Request, caller: Caller) -> Response:
        return JSONResponse({"jobs": await self._jobs.retry(caller, _job(request))}, 202)

    async def move(self, request: Request, caller: Caller) -> Response:
        await self._jobs.find(caller, _job(request))
        body = await self._limit.read(request, MoveBody)
        view = await self._jobs.move(caller, _job(request), body.before)
        return JSONResponse(job_json(view))

    async def events(self, request: Request, caller: Caller) -> Response:
        await self._jobs.find(caller, _job(request))
        return StreamingResponse(
            self._follow(_job(request), caller),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def preview(self, request: Request, caller: Caller) -> Response:
        number: str = request.path_params["number"]
        if not number.isdecimal():
            raise Invalid("bad_preview", "A preview has a whole number.")
        webp = await self._jobs.preview(caller, _job(request), int(number[:18]))
        return Response(webp, media_type="image/webp", headers={"Cache-Control": "private"})

    async def asset(self, request: Request, caller: Caller) -> Response:
        file = await self._generating.file(caller, _job(request), request.path_params["asset"])
        return FileResponse(
            file.path,
            media_type=file.mime,
            headers={
                "Cache-Control": "private, max-age=31536000, immutable",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    async def _follow(self, job: str, caller: Caller) -> AsyncIterator[str]:
        """The job whenever it changes, to its end. Rights are looked at again each time."""
        told, quiet = "", 0.0
        while True:
            view = await self._jobs.outputs(caller, job)
            news = json.dumps(job_json(view), separators=(",", ":"))
            quiet += EVENT_SECONDS
            if news != told:
                told, quiet = news, 0.0
                yield f"event: job\ndata: {news}\n\n"
            elif quiet >= QUIET_SECONDS:
                quiet = 0.0
                yield ": still here\n\n"
            if view.row.ended_ms is not None:
                return
            await asyncio.sleep(EVENT_SECONDS)


def _job(request: Request) -> str:
    job: str = request.path_params["job"]
    return job


def _choice(request: Request, name: str, choices: tuple[str, ...]) -> str | None:
    given = request.query_params.get(name)
    if given is not None and given not in choices:
        raise Invalid(f"bad_{name}", f'{name} is {" or ".join(choices)}, not "{given}".')
    return given
