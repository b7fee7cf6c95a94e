"""Jobs that an earlier life of the server left behind, until each has gone on or has ended.

A board finds its jobs again by what they are for: a node, and the fingerprint it wanted.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from collab.documents.model import DocumentId, NodeId
from render.queue.book import Record
from render.queue.job import JobId
from render.stores import Fingerprint

_Aim: TypeAlias = tuple[NodeId, Fingerprint]


class Unfinished:
    def __init__(self, records: Sequence[Record]) -> None:
        self._boards: dict[DocumentId, dict[_Aim, Record]] = {}
        self.private: list[Record] = []
        """Those that belong to no board."""
        self.doubles: list[Record] = []
        """For the same thing as an older one: nobody will go on with these."""
        for record in records:
            board, node = record.request.board, record.request.node
            if board is None or node is None:
                self.private.append(record)
                continue
            jobs = self._boards.setdefault(board, {})
            if jobs.setdefault((node, record.fingerprint), record) is not record:
                self.doubles.append(record)

    def boards(self) -> Collection[DocumentId]:
        return list(self._boards)

    def released(self, board: DocumentId) -> Mapping[NodeId, Collection[Fingerprint]]:
        """What the nodes of `board` had been asked to run."""
        found: dict[NodeId, set[Fingerprint]] = {}
        for node, fingerprint in self._boards.get(board, {}):
            found.setdefault(node, set()).add(fingerprint)
        return found

    def claim(self, board: DocumentId, node: NodeId, fingerprint: Fingerprint) -> JobId | None:
        """The job that was for this, which now goes on."""
        record = self._boards.get(board, {}).pop((node, fingerprint), None)
        return record.job if record else None

    def take(self, board: DocumentId) -> list[Record]:
        """Those of `board` that nothing on it goes on with."""
        return list(self._boards.pop(board, {}).values())
