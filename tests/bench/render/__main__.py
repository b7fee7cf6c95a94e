"""`make bench-render`: from a client's edit to the result in another client's document.

    python -m tests.bench.render [--rounds 3] [--scenario chain] [--comfyui CHECKOUT]
        [--comfyui-python PYTHON]

With a checkout of ComfyUI, its own server runs the same chains in the same run, in turn with ours;
`--comfyui-python` is an interpreter that has what it needs. Prints one table: the median over
rounds with the lowest and the highest.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from tests.bench.render import comfy, ours

Figures = dict[str, float]
Found = dict[str, list[float]]

SCENARIOS: Mapping[str, Callable[[ours.Bench, int], Awaitable[Figures]]] = {
    "chain": ours.chain_of_200,
    "slider": ours.slider,
    "behind": ours.behind_ten,
    "large": ours.chain_of_5000,
}


async def main(arguments: argparse.Namespace, folder: Path) -> None:
    found: dict[str, Found] = {"Atelier": {}}
    chosen = arguments.scenario or list(SCENARIOS)
    async with AsyncExitStack() as stack:
        bench = await stack.enter_async_context(ours.started(folder))
        other = None
        if arguments.comfyui and "chain" in chosen:
            starting = comfy.started(arguments.comfyui, arguments.comfyui_python, folder)
            other = await stack.enter_async_context(starting)
            found["ComfyUI"] = {}
        for name in chosen:
            for number in range(arguments.rounds):
                _add(found["Atelier"], name, number, await SCENARIOS[name](bench, number))
                if other and name == "chain":
                    _add(found["ComfyUI"], name, number, await comfy.chain_of_200(other, number))
    _print_table(found)


def _add(found: Found, scenario: str, number: int, figures: Figures) -> None:
    rounded = {name: round(value, 1) for name, value in figures.items()}
    print(f"  {scenario}, round {number + 1}: {rounded}", flush=True)
    for name, value in figures.items():
        found.setdefault(name, []).append(value)


def _print_table(found: dict[str, Found]) -> None:
    names = dict.fromkeys(name for figures in found.values() for name in figures)
    print(f"\n| | {' | '.join(found)} |\n| --- {'| --- ' * len(found)}|")
    for name in names:
        cells = (_cell(figures.get(name, [])) for figures in found.values())
        print(f"| {name} | {' | '.join(cells)} |")


def _cell(values: list[float]) -> str:
    if not values:
        return "–"
    middle, lowest, highest = (_short(each) for each in (median(values), min(values), max(values)))
    return middle if lowest == highest else f"{middle} ({lowest}–{highest})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.render")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="default: all")
    parser.add_argument("--comfyui", type=Path, help="a checkout of ComfyUI to compare with")
    parser.add_argument("--comfyui-python", default=sys.executable, help="what to run it with")
    return parser.parse_args()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(main(_read_arguments(), Path(name)))
