"""Finds the Chromium of the browser tests; `python -m tests.chromium` installs a missing one."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = (
    "Browser tests need Chromium and none was found. Install it (Debian: apt-get install chromium; "
    "Fedora: dnf install chromium; macOS: brew install --cask chromium), or set "
    "ATELIER_CHROMIUM to the path of a Chromium or Chrome."
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """Path of a Chromium on this machine; `ATELIER_CHROMIUM` wins."""
    chosen = os.environ.get("ATELIER_CHROMIUM")
    return chosen or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium where that is allowed, else leave with a sentence."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.exit(HELP)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "chromium"]):
        if subprocess.run([apt, *arguments], env=environment, check=False).returncode:
            sys.exit(f"apt-get {arguments[0]} failed. {HELP}")


if __name__ == "__main__":
    if find() is None:
        install()
    if find() is None:
        sys.exit(HELP)
