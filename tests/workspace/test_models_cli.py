"""`atelier models` in a terminal, as a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import StandInHub, stand_in_hub
from tests.render.models import files


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    with stand_in_hub() as hub:
        pipeline = files.pipeline_files()
        pipeline["unet/diffusion_pytorch_model.safetensors"] = files.tensors({"w": (512, 512)})
        hub.repositories["someone/dream"] = pipeline
        yield hub


def begin(hub: StandInHub, data: Path, *words: str) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "ATELIER_DATA": str(data),
        "ATELIER_HF_CACHE": "off",
        "ATELIER_HF_ENDPOINT": hub.url,
        "ATELIER_DOWNLOAD_RETRIES": "0",
        "ATELIER_DOWNLOAD_MARGIN_BYTES": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "workspace", "models", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> subprocess.CompletedProcess[str]:
    out, error = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, error)


def atelier(hub: StandInHub, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return ended(begin(hub, data, *words))


def test_a_model_is_downloaded_resumed_listed_and_removed(hub: StandInHub, tmp_path: Path) -> None:
    hub.breaks, hub.breaks_after = 1, 300_000
    broken = atelier(hub, tmp_path, "download", "someone/dream")
    assert (broken.returncode, "The connection broke" in broken.stderr) == (1, True), broken
    assert "No models yet" in atelier(hub, tmp_path, "list").stdout
    done = atelier(hub, tmp_path, "download", "someone/dream")
    assert (done.returncode, done.stdout) == (0, "someone/dream is there.\n"), done
    assert "bytes=300000-" in [asked for _, asked in hub.asked]
    assert "someone/dream  Stable Diffusion 1" in atelier(hub, tmp_path, "list").stdout
    folder = tmp_path / "models/someone/dream"
    assert "family: sd1" in atelier(hub, tmp_path, "inspect", str(folder)).stdout
    assert atelier(hub, tmp_path, "remove", "someone/dream", "--yes").returncode == 0
    assert not folder.exists()


def test_control_c_keeps_what_has_arrived_and_the_same_command_goes_on(
    hub: StandInHub, tmp_path: Path
) -> None:
    hub.held = threading.Event()
    process = begin(hub, tmp_path, "download", "someone/dream")
    while not any(path.stat().st_size for path in tmp_path.rglob("unet/*.safetensors.part")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    stopped = ended(process)
    assert stopped.returncode == 130
    assert "What has arrived is kept" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    hub.held.set()
    hub.held = None
    done = atelier(hub, tmp_path, "download", "someone/dream")
    assert (done.returncode, done.stdout) == (0, "someone/dream is there.\n"), done
    ranges = [first for path, first in hub.asked if "/unet/diffusion" in path and first]
    assert len(ranges) == 1


def test_what_cannot_be_is_said_in_a_sentence(hub: StandInHub, tmp_path: Path) -> None:
    old = files.write(tmp_path / "old.safetensors", b"\x80\x02 pickle")
    for words in (("inspect", str(old)), ("remove", "x"), ("tiny", "flux"), ("download", "x")):
        answer = atelier(hub, tmp_path, *words)
        assert answer.returncode == 1, answer
        assert answer.stderr.startswith("atelier: "), answer.stderr
        assert answer.stderr.endswith(".\n"), answer.stderr
        assert "Traceback" not in answer.stderr
