"""What the sync core counts, for whoever scrapes it. `SyncMetrics` is given, never global."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

COMMIT_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2)
LAG_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)
CHECKPOINT_SECONDS = (0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
BATCH_UPDATES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Size(NamedTuple):
    """Of one document in memory."""

    size_bytes: int
    struct_count: int


class SyncMetrics(Protocol):
    def rooms(self, change: int) -> None: ...
    def connections(self, change: int) -> None: ...
    def refused(self, reason: str) -> None: ...
    def committed(self, seconds: float, updates: int, size_bytes: int) -> None: ...
    def sent(self, frames: int, size_bytes: int) -> None: ...
    def outbox_dropped(self) -> None: ...
    def checkpointed(self, outcome: str, seconds: float) -> None: ...
    def lagged(self, seconds: float) -> None: ...
    def measure(self, sizes: Callable[[], Iterable[Size]]) -> None:
        """Ask `sizes` for those of all live documents, whenever somebody wants to know."""
        ...


class NoMetrics:
    """Counts nothing."""

    def rooms(self, change: int) -> None: ...
    def connections(self, change: int) -> None: ...
    def refused(self, reason: str) -> None: ...
    def committed(self, seconds: float, updates: int, size_bytes: int) -> None: ...
    def sent(self, frames: int, size_bytes: int) -> None: ...
    def outbox_dropped(self) -> None: ...
    def checkpointed(self, outcome: str, seconds: float) -> None: ...
    def lagged(self, seconds: float) -> None: ...
    def measure(self, sizes: Callable[[], Iterable[Size]]) -> None: ...


class PrometheusMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"atelier_{name}", text, labels, registry=registry)

        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"atelier_{name}", text, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
            return Histogram(f"atelier_{name}", text, buckets=buckets, registry=registry)

        self._rooms = gauge("rooms", "Boards that are loaded.")
        self._connections = gauge("connections", "Sockets joined to a board.")
        self._bytes = gauge("document_bytes", "Size of the loaded documents, encoded, at most.")
        self._structs = gauge("document_structs", "Runs of elements in the loaded documents.")
        self._updates = counter("updates", "Updates accepted from clients.")
        self._update_bytes = counter("update_bytes", "Bytes committed to the journal.")
        self._frames = counter("update_frames_sent", "Frames of updates queued for clients.")
        self._frame_bytes = counter("update_bytes_sent", "Their bytes.")
        self._dropped = counter("outbox_drops", "Queues replaced by a diff for slow readers.")
        self._refused = counter("updates_refused", "Updates dropped.", "reason")
        self._checkpoints = counter("checkpoints", "Checkpoints by outcome.", "outcome")
        self._commit = histogram(
            "commit_seconds",
            "Time from handing a batch to the journal to having it on disk.",
            COMMIT_SECONDS,
        )
        self._batch = histogram("batch_updates", "Clients' updates in a batch.", BATCH_UPDATES)
        self._checkpoint = histogram(
            "checkpoint_seconds", "Time to make and keep a checkpoint.", CHECKPOINT_SECONDS
        )
        self._lag = histogram(
            "loop_lag_seconds", "How late the event loop ran what was due.", LAG_SECONDS
        )

    def rooms(self, change: int) -> None:
        self._rooms.inc(change)

    def connections(self, change: int) -> None:
        self._connections.inc(change)

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def committed(self, seconds: float, updates: int, size_bytes: int) -> None:
        self._commit.observe(seconds)
        self._batch.observe(updates)
        self._updates.inc(updates)
        self._update_bytes.inc(size_bytes)

    def sent(self, frames: int, size_bytes: int) -> None:
        self._frames.inc(frames)
        self._frame_bytes.inc(size_bytes)

    def outbox_dropped(self) -> None:
        self._dropped.inc()

    def checkpointed(self, outcome: str, seconds: float) -> None:
        self._checkpoints.labels(outcome).inc()
        if seconds:
            self._checkpoint.observe(seconds)

    def lagged(self, seconds: float) -> None:
        self._lag.observe(seconds)

    def measure(self, sizes: Callable[[], Iterable[Size]]) -> None:
        self._bytes.set_function(lambda: sum(size.size_bytes for size in sizes()))
        self._structs.set_function(lambda: sum(size.struct_count for size in sizes()))
