"""Presets of the team (WS27)."""

from pathlib import Path
from typing import Any

import pytest

from tests.workspace.studio import Studio, assert_problem, open_studio, settings_for

BLUR = {"type": "image.blur", "name": "Soft", "params": {"radius": 24}}


async def test_preset_is_the_whole_teams(studio: Studio) -> None:
    """WS27"""
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    made = (await ada.post("/api/presets", json=BLUR)).json()
    assert made["params"] == {"radius": 24}
    assert made["can"] == {"change": True}
    [seen] = (await ben.get("/api/presets", params={"type": "image.blur"})).json()["items"]
    assert seen == {**made, "can": {"change": False}}
    assert (await ben.get("/api/presets?type=image.solid")).json()["items"] == []


async def test_style_is_a_preset_with_its_words(studio: Studio) -> None:
    """WS27"""
    ada, ben = await studio.sign_in(), await studio.person("Ben")
    ink = {"name": "Ink", "words": "{prompt}, ink", "avoid": "photo"}
    style = {"type": "text.style", "name": "Ink", "params": {"styles": [ink]}}
    assert (await ada.post("/api/presets", json=style)).status_code == 201
    [seen] = (await ben.get("/api/presets", params={"type": "text.style"})).json()["items"]
    assert seen["params"] == {"styles": [ink]}
    wrong = {**style, "name": "Oil", "params": {"styles": [{**ink, "words": 3}]}}
    assert_problem(await ada.post("/api/presets", json=wrong), 422, "bad_param")


async def test_presets_are_still_there_after_a_restart(tmp_path: Path) -> None:
    """WS27"""
    for life in range(2):
        async with open_studio(settings_for(tmp_path / "data")) as studio:
            ada = await studio.sign_in()
            if life == 0:
                assert (await ada.post("/api/presets", json=BLUR)).status_code == 201
            names = [each["name"] for each in (await ada.get("/api/presets")).json()["items"]]
            assert names == ["Soft"]


async def test_only_its_maker_and_administrators_change_a_preset(studio: Studio) -> None:
    """WS27"""
    ada, ben, cat = await studio.sign_in(), await studio.person("Ben"), await studio.person("Cat")
    id = (await ben.post("/api/presets", json=BLUR)).json()["id"]
    path = f"/api/presets/{id}"
    assert_problem(await cat.patch(path, json={"name": "Mine"}), 403, "not_allowed")
    assert_problem(await cat.delete(path), 403, "not_allowed")
    assert (await ben.patch(path, json={"name": "Softer"})).json()["name"] == "Softer"
    assert (await ada.delete(path)).status_code == 204
    assert_problem(await ben.delete(path), 404, "preset_not_found")


async def test_names_are_taken_once_for_a_type_however_they_are_spelt(studio: Studio) -> None:
    """WS27"""
    ada = await studio.sign_in()
    await ada.post("/api/presets", json=BLUR)
    assert_problem(
        await ada.post("/api/presets", json={**BLUR, "name": "soft "}), 409, "name_taken"
    )
    other = {"type": "image.resize", "name": "Soft", "params": {"width": 64}}
    assert (await ada.post("/api/presets", json=other)).status_code == 201
    second = (await ada.post("/api/presets", json={**BLUR, "name": "Hard"})).json()["id"]
    renamed = await ada.patch(f"/api/presets/{second}", json={"name": "SOFT"})
    assert_problem(renamed, 409, "name_taken")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"type": "image.nope"}, 422, "unknown_type"),
        ({"name": " "}, 422, "bad_name"),
        ({"name": "x" * 81}, 422, "bad_name"),
        ({"params": {}}, 422, "bad_param"),
        ({"params": {"radius": -1}}, 422, "bad_param"),
        ({"params": {"depth": 1}}, 422, "bad_param"),
        ({"type": "image", "params": {"asset": "a" * 64}}, 422, "bad_param"),
        ({"type": "note", "params": {"text": "x" * 40_000}}, 413, "too_large"),
        ({"params": []}, 422, "bad_body"),
    ],
)
async def test_preset_that_cannot_be_is_refused_and_said_why(
    studio: Studio, change: dict[str, Any], status: int, code: str
) -> None:
    """WS27"""
    ada = await studio.sign_in()
    assert_problem(await ada.post("/api/presets", json={**BLUR, **change}), status, code)


async def test_strangers_and_reading_tokens_change_nothing(studio: Studio) -> None:
    """WS3, WS27"""
    ada = await studio.sign_in()
    assert_problem(await studio.client().get("/api/presets"), 401, "not_signed_in")
    body = {"name": "reads", "scopes": ["read"]}
    token = (await ada.post("/api/tokens", json=body)).json()["token"]
    reader = studio.client(Authorization=f"Bearer {token}")
    assert_problem(await reader.post("/api/presets", json=BLUR), 403, "read_only_token")
