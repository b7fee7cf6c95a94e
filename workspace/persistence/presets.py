"""Rows of presets: a node type's parameters under a name, for the whole team."""

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from workspace.errors import Conflict
from workspace.model import Page, Preset, UserId
from workspace.persistence import cursors
from workspace.persistence.engine import Database
from workspace.persistence.tables import presets
from workspace.services.words import sort_key


class SqlPresets:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, preset: Preset, most: int) -> None:
        """Raises `Conflict` when the name is taken, or there are `most` of this type."""
        of_type = select(func.count()).select_from(presets).where(presets.c.type == preset.type)
        async with self._database.writing() as connection:
            if (await connection.scalar(of_type) or 0) >= most:
                raise Conflict(
                    "too_many_presets",
                    f"There are {most} presets for this node already: delete one first.",
                )
            try:
                await connection.execute(insert(presets).values(**_values(preset)))
            except IntegrityError as error:
                raise _taken(preset.name) from error

    async def find(self, id: str) -> Preset | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(presets).where(presets.c.id == id))).first()
        return _read(row) if row else None

    async def page(self, type: str | None, limit: int, after: str | None) -> Page[Preset]:
        """By name."""
        query = select(presets).order_by(presets.c.key, presets.c.id)
        if type is not None:
            query = query.where(presets.c.type == type)
        if after is not None:
            key = tuple_(*cursors.decode(after, str, str))
            query = query.where(tuple_(presets.c.key, presets.c.id) > key)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.limit(limit + 1))).all()
        more, rows = len(rows) > limit, rows[:limit]
        last = cursors.encode(rows[-1].key, rows[-1].id) if more else None
        return Page([_read(row) for row in rows], last)

    async def change(self, preset: Preset) -> None:
        """Raises `Conflict` when the name is taken."""
        change = update(presets).where(presets.c.id == preset.id).values(**_values(preset))
        async with self._database.writing() as connection:
            try:
                await connection.execute(change)
            except IntegrityError as error:
                raise _taken(preset.name) from error

    async def remove(self, id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(presets).where(presets.c.id == id))


def _taken(name: str) -> Conflict:
    return Conflict("name_taken", f"There is a preset “{name}” for this node already.")


def _values(preset: Preset) -> dict[str, Any]:
    return {
        "id": preset.id,
        "type": preset.type,
        "name": preset.name,
        "key": sort_key(preset.name),
        "params": dict(preset.params),
        "created_by": preset.created_by,
        "created_at": preset.created_at,
    }


def _read(row: Row[Any]) -> Preset:
    return Preset(
        id=row.id,
        type=row.type,
        name=row.name,
        params=row.params,
        created_by=UserId(row.created_by) if row.created_by else None,
        created_at=row.created_at,
    )
