"""A stand-in for the Hugging Face hub: a real HTTP server with repositories of a few bytes.

Serves what huggingface_hub asks for, by range, and can break a connection midway, hold one, ask for
agreement, or tell a wrong checksum.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee" * 6 + "beef"


@dataclass
class StandInHub:
    url: str
    repositories: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    lies: bool = False
    """Whether it tells wrong checksums."""
    breaks_after: int | None = None
    """Bytes of a large answer after which the connection ends, as often as `breaks` says."""
    breaks: int = 0
    held: threading.Event | None = None
    """Large answers stop half-way until this is set."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and range of each request for a file."""


@contextmanager
def stand_in_hub() -> Iterator[StandInHub]:
    class Answering(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    hub = StandInHub(f"http://127.0.0.1:{server.server_port}")
    Answering.hub = hub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        if hub.held:
            hub.held.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: StandInHub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path.startswith("/api/models/"):
            return self._list(path.removeprefix("/api/models/").split("/revision/")[0])
        if path.startswith("/elsewhere/"):
            return self._redirect(path.removeprefix("/elsewhere"))
        repository, found, rest = path.strip("/").partition("/resolve/")
        content = self.hub.repositories.get(repository, {}).get(rest.partition("/")[2])
        self.hub.asked.append((path, self.headers.get("Range")))
        if not found or content is None:
            return self._answer(404, b"{}", {"X-Error-Code": "EntryNotFound"})
        if repository in self.hub.gated and not self.headers.get("Authorization"):
            return self._answer(401, b"{}", {"X-Error-Code": "GatedRepo"})
        return self._send_file(content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _list(self, repository: str) -> None:
        files = self.hub.repositories.get(repository)
        if files is None:
            self._answer(401, b"{}", {"X-Error-Code": "RepoNotFound"})
            return
        siblings: list[dict[str, Any]] = []
        for name, content in files.items():
            sibling: dict[str, Any] = {"rfilename": name, "size": len(content)}
            if name.endswith(".safetensors"):
                digest = hashlib.sha256(b"lie" if self.hub.lies else content).hexdigest()
                size = len(content)
                sibling["lfs"] = {"size": size, "sha256": digest, "pointerSize": 134}
            siblings.append(sibling)
        said = {"id": repository, "modelId": repository, "sha": COMMIT, "siblings": siblings}
        self._answer(200, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _redirect(self, to: str) -> None:
        self._answer(302, b"", {"Location": to})

    def _send_file(self, content: bytes) -> None:
        begin = 0
        status, headers = 200, {"ETag": f'"{hashlib.sha256(content).hexdigest()}"'}
        if asked := self.headers.get("Range"):
            first, _, last = asked.removeprefix("bytes=").partition("-")
            begin = int(first)
            status = 206
            end = int(last) + 1 if last else len(content)
            headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(content)}"
            content = content[begin:end]
        is_large = len(content) > 100_000
        if is_large and self.hub.breaks > 0 and self.hub.breaks_after is not None:
            self.hub.breaks -= 1
            self._answer(status, content, headers, only=self.hub.breaks_after)
            self.close_connection = True
            return
        if is_large and self.hub.held is not None:
            self._answer(status, content, headers, only=len(content) // 2)
            self.hub.held.wait(60)
            content, headers = content[len(content) // 2 :], {}
            self._write(content)
            return
        self._answer(status, content, headers)

    def _answer(
        self, status: int, body: bytes, headers: Mapping[str, str], only: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self._write(body[:only])

    def _write(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # whoever asked was killed, or has enough

    def log_message(self, *_: object) -> None:
        return
