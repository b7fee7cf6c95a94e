"""What one connection and one document may cost; settings, read once."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Every queue's bound is here. What happens when it is full stands beside it."""

    message_bytes: int = 16 * MIB
    """One message; a larger one closes its socket with 1009."""
    document_bytes: int = 64 * MIB
    """A document, encoded; an update past it is refused, with 4413."""
    awareness_bytes: int = 8 * 1024
    """One awareness state; a larger one is not relayed."""
    messages_per_second: float = 300
    message_burst: int = 2000
    """Past the burst, messages are read later."""
    unread_bytes: int = 4 * MIB
    """Updates of one connection not committed yet; past it the socket is not read."""
    waiting_bytes: int = 4 * MIB
    waiting_updates: int = 256
    """Updates of one connection whose dependencies are missing; past either they are refused."""
    outbox_bytes: int = 8 * MIB
    """Frames one connection has not read; past it they become one diff when it reads again."""
    greeting_seconds: float = 1
    """How long frames are held for a client that has not asked for the document yet."""
    head_start_seconds: float = 0.02
    """How long a large document is not built yet, for who can be answered from the disk."""
    drain_seconds: float = 30
    """A connection that reads nothing for so long is closed with 4529."""
    batch_bytes: int = 4 * MIB
    batch_updates: int = 1000
    """A turn of one room takes at least one update, then more up to either."""
    awareness_tick_seconds: float = 0.015
    """States that change within a tick are told in one frame."""
    awareness_renewal_seconds: float = 12
    """How often the server's own state is repeated; stock clients forget after 30."""
    idle_seconds: float = 60
    """How long a room stays loaded when nobody is in it."""
    quiet_seconds: float = 30
    """How long nothing happens to a document, at least, before its memory is given back; people may
    be in its room all the while."""
    retry_seconds: float = 0.5
    retry_most_seconds: float = 15
    """How long until a store that refused is asked again; doubled up to the second."""
    checkpoint_updates: int = 2000
    checkpoint_bytes: int = 4 * MIB
    """A checkpoint is made when this much was committed since the last: either is enough."""
    checkpoint_idle_updates: int = 64
    """The same, once nobody is in the room any more: it is then quick to load again."""
    checkpoint_share: float = 0.1
    """Of one core's time, at most, that goes into checkpoints."""
    checkpoint_stop_seconds: float = 2
    """How long a stopping server goes on with those that are due."""
