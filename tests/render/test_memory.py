"""What a worker keeps: on its device, and on disk across its lives (WO5, WO13)."""

import os
from pathlib import Path

import pytest
import torch

from render.workers.disk_cache import DiskCache
from render.workers.memory import WorkerMemory

CPU = torch.device("cpu")
ODD = {
    "latent": torch.arange(12, dtype=torch.float32).reshape(3, 4) / 7,
    "mask": torch.tensor([True, False]),
    "half": torch.tensor([1.5, -2.25], dtype=torch.bfloat16),
    "none": torch.empty(0, 5, dtype=torch.int64),
    "one": torch.tensor(3, dtype=torch.int64),
}


def same(a: dict, b: dict) -> bool:
    return a.keys() == b.keys() and all(
        a[k].dtype == b[k].dtype and torch.equal(a[k], b[k]) for k in a
    )


class Maker:
    def __init__(self, size: int = 10) -> None:
        self.calls = 0
        self.size = size

    def __call__(self) -> dict:
        self.calls += 1
        return {"x": torch.full((self.size,), self.calls, dtype=torch.uint8)}


def test_tensors_come_back_from_disk_as_they_were(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path / "new", 10_000)
    assert disk.get("a") is None
    disk.put("a", ODD)
    assert same(DiskCache(tmp_path / "new", 10_000).get("a"), ODD)
    assert disk.get("b") is None
    disk.get("a")["latent"].add_(1)  # is not a window onto shared bytes
    assert same(disk.get("a"), ODD)


def test_transposed_tensor_is_kept_as_it_looks(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path, 10_000)
    turned = torch.arange(6).reshape(2, 3).t()
    disk.put("a", {"x": turned})
    assert torch.equal(disk.get("a")["x"], turned)


def test_disk_holds_no_more_than_its_bytes_and_drops_the_least_recently_used(
    tmp_path: Path,
) -> None:
    disk = DiskCache(tmp_path, 3500)
    for number, key in enumerate("abc"):
        disk.put(key, {"x": torch.zeros(1000, dtype=torch.uint8)})
        os.utime(disk._path(key), ns=(number, number))
    disk.get("a")  # now the latest
    disk.put("d", {"x": torch.zeros(1000, dtype=torch.uint8)})
    assert [key for key in "abcd" if disk.get(key)] == ["a", "c", "d"]
    disk.put("huge", {"x": torch.zeros(4000, dtype=torch.uint8)})
    assert disk.get("huge") is None
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 3500


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"\x80\x04pickled",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data.replace(b"uint8", b"evil8"),
    ],
)
def test_file_that_a_power_cut_left_is_made_again(tmp_path: Path, damage: object) -> None:
    disk = DiskCache(tmp_path, 10_000)
    disk.put("a", {"x": torch.arange(100, dtype=torch.uint8)})
    path = disk._path("a")
    path.write_bytes(damage(path.read_bytes()))
    assert disk.get("a") is None
    memory, make = WorkerMemory(1000, disk), Maker()
    assert memory.remember("a", make, CPU)["x"][0] == 1
    assert disk.get("a")["x"][0] == 1


def test_what_a_killed_worker_left_half_is_dropped_in_its_turn(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path, 1500)
    half = tmp_path / f"{disk._path('a').name}.12345678"
    half.write_bytes(b"x" * 1000)
    os.utime(half, ns=(1, 1))
    disk.put("b", {"x": torch.zeros(1000, dtype=torch.uint8)})
    assert not half.exists()


def test_disk_that_cannot_be_written_is_no_ones_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    disk = DiskCache(tmp_path / "file" / "folder", 1000)
    memory, make = WorkerMemory(1000, disk), Maker()
    assert memory.remember("a", make, CPU)["x"][0] == 1


def test_what_is_remembered_is_made_once(tmp_path: Path) -> None:
    memory, make = WorkerMemory(1000, DiskCache(tmp_path, 10_000)), Maker()
    for _ in range(2):
        assert memory.remember("a", make, CPU)["x"][0] == 1
    memory.remember("b", make, CPU)
    assert make.calls == 2

    memory.clear()
    memory.remember("a", make, CPU)
    assert WorkerMemory(1000, DiskCache(tmp_path, 10_000)).remember("a", make, CPU)["x"][0] == 1
    assert make.calls == 2


def test_without_a_disk_what_leaves_memory_is_made_again() -> None:
    memory, make = WorkerMemory(25), Maker()
    for key in ("a", "b", "a", "c", "b"):
        memory.remember(key, make, CPU)
    assert make.calls == 4  # a, b, c, and b again


def test_outputs_and_tensors_share_the_bytes_and_not_their_names() -> None:
    memory, make = WorkerMemory(40), Maker()
    memory.keep("a", torch.zeros(1, 1, 3, dtype=torch.uint8))
    memory.remember("a", make, CPU)
    assert memory.output("a").shape == (1, 1, 3)
    assert memory.output("tensors:a") is None
    memory.keep("big", torch.zeros(1, 12, 3, dtype=torch.uint8))
    memory.remember("a", make, CPU)
    assert make.calls == 2
