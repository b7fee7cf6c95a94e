"""The in-memory twin of the job store: for tests, and for a renderer without a database."""

from collections.abc import Collection, Mapping
from statistics import median

from render.queue.job import JobId
from render.queue.store import JobRow


class MemoryJobStore:
    """Implements `JobStore`."""

    def __init__(self) -> None:
        self.rows: dict[JobId, JobRow] = {}

    async def save(self, rows: Collection[JobRow]) -> None:
        for row in rows:
            known = self.rows.get(row.id)
            if known is None or known.ended_ms is None:
                self.rows[row.id] = row

    async def unfinished(self) -> list[JobRow]:
        open_rows = [row for row in self.rows.values() if row.ended_ms is None]
        return sorted(open_rows, key=lambda row: (row.created_ms, row.id))

    async def last_token(self) -> int:
        return max((row.lease_token for row in self.rows.values()), default=0)

    async def find(self, job: JobId) -> JobRow | None:
        return self.rows.get(job)

    async def typical_ms(self, newest: int) -> Mapping[str, int]:
        done = [row for row in self.rows.values() if row.status == "done"]
        done.sort(key=lambda row: row.ended_ms or 0, reverse=True)
        found: dict[str, list[int]] = {}
        for row in done[:newest]:
            found.setdefault(row.type, []).append(row.duration_ms or 0)
        return {type: round(median(durations)) for type, durations in found.items()}

    async def trim(self, keep: int, ended_before_ms: int) -> None:
        ended = [row for row in self.rows.values() if row.ended_ms is not None]
        ended.sort(key=lambda row: (row.ended_ms or 0, row.id), reverse=True)
        for place, row in enumerate(ended):
            if place >= keep or (row.ended_ms or 0) < ended_before_ms:
                del self.rows[row.id]
