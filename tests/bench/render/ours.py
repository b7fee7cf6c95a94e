"""Atelier: from a client's edit to the result in another client's document, on a real server."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from pycrdt import Map

from tests.bench.render.client import Client, joined
from tests.server import ServerProcess, invocations, json_of

Figures = dict[str, float]

TICKS = os.sysconf("SC_CLK_TCK")


class Bench:
    """A server with a warm worker, and boards on it, each with a client that edits and one that
    looks. Boards are the administrator's, or with another `token` another person's.
    """

    def __init__(
        self, server: ServerProcess, http: httpx.AsyncClient, token: str, others_token: str
    ) -> None:
        self._server = server
        self._http = http
        self._token = token
        self.others_token = others_token

    async def new_board(self, token: str = "") -> str:
        headers = {"Authorization": f"Bearer {token or self._token}"}
        answer = await self._http.post("/api/boards", json={"title": "Bench"}, headers=headers)
        return str(json_of(answer)["id"])

    @asynccontextmanager
    async def board(self, id: str = "", token: str = "") -> AsyncIterator[tuple[Client, Client]]:
        token = token or self._token
        id = id or await self.new_board(token)
        async with (
            joined(self._server, id, token) as editor,
            joined(self._server, id, token) as reader,
        ):
            yield editor, reader

    async def run_all(self, board: str) -> float:
        """Milliseconds until it is said that there is nothing to do."""
        begun = time.perf_counter()
        answer = json_of(await self._http.post(f"/api/boards/{board}/run", json={}))
        assert answer["jobs"] == []
        return _ms(begun)

    async def executed(self) -> int:
        return sum((await invocations(self._http)).values())

    def cpu_seconds(self) -> float:
        """What the server's own process has used, workers aside."""
        assert self._server.process
        fields = (
            Path(f"/proc/{self._server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / TICKS


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        settings = {"ATELIER_DEBUG_NODES": "1"}
        server = ServerProcess(folder / "data", settings=settings)
        await stack.enter_async_context(server)
        http = await stack.enter_async_context(server.signed_in())
        other = await server.add_person(http, "Ben")
        others_http = await stack.enter_async_context(server.signed_in(other["email"]))
        token, others_token = [
            json_of(await each.post("/api/tokens", json={"name": "bench"}))["token"]
            for each in (http, others_http)
        ]
        bench = Bench(server, http, token, others_token)
        async with bench.board() as (editor, reader):  # the worker is warm once it did something
            draw_chain(editor, 3, seed=999_999)
            await reader.until(lambda: reader.is_done("2"))
        yield bench


def draw_chain(client: Client, length: int, seed: int, size: int = 64) -> None:
    """Node 0 has the seed; each other blends the one before it with node 0."""
    with client.doc.transaction():
        color = f"#{seed:06x}"
        _node(client, "0", "image.solid", {"width": size, "height": size, "color": color}, {})
        for place in range(1, length):
            inputs = {"a": str(place - 1), "b": "0"}
            _node(client, str(place), "image.blend", {"opacity": 0.5}, inputs)


def draw_filters(client: Client, size: int = 512) -> None:
    with client.doc.transaction():
        _node(client, "0", "image.gradient", {"width": size, "height": size}, {})
        _node(client, "1", "image.blur", {"radius": 1}, {"image": "0"})
        _node(client, "2", "image.invert", {}, {"image": "1"})


def _node(
    client: Client, id: str, type: str, params: dict[str, Any], inputs: dict[str, str]
) -> None:
    edges = {port: {"node": node, "port": "image"} for port, node in inputs.items()}
    client.nodes[id] = Map(
        {"type": type, "position": {"x": 0, "y": 0}, "params": Map(params), "inputs": Map(edges)}
    )


async def chain_of_200(bench: Bench, number: int) -> Figures:
    last, board = "199", await bench.new_board()
    async with bench.board(board) as (editor, reader):
        begun = time.perf_counter()
        draw_chain(editor, 200, seed=number + 1)
        await reader.until(lambda: reader.is_done(last))
        found = {"cold chain of 200, ms": _ms(begun)}
        await asyncio.sleep(0.5)  # the last files are still being put away
        found["nothing to do in a chain of 200, ms"] = await bench.run_all(board)
        found["one parameter at depth 199, ms"] = await _set(editor, reader, last, "opacity", 0.25)

        first = editor.nodes["0"]["params"]["color"]
        await _set(editor, reader, "0", "color", f"#{number + 1:04x}ff", shown_at=last)
        before = await bench.executed()
        undo = await _set(editor, reader, "0", "color", first, shown_at=last)
        found["undo at depth 0: 200 results answered, ms"] = undo
        found["executed by the undo"] = await bench.executed() - before

        before = await bench.executed()
        async with bench.board() as (other, other_reader):
            begun = time.perf_counter()
            draw_chain(other, 200, seed=number + 1)
            await other_reader.until(lambda: other_reader.is_done("198"))
            found["the same chain on a second board, ms"] = _ms(begun)
            _touch(editor, "0", "100")
            _touch(other, "0", "100")
            await _set(editor, reader, last, "opacity", 0.5)
            await _set(editor, reader, last, "opacity", 0.25)
        found["executed by two boards in turn"] = await bench.executed() - before
    return found


async def chain_of_5000(bench: Bench, number: int) -> Figures:
    changes = 20
    async with bench.board() as (editor, reader):
        begun = time.perf_counter()
        draw_chain(editor, 5000, seed=0x10000 + number)
        await reader.until(lambda: reader.is_done("4999"))
        found = {"cold chain of 5,000, s": _ms(begun) / 1000}
        cpu = bench.cpu_seconds()
        times = [
            await _set(editor, reader, "4999", "opacity", (step + 1) / 100)
            for step in range(changes)
        ]
        used = (bench.cpu_seconds() - cpu) / changes * 1000
        found["one change in 5,000 nodes, ms"] = sorted(times)[len(times) // 2]
        found["server CPU of that change, ms"] = used
    return found


async def behind_ten(bench: Bench, number: int) -> Figures:
    """A person's job of 0.2 s while another's ten of 0.2 s are under way, at six moments of it."""
    trials, times = 6, []
    async with (
        bench.board() as (ann, _),
        bench.board(token=bench.others_token) as (ben, reader),
    ):
        for trial in range(trials):
            seconds = 0.2 + (number * trials + trial) / 1e5  # not seen before
            with ann.doc.transaction():
                for n in range(10):
                    _node(ann, f"{trial}.{n}", "debug.wait", {"seconds": seconds + n / 1e7}, {})
            await asyncio.sleep(0.25 + trial * 0.035)
            begun, node = time.perf_counter(), f"b{trial}"
            with ben.doc.transaction():
                _node(ben, node, "debug.wait", {"seconds": seconds + 1 / 1e6}, {})
            await reader.until(lambda node=node: reader.is_done(node))
            times.append(_ms(begun))
            await ann.until(lambda trial=trial: all(ann.is_done(f"{trial}.{n}") for n in range(10)))
    times.sort()
    return {
        "0.2 s behind another's ten of 0.2 s, median ms": times[trials // 2],
        "the slowest of six, ms": times[-1],
    }


async def slider(bench: Bench, number: int) -> Figures:
    """A parameter 30 times a second for 4 s, with values that were never seen before. That the last
    one won shows in that it was computed: it can be shown again without any work.
    """
    seconds, rate = 4, 30
    shown: dict[str, float] = {}
    async with bench.board() as (editor, reader):
        draw_filters(editor)
        await reader.until(lambda: reader.is_done("2"))
        subscription = reader.results.observe(
            lambda event: shown.setdefault(reader.result("2")["fingerprint"], time.perf_counter())
        )
        for step in range(seconds * rate):
            at = time.perf_counter()
            with editor.doc.transaction():
                editor.nodes["1"]["params"]["radius"] = _radius(number, step)
            await asyncio.sleep(max(0.0, 1 / rate - (time.perf_counter() - at)))
        last = at
        await _rest(reader, "2")
        reader.results.unobserve(subscription)
        await _set(editor, reader, "1", "radius", 200 + number, shown_at="2")
        before = await bench.executed()
        await _set(editor, reader, "1", "radius", _radius(number, seconds * rate - 1),
                   shown_at="2")  # fmt: skip
        return {
            "slider at 30/s, 3 nodes of 512²: results/s": len(shown) / seconds,
            "from its last value to its result, ms": (max(shown.values()) - last) * 1000,
            "executed to show the last value again": await bench.executed() - before,
        }


def _radius(number: int, step: int) -> float:
    return 1 + number / 7 + step / 1000


async def _rest(reader: Client, node: str) -> None:
    """Until nothing has moved for half a second."""
    while True:
        before = reader.result(node)["fingerprint"]
        await asyncio.sleep(0.5)
        if reader.is_done(node) and before == reader.result(node)["fingerprint"]:
            return


async def _set(
    editor: Client, reader: Client, node: str, name: str, value: Any, shown_at: str = ""
) -> float:
    """Milliseconds from the edit to another result of `shown_at` in the other document."""
    at = shown_at or node
    before = reader.result(at)["fingerprint"]
    begun = time.perf_counter()
    with editor.doc.transaction():
        editor.nodes[node]["params"][name] = value
    await reader.until(lambda: reader.is_done(at) and reader.result(at)["fingerprint"] != before)
    return _ms(begun)


def _touch(client: Client, *nodes: str) -> None:
    with client.doc.transaction():
        for node in nodes:
            client.nodes[node]["params"]["unknown"] = time.perf_counter()


def _ms(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
