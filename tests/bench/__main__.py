"""`make bench`: from an edit in one browser to the picture in another.

The sync core against other servers has a command of its own: `make bench-sync`.
"""

import asyncio
import tempfile
from pathlib import Path

from tests.bench import edit_to_picture

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(edit_to_picture.main(Path(name) / "data"))
