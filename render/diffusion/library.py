"""A worker's models: loaded once, shared between pipelines, kept within the device's memory.

What flows to samplers is a `Bundle`: a pipeline of the family over the components that were asked
for, with the LoRAs of its model pulling. Knows no samplers, no server, and no queue. One thread.
"""

import gc
import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import torch

from render.diffusion import estimates, loras, safety
from render.diffusion.bundle import Bundle, Known, Loaded, make_pipeline, module_bytes
from render.diffusion.estimates import Workload
from render.diffusion.layout import PARTS, Component, Layout, part_name, read_layout
from render.diffusion.loading import Step, load_component, load_small, pipeline_class
from render.diffusion.pace import Pace
from render.diffusion.precision import choose_dtype, vae_dtype
from render.diffusion.residency import Move, Residency, TooLarge
from render.diffusion.safety import Checker
from render.models.amounts import amount
from render.models.use import ModelUse
from render.nodes.ops.call import OperationError, TransientError

_MOST_LAYOUTS: Final = 16
MAIN_SHARE: Final = 4
"""Of main memory, one part in so many is for what had to leave a GPU."""


class Library:
    """One a worker. `budget_bytes` is what its components, and working with them, may take of the
    device. `note` is told why something was moved out. In the folder `curves` is kept how many
    samplings are best stepped together.
    """

    def __init__(
        self,
        device: torch.device,
        budget_bytes: int,
        note: Callable[[str], None],
        main_bytes: int | None = None,
        curves: Path | None = None,
    ) -> None:
        self.device = device
        self.pace = Pace(device, curves)
        if main_bytes is None:
            main_bytes = 0 if device.type == "cpu" else _main_memory() // MAIN_SHARE
        self._note = note
        self._residency = Residency(budget_bytes, main_bytes)
        self._loaded: dict[str, Loaded] = {}
        self._known: OrderedDict[tuple[str, str, str | None], Known] = OrderedDict()
        self._processor: Any = None
        self.loads = 0
        """Components read from files, so far."""

    @contextmanager
    def open(
        self,
        use: ModelUse,
        parts: Collection[str],
        work: Workload | None = None,
        step: Step = lambda: None,
    ) -> Iterator[Bundle]:
        """`parts` ("text", "denoiser", "vae") of `use` on the device, pinned there; with `work`,
        also room to do it in. `step` is called while a load goes on, and may raise to end it.

        Raises `OperationError` with a sentence. Parts that do not fit together are to be opened one
        after another.
        """
        known = self._know(use)
        dtype = choose_dtype(use, self.device)
        wanted = {
            self._key(component, self._dtype(use, component, dtype)): component
            for part in parts
            for component in known.layout.of(part)
        }
        with self._placed(use, parts, wanted, work, step) as held:
            self._apply_loras(use, known.layout, wanted)
            bundle = Bundle(use, self.device, dtype, make_pipeline(known, held), held.values())
            with bundle.stacks_kept():
                yield bundle

    @contextmanager
    def checker(self, folder: Path, step: Step = lambda: None) -> Iterator[Checker]:
        """What says of pictures whether they may be seen, kept and moved as models are."""
        use = ModelUse(folder.name, f"{safety.PART}:{folder}", str(folder), "")
        component, dtype = safety.component_of(use), choose_dtype(use, self.device)
        if self._processor is None:
            self._processor = safety.load_processor(folder)
        wanted = {self._key(component, dtype): component}
        with self._placed(use, ("safety checker",), wanted, None, step) as held:
            module = held[component.name].module
            yield Checker(module, self._processor, self.device, dtype)

    @contextmanager
    def _placed(
        self,
        use: ModelUse,
        parts: Collection[str],
        wanted: Mapping[str, Component],
        work: Workload | None,
        step: Step,
    ) -> Iterator[dict[str, Loaded]]:
        """Components by name, on the device and pinned there."""
        dtype = choose_dtype(use, self.device)
        sizes = {
            key: self._size_bytes(key, component, dtype, use) for key, component in wanted.items()
        }
        working_bytes = self._working_bytes(wanted.values(), work, use, dtype)
        answer = self._residency.need(sizes, working_bytes)
        if isinstance(answer, TooLarge):
            raise self._too_large(use, parts, work, answer, dtype)
        try:
            self._make_moves(answer, use)
            read: set[Path] = set()
            yield {
                component.name: self._bring(key, component, use, dtype, step, read)
                for key, component in wanted.items()
            }
        finally:
            self._residency.release(sizes, working_bytes)
            for key in sizes:
                if key not in self._loaded:
                    self._residency.forget(key)

    def check(self, use: ModelUse, work: Workload) -> None:
        """Raises `OperationError` if some part of `use` cannot do `work` on this device even with
        all of it to itself, and says what would help. Reads headers only.
        """
        dtype = choose_dtype(use, self.device)
        layout = self._know(use).layout
        for part in PARTS:
            components = layout.of(part)
            needed = self._weight_bytes(use, components, dtype)
            needed += self._working_bytes(components, work, use, dtype)
            if needed > self._residency.device_bytes:
                raise self._too_large(use, (part,), work, TooLarge(needed, 0), dtype)

    def fitting(self, use: ModelUse, work: Workload) -> int:
        """How many samplings, each of `work`, the denoiser of `use` has room to step together."""
        dtype = choose_dtype(use, self.device)
        components = self._know(use).layout.of("denoiser")
        each = self._working_bytes(components, work, use, dtype)
        free = self._residency.device_bytes - self._weight_bytes(use, components, dtype)
        return max(1, free // each)

    def clear(self) -> None:
        """Let go of all that is not open, after memory ran out."""
        for key in self._residency.unpinned():
            self._drop(key)
        self._known.clear()
        self._collect()

    def held_bytes(self) -> tuple[int, int]:
        """On the device, and waiting in main memory."""
        return self._residency.bytes_in("device"), (
            0 if self.device.type == "cpu" else self._residency.bytes_in("main")
        )

    # Components

    def _know(self, use: ModelUse) -> Known:
        key = (use.hash, use.path, use.config)
        known = self._known.get(key)
        if known is None:
            layout = read_layout(use)
            small = {
                name: load_small(layout, name)
                for name in layout.index
                if name.startswith("tokenizer") or name == "scheduler"
            }
            known = self._known[key] = Known(layout, small)
            if len(self._known) > _MOST_LAYOUTS:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return known

    def _bring(
        self,
        key: str,
        component: Component,
        use: ModelUse,
        dtype: torch.dtype,
        step: Step,
        read: set[Path],
    ) -> Loaded:
        found = self._loaded.get(key)
        if found is None:
            step()
            module = load_component(component, self._dtype(use, component, dtype), step, read)
            found = self._loaded[key] = Loaded(component, use.name, module)
            self.loads += 1
        if self._residency.place(key) != "device":
            found.module.to(self.device)
            if self.device.type == "cuda" and component.name in ("unet", "vae"):
                found.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            self._residency.arrived(key)
        return found

    def _apply_loras(self, use: ModelUse, layout: Layout, wanted: Mapping[str, Component]) -> None:
        for key, component in wanted.items():
            if component.name == "vae":
                continue
            loaded = self._loaded[key]
            has_read = loras.apply(
                component.name,
                loaded.module,
                loaded.attached,
                use.loras,
                pipeline_class(layout),
                layout.components,
            )
            if has_read:
                loaded.module.to(self.device)
                self._residency.resize(key, module_bytes(loaded.module))

    def _make_moves(self, moves: list[Move], use: ModelUse) -> None:
        for move in moves:
            loaded = self._loaded[move.key]
            what = f"The {loaded.component.name} of {loaded.model}"
            if move.to == "main":
                loaded.module.to("cpu")
                self._note(f"{what} waits in main memory: {use.name} needed its room")
            else:
                self._drop(move.key)
                self._note(f"{what} was let go: {use.name} needed its room")
        if moves:
            del loaded
            self._collect()

    def _drop(self, key: str) -> None:
        self._loaded.pop(key, None)
        self._residency.forget(key)

    def _collect(self) -> None:
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    # Sizes

    def _dtype(self, use: ModelUse, component: Component, dtype: torch.dtype) -> torch.dtype:
        if component.name != "vae":
            return dtype
        return vae_dtype(use.family, dtype, component.config.get("force_upcast", True) is True)

    def _key(self, component: Component, dtype: torch.dtype) -> str:
        return f"{component.class_name}:{component.identity}:{dtype}"

    def _size_bytes(self, key: str, component: Component, dtype: torch.dtype, use: ModelUse) -> int:
        if key in self._loaded:
            return module_bytes(self._loaded[key].module)
        return component.elements * self._dtype(use, component, dtype).itemsize

    def _weight_bytes(
        self, use: ModelUse, components: Collection[Component], dtype: torch.dtype
    ) -> int:
        return sum(
            component.elements * self._dtype(use, component, dtype).itemsize
            for component in components
        )

    def _working_bytes(
        self,
        components: Collection[Component],
        work: Workload | None,
        use: ModelUse,
        dtype: torch.dtype,
    ) -> int:
        """The most that one of them works in: they work one after another."""
        if work is None:
            return 0
        return max(
            estimates.working_bytes(
                component.name, component.config, work, self._dtype(use, component, dtype).itemsize
            )
            for component in components
        )

    def _too_large(
        self,
        use: ModelUse,
        parts: Collection[str],
        work: Workload | None,
        answer: TooLarge,
        dtype: torch.dtype,
    ) -> OperationError:
        budget_bytes = self._residency.device_bytes
        what = " and ".join(part_name(part) for part in parts)
        size = f" at {work.width} × {work.height}" if work else ""
        needs = f"The {what} of {use.name} needs about {amount(answer.needed_bytes)}{size}"
        if answer.needed_bytes <= budget_bytes:
            busy = amount(budget_bytes - answer.pinned_bytes)
            return TransientError(f"{needs}, and only {busy} are free until other work ends")
        ways = []
        if dtype == torch.float32 and self.device.type == "cuda":
            ways.append("a smaller precision (fp16)")
        if work:
            ways.append("a smaller size")
        if work and "vae" in parts and not work.tiled:
            ways.append("tiled decoding")
        if len(parts) > 1:
            ways.append("its parts one after another")
        ways.append("a smaller model or a renderer with more memory")
        return OperationError(
            f"{needs}, and this renderer may use {amount(budget_bytes)}; try {', '.join(ways)}"
        )


def _main_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
