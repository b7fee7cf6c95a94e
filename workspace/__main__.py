"""`python -m workspace` is the command `atelier`."""

from workspace.cli import main

main()
