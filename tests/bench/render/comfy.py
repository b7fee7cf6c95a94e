"""ComfyUI on the same chains: its own `main.py --cpu`, its own HTTP and WebSocket API.

The checkout and its Python are given; nothing of it is installed or changed here.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.server import free_port

Figures = dict[str, float]
Prompt = dict[str, Any]

START_SECONDS = 180
PATIENCE_SECONDS = 600


class Comfy:
    def __init__(self, http: httpx.AsyncClient, socket: ClientConnection, client: str) -> None:
        self._http = http
        self._socket = socket
        self._client = client

    async def run(self, prompt: Prompt) -> tuple[float, int]:
        """Milliseconds from the request to its success, and how many nodes were executed."""
        begun = time.perf_counter()
        body = {"prompt": prompt, "client_id": self._client}
        answer = await self._http.post("/prompt", json=body)
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"ComfyUI refused: {answer.text[:200]}")
        id = answer.json()["prompt_id"]
        executed = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message = await self._socket.recv()
                if isinstance(message, bytes):
                    continue
                said = json.loads(message)
                data = said.get("data", {})
                if data.get("prompt_id") != id:
                    continue
                if said["type"] == "executing" and data.get("node") is not None:
                    executed += 1
                if said["type"] == "execution_success":
                    return (time.perf_counter() - begun) * 1000, executed
                if said["type"] in ("execution_error", "execution_interrupted"):
                    raise RuntimeError(f"ComfyUI failed: {str(data)[:300]}")


@asynccontextmanager
async def started(checkout: Path, python: str, folder: Path) -> AsyncIterator[Comfy]:
    port = free_port()
    base = folder / "comfyui"
    (base / "custom_nodes").mkdir(parents=True)
    with open(folder / "comfyui.log", "wb") as log:  # noqa: ASYNC230 - nothing else runs yet
        process = await asyncio.create_subprocess_exec(
            *(python, "main.py", "--cpu", "--port", str(port), "--disable-auto-launch"),
            *("--base-directory", str(base), "--database-url", "sqlite:///:memory:"),
            cwd=checkout, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600) as http:
            await _answering(http, process, folder)
            url = f"ws://127.0.0.1:{port}/ws?clientId=bench"
            async with connect(url, max_size=None) as socket:
                comfy = Comfy(http, socket, "bench")
                await comfy.run(chain(3, 999_999))
                yield comfy
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answering(
    http: httpx.AsyncClient, process: asyncio.subprocess.Process, folder: Path
) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                await http.get("/system_stats")
            except httpx.TransportError:
                await asyncio.sleep(0.2)
            else:
                return
    raise RuntimeError(f"ComfyUI ended at its start; see comfyui.log in {folder}")


def chain(length: int, seed: int, opacity: float = 0.5, last: float = 0.5) -> Prompt:
    """As `ours.draw_chain`: node 0 has the seed, each other blends the one before it with it."""
    solid = {"width": 64, "height": 64, "batch_size": 1, "color": seed}
    prompt: Prompt = {"0": {"class_type": "EmptyImage", "inputs": solid}}
    for place in range(1, length):
        prompt[str(place)] = {
            "class_type": "ImageBlend",
            "inputs": {
                "image1": [str(place - 1), 0],
                "image2": ["0", 0],
                "blend_factor": last if place == length - 1 else opacity,
                "blend_mode": "normal",
            },
        }
    prompt["end"] = {"class_type": "PreviewImage", "inputs": {"images": [str(length - 1), 0]}}
    return prompt


async def chain_of_200(comfy: Comfy, number: int) -> Figures:
    one, other = chain(200, number + 1), chain(200, 0x8000 + number)
    found: Figures = {}
    found["cold chain of 200, ms"], _ = await comfy.run(one)
    found["nothing to do in a chain of 200, ms"], _ = await comfy.run(one)
    deep = chain(200, number + 1, last=0.25)
    found["one parameter at depth 199, ms"], _ = await comfy.run(deep)
    await comfy.run(chain(200, number + 1, opacity=0.75))
    (
        found["undo at depth 0: 200 results answered, ms"],
        found["executed by the undo"],
    ) = await comfy.run(deep)
    await comfy.run(other)
    _, first = await comfy.run(deep)
    _, second = await comfy.run(other)
    found["executed by two boards in turn"] = first + second
    return found
