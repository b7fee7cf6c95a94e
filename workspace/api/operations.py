"""Routes for whoever runs the server: alive, ready, metrics."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Check: TypeAlias = Callable[[], Awaitable[str | None]]
"""Answers a sentence why not, or `None` when all is well."""


class OperationRoutes:
    def __init__(self, checks: Mapping[str, Check], registry: CollectorRegistry) -> None:
        self._checks = checks
        self._registry = registry

    def routes(self) -> list[Route]:
        return [
            Route("/healthz", self.alive),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def alive(self, request: Request) -> Response:
        return JSONResponse({"status": "alive"}, headers={"Cache-Control": "no-store"})

    async def ready(self, request: Request) -> Response:
        reasons = {name: await check() for name, check in self._checks.items()}
        missing = {name: reason for name, reason in reasons.items() if reason is not None}
        body = {"status": "not_ready" if missing else "ready", "reasons": missing}
        return JSONResponse(body, 503 if missing else 200, {"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
