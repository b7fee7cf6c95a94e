"""When which result is written, with time given (RE13–RE19)."""

import pytest

from collab.documents.model import NodeId
from render.graph.model import Problem
from render.results import QUIET_SECONDS, Done, Ended, Ledger, Nothing, Run, Underway, assets_of
from render.stores import Fingerprint

N = NodeId("n")
F1, F2 = Fingerprint("1" * 64), Fingerprint("2" * 64)
OUTPUTS = {"image": {"asset": "a" * 64, "mime": "image/png", "width": 4, "height": 2}}
DONE = Done(Run(F1, OUTPUTS, 12))
QUEUED, RUNNING = Underway(F2, is_running=False), Underway(F2, is_running=True)
BROKEN = Problem("failed", "It broke")


def write(ledger: Ledger, now: float) -> dict | None:
    """What is due for the node at `now`, written; `{}` when nothing is."""
    due = ledger.due(now, at_ms=7)
    ledger.wrote(due)
    return due.get(N, {})


def test_done_result_has_the_shape_of_the_contract() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    assert write(ledger, 0) == {
        "status": "done", "fingerprint": F1, "wanted": F1, "outputs": OUTPUTS, "error": None,
        "duration_ms": 12, "at": 7,
    }  # fmt: skip


def test_work_that_ends_soon_writes_only_its_end() -> None:
    ledger = Ledger()
    ledger.desire(N, Underway(F1, is_running=False), 0)
    ledger.desire(N, Underway(F1, is_running=True), 0.1)
    assert write(ledger, QUIET_SECONDS - 0.01) == {}
    ledger.desire(N, DONE, 0.2)
    assert write(ledger, 0.2)["status"] == "done"


def test_long_work_shows_after_the_quiet_time_with_the_outputs_before_it() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    write(ledger, 0)
    ledger.desire(N, QUEUED, 1)
    ledger.desire(N, RUNNING, 1.2)
    assert ledger.next_due() == 1 + QUIET_SECONDS
    assert write(ledger, 1 + QUIET_SECONDS) == {
        "status": "running", "fingerprint": F1, "wanted": F2, "outputs": OUTPUTS, "error": None,
        "duration_ms": 12, "at": 7,
    }  # fmt: skip


def test_quiet_time_begins_anew_with_another_fingerprint() -> None:
    ledger = Ledger()
    ledger.desire(N, Underway(F1, is_running=True), 0)
    ledger.desire(N, QUEUED, 0.2)
    assert ledger.next_due() == 0.2 + QUIET_SECONDS
    assert write(ledger, 1)["status"] == "queued"


def test_status_never_goes_back_within_one_wanted() -> None:
    ledger = Ledger()
    ledger.desire(N, RUNNING, 0)
    assert write(ledger, 1)["status"] == "running"
    ledger.desire(N, QUEUED, 2)  # its worker died
    assert write(ledger, 3) == {}
    ledger.desire(N, Done(Run(F2, OUTPUTS, 1)), 4)
    assert write(ledger, 4)["status"] == "done"
    ledger.desire(N, RUNNING, 5)
    assert write(ledger, 6) == {}


@pytest.mark.parametrize("status", ["stale", "cancelled", "error"])
def test_what_waited_to_be_run_or_failed_is_seen_to_run(status: str) -> None:
    ledger = Ledger()
    ledger.desire(N, Ended(status, F2, None), 0)
    assert write(ledger, 0)["status"] == status
    ledger.desire(N, RUNNING, 1)
    assert write(ledger, 2)["status"] == "running"
    ledger.desire(N, Ended(status, F2, None), 3)
    assert write(ledger, 3)["status"] == status


def test_failed_run_keeps_the_outputs_before_it() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    write(ledger, 0)
    ledger.desire(N, Ended("error", F2, BROKEN), 1)
    found = write(ledger, 1)
    assert (found["status"], found["wanted"], found["fingerprint"]) == ("error", F2, F1)
    assert found["outputs"] == OUTPUTS
    assert found["error"] == {"code": "failed", "message": "It broke"}


def test_equal_result_is_not_written_again() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    write(ledger, 0)
    ledger.desire(N, DONE, 1)
    assert write(ledger, 1) == {}
    assert ledger.next_due() is None


def test_results_left_by_an_earlier_life_are_continued() -> None:
    left = {
        "status": "running", "fingerprint": F1, "wanted": F2, "outputs": OUTPUTS, "error": None,
        "duration_ms": 12.0, "at": 1,
    }  # fmt: skip
    ledger = Ledger()
    ledger.load({N: left})
    assert ledger.runs[N].fingerprint == F1
    ledger.desire(N, QUEUED, 0)
    assert write(ledger, 1) == {}
    ledger.desire(N, DONE, 2)
    assert write(ledger, 2)["status"] == "done"


def test_result_of_what_no_longer_writes_one_is_removed_once() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    write(ledger, 0)
    ledger.desire(N, Nothing(), 1)
    assert write(ledger, 1) is None
    ledger.desire(N, Nothing(), 2)
    assert write(ledger, 2) == {}
    assert ledger.runs == {}


def test_outcome_that_arrives_during_a_write_is_not_lost() -> None:
    ledger = Ledger()
    ledger.desire(N, DONE, 0)
    due = ledger.due(0, 7)
    ledger.desire(N, Ended("invalid", None, BROKEN), 0)
    ledger.wrote(due)
    assert write(ledger, 0)["status"] == "invalid"


def test_assets_of_results_are_found_in_lists_too() -> None:
    asset = {"asset": "b" * 64}
    assert assets_of([None, {"outputs": {"image": [asset, asset], "text": {"value": "x"}}}]) == {
        "b" * 64
    }
    assert assets_of([{"outputs": None}]) == set()
