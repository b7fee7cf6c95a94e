"""The command `atelier`: reads the settings, starts the server, says in one sentence why it cannot.

Knows uvicorn and the terminal; what the server is made of is `workspace.app`'s business.
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from workspace.errors import StartError, WorkspaceError
from workspace.models_cli import models
from workspace.settings import read_settings

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
cli.add_typer(models, name="models")


def main() -> None:
    try:
        cli()
    except StartError as error:
        typer.echo(f"atelier: {error.detail}", err=True)
        sys.exit(error.exit_status)
    except WorkspaceError as error:  # such as a full disk
        typer.echo(f"atelier: {error.detail}", err=True)
        sys.exit(1)


@cli.callback(invoke_without_command=True)
def atelier(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.")
    ] = False,
) -> None:
    """A self-hosted canvas where a team renders and collects images together, live."""
    if show_version:
        typer.echo(f"atelier {installed_version()}")
        raise typer.Exit


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder for everything that is kept.")] = None,
    workers: Annotated[
        str | None, typer.Option(help="auto, or devices such as cpu or cuda:0,cuda:1.")
    ] = None,
) -> None:
    """Start the server."""
    settings = read_settings(host=host, port=port, data=data, workers=workers)
    from workspace.serving import run  # loads the server: --help and mistakes need not wait for it

    run(settings)


def installed_version() -> str:
    try:
        return version("atelier")
    except PackageNotFoundError:
        return "from a checkout"


if __name__ == "__main__":
    main()
