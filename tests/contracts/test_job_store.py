"""What every `JobStore` keeps to: the one on SQL and its in-memory twin (QU20)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from collab.documents.model import DocumentId, NodeId
from render.queue.job import JobId
from render.queue.memory_store import MemoryJobStore
from render.queue.store import JobRow, JobStore, QualityNote
from render.stores import Fingerprint
from workspace.model import UserId
from workspace.persistence.engine import Database
from workspace.persistence.jobs import SqlJobStore
from workspace.persistence.migrate import migrate


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[JobStore]:
    if request.param == "memory":
        yield MemoryJobStore()
        return
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'atelier.db'}")
    await migrate(database)
    yield SqlJobStore(database)
    await database.close()


def row(id: str, created_ms: int = 1, **more: object) -> JobRow:
    values: dict = {
        "id": JobId(id), "board": None, "node": NodeId("n"), "title": "Sky", "type": "image.solid",
        "fingerprint": Fingerprint("f" * 64), "person": "ann", "priority": "interactive",
        "status": "queued", "attempts": 0, "lease_token": 0, "created_ms": created_ms, **more,
    }  # fmt: skip
    return JobRow(**values)


def ended(id: str, at: int, **more: object) -> JobRow:
    return row(id, status="done", ended_ms=at, duration_ms=3, **more)


async def test_job_comes_back_as_it_was_saved(store: JobStore) -> None:
    whole = row(
        "a", 5, status="error", attempts=2, lease_token=9, started_ms=6, ended_ms=7, duration_ms=1,
        error=("failed", "It broke"), graph={"nodes": {"x": {"type": "image.solid"}}},
        quality=(
            QualityNote("image", "flat", "All one color"),
            QualityNote("images", "ok", "2 of 3: fine", (0, 2)),
        ),
    )  # fmt: skip
    await store.save([whole, row("b", 6)])
    assert await store.find(JobId("a")) == whole
    assert await store.find(JobId("b")) == row("b", 6)
    assert await store.find(JobId("c")) is None


async def test_later_state_replaces_the_earlier_one(store: JobStore) -> None:
    await store.save([row("a")])
    await store.save([row("a", status="running", started_ms=2), row("b")])
    assert [each.status for each in await store.unfinished()] == ["running", "queued"]


async def test_what_has_ended_stays_as_it_ended(store: JobStore) -> None:
    await store.save([ended("a", 5)])
    await store.save([row("a", status="running"), replace(ended("a", 9), status="cancelled")])
    assert await store.find(JobId("a")) == ended("a", 5)


async def test_unfinished_are_the_oldest_first(store: JobStore) -> None:
    await store.save([row("c", 3), row("a", 1), ended("d", 9), row("b", 2)])
    assert [each.id for each in await store.unfinished()] == ["a", "b", "c"]


async def test_last_token_is_the_highest_of_all(store: JobStore) -> None:
    assert await store.last_token() == 0
    await store.save([row("a", lease_token=7), ended("b", 5, lease_token=11)])
    assert await store.last_token() == 11


async def test_what_work_of_a_type_took_is_the_median_of_the_newest(store: JobStore) -> None:
    """QU18"""
    slow = [replace(ended(f"old{at}", at), duration_ms=9000) for at in range(1, 4)]
    took = [replace(ended(f"e{at}", at), duration_ms=at) for at in range(10, 15)]
    other = replace(ended("other", 9, type="image.blur"), duration_ms=70)
    failed = replace(ended("failed", 20), status="error", duration_ms=9000)
    await store.save([*slow, *took, other, failed, row("open")])
    assert await store.typical_ms(newest=6) == {"image.solid": 12, "image.blur": 70}


async def test_history_is_trimmed_by_age_and_by_count_and_work_is_not(store: JobStore) -> None:
    await store.save([row("open"), *(ended(f"e{at}", at) for at in range(1, 7))])
    await store.trim(keep=3, ended_before_ms=5)
    kept = {id for id in ["open", *(f"e{at}" for at in range(1, 7))] if await store.find(JobId(id))}
    assert kept == {"open", "e5", "e6"}
    await store.trim(keep=1, ended_before_ms=0)
    assert await store.find(JobId("e5")) is None
    assert await store.find(JobId("e6"))


async def test_hundreds_of_jobs_are_saved_at_once(store: JobStore) -> None:
    await store.save([row(f"j{n:04}", n) for n in range(1200)])
    await store.save([row(f"j{n:04}", n, status="running") for n in range(1200)])
    assert [each.status for each in await store.unfinished()] == ["running"] * 1200


async def test_wish_made_pointless_before_it_ran_is_nobodys_history(tmp_path: Path) -> None:
    """WS20: what ran, and what somebody called off, is told."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'atelier.db'}")
    await migrate(database)
    store = SqlJobStore(database)
    over = {"status": "cancelled", "ended_ms": 9}
    called_off = row("called-off", **over, error=("cancelled", "Called off"))
    await store.save([row("pointless", **over), called_off, row("ran", **over, started_ms=5)])
    page = await store.page_ended(UserId("ann"), 10, None)
    assert {each.id for each in page.items} == {"called-off", "ran"}
    assert await store.find(JobId("pointless")) is not None
    await database.close()


async def test_jobs_of_a_board_that_is_gone_are_passed_over(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'atelier.db'}")
    await migrate(database)
    store = SqlJobStore(database)
    await store.save([row("a", board=DocumentId("gone")), row("b")])
    assert [each.id for each in await store.unfinished()] == ["b"]
    await database.close()
