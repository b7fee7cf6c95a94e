"""Operations that take seconds or more: prepare, step by step, finish.

The worker drives them, so that between two steps it can report how far they are, show how the
result begins to look, stop, and let a short piece of somebody else's work go first. Knows nothing
of workers.
"""

from abc import ABC, abstractmethod

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
        """

    @abstractmethod
    def step(self, index: int) -> None:
        """Take step `index`, counted from 0. Seconds at most: in the middle nothing stops it."""

    @abstractmethod
    def finish(self) -> Result:
        """The outputs, after the last step."""

    def preview(self) -> Picture | None:
        """How the result begins to look, asked for after a step, five times a second at most. Give
        a small picture, and do not wait for the device: the worker fetches and encodes it aside.
        """
        return None

    def close(self) -> None:  # noqa: B027 - most have nothing to do here
        """Let go of what `prepare` took; called last, however it ended, stopped or broken too."""
