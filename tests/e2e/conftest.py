"""The browser that people of a test share, each with a context of their own."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e.browsers import chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running
