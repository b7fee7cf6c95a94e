"""Whether a room can be saved, when to ask again if not, and who is told. Knows no store."""

import asyncio
import logging
from collections.abc import Callable

from collab.documents.model import JSON, DocumentId
from collab.sync.limits import Limits

log = logging.getLogger(__name__)


class Storage:
    """`say` tells the room; `try_again` is called a while after each refusal."""

    def __init__(
        self,
        id: DocumentId,
        limits: Limits,
        say: "Callable[[dict[str, JSON] | None], None]",
        try_again: Callable[[], None],
    ) -> None:
        self._id = id
        self._limits = limits
        self._say = say
        self._try_again = try_again
        self._seconds = limits.retry_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._reason: str | None = None

    @property
    def reason(self) -> str | None:
        """Why nothing can be saved now, if so."""
        return self._reason

    def refused(self, reason: str) -> None:
        if self._reason is None:
            log.error("Document %s is read-only: %s", self._id, reason)
        if self._reason != reason:
            self._reason = reason
            self._say({"state": "read-only", "reason": reason})
        self.close()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._try_again)
        self._seconds = min(2 * self._seconds, self._limits.retry_most_seconds)

    def works(self) -> None:
        if self._reason is not None:
            log.info("Document %s can be saved again.", self._id)
            self._reason = None
            self._seconds = self._limits.retry_seconds
            self._say(None)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
