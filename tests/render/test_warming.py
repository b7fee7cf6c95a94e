"""Workers make themselves ready for models while nobody waits for them."""

from pathlib import Path

from render.models.scan import has_models
from render.workers.warming import LOOK_SECONDS, QUIET_SECONDS, warm
from tests.render.models import files


def test_it_is_begun_once_there_is_a_model_and_then_a_moment_without_work(tmp_path: Path) -> None:
    slept: list[float] = []
    busy = [False, True, False]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            files.write(tmp_path / "a.safetensors", files.tensors(files.SD1))

    ready: list[float] = []
    warm(
        [tmp_path / "none", tmp_path],
        lambda: not (busy and busy.pop()),
        lambda: ready.append(sum(slept[2:])),
        sleep,
    )
    assert slept[:2] == [LOOK_SECONDS] * 2
    [waited] = ready
    assert waited > QUIET_SECONDS + 0.1, "the quiet began anew after the work"


def test_only_what_may_be_a_model_counts(tmp_path: Path) -> None:
    assert not has_models(tmp_path / "none")
    files.write(tmp_path / "models/.downloads/a/files/x.safetensors", files.tensors(files.SD1))
    files.write(tmp_path / "models/notes.txt", "nothing")
    assert not has_models(tmp_path / "models")
    files.write_all(tmp_path / "models/one", files.pipeline_files())
    assert has_models(tmp_path / "models")
    snapshot = tmp_path / "cache/models--someone--chat/snapshots/c"
    files.write(snapshot / "model.safetensors", files.tensors({"lm_head": (2,)}))
    assert not has_models(tmp_path / "cache")
    files.write_all(tmp_path / "cache/models--a--b/snapshots/d", files.pipeline_files())
    assert has_models(tmp_path / "cache")
