"""Every invocation in the queue: who wishes for it, what it reads, and in which lines it waits.

Pure. Keeps these in step with each other; what becomes of an entry is the machine's to decide.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from render.graph.batches import batch_of
from render.graph.model import Invocation
from render.graph.values import flat, needed
from render.queue.crew import Crew
from render.queue.job import (
    Account,
    Entry,
    InMemory,
    JobId,
    Keeping,
    Pausing,
    Ready,
    Request,
    Waiting,
    WorkerId,
    account_of,
)
from render.queue.lines import Lines
from render.queue.transitions import move
from render.stores import Artifact, Fingerprint

URGENT: Final = 0
"""The line of work that was started before, and goes in front of everything."""

INTERACTIVE: Final = 1

_LINES: Final = {"interactive": INTERACTIVE, "batch": 2}
_EVERYBODY: Final[Account] = ""


class Backlog:
    """`lines` are in the order of their urgency."""

    def __init__(self, crew: Crew) -> None:
        self.entries: dict[Fingerprint, Entry] = {}
        self.lines = tuple(Lines(self._is_ready) for _ in range(1 + len(_LINES)))
        self._crew = crew
        self._order = 0
        self._jobs: dict[JobId, Fingerprint] = {}
        self._readers: dict[Fingerprint, dict[Fingerprint, None]] = {}

    def __contains__(self, job: JobId) -> bool:
        return job in self._jobs

    # Jobs

    def wish(
        self, request: Request, invocation: Invocation, known: Mapping[Fingerprint, Artifact]
    ) -> Entry:
        """The entry of what is wished for; `refresh` it when all of it is said."""
        entry = self.entries.get(invocation.fingerprint) or self._add(invocation)
        for need, artifact in known.items():
            if need in entry.needs:
                entry.needs[need] = artifact
        entry.jobs[request.job] = request
        self._jobs[request.job] = invocation.fingerprint
        account = account_of(request)
        if account not in entry.orders:
            self._order += 1
            entry.orders[account] = self._order
        return entry

    def withdraw(self, job: JobId) -> Entry | None:
        """What it was a wish for."""
        fingerprint = self._jobs.pop(job, None)
        if fingerprint is None:
            return None
        entry = self.entries[fingerprint]
        del entry.jobs[job]
        return entry

    def rearrange(self, job: JobId, before: JobId | None) -> None:
        """Hand the places that a person's waiting work has out anew; nobody else's changes."""
        moved = self._of(job)
        if moved is None:
            return
        account = account_of(moved.jobs[job])
        mine = [e for e in self.entries.values() if account in e.orders and is_queued(e)]
        mine.sort(key=lambda entry: entry.orders[account])
        orders = [entry.orders[account] for entry in mine]
        if moved not in mine:
            return
        mine.remove(moved)
        target = self._of(before) if before else None
        mine.insert(mine.index(target) if target in mine else len(mine), moved)
        for entry, order in zip(mine, orders, strict=True):
            if entry.orders[account] != order:
                entry.orders[account] = order
                self.refresh(entry)

    def _of(self, job: JobId) -> Entry | None:
        fingerprint = self._jobs.get(job)
        return None if fingerprint is None else self.entries[fingerprint]

    # Entries

    def _add(self, invocation: Invocation) -> Entry:
        needs: dict[Fingerprint, Artifact | None] = {
            value.fingerprint: None
            for value in needed(flat(v for values in invocation.inputs.values() for v in values))
        }
        entry = Entry(invocation, Waiting(), needs, batch_of(invocation))
        self.entries[invocation.fingerprint] = entry
        for need in needs:
            self._readers.setdefault(need, {})[invocation.fingerprint] = None
        return entry

    def remove(self, entry: Entry) -> tuple[JobId, ...]:
        """The jobs that end with it."""
        fingerprint = entry.invocation.fingerprint
        del self.entries[fingerprint]
        if isinstance(entry.state, InMemory | Keeping):
            self._crew.let_go(entry.state.worker, fingerprint)
        for need in entry.needs:
            readers = self._readers[need]
            del readers[fingerprint]
            if not readers:
                del self._readers[need]
        for job in entry.jobs:
            del self._jobs[job]
        if not self.entries:
            for line in self.lines:
                line.turns.forgive()
        return tuple(entry.jobs)

    def provide(self, artifact: Artifact) -> None:
        """Whoever reads it has it in files from now on."""
        for reader in self._readers.get(artifact.fingerprint, ()):
            self.entries[reader].needs[artifact.fingerprint] = artifact
        self.refresh_readers(artifact.fingerprint)

    # Lines

    def refresh_readers(self, fingerprint: Fingerprint) -> None:
        for reader in list(self._readers.get(fingerprint, ())):
            self.refresh(self.entries[reader])

    def refresh(self, entry: Entry) -> None:
        """Move between `Waiting` and `Ready`, as its inputs are there or not, and queue it anew."""
        if not isinstance(entry.state, Waiting | Ready):
            return
        entry.ticket += 1
        missing = [need for need, artifact in entry.needs.items() if artifact is None]
        holders = {self._holder(need) for need in missing}
        if None in holders or len(holders) > 1 or (missing and entry.needs_files):
            if isinstance(entry.state, Ready):
                move(entry, Waiting())
            return
        if isinstance(entry.state, Waiting):
            move(entry, Ready())
        worker = next(iter(holders), None)
        for line, account, order in places(entry):
            fingerprint = entry.invocation.fingerprint
            self.lines[line].put(account, order, entry.ticket, fingerprint, worker)

    def _is_ready(self, fingerprint: Fingerprint, ticket: int) -> bool:
        entry = self.entries.get(fingerprint)
        return entry is not None and entry.ticket == ticket and isinstance(entry.state, Ready)

    def _holder(self, fingerprint: Fingerprint) -> WorkerId | None:
        """The worker that has the outputs of `fingerprint` in its memory and takes work."""
        entry = self.entries.get(fingerprint)
        if entry is None or not isinstance(entry.state, InMemory | Keeping):
            return None
        worker = entry.state.worker
        return worker if worker in self._crew and self._crew.retiring(worker) is None else None


def is_queued(entry: Entry) -> bool:
    return isinstance(entry.state, Waiting | Ready | Pausing) and not entry.was_started


def line_of(entry: Entry) -> int:
    """The one that its most hurried wish puts it into."""
    return min((_LINES[request.priority] for request in entry.jobs.values()), default=1)


def places(entry: Entry) -> Iterator[tuple[int, Account, int]]:
    """In which lines it stands: the line, whose it is, and its place in that one's order."""
    if entry.was_started:
        yield URGENT, _EVERYBODY, min(entry.orders.values())
        return
    lines: dict[Account, int] = {}
    for request in entry.jobs.values():
        account, line = account_of(request), _LINES[request.priority]
        lines[account] = min(line, lines.get(account, line))
    for account, line in lines.items():
        yield line, account, entry.orders[account]
