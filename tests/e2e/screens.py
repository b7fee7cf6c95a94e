"""Pictures of what a test saw, to be looked at."""

import os
from pathlib import Path

from playwright.async_api import Page


async def screenshot(page: Page, name: str) -> None:
    """Kept when `ATELIER_SCREENSHOTS` names a folder."""
    if folder := os.environ.get("ATELIER_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")
