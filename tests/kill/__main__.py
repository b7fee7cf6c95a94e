"""The long form: `python -m tests.kill [--kills 100] [--clients 6] [--seed 0]`."""

# ruff: noqa: T201 - a command

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.kill.trials import trials
from tests.server import ServerProcess


async def main(kills: int, clients: int, seed: int) -> int:
    print(f"seed {seed}", flush=True)
    done = seen = lost = 0
    with tempfile.TemporaryDirectory() as folder:
        async with ServerProcess(Path(folder) / "data") as server:
            async for trial in trials(server, kills, clients, random.Random(seed)):
                done, seen, lost = done + 1, trial.seen, lost + trial.lost
                if trial.lost or done % 10 == 0:
                    print(f"{done} kills, {seen:,} elements seen, {lost} lost", flush=True)
    print(f"{done} kills, {seen:,} elements seen by others, {lost} lost")
    return int(lost > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.kill")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    arguments = parser.parse_args()
    sys.exit(asyncio.run(main(arguments.kills, arguments.clients, arguments.seed)))
