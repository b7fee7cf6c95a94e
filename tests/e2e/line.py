"""The line between a page and its board: to be cut and mended while the server goes on."""

import re
from dataclasses import dataclass, field
from typing import Self

from playwright.async_api import Page, WebSocketRoute


@dataclass
class Line:
    is_whole: bool = True
    ends: list[WebSocketRoute] = field(default_factory=list)

    @classmethod
    async def of(cls, page: Page) -> Self:
        """Of a page that has not opened its board yet."""
        line = cls()
        await page.route_web_socket(re.compile("/sync/"), line._connect)
        return line

    async def cut(self) -> None:
        """Whatever the page dials from now on is not answered."""
        self.is_whole = False
        for end in self.ends:
            await end.close()
        self.ends.clear()

    def mend(self) -> None:
        self.is_whole = True

    async def _connect(self, page: WebSocketRoute) -> None:
        if self.is_whole:
            self.ends += [page, page.connect_to_server()]
        else:
            await page.close()
