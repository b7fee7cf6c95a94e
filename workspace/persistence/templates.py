"""Rows of the team's templates, and which pictures they hold."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from render.stores import AssetId, AssetInfo
from workspace.errors import Conflict
from workspace.model import Page, Template, UserId
from workspace.persistence import cursors
from workspace.persistence.assets import read_info
from workspace.persistence.engine import Database
from workspace.persistence.tables import assets, template_assets, templates
from workspace.services.words import sort_key


class SqlTemplates:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, template: Template, pictures: Collection[AssetId], most: int) -> None:
        """Raises `Conflict` when the name is taken, or there are `most` already."""
        async with self._database.writing() as connection:
            count = select(func.count()).select_from(templates)
            if (await connection.scalar(count) or 0) >= most:
                raise Conflict(
                    "too_many_templates",
                    f"The team has {most} templates already: delete one first.",
                )
            try:
                await connection.execute(insert(templates).values(**_values(template)))
            except IntegrityError as error:
                raise taken(template.name) from error
            links = [{"template_id": template.id, "asset_id": asset} for asset in pictures]
            if links:
                await connection.execute(insert(template_assets), links)

    async def find(self, name: str) -> Template | None:
        """By id, or by name."""
        same = (templates.c.id == name) | (templates.c.key == sort_key(name))
        query = select(templates).where(same).order_by((templates.c.id == name).desc())
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return _read(row) if row else None

    async def page(self, limit: int, after: str | None) -> Page[Template]:
        """The last one made first."""
        query = select(templates).order_by(templates.c.created_at.desc(), templates.c.id.desc())
        if after is not None:
            key = tuple_(*cursors.decode(after, int, str))
            query = query.where(tuple_(templates.c.created_at, templates.c.id) < key)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.limit(limit + 1))).all()
        more, rows = len(rows) > limit, rows[:limit]
        last = cursors.encode(rows[-1].created_at, rows[-1].id) if more else None
        return Page([_read(row) for row in rows], last)

    async def change(self, template: Template) -> None:
        """Raises `Conflict` when the name is taken."""
        change = update(templates).where(templates.c.id == template.id)
        async with self._database.writing() as connection:
            try:
                await connection.execute(change.values(**_values(template)))
            except IntegrityError as error:
                raise taken(template.name) from error

    async def remove(self, id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(templates).where(templates.c.id == id))

    async def pictures(self, template: str) -> dict[AssetId, AssetInfo]:
        query = (
            select(assets)
            .join(template_assets, template_assets.c.asset_id == assets.c.id)
            .where(template_assets.c.template_id == template)
        )
        async with self._database.reading() as connection:
            infos = [read_info(row) for row in await connection.execute(query)]
        return {info.id: info for info in infos}


def taken(name: str) -> Conflict:
    return Conflict("name_taken", f"There is a template “{name}” already.")


def _values(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "name": template.name,
        "key": sort_key(template.name),
        "description": template.description,
        "nodes": dict(template.nodes),
        "drawing": dict(template.drawing),
        "created_by": template.created_by,
        "created_at": template.created_at,
    }


def _read(row: Row[Any]) -> Template:
    return Template(
        id=row.id,
        name=row.name,
        description=row.description,
        nodes=row.nodes,
        drawing=row.drawing,
        created_by=UserId(row.created_by) if row.created_by else None,
        created_at=row.created_at,
    )
