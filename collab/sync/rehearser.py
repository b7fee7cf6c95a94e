"""The process in which documents are built that might end it.

`python -m collab.sync.rehearser FD SECONDS`, with its progress in the memory behind FD. One request
after the other from standard input, until that ends. It reads no file and no setting, and knows
nothing of rooms; that it died, and where, is for `rehearsal` to notice.
"""

import gc
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from pycrdt import Doc

from collab.documents.reader import read_epoch
from collab.documents.store import Checkpoint, Row, Stored
from collab.errors import PeerError
from collab.sync.admission import Admission
from collab.sync.index import UnknownIndex, decode_index, encode_index
from collab.sync.loading import (
    NotCondensed,
    Poisoned,
    applied,
    continued,
    encode,
    pending_rows,
)
from collab.sync.rehearsal_wire import (
    CHECKPOINT,
    CONDENSE,
    COUNT_BYTES,
    FAILED,
    SOUND,
    UNSOUND,
    Progress,
    pack,
    unpack_count,
    unpack_lengths,
)
from collab.sync.state_vector import read_state_vector

MEMORY_BYTES = 4 * 1024**3
NICE = 5
MAX_CONTINUED_ROWS = 10_000


def rehearse(stored: Stored, step: Callable[[int], None]) -> "tuple[Doc[Any], bytes]":
    """The document as another process would load it, and its state. Raises `Poisoned`."""
    doc = applied(stored.checkpoint, stored.rows, step)
    state = encode(doc)
    again = applied(Checkpoint(0, state, b""), ())
    if read_state_vector(again.get_state()) != read_state_vector(doc.get_state()):
        raise Poisoned("what it encodes is not what it is")
    return again, state


def condense(stored: Stored, step: Callable[[int], None]) -> Checkpoint:
    """Raises `NotCondensed`."""
    try:
        doc, state = rehearse(stored, step)
        index = _continued(stored, len(state))
        if index is None:
            if pending_rows(doc, stored.rows):
                raise NotCondensed("some rows build on what is not there")
            index = Admission.of(state)
        return Checkpoint(stored.last, state, encode_index(index), read_epoch(doc))
    except (Poisoned, PeerError) as error:
        raise NotCondensed(str(error)) from error


def _continued(stored: Stored, state_bytes: int) -> Admission | None:
    """The last index and the rows since, when that costs less than the whole state does.

    An index that goes on remembers what was collected; one larger than its document begins anew.
    """
    base = stored.checkpoint
    if base is None or len(stored.rows) > MAX_CONTINUED_ROWS or len(base.index) > state_bytes:
        return None
    try:
        return continued(decode_index(base.index), stored.rows)
    except UnknownIndex:
        return None


def main() -> None:
    progress = Progress(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(NICE)
    gc.disable()  # an index is a hundred thousand objects and no cycles
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while request := _read(requests):
        signal.alarm(int(sys.argv[2]))  # should nobody be left to end it when it hangs
        answers.write(pack(_answer(request, progress)))
        answers.flush()
        signal.alarm(0)


def _answer(request: Sequence[bytes], progress: Progress) -> list[bytes]:
    what, has_checkpoint, state, index, *rows = request
    checkpoint = Checkpoint(0, state, index) if has_checkpoint else None
    stored = Stored(checkpoint, tuple(Row(at, row) for at, row in enumerate(rows, 1)))
    progress.set(CHECKPOINT)
    try:
        if what == CONDENSE:
            made = condense(stored, progress.set)
            return [SOUND, made.state, made.index, (made.epoch or "").encode()]
        rehearse(stored, progress.set)
        return [SOUND]
    except NotCondensed as error:
        return [FAILED, str(error).encode()]
    except Poisoned as error:
        return [UNSOUND, str(error).encode()]


def _read(requests: BinaryIO) -> list[bytes]:
    head = requests.read(COUNT_BYTES)
    if not head:
        return []
    lengths = unpack_lengths(requests.read(4 * unpack_count(head)))
    return [requests.read(length) for length in lengths]


if __name__ == "__main__":
    main()
