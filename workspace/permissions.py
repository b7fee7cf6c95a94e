"""Who may do what: two tables, and nothing else. Pure; knows no request, row or socket.

A workspace role says what a person may do in the team; a board role what they may do on one board.
The two never mix: an administrator looks after people, and sees no board they are not a member of.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class WorkspaceRole(StrEnum):
    ADMINISTRATOR = "administrator"
    MEMBER = "member"


class BoardRole(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    COMMENTER = "commenter"
    VIEWER = "viewer"


class WorkspaceAction(StrEnum):
    SEE_PEOPLE = "see_people"
    ADD_PEOPLE = "add_people"
    CREATE_BOARD = "create_board"
    GENERATE = "generate"
    CANCEL_JOBS = "cancel_jobs"
    USE_LIBRARY = "use_library"
    MANAGE_MODELS = "manage_models"
    KEEP_LIBRARY = "keep_library"
    """Rename and delete presets and templates that others made."""


class BoardAction(StrEnum):
    READ = "read"
    COMMENT = "comment"
    EDIT = "edit"
    UPLOAD = "upload"
    RUN = "run"
    RENAME = "rename"
    MANAGE_MEMBERS = "manage_members"
    DELETE = "delete"


_W = WorkspaceAction
_B = BoardAction

WORKSPACE: Mapping[WorkspaceRole, frozenset[WorkspaceAction]] = MappingProxyType(
    {
        WorkspaceRole.ADMINISTRATOR: frozenset(WorkspaceAction),
        WorkspaceRole.MEMBER: frozenset(
            {_W.SEE_PEOPLE, _W.CREATE_BOARD, _W.GENERATE, _W.USE_LIBRARY}
        ),
    }
)

BOARD: Mapping[BoardRole, frozenset[BoardAction]] = MappingProxyType(
    {
        BoardRole.OWNER: frozenset(BoardAction),
        BoardRole.EDITOR: frozenset({_B.READ, _B.COMMENT, _B.EDIT, _B.UPLOAD, _B.RUN, _B.RENAME}),
        BoardRole.COMMENTER: frozenset({_B.READ, _B.COMMENT}),
        BoardRole.VIEWER: frozenset({_B.READ}),
    }
)


def may(role: WorkspaceRole, action: WorkspaceAction) -> bool:
    return action in WORKSPACE[role]


def may_on_board(role: BoardRole | None, action: BoardAction) -> bool:
    """`None` is somebody who is not a member."""
    return role is not None and action in BOARD[role]
