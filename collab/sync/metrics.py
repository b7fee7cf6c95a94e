"""What the sync core counts, for whoever scrapes it. `SyncMetrics` is given, never global."""

from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class SyncMetrics(Protocol):
    def rooms(self, change: int) -> None: ...
    def connections(self, change: int) -> None: ...
    def updates(self, count: int) -> None: ...
    def refused(self, reason: str) -> None: ...
    def committed(self, seconds: float) -> None: ...


class NoMetrics:
    """Counts nothing."""

    def rooms(self, change: int) -> None: ...
    def connections(self, change: int) -> None: ...
    def updates(self, count: int) -> None: ...
    def refused(self, reason: str) -> None: ...
    def committed(self, seconds: float) -> None: ...


class PrometheusMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._rooms = Gauge("atelier_rooms", "Boards that are loaded.", registry=registry)
        self._connections = Gauge(
            "atelier_connections", "Sockets joined to a board.", registry=registry
        )
        self._updates = Counter(
            "atelier_updates", "Updates accepted from clients.", registry=registry
        )
        self._refused = Counter(
            "atelier_updates_refused", "Updates dropped.", ["reason"], registry=registry
        )
        self._commit = Histogram(
            "atelier_commit_seconds",
            "Time from handing a batch to the journal to having it on disk.",
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2),
            registry=registry,
        )

    def rooms(self, change: int) -> None:
        self._rooms.inc(change)

    def connections(self, change: int) -> None:
        self._connections.inc(change)

    def updates(self, count: int) -> None:
        self._updates.inc(count)

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def committed(self, seconds: float) -> None:
        self._commit.observe(seconds)
