"""Real Yjs in Node: editing sessions to judge, and documents to load."""

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.interop.node_peer import ROOT, node

ENVIRONMENT = os.environ | {"NODE_PATH": str(ROOT / "web" / "node_modules")}


@dataclass(frozen=True, slots=True)
class EditingSession:
    """What a server receives, and what the document then is, as Yjs reads it."""

    updates: list[bytes]
    document: dict[str, Any]


def sessions(seed: int, count: int) -> Iterator[EditingSession]:
    made = subprocess.run(
        [node(), str(Path(__file__).with_name("sessions.cjs")), str(seed), str(count)],
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
        timeout=300,
    )
    for line in made.stdout.splitlines():
        told = json.loads(line)
        updates = [base64.b64decode(update) for update in told["updates"]]
        yield EditingSession(updates, told["document"])


class Yjs:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def problem(self, state: bytes, document: dict[str, Any]) -> str | None:
        """What is wrong with the state, as Yjs loads it; `document` is the server's reading."""
        assert self._process.stdin
        assert self._process.stdout
        question = {"state": base64.b64encode(state).decode(), "document": document}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: str | None = json.loads(self._process.stdout.readline() or '"Node ended"')
        return answer


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
