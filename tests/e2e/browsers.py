"""Real browsers, signed in as people, for tests that look at the product as they would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.chromium import ARGUMENTS, HELP, find
from tests.server import PASSWORD, ServerProcess

VIEWPORT = {"width": 1440, "height": 900}
PATIENCE_MS = 30_000
"""For whatever is waited for. What is there costs no wait, and a busy machine takes its time."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = find()
    if path is None:
        raise RuntimeError(HELP)
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


async def signed_in_page(
    browser: Browser,
    server: ServerProcess,
    email: str,
    *,
    theme: str = "light",
    keeps_client: bool = True,
) -> Page:
    """An empty page of a fresh context that holds a session of `email`'s.

    A test that holds up parts of the client has a browser that does not keep it: soon after the
    first page they would come from there.
    """
    context: BrowserContext = await browser.new_context(
        viewport=VIEWPORT,
        color_scheme="dark" if theme == "dark" else "light",
        service_workers="allow" if keeps_client else "block",
    )
    context.set_default_timeout(PATIENCE_MS)
    answer = await context.request.post(
        f"{server.url}/api/auth/login",
        data={"email": email, "password": PASSWORD},
        headers={"Origin": server.url},
    )
    assert answer.ok, f"{answer.status}: {await answer.text()}"
    return await context.new_page()
