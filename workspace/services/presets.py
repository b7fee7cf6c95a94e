"""Presets: parameters of a node type under a name, that everybody of the team may use.

Whoever made one renames and deletes it, and so do administrators.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from collab.documents.model import JSON
from render.nodes.catalog import Catalog
from render.nodes.spec import NodeSpec
from workspace.errors import Forbidden, Invalid, Missing, TooLarge
from workspace.model import Caller, Page, Preset, User, UserId
from workspace.permissions import WorkspaceAction, may
from workspace.persistence.people import SqlPeople
from workspace.persistence.presets import SqlPresets
from workspace.services.words import check_line

MAX_NAME: Final = 80
MAX_BYTES: Final = 32 * 1024
PER_TYPE: Final = 200


@dataclass(frozen=True, slots=True)
class PresetView:
    preset: Preset
    person: User | None
    may_change: bool


class Presets:
    def __init__(
        self,
        rows: SqlPresets,
        people: SqlPeople,
        catalog: Catalog,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._rows = rows
        self._people = people
        self._catalog = catalog
        self._now = now
        self._new_id = new_id

    async def page(
        self, caller: Caller, type: str | None, limit: int, after: str | None
    ) -> Page[PresetView]:
        require_library(caller)
        page = await self._rows.page(type, limit, after)
        ids = {each.created_by for each in page.items if each.created_by is not None}
        people = await self._people.find_many(ids)
        return Page([self._view(caller, each, people) for each in page.items], page.next)

    async def add(
        self, caller: Caller, type: str, name: str, params: Mapping[str, JSON]
    ) -> PresetView:
        require_library(caller)
        spec = self._catalog.get(type)
        if spec is None:
            raise Invalid("unknown_type", f"This server knows no node of the type “{type}”.")
        preset = Preset(
            id=self._new_id(),
            type=type,
            name=check_line(name, "name", MAX_NAME),
            params=checked(spec, params),
            created_by=caller.user.id,
            created_at=self._now(),
        )
        await self._rows.add(preset, PER_TYPE)
        return self._view(caller, preset, {caller.user.id: caller.user})

    async def rename(self, caller: Caller, id: str, name: str) -> PresetView:
        found = await self._own(caller, id)
        preset = replace(found, name=check_line(name, "name", MAX_NAME))
        await self._rows.change(preset)
        people = await self._people.find_many({preset.created_by} if preset.created_by else set())
        return self._view(caller, preset, people)

    async def remove(self, caller: Caller, id: str) -> None:
        await self._rows.remove((await self._own(caller, id)).id)

    async def _own(self, caller: Caller, id: str) -> Preset:
        require_library(caller)
        found = await self._rows.find(id)
        if found is None:
            raise Missing("preset_not_found", "There is no such preset any more.")
        if not may_keep(caller.user, found.created_by):
            raise Forbidden("not_allowed", "Only who made this preset changes it: save your own.")
        return found

    @staticmethod
    def _view(caller: Caller, preset: Preset, people: Mapping[UserId, User]) -> PresetView:
        person = people.get(preset.created_by) if preset.created_by else None
        return PresetView(preset, person, may_keep(caller.user, preset.created_by))


def require_library(caller: Caller) -> None:
    if not may(caller.user.role, WorkspaceAction.USE_LIBRARY):
        raise Forbidden("not_allowed", "You may not use the team's library: ask an administrator.")


def may_keep(user: User, created_by: UserId | None) -> bool:
    """Whether `user` may rename and delete what `created_by` put into the library."""
    return created_by == user.id or may(user.role, WorkspaceAction.KEEP_LIBRARY)


def checked(spec: NodeSpec, params: Mapping[str, JSON]) -> dict[str, JSON]:
    """`params` in their normal form. A picture belongs to a board and is in no preset."""
    takes = {param.name for param in spec.params if param.control != "asset"}
    for name in params:
        if name not in takes:
            raise Invalid("bad_param", f"{spec.title} has no parameter “{name}” to keep.")
    if not params:
        raise Invalid("bad_param", "A preset keeps at least one parameter.")
    if len(json.dumps(dict(params))) > MAX_BYTES:
        raise TooLarge("too_large", f"A preset has at most {MAX_BYTES // 1024} KiB.")
    good, bad = spec.normalise(params)
    if bad:
        raise Invalid("bad_param", f"{bad[0].message}.")
    return {name: good[name] for name in params}
