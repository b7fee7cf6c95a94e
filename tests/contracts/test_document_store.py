"""What every `DocumentStore` keeps to: the one on SQLite and its in-memory twin."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.model import DocumentId
from collab.documents.store import Checkpoint, DocumentStore, Entry
from collab.errors import DocumentCorrupt, DocumentMissing
from workspace.persistence.journal import SqliteJournal

ONE, TWO = DocumentId("one"), DocumentId("two")


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[DocumentStore]:
    if request.param == "memory":
        yield MemoryDocumentStore()
        return
    async with SqliteJournal(tmp_path / "journal.db") as journal:
        yield journal


async def test_updates_come_back_in_the_order_they_were_appended(store: DocumentStore) -> None:
    await store.append([Entry(ONE, None, b"first"), Entry(TWO, "ann", b"other")])
    await store.append([Entry(ONE, "ann", b"second")])
    assert (await store.load(ONE)).updates == [b"first", b"second"]
    assert (await store.load(TWO)).updates == [b"other"]


async def test_a_document_that_was_never_stored_is_missing(store: DocumentStore) -> None:
    await store.append([Entry(ONE, None, b"first")])
    with pytest.raises(DocumentMissing):
        await store.load(TWO)


async def test_appends_that_arrive_together_are_all_kept_each_in_its_order(
    store: DocumentStore,
) -> None:
    await asyncio.gather(
        *(
            store.append([Entry(ONE, "ann", b"a%d" % at), Entry(ONE, "ann", b"b%d" % at)])
            for at in range(100)
        )
    )
    stored = (await store.load(ONE)).updates
    assert len(stored) == 200
    assert [row[1:] for row in stored[::2]] == [row[1:] for row in stored[1::2]]


async def test_appending_nothing_stores_nothing(store: DocumentStore) -> None:
    await store.append([])
    with pytest.raises(DocumentMissing):
        await store.load(ONE)


async def test_any_bytes_are_kept_as_they_are(store: DocumentStore) -> None:
    await store.append([Entry(ONE, None, b""), Entry(ONE, None, bytes(range(256)))])
    assert (await store.load(ONE)).updates == [b"", bytes(range(256))]


async def numbered(store: DocumentStore, count: int) -> list[int]:
    await store.append([Entry(ONE, "ann", b"%d" % at) for at in range(count)])
    return [row.seq for row in (await store.load(ONE)).rows]


async def test_a_checkpoint_stands_for_the_rows_up_to_it(store: DocumentStore) -> None:
    seqs = await numbered(store, 4)
    await store.checkpoint(ONE, Checkpoint(seqs[1], b"state", b"index"))
    stored = await store.load(ONE)
    assert stored.checkpoint == Checkpoint(seqs[1], b"state", b"index")
    assert stored.updates == [b"state", b"2", b"3"]
    assert stored.last == seqs[3]
    await store.checkpoint(ONE, Checkpoint(seqs[3], b"later", b""))
    stored = await store.load(ONE)
    assert (stored.updates, stored.last) == ([b"later"], seqs[3])


async def test_a_checkpoint_says_which_history_it_is(store: DocumentStore) -> None:
    """SY15"""
    (seq,) = await numbered(store, 1)
    await store.checkpoint(ONE, Checkpoint(seq, b"state", b"index", "epoch-1"))
    assert (await store.load(ONE)).checkpoint == Checkpoint(seq, b"state", b"index", "epoch-1")


async def test_the_checkpoint_before_is_kept_with_all_the_rows_after_it(
    store: DocumentStore,
) -> None:
    seqs = await numbered(store, 6)
    await store.checkpoint(ONE, Checkpoint(seqs[1], b"first", b""))
    assert (await store.load(ONE, before=seqs[1])).updates == [b"%d" % at for at in range(6)]
    await store.checkpoint(ONE, Checkpoint(seqs[3], b"second", b""))
    assert (await store.load(ONE, before=seqs[3])).updates == [b"first", b"2", b"3", b"4", b"5"]
    await store.checkpoint(ONE, Checkpoint(seqs[5], b"third", b""))
    assert (await store.load(ONE, before=seqs[5])).updates == [b"second", b"4", b"5"]


async def test_rows_that_were_trimmed_are_never_mistaken_for_an_empty_document(
    store: DocumentStore,
) -> None:
    """SY15"""
    seqs = await numbered(store, 3)
    for seq in seqs:
        await store.checkpoint(ONE, Checkpoint(seq, b"state", b""))
    with pytest.raises(DocumentCorrupt, match="No sound checkpoint"):
        await store.load(ONE, before=seqs[1])


async def test_a_checkpoint_of_one_document_is_not_of_another(store: DocumentStore) -> None:
    await store.append([Entry(ONE, None, b"one"), Entry(TWO, None, b"two")])
    await store.checkpoint(ONE, Checkpoint(2, b"state", b""))
    assert (await store.load(TWO)).updates == [b"two"]


async def test_quarantined_rows_are_out_of_the_way(store: DocumentStore) -> None:
    """SY15"""
    seqs = await numbered(store, 3)
    await store.quarantine(ONE, [seqs[1]], "it cannot be applied")
    assert (await store.load(ONE)).updates == [b"0", b"2"]


async def test_a_store_that_works_can_be_probed(store: DocumentStore) -> None:
    await store.probe()
    assert store.trouble is None
    with pytest.raises(DocumentMissing):
        await store.load(ONE)
