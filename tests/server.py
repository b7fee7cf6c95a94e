"""A real Atelier server in its own process, for tests that start, kill and restart one."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ADMIN_EMAIL = "ada@studio.test"
PASSWORD = "a-quiet-studio-wall"
START_SECONDS = 60

# People sign in for each test, and how dear a password is to guess is shown elsewhere.
CHEAP_PASSWORDS = {"ATELIER_ARGON2_MEMORY_KIB": "64", "ATELIER_ARGON2_PASSES": "1"}

_numbers = count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class ServerProcess:
    """`atelier serve` on a data folder; the port stays the same through restarts."""

    data: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data.parent / f"{self.data.name}.log"

    async def start(self) -> None:
        environment = os.environ | {
            "ATELIER_ADMIN_EMAIL": ADMIN_EMAIL,
            "ATELIER_ADMIN_PASSWORD": PASSWORD,
            **CHEAP_PASSWORDS,
            **self.settings,
        }
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "workspace.cli", "serve"),
                *("--port", str(self.port), "--data", str(self.data)),
                env=environment,
                stdout=log,
                stderr=log,
            )
        await self._answering()

    async def _answering(self) -> None:
        assert self.process
        async with httpx.AsyncClient() as client, asyncio.timeout(START_SECONDS):
            while self.process.returncode is None:
                try:
                    await client.get(f"{self.url}/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return
        raise RuntimeError(f"the server ended at its start:\n{self.log.read_text()}")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        """SIGKILL: nothing of the process gets to say goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self.process and self.is_running:
            self.process.send_signal(how)
            await self.process.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers={"Origin": self.url}, timeout=30)

    @asynccontextmanager
    async def signed_in(self, email: str = ADMIN_EMAIL) -> AsyncIterator[httpx.AsyncClient]:
        """An HTTP client with the session cookie of `email`."""
        async with self.client() as client:
            body = {"email": email, "password": PASSWORD}
            json_of(await client.post("/api/auth/login", json=body))
            yield client

    async def add_person(self, admin: httpx.AsyncClient, name: str) -> dict[str, Any]:
        """Somebody whom no other test knows, though they may share a name."""
        email = f"{name.lower()}-{next(_numbers)}@studio.test"
        body = {"email": email, "name": name, "password": PASSWORD}
        return json_of(await admin.post("/api/users", json=body))


async def shared_board(
    server: ServerProcess, admin: httpx.AsyncClient, title: str, name: str, role: str = "editor"
) -> tuple[str, str, str]:
    """A board of the administrator's that a new person is on: its id, the person's e-mail, and the
    address of their membership."""
    person = await server.add_person(admin, name)
    board = json_of(await admin.post("/api/boards", json={"title": title}))["id"]
    member = f"/api/boards/{board}/members/{person['id']}"
    json_of(await admin.put(member, json={"role": role}))
    return board, person["email"], member


def json_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, f"{answer.status_code}: {answer.text}"
    value: dict[str, Any] = answer.json()
    return value


async def invocations(client: httpx.AsyncClient) -> dict[str, int]:
    """`atelier_invocations_total` by node type, those above zero."""
    counts = {}
    for line in (await client.get("/metrics")).text.splitlines():
        if line.startswith("atelier_invocations_total{"):
            label, _, value = line.partition("} ")
            if float(value):
                counts[label.split('"')[1]] = int(float(value))
    return counts
