"""The last preview of each job that runs: in memory, bounded, and gone with the job or before."""

from collections import OrderedDict

from render.queue.job import JobId

KEPT = 200
"""A preview is a few kilobytes."""


class Previews:
    def __init__(self) -> None:
        self._last: OrderedDict[JobId, tuple[int, bytes]] = OrderedDict()
        self._number = 0

    def put(self, job: JobId, webp: bytes) -> None:
        self._number += 1
        self._last[job] = (self._number, webp)
        self._last.move_to_end(job)
        if len(self._last) > KEPT:
            self._last.popitem(last=False)

    def number(self, job: JobId) -> int | None:
        """Which preview is the last one of `job`."""
        last = self._last.get(job)
        return last[0] if last else None

    def find(self, job: JobId, number: int) -> bytes | None:
        """Preview `number`, or the one that has come since."""
        last = self._last.get(job)
        return last[1] if last and last[0] >= number else None

    def drop(self, job: JobId) -> None:
        self._last.pop(job, None)
