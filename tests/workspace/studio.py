"""A whole Atelier in this process, and people who use it through its HTTP surface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette

from workspace.app import create_app
from workspace.settings import Settings

URL = "http://studio.test"
EMAIL = "ada@studio.test"
PASSWORD = "a quiet studio wall"


def settings_for(data: Path, **more: Any) -> Settings:
    """An administrator is seeded unless `admin_email` says otherwise; passwords hash cheaply."""
    given: dict[str, Any] = {
        "data": data,
        "admin_email": EMAIL,
        "admin_password": SecretStr(PASSWORD),
        "argon2_memory_kib": 64,
        "argon2_passes": 1,
        "decoder_processes": 1,
        **more,
    }
    return Settings(**given)


@dataclass
class Studio:
    app: Starlette
    settings: Settings
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, *, origin: str | None = URL, **headers: str) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app, raise_app_exceptions=False),
            base_url=URL,
            headers={**({"Origin": origin} if origin else {}), **headers},
        )
        self.clients.append(client)
        return client

    async def sign_in(self, email: str = EMAIL) -> httpx.AsyncClient:
        client = self.client()
        answer = await client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    async def person(self, name: str, role: str = "member") -> httpx.AsyncClient:
        """A new person, signed in; `client.user` would be nice, so `me` asks."""
        admin = await self.sign_in()
        email = f"{name.lower()}@studio.test"
        body = {"email": email, "name": name, "password": PASSWORD, "role": role}
        answer = await admin.post("/api/users", json=body)
        assert answer.status_code == 201, answer.text
        return await self.sign_in(email)


async def me(client: httpx.AsyncClient) -> str:
    id: str = (await client.get("/api/auth/me")).json()["id"]
    return id


async def new_board(owner: httpx.AsyncClient, title: str = "Wall") -> str:
    answer = await owner.post("/api/boards", json={"title": title})
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


async def join(owner: httpx.AsyncClient, board: str, person: httpx.AsyncClient, role: str) -> None:
    path = f"/api/boards/{board}/members/{await me(person)}"
    answer = await owner.put(path, json={"role": role})
    assert answer.status_code == 200, answer.text


def assert_problem(answer: httpx.Response, status: int, code: str) -> str:
    """The answer is a whole problem of that kind; its detail."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["status"] == status
    assert body["title"]
    assert body["request_id"] == answer.headers["x-request-id"]
    detail: str = body["detail"]
    assert detail.endswith(".")
    return detail


async def no_worker(*_: object) -> asyncio.subprocess.Process:
    """A worker that is always about to start: these tests render nothing."""
    await asyncio.Event().wait()
    raise AssertionError


@asynccontextmanager
async def open_studio(settings: Settings) -> AsyncIterator[Studio]:
    """The lifespan lives in one task of its own, since fixtures begin and end in different ones."""
    app = create_app(settings, spawn_worker=no_worker)
    ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def live() -> None:
        try:
            async with app.router.lifespan_context(app):
                ready.set_result(None)
                await over.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    life = asyncio.create_task(live())
    await ready
    studio = Studio(app, settings)
    try:
        yield studio
    finally:
        for client in studio.clients:
            await client.aclose()
        over.set()
        await life
