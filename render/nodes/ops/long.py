"""Operations that take seconds or more: prepare, step by step, finish.

The worker drives them, so that between two steps it can report how far they are, show how the
result begins to look, stop, let a short piece of somebody else's work go first, and begin others
that then take their steps together with it. Knows nothing of workers.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence

from render.nodes.ops.call import Call, Picture, Result


class LongOperation(ABC):
    """One invocation: made without arguments, used once. A spec names the class.

    Between two steps other operations may run in this thread, on this device: keep what you need
    in `self`, and leave no global mode of torch, no context manager open from one call to another.
    """

    @abstractmethod
    def prepare(self, call: Call) -> int:
        """Make ready, and say how many steps there will be. Long preparations call
        `call.step(0, 0)` now and then: it stops them when nobody wants the result any more, and
        shows that they are not hung.

        A `TransientError` here or in `finish`, while others take steps beside it, means that there
        was no room: it is asked once more when they have ended.
        """

    @abstractmethod
    def step(self, index: int) -> None:
        """Take step `index`, counted from 0. Seconds at most: in the middle nothing stops it."""

    @abstractmethod
    def finish(self) -> Result:
        """The outputs, after the last step."""

    @property
    def group(self) -> Hashable | None:
        """Operations of equal groups can take their steps together. Asked for after `prepare`;
        `None` takes them alone.
        """
        return None

    def seats(self) -> int:
        """How many of its group are to take their steps together by now, itself included."""
        return 1

    def step_together(self, others: "Sequence[LongOperation]") -> None:
        """Take the next step of this one and of `others` of its group. If it raises, those that
        had not taken it are asked to `step` alone; those that had are asked too, and have nothing
        to do.
        """
        raise NotImplementedError

    def preview(self) -> Picture | None:
        """How the result begins to look, asked for after a step, five times a second at most. Give
        a small picture, and do not wait for the device: the worker fetches and encodes it aside.
        """
        return None

    def close(self) -> None:  # noqa: B027 - most have nothing to do here
        """Let go of what `prepare` took; called last, however it ended, stopped or broken too."""
