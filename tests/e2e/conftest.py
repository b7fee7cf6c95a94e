"""One Chromium for all tests of a run; the people of a test each have a context of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.browsers import chromium
from tests.server import ServerProcess

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser belongs to the event loop it was started in, so all of these tests share one."""
    shared = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(shared, append=False)


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


@pytest.fixture
def settings() -> dict[str, str]:
    """What the server of a test is told by its environment."""
    return {}


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path, settings: dict[str, str]) -> AsyncIterator[ServerProcess]:
    async with ServerProcess(tmp_path / "data", settings=settings) as running:
        yield running
