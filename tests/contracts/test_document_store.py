"""What every `DocumentStore` keeps to: the one on SQLite and its in-memory twin."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from collab.documents.memory_store import MemoryDocumentStore
from collab.documents.model import DocumentId
from collab.documents.store import DocumentStore, Entry
from collab.errors import DocumentMissing
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
    assert await store.load(ONE) == [b"first", b"second"]
    assert await store.load(TWO) == [b"other"]


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
    stored = await store.load(ONE)
    assert len(stored) == 200
    assert [row[1:] for row in stored[::2]] == [row[1:] for row in stored[1::2]]


async def test_appending_nothing_stores_nothing(store: DocumentStore) -> None:
    await store.append([])
    with pytest.raises(DocumentMissing):
        await store.load(ONE)


async def test_any_bytes_are_kept_as_they_are(store: DocumentStore) -> None:
    await store.append([Entry(ONE, None, b""), Entry(ONE, None, bytes(range(256)))])
    assert await store.load(ONE) == [b"", bytes(range(256))]
