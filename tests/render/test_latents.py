"""Latents are kept as safetensors, and equal ones are equal bytes."""

from pathlib import Path

import pytest
import torch

from render.nodes.ops.call import Call, OperationError
from render.nodes.ops.latents import grid_of, read_latent, write_latent
from render.workers.operations import outcome

CPU = torch.device("cpu")


def test_latent_comes_back_as_it_was_written(tmp_path: Path) -> None:
    latent = {"samples": torch.randn(1, 4, 6, 9), "mask": torch.ones(1, 1, 6, 9)}
    first = write_latent(latent, tmp_path / "a")
    second = write_latent(dict(reversed(latent.items())), tmp_path / "b")
    found = read_latent(tmp_path / "a", CPU)
    assert first == second
    assert found.keys() == latent.keys()
    assert all(torch.equal(found[name], latent[name]) for name in latent)
    assert grid_of(found) == (9, 6)


def test_damaged_latent_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"not safetensors")
    with pytest.raises(OperationError, match="cannot be read"):
        read_latent(path, CPU)


def test_tensors_count_as_the_only_output_or_by_the_name_of_the_port() -> None:
    latent = {"samples": torch.zeros(1, 4, 2, 2)}
    assert outcome(latent, {"latent": "latent"}).outputs["latent"] is latent
    assert outcome({"latent": latent}, {"latent": "latent"}).outputs["latent"] is latent
    with pytest.raises(TypeError, match="must be tensors by name"):
        outcome(torch.zeros(1), {"latent": "latent"})


def test_call_gives_tensors_and_models_and_says_what_is_missing() -> None:
    latent = {"samples": torch.zeros(1)}
    model = {"name": "m", "hash": "h", "path": "/m", "family": "sd1"}
    call = Call({"latent": [latent]}, {"model": model})  # type: ignore[dict-item]
    assert call.tensors("latent") is latent
    assert call.tensors_if_any("negative") is None
    assert call.model().path == "/m"
    with pytest.raises(OperationError, match="Connect something to positive"):
        call.tensors("positive")
    with pytest.raises(OperationError, match="is not a model"):
        Call({}, {"model": "m"}).model()
    with pytest.raises(OperationError, match="Choose a model"):
        Call({}, {"lora": None}).lora()
