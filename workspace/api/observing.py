"""Around every request: its id, one access line, its count and its time, and a 500 for a crash.

Plain ASGI, so that sockets and streams pass through untouched. Knows nothing of routes but their
pattern, which is what is counted: an address in a label would make a series of each board.
"""

import time

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from workspace.api.problems import internal
from workspace.api.request_id import choose_request_id

log = structlog.get_logger("atelier.access")


class RequestMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "atelier_http_requests", "Requests.", ["method", "route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "atelier_http_request_seconds", "Time to answer.", ["route"], registry=registry
        )


class Observing:
    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        clear_contextvars()
        id = choose_request_id(Headers(scope=scope).get("x-request-id"))
        bind_contextvars(request_id=id)
        if scope["type"] == "http":
            await self._http(scope, receive, send, id)
        else:
            log.info("socket opened", path=scope["path"])
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, id: str) -> None:
        began, status = time.perf_counter(), 0

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = id
            await send(message)

        try:
            await self._app(scope, receive, observe)
        except Exception:
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if status == 0:
                await internal()(scope, receive, observe)
        finally:
            seconds = time.perf_counter() - began
            method, route = _method(scope), _route(scope)
            self._metrics.requests.labels(method, route, status).inc()
            self._metrics.seconds.labels(route).observe(seconds)
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                duration_ms=round(seconds * 1000, 1),
            )


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "other"


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "") or "unmatched"
