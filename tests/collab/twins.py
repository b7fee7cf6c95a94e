"""The rehearsal's twin without a process: for rooms in tests, which no row may kill."""

from collab.documents.store import Checkpoint, Row, Stored
from collab.sync.loading import build
from collab.sync.rehearser import condense


class InlineRehearsal:
    """Finds what panics; what crashes or hangs ends the test, as it would a server."""

    async def find_bad(self, stored: Stored) -> tuple[tuple[Row, str], ...]:
        _, bad = build(stored)
        return tuple((row, "yrs cannot apply it") for row in bad)

    async def condense(self, stored: Stored) -> Checkpoint:
        return condense(stored, lambda at: None)
