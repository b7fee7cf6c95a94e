"""Which results a board should have, against those its document has. Pure: `now` is given.

Turns outcomes into the JSON of a result, and decides when each is due: what ends within
`QUIET_SECONDS` writes only its end, status never goes back within one `wanted`, and nothing equal
is written twice. Knows no document and no queue.
"""

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from collab.documents.model import JSON, NodeId
from render.graph.model import Problem
from render.stores import AssetId, Fingerprint

QUIET_SECONDS: Final = 0.25

Result: TypeAlias = dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its outputs in the JSON form of a result.

    `parts` are the fingerprints of the elements, where the outputs are lists that were computed
    one element at a time. They are written along, so that readers can go on from each of them.
    """

    fingerprint: Fingerprint
    outputs: Mapping[str, JSON]
    duration_ms: int
    parts: tuple[Fingerprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """No result: a source, muted, or deleted."""


@dataclass(frozen=True, slots=True)
class Underway:
    wanted: Fingerprint
    is_running: bool


@dataclass(frozen=True, slots=True)
class Done:
    run: Run


@dataclass(frozen=True, slots=True)
class Ended:
    """No outputs for what is wanted; those of the last run stay."""

    status: str
    wanted: Fingerprint | None
    problem: Problem | None


Outcome: TypeAlias = Nothing | Underway | Done | Ended


@dataclass(frozen=True, slots=True)
class _Pending:
    outcome: Outcome
    due: float


_ON_THE_WAY: Final = ("queued", "running", "done")
"""What ended without an output is not on it, and may be run once more."""


class Ledger:
    """One board's results: those written and those still to be written."""

    def __init__(self) -> None:
        self._written: dict[NodeId, Result] = {}
        self._runs: dict[NodeId, Run] = {}
        self._desired: dict[NodeId, Outcome] = {}
        self._pending: dict[NodeId, _Pending] = {}
        self._ready: dict[NodeId, None] = {}
        # Pending ones by when they are due; entries that no longer say so are passed over.
        self._calendar: list[tuple[float, NodeId]] = []

    def load(self, written: Mapping[NodeId, Result]) -> None:
        """Take over results that an earlier life wrote."""
        self._written.update(written)
        for node, result in written.items():
            if run := _run(result):
                self._runs[node] = run

    @property
    def runs(self) -> Mapping[NodeId, Run]:
        """The last finished run of each node, as far as it was written."""
        return self._runs

    def nodes(self) -> Collection[NodeId]:
        """Every node with a result."""
        return self._written.keys()

    def desire(self, node: NodeId, outcome: Outcome, now: float) -> None:
        """From `now` on, `outcome` is what `node` should show."""
        if node not in self._pending and self._desired.get(node) == outcome:
            return
        self._desired[node] = outcome
        if not isinstance(outcome, Underway):
            self._schedule(node, _Pending(outcome, now))
            return
        before = self._pending.get(node)
        due = now + QUIET_SECONDS
        match before:
            case _Pending(Underway(wanted, was_running), earlier) if wanted == outcome.wanted:
                due = earlier
                outcome = Underway(wanted, outcome.is_running or was_running)
        self._schedule(node, _Pending(outcome, due))

    def next_due(self) -> float | None:
        if self._ready:
            return self._pending[next(iter(self._ready))].due
        self._pass_over()
        return self._calendar[0][0] if self._calendar else None

    def is_due(self, now: float) -> bool:
        """Whether something should be looked at by now."""
        due = self.next_due()
        return due is not None and due <= now

    def due(self, now: float, at_ms: int) -> dict[NodeId, Result | None]:
        """What to write now: whole results, `None` to remove one."""
        self._pass_over()
        while self._calendar and self._calendar[0][0] <= now:
            self._ready[heapq.heappop(self._calendar)[1]] = None
            self._pass_over()
        found: dict[NodeId, Result | None] = {}
        for node in list(self._ready):
            result = self._result(node, self._pending[node].outcome, at_ms)
            if self._changes(node, result):
                found[node] = result
            else:
                self._settle(node)
        return found

    def _schedule(self, node: NodeId, pending: _Pending) -> None:
        before = self._pending.get(node)
        self._pending[node] = pending
        if before is None or before.due != pending.due:
            self._ready.pop(node, None)
            heapq.heappush(self._calendar, (pending.due, node))

    def _settle(self, node: NodeId) -> None:
        self._pending.pop(node, None)
        self._ready.pop(node, None)

    def _pass_over(self) -> None:
        """Have at the head of the calendar something that is still to come."""
        while self._calendar:
            due, node = self._calendar[0]
            pending = self._pending.get(node)
            if pending and pending.due == due and node not in self._ready:
                return
            heapq.heappop(self._calendar)

    def wrote(self, results: Mapping[NodeId, Result | None]) -> None:
        """`results` are in the document now."""
        for node, result in results.items():
            pending = self._pending.get(node)
            if pending and _equal(self._result(node, pending.outcome, 0), result):
                self._settle(node)
            if result is None:
                self._desired.pop(node, None)
                self._written.pop(node, None)
                self._runs.pop(node, None)
                continue
            self._written[node] = result
            if run := _run(result):
                self._runs[node] = run

    def _result(self, node: NodeId, outcome: Outcome, at_ms: int) -> Result | None:
        last = self._runs.get(node)
        error: dict[str, JSON] | None = None
        wanted: Fingerprint | None
        match outcome:
            case Nothing():
                return None
            case Done(run):
                status, wanted, last = "done", run.fingerprint, run
            case Underway(wanted, is_running):
                status = "running" if is_running else "queued"
            case Ended(status, wanted, problem):
                error = problem.as_json() if problem else None
        result: Result = {
            "status": status,
            "fingerprint": last.fingerprint if last else None,
            "wanted": wanted,
            "outputs": dict(last.outputs) if last else None,
            "error": error,
            "duration_ms": last.duration_ms if last else None,
            "at": at_ms,
        }
        if last and last.parts:
            result["parts"] = list(last.parts)
        return result

    def _changes(self, node: NodeId, result: Result | None) -> bool:
        written = self._written.get(node)
        if _equal(written, result):
            return False
        if written is None or result is None or written["wanted"] != result["wanted"]:
            return True
        return not _goes_back(str(written["status"]), str(result["status"]))


def assets_of(results: Collection[Result | None]) -> set[AssetId]:
    """Every asset that `results` name."""
    found: set[AssetId] = set()
    for result in results:
        outputs = result.get("outputs") if result else None
        if isinstance(outputs, dict):
            found.update(AssetId(str(each["asset"])) for each in pictures_in(outputs))
    return found


def pictures_in(outputs: Mapping[str, JSON]) -> Iterator[dict[str, JSON]]:
    """Every picture that `outputs` name, those in lists too."""
    for output in outputs.values():
        for value in output if isinstance(output, list) else [output]:
            if isinstance(value, dict) and isinstance(value.get("asset"), str):
                yield value


def _run(result: Result) -> Run | None:
    match result:
        case {"fingerprint": str(fingerprint), "outputs": dict(outputs)}:
            duration = result.get("duration_ms")
            return Run(
                Fingerprint(fingerprint),
                outputs,
                duration if isinstance(duration, int) else 0,
                _parts(result.get("parts")),
            )
        case _:
            return None


def _parts(found: JSON) -> tuple[Fingerprint, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(Fingerprint(part) for part in found if isinstance(part, str))


def _goes_back(before: str, after: str) -> bool:
    both = before in _ON_THE_WAY and after in _ON_THE_WAY
    return both and _ON_THE_WAY.index(after) < _ON_THE_WAY.index(before)


def _equal(one: Result | None, other: Result | None) -> bool:
    """Whether they say the same, whenever they said it."""
    if one is None or other is None:
        return one is other
    return {**one, "at": None} == {**other, "at": None}
