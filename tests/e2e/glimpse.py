"""What is on the screen only for a while: looked out for from before it comes, however slow the
machine that looks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page

from tests.eventually import eventually

WATCH = """(words) => {
  window.glimpsed ??= new Set();
  const look = () => {
    if (!document.body.textContent.includes(words)) return;
    window.glimpsed.add(words);
    watch.disconnect();
  };
  const watch = new MutationObserver(look);
  window.glimpsed.delete(words);
  watch.observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


@asynccontextmanager
async def glimpsed(page: Page, words: str) -> AsyncIterator[None]:
    """What is done within brings these words to the screen, if only for a moment."""
    await page.evaluate(WATCH, words)
    yield
    has = "(words) => window.glimpsed.has(words)"
    await eventually(lambda: page.evaluate(has, words), bool, f"a glimpse of “{words}”")
