"""One picture by a worker against the same by the bare diffusers pipeline, in one process.

`python -m tests.bench.diffusion`: tiny models on the CPU, or SDXL at its full size with random
weights where there is a GPU. Both run over the same loaded components, take turns, and have a
prompt that they have not seen before, so that ours keeps nothing that would help it.

With `--people N` that many ask at once: one after another against as many together as pay.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from render.diffusion.library import Library
from render.diffusion.quiet import quiet_libraries
from render.models.use import ModelUse
from render.nodes.ops import diffusion
from render.workers import wire
from render.workers.runner import Runner
from tests.bench.diffusion import together
from tests.bench.diffusion.models import (
    FULL_SIDE,
    FULL_STEPS,
    TINY_SIDE,
    TINY_STEPS,
    write_full_sdxl,
    write_tiny,
)
from tests.bench.diffusion.together import People

CACHE_BYTES = 2**30
GUIDANCE = 5.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--family", default="sdxl")
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--steps", type=int)
    arguments.add_argument("--side", type=int)
    arguments.add_argument("--people", type=int, default=0, help="how many ask at once")
    given = arguments.parse_args()
    quiet_libraries()
    is_full = torch.cuda.is_available()
    device = torch.device("cuda:0" if is_full else "cpu")
    steps = given.steps or (FULL_STEPS if is_full else TINY_STEPS)
    side = given.side or (FULL_SIDE if is_full else TINY_SIDE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        if is_full:
            write_full_sdxl(path, device)
            torch.cuda.empty_cache()
        else:
            write_tiny(given.family, path)
        family = "sdxl" if is_full else given.family
        precision = "bf16" if is_full else "fp32"
        use = ModelUse("bench", "bench", str(path), family, precision=precision)
        name = torch.cuda.get_device_name(device) if is_full else "CPU"
        print(f"{name}, {family} {precision}, {side}², {steps} steps, median of {given.times}")
        if given.people:
            measure_together(use, device, Path(folder), steps, side, given.people, given.times)
        else:
            measure(use, device, Path(folder), steps, side, given.times)


def measure_together(
    use: ModelUse,
    device: torch.device,
    folder: Path,
    steps: int,
    side: int,
    people: int,
    times: int,
) -> None:
    library = Library(device, 2**37, print)
    diffusion.library = lambda call: library  # type: ignore[assignment,return-value]
    crowd = People(lambda work: runner.submit(work))
    runner = Runner(device, folder, CACHE_BYTES, crowd.hear)

    def make(seed: int, strict: bool) -> wire.Execute:
        return _work(use, steps, side, seed, strict=strict)

    together.measure(make, runner, crowd, people, times, lambda: _settle(device))
    runner.close()


def measure(
    use: ModelUse, device: torch.device, folder: Path, steps: int, side: int, times: int
) -> None:
    library = Library(device, 2**37, print)
    diffusion.library = lambda call: library  # type: ignore[assignment,return-value]
    runner = Runner(device, folder, CACHE_BYTES, _refuse_failure)
    with library.open(use, ("text", "denoiser", "vae")) as bundle:
        pipe = bundle.pipe
        ways: dict[str, Callable[[int], None]] = {
            "bare": lambda seed: _bare(pipe, device, steps, side, seed),
            "ours": lambda seed: runner.execute(_work(use, steps, side, seed)),
        }
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for seed in range(times + 2):
            for way, make in ways.items():
                _settle(device)
                began = time.perf_counter()
                make(seed)
                _settle(device)
                if seed > 1:
                    taken[way].append((time.perf_counter() - began) * 1000)
    runner.close()
    bare, ours = (statistics.median(taken[way]) for way in ("bare", "ours"))
    print(f"bare {bare:.1f} ms, ours {ours:.1f} ms: {ours - bare:+.1f} ms, {ours / bare - 1:+.1%}")


def _bare(pipe: Any, device: torch.device, steps: int, side: int, seed: int) -> None:
    pipe(
        f"picture {seed}",
        width=side,
        height=side,
        num_inference_steps=steps,
        guidance_scale=GUIDANCE,
        generator=torch.Generator().manual_seed(seed),
        output_type="np",
    )


def _work(use: ModelUse, steps: int, side: int, seed: int, *, strict: bool = False) -> wire.Execute:
    params = {
        "model": use.as_json(), "prompt": f"picture {seed}", "negative": "", "width": side,
        "height": side, "steps": steps, "guidance": GUIDANCE, "seed": seed, "strength": 1.0,
        "scheduler": None, "strict": strict,
    }  # fmt: skip
    operation = "render.nodes.ops.diffusion:Generate"
    return wire.Execute(f"{seed}", operation, params, {}, {"image": "image"})


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _refuse_failure(message: wire.Message) -> None:
    if isinstance(message, wire.Failed):
        raise SystemExit(message.message)


if __name__ == "__main__":
    main()
