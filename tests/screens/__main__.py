"""`make screens`: every state in both themes, as pictures for `docs/screenshots`.

They are made when somebody asks, to be looked at: no test compares them.
"""

import argparse
import asyncio
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

from tests.e2e.browsers import chromium
from tests.screens.states import ALL, Stage
from tests.screens.studio import TEAM
from tests.server import ServerProcess, json_of

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
SETTINGS = {"ATELIER_DEBUG_NODES": "1", "ATELIER_WORKERS": "cpu"}
QUALITY = 82

SETTLED = """async () => {
  const paint = () => new Promise((done) => requestAnimationFrame(done));
  await document.fonts.ready;
  for (let i = 0; i < 6; i += 1) await paint();
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  await Promise.allSettled(
    document.getAnimations()
      .filter((each) => each.effect.getComputedTiming().iterations !== Infinity)
      .map((each) => each.finished),
  );
  await paint();
}"""


async def take(page: Page, folder: Path, name: str) -> None:
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        await page.evaluate(SETTLED)
        await page.wait_for_timeout(400)  # what is drawn on a canvas is drawn when there is time
        with Image.open(io.BytesIO(await page.screenshot())) as shot:
            shot.save(folder / f"{name}-{theme}.webp", quality=QUALITY, method=6)
    await page.emulate_media(color_scheme="light")


async def main(asked: argparse.Namespace) -> None:
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        async with (
            ServerProcess(Path(data) / "data", settings=SETTINGS) as server,
            chromium() as browser,
            server.signed_in() as admin,
        ):
            people = {name: await server.add_person(admin, name) for name in TEAM}
            token = json_of(await admin.post("/api/tokens", json={"name": "screens"}))["token"]
            stage = Stage(server, browser, admin, token, people)
            for part in ALL:
                if asked.only and part.__name__ not in asked.only:
                    continue
                async for name, page in part(stage):
                    await take(page, asked.folder, name)
                    sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", nargs="*", choices=[part.__name__ for part in ALL])
    asyncio.run(main(parser.parse_args()))
