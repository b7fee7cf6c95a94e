"""Values → the JSON clients see. Every shape of an answer is here."""

from collections.abc import Callable
from typing import Any, TypeVar

from render.stores import AssetInfo
from workspace.model import ApiToken, Board, Member, Page, User

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


def page_json(page: Page[T], shape: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    return {"items": [shape(item) for item in page.items], "next": page.next}
