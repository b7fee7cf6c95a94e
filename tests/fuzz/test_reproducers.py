"""What the fuzzer found: rows that admission lets in, and yrs then breaks. Rows
joined by `+` were applied in one transaction.

In most of them something is put into an element that was collected (a struct of kind 0). Yjs makes
that a collected run too; yrs does not do so faithfully. Each is judged in a process of its own,
since yrs may die of it.
"""

import subprocess
import sys
from typing import Any

import pytest
from pycrdt import Doc

from collab.documents.reader import document_json
from collab.errors import PeerError
from collab.sync.admission import Admission, Admitted
from collab.sync.state_vector import read_state_vector
from collab.sync.update_v1 import parse_update
from tests.fuzz.world import same, unordered

FOUND = {
    "text in a collected element: reads back differently": """
        01010700000100
        0101b5f0c0de08000400070002616200+010305002301056e6f646573026e3202227607000700022301056e6f646573000000
        0101b5f0c0de08020400070004f09f988000
        0102b5f0c0de08022301056e6f64657306c3a9f09f9880002801056e6f64657306c3a9f09f98800275007f00
    """,
    "a type in a collected element: cannot be loaded": """
        0201b5f0c0de08002801056e6f64657304746578740175027d247c3816f0240106002801056e6f64657306c3a9f09f\
9880027f7601026e3177016100
        0101ffffffffffffff0f002801056e6f64657306c3a9f09f9880017b0e79a41be4fc2c2400
        0101ffffffffffffff0f00000500
        0302b5f0c0de08010700ffffffffffffff0f01020500ffffffffffffff0f00013101ffffffffffffff0f052800ffff\
ffffffffff0f0000027d1c7c91f36b5701ffffffff0f000400ffffffffffffff0f0002c3a900
    """,
    "text over what was collected: its state is not one": """
        010105002701056e6f646573026e320200+01010500000a00
        0201b5f0c0de08002300050206706172616d73021ec601ffffffffffffff0f00070005040200+\
0102b5f0c0de08000400050004f09f98802801056e6f64657306706172616d730177016100
    """,
    "a list's element after and before the same one: reads back differently": """
        0101ffffffff0f002701056e6f64657306706172616d730000
        0101ffffffffffffff0f000800ffffffff0f00027403ccf4947a7bfebc17a020269c00
        0101ffffffffffffff0f02c8ffffffffffffff0f01ffffffffffffff0f0102787c346769ae00
    """,
}

UNNEIGHBOURLY = (
    "010109002701056e6f646573016b0200 01010500040009000661626364656600"
    " 0101070004000900017a00 01011400c405010700015800 01011e00440504015900"
)
"""Into "abcdefz" an X between b and z, and a Y that is the first of all and yet before e."""


def judge(batches: list[list[bytes]]) -> str:
    """`refused`, `harmless`, or what is wrong with the document that the rows make."""
    admission = Admission()
    together: Doc[Any] = Doc()
    apart: Doc[Any] = Doc()
    for batch in batches:
        admitted = []
        for row in batch:
            try:
                judgement = admission.judge(parse_update(row))
            except PeerError:
                return "refused"
            if not isinstance(judgement, Admitted):
                return "refused"
            admission.add(judgement)
            admitted.append(judgement.update)
            apart.apply_update(judgement.update)
        with together.transaction():
            for row in admitted:
                together.apply_update(row)
    state = together.get_update()
    again: Doc[Any] = Doc()
    again.apply_update(state)
    Admission.of(state)
    if read_state_vector(again.get_state()) != read_state_vector(together.get_state()):
        return "it is not all in its state"
    readings = [document_json(doc) for doc in (together, apart, again)]
    if same(*readings):
        return "harmless"
    is_there = same(*map(unordered, readings))
    return "in another order" if is_there else "it reads back differently"


@pytest.mark.parametrize("rows", FOUND.values(), ids=FOUND.keys())
def test_what_the_fuzzer_found_is_refused_or_harmless(rows: str) -> None:
    """SY6"""
    assert judged_apart(rows) in ("refused", "harmless")


def test_neighbours_that_cannot_have_been_change_the_order_of_one_text_and_no_more() -> None:
    """SY6: the one thing that a hostile editor can do."""
    assert judged_apart(UNNEIGHBOURLY) == "in another order"


def judged_apart(rows: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.test_reproducers", *rows.split()],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


if __name__ == "__main__":
    found = [[bytes.fromhex(row) for row in batch.split("+")] for batch in sys.argv[1:]]
    sys.stdout.write(judge(found))
