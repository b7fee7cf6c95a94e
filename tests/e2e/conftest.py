"""One Chromium and one warm server for all tests of a run.

The people of a test are its own, each in a browser context of theirs, and so are its boards: both
are gone after it. What is the server's, such as templates and what was rendered before, stays.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.browsers import chromium
from tests.eventually import eventually
from tests.server import ServerProcess, json_of

HERE = Path(__file__).parent
SETTINGS = {"ATELIER_WORKERS": "cpu", "ATELIER_DEBUG_NODES": "1"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser belongs to the event loop it was started in, so all of these tests share one.

    A test may take as long as several of its waits, on a machine that is slow at all of them.
    """
    shared = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(shared, append=False)
            item.add_marker(pytest.mark.timeout(300))


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chrome() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chrome: Browser) -> AsyncIterator[Browser]:
    """The shared Chromium; the contexts that a test opened are closed after it."""
    yield chrome
    for context in chrome.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def lasting(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("lasting") / "data"
    async with ServerProcess(data, settings=SETTINGS) as running:
        await renders(running)
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def server(lasting: ServerProcess) -> AsyncIterator[ServerProcess]:
    """The server of all tests that leave it running."""
    yield lasting
    await clear(lasting)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def mortal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("mortal") / "data"
    async with ServerProcess(data, settings=SETTINGS) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def mortal_server(mortal: ServerProcess) -> AsyncIterator[ServerProcess]:
    """The server of the tests that kill it, or that take something from it."""
    if not mortal.is_running:
        await mortal.start()
    yield mortal
    if mortal.is_running:
        await clear(mortal)


@pytest_asyncio.fixture(loop_scope="session")
async def own_server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server on which nobody was before."""
    async with ServerProcess(tmp_path / "data", settings=SETTINGS) as running:
        yield running


async def renders(server: ServerProcess) -> None:
    """Return once its worker has rendered something: from then on renders come at once."""
    async with server.signed_in() as admin:
        graph = {"nodes": {"first": {"type": "image.solid", "params": {"width": 1, "height": 1}}}}
        job = json_of(await admin.post("/api/generate", json={"graph": graph}))["job"]

        async def status() -> str:
            return str(json_of(await admin.get(f"/api/jobs/{job}"))["status"])

        await eventually(status, lambda seen: seen == "done", "the first render")


async def clear(server: ServerProcess) -> None:
    """Delete the boards of the administrator, and with them what is rendered for them."""
    async with server.signed_in() as admin:
        while boards := json_of(await admin.get("/api/boards?limit=100"))["items"]:
            for board in boards:
                (await admin.delete(f"/api/boards/{board['id']}")).raise_for_status()
