"""An administrator gets models from a stand-in hub, by the page alone."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.conftest import SETTINGS
from tests.e2e.screens import screenshot
from tests.e2e.test_axe import is_clean, opened, sign_in
from tests.hub import StandInHub, stand_in_hub
from tests.render.models import files
from tests.server import ADMIN_EMAIL, PASSWORD, ServerProcess

pytestmark = pytest.mark.e2e


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[StandInHub]:
    with stand_in_hub() as hub:
        dream = files.pipeline_files("StableDiffusionXLPipeline", 2048)
        dream["unet/diffusion_pytorch_model.safetensors"] = files.tensors({"w": (1024, 1024)})
        hub.repositories["someone/dream"] = dream
        hub.repositories["someone/other"] = dream
        hub.repositories["stable-diffusion-v1-5/stable-diffusion-v1-5"] = files.pipeline_files()
        yield hub


@pytest_asyncio.fixture(loop_scope="session")
async def with_hub(hub: StandInHub, tmp_path: Path) -> AsyncIterator[ServerProcess]:
    settings = {
        **SETTINGS,
        "ATELIER_HF_ENDPOINT": hub.url,
        "ATELIER_HF_CACHE": "off",
        "ATELIER_DOWNLOAD_PRIVATE": "1",
        "ATELIER_DOWNLOAD_RETRIES": "0",
        "ATELIER_DOWNLOAD_MARGIN_BYTES": "0",
    }
    async with ServerProcess(tmp_path / "data", settings=settings) as running:
        yield running


async def test_models_are_downloaded_resumed_cancelled_and_removed(
    with_hub: ServerProcess, hub: StandInHub, browser: Browser, tmp_path: Path
) -> None:
    async with opened(browser) as page:
        await sign_in(page, with_hub)
        await page.get_by_role("button", name="Account").click()
        await page.get_by_role("menuitem", name="Models").click()
        await expect(page.get_by_text("No models yet.")).to_be_visible()
        await expect(page.get_by_text("free of")).to_be_visible()
        await is_clean(page, "no models")
        await screenshot(page, "models-empty")

        source = page.get_by_label("Repository or address")
        await source.fill("no model at all")
        await source.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("names no model")
        hub.breaks, hub.breaks_after = 1, 1_200_000
        await source.fill("someone/dream")
        await source.press("Enter")
        downloads = page.get_by_role("list", name="Downloads")
        await expect(downloads.get_by_text("Stopped at 1.2 MB of 2.1 MB")).to_be_visible()
        await expect(downloads.get_by_text("The connection broke")).to_be_visible()
        await is_clean(page, "a download that stopped")
        await screenshot(page, "models-stopped")
        await downloads.get_by_role("button", name="Resume").click()
        models = page.get_by_role("list", name="Models")
        dream = models.get_by_role("listitem").filter(has_text="someone/dream")
        await expect(dream).to_contain_text("Stable Diffusion XL")
        await expect(downloads).to_have_count(0)
        assert ("bytes=1200000-") in {asked for _, asked in hub.asked}

        hub.held = threading.Event()
        await source.fill("someone/other")
        await source.press("Enter")
        await expect(downloads.get_by_text("1.05 MB of 2.1 MB")).to_be_visible()
        await screenshot(page, "models-on-the-way")
        await downloads.get_by_role("button", name="Cancel").click()
        await expect(downloads).to_have_count(0)
        hub.held.set()
        hub.held = None

        folder = with_hub.data / "models"
        files.write(folder / "checkpoints/clay.safetensors", files.tensors(files.SD1))
        files.write(folder / "loras/ink.safetensors", files.tensors(files.kohya(2048)))
        files.write(folder / "old/v1.ckpt", b"\x80")
        await page.get_by_role("button", name="Look again").click()
        await expect(models.get_by_text("This is a pickle")).to_be_visible()
        await models.get_by_role("button", name="Get its settings").click()
        clay = models.get_by_role("listitem").filter(has_text="clay.safetensors")
        await expect(clay).not_to_contain_text("settings")
        await dream.get_by_role("button", name="What is in someone/dream").click()
        await expect(dream.get_by_text("text_encoder")).to_be_visible()
        await clay.get_by_role("button", name="What is in").click()
        await expect(clay.get_by_text("3 tensors")).to_be_visible()
        await is_clean(page, "models")
        await screenshot(page, "models-light")

        await dream.get_by_role("button", name="Remove someone/dream").click()
        dialog = page.get_by_role("dialog")
        await is_clean(page, "removing a model")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(dialog).to_have_count(0)
        await expect(dream).to_have_count(0)
        assert not (folder / "someone").exists()

    async with opened(browser) as dark:
        body = {"email": ADMIN_EMAIL, "password": PASSWORD}
        origin = {"Origin": with_hub.url}
        login = f"{with_hub.url}/api/auth/login"
        assert (await dark.context.request.post(login, data=body, headers=origin)).ok
        await dark.add_init_script("localStorage.setItem('atelier.language', 'tr')")
        await dark.set_viewport_size({"width": 390, "height": 844})
        await dark.emulate_media(color_scheme="dark")
        await dark.goto(f"{with_hub.url}/models")
        await expect(dark.get_by_text("Bu bir pickle")).to_be_visible()
        await is_clean(dark, "models on a phone, in the dark")
        await dark.emulate_media(color_scheme="dark")
        await screenshot(dark, "models-dark-narrow")
