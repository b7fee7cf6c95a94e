"""One document in a real room, fed hostile frames in between an honest bystander's edits.

Afterwards the document must read back from its journal, whole and the same, and the bystander must
have all of it. What a world finds wrong is in `Outcome.problems`, one sentence each.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pycrdt import Doc

from collab.documents.edits import seed as write_seed
from collab.documents.reader import document_json
from collab.documents.store import Entry
from collab.errors import CollabError
from collab.sync.admission import Admission
from collab.sync.lib0 import Reader
from collab.sync.loading import build, is_yrs_failure
from tests.collab.peers import BOARD, GatedStore, Peer, Session, nodes, sample
from tests.collab.twins import InlineRehearsal
from tests.fuzz.inputs import Clocks, Inputs

STALL_SECONDS = 1.0
INPUTS_A_TURN = 8
BYSTANDER = 3_456_789_012_345
"""A client id that no mutation hits upon: who writes under another's id collides with what that one
writes next, which no index can tell."""


def _first() -> bytes:
    doc: Doc[Any] = Doc(client_id=2)
    with doc.transaction():
        write_seed(doc, "epoch-1")
        sample(doc)
    return doc.get_update()


FIRST = _first()
"""A seed with client ids that are the same in every run."""


@dataclass
class Outcome:
    clock: Callable[[], float] = time.perf_counter
    inputs: int = 0
    admitted: int = 0
    slowest_seconds: float = 0
    state: bytes = b""
    json: dict[str, Any] = field(default_factory=dict)
    reordered: int = 0
    """Documents that replicas read in another order inside a text or list, which SY6 allows."""
    problems: list[str] = field(default_factory=list)

    def compare(self, what: str, *documents: object) -> None:
        if same(*documents):
            return
        if same(*map(unordered, documents)):
            self.reordered += 1
        else:
            self.problems.append(what)


async def play(
    seed: int,
    count: int,
    good: Sequence[bytes],
    clock: Callable[[], float] = time.perf_counter,
) -> Outcome:
    """`count` hostile frames, made from `seed`."""
    outcome = Outcome(clock=clock)
    store = GatedStore()
    await store.append([Entry(BOARD, None, FIRST)])
    inputs = Inputs(Random(seed), [FIRST, *good])
    for half in range(2):  # the second on what the first has left, every other time condensed
        if half and seed % 2 and not outcome.problems:
            made = await InlineRehearsal().condense(await store.load(BOARD))
            await store.checkpoint(BOARD, made)
        before = len((await store.load(BOARD)).rows)
        async with Session(store) as session:
            try:
                await _attack(session, inputs, count // 2, outcome)
                await _check(session, outcome)
            except BaseException as error:
                if not is_yrs_failure(error):
                    raise
                outcome.problems.append(f"a failure reached the room's callers: {error!r}")
        outcome.admitted += len((await store.load(BOARD)).rows) - before
    return outcome


async def _attack(session: Session, inputs: Inputs, count: int, outcome: Outcome) -> None:
    bystander = session.join(doc=Doc(client_id=BYSTANDER))
    await session.quiet(bystander)
    attacker = session.join(receipts=True)
    for done in range(0, count, INPUTS_A_TURN):
        began = outcome.clock()
        for _ in range(min(INPUTS_A_TURN, count - done)):
            if attacker.member.connection._closed:
                session.room.leave(attacker.member)
                attacker.forget()
                attacker = session.join(receipts=True)
            attacker.send(inputs.frame(_clocks(session)))
            outcome.inputs += 1
        await _settled(session)
        outcome.slowest_seconds = max(outcome.slowest_seconds, outcome.clock() - began)
        while attacker.member.outbox.take() is not None and not attacker.member.outbox._close:
            pass
        if done % 64 == 0:
            bystander.edit(_be_there)
            await _settled(session)
            bystander.deliver()
    await session.quiet(bystander)
    _check_bystander(session, bystander, outcome)
    attacker.forget()
    bystander.forget()


def _be_there(doc: "Doc[Any]") -> None:
    nodes(doc)["bystander"] = "still here"


def _clocks(session: Session) -> Clocks:
    index = session.room._keeper._index
    return (lambda client: 0) if index is None else index.clock


async def _settled(session: Session) -> None:
    for _ in range(400):
        await asyncio.sleep(0)
        if session.room._queue.empty():
            break
    for _ in range(6):
        await asyncio.sleep(0)


def _check_bystander(session: Session, bystander: Peer, outcome: Outcome) -> None:
    if bystander.closed is not None:
        outcome.problems.append(f"the bystander was closed: {bystander.closed}")
        return
    seen, live = document_json(bystander.doc), document_json(session.room.doc)
    outcome.compare("the bystander's document differs", seen, live)


async def _check(session: Session, outcome: Outcome) -> None:
    """What is stored loads in a new Doc, row by row and as one state, and says the same."""
    if session._task.done():
        outcome.problems.append("the room died")
        return
    stored = await session.store.load(BOARD)
    doc, left_out = build(stored)
    if left_out or session.store.quarantined:
        found = [row.update.hex() for row in left_out] or session.store.quarantined
        outcome.problems.append(f"rows that yrs cannot apply: {found}")
        return
    state = doc.get_update()
    again: Doc[Any] = Doc()
    again.apply_update(state)
    outcome.state, outcome.json = state, document_json(again)
    live = document_json(session.room.doc)
    outcome.compare("the document reads back differently", live, document_json(doc), outcome.json)
    if _clocks_of(again) != _clocks_of(doc):
        outcome.problems.append(f"its state leaves something out: {state.hex()}")
    try:
        Admission.of(state)
    except CollabError as error:
        outcome.problems.append(f"its own state is refused: {error}")


def same(*documents: object) -> bool:
    """Equal; unlike `==`, one number that is none is as good as another."""
    return len({json.dumps(one, sort_keys=True) for one in documents}) == 1


def unordered(value: object) -> object:
    """What there is in a document, whatever its order in texts and lists."""
    match value:
        case str():
            return "".join(sorted(value))
        case list():
            return sorted(json.dumps(unordered(item), sort_keys=True) for item in value)
        case dict():
            return {key: unordered(item) for key, item in value.items()}
    return value


def _clocks_of(doc: "Doc[Any]") -> dict[int, int]:
    reader = Reader(doc.get_state())
    return {reader.varint(): reader.varint() for _ in range(reader.varint())}
