"""Measures and prints the tables of `docs/benchmarks.md`: `make bench`."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.bench import edit_to_picture
from tests.bench.fan_out import Latencies, measure
from tests.server import ServerProcess, free_port, json_of

READERS = (10, 50)
ROUNDS = 3


@asynccontextmanager
async def stock(*database: str) -> AsyncIterator[str]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.stock_server", str(port), *database)
    )
    try:
        await _listening(port)
        yield f"ws://127.0.0.1:{port}/bench"
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with httpx.AsyncClient() as client:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                await client.get(f"http://127.0.0.1:{port}/")
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
            except httpx.TransportError:
                return
            else:
                return
    raise RuntimeError("the peer did not start")


async def ours(data: Path, readers: int) -> Latencies:
    async with ServerProcess(data) as server, server.signed_in() as admin:
        token = json_of(await admin.post("/api/tokens", json={"name": "bench"}))["token"]
        board = json_of(await admin.post("/api/boards", json={"title": "Bench"}))["id"]
        address = f"{server.url.replace('http', 'ws', 1)}/sync/{board}"
        return await measure(address, readers, {"Authorization": f"Bearer {token}"})


async def fan_out(folder: Path) -> None:
    print("| server | readers | p50 ms | p99 ms | lost | p99 against pycrdt-websocket + SQLite |")
    print("| --- | --- | --- | --- | --- | --- |")
    for readers in READERS:
        rows: dict[str, list[Latencies]] = {}
        for number in range(ROUNDS):
            async with stock() as url:
                rows.setdefault("pycrdt-websocket, no store", []).append(
                    await measure(url, readers)
                )
            async with stock(str(folder / f"{readers}-{number}.db")) as url:
                rows.setdefault("pycrdt-websocket + SQLite", []).append(await measure(url, readers))
            rows.setdefault("Atelier, durable", []).append(
                await ours(folder / f"{readers}-{number}", readers)
            )
        base = _middle([row.p99 for row in rows["pycrdt-websocket + SQLite"]])
        for name, found in rows.items():
            p99 = _middle([row.p99 for row in found])
            print(
                f"| {name} | {readers} | {_spread([row.p50 for row in found])} "
                f"| {_spread([row.p99 for row in found])} | {sum(row.lost for row in found)} "
                f"| {p99 / base:.2f} |"
            )


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _spread(values: list[float]) -> str:
    return f"{_middle(values):.1f} ({min(values):.1f}–{max(values):.1f})"


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        await fan_out(Path(name))
        print()
        await edit_to_picture.main(Path(name) / "picture")


if __name__ == "__main__":
    asyncio.run(main())
