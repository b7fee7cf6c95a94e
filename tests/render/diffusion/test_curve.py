"""How many at once: learned from steps, kept across restarts, never in the way of the first."""

from pathlib import Path

import pytest

from render.diffusion.curve import SAMPLES, Curve, CurveFile, Key

KEY = Key("model", (4, 64, 64), "float16", guided=True)


def taught(seconds: dict[int, float], asking: int, most: int = 8, steps: int = 60) -> Curve:
    """Runs as a sampler would: so many as the curve says, which take so long."""
    curve = Curve(most)
    for _ in range(steps):
        count = curve.group(asking, fitting=8)
        curve.saw(count, seconds[count])
    return curve


def test_groups_that_pay_grow_until_one_does_not() -> None:
    h200_at_512 = {1: 1.0, 2: 1.1, 3: 1.2, 4: 2.4}
    assert taught(h200_at_512, asking=4).group(4, 8) == 3
    assert taught(h200_at_512, asking=2).group(2, 8) == 2


def test_groups_that_do_not_pay_are_given_up() -> None:
    h200_at_1024 = {1: 1.0, 2: 1.98, 3: 2.97}
    curve = taught(h200_at_1024, asking=3)
    assert curve.group(3, 8) == 1
    assert 3 not in curve.seen


def test_nothing_is_tried_before_the_single_one_is_known() -> None:
    curve = Curve(8)
    for step in range(SAMPLES + 1):  # the first warms up
        assert curve.group(4, 8) == 1, step
        curve.saw(1, 1.0)
    assert curve.group(4, 8) == 2


def test_first_step_of_a_group_does_not_count() -> None:
    curve = Curve(8)
    curve.saw(1, 90.0)
    curve.saw(1, 1.0)
    assert curve.figures() == {1: 1.0}


def test_single_outlier_decides_nothing() -> None:
    curve = taught({1: 1.0, 2: 1.1}, asking=2)
    curve.saw(2, 100.0)
    assert curve.group(2, 8) == 2


@pytest.mark.parametrize(
    ("asking", "fitting", "most"), [(1, 8, 8), (4, 1, 8), (4, 8, 1), (0, 0, 0)]
)
def test_limits_come_before_the_curve(asking: int, fitting: int, most: int) -> None:
    curve = taught({1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0}, asking=4)
    curve.most = most
    assert curve.group(asking, fitting) == 1


def test_curve_is_kept_for_its_device_alone(tmp_path: Path) -> None:
    kept = CurveFile(tmp_path / "new", "H200", "cuda")
    for count in (1, 2):
        for _ in range(SAMPLES + 1):
            kept.curve(KEY).saw(count, 1.0)
    kept.keep(KEY)
    assert CurveFile(tmp_path / "new", "H200", "cuda").curve(KEY).figures() == {1: 1.0, 2: 1.0}
    assert CurveFile(tmp_path / "new", "T4", "cuda").curve(KEY).figures() == {}
    assert CurveFile(tmp_path / "new", "i7", "cpu").curve(KEY).most == 2
    other = Key("model", (4, 128, 128), "float16", guided=True)
    assert CurveFile(tmp_path / "new", "H200", "cuda").curve(other).figures() == {}


def test_broken_file_is_learned_again(tmp_path: Path) -> None:
    kept = CurveFile(tmp_path, "H200", "cuda")
    for _ in range(SAMPLES + 1):
        kept.curve(KEY).saw(1, 1.0)
    kept.keep(KEY)
    (file,) = tmp_path.iterdir()
    for text in ("{", "[]", '{"key": 1}', ""):
        file.write_text(text)
        assert CurveFile(tmp_path, "H200", "cuda").curve(KEY).figures() == {}


def test_disk_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = CurveFile(tmp_path / "file", "H200", "cuda")
    for _ in range(SAMPLES + 1):
        kept.curve(KEY).saw(1, 1.0)
    kept.keep(KEY)
