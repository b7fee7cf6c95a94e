"""The command: what it prints, how it ends, the one sentence when it cannot start (WS1, WS15)."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ATELIER_")}
    return {**kept, "PYTHONPATH": str(ROOT), "ATELIER_ARGON2_MEMORY_KIB": "64", **more}


def start(tmp_path: Path, *options: str, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "workspace", "serve", *options],
        cwd=tmp_path,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(tmp_path: Path, *options: str, **settings: str) -> tuple[int, str]:
    """The exit status and the one line the server says instead of starting."""
    process = start(tmp_path, *options, **settings)
    out, error = process.communicate(timeout=30)
    assert out == ""
    lines = [line for line in error.splitlines() if line.startswith("atelier: ")]
    assert "Traceback" not in error
    assert len(lines) == 1, error
    return process.returncode, lines[0]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_first_start_prints_where_it_is_and_how_to_set_it_up_and_ends_cleanly(
    tmp_path: Path,
) -> None:
    process = start(tmp_path, "--port", "0", "--workers", "cpu")
    try:
        assert process.stdout is not None
        where, link = process.stdout.readline(), process.stdout.readline()
        url = re.fullmatch(r"Atelier is at (http://127\.0\.0\.1:\d+)\n", where)
        assert url is not None, where
        token = re.search(re.escape(url[1]) + r"/setup\?token=(\S+)\n", link)
        assert token is not None, link
        person = {"email": "a@b.c", "name": "Ada", "password": "a quiet wall"}
        made = httpx.post(f"{url[1]}/api/setup", json={"token": token[1], **person}, timeout=30)
        assert made.status_code == 201
        second = refusal(tmp_path, "--port", "0")
    finally:
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=30)
    assert process.returncode == 0
    assert all(json.loads(line)["event"] for line in error.splitlines())
    assert second[0] == 1
    assert "already using the data folder" in second[1]


def test_a_taken_port_names_the_way_out(tmp_path: Path, taken: int) -> None:
    status, sentence = refusal(tmp_path, "--port", str(taken))
    assert status == 1
    assert f"Port {taken} is in use" in sentence
    assert f"--port {taken + 1}" in sentence


def test_a_data_folder_that_cannot_be_one_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    status, sentence = refusal(tmp_path, "--port", "0", "--data", str(tmp_path / "file" / "data"))
    assert status == 1
    assert "a file is in its place" in sentence
    assert "--data" in sentence


def test_a_bad_setting_is_one_sentence_and_status_two(tmp_path: Path) -> None:
    status, sentence = refusal(tmp_path, ATELIER_PORT="eighty")
    assert (status, "ATELIER_PORT" in sentence) == (2, True)
    status, sentence = refusal(tmp_path, "--workers", "toaster")
    assert (status, "toaster" in sentence) == (2, True)


def test_an_address_of_another_machine_is_one_sentence(tmp_path: Path) -> None:
    status, sentence = refusal(tmp_path, "--host", "192.0.2.1", "--port", "0")
    assert (status, "--host" in sentence) == (1, True)
    status, sentence = refusal(tmp_path, "--host", "no.such.host.invalid", "--port", "0")
    assert (status, "--host" in sentence) == (1, True)


def test_the_version_is_printed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "workspace", "--version"]
    done = subprocess.run(command, env=environment(), cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("atelier ")
