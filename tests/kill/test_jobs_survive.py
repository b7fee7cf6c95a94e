"""kill -9 of the server with work running and waiting: every job ends once (QU5, QU20)."""

import asyncio
import itertools
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map, create_update_message
from websockets.asyncio.client import connect

from collab.documents.edits import add_node
from tests.server import ServerProcess, json_of

pytestmark = pytest.mark.interop

ENDED = ("done", "error", "cancelled")
RANKS = ("queued", "running", "done")


async def edit(server: ServerProcess, client: httpx.AsyncClient, board: str, doc: Any) -> None:
    ticket = json_of(await client.post(f"/api/boards/{board}/tickets"))["ticket"]
    url = f"{server.url.replace('http', 'ws')}/sync/{board}?ticket={ticket}&receipts=1"
    async with connect(url) as socket:
        await socket.send(create_update_message(doc.get_update()))
        while (await socket.recv())[0] != 10:
            pass


def waits(modes: dict[str, str | None]) -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    doc.get("nodes", type=Map)
    for n, (id, mode) in enumerate(modes.items()):
        add_node(doc, id, "debug.wait", params={"seconds": 0.8 + n / 1000}, title=id)
        if mode:
            doc.get("nodes", type=Map)[id]["mode"] = mode
    return doc


async def jobs(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json_of(await client.get("/api/jobs", params=query))["items"]
    return items


async def until(look: Any) -> Any:
    async with asyncio.timeout(60):
        while not (found := await look()):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    return found


async def have_rows(data: Path, jobs: set[str]) -> bool:
    """A job is written down when it is a little old: what ends sooner need not be."""

    def written() -> set[str]:
        with sqlite3.connect(data / "atelier.db") as connection:
            return {id for (id,) in connection.execute("SELECT id FROM jobs")}

    return jobs <= await asyncio.to_thread(written)


@pytest.mark.parametrize("how", ["kill", "stop"])
async def test_one_running_and_four_waiting_jobs_all_end_once(tmp_path: Path, how: str) -> None:
    """Nobody opens the board afterwards; two of the nodes are manual, and were asked for (QU21)."""
    settings = {"ATELIER_DEBUG_NODES": "1", "ATELIER_WORKERS": "cpu"}
    server = ServerProcess(tmp_path / "data", settings=settings)
    await server.start()
    try:
        async with server.signed_in() as client:
            board = json_of(await client.post("/api/boards", json={"title": "Wall"}))["id"]
            modes = {"a": None, "b": None, "c": None, "m": "manual", "n": "manual"}
            await edit(server, client, board, waits(modes))
            asked = await client.post(f"/api/boards/{board}/run", json={"nodes": ["m", "n"]})
            assert len(json_of(asked)["jobs"]) == 2

            async def one_runs() -> Any:
                found = await jobs(client, board=board, state="active")
                running = [job for job in found if job["status"] == "running"]
                return found if len(found) == 5 and len(running) == 1 else None

            before = {job["id"]: job for job in await until(one_runs)}
            await until(lambda: have_rows(tmp_path / "data", set(before)))
        await (server.kill() if how == "kill" else server.stop())
        await server.start()

        async with server.signed_in() as client:
            seen: dict[str, list[str]] = {id: [] for id in before}

            async def all_ended() -> bool:
                found = await jobs(client, board=board)
                assert {job["id"] for job in found} == set(before), "the same jobs, and no others"
                for job in found:
                    seen[job["id"]].append(job["status"])
                return all(job["status"] in ENDED for job in found)

            await until(all_ended)
            document = json_of(await client.get(f"/api/boards/{board}/document"))
            ended = await jobs(client, board=board, state="ended")
        assert {
            id: result["status"] for id, result in document["results"].items()
        } == dict.fromkeys(modes, "done")
        assert {job["status"] for job in ended} == {"done"}
        for statuses in seen.values():
            order = [status for status, _ in itertools.groupby(statuses)]
            assert order == sorted(order, key=RANKS.index), "no status goes back"
    finally:
        await server.stop()


async def test_what_is_not_wanted_any_more_ends_cancelled(tmp_path: Path) -> None:
    """A manual node was run, then changed, then the server was killed."""
    settings = {"ATELIER_DEBUG_NODES": "1", "ATELIER_WORKERS": "cpu"}
    server = ServerProcess(tmp_path / "data", settings=settings)
    await server.start()
    try:
        async with server.signed_in() as client:
            board = json_of(await client.post("/api/boards", json={"title": "Wall"}))["id"]
            doc = waits({"a": None})
            doc.get("nodes", type=Map)["a"]["params"]["seconds"] = 100
            await edit(server, client, board, doc)

            async def runs() -> Any:
                found = await jobs(client, board=board, state="active")
                return found if found and found[0]["status"] == "running" else None

            [job] = await until(runs)
            await until(lambda: have_rows(tmp_path / "data", {job["id"]}))
        await server.kill()
        rows = tmp_path / "data" / "atelier.db"
        await asyncio.to_thread(_want_something_else, rows)
        await server.start()
        async with server.signed_in() as client:

            async def ended() -> Any:
                found = json_of(await client.get(f"/api/jobs/{job['id']}"))
                return found if found["status"] in ENDED else None

            assert (await until(ended))["status"] == "cancelled"
    finally:
        await server.stop()


def _want_something_else(database: Path) -> None:
    """As if the last edit came right before the kill: the row is for another fingerprint."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE jobs SET fingerprint = 'older'")
