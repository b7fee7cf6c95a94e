"""Real Yjs in Node: editing sessions to judge, and documents to load."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.interop.node_peer import ROOT, node

ENVIRONMENT = os.environ | {"NODE_PATH": str(ROOT / "web" / "node_modules")}


def sessions(seed: int, count: int) -> Iterator[list[bytes]]:
    """The updates of each of `count` editing sessions, as a server receives them."""
    made = subprocess.run(
        [node(), str(Path(__file__).with_name("sessions.cjs")), str(seed), str(count)],
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
        timeout=300,
    )
    for line in made.stdout.splitlines():
        yield [base64.b64decode(update) for update in json.loads(line)["updates"]]


class Yjs:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def problem(self, state: bytes, document: dict[str, Any]) -> str | None:
        """What is wrong with the state, as Yjs loads it; `document` is the server's reading."""
        assert self._process.stdin
        assert self._process.stdout
        keys = {name: sorted(entries, key=_utf16) for name, entries in document.items()}
        question = {"state": base64.b64encode(state).decode(), "keys": keys}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: str | None = json.loads(self._process.stdout.readline() or '"Node ended"')
        return answer


def _utf16(text: str) -> bytes:
    """The order in which JavaScript sorts."""
    return text.encode("utf-16-be", "surrogatepass")


@contextmanager
def yjs() -> Iterator[Yjs]:
    with subprocess.Popen(
        [node(), str(Path(__file__).with_name("reload.cjs"))],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Yjs(process)
        finally:
            process.kill()
