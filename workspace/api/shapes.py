"""Values → the JSON clients see. Every shape of an answer is here."""

from collections.abc import Callable
from typing import Any, TypeVar

from render.stores import AssetInfo
from workspace.model import ApiToken, Board, Member, Page, User
from workspace.services.jobs import JobView

T = TypeVar("T")


def user_json(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "color": user.color,
        "role": user.role,
    }


def board_json(board: Board) -> dict[str, Any]:
    return {
        "id": board.id,
        "title": board.title,
        "role": board.role,
        "epoch": board.epoch,
        "created_at": board.created_at,
        "updated_at": board.updated_at,
    }


def person_json(person: User | None) -> dict[str, Any] | None:
    """Somebody as others on a board know them; `None` for who is not here any more."""
    return {"id": person.id, "name": person.name, "color": person.color} if person else None


def member_json(member: Member) -> dict[str, Any]:
    user = member.user
    person = {"id": user.id, "name": user.name, "email": user.email, "color": user.color}
    return {"user": person, "role": member.role}


def token_json(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": list(token.scopes),
        "created_at": token.created_at,
        "expires": token.expires_at,
    }


def asset_json(info: AssetInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "mime": info.mime,
        "width": info.width,
        "height": info.height,
        "bytes": info.size_bytes,
    }


def job_json(view: JobView) -> dict[str, Any]:
    """What may not be known of somebody else's job is null."""
    row, hidden, person = view.row, view.is_hidden, view.person
    board = view.board
    step, steps = view.progress or (None, None)
    found: dict[str, Any] = {
        "id": row.id,
        "board": {"id": board.id, "title": board.title} if board else None,
        "node": None if hidden else row.node,
        "title": None if hidden else row.title,
        "type": None if hidden else row.type,
        "person": person_json(person),
        "priority": row.priority,
        "status": row.status,
        "progress": _progress(view),
        "step": step,
        "steps": steps,
        "position": view.position,
        "eta": view.eta,
        "created_at": row.created_ms,
        "started_at": row.started_ms,
        "ended_at": row.ended_ms,
        "duration_ms": row.duration_ms,
        "error": {"code": row.error[0], "message": row.error[1]}
        if row.error and not hidden
        else None,
        "quality": [
            {
                "port": note.port,
                "verdict": note.verdict,
                "message": note.message,
                "elements": note.elements,
            }
            for note in (() if hidden else row.quality)
        ],
        "can": {"cancel": view.may_cancel, "retry": view.may_retry, "move": view.may_move},
    }
    if view.outputs is not None:
        found["outputs"] = dict(view.outputs)
    return found


def _progress(view: JobView) -> float:
    if view.row.status == "done":
        return 1.0
    step, steps = view.progress or (0, 0)
    return min(1.0, step / steps) if steps else 0.0


def page_json(page: Page[T], shape: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    return {"items": [shape(item) for item in page.items], "next": page.next}
