"""The table of what may become of an invocation in the queue, and the one way to go by it. Pure.

An entry leaves the table by being removed: with `Finished` when its artifact is kept, with `GaveUp`
when there will be none, or without a word when the last wish for it was withdrawn before it ran.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from render.queue.job import (
    Entry,
    InMemory,
    Keeping,
    Pausing,
    Ready,
    Running,
    State,
    Waiting,
)

TRANSITIONS: Final[Mapping[type[State], frozenset[type[State]]]] = MappingProxyType(
    {
        # An input came, or went with its worker.
        Waiting: frozenset({Ready}),
        Ready: frozenset({Waiting, Running}),
        # The pause after a failure that may pass is over.
        Pausing: frozenset({Waiting}),
        # Waiting: its worker died, lost an input, ran out of memory, or stopped it in vain.
        Running: frozenset({InMemory, Waiting, Pausing}),
        # Waiting: its worker died before the outputs were written.
        InMemory: frozenset({Keeping, Waiting}),
        Keeping: frozenset(),
    }
)


def move(entry: Entry, state: State) -> Entry:
    if type(state) not in TRANSITIONS[type(entry.state)]:
        raise AssertionError(f"{entry.invocation.fingerprint}: {entry.state} → {state}")
    entry.state = state
    return entry
