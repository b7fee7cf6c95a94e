"""The long run: `python -m tests.fuzz [--inputs 2000000] [--seconds 600] [--seed 0]`.

Worlds are played in a child process, so that a death is seen and counted; it prints each seed
before it plays it. Ends after so many inputs or seconds, whichever comes first. A world depends on
its seed alone: `--seed N --inputs 1` plays that of a report again.
"""

# ruff: noqa: T201 - a command

import argparse
import asyncio
import base64
import json
import math
import random
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pycrdt import Doc

from collab.documents.reader import document_json
from collab.errors import PeerError
from collab.sync.admission import Admission, Admitted
from collab.sync.update_v1 import parse_update
from tests.fuzz.nodejs import Yjs, sessions, yjs
from tests.fuzz.world import STALL_SECONDS, play, same

WORLD_INPUTS = 400
SILENT_SECONDS = 30
WORLDS_A_CHILD = 1000
"""In case that a world leaves something in memory."""
YJS_EVERY = 2
SESSIONS = 60


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        play_some(arguments.seed)
    else:
        print(f"seed {arguments.seed}", flush=True)
        sys.exit(run(arguments.seed, arguments.inputs, arguments.seconds))


def run(seed: int, inputs: int, seconds: float) -> int:
    totals: Counter[str] = Counter()
    totals["false refusals"], totals["updates of real sessions"] = false_refusals(seed)
    deadline = time.monotonic() + seconds
    with yjs() as node:
        while totals["inputs"] < inputs and time.monotonic() < deadline:
            seed = watch_child(seed, totals, inputs, deadline, node) + 1
    for name in ("inputs", "admitted", "deaths", "stalls", "false refusals", "problems"):
        print(f"{name}: {totals[name]:,}")
    for name in ("updates of real sessions", "documents loaded in Yjs", "read in another order"):
        print(f"{name}: {totals[name]:,}")
    return int(any(totals[bad] for bad in ("deaths", "stalls", "false refusals", "problems")))


def watch_child(seed: int, totals: "Counter[str]", inputs: int, deadline: float, node: Yjs) -> int:
    """Until it dies, falls silent or all is done; returns the last seed it played."""
    command = [sys.executable, "-m", "tests.fuzz", "--child", "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        try:
            for line in lines(child):
                told = json.loads(line)
                seed = told["seed"]
                if "inputs" not in told:
                    continue
                count(told, totals, node)
                if totals["inputs"] >= inputs or time.monotonic() > deadline:
                    return seed
            if status := child.wait(5):
                totals["deaths"] += 1
                print(f"the process died in seed {seed}: status {status}", flush=True)
        except TimeoutError:
            totals["stalls"] += 1
            print(f"silent for {SILENT_SECONDS} s in seed {seed}", flush=True)
        finally:
            child.kill()
    return seed


def lines(child: "subprocess.Popen[str]") -> Iterator[str]:
    assert child.stdout
    while True:
        if not select.select([child.stdout], [], [], SILENT_SECONDS)[0]:
            raise TimeoutError
        line = child.stdout.readline()
        if not line:
            return
        yield line


def count(told: dict[str, Any], totals: "Counter[str]", node: Yjs) -> None:
    totals["inputs"] += told["inputs"]
    totals["admitted"] += told["admitted"]
    totals["read in another order"] += told["reordered"]
    problems = list(told["problems"])
    if told["slowest"] > STALL_SECONDS:
        totals["stalls"] += 1
        print(f"seed {told['seed']}: a turn took {told['slowest']:.2f} s", flush=True)
    if told["seed"] % YJS_EVERY == 0 and told["state"]:
        totals["documents loaded in Yjs"] += 1
        problem = node.problem(base64.b64decode(told["state"]), told["json"])
        problems += [problem] if problem else []
    for problem in problems:
        totals["problems"] += 1
        print(f"seed {told['seed']}: {problem}", flush=True)


def play_some(first: int) -> None:
    good = [update for session in sessions(1, 2) for update in session.updates]
    for seed in range(first, first + WORLDS_A_CHILD):
        print(json.dumps({"seed": seed}), flush=True)
        outcome = asyncio.run(play(seed, WORLD_INPUTS, good))
        if outcome.slowest_seconds > STALL_SECONDS:  # of this process, or was the machine busy?
            outcome = asyncio.run(play(seed, WORLD_INPUTS, good, time.process_time))
        told = {
            "seed": seed,
            "inputs": outcome.inputs,
            "admitted": outcome.admitted,
            "slowest": outcome.slowest_seconds,
            "reordered": outcome.reordered,
            "problems": outcome.problems,
        }
        if seed % YJS_EVERY == 0:
            told["state"] = base64.b64encode(outcome.state).decode()
            told["json"] = outcome.json
        print(json.dumps(told), flush=True)


def false_refusals(seed: int, sessions_count: int = SESSIONS) -> tuple[int, int]:
    """Refused updates of honest sessions, and how many there were in all.

    One too many for a session that does not read as in Yjs when all of it is admitted.
    """
    refused = total = 0
    for session in sessions(seed, sessions_count):
        admission, doc = Admission(), Doc[Any]()
        for update in session.updates:
            total += 1
            try:
                judgement = admission.judge(parse_update(update))
            except PeerError as error:
                refused += 1
                print(f"refused: {error}: {update.hex()}", flush=True)
                continue
            if isinstance(judgement, Admitted) and judgement.roots <= {"nodes"}:
                admission.add(judgement)
                doc.apply_update(judgement.update)
            else:
                refused += 1
                print(f"not admitted: {judgement}: {update.hex()}"[:400], flush=True)
        if not same(document_json(doc)["nodes"], session.document["nodes"]):
            refused += 1
            print("a session reads differently", flush=True)
    return refused, total


if __name__ == "__main__":
    main()
