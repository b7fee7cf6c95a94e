"""What the disk says of a document, enough to answer a newcomer while the document is being built.

yrs takes a while to build a large document and holds everything else up meanwhile; a client that
has nothing yet needs only the bytes. Knows nothing of rooms, nor when the bytes may be trusted.
"""

from dataclasses import dataclass
from typing import Final, Self

from pycrdt import merge_updates

from collab.documents.store import Checkpoint, Stored
from collab.sync import messages
from collab.sync.merging import merged_in_parts

MOST_ROWS: Final = 10_000
"""More are told faster by a document that holds them all."""

NOTHING: Final = b"\x00"
"""The state vector of a client that has nothing."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A checkpoint, found sound when it was made, and the updates that were stored since."""

    checkpoint: Checkpoint
    since: tuple[bytes, ...]

    @classmethod
    def of(cls, stored: Stored) -> Self | None:
        """`None` when only the built document can tell. Not for what is suspect."""
        if stored.checkpoint is None or len(stored.rows) > MOST_ROWS:
            return None
        return cls(stored.checkpoint, tuple(row.update for row in stored.rows))

    @property
    def size_bytes(self) -> int:
        return len(self.checkpoint.state)

    def suits(self, state_vector: bytes, epoch: str | None) -> bool:
        """Whether this answers a client that says so; without an `epoch` it takes any history."""
        return state_vector == NOTHING and epoch in (None, self.checkpoint.epoch)

    def frame(self) -> bytes:
        """A step 2 of all of it: clients take one for everything there is."""
        if not self.since:
            return messages.step_2(self.checkpoint.state)
        return messages.step_2(merge_updates(self.checkpoint.state, *merged_in_parts(self.since)))
