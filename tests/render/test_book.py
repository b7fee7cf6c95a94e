"""What becomes of jobs, and which of them get a row (QU20)."""

import pytest

from render.graph.model import Problem
from render.queue.book import Book, Record, record_of
from render.queue.job import JobId, Request
from render.queue.quality import quality
from render.stores import Artifact, Checks, Fingerprint

J = JobId("j")
PROBLEM = Problem("failed", "It broke")
ARTIFACT = Artifact(Fingerprint("j"), {}, 10)


def begun(book: Book, job: str = "j", now_ms: int = 1000) -> Record:
    request = Request(JobId(job), None, None, job, "ann", "interactive")
    return book.begin(request, "test", Fingerprint(job), now_ms)


def saved(book: Book, now_ms: int) -> list[tuple[str, str]]:
    return [(record.job, record.status) for record in book.take_unsaved(now_ms)]


def test_cheap_work_that_nobody_asked_for_leaves_no_row() -> None:
    book = Book()
    begun(book)
    book.started([J], 1005)
    book.done([J], ARTIFACT, 1020)
    assert saved(book, 1300) == []
    found = book.find(J)
    assert found is not None
    assert (found.status, found.duration_ms) == ("done", 10)


def test_work_gets_a_row_when_it_is_250_ms_old_and_another_state_with_each_change() -> None:
    book = Book()
    begun(book)
    assert book.next_due_ms() == 1250
    assert saved(book, 1249) == []
    assert saved(book, 1250) == [("j", "queued")]
    book.started([J], 1300)
    assert saved(book, 1300) == [("j", "running")]
    book.done([J], ARTIFACT, 1310)
    assert saved(book, 1310) == [("j", "done")]
    assert saved(book, 9999) == []


def test_what_somebody_asked_for_gets_a_row_at_once() -> None:
    book = Book()
    begun(book)
    book.ask([J])
    assert saved(book, 1000) == [("j", "queued")]


def test_what_fails_or_is_called_off_gets_a_row_and_what_is_merely_unwanted_does_not() -> None:
    book = Book()
    for job in ("failed", "called off", "unwanted"):
        begun(book, job)
    book.failed([JobId("failed")], PROBLEM, 1010)
    book.cancelled(JobId("called off"), 1010, PROBLEM)
    book.cancelled(JobId("unwanted"), 1010)
    assert saved(book, 1010) == [("failed", "error"), ("called off", "cancelled")]


def test_job_ends_once_and_its_status_never_goes_back() -> None:
    book = Book()
    begun(book)
    book.started([J], 1010)
    book.dispatched([J], 2, 7)
    book.started([J], 1500)
    book.failed([J], PROBLEM, 1600)
    book.done([J], ARTIFACT, 1700)
    book.cancelled(J, 1700)
    found = book.find(J)
    assert found is not None
    assert (found.status, found.started_ms, found.ended_ms, found.attempts) == (
        "error", 1010, 1600, 2,
    )  # fmt: skip


def test_job_that_joined_running_work_is_in_front_after_a_restart_too() -> None:
    """QU21: found by the model test; its row said that it ran, and that it had never been begun."""
    book = Book()
    begun(book)
    book.started([J], 1010)
    [record] = book.take_unsaved(1300)
    assert (record.status, record_of(record.as_row()).attempts) == ("running", 1)


def test_job_goes_on_after_a_restart_as_it_was() -> None:
    book = Book()
    begun(book)
    book.ask([J], {"graph": {}})
    book.dispatched([J], 1, 5)
    book.started([J], 1010)
    [record] = book.take_unsaved(1010)
    later = Book()
    later.restore(record_of(record.as_row()))
    again = later.begin(Request(J, None, None, "?", None, "batch"), "test", Fingerprint("j"), 9000)
    assert again.as_row() == record.as_row()


def test_rows_that_could_not_be_saved_are_tried_again() -> None:
    book = Book()
    begun(book)
    book.ask([J])
    records = book.take_unsaved(1000)
    book.put_back(records)
    assert saved(book, 1000) == [("j", "queued")]


@pytest.mark.parametrize(
    ("verdicts", "told"), [([], ["ok"]), (["flat", "wrong_size"], ["flat", "wrong_size"])]
)
def test_checks_become_verdicts_with_a_sentence(verdicts: list[str], told: list[str]) -> None:
    book = Book()
    record = begun(book)
    book.done([J], Artifact(Fingerprint("j"), {"image": {}}, 10, {"image": [verdicts]}), 1010)
    assert [(note.verdict, note.elements) for note in record.quality] == [(t, None) for t in told]
    assert all(note.message and note.message != note.verdict for note in record.quality)


def test_verdict_says_what_it_is_about() -> None:
    artifact = Artifact(Fingerprint("j"), {"image": {}}, 10, {"image": [["another_seed:17"]]})
    [note] = quality(artifact)
    assert note.verdict == "another_seed"
    assert note.message == "Its own seed gave no picture, so seed 17 was taken"


def test_verdicts_on_a_list_say_which_elements_they_are_about() -> None:
    """WO14"""
    checks: Checks = {"image": [[], ["flat"], None, ["wrong_size", "flat"], []]}
    notes = quality(Artifact(Fingerprint("j"), {"image": [{}] * 5}, 10, checks))
    found = {(note.verdict, note.elements, note.message[:6]) for note in notes}
    assert found == {
        ("ok", (0, 4), "2 of 5"), ("flat", (1, 3), "2 of 5"), ("wrong_size", (3,), "1 of 5"),
    }  # fmt: skip
