"""`atelier models`: the models of this server from a terminal, without the server running.

Uses the same folders, children and records as the server, so that either goes on with what the
other began.
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from render.errors import BadModel, CannotDownload
from render.models.amounts import amount
from render.models.describe import describe
from render.models.downloads import Download, Downloads
from render.models.entry import FAMILIES, ModelEntry
from render.models.hashes import FileHashes
from render.models.scan import ModelScanner
from workspace.errors import StartError
from workspace.services.models import delete_model
from workspace.settings import Settings, read_settings

models = typer.Typer(no_args_is_help=True, help="List, download and look at diffusion models.")

Data = Annotated[Path | None, typer.Option(help="Folder for everything that is kept.")]


@models.command("list")
def list_models(data: Data = None) -> None:
    """What the models folder and the Hugging Face cache have."""
    settings = read_settings(data=data)
    found = _scanner(settings).scan()
    if not found:
        typer.echo(f"No models yet in {settings.models_folder}: atelier models download SOURCE.")
    for entry in found:
        typer.echo("  ".join(_line(entry)))
        if entry.problem is not None:
            typer.echo(f"    {entry.problem}")


@models.command()
def download(
    source: Annotated[str, typer.Argument(help="owner/name, owner/name@revision or an address.")],
    fp16: Annotated[bool, typer.Option(help="Take half-size weights where offered.")] = False,
    data: Data = None,
) -> None:
    """Download a model. Ctrl-C keeps what has arrived; the same command goes on."""
    try:
        done = asyncio.run(_download(read_settings(data=data), source, "fp16" if fp16 else None))
    except CannotDownload as error:
        raise StartError(str(error)) from error
    except KeyboardInterrupt:
        typer.echo("\nStopped. What has arrived is kept: the same command goes on.", err=True)
        raise typer.Exit(130) from None
    if done.error is not None:
        raise StartError(done.error[1])
    typer.echo(f"{source} is there.")


@models.command()
def inspect(path: Annotated[Path, typer.Argument(help="A file or a pipeline's folder.")]) -> None:
    """Say what a file or folder is, from its tensors."""
    try:
        said = describe(path)
    except (BadModel, OSError) as error:
        raise StartError(f"{path}: {error}") from error
    for key in ("kind", "family", "precision", "parameters", "problem", "scheduler"):
        if said.get(key) is not None:
            typer.echo(f"{key}: {said[key]}")
    for part in said.get("components", said.get("groups", [])):
        counts = [file["parameters"] for file in part.get("files", [])]
        count = part.get("parameters", sum(counts))
        typer.echo(f"  {part['name']}: {count:,} parameters" if count else f"  {part['name']}")


@models.command()
def remove(
    name: Annotated[str, typer.Argument(help="As `atelier models list` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Delete a model of the models folder, for good."""
    settings = read_settings(data=data)
    found = next((each for each in _scanner(settings).scan() if each.name == name), None)
    if found is None:
        raise StartError(f"There is no model {name}: see atelier models list.")
    if found.source != "models":
        raise StartError(f"{name} is in the Hugging Face cache: remove it there.")
    if not yes:
        typer.confirm(f"Delete {name}, {amount(found.size_bytes)}?", abort=True)
    delete_model(Path(found.path), settings.models_folder)


@models.command()
def tiny(
    family: Annotated[str, typer.Argument(help=", ".join(FAMILIES))],
    name: Annotated[str | None, typer.Argument(help="What it is called.")] = None,
    data: Data = None,
) -> None:
    """Make a tiny random model, to try the plumbing."""
    if family not in FAMILIES:
        raise StartError(f"There is no family {family}: choose one of {', '.join(FAMILIES)}.")
    root = read_settings(data=data).models_folder
    target = (root / (name or f"tiny/{family}")).resolve()
    if not target.is_relative_to(root) or target == root:
        raise StartError("A model's name is a path inside of the models folder.")
    if target.exists():
        raise StartError(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "render.diffusion.tiny", family, str(target)]
    if subprocess.run(command, check=False, cwd=Path(__file__).parents[1]).returncode:  # noqa: S603 - our own module, and a family from our list
        raise StartError("The model could not be made: see above.")
    typer.echo(f"{target.relative_to(root)} is there.")


async def _download(settings: Settings, source: str, variant: str | None) -> Download:
    hashes = FileHashes(settings.hashes_file)

    async def arrived(files: dict[str, str]) -> None:
        for path, sha256 in files.items():
            hashes.remember(Path(path), sha256)
        hashes.keep()

    downloads = Downloads(settings.models_folder, settings.download_limits, arrived, resume=False)
    async with downloads:
        id = downloads.add(source, variant).id
        waiting = asyncio.ensure_future(downloads.wait(id))
        while not waiting.done():
            await asyncio.wait([waiting], timeout=0.3)
            if sys.stderr.isatty():
                _bar(downloads.find(id))
        return await waiting


def _scanner(settings: Settings) -> ModelScanner:
    hashes = FileHashes(settings.hashes_file)
    return ModelScanner(settings.models_folder, settings.hf_cache_folder, hashes)


def _line(entry: ModelEntry) -> list[str]:
    family = FAMILIES[entry.family] if entry.family else entry.kind
    facts = [entry.name, family, amount(entry.size_bytes), entry.precision, entry.license]
    return [fact for fact in facts if fact]


def _bar(download: Download | None) -> None:
    if download is None or download.total == 0:
        return
    share = download.received / download.total
    bar = "█" * int(share * 30)
    amounts = f"{amount(download.received)} of {amount(download.total)}"
    ending = "\n" if download.state == "done" else ""
    typer.echo(f"\r{bar:░<30} {share:4.0%}  {amounts}  {ending}", nl=False, err=True)
