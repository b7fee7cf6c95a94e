"""What is measured, one function each: a server class and a folder in, figures out."""

import random
import time
from collections.abc import Callable
from math import nan
from pathlib import Path

import httpx
from pycrdt import Doc

from tests.bench.sync import frames
from tests.bench.sync.joins import join_seconds, write_large_document
from tests.bench.sync.load import Load, Result, Send, connect, hang_up
from tests.bench.sync.losses import lost_in_a_kill
from tests.bench.sync.servers import Server, running

Figures = dict[str, float]

RAMP_EDITORS = 50
RAMP_SECONDS = 2.5
RAMP_REFINEMENTS = 2
RAMP_AT_MOST = 90
"""Seconds; then the best so far counts, or that there is none."""
FAN_OUT_SECONDS = 6
IDLE_SECONDS = 65
"""Long enough for what servers do with documents that nobody edits."""
AFTERWARDS_AT_MOST = 10
"""Seconds until a server that had too much to do must answer newcomers again."""
MIB = 2**20


def editing(server: Server, document: str, editors: int, readers: int = 0) -> Load:
    """Sockets of `editors`, each with its node, then of `readers`."""
    address = server.address(document)
    load = Load([connect(address) for _ in range(editors + readers)])
    load.quiet(0.3)
    for editor in range(editors):
        load.send(editor, address.dialect.update(address.document, frames.begin(editor)))
    load.quiet()
    return load


def edits(
    server: Server, document: str, editors: int, rate: float, seconds: float, padding: int = 0
) -> list[Send]:
    """Each editor makes `rate` edits a second, evenly, none at the same moment as another."""
    address = server.address(document)
    sends = []
    for count in range(int(seconds * rate)):
        for editor in range(editors):
            content = frames.edit(editor, count + 1, padding)
            frame = address.dialect.update(address.document, content)
            at = (count + editor / editors) / rate
            sends.append(Send(at, editor, frame, editor, count + 1))
    return sends


def measure(server: Server, document: str, editors: int, readers: int, rate: float) -> Result:
    load = editing(server, document, editors, readers)
    try:
        return load.run(edits(server, document, editors, rate, RAMP_SECONDS), RAMP_SECONDS)
    finally:
        load.close()


def ramp(kind: type[Server], folder: Path) -> Figures:
    """50 editors of one document, faster and faster, until p99 passes 100 ms."""
    good: dict[float, Result] = {}
    with running(kind, folder) as server:
        measure(server, "warm-up", RAMP_EDITORS, 0, 10)
        deadline = time.monotonic() + RAMP_AT_MOST

        def holds(rate: float) -> bool:
            for attempt in range(3):  # a busy machine or a slow disk may spoil one
                if time.monotonic() > deadline:
                    return False
                try:
                    found = measure(server, f"{rate:.2f}-{attempt}", RAMP_EDITORS, 0, rate)
                except OSError:  # it is still busy with the load before, or died of it
                    time.sleep(2)
                    server.revive()
                    continue
                if found.is_good:
                    good[rate] = found
                    return True
            return False

        low, high = bracket(holds)
        for _ in range(RAMP_REFINEMENTS):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if holds(middle) else (low, middle)
    best = good[low]
    return {
        "delivered/s": best.per_second,
        "p99 ms": best.p99,
        "edits/s": low * RAMP_EDITORS,
        "client CPU %": best.client_cpu * 100,
    }


def cost(kind: type[Server], folder: Path) -> Figures:
    """50 editors make 8,000 edits a second for 3 s: what the server spends on all of it.

    Unlike the ramp this says something on a machine that has other work as well.
    """
    with running(kind, folder) as server:
        measure(server, "warm-up", RAMP_EDITORS, 0, 10)
        load = editing(server, "cost", RAMP_EDITORS)
        used = server.cpu_seconds()
        found = load.run(edits(server, "cost", RAMP_EDITORS, 160, 3), 3, grace=20)
        used = server.cpu_seconds() - used
        load.close()
    return {
        "µs of CPU an edit": used / (3 * 160 * RAMP_EDITORS) * 1e6,
        "p99 ms": found.p99,
        "lost": found.lost,
    }


def bracket(holds: Callable[[float], bool]) -> tuple[float, float]:
    """A rate of each editor that holds, and twice that, which does not.

    Raises `RuntimeError` when not even one edit a second does.
    """
    rate = 32.0
    if holds(rate):
        while holds(rate * 2):
            rate *= 2
        return rate, rate * 2
    while not holds(rate / 2):
        rate /= 2
        if rate < 1:
            raise RuntimeError(f"did not reach one edit a second of each of {RAMP_EDITORS}")
    return rate / 2, rate


def fan_out(kind: type[Server], folder: Path, readers: int) -> Figures:
    """One editor, 30 edits a second."""
    seconds = FAN_OUT_SECONDS
    with running(kind, folder) as server:
        load = editing(server, "fan-out", 1, readers)
        used = server.cpu_seconds()
        found = load.run(edits(server, "fan-out", 1, 30, seconds), seconds)
        used = server.cpu_seconds() - used
        load.close()
    return {
        "p50 ms": found.p50,
        "p99 ms": found.p99,
        "lost": found.lost,
        "server CPU %": used / seconds * 100,
    }


def fan_out_10(kind: type[Server], folder: Path) -> Figures:
    return fan_out(kind, folder, 10)


def fan_out_50(kind: type[Server], folder: Path) -> Figures:
    return fan_out(kind, folder, 50)


def fan_out_200(kind: type[Server], folder: Path) -> Figures:
    return fan_out(kind, folder, 200)


def cursors(kind: type[Server], folder: Path) -> Figures:
    """50 people move their pointers, 30 states a second each, for 8 seconds."""
    with running(kind, folder) as server:
        load = editing(server, "cursors", 50)
        address = server.address("cursors")
        sends = []
        for count in range(8 * 30):
            for editor in range(50):
                message = address.dialect.message(
                    address.document, frames.cursor(editor, count + 1)
                )
                frame = frames.ws_frame(message)
                sends.append(Send((count + editor / 50) / 30, editor, frame, editor, count + 1))
        used = server.cpu_seconds()
        found = load.run(sends, 8)
        used = server.cpu_seconds() - used
        load.close()
    return {
        "server CPU %": used / 8 * 100,
        "p99 ms": found.p99,
        "states/s": found.per_second,
        "lost": found.lost,
    }


def documents(kind: type[Server], folder: Path) -> Figures:
    """200 documents, each with one editor at 5 edits a second and 4 readers."""
    with running(kind, folder) as server:
        addresses = [server.address(f"d{number}") for number in range(200)]
        sockets = [connect(address) for address in addresses for _ in range(5)]
        load = Load(sockets)
        load.groups = [[at // 5] for at in range(len(sockets))]
        load.quiet(0.5)
        for number, address in enumerate(addresses):
            begin = frames.begin(number)
            load.send(number * 5, address.dialect.update(address.document, begin))
        load.quiet(0.5)
        sends = []
        for count in range(8 * 5):
            for number, address in enumerate(addresses):
                content = frames.edit(number, count + 1)
                frame = address.dialect.update(address.document, content)
                at = (count + number / 200) / 5
                sends.append(Send(at, number * 5, frame, number, count + 1))
        used = server.cpu_seconds()
        found = load.run(sends, 8)
        used = server.cpu_seconds() - used
        load.close()
    return {
        "p50 ms": found.p50,
        "p99 ms": found.p99,
        "lost": found.lost,
        "server CPU %": used / 8 * 100,
    }


def joins(kind: type[Server], folder: Path) -> Figures:
    """A document of 2,000 nodes and 50,000 edits: joined anew, and after a restart."""
    with running(kind, folder) as server:
        last = write_large_document(server, "large")
        warm = min(join_seconds(server, "large", last) for _ in range(5))
        if not kind.keeps:
            return {"warm ms": warm * 1000} | dict.fromkeys(("cold ms", "after a kill ms"), nan)
        time.sleep(3)  # some store when it has been quiet
        server.end()
        server.start()
        cold = join_seconds(server, "large", last)
        server.kill()
        server.start()
        killed = join_seconds(server, "large", last)
    return {"warm ms": warm * 1000, "cold ms": cold * 1000, "after a kill ms": killed * 1000}


def kills(kind: type[Server], folder: Path) -> Figures:
    """kill -9 while 20 people edit; lost is what somebody else had seen."""
    seen = lost = losing = 0
    rounds = 3
    for number in range(rounds):
        with running(kind, folder / str(number)) as server:
            found = lost_in_a_kill(server, random.Random(number).uniform(1.0, 2.5))
        seen += found[0]
        lost += found[1]
        losing += found[1] > 0
    return {"seen": seen, "lost": lost, "kills that lost": losing, "kills": rounds}


def slow_reader(kind: type[Server], folder: Path) -> Figures:
    """One of ten reads nothing for 6 s, while 3 MiB a second of edits are made.

    Memory is compared with the same six seconds in which everyone reads.
    """
    grown = {}
    found: dict[str, Result] = {}
    with running(kind, folder) as server:
        for document in ("warm-up", "all-read", "one-does-not"):
            address = server.address(document)
            load = editing(server, document, 1, 8)
            silent = connect(address, receive_buffer=4096) if "not" in document else None
            if silent is None:
                load.close()
                load = editing(server, document, 1, 9)
            before = server.rss_mib()
            seconds = 3 if document == "warm-up" else 6
            sends = edits(server, document, 1, 100, seconds, padding=32 * 1024)
            found[document] = load.run(sends, seconds)
            grown[document] = server.rss_mib() - before
            hang_up([silent] if silent else [])
            load.close()
            time.sleep(1)
    return {
        "grown MiB": grown["one-does-not"] - min(grown["all-read"], grown["one-does-not"]),
        "grown MiB, all read": grown["all-read"],
        "others' p99 ms": found["one-does-not"].p99,
        "their p99 when all read": found["all-read"].p99,
        "lost": found["one-does-not"].lost,
    }


def overload(kind: type[Server], folder: Path, rate: float = 400) -> Figures:
    """50 editors try 20,000 edits a second for 5 s, past what a core can do."""
    with running(kind, folder) as server:
        measure(server, "warm-up", RAMP_EDITORS, 0, 20)
        load = editing(server, "overload", RAMP_EDITORS)
        before = server.rss_mib()
        sends = edits(server, "overload", RAMP_EDITORS, rate, 5)
        found = load.run(sends, 5, grace=15)
        peak = server.rss_mib() - before
        load.close()
        begun = time.perf_counter()
        after = afterwards(server)
        seconds = time.perf_counter() - begun - RAMP_SECONDS
    return {
        "delivered/s": found.per_second,
        "p99 ms": found.p99,
        "lost": found.lost,
        "grown MiB": peak,
        "p99 ms afterwards": after.p99 if after else nan,
        "s until then": seconds,
    }


def afterwards(server: Server) -> Result | None:
    """A small load once the server takes newcomers again; `None` when it is gone or does not."""
    deadline = time.monotonic() + AFTERWARDS_AT_MOST
    while time.monotonic() < deadline:
        try:
            return measure(server, f"after-{deadline - time.monotonic():.1f}", RAMP_EDITORS, 0, 20)
        except (OSError, httpx.HTTPError):
            time.sleep(1)
    return None


def idle_memory(kind: type[Server], folder: Path) -> Figures:
    """Memory of a small document with 5 sockets, from the difference that 200 of them make."""
    count = 200
    with running(kind, folder) as server:
        addresses = [server.address(f"d{number}") for number in range(count)]
        first = Load([connect(server.address("first")) for _ in range(5)], MIB)
        first.quiet(1)
        before = server.rss_mib()
        sockets = [connect(address) for address in addresses for _ in range(5)]
        load = Load(sockets)
        load.quiet(0.5)
        for number, address in enumerate(addresses):
            update = address.dialect.update(address.document, small_document(number))
            load.send(number * 5, update)
        load.quiet(2)
        busy = server.rss_mib() - before
        load.rest(IDLE_SECONDS)
        if load.closed:
            raise RuntimeError(f"closed {len(load.closed)} idle sockets")
        idle = server.rss_mib() - before
        load.close()
        first.close()
    return {"KiB a document, idle": idle / count * 1024, "just edited": busy / count * 1024}


def small_document(number: int) -> bytes:
    """20 nodes, about 3 KiB."""
    from tests.bench.sync.joins import board

    doc: Doc[object] = board(20, 1000 + number)
    return doc.get_update()


Scenario = Callable[[type[Server], Path], Figures]

SCENARIOS: dict[str, Scenario] = {
    "ramp": ramp,
    "cost": cost,
    "fan-out-10": fan_out_10,
    "fan-out-50": fan_out_50,
    "fan-out-200": fan_out_200,
    "cursors": cursors,
    "documents": documents,
    "joins": joins,
    "kill": kills,
    "slow-reader": slow_reader,
    "overload": overload,
    "idle-memory": idle_memory,
}
