"""Real browsers, signed in as people, for tests that look at the product as they would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.chromium import ARGUMENTS, HELP, find
from tests.server import PASSWORD, ServerProcess

VIEWPORT = {"width": 1440, "height": 900}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = find()
    if path is None:
        raise RuntimeError(HELP)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


async def signed_in_page(
    browser: Browser, server: ServerProcess, email: str, *, theme: str = "light"
) -> Page:
    """A page of a fresh context in which `email` has signed in through the form."""
    context: BrowserContext = await browser.new_context(
        viewport=VIEWPORT, color_scheme="dark" if theme == "dark" else "light"
    )
    context.set_default_timeout(30_000)
    page = await context.new_page()
    await page.goto(f"{server.url}/sign-in")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{server.url}/")
    return page
