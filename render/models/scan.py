"""A models folder and the Hugging Face cache → entries. Reads headers and configs, no weights.

What cannot be used is listed with the reason where a person put it there; the cache holds what
other programs use too, and only what can be used is listed of it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from render.errors import BadModel
from render.models import folder as folders
from render.models.defaults import defaults_for, overridden, read_override
from render.models.entry import BASES, COMPLETED, Form, ModelEntry, Source
from render.models.hashes import FileHashes, Progress, combined, config_hash
from render.models.header import read_header
from render.models.inspect import identify, problem

CONFIGS: Final = ".configs"
"""In the models folder: the configs and tokenizers of single files, by family."""
PICKLED: Final = (
    "This is a pickle, which can run any code when it is opened, so it is never opened here."
    " Get the model as safetensors."
)
_PICKLES: Final = (".ckpt", ".pt", ".pth", ".pkl", ".pickle")


@dataclass(frozen=True, slots=True)
class ModelScanner:
    models: Path
    cache: Path | None
    hashes: FileHashes

    def scan(self) -> list[ModelEntry]:
        """In the order of their names; what the models folder has stands before the cache's."""
        found = {entry.name: entry for entry in self._cached()}
        found.update((entry.name, entry) for entry in self._own())
        entries = [self._configured(entry, found) for entry in found.values()]
        return sorted((self._hashed_already(each) for each in entries), key=lambda each: each.name)

    def hashed(self, entry: ModelEntry, progress: Progress) -> ModelEntry:
        """`entry` with the hashes of its content, which may mean reading all of it."""
        path = Path(entry.path)
        if entry.form == "file":
            whole, parts = self.hashes.of(path, progress), self._completing(entry, progress)
            whole = combined({"file": whole, **parts}) if parts else whole
        else:
            parts = self._parts(path, progress)
            whole = combined(parts)
        self.hashes.keep()
        return replace(entry, hash=whole, parts=parts)

    def _completing(self, entry: ModelEntry, progress: Progress) -> dict[str, str]:
        """Of a single file, those parts that another folder has for it."""
        if entry.family not in COMPLETED or entry.config is None:
            return {}
        own = entry.size_bytes
        parts = self._parts(Path(entry.config), lambda read: progress(own + read))
        return {name: hash for name, hash in parts.items() if name != "transformer"}

    def _parts(self, path: Path, progress: Progress) -> dict[str, str]:
        before = 0
        parts: dict[str, str] = {}
        for component in folders.read_folder(path).components:
            hashes: dict[str, str] = {}
            for file in counted(path / component):
                if file.suffix == ".safetensors":
                    hashes[file.name] = self.hashes.of(file, partial(_further, progress, before))
                    before += file.stat().st_size
                else:
                    hashes[file.name] = config_hash(file)
            parts[component] = combined(hashes)
        return parts

    def _hashed_already(self, entry: ModelEntry) -> ModelEntry:
        """What need not be read shows no state between."""
        if entry.problem is not None:
            return entry
        path = Path(entry.path)
        try:
            files = [path] if entry.form == "file" else _weights(path)
            if entry.form == "file" and entry.family in COMPLETED and entry.config is not None:
                files += _weights(Path(entry.config))
            if all(self.hashes.known(file) for file in files):
                return self.hashed(entry, _no_progress)
        except (OSError, BadModel):
            return entry  # it goes away just now: whoever reads it says so
        return entry

    def _own(self) -> Iterator[ModelEntry]:
        for path in _walk(self.models):
            name = path.relative_to(self.models).as_posix()
            try:
                yield _entry(path, name, "models")
            except BadModel as error:
                yield _refused(path, name, str(error))
            except OSError as error:
                yield _refused(path, name, f"It cannot be read: {error.strerror}.")

    def _cached(self) -> Iterator[ModelEntry]:
        for path, name in _snapshots(self.cache):
            index = path / folders.INDEX
            files = [path] if index.exists() else sorted(path.glob("*.safetensors"))
            for file in files:
                try:
                    entry = _entry(file, name if file == path else f"{name}/{file.name}", "cache")
                except (BadModel, OSError):
                    continue  # another program's business
                if entry.problem is None:
                    yield entry

    def _configured(self, entry: ModelEntry, found: dict[str, ModelEntry]) -> ModelEntry:
        """A single file with the folder of its configs, or with the problem that there is none."""
        if entry.base is None or entry.family is None or entry.problem is not None:
            return entry
        if entry.family in COMPLETED:
            return _completed(entry, found)
        own = self.models / CONFIGS / entry.family
        if (own / folders.INDEX).is_file():
            return replace(entry, config=str(own))
        base = found.get(entry.base)
        if base is not None and base.form == "folder" and base.problem is None:
            return replace(entry, config=base.path)
        return replace(
            entry,
            problem="A single file has no settings and no tokenizer of its own. Get them from"
            f" {entry.base}: they are a few megabytes.",
        )


def _completed(entry: ModelEntry, found: dict[str, ModelEntry]) -> ModelEntry:
    """With a whole folder of its family, its base before others."""
    whole = [
        each
        for each in found.values()
        if each.form == "folder" and each.family == entry.family and each.problem is None
    ]
    if whole:
        first = min(whole, key=lambda each: (each.name != entry.base, each.name))
        return replace(entry, config=first.path)
    return replace(
        entry,
        base=None,
        problem=f"This file has a denoiser and nothing else. Download {entry.base} too: its text"
        " encoder and VAE are used with it.",
    )


def counted(component: Path) -> list[Path]:
    """The files that make a component what it is: the weights that are loaded, and its texts."""
    texts = [
        file
        for file in component.iterdir()
        if file.suffix in (".json", ".txt", ".model") and not file.name.endswith(".index.json")
    ]
    return sorted([*folders.weights(component), *texts])


def _entry(path: Path, name: str, source: Source) -> ModelEntry:
    if path.is_dir():
        return _folder_entry(path, name, source)
    if path.suffix != ".safetensors":
        raise BadModel(PICKLED)
    header = read_header(path)
    what = identify(header)
    said = read_override(path)
    license = said.get("license", header.metadata.get("modelspec.license"))
    defaults = None
    if what.family is not None and what.kind == "checkpoint":
        defaults = overridden(defaults_for(what.family, name), said)
    return ModelEntry(
        name=name,
        kind=what.kind,
        family=what.family,
        path=str(path),
        form="file",
        source=source,
        size_bytes=path.stat().st_size,
        precision=what.precision,
        parameters=what.parameters,
        license=license[:80] if isinstance(license, str) and license else None,
        defaults=defaults,
        base=BASES[what.family] if what.family and what.kind == "checkpoint" else None,
        problem=problem(what),
    )


def _folder_entry(path: Path, name: str, source: Source) -> ModelEntry:
    read = folders.read_folder(path)
    headers = [identify(read_header(file)) for file in _weights(path)]
    largest = max(headers, key=lambda each: each.parameters, default=None)
    said = read_override(path)
    license = said.get("license", read.license)
    return ModelEntry(
        name=name,
        kind="checkpoint",
        family=read.family,
        path=str(path),
        form="folder",
        source=source,
        size_bytes=_size(path),
        precision=largest.precision if largest else None,
        parameters=sum(each.parameters for each in headers),
        license=license[:80] if isinstance(license, str) and license else None,
        defaults=overridden(defaults_for(read.family, name, read.scheduler, read.side), said),
    )


def _refused(path: Path, name: str, reason: str) -> ModelEntry:
    form: Form = "folder" if path.is_dir() else "file"
    return ModelEntry(
        name=name,
        kind="checkpoint" if form == "folder" else "unknown",
        family=None,
        path=str(path),
        form=form,
        source="models",
        size_bytes=_size(path),
        precision=None,
        parameters=0,
        problem=reason,
    )


def _weights(path: Path) -> list[Path]:
    return [
        file
        for component in folders.read_folder(path).components
        for file in folders.weights(path / component)
    ]


def has_models(folder: Path) -> bool:
    """Whether there is anything that may be a model in a models folder, or a pipeline in a cache,
    which has other programs' files too. Quick: it opens none.
    """
    if any(folder.glob("models--*")):
        return any(folder.glob(f"models--*/snapshots/*/{folders.INDEX}"))
    return next(_walk(folder), None) is not None


def _walk(root: Path) -> Iterator[Path]:
    """Pipelines' folders and the model files outside of them. Goes through links, into none twice.

    Names that begin with a dot are the server's own: what is being downloaded, for one.
    """
    seen: set[Path] = set()
    for at, inside, files in os.walk(root, followlinks=True):
        path = Path(at)
        real = path.resolve()
        inside[:] = sorted(each for each in inside if not each.startswith("."))
        if real in seen:
            inside.clear()
            continue
        seen.add(real)
        if folders.INDEX in files and path != root:
            inside.clear()
            yield path
            continue
        for file in sorted(files):
            suffix = os.path.splitext(file)[1].lower()
            if not file.startswith(".") and suffix in (".safetensors", *_PICKLES):
                yield path / file


def _snapshots(cache: Path | None) -> Iterator[tuple[Path, str]]:
    """Each repository's `main`, else its newest revision, with its name."""
    if cache is None or not cache.is_dir():
        return
    for repository in sorted(cache.glob("models--*")):
        name = repository.name.removeprefix("models--").replace("--", "/")
        snapshots = repository / "snapshots"
        try:
            path = snapshots / (repository / "refs" / "main").read_text().strip()
        except OSError:
            path = snapshots
        if path == snapshots or not path.is_dir():
            try:
                path = max(snapshots.iterdir(), key=lambda each: each.stat().st_mtime)
            except (OSError, ValueError):
                continue
        yield path, name


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(
        (Path(at) / file).stat().st_size
        for at, _, files in os.walk(path)
        for file in files
        if (Path(at) / file).exists()
    )


def _further(progress: Progress, before: int, read: int) -> None:
    progress(before + read)


def _no_progress(read: int) -> None:
    return None
