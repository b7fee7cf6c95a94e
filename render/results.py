"""Which results a board should have, against those its document has. Pure: `now` is given.

Turns outcomes into the JSON of a result, and decides when each is due: what ends within
`QUIET_SECONDS` writes only its end, status never goes back within one `wanted`, and nothing equal
is written twice. Knows no document and no queue.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from collab.documents.model import JSON, NodeId
from render.graph.model import Problem
from render.stores import AssetId, Fingerprint

QUIET_SECONDS: Final = 0.25

Result: TypeAlias = dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its outputs in the JSON form of a result."""

    fingerprint: Fingerprint
    outputs: Mapping[str, JSON]
    duration_ms: int


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


_RANKS: Final = {"queued": 0, "running": 1}
_LAST_RANK: Final = 2


class Ledger:
    """One board's results: those written and those still to be written."""

    def __init__(self) -> None:
        self._written: dict[NodeId, Result] = {}
        self._runs: dict[NodeId, Run] = {}
        self._desired: dict[NodeId, Outcome] = {}
        self._pending: dict[NodeId, _Pending] = {}

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
            self._pending[node] = _Pending(outcome, now)
            return
        before = self._pending.get(node)
        due = now + QUIET_SECONDS
        match before:
            case _Pending(Underway(wanted, was_running), earlier) if wanted == outcome.wanted:
                due = earlier
                outcome = Underway(wanted, outcome.is_running or was_running)
        self._pending[node] = _Pending(outcome, due)

    def next_due(self) -> float | None:
        return min((pending.due for pending in self._pending.values()), default=None)

    def is_due(self, now: float) -> bool:
        """Whether something should be looked at by now."""
        return any(pending.due <= now for pending in self._pending.values())

    def due(self, now: float, at_ms: int) -> dict[NodeId, Result | None]:
        """What to write now: whole results, `None` to remove one."""
        found: dict[NodeId, Result | None] = {}
        for node, pending in list(self._pending.items()):
            if pending.due > now:
                continue
            result = self._result(node, pending.outcome, at_ms)
            if self._changes(node, result):
                found[node] = result
            else:
                del self._pending[node]
        return found

    def wrote(self, results: Mapping[NodeId, Result | None]) -> None:
        """`results` are in the document now."""
        for node, result in results.items():
            pending = self._pending.get(node)
            if pending and _equal(self._result(node, pending.outcome, 0), result):
                del self._pending[node]
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
        return {
            "status": status,
            "fingerprint": last.fingerprint if last else None,
            "wanted": wanted,
            "outputs": dict(last.outputs) if last else None,
            "error": error,
            "duration_ms": last.duration_ms if last else None,
            "at": at_ms,
        }

    def _changes(self, node: NodeId, result: Result | None) -> bool:
        written = self._written.get(node)
        if _equal(written, result):
            return False
        if written is None or result is None or written["wanted"] != result["wanted"]:
            return True
        return _rank(result) >= _rank(written)


def assets_of(results: Collection[Result | None]) -> set[AssetId]:
    """Every asset that `results` name."""
    found: set[AssetId] = set()
    for result in results:
        outputs = result.get("outputs") if result else None
        for output in outputs.values() if isinstance(outputs, dict) else ():
            for value in output if isinstance(output, list) else [output]:
                if isinstance(value, dict) and isinstance(asset := value.get("asset"), str):
                    found.add(AssetId(asset))
    return found


def _run(result: Result) -> Run | None:
    match result:
        case {"fingerprint": str(fingerprint), "outputs": dict(outputs)}:
            duration = result.get("duration_ms")
            return Run(
                Fingerprint(fingerprint), outputs, duration if isinstance(duration, int) else 0
            )
        case _:
            return None


def _rank(result: Result) -> int:
    return _RANKS.get(str(result["status"]), _LAST_RANK)


def _equal(one: Result | None, other: Result | None) -> bool:
    """Whether they say the same, whenever they said it."""
    if one is None or other is None:
        return one is other
    return {**one, "at": None} == {**other, "at": None}
