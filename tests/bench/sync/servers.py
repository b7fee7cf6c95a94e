"""Every server of the comparison as a process on one core: start, kill, memory, time used."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import httpx

from tests.bench.sync import peers
from tests.bench.sync.frames import Dialect, Hocuspocus
from tests.bench.sync.load import Address, connect
from tests.server import ADMIN_EMAIL, PASSWORD, free_port

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]
START_SECONDS = 60


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Processes started inside stay on `core`, threads and children included."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass
class Server:
    """One server; its data is in `folder` and survives `kill` and `start`."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    dialect: ClassVar[Dialect] = Dialect()
    name = ""
    keeps = False
    """Whether what it is told should be there after a restart."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def address(self, document: str) -> Address:
        return Address(self.port, f"/{document}", document, {}, self.dialect)

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with pinned(SERVER_CORE), (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), env=os.environ | self.environment(), stdout=log, stderr=log
            )
        self._answering()

    def _answering(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                time.sleep(0.02)
            except httpx.TransportError:
                return
            else:
                return
        raise RuntimeError(f"{self.name} did not start; see {self.folder / 'log'}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
            self.process = None

    def revive(self) -> None:
        """Start it again if it has died."""
        if self.process is not None and self.process.poll() is not None:
            self.start()

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def rss_mib(self) -> float:
        """Resident memory of the server process, without its children."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu_seconds(self) -> float:
        """Time of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Atelier(Server):
    """Its limit on updates a second is lifted: peers have none."""

    name = "Atelier"
    keeps = True
    token = ""

    def command(self) -> list[str]:
        serve = [sys.executable, "-m", "workspace.cli", "serve"]
        return [*serve, "--port", str(self.port), "--data", str(self.folder / "data")]

    def environment(self) -> dict[str, str]:
        return {
            "ATELIER_ADMIN_EMAIL": ADMIN_EMAIL,
            "ATELIER_ADMIN_PASSWORD": PASSWORD,
            "ATELIER_UPDATES_PER_SECOND": "100000",
            "ATELIER_WORKERS": "cpu",
        }

    def start(self) -> None:
        """Returns once its render worker is ready: importing torch is no part of a figure."""
        super().start()
        self._sign_in()
        self._rendering()

    def _sign_in(self) -> None:
        if not self.token:
            with self._client() as client:
                body = {"email": ADMIN_EMAIL, "password": PASSWORD}
                client.post("/api/auth/login", json=body).raise_for_status()
                answer = client.post("/api/tokens", json={"name": "bench"}).raise_for_status()
            self.token = answer.json()["token"]
            self.boards: dict[str, str] = {}

    def _rendering(self) -> None:
        """Rooms say how their renderer is."""
        with closing(connect(self.address("first"))) as listener:
            listener.settimeout(START_SECONDS)
            heard = bytearray()
            while b'"state":"ready"' not in heard:
                more = listener.recv(1 << 16)
                if not more:
                    raise RuntimeError(f"{self.name} hung up at its start")
                heard += more

    def address(self, document: str) -> Address:
        headers = {"Authorization": f"Bearer {self.token}"}
        if document not in self.boards:
            url = f"http://127.0.0.1:{self.port}/api/boards"
            answer = httpx.post(url, json={"title": document}, headers=headers, timeout=30)
            self.boards[document] = answer.raise_for_status().json()["id"]
        board = self.boards[document]
        return Address(self.port, f"/sync/{board}", board, headers, self.dialect)

    def _client(self) -> httpx.Client:
        url = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=url, headers={"Origin": url}, timeout=30)


class HocuspocusServer(Server):
    name = "Hocuspocus, no store"
    dialect = Hocuspocus()

    def command(self) -> list[str]:
        script = peers.CACHE / "peers" / peers.SERVER.name
        return [str(peers.node()), str(script), str(self.port), *self.database()]

    def database(self) -> list[str]:
        return []


class HocuspocusSqlite(HocuspocusServer):
    name = "Hocuspocus + SQLite"
    keeps = True

    def database(self) -> list[str]:
        return [str(self.folder / "hocuspocus.db")]


class YWebsocket(Server):
    name = "y-websocket, no store"

    def command(self) -> list[str]:
        return [str(peers.node()), str(peers.modules() / "y-websocket" / "bin" / "server.cjs")]

    def environment(self) -> dict[str, str]:
        return {"HOST": "127.0.0.1", "PORT": str(self.port)}


class YWebsocketLevel(YWebsocket):
    name = "y-websocket + LevelDB"
    keeps = True

    def environment(self) -> dict[str, str]:
        return super().environment() | {"YPERSISTENCE": str(self.folder / "level")}


class Pycrdt(Server):
    name = "pycrdt-websocket, no store"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.sync.stock_server", str(self.port)]


class PycrdtSqlite(Pycrdt):
    name = "pycrdt-websocket + SQLite"
    keeps = True

    def command(self) -> list[str]:
        return [*super().command(), str(self.folder / "pycrdt.db")]


class Bare(Server):
    """No CRDT and no merging: what the load client can take, and what a socket costs."""

    name = "bare relay"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.sync.bare_relay", str(self.port)]


SERVERS: dict[str, type[Server]] = {
    "atelier": Atelier,
    "hocuspocus": HocuspocusServer,
    "hocuspocus-sqlite": HocuspocusSqlite,
    "y-websocket": YWebsocket,
    "y-websocket-leveldb": YWebsocketLevel,
    "pycrdt": Pycrdt,
    "pycrdt-sqlite": PycrdtSqlite,
}


@contextmanager
def running(kind: type[Server], folder: Path) -> Iterator[Server]:
    server = kind(folder)
    try:
        server.start()
        yield server
    finally:
        with suppress(ProcessLookupError):
            server.end()
