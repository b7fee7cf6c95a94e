"""`make bench-sync`: Atelier and the servers people would take instead, in turn on one core.

    python -m tests.bench.sync [--scenario ramp --scenario kill] [--peer atelier] [--rounds 3]

The load client has the machine's other core. Prints one table per scenario: the median over rounds
with the lowest and the highest, and against Atelier's.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import httpx

from tests.bench.sync import peers
from tests.bench.sync.scenarios import SCENARIOS, Figures
from tests.bench.sync.servers import CLIENT_CORE, SERVERS, Bare, Server

CHOICES: dict[str, type[Server]] = {**SERVERS, "bare": Bare}

NO_STORE_MATTERS = ["atelier", "hocuspocus", "hocuspocus-sqlite", "y-websocket", "pycrdt"]
"""What is not written often costs a store little: one peer shows it, the rest are at their best."""

STORES = ["atelier", "hocuspocus-sqlite", "y-websocket-leveldb", "pycrdt-sqlite"]

PEERS = {"joins": STORES, "kill": STORES}
"""By scenario, unless `--peer` says otherwise."""


def main() -> None:
    arguments = read_arguments()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    peers.install()
    os.sched_setaffinity(0, {CLIENT_CORE})
    with tempfile.TemporaryDirectory() as folder:
        for scenario in arguments.scenario or SCENARIOS:
            chosen = arguments.peer or PEERS.get(scenario, NO_STORE_MATTERS)
            print_table(scenario, measure(scenario, chosen, arguments.rounds, Path(folder)))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sync")
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="default: all")
    parser.add_argument(
        "--peer", action="append", choices=CHOICES, help="default: those that the scenario is about"
    )
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def measure(
    scenario: str, chosen: Sequence[str], rounds: int, folder: Path
) -> dict[str, list[Figures]]:
    """Every server once, then every server again, so that a noisy minute hits them alike."""
    found: dict[str, list[Figures]] = {}
    for number in range(rounds):
        for name in chosen:
            kind = CHOICES[name]
            place = folder / f"{scenario}-{name}-{number}"
            begun = time.monotonic()
            try:
                figures = SCENARIOS[scenario](kind, place)
            except (OSError, RuntimeError, httpx.HTTPError) as error:
                print(f"  {kind.name}: no figure, since it {error}", flush=True)
                continue
            found.setdefault(kind.name, []).append(figures)
            print(f"  {kind.name}, {time.monotonic() - begun:.0f} s: {figures}", flush=True)
    return found


def print_table(scenario: str, found: dict[str, list[Figures]]) -> None:
    columns = list(next(iter(found.values()), [{}])[0])
    print(f"\n{scenario}\n")
    print(f"| server | {' | '.join(columns)} | {columns[0] if columns else ''} : Atelier's |")
    print("| --- |" + " --- |" * (len(columns) + 1))
    ours = found.get("Atelier")
    for name, rounds in found.items():
        cells = [spread([one.get(column, float("nan")) for one in rounds]) for column in columns]
        ratio = "" if ours is None else against(rounds, ours, columns[0])
        print(f"| {name} | {' | '.join(cells)} | {ratio} |")
    print(flush=True)


def spread(values: list[float]) -> str:
    middle, low, high = (shown(value) for value in (median(values), min(values), max(values)))
    return middle if low == high else f"{middle} ({low}–{high})"


def shown(value: float) -> str:
    if value != value:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"


def against(rounds: list[Figures], ours: list[Figures], column: str) -> str:
    own = median(one[column] for one in ours)
    return f"{median(one[column] for one in rounds) / own:.2f}" if own else ""


if __name__ == "__main__":
    main()
