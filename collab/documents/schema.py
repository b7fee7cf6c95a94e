"""Names and version of the board document's roots; knows nothing of what is inside a node."""

from typing import Final

SCHEMA_VERSION: Final = 1

META: Final = "meta"
NODES: Final = "nodes"
RESULTS: Final = "results"

ROOTS: Final = (META, NODES, RESULTS)
"""Every root of schema 1; each is a `Y.Map`."""
