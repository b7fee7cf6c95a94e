"""The child that downloads one model, so that a cancel is a kill and the server never waits.

Run as `python -m render.models.fetching`. One JSON wish on stdin, one JSON line on stdout for each
thing that happens: `plan`, `progress`, then `done` or `error`. Everything lands below the wish's
own folder; only when all of it is there, checked, does it become a model by one rename.
"""

import fcntl
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from render.errors import BadModel, CannotDownload
from render.models import folder as folders
from render.models.amounts import amount
from render.models.choose import RemoteFile, choose, choose_file
from render.models.entry import BASES, FAMILIES
from render.models.fetch import Fetcher, Wanted
from render.models.header import read_header
from render.models.hub import Hub
from render.models.inspect import identify
from render.models.scan import CONFIGS
from render.models.source import Address, FamilySettings, Repository, Source, parse_source

_EVERY_SECONDS: Final = 0.2
_PLAN: Final = "plan.json"
_END: Final = "end.json"
"""What is told at the end, written before the files move: an end that is interrupted is made up."""

Say = Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class Wish:
    source: str
    variant: str | None
    models: str
    work: str
    token: str | None
    endpoint: str | None
    open_network: bool
    retries: int
    margin_bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Made once: a resumed download goes on with the same revision of the same files."""

    target: str | None
    """Where it will be in the models folder; `None`: that is told by the file."""
    files: list[RemoteFile]
    urls: list[str]
    is_folder: bool


def main() -> None:
    wish = Wish(**json.loads(sys.stdin.readline()))
    try:
        download(wish, _say)
    except CannotDownload as error:
        _say("error", {"code": error.code, "message": str(error)})
    except OSError as error:
        message = f"The models folder cannot be used: {error.strerror or error}."
        _say("error", {"code": "no_space", "message": message})


def download(wish: Wish, say: Say) -> None:
    work = Path(wish.work)
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotDownload("busy", "Another process is downloading this now.") from error
        _Download(wish, work, say).run()


class _Download:
    def __init__(self, wish: Wish, work: Path, say: Say) -> None:
        self._wish = wish
        self._work = work
        self._say = say
        self._hub = Hub(wish.endpoint, wish.token)
        self._told = 0
        self._said_at = 0.0

    def run(self) -> None:
        if (end := _read(self._work / _END)) is not None and Path(end["path"]).exists():
            self._say("done", end)
            return
        plan = self._read_plan() or self._make_plan(parse_source(self._wish.source))
        total = sum(file.size for file in plan.files)
        self._say("plan", {"files": [[file.path, file.size] for file in plan.files]})
        self._check_space(plan, total)
        files = self._work / "files"
        hashes = [self._fetch(plan, number, files) for number in range(len(plan.files))]
        self._say("done", self._finish(plan, files, hashes))

    def _make_plan(self, source: Source) -> Plan:
        match source:
            case Repository():
                plan = self._plan_repository(source)
            case FamilySettings():
                plan = self._plan_settings(source)
            case Address():
                plan = self._plan_address(source)
        if plan.target is not None and (Path(self._wish.models) / plan.target).exists():
            raise CannotDownload("exists", f"{plan.target} is there already.")
        _write(self._work / _PLAN, asdict(plan))
        return plan

    def _read_plan(self) -> Plan | None:
        said = _read(self._work / _PLAN)
        if said is None:
            return None
        return Plan(**{**said, "files": [RemoteFile(**file) for file in said["files"]]})

    def _plan_repository(self, source: Repository) -> Plan:
        listed = self._hub.list(source.name, source.revision)
        named = source.name + (f"@{source.revision}" if source.revision else "")
        is_pipeline = any(file.path == folders.INDEX for file in listed.files)
        if source.file is None and is_pipeline:
            index = self._hub.read_json(source.name, listed.commit, folders.INDEX)
            if folders.family_of(str(index.get("_class_name")), {}) is None:
                known = ", ".join(FAMILIES.values())
                raise CannotDownload(
                    "not_usable",
                    f"{source.name} is a {index.get('_class_name')}, which is not run here; these"
                    f" are: {known}.",
                )
            files = choose(listed.files, index, self._wish.variant)
            return self._plan(source.name, listed.commit, files, named, is_folder=True)
        file = choose_file(listed.files, source.file, source.name)
        return self._plan(source.name, listed.commit, [file], f"{named}/{file.path}")

    def _plan_settings(self, source: FamilySettings) -> Plan:
        repository = BASES[source.family]
        listed = self._hub.list(repository, None)
        index = self._hub.read_json(repository, listed.commit, folders.INDEX)
        files = choose(listed.files, index, None, weights=False)
        target = f"{CONFIGS}/{source.family}"
        return self._plan(repository, listed.commit, files, target, is_folder=True)

    def _plan(
        self,
        repository: str,
        commit: str,
        files: Sequence[RemoteFile],
        target: str,
        is_folder: bool = False,
    ) -> Plan:
        urls = [self._hub.url(repository, commit, file.path) for file in files]
        return Plan(target, list(files), urls, is_folder)

    def _plan_address(self, source: Address) -> Plan:
        headers, url = Fetcher(self._wish.open_network, 0, lambda _: None).look(source.url)
        name = _file_name(headers.get_filename(), url, source.url)
        size = (headers.get("Content-Range") or "").rpartition("/")[2]
        size = size or headers.get("Content-Length") or ""
        if not size.isdecimal():
            raise CannotDownload(
                "hub_error", f"{urlsplit(url).netloc} does not say how large the file is."
            )
        return Plan(None, [RemoteFile(name, int(size), None)], [source.url], is_folder=False)

    def _check_space(self, plan: Plan, total: int) -> None:
        had = sum(
            path.stat().st_size for path in (self._work / "files").rglob("*") if path.is_file()
        )
        free = shutil.disk_usage(self._work).free
        if total - had + self._wish.margin_bytes > free:
            raise CannotDownload(
                "no_space",
                f"It needs {amount(total - had)} more, and {amount(self._wish.margin_bytes)} are"
                f" kept free; the disk of the models folder has {amount(free)}. Make room first.",
            )

    def _fetch(self, plan: Plan, number: int, files: Path) -> str:
        file = plan.files[number]
        is_hub = plan.target is not None
        fetcher = Fetcher(
            self._wish.open_network or is_hub,  # where the hub is, the operator has said
            self._wish.retries,
            lambda read: self._tell(plan, number, read),
        )
        digest = fetcher.fetch(
            Wanted(
                plan.urls[number],
                files / file.path,
                file.size,
                file.sha256,
                self._hub.headers() if is_hub else {},
                is_model=not plan.is_folder,
            )
        )
        self._tell(plan, number, file.size, always=True)
        return digest

    def _tell(self, plan: Plan, number: int, read: int, always: bool = False) -> None:
        """Now and then, and at each hundredth: what stands still is told of as well."""
        now = time.monotonic()
        is_further = (read - self._told) * 100 >= plan.files[number].size
        if always or is_further or now - self._said_at >= _EVERY_SECONDS:
            self._said_at, self._told = now, 0 if always else read
            self._say("progress", {"file": number, "received": read})

    def _finish(self, plan: Plan, files: Path, hashes: Sequence[str]) -> dict[str, Any]:
        for file in plan.files:
            if file.path.endswith(".safetensors"):
                try:
                    read_header(files / file.path)
                except BadModel as error:
                    raise CannotDownload("not_usable", f"{file.path}: {error}") from error
        models = Path(self._wish.models)
        source = files if plan.is_folder else files / plan.files[0].path
        target = models / (plan.target or _place(source))
        if target.exists():
            raise CannotDownload("exists", f"{target.name} is there already.")
        target.parent.mkdir(parents=True, exist_ok=True)
        end = {"path": str(target), "hashes": self._hashes(plan, target, hashes)}
        _write(self._work / _END, end)
        os.replace(source, target)
        return end

    def _hashes(self, plan: Plan, target: Path, hashes: Sequence[str]) -> dict[str, str]:
        if not plan.is_folder:
            return {str(target): hashes[0]}
        pairs = zip(plan.files, hashes, strict=True)
        return {str(target / file.path): digest for file, digest in pairs}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        said = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _write(path: Path, said: dict[str, Any]) -> None:
    whole = path.with_suffix(".tmp")
    whole.write_text(json.dumps(said))
    os.replace(whole, path)


def _place(file: Path) -> str:
    kind = identify(read_header(file)).kind
    folder = {"lora": "loras", "checkpoint": "checkpoints"}.get(kind, "other")
    return f"{folder}/{file.name}"


def _file_name(said: str | None, *urls: str) -> str:
    """Of an address whose file is called so; what a file system could mind is left out."""
    for name in (said, *(unquote(urlsplit(url).path) for url in urls)):
        last = re.split(r"[/\\]", name or "")[-1]
        clean = re.sub(r"[^\w.()+-]+", "_", last).lstrip("._")[-120:]
        if clean.endswith(".safetensors") and clean != ".safetensors":
            return clean
    raise CannotDownload(
        "bad_source",
        "This address leads to no .safetensors file. Other formats are not taken: a pickle can run"
        " any code when it is opened.",
    )


def _say(what: str, value: Any) -> None:
    sys.stdout.write(json.dumps({what: value}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
