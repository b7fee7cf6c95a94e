"""The worker's main loop, in this process, over a real socket (WO1, WO4)."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from render.workers import wire
from render.workers.process import choose_device

WORKER = [sys.executable, "-m", "render.workers.process", "--device", "cpu"]


def receive(connection: socket.socket) -> wire.Message:
    with connection.makefile("rb") as stream:
        return wire.decode(stream.read(wire.body_length(stream.read(wire.PREFIX_BYTES))))


def test_worker_says_hello_answers_pings_and_goes_when_the_server_does(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        process = subprocess.Popen(
            [*WORKER, "--fd", str(theirs.fileno()), "--scratch", str(tmp_path)],
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )
        theirs.close()
        assert isinstance(receive(ours), wire.Hello)
        process.send_signal(signal.SIGINT)  # as Ctrl-C in a terminal does
        ours.sendall(wire.encode(wire.Ping()))
        assert receive(ours) == wire.Pong(0, ())
        busy = wire.Execute("f", "render.nodes.ops.debug:Wait", {"seconds": 600}, {}, {})
        ours.sendall(wire.encode(busy))
        assert isinstance(receive(ours), wire.Progress)
        ours.sendall(wire.encode(wire.Ping()))
        while not isinstance(said := receive(ours), wire.Pong):
            assert isinstance(said, wire.Progress | wire.Preview)
        assert said.steps > 0
        assert said.running == ("f",)
    assert process.wait(20) == 0


def test_auto_is_the_cpu_where_torch_sees_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")


def test_device_that_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(SystemExit, match="GPUs on this machine"):
        choose_device("cuda:31")
