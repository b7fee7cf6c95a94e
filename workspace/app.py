"""Wires everything, and is the only place that knows everyone.

`create_app` builds the parts; the lifespan opens them in order and closes them in reverse, so that
sockets go before rooms, and rooms before the journal that keeps what they wrote.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, WebSocketRoute

from collab.errors import CollabError, DocumentError
from collab.sync.endpoint import SyncEndpoint
from collab.sync.hub import Hub
from collab.sync.limits import Limits
from collab.sync.metrics import PrometheusMetrics
from collab.sync.rehearsal import ChildRehearsal
from render.errors import RenderError
from render.nodes.catalog import Catalog, installed_catalog
from render.past_runs import PastRuns
from render.queue.store import JobStore
from render.service import RenderService
from render.stores import ArtifactStore, AssetLibrary, ModelList
from render.workers.child import Budgets, Spawn, python_spawner
from workspace.api.assets import AssetRoutes
from workspace.api.auth import Auth
from workspace.api.boards import BoardRoutes
from workspace.api.bodies import Limit
from workspace.api.client import ClientRoutes, find_client
from workspace.api.client_errors import ClientErrorRoutes
from workspace.api.gate import SocketGate
from workspace.api.generate import GenerateRoutes
from workspace.api.graphs import GraphRoutes
from workspace.api.headers import SecurityHeaders
from workspace.api.jobs import JobRoutes
from workspace.api.models import ModelRoutes
from workspace.api.nodes import NodeRoutes
from workspace.api.observing import Observing, RequestMetrics
from workspace.api.operations import OperationRoutes
from workspace.api.past_runs import PastRoutes
from workspace.api.people import PeopleRoutes
from workspace.api.presets import PresetRoutes
from workspace.api.problems import HANDLERS
from workspace.api.templates import TemplateRoutes
from workspace.errors import StartError, WorkspaceError
from workspace.health import Health
from workspace.identity import new_id, new_secret, now_ms
from workspace.persistence.artifacts import SqlArtifactStore
from workspace.persistence.assets import SqlAssetLibrary
from workspace.persistence.blobs import Blobs
from workspace.persistence.boards import SqlBoards
from workspace.persistence.data_folder import claim, not_writable
from workspace.persistence.engine import Database
from workspace.persistence.jobs import SqlJobStore
from workspace.persistence.journal import SqliteJournal
from workspace.persistence.migrate import migrate
from workspace.persistence.past_runs import SqlPastRuns
from workspace.persistence.people import SqlPeople
from workspace.persistence.presets import SqlPresets
from workspace.persistence.templates import SqlTemplates
from workspace.services.accounts import Accounts
from workspace.services.activity import Activity
from workspace.services.assets import Assets
from workspace.services.boards import Boards
from workspace.services.decoding import Decoder, DecoderLimits
from workspace.services.first_start import FirstStart
from workspace.services.generating import Generating
from workspace.services.graphs import Graphs
from workspace.services.jobs import Jobs
from workspace.services.members import Members
from workspace.services.models import ModelShelf
from workspace.services.passwords import Passwords
from workspace.services.past_runs import PastResults
from workspace.services.presets import Presets
from workspace.services.template_book import TemplateBook, read_ours
from workspace.services.templates import Templates
from workspace.services.tickets import Tickets
from workspace.settings import Settings


def create_app(settings: Settings, *, spawn_worker: Spawn | None = None) -> Starlette:
    """The application. Its lifespan raises `StartError` when it cannot start."""
    registry = CollectorRegistry()
    catalog = _catalog(settings)

    database = Database(settings.database)
    blobs = Blobs(settings.data_folder)
    journal = SqliteJournal(settings.data_folder / "journal.db", sync=settings.journal_sync)
    rehearsal = ChildRehearsal(settings.rehearsal_seconds)
    people, board_rows = SqlPeople(database), SqlBoards(database)
    job_rows = SqlJobStore(database)
    past_rows = SqlPastRuns(database)
    library = SqlAssetLibrary(database, blobs, now_ms)
    decoder = Decoder(_decoder_limits(settings))

    shelf = _shelf(settings)
    renderer = _renderer(
        settings,
        catalog,
        library,
        SqlArtifactStore(database, blobs, now_ms),
        job_rows,
        past_rows,
        registry,
        spawn_worker or python_spawner(_worker_budgets(settings)),
        shelf.registry,
    )
    activity = Activity(board_rows, now_ms)
    hub = Hub(
        journal,
        [renderer, activity],
        _sync_limits(settings),
        PrometheusMetrics(registry),
        rehearsal,
    )

    accounts = Accounts(
        people,
        Passwords(_hasher(settings)),
        now=now_ms,
        new_id=new_id,
        new_secret=new_secret,
        session_days=settings.session_days,
        ended=hub.sign_out,
    )
    template_rows = SqlTemplates(database)
    template_book = TemplateBook(read_ours(catalog), template_rows, catalog)
    boards = Boards(
        board_rows,
        hub,
        template_book,
        now=now_ms,
        new_id=new_id,
        link=library.link,
        deleted=renderer.board_deleted,
    )
    members = Members(boards, board_rows, people, hub, now=now_ms)
    tickets = Tickets(now_ms, new_secret)
    first_start = FirstStart(accounts, boards)
    assets = Assets(
        boards,
        library,
        blobs,
        decoder,
        limit_bytes=settings.upload_limit_bytes,
        uploaded=renderer.assets_changed,
        recipe=renderer.recipe,
    )

    graphs = Graphs(
        boards,
        library,
        catalog,
        shelf.registry,
        record_of=assets.record,
        linked=renderer.assets_changed,
    )
    jobs = Jobs(renderer, job_rows, boards, board_rows, people)
    generating = Generating(jobs, library, template_book)
    presets = Presets(SqlPresets(database), people, catalog, now=now_ms, new_id=new_id)
    templates = Templates(
        template_book,
        template_rows,
        boards,
        hub,
        library,
        assets,
        people,
        now=now_ms,
        new_id=new_id,
        linked=renderer.assets_changed,
    )

    auth = Auth(accounts, base_path=settings.base_path, session_days=settings.session_days)
    limit = Limit(settings.json_limit_bytes)
    sockets = SyncEndpoint(hub, SocketGate(auth, members, tickets))

    operations = OperationRoutes(Health(database, journal, renderer), registry).routes()
    routes: list[BaseRoute] = [
        *operations,
        *PeopleRoutes(auth, accounts, first_start, limit).routes(),
        *BoardRoutes(auth, boards, members, tickets, limit).routes(),
        *AssetRoutes(auth, assets, limit_bytes=settings.upload_limit_bytes).routes(),
        *GraphRoutes(auth, graphs).routes(),
        *JobRoutes(auth, jobs, generating, limit).routes(),
        *PastRoutes(auth, PastResults(boards, past_rows, people, renderer.flush_past)).routes(),
        *PresetRoutes(auth, presets, limit).routes(),
        *TemplateRoutes(auth, templates, limit).routes(),
        *GenerateRoutes(auth, generating, limit).routes(),
        *NodeRoutes(auth, catalog.as_json()).routes(),
        *ModelRoutes(auth, shelf, limit).routes(),
        *ClientErrorRoutes(auth, now_ms).routes(),
        WebSocketRoute("/sync/{board}", sockets.endpoint),
        *ClientRoutes(find_client(), settings.base_path).routes(),
    ]
    if settings.base_path:  # who runs the server asks at the root too
        routes = [*operations, Mount(settings.base_path, routes=routes)]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.enter_context(claim(settings.data_folder))
            stack.push_async_callback(database.close)
            await migrate(database)
            await _prepare(blobs, settings)
            await stack.enter_async_context(_opened(journal))
            await stack.enter_async_context(decoder)
            await stack.enter_async_context(shelf)
            await stack.enter_async_context(renderer)
            await stack.enter_async_context(activity)
            await stack.enter_async_context(rehearsal)
            if not journal.was_stopped:
                await rehearsal.prepare()
            await stack.enter_async_context(hub)
            await stack.enter_async_context(renderer.serving(hub.document))
            refusal, app.state.setup_token = await _begin(first_start, settings)
            if refusal is None:
                yield
        if refusal is not None:  # outside, since a task group would wrap it
            raise refusal

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


def _catalog(settings: Settings) -> Catalog:
    try:
        found = installed_catalog(settings.debug_nodes)
        safety = settings.safety_folder
        return found if safety is None else found.checked_by(str(safety))
    except RenderError as error:
        raise StartError(f"The node catalogue cannot be read: {error}.") from error


def _renderer(
    settings: Settings,
    catalog: Catalog,
    library: AssetLibrary,
    artifacts: ArtifactStore,
    jobs: JobStore,
    past: PastRuns,
    registry: CollectorRegistry,
    spawn: Spawn,
    models: ModelList,
) -> RenderService:
    try:
        return RenderService(
            catalog,
            library,
            artifacts,
            workers=settings.workers,
            registry=registry,
            spawn=spawn,
            jobs=jobs,
            past=past,
            kept_jobs=settings.job_history,
            kept_days=settings.job_history_days,
            models=models,
        )
    except ValueError as error:
        detail = f"ATELIER_WORKERS cannot be used: {error}."
        raise StartError(detail, code="bad_setting", exit_status=2) from error


@asynccontextmanager
async def _opened(journal: SqliteJournal) -> AsyncIterator[None]:
    try:
        await journal.__aenter__()
    except DocumentError as error:
        raise StartError(str(error), code=error.code) from error
    try:
        yield
    finally:
        await journal.__aexit__(None, None, None)


async def _prepare(blobs: Blobs, settings: Settings) -> None:
    try:
        await asyncio.to_thread(blobs.prepare)
    except OSError as error:
        raise not_writable(settings.data_folder, error) from error


async def _begin(
    first_start: FirstStart, settings: Settings
) -> tuple[StartError | None, str | None]:
    """What is wrong with the first administrator, and the token of the setup link."""
    password = settings.admin_password.get_secret_value()
    try:
        return None, await first_start.open(settings.admin_email, password)
    except WorkspaceError as error:
        wrong = f"The administrator of ATELIER_ADMIN_EMAIL cannot be made: {error.detail}"
        return StartError(wrong, code="bad_setting", exit_status=2), None
    except CollabError as error:
        return StartError(f"The sample board cannot be made: {error}", code=error.code), None


def _shelf(settings: Settings) -> ModelShelf:
    return ModelShelf(
        settings.models_folder,
        settings.hf_cache_folder,
        settings.hashes_file,
        settings.download_limits,
    )


def _hasher(settings: Settings) -> PasswordHasher:
    return PasswordHasher(time_cost=settings.argon2_passes, memory_cost=settings.argon2_memory_kib)


def _worker_budgets(settings: Settings) -> Budgets:
    return Budgets(
        settings.worker_memory_bytes,
        settings.data_folder / "tensors",
        settings.tensor_cache_bytes,
        tuple(filter(None, (settings.models_folder, settings.hf_cache_folder))),
    )


def _decoder_limits(settings: Settings) -> DecoderLimits:
    return DecoderLimits(
        processes=settings.decoder_processes,
        memory_bytes=settings.decoder_memory_bytes,
        seconds=settings.decoder_seconds,
        pixels=settings.pixel_limit,
    )


def _sync_limits(settings: Settings) -> Limits:
    return Limits(
        message_bytes=settings.message_limit_bytes,
        document_bytes=settings.document_limit_bytes,
        awareness_bytes=settings.awareness_limit_bytes,
        messages_per_second=settings.updates_per_second,
        message_burst=settings.update_burst,
        checkpoint_updates=settings.checkpoint_updates,
        checkpoint_bytes=settings.checkpoint_bytes,
    )
