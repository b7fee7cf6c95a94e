"""Templates of the team: saved from a board, looked through, put on boards.

To save from a board takes the right to edit it, since everybody of the team can then read what was
taken; pictures go along only if that board has them. To put one on a board takes the right to bring
pictures there: they become that board's.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from collab.documents.reader import document_json, read_marks
from render.stores import AssetId
from workspace.errors import Forbidden, Invalid, Missing
from workspace.model import BoardId, Caller, Page, Template, User, UserId
from workspace.permissions import BoardAction
from workspace.persistence import cursors
from workspace.persistence.assets import SqlAssetLibrary
from workspace.persistence.people import SqlPeople
from workspace.persistence.templates import SqlTemplates, taken
from workspace.services.assets import AssetFile, Assets
from workspace.services.boards import Boards
from workspace.services.documents import Documents
from workspace.services.fragments import assets_in, cut, drawing
from workspace.services.presets import may_keep, require_library
from workspace.services.template_book import TemplateBook
from workspace.services.words import check_line, check_text

MAX_NAME: Final = 80
MAX_DESCRIPTION: Final = 400
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class TemplateView:
    template: Template
    person: User | None
    may_change: bool


class Templates:
    def __init__(
        self,
        book: TemplateBook,
        rows: SqlTemplates,
        boards: Boards,
        documents: Documents,
        library: SqlAssetLibrary,
        assets: Assets,
        people: SqlPeople,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        linked: Callable[[BoardId], None],
    ) -> None:
        self._book = book
        self._rows = rows
        self._boards = boards
        self._documents = documents
        self._library = library
        self._assets = assets
        self._people = people
        self._now = now
        self._new_id = new_id
        self._linked = linked

    async def page(self, caller: Caller, limit: int, after: str | None) -> Page[TemplateView]:
        """Ours, then the team's, the last one made first."""
        require_library(caller)
        start, among_rows = 0, None
        if after is not None:
            number, id = cursors.decode(after, int, str)
            start, among_rows = (max(0, int(number)), None) if id == "" else (MOST, after)
        ours = self._book.ours[start : start + limit]
        if len(ours) == limit:
            return Page(await self._views(caller, ours), cursors.encode(start + limit, ""))
        page = await self._rows.page(limit - len(ours), among_rows)
        return Page(await self._views(caller, [*ours, *page.items]), page.next)

    async def find(self, caller: Caller, id: str) -> TemplateView:
        require_library(caller)
        found = await self._book.look(id)
        if found is None:
            raise Missing("template_not_found", "There is no such template any more.")
        return (await self._views(caller, [found]))[0]

    async def save(
        self, caller: Caller, board: str, name: str, description: str, nodes: Collection[str]
    ) -> TemplateView:
        found = await self._boards.require(caller, board, BoardAction.EDIT)
        require_library(caller)
        name = self._free(name)
        about = check_text(description, "description", MAX_DESCRIPTION)
        async with self._documents.document(found.id) as live:
            document = document_json(live.doc)["nodes"]
            marks = read_marks(live.doc, nodes)
        catalog = self._book.catalog
        taken_out = cut(document if isinstance(document, dict) else {}, nodes, marks)
        pictures = assets_in(taken_out, catalog)
        here = await self._library.of_board(found.id, pictures)
        if missing := pictures - here.keys():
            raise Invalid(
                "asset_missing",
                f"{len(missing)} of the pictures are not this board's: upload them to it first.",
            )
        template = Template(
            id=self._new_id(),
            name=name,
            description=about,
            nodes=taken_out,
            drawing=drawing(taken_out, catalog),
            created_by=caller.user.id,
            created_at=self._now(),
        )
        await self._rows.add(template, pictures, MOST)
        return (await self._views(caller, [template]))[0]

    async def change(
        self, caller: Caller, id: str, name: str | None, description: str | None
    ) -> TemplateView:
        template = await self._own(caller, id)
        if name is not None:
            template = replace(template, name=self._free(name))
        if description is not None:
            about = check_text(description, "description", MAX_DESCRIPTION)
            template = replace(template, description=about)
        await self._rows.change(template)
        return (await self._views(caller, [template]))[0]

    async def remove(self, caller: Caller, id: str) -> None:
        await self._rows.remove((await self._own(caller, id)).id)

    async def bring(self, caller: Caller, board: str, id: str) -> TemplateView:
        """Make the pictures of the template `board`'s, so that its nodes can be put there."""
        found = await self._boards.require(caller, board, BoardAction.UPLOAD)
        view = await self.find(caller, id)
        if pictures := await self._pictures(view.template):
            await self._library.link(found.id, pictures)
            self._linked(found.id)
        return view

    async def picture(self, caller: Caller, id: str, asset: str, width: int | None) -> AssetFile:
        view = await self.find(caller, id)
        info = (await self._rows.pictures(view.template.id)).get(AssetId(asset))
        if info is None:
            raise Missing("asset_not_found", "This template has no such picture.")
        return await self._assets.file_of(info, width)

    async def _pictures(self, template: Template) -> Collection[AssetId]:
        return () if template.is_ours else await self._rows.pictures(template.id)

    def _free(self, name: str) -> str:
        name = check_line(name, "name", MAX_NAME)
        if self._book.is_ours(name):
            raise taken(name)
        return name

    async def _own(self, caller: Caller, id: str) -> Template:
        view = await self.find(caller, id)
        if not view.may_change:
            who = "It comes with Atelier" if view.template.is_ours else "Somebody else made it"
            raise Forbidden("not_allowed", f"{who}: put it on a board and save your own.")
        return view.template

    async def _views(self, caller: Caller, found: Collection[Template]) -> list[TemplateView]:
        ids = {each.created_by for each in found if each.created_by is not None}
        people: Mapping[UserId, User] = await self._people.find_many(ids)
        return [
            TemplateView(
                each,
                people.get(each.created_by) if each.created_by else None,
                not each.is_ours and may_keep(caller.user, each.created_by),
            )
            for each in found
        ]
