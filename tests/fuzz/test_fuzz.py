"""The short form of `make fuzz`, the same bytes every time; and every reproducer there is."""

import asyncio

import pytest

from collab.documents.reader import document_json
from collab.sync import messages
from tests.collab.peers import Session, seeded_store
from tests.collab.test_admission import HOSTILE, MALFORMED, MISFITS
from tests.fuzz.__main__ import false_refusals
from tests.fuzz.world import FIRST, STALL_SECONDS, play, same

WORLDS = 12


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_room_stands_what_hostile_clients_send(seed: int) -> None:
    """SY6: and its document reads back from the journal, whole and the same."""
    outcome = asyncio.run(play(seed, 200, [FIRST]))
    assert outcome.problems == []
    assert outcome.slowest_seconds < STALL_SECONDS


async def test_every_reproducer_leaves_a_live_room_as_it_was() -> None:
    """SY6"""
    hostile = [bytes.fromhex(update) for update in HOSTILE.values()]
    frames = [messages.update(one) for one in (*hostile, *MALFORMED.values(), *MISFITS.values())]
    frames.append(bytes.fromhex("0000058080808002"))
    async with Session(await seeded_store()) as session:
        bystander = await session.joined()
        before = document_json(session.room.doc)
        for frame in frames:
            attacker = session.join()
            attacker.send(frame)
            await session.quiet(attacker, bystander)
            assert attacker.closed is not None, frame.hex()
        assert bystander.closed is None
        assert same(before, document_json(session.room.doc), document_json(bystander.doc))


@pytest.mark.interop
def test_nothing_of_real_editing_sessions_is_refused() -> None:
    """Typing, drags, undo, and offline merges, as Yjs makes them."""
    refused, total = false_refusals(seed=1, sessions_count=10)
    assert refused == 0
    assert total > 1000
