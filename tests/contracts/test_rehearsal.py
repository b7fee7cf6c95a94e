"""What every `Rehearsal` keeps to: the one in a child process and its twin in this one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pycrdt import Doc

from collab.documents.edits import add_node
from collab.documents.reader import document_json
from collab.documents.store import Checkpoint, Row, Stored
from collab.sync.admission import Admission, Admitted
from collab.sync.index import decode_index, encode_index
from collab.sync.loading import NotCondensed, Rehearsal, UnsoundCheckpoint
from collab.sync.rehearsal import ChildRehearsal
from collab.sync.update_v1 import parse_update
from tests.collab.peers import SEED
from tests.collab.test_rehearsal import HONEST, PANICS, PANICS_LATER, stored
from tests.collab.twins import InlineRehearsal


@pytest.fixture(params=["inline", "child"])
async def rehearsal(request: pytest.FixtureRequest) -> AsyncIterator[Rehearsal]:
    if request.param == "inline":
        yield InlineRehearsal()
        return
    async with ChildRehearsal(20) as child:
        yield child


async def test_sound_rows_are_found_sound(rehearsal: Rehearsal) -> None:
    assert await rehearsal.find_bad(stored(SEED, *HONEST)) == ()
    assert await rehearsal.find_bad(stored(*HONEST, checkpoint=SEED)) == ()
    assert await rehearsal.find_bad(stored(checkpoint=SEED)) == ()


@pytest.mark.parametrize("poison", [PANICS, PANICS_LATER], ids=["at once", "later"])
async def test_the_row_that_panics_is_named(rehearsal: Rehearsal, poison: bytes) -> None:
    """SY19"""
    ((row, reason),) = await rehearsal.find_bad(stored(SEED, HONEST[0], poison, HONEST[1]))
    assert row == Row(3, poison)
    assert reason


async def test_a_checkpoint_that_panics_is_no_checkpoint(rehearsal: Rehearsal) -> None:
    """SY20"""
    with pytest.raises(UnsoundCheckpoint):
        await rehearsal.find_bad(stored(*HONEST, checkpoint=PANICS))


async def test_a_checkpoint_is_all_of_the_document_and_its_index(rehearsal: Rehearsal) -> None:
    """SY20"""
    rows = stored(*HONEST, checkpoint=SEED)
    made = await rehearsal.condense(rows)
    assert (made.seq, made.epoch) == (rows.last, "epoch-1")
    doc: Doc[Any] = Doc()
    again: Doc[Any] = Doc()
    for update in rows.updates:
        doc.apply_update(update)
    again.apply_update(made.state)
    assert document_json(again) == document_json(doc)
    assert encode_index(decode_index(made.index)) == encode_index(Admission.of(made.state))


@pytest.mark.parametrize("row", [PANICS, HONEST[2]], ids=["panic", "pending"])
async def test_nothing_is_condensed_that_would_lose_a_row(rehearsal: Rehearsal, row: bytes) -> None:
    """SY20: yrs parks an update whose dependency is missing, and leaves it out of its state."""
    with pytest.raises(NotCondensed):
        await rehearsal.condense(stored(SEED, row))


async def test_a_document_that_has_nothing_new_is_condensed_to_itself(rehearsal: Rehearsal) -> None:
    made = await rehearsal.condense(Stored(Checkpoint(7, SEED, b""), ()))
    assert (made.seq, len(made.state)) == (7, len(SEED))


async def test_documents_of_many_people_are_condensed(rehearsal: Rehearsal) -> None:
    """SY20: yrs writes the clients of a state vector in any order."""
    rows = [SEED]
    for client in range(20):
        doc: Doc[Any] = Doc(client_id=client + 1)
        for row in rows:
            doc.apply_update(row)
        before = doc.get_state()
        add_node(doc, f"n{client}", "note")
        rows.append(doc.get_update(before))
    made = await rehearsal.condense(stored(*rows))
    assert len(made.state) > len(SEED)


async def test_a_checkpoint_goes_on_from_the_index_of_the_last(rehearsal: Rehearsal) -> None:
    """SY20: it judges what follows as one that was made anew."""
    first = await rehearsal.condense(stored(SEED))
    second = await rehearsal.condense(
        Stored(first, tuple(Row(seq, update) for seq, update in enumerate(HONEST[:2], 2)))
    )
    kept, anew = decode_index(second.index), Admission.of(second.state)
    for index in (kept, anew):
        judgement = index.judge(parse_update(HONEST[2]))
        assert isinstance(judgement, Admitted)
        assert judgement.is_news
        assert judgement.roots == {"nodes"}
    with pytest.raises(NotCondensed, match="builds on what is not there"):
        await rehearsal.condense(Stored(first, (Row(2, HONEST[2]),)))
