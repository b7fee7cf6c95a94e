"""Pictures out of words on a board, in the browsers of two people, with a tiny model."""

import re
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from render.diffusion import tiny
from tests.e2e.board_page import both_on
from tests.e2e.conftest import SETTINGS, renders
from tests.e2e.screens import screenshots
from tests.e2e.test_far_layer import VIEW, FarPage
from tests.eventually import eventually
from tests.server import ServerProcess, invocations, json_of, shared_board
from tests.workspace.test_making_pictures import break_unet

pytestmark = pytest.mark.e2e

GENERATE = "diffusion.generate"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def with_model(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server whose models folder holds two, of which one answers with no numbers, once they are
    read.
    """
    folder = tmp_path_factory.mktemp("diffusion")
    tiny.build("sd1", folder / "models" / "tiny")
    shutil.copytree(folder / "models" / "tiny", folder / "models" / "broken")
    break_unet(folder / "models" / "broken")
    settings = {
        **SETTINGS,
        "ATELIER_MODELS": str(folder / "models"),
        "ATELIER_HF_CACHE": "off",
    }
    async with ServerProcess(folder / "data", settings=settings) as running:
        async with running.signed_in() as person:

            async def states() -> list[str]:
                return [each["state"] for each in json_of(await person.get("/api/models"))["items"]]

            await eventually(states, lambda seen: seen == ["ready"] * 2, "the models are read")
        await renders(running)
        yield running


async def forms_from_afar(person: FarPage) -> None:
    """Where the board is one bitmap, the picture forms on it too, in the lower part of its card."""
    box = await person.node(GENERATE).bounding_box()
    view = await person.page.evaluate(VIEW)
    assert box
    x, y = (box["x"] - view["left"]) / view["zoom"], (box["y"] - view["top"]) / view["zoom"]
    w, h = box["width"] / view["zoom"], box["height"] / view["zoom"]
    await person.wheel_zoom(x, y, lambda zoom: zoom < 0.3, 60)
    await expect(person.nodes()).to_have_count(0)
    await eventually(
        lambda: person.look(x + 8, y + h - 140, w - 16, 120),
        lambda seen: seen["colors"] > 40,
        "the preview on the bitmap",
    )
    await screenshots(person.page, "diffusion-2-preview-afar")


async def test_words_become_a_picture_that_two_people_watch(
    with_model: ServerProcess, browser: Browser
) -> None:
    async with with_model.signed_in() as admin:
        board, ben_email, _ = await shared_board(with_model, admin, "Foxes", "Ben")
    ada, ben = await both_on(browser, with_model, board, ben_email)
    page = ada.page

    await page.keyboard.press("n")
    await page.keyboard.type("a red fox in the snow")
    written = page.get_by_role("textbox", name="Text of the note")
    await expect(written).to_contain_text("in the snow")
    await page.keyboard.press("Escape")
    await expect(written).to_have_count(0)
    await ada.move(ada.note(), 240, 240)
    await page.keyboard.press("Escape")
    await ada.add_node("generate", 520, 160)
    await page.keyboard.press("Escape")
    await ada.add_node("blur", 1000, 200)
    await page.keyboard.press("Escape")
    await ada.connect("Text output of Note", "Prompt input of Generate")
    await ada.connect("Image output of Generate", "Image input of Blur")
    generate = ada.node(GENERATE)
    await expect(generate.get_by_role("status")).to_contain_text("model")
    await screenshots(page, "diffusion-1-no-model")
    await generate.get_by_role("button", name="Model").click()
    await page.get_by_role("option", name="tiny").click()
    await generate.get_by_role("button", name="More").click()
    await ada.set_number(GENERATE, "Steps", 200)
    await ada.set_number(GENERATE, "Width", 512)
    await ada.set_number(GENERATE, "Height", 384)
    await ada.fit()
    await ben.fit()

    # A long one is watched by both, and stopped.
    await generate.get_by_role("button", name="Run Generate").click()
    for person in (ada, ben):
        preview = person.page.get_by_role("img", name="Preview of Generate")
        await expect(preview).to_be_visible(timeout=30_000)  # once the model is read
    await expect(ben.node(GENERATE).locator("[data-run-state=running]")).to_contain_text("Step")
    await screenshots(page, "diffusion-2-preview")
    await screenshots(ben.page, "diffusion-2-preview-ben")
    await forms_from_afar(FarPage(ben.page))
    await ben.fit()
    await generate.get_by_role("button", name="Cancel Generate").click()
    await expect(generate.locator("[data-run-state=idle]")).to_contain_text("Cancelled")
    await screenshots(page, "diffusion-3-cancelled")

    # A short one ends, and what comes after it follows by itself.
    await ada.set_number(GENERATE, "Steps", 3)
    await ada.set_number(GENERATE, "Width", 96)
    await ada.set_number(GENERATE, "Height", 66)
    height = generate.get_by_role("textbox", name="Height")
    await expect(height).to_have_value("64")  # what a model can make
    await generate.get_by_role("button", name="Run Generate").click()
    first = await ada.shows_other("Generate", None)
    soft = await ada.shows_other("Blur", None)
    await eventually(lambda: ben.asset("Blur"), lambda seen: seen == soft, "it at Ben's")
    await eventually(lambda: ben.asset("Generate"), lambda seen: seen == first, "and that")
    await screenshots(page, "diffusion-4-done")

    # Another seed, by the other person: other pixels for both.
    await ben.set_number(GENERATE, "Seed", 7)
    await ben.node(GENERATE).get_by_role("button", name="Run Generate").click()
    second = await ben.shows_other("Generate", first)
    await eventually(lambda: ada.asset("Generate"), lambda seen: seen == second, "it at Ada's")
    softer = await ada.shows_other("Blur", soft)

    # What comes after the picture costs no sampling.
    async with with_model.signed_in() as admin:
        ran = await invocations(admin)
        await ada.set_number("image.blur", "Radius", 2)
        await ada.shows_other("Blur", softer)
        after = await invocations(admin)
    assert after == {**ran, "image.blur": ran["image.blur"] + 1}
    assert await ada.asset("Generate") == second

    # A result that is none says so to both, and in the inspector what to do about it.
    await generate.get_by_role("button", name="Model").click()
    await page.get_by_role("option", name="broken").click()
    await generate.get_by_role("button", name="Run Generate").click()
    for person in (ada, ben):
        await expect(person.node(GENERATE).get_by_role("note")).to_contain_text("Broken pixels")
    inspector = page.get_by_role("complementary", name="Inspector")
    await expect(inspector.get_by_text("change the seed").first).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Queue")).click()
    jobs = page.get_by_role("complementary", name="Queue")
    await expect(jobs.get_by_text("change the seed").first).to_be_visible()


async def test_notes_fill_a_template_and_a_style_goes_from_one_person_to_the_other(
    with_model: ServerProcess, browser: Browser
) -> None:
    async with with_model.signed_in() as admin:
        board, cem_email, _ = await shared_board(with_model, admin, "Prompts", "Cem")
    ada, cem = await both_on(browser, with_model, board, cem_email)
    page = ada.page

    await page.keyboard.press("n")
    await page.keyboard.type("a red fox")
    written = page.get_by_role("textbox", name="Text of the note")
    await expect(written).to_contain_text("a red fox")
    await page.keyboard.press("Escape")
    await expect(written).to_have_count(0)
    await ada.move(ada.note(), 200, 240)
    await page.keyboard.press("Escape")
    await ada.add_node("template", 460, 130)
    await page.keyboard.press("Escape")
    await ada.add_node("generate", 860, 130)
    await page.keyboard.press("Escape")

    # A name becomes an input; until something fills it, the node says what is missing.
    template, generate = ada.node("text.template"), ada.node(GENERATE)
    words = template.get_by_role("textbox", name="Template")
    await words.fill("a portrait of {subject}, {in snow|by the sea}, {{so}}")
    await expect(template.locator("mark")).to_have_text(["{subject}", "{", "|", "}", "{{", "}}"])
    await expect(template.get_by_role("status")).to_contain_text("{subject}")
    await screenshots(page, "prompts-1-asks")
    await ada.connect("Text output of Note", "subject input of Template")
    await expect(template).to_contain_text("a portrait of a red fox, in snow, {so}")
    await ada.connect("Text output of Template", "Prompt input of Generate")
    # Of another seed it takes the other; the same at the other person's.
    await cem.set_number("text.template", "Seed", 2)
    for person in (ada, cem):
        came_to = person.node("text.template").get_by_text("a portrait of a red fox, by the sea")
        await expect(came_to).to_be_visible()
    # Braces that nothing fills are told of beside the prompt, and keep nothing from running.
    await expect(generate.get_by_role("note")).to_have_text("Not filled in")
    await words.fill("a portrait of {subject}, {in snow|by the sea}")
    await expect(generate.get_by_role("note")).to_have_count(0)

    # A style of hers is the team's.
    await generate.get_by_role("button", name="Styles").click()
    picker = page.get_by_role("dialog", name="Styles")
    await expect(picker.get_by_role("option", name="Watercolor")).to_be_visible()
    await screenshots(page, "prompts-2-styles")
    await picker.get_by_role("button", name="New style…").click()
    await picker.get_by_role("textbox", name="Name").fill("House ink")
    await picker.get_by_role("textbox", name="Words").fill("{prompt}, ink on rough paper")
    await picker.get_by_role("textbox", name="Not to be seen").fill("photo")
    await screenshots(page, "prompts-3-new-style")
    await picker.get_by_role("button", name="Save for everybody").click()
    await expect(picker.get_by_role("option", name="House ink")).to_be_visible()
    await page.keyboard.press("Escape")

    await generate.get_by_role("button", name="Model").click()
    await page.get_by_role("option", name="tiny").click()
    await generate.get_by_role("button", name="More").click()
    await ada.set_number(GENERATE, "Steps", 2)
    await ada.set_number(GENERATE, "Width", 64)
    await ada.set_number(GENERATE, "Height", 64)
    await generate.get_by_role("button", name="Run Generate").click()
    await expect(ada.picture("Generate")).to_be_visible(timeout=60_000)  # once the model is read
    plain = await ada.shows_other("Generate", None)

    # The other person chooses it by the keyboard, and runs.
    theirs = cem.node(GENERATE)
    await theirs.get_by_role("button", name="Styles").press("Enter")
    await expect(cem.page.get_by_placeholder("Search styles")).to_be_focused()
    await cem.page.keyboard.type("house")
    await expect(cem.page.get_by_role("option")).to_have_count(1)
    await cem.page.keyboard.press("Enter")
    await cem.page.keyboard.press("Escape")
    for person in (ada, cem):
        chosen = person.node(GENERATE).get_by_role("button", name="Styles: House ink")
        await expect(chosen).to_be_visible()
    await theirs.get_by_role("button", name="Run Generate").click()
    styled = await cem.shows_other("Generate", plain)
    await eventually(lambda: ada.asset("Generate"), lambda seen: seen == styled, "it at Ada's")
    await screenshots(page, "prompts-4-styled")
