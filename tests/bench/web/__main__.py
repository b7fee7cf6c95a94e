"""`make bench-web`: the client with many items on the board, in headless Chromium.

Frames and script time of gestures beside stock React Flow, which mounts every item as its
documentation sets it up, with the same pictures from the same server; how soon a board is drawn and
answers; and what is left in memory after two people have worked on it.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from statistics import median

import httpx
from playwright.async_api import Browser

from tests.bench.web.answers import Answers, answers
from tests.bench.web.boards import Item, filled_board
from tests.bench.web.frames import Costs, Frames, build_peer
from tests.bench.web.gestures import Cost
from tests.bench.web.loading import Loaded, load
from tests.bench.web.memory import memory
from tests.e2e.browsers import chromium
from tests.server import ServerProcess, json_of

PARTS = ("loading", "frames", "answers", "memory")


class Bench:
    """One board after the other, on one server and in one browser."""

    def __init__(self, server: ServerProcess, browser: Browser, asked: argparse.Namespace) -> None:
        self.server, self.browser, self.asked = server, browser, asked

    async def board(self, board: str, items: list[Item], token: str, peer: Path) -> None:
        count, parts = len(items), self.asked.parts
        if "loading" in parts:
            for slow in (False, True):
                rounds = range(self.asked.rounds)
                loads = [await load(self.browser, self.server, board, slow=slow) for _ in rounds]
                show_loads(count, slow, loads)
        if "frames" in parts:
            frames = Frames(
                self.server, self.browser, peer, board, items, token, tuple(self.asked.only)
            )
            ours: list[Costs] = []
            theirs: list[Costs] = []
            for _ in range(self.asked.rounds):
                ours.append(await frames.ours())
                if count <= self.asked.peer_most:
                    theirs.append(await frames.theirs())
            show_frames(count, ours, theirs)
        if "answers" in parts:
            show_answers(count, await answers(self.browser, self.server, board, items))
        if "memory" in parts:
            minutes = self.asked.minutes
            heap = await memory(self.browser, self.server, board, items, minutes)
            print(
                f"\n{count} items, {minutes:g} minutes of two people, {heap.rounds} rounds: heap "
                f"{heap.start_bytes / 2**20:.1f} MiB, then {heap.end_bytes / 2**20:.1f} MiB, "
                f"{heap.growth:+.1%}",
                flush=True,
            )


def show_loads(count: int, slow: bool, loads: list[Loaded]) -> None:
    where = "processor at a quarter, 9 Mbit/s" if slow else "here"
    print(f"\n{count} items, {where}: ms, median (lowest and highest)")
    for field in fields(Loaded):
        print(f"{field.name:30} {spread(getattr(one, field.name) for one in loads)}", flush=True)


def show_answers(count: int, given: Answers) -> None:
    print(f"\n{count} items, ms from the event to the frame: median (lowest and highest)")
    for name, times in given.items():
        print(f"{name:30} {spread(times)}", flush=True)


def spread(values: Iterable[float]) -> str:
    low, *_, high = ordered = sorted([*values] * 2)
    return f"{median(ordered):.0f} ({low:.0f}-{high:.0f})"


def show_frames(count: int, ours: list[Costs], theirs: list[Costs]) -> None:
    print(
        f"\n{count} items, ms a frame: p50 / p95 (lowest and highest p95), scripts' share of time; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    for name in ours[0]:
        mine = [costs[name] for costs in ours]
        line = f"{name:30} ours {told(mine):34}"
        if theirs and name in theirs[0]:
            other = [costs[name] for costs in theirs]
            ratio = median(c.at(95) for c in mine) / median(c.at(95) for c in other)
            line += f" React Flow {told(other):34} ratio of p95 {ratio:.2f}"
        print(line, flush=True)


def told(costs: list[Cost]) -> str:
    p95 = sorted(cost.at(95) for cost in costs)
    p50 = median(cost.at(50) for cost in costs)
    share = median(cost.script_share for cost in costs)
    return f"{p50:.1f} / {median(p95):.1f} ({p95[0]:.0f}-{p95[-1]:.0f}) {share:.0%}"


async def token_of(admin: httpx.AsyncClient) -> str:
    return str(json_of(await admin.post("/api/tokens", json={"name": "cursors"}))["token"])


async def main(asked: argparse.Namespace) -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if "frames" in asked.parts:
            build_peer(folder / "peer")
        async with (
            ServerProcess(folder / "data") as server,
            chromium() as browser,
            server.signed_in() as admin,
        ):
            bench = Bench(server, browser, asked)
            token = await token_of(admin)
            for count in asked.items:
                board, items = await filled_board(server, admin, count)
                await bench.board(board, items, token, folder / "peer")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--items", type=int, nargs="+", default=[1000, 3000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    arguments.add_argument("--only", nargs="+", default=[], help="words in names of gestures")
    arguments.add_argument(
        "--peer-most", type=int, default=1000, help="items up to which the peer is measured too"
    )
    arguments.add_argument(
        "--minutes", type=float, default=1, help="of two people working; the figure is for 10"
    )
    asyncio.run(main(arguments.parse_args()))
