"""The gate in front of yrs: what an update touches, and whether it may be applied at all.

`Admission` is an index of every element of one document: which container it sits in, and whether it
is deleted. From it `judge` tells, without asking yrs, that all an update builds on is there, that
every content fits its container, and exactly which roots it writes. Pure; the rules of the wire are
`update_v1`'s, the rules of roles `connection`'s.
"""

from dataclasses import dataclass
from typing import TypeAlias

from collab.errors import RefusedUpdate
from collab.sync.judging import Judging, MissingError
from collab.sync.known import GONE, Admitted, Container, Elements, Known
from collab.sync.update_v1 import Update, parse_update

__all__ = ["GONE", "Admission", "Admitted", "Container", "Elements", "Judgement", "Missing"]


@dataclass(frozen=True, slots=True)
class Missing:
    """The update builds on elements that have not arrived."""


Judgement: TypeAlias = Admitted | Missing


class Admission(Known):
    """What one document holds, and what may be added to it."""

    @classmethod
    def of(cls, state: bytes) -> "Admission":
        """The index of a whole document, from its encoded state."""
        admission = cls()
        judgement = admission.judge(parse_update(state))
        if isinstance(judgement, Missing):
            raise RefusedUpdate("dependency", "the document builds on updates it does not have")
        admission.add(judgement)
        admission.settle(())
        return admission

    def judge(self, update: Update) -> Judgement:
        """Raises `RefusedUpdate` for what must never be applied; changes nothing."""
        try:
            return Judging(self, update).run()
        except MissingError:
            return Missing()
