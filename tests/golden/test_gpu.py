"""Every operation gives on a GPU what it gives on the CPU, bit for bit. Skipped without a GPU."""

from collections.abc import Mapping

import numpy as np
import pytest
import torch

from render.nodes.builtin import BLEND_MODES
from render.nodes.ops.call import Call
from render.workers.operations import load
from tests.golden.calls import CATALOG, finished, random_picture, run

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")

A, B = random_picture(120, 90), random_picture(70, 80, seed=2)
CANVAS = {"width": 61, "height": 47}


def on_gpu(type: str, params: Mapping, inputs: Mapping[str, list]) -> np.ndarray:
    spec = CATALOG.get(type)
    assert spec is not None
    device = torch.device("cuda:0")
    given = {
        name: [torch.from_numpy(each).to(device) for each in each_input]
        for name, each_input in inputs.items()
    }
    found = finished(load(spec.operation), Call(given, spec.normalise(params)[0], device))
    assert found.device.type == "cuda"
    return found.cpu().numpy()


@pytest.mark.parametrize(
    ("type", "params", "inputs"),
    [
        ("image.solid", CANVAS, {}),
        ("image.gradient", {**CANVAS, "angle": 33, "from": "#0a6400", "to": "#ff00c8"}, {}),
        ("image.noise", {**CANVAS, "seed": 7}, {}),
        ("image.invert", {}, {"image": [A]}),
        ("image.blur", {"radius": 3.7}, {"image": [A]}),
        ("image.resize", {**CANVAS, "filter": "lanczos"}, {"image": [A]}),
        ("image.adjust", {"brightness": 1.2, "contrast": 0.7, "hue": 40}, {"image": [A]}),
        ("image.adjust", {"saturation": 1.6}, {"image": [A]}),
        ("image.contact", {"columns": 1, "size": 40}, {"images": [A, B]}),
        *(
            ("image.blend", {"blend": name, "opacity": 0.6}, {"a": [A], "b": [B]})
            for name in BLEND_MODES
        ),
    ],
)
def test_gpu_and_cpu_agree(type: str, params: dict, inputs: dict) -> None:
    assert (on_gpu(type, params, inputs) == run(type, params, **inputs)).all()
