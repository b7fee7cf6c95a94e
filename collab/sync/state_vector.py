"""Checks a peer's state vector before yrs reads it: yrs allocates what a count promises."""

from collab.errors import MalformedFrame
from collab.sync.lib0 import Reader
from collab.sync.update_v1 import MAX_CLOCK


def check_state_vector(state_vector: bytes) -> None:
    """Raise `MalformedFrame` unless these bytes are a state vector, whole and bounded."""
    read_state_vector(state_vector)


def read_state_vector(state_vector: bytes) -> dict[int, int]:
    """Each client's clock; raises as `check_state_vector`."""
    reader = Reader(state_vector)
    clocks: dict[int, int] = {}
    count = reader.count(least_bytes_each=2)
    for _ in range(count):
        client, clock = reader.varint(), reader.varint()
        if clock > MAX_CLOCK:
            raise MalformedFrame("a clock in a state vector is impossible")
        clocks[client] = clock
    if len(clocks) != count:
        raise MalformedFrame("a state vector names a client twice")
    reader.expect_end()
    return clocks
