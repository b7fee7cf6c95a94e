"""What browsers sent in real editing sessions, kept compactly, and judged again as it came.

One record for each update, in the order sent: by whom, in which of its connections, whether it was
a step 2, and its bytes. `SERVER` are the server's own updates, and what the board began with.
"""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from collab.errors import PeerError
from collab.sync.admission import Admission, Missing
from collab.sync.lib0 import Reader, byte_string, varint
from collab.sync.update_v1 import parse_update

SERVER: Final = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """`by` is a connection, counted from 1, or `SERVER`."""

    by: int
    is_step_2: bool
    update: bytes


@dataclass(slots=True)
class Verdict:
    """`admitted` are the updates as they would be stored."""

    updates: int = 0
    admitted: list[bytes] = field(default_factory=list)
    collected: int = 0
    waited: int = 0
    refused: list[str] = field(default_factory=list)


def judge(recording: Iterable[Sent]) -> Verdict:
    """Every update through admission, which waits for a step 2 as a connection does."""
    verdict = Verdict()
    admission = Admission()
    waiting: dict[int, list[bytes]] = {}
    had_step_2: set[int] = set()

    def admit(sent: Sent, update: bytes, may_wait: bool) -> None:
        try:
            judgement = admission.judge(parse_update(update))
        except PeerError as error:
            verdict.refused.append(f"{error}: {update.hex()}")
            return
        if isinstance(judgement, Missing):
            if may_wait:
                verdict.waited += 1
                waiting.setdefault(sent.by, []).append(update)
            else:
                verdict.refused.append(f"it builds on what never came: {update.hex()}")
        elif sent.by != SERVER and not judgement.roots <= {"nodes"}:
            verdict.refused.append(f"it writes {set(judgement.roots)}: {update.hex()}")
        else:
            verdict.collected += judgement.update != update
            verdict.admitted.append(judgement.update)
            admission.add(judgement)

    for sent in recording:
        verdict.updates += sent.by != SERVER
        admit(sent, sent.update, sent.by != SERVER and sent.by not in had_step_2)
        if sent.is_step_2:
            had_step_2.add(sent.by)
            for update in waiting.pop(sent.by, []):
                admit(sent, update, may_wait=False)
    for left in waiting.values():
        verdict.refused += [f"it waits for ever: {update.hex()}" for update in left]
    return verdict


def write(path: Path, recording: Iterable[Sent]) -> None:
    records = [
        varint(sent.by) + bytes((sent.is_step_2,)) + byte_string(sent.update) for sent in recording
    ]
    path.write_bytes(lzma.compress(b"".join(records), preset=9 | lzma.PRESET_EXTREME))


def read(path: Path) -> Iterator[Sent]:
    reader = Reader(lzma.decompress(path.read_bytes()))
    while reader.left:
        yield Sent(reader.varint(), bool(reader.byte()), reader.bytes())
