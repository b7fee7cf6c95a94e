"""The two tables, against what is promised (WS5)."""

from itertools import pairwise

import pytest

from workspace.permissions import (
    BoardAction,
    BoardRole,
    WorkspaceAction,
    WorkspaceRole,
    may,
    may_on_board,
)

A = BoardAction
EXPECTED = {
    BoardRole.OWNER: set(BoardAction),
    BoardRole.EDITOR: {A.READ, A.COMMENT, A.EDIT, A.UPLOAD, A.RUN, A.RENAME},
    BoardRole.COMMENTER: {A.READ, A.COMMENT},
    BoardRole.VIEWER: {A.READ},
    None: set(),
}


@pytest.mark.parametrize("action", BoardAction)
@pytest.mark.parametrize("role", EXPECTED)
def test_a_board_role_may_do_exactly_what_the_table_says(
    role: BoardRole | None, action: BoardAction
) -> None:
    assert may_on_board(role, action) == (action in EXPECTED[role])


def test_each_board_role_may_do_all_that_the_next_lower_may() -> None:
    ranks = [BoardRole.OWNER, BoardRole.EDITOR, BoardRole.COMMENTER, BoardRole.VIEWER, None]
    for higher, lower in pairwise(ranks):
        for action in BoardAction:
            assert may_on_board(higher, action) or not may_on_board(lower, action)


@pytest.mark.parametrize("action", [WorkspaceAction.ADD_PEOPLE, WorkspaceAction.CANCEL_JOBS])
def test_only_administrators_add_people_and_cancel_what_is_not_theirs(
    action: WorkspaceAction,
) -> None:
    allowed = [role for role in WorkspaceRole if may(role, action)]
    assert allowed == [WorkspaceRole.ADMINISTRATOR]
