"""Pictures of what a test saw, to be looked at."""

import os
from pathlib import Path

from playwright.async_api import Page


async def screenshot(page: Page, name: str) -> None:
    """Kept when `ATELIER_SCREENSHOTS` names a folder."""
    if folder := os.environ.get("ATELIER_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def screenshots(page: Page, name: str) -> None:
    """In dark and in light."""
    if "ATELIER_SCREENSHOTS" in os.environ:
        await page.emulate_media(color_scheme="dark")
        await screenshot(page, f"{name}-dark")
        await page.emulate_media(color_scheme="light")
        await screenshot(page, f"{name}-light")
