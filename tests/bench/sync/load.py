"""The load client: sends frames at their times, and only notes what arrives when.

While it measures it does nothing but `send`, `epoll` and `recv` into one buffer; which edits
arrived, and how late, is read out of the bytes afterwards. It knows no WebSocket frames and no
CRDT, only stamps, so it costs the same for every server.

A frame that merges several edits of one editor may hold the last alone: a stamp therefore says
that all earlier edits of its editor have arrived too.
"""

import gc
import select
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.bench.sync.frames import Dialect, pongs, ws_frame

READ_BYTES = 1 << 17
LONGEST_SECONDS = 20
"""Of one connection: some servers close those that do not answer pings."""


@dataclass(frozen=True)
class Address:
    """Where a document is: `headers` sign in, `dialect` is how its server is spoken to."""

    port: int
    path: str
    document: str
    headers: dict[str, str] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=Dialect)


def connect(address: Address, receive_buffer: int = 0) -> socket.socket:
    """A socket that has joined the document; what the server said meanwhile is unread."""
    opened = socket.socket()
    if receive_buffer:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    opened.settimeout(10)
    opened.connect(("127.0.0.1", address.port))
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    lines = [
        f"GET {address.path} HTTP/1.1",
        f"Host: 127.0.0.1:{address.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in address.headers.items()),
    ]
    opened.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = opened.recv(1)
        if not more:
            raise ConnectionError(f"the server hung up: {answer!r}")
        answer += more
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(f"the server refused: {answer[:200]!r}")
    time.sleep(address.dialect.before_hello_seconds)
    for message in address.dialect.hello(address.document):
        opened.sendall(ws_frame(message))
    opened.setblocking(False)
    return opened


@dataclass(frozen=True)
class Send:
    """`frame` on socket `by`, `at` seconds after the start: the `number`th edit of `editor`."""

    at: float
    by: int
    frame: bytes
    editor: int
    number: int


@dataclass(frozen=True)
class Result:
    """What a run showed. Milliseconds are from an edit's sending to its arrival at one reader."""

    expected: int
    delivered: int
    per_second: float
    p50: float
    p99: float
    client_cpu: float
    """Part of the load client's core that it used."""
    late_ms: float
    """How late the client itself was with its sends, at the 99th percentile."""

    @property
    def lost(self) -> int:
        return self.expected - self.delivered

    @property
    def is_good(self) -> bool:
        return self.p99 <= 100 and self.lost == 0


class Load:
    """Sockets of one run, by index."""

    def __init__(self, sockets: Sequence[socket.socket], buffer_bytes: int = 1 << 30) -> None:
        self.sockets = list(sockets)
        self._view = memoryview(bytearray(buffer_bytes))
        self._used = 0
        self._log: list[tuple[float, int, int, int]] = []
        self._index = {one.fileno(): at for at, one in enumerate(self.sockets)}
        self._poll = select.epoll()
        for one in self.sockets:
            self._poll.register(one.fileno(), select.EPOLLIN)
        self.unsent: dict[int, bytes] = {}
        self.sent: dict[tuple[int, int], float] = {}
        self.closed: set[int] = set()
        self.groups: list[list[int]] | None = None
        """Which editors each socket hears of, where that is not everyone."""

    def close(self) -> None:
        self._poll.close()
        for one in self.sockets:
            one.close()

    def quiet(self, seconds: float = 0.4, at_most: float = 10, forget: bool = True) -> None:
        """Read on until nothing came for `seconds`."""
        end = last = time.perf_counter()
        end += at_most
        while (now := time.perf_counter()) < end and now - last < seconds:
            if self.read(seconds / 4):
                last = time.perf_counter()
        if forget:
            self.forget()

    def rest(self, seconds: float) -> None:
        """Do nothing but what keeps sockets open: read, and answer pings."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.forget()
            self.read(0.5)
            for _, by, start, size in self._log:
                if answer := pongs(bytes(self._view[start : start + size])):
                    self.send(by, answer)

    def forget(self) -> None:
        self._used = 0
        self._log.clear()

    def bytes_of(self, at: int) -> bytes:
        return b"".join(
            self._view[start : start + size] for _, by, start, size in self._log if by == at
        )

    def run(self, sends: Sequence[Send], seconds: float, grace: float = 3) -> Result:
        """`sends` in the order of their times; readers are all sockets but an edit's own."""
        gc.collect()
        gc.disable()
        cpu, begun = time.process_time(), time.perf_counter()
        try:
            late = self._drive(sends, begun, seconds)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - begun
            self._settle(begun + seconds + grace)
        finally:
            gc.enable()
        return self._result(sends, begun, seconds, late, cpu / wall)

    def _drive(self, sends: Sequence[Send], begun: float, seconds: float) -> list[float]:
        late: list[float] = []
        clock, count, next_ = time.perf_counter, len(sends), 0
        while (now := clock() - begun) < seconds or next_ < count:
            while next_ < count and sends[next_].at <= now:
                send = sends[next_]
                self.sent[send.editor, send.number] = began = clock()
                late.append(began - begun - send.at)
                self.send(send.by, send.frame)
                next_ += 1
            due = sends[next_].at if next_ < count else seconds
            self.read(max(0.0, min(due, seconds) - (clock() - begun)))
        return late

    def send(self, by: int, frame: bytes) -> None:
        if by in self.closed:
            return
        if by in self.unsent:  # the server does not read this one for now
            self.unsent[by] += frame
            return
        try:
            done = self.sockets[by].send(frame)
        except BlockingIOError:
            done = 0
        except OSError:
            self.closed.add(by)
            return
        if done < len(frame):
            self.unsent[by] = frame[done:]
            self._poll.modify(self.sockets[by].fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _flush(self, at: int) -> None:
        frame = self.unsent.pop(at, b"")
        self._poll.modify(self.sockets[at].fileno(), select.EPOLLIN)
        if frame:
            self.send(at, frame)

    def read(self, seconds: float) -> bool:
        ready = self._poll.poll(seconds)
        log, view, index = self._log, self._view, self._index
        for number, event in ready:
            at = index[number]
            if event & select.EPOLLOUT:
                self._flush(at)
            if not event & ~select.EPOLLOUT:
                continue
            used = self._used
            try:
                size = self.sockets[at].recv_into(view[used : used + READ_BYTES])
            except BlockingIOError:
                continue
            except OSError:
                size = 0
            if size == 0:
                self.closed.add(at)
                self._poll.unregister(number)
                continue
            log.append((time.perf_counter(), at, used, size))
            self._used = used + size
        return bool(ready)

    def _settle(self, end: float) -> None:
        last = time.perf_counter()
        patience = max(1.0, (end - last) / 8)
        while (now := time.perf_counter()) < end and (now - last < patience or self.unsent):
            if self.read(0.1):
                last = now

    # Afterwards: what was in the bytes.

    def arrivals(self, at: int) -> "dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]]":
        """For socket `at`: of each editor, the numbers seen so far, and when."""
        pieces = [(when, start, size) for when, by, start, size in self._log if by == at]
        if not pieces:
            return {}
        data = np.concatenate(
            [np.frombuffer(self._view[start : start + size], np.uint8) for _, start, size in pieces]
        )
        ends = np.cumsum([size for _, _, size in pieces])
        times = np.array([when for when, _, _ in pieces])
        found = np.flatnonzero(data[:-10] == ord("<")) if len(data) > 10 else np.array([], int)
        found = found[data[found + 10] == ord(">")]
        digits = data[found[:, None] + np.arange(1, 10)].astype(np.int64) - ord("0")
        good = ((digits >= 0) & (digits <= 9)).all(axis=1)
        found, digits = found[good], digits[good]
        editors = digits[:, :3] @ np.array([100, 10, 1])
        numbers = digits[:, 3:] @ (10 ** np.arange(5, -1, -1))
        when = times[np.searchsorted(ends, found + 10, side="right")]
        order = np.argsort(editors, kind="stable")
        cuts = np.searchsorted(editors[order], np.unique(editors[order]))[1:]
        return {
            int(editors[part[0]]): (np.maximum.accumulate(numbers[part]), when[part])
            for part in np.split(order, cuts)
            if len(part)
        }

    def _result(
        self, sends: Sequence[Send], begun: float, seconds: float, late: list[float], cpu: float
    ) -> Result:
        by_editor: dict[int, list[float]] = {}
        owner: dict[int, int] = {}
        begins: dict[int, int] = {}
        for send in sends:
            begins.setdefault(send.editor, send.number)
            moment = self.sent.get((send.editor, send.number), np.inf)
            by_editor.setdefault(send.editor, []).append(moment)
            owner[send.editor] = send.by
        sent = {editor: np.array(times) for editor, times in by_editor.items()}
        readers = self.groups or [sorted(sent)] * len(self.sockets)
        expected, delays, in_time = 0, [], 0
        for at in range(len(self.sockets)):
            arrived = self.arrivals(at)
            for editor in readers[at]:
                if owner[editor] == at:
                    continue
                expected += len(sent[editor])
                if editor not in arrived:
                    continue
                highest, when = arrived[editor]
                first = begins[editor]
                wanted = np.arange(first, min(int(highest[-1]), first + len(sent[editor]) - 1) + 1)
                moments = when[np.searchsorted(highest, wanted)]
                delays.append(moments - sent[editor][: len(wanted)])
                in_time += int((moments <= begun + seconds).sum())
        all_delays = np.concatenate(delays) if delays else np.array([np.nan])
        p50, p99 = np.percentile(all_delays, [50, 99]) * 1000
        return Result(
            expected=expected,
            delivered=sum(map(len, delays)),
            per_second=in_time / seconds,
            p50=float(p50),
            p99=float(p99),
            client_cpu=cpu,
            late_ms=float(np.percentile(late, 99) * 1000) if late else 0.0,
        )


def hang_up(sockets: Sequence[socket.socket]) -> None:
    for one in sockets:
        with suppress(OSError):
            one.close()
