"""Who is where in the queue, and when each job will be done if all goes as it went before. Pure.

It plays the queue forward: the same lines, the same turns, each invocation as long as estimated.
Waiting work is taken as ready when its turn comes, which it is on a board's way down its graph.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from render.queue.backlog import is_queued, places
from render.queue.fairness import Turns
from render.queue.job import (
    Account,
    Entry,
    JobId,
    Pausing,
    Ready,
    Waiting,
    account_of,
)
from render.queue.machine import Machine

_Place: TypeAlias = tuple[int, int, Entry]
"""Order among the account's work, which entry of the machine, and the entry."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A job's `positions`: 0 is running, and from 1 on each waiting job has one of its own.
    `ends` are in the machine's seconds; of no job while no worker is there.
    """

    positions: Mapping[JobId, int]
    ends: Mapping[JobId, float]


def forecast(machine: Machine, now: float) -> Forecast:
    positions: dict[JobId, int] = {}
    ends: dict[JobId, float] = {}
    free: list[float] = []
    for entries in machine.workers.values():
        each_ends = {id(entry): now + machine.estimates.left(entry, now) for entry in entries}
        free.append(max(each_ends.values(), default=now))
        for entry in entries:
            ends.update(dict.fromkeys(entry.jobs, each_ends[id(entry)]))
    heapq.heapify(free)
    for entry in machine.entries:
        if not is_queued(entry):
            positions.update(dict.fromkeys(entry.jobs, 0))
    position = 0
    for entry in _in_order(machine):
        if free:
            end = free[0] + machine.estimates.of(entry.invocation)
            heapq.heapreplace(free, end)
            ends.update(dict.fromkeys(entry.jobs, end))
        if is_queued(entry):
            for job in entry.jobs:
                position += 1
                positions[job] = position
    return Forecast(positions, ends)


def _in_order(machine: Machine) -> list[Entry]:
    """All that waits, in the order in which it will be started."""
    lines: list[dict[Account, list[_Place]]] = [{} for _ in machine.turns]
    for number, entry in enumerate(machine.entries):
        if isinstance(entry.state, Waiting | Ready | Pausing):
            for line, account, order in places(entry):
                lines[line].setdefault(account, []).append((order, number, entry))
    found: dict[int, Entry] = {}
    for each, turns in zip(lines, machine.turns, strict=True):
        _play(each, turns.copy(), machine, found)
    return list(found.values())


def _play(
    line: Mapping[Account, list[_Place]],
    turns: Turns,
    machine: Machine,
    found: dict[int, Entry],
) -> None:
    for account in turns.order():
        if account not in line:
            turns.leave(account)
    for account, mine in line.items():
        mine.sort(key=lambda place: place[:2], reverse=True)
        turns.join(account)
    while accounts := turns.order():
        account = accounts[0]
        if not line[account]:
            turns.leave(account)
            continue
        _, number, entry = line[account].pop()
        if number in found:
            continue
        found[number] = entry
        turns.serve(account)
        payers = {account_of(request) for request in entry.jobs.values()}
        for payer in payers:
            turns.charge(payer, machine.estimates.of(entry.invocation) / len(payers))
