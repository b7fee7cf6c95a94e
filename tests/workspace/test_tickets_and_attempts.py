"""The two small memories of the workspace, with the time in the test's hand."""

import itertools

import pytest

from workspace.errors import TooMany
from workspace.model import BoardId, Caller, User, UserId
from workspace.permissions import WorkspaceRole
from workspace.services.attempts import Attempts
from workspace.services.tickets import TICKET_MS, Tickets

BOARD = BoardId("b")
CALLER = Caller(User(UserId("u"), "a@b.c", "Ada", "#2482eb", WorkspaceRole.MEMBER, 1))
OTHER = Caller(User(UserId("v"), "b@b.c", "Bo", "#2482eb", WorkspaceRole.MEMBER, 1))


class Clock:
    now = 0

    def __call__(self) -> int:
        return self.now


def tickets(clock: Clock) -> Tickets:
    secrets = (f"s{n}" for n in itertools.count())
    return Tickets(clock, lambda: next(secrets))


@pytest.mark.parametrize(("later", "caller"), [(TICKET_MS - 1, CALLER), (TICKET_MS, None)])
def test_a_ticket_is_good_for_thirty_seconds(later: int, caller: Caller | None) -> None:
    clock = Clock()
    box = tickets(clock)
    secret = box.issue(BOARD, CALLER)
    clock.now = later
    assert box.redeem(secret, BOARD) == caller


def test_a_ticket_tried_on_another_board_is_used_up() -> None:
    box = tickets(Clock())
    secret = box.issue(BOARD, CALLER)
    assert box.redeem(secret, BoardId("other")) is None
    assert box.redeem(secret, BOARD) is None


def test_one_person_can_only_use_up_their_own_tickets() -> None:
    clock = Clock()
    box = tickets(clock)
    first = box.issue(BOARD, CALLER)
    for _ in range(199):
        box.issue(BOARD, CALLER)
    with pytest.raises(TooMany):
        box.issue(BOARD, CALLER)
    assert box.redeem(box.issue(BOARD, OTHER), BOARD) == OTHER
    assert box.redeem(first, BOARD) == CALLER
    clock.now = TICKET_MS
    assert box.redeem(box.issue(BOARD, CALLER), BOARD) == CALLER


def test_failures_add_up_within_the_window_and_are_forgotten_after_it() -> None:
    attempts = Attempts(limit=2, window_ms=100)
    attempts.fail("ada", 0)
    assert attempts.wait_ms("ada", 10) == 0
    attempts.fail("ada", 50)
    assert attempts.wait_ms("ada", 60) == 40
    assert attempts.wait_ms("bo", 60) == 0
    assert attempts.wait_ms("ada", 100) == 0


def test_success_forgets_the_failures() -> None:
    attempts = Attempts(limit=1, window_ms=100)
    attempts.fail("ada", 0)
    attempts.succeed("ada")
    assert attempts.wait_ms("ada", 1) == 0


def test_who_failed_longest_ago_is_forgotten_when_there_are_too_many() -> None:
    attempts = Attempts(limit=1, window_ms=10**9)
    for n in range(10_001):
        attempts.fail(str(n), n)
    assert attempts.wait_ms("0", 10_002) == 0
    assert attempts.wait_ms("10000", 10_002) > 0
