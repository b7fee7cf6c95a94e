"""Whether the server can do its work, part by part: a sentence why not, or nothing."""

from collections.abc import Mapping

from collab.documents.model import DocumentId
from collab.documents.store import DocumentStore
from collab.errors import DocumentMissing, DocumentUnavailable
from render.service import RenderService
from workspace.errors import Unavailable
from workspace.persistence.engine import Database

_NO_BOARD = DocumentId("no board has this id")


class Health:
    def __init__(self, database: Database, journal: DocumentStore, renderer: RenderService) -> None:
        self._database = database
        self._journal = journal
        self._renderer = renderer

    async def reasons(self) -> Mapping[str, str]:
        """Why each part that fails does."""
        found = {
            "database": await self._of_database(),
            "journal": await self._of_journal(),
            "renderer": self._of_renderer(),
        }
        return {part: reason for part, reason in found.items() if reason is not None}

    async def _of_database(self) -> str | None:
        try:
            await self._database.ping()
        except Unavailable as error:
            return error.detail
        return None

    async def _of_journal(self) -> str | None:
        try:
            await self._journal.load(_NO_BOARD)
        except DocumentMissing:
            return self._journal.trouble
        except DocumentUnavailable as error:
            return str(error)
        return None

    def _of_renderer(self) -> str | None:
        """One that is starting is no reason to wait: boards work, and pictures follow."""
        status = self._renderer.status()
        return status.reason if status.state == "failed" else None
