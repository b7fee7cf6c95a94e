"""What two people's browsers sent while they edited one board, judged again: `record` made it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from collab.documents.reader import document_json
from collab.sync.admission import Admission
from tests.fuzz.recording import SERVER, Sent, judge, read, write
from tests.fuzz.world import same

RECORDING = Path(__file__).with_name("browsers.xz")


@pytest.fixture(scope="module")
def recording() -> list[Sent]:
    return list(read(RECORDING))


def test_nothing_that_browsers_sent_is_refused(recording: list[Sent]) -> None:
    verdict = judge(recording)
    assert verdict.refused == []
    assert verdict.updates > 5_000
    assert verdict.collected > 0  # somebody wrote offline into what was deleted meanwhile
    doc: Doc[Any] = Doc()
    for update in verdict.admitted:
        doc.apply_update(update)
    again: Doc[Any] = Doc()
    again.apply_update(doc.get_update())
    Admission.of(doc.get_update())
    assert same(document_json(doc), document_json(again))
    assert document_json(doc)["nodes"]


def test_a_recording_with_a_hole_is_refused_in_part(recording: list[Sent]) -> None:
    hole = next(
        at for at, sent in enumerate(recording) if sent.by != SERVER and sent.update != b"\x00\x00"
    )
    assert judge(without(recording, hole)).refused


def without(recording: Iterable[Sent], hole: int) -> list[Sent]:
    return [sent for at, sent in enumerate(recording) if at != hole]


def test_a_recording_is_read_as_it_was_written(recording: list[Sent], tmp_path: Path) -> None:
    write(tmp_path / "some.xz", recording[:50])
    assert list(read(tmp_path / "some.xz")) == recording[:50]
