"""Wires everything, and is the only place that knows everyone.

`create_app` builds the parts; the lifespan opens them in order and closes them in reverse, so that
sockets go before rooms, and rooms before the journal that keeps what they wrote.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace
from typing import Any

from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry
from pycrdt import Doc
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount

from collab.documents.model import DocumentId
from collab.documents.store import Entry
from collab.sync.access import Access
from workspace.api.assets import AssetRoutes
from workspace.api.auth import Auth
from workspace.api.boards import BoardRoutes
from workspace.api.bodies import Limit
from workspace.api.client import ClientRoutes, find_client
from workspace.api.headers import SecurityHeaders
from workspace.api.observing import Observing, RequestMetrics
from workspace.api.operations import OperationRoutes
from workspace.api.people import PeopleRoutes
from workspace.api.problems import HANDLERS
from workspace.identity import new_id, new_secret, now_ms
from workspace.persistence.assets import SqlAssetLibrary
from workspace.persistence.blobs import Blobs
from workspace.persistence.boards import SqlBoards
from workspace.persistence.data_folder import claim
from workspace.persistence.engine import Database
from workspace.persistence.journal import SqliteJournal
from workspace.persistence.migrate import migrate
from workspace.persistence.people import SqlPeople
from workspace.services.accounts import Accounts
from workspace.services.assets import Assets
from workspace.services.boards import Boards
from workspace.services.decoding import Decoder, DecoderLimits
from workspace.services.first_start import FirstStart
from workspace.services.members import Members
from workspace.services.passwords import Passwords
from workspace.services.tickets import Tickets
from workspace.settings import Settings


class _JournalDocuments:
    """Documents straight from the journal, for REST alone."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    async def create(self, id: DocumentId, update: bytes) -> None:
        await self._journal.append([Entry(id, None, update)])

    @asynccontextmanager
    async def document(self, id: DocumentId) -> AsyncIterator[Any]:
        doc: Doc[Any] = Doc()
        for update in await self._journal.load(id):
            doc.apply_update(update)
        yield SimpleNamespace(doc=doc)

    def revoke(self, id: DocumentId, person_id: str | None, access: Access | None) -> None:
        """Nobody is connected."""


def create_app(settings: Settings) -> Starlette:
    folder = settings.data_folder
    registry = CollectorRegistry()
    database = Database(settings.database)
    blobs = Blobs(folder)
    journal = SqliteJournal(folder / "journal.db")
    hub = _JournalDocuments(journal)
    decoder = Decoder(
        DecoderLimits(
            processes=settings.decoder_processes,
            memory_bytes=settings.decoder_memory_bytes,
            seconds=settings.decoder_seconds,
            pixels=settings.pixel_limit,
        )
    )
    people, board_rows = SqlPeople(database), SqlBoards(database)
    library = SqlAssetLibrary(database, blobs, now_ms)
    accounts = Accounts(
        people,
        Passwords(
            PasswordHasher(time_cost=settings.argon2_passes, memory_cost=settings.argon2_memory_kib)
        ),
        now=now_ms,
        new_id=new_id,
        new_secret=new_secret,
        session_days=settings.session_days,
    )
    boards = Boards(board_rows, hub, now=now_ms, new_id=new_id)
    members = Members(boards, board_rows, people, hub, now=now_ms)
    tickets = Tickets(now_ms, new_secret)
    first_start = FirstStart(accounts, boards)
    assets = Assets(
        boards,
        library,
        blobs,
        decoder,
        limit_bytes=settings.upload_limit_bytes,
        uploaded=lambda board: None,
    )
    auth = Auth(accounts, base_path=settings.base_path, session_days=settings.session_days)
    limit = Limit(settings.json_limit_bytes)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(claim(folder))
            stack.push_async_callback(database.close)
            await migrate(database)
            await asyncio.to_thread(blobs.prepare)
            await stack.enter_async_context(journal)
            await stack.enter_async_context(decoder)
            app.state.setup_token = await first_start.open(
                settings.admin_email, settings.admin_password.get_secret_value()
            )
            yield

    async def database_check() -> str | None:
        try:
            await database.ping()
        except SQLAlchemyError as error:
            return f"The database does not answer ({type(error).__name__})."
        return None

    operations = OperationRoutes({"database": database_check}, registry).routes()
    routes: list[BaseRoute] = [
        *operations,
        *PeopleRoutes(auth, accounts, first_start, limit).routes(),
        *BoardRoutes(auth, boards, members, tickets, limit).routes(),
        *AssetRoutes(auth, assets, limit_bytes=settings.upload_limit_bytes).routes(),
        *ClientRoutes(find_client(), settings.base_path).routes(),
    ]
    if settings.base_path:
        routes = [*operations, Mount(settings.base_path, routes=routes)]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Observing, metrics=RequestMetrics(registry)),
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
