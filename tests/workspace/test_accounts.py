"""People: the first administrator, signing in, tokens (WS1 to WS3, WS13)."""

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.workspace.studio import (
    EMAIL,
    PASSWORD,
    Studio,
    assert_problem,
    me,
    open_studio,
    settings_for,
)

NEW = {"email": "Bo@Studio.test ", "name": "Bo", "password": PASSWORD}


@pytest.fixture
def empty(tmp_path: Path):  # type: ignore[no-untyped-def]
    nobody = {"admin_email": "", "admin_password": SecretStr("")}
    return lambda: open_studio(settings_for(tmp_path / "data", **nobody))


async def test_the_setup_link_makes_the_first_administrator_once_and_signs_them_in(empty) -> None:  # type: ignore[no-untyped-def]
    async with empty() as studio:
        client = studio.client()
        assert (await client.get("/api/setup")).json() == {"needed": True}
        body = {"token": studio.app.state.setup_token, **NEW}

        answer = await client.post("/api/setup", json=body)

        assert answer.status_code == 201
        assert answer.json()["email"] == "bo@studio.test"
        assert answer.json()["role"] == "administrator"
        assert (await client.get("/api/auth/me")).json() == answer.json()
        assert (await client.get("/api/setup")).json() == {"needed": False}
        assert_problem(await client.post("/api/setup", json=body), 409, "already_set_up")


async def test_a_setup_link_of_an_earlier_start_is_refused(empty) -> None:  # type: ignore[no-untyped-def]
    async with empty() as studio:
        old = studio.app.state.setup_token
    async with empty() as studio:
        assert studio.app.state.setup_token not in (None, old)
        answer = await studio.client().post("/api/setup", json={"token": old, **NEW})
        assert_problem(answer, 403, "wrong_setup_token")


async def test_two_who_use_the_setup_link_at_once_make_one_administrator(empty) -> None:  # type: ignore[no-untyped-def]
    async with empty() as studio:
        token = studio.app.state.setup_token
        answers = await asyncio.gather(
            *(
                studio.client().post(
                    "/api/setup", json={"token": token, **NEW, "email": f"{n}@studio.test"}
                )
                for n in range(3)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_a_seeded_administrator_is_made_once_and_needs_no_link(tmp_path: Path) -> None:
    for _ in range(2):
        async with open_studio(settings_for(tmp_path / "data")) as studio:
            assert studio.app.state.setup_token is None
            admin = await studio.sign_in()
            people = (await admin.get("/api/users")).json()["items"]
            assert [person["email"] for person in people] == [EMAIL]
            assert len((await admin.get("/api/boards")).json()["items"]) == 1


async def test_signing_out_ends_the_session_and_forgets_the_cookie(studio: Studio) -> None:
    client = await studio.sign_in()
    session = client.cookies["atelier_session"]

    assert (await client.post("/api/auth/logout")).status_code == 204

    assert "atelier_session" not in client.cookies
    again = studio.client(Cookie=f"atelier_session={session}")
    assert_problem(await again.get("/api/auth/me"), 401, "not_signed_in")


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(studio: Studio) -> None:
    answer = await studio.client().post(
        "/api/auth/login", json={"email": EMAIL.upper(), "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # this studio is on plain http


async def test_over_https_the_cookie_is_secure(studio: Studio) -> None:
    client = studio.client(origin="https://studio.test")
    answer = await client.post(
        "https://studio.test/api/auth/login", json={"email": EMAIL, "password": PASSWORD}
    )
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_wrong_password_and_an_unknown_address_look_the_same(studio: Studio) -> None:
    details = [
        assert_problem(
            await studio.client().post("/api/auth/login", json={"email": email, "password": "no"}),
            401,
            "wrong_credentials",
        )
        for email in (EMAIL, "nobody@studio.test")
    ]
    assert details[0] == details[1]


async def test_too_many_failures_make_this_person_wait_and_nobody_else(studio: Studio) -> None:
    await studio.person("Bo")
    wrong = {"email": EMAIL, "password": "no"}
    for _ in range(10):
        await studio.client().post("/api/auth/login", json=wrong)

    answer = await studio.client().post("/api/auth/login", json={**wrong, "password": PASSWORD})

    assert_problem(answer, 429, "too_many_attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 300
    await studio.sign_in("bo@studio.test")


async def test_an_administrator_adds_people_and_everybody_sees_them(studio: Studio) -> None:
    bo = await studio.person("Bo")
    people = (await bo.get("/api/users")).json()
    assert [person["name"] for person in people["items"]] == ["Ada", "Bo"]
    assert people["next"] is None
    assert people["items"][0]["color"] != people["items"][1]["color"]


async def test_a_member_cannot_add_people(studio: Studio) -> None:
    bo = await studio.person("Bo")
    answer = await bo.post("/api/users", json={**NEW, "email": "cy@studio.test"})
    assert_problem(answer, 403, "not_allowed")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": EMAIL}, 409, "email_taken"),
        ({"email": "no address"}, 422, "bad_email"),
        ({"name": "  "}, 422, "bad_name"),
        ({"password": "short"}, 422, "bad_password"),
        ({"role": "emperor"}, 422, "bad_body"),
    ],
)
async def test_a_person_that_cannot_be_added_is_refused_in_words(
    studio: Studio, change: dict[str, str], status: int, code: str
) -> None:
    admin = await studio.sign_in()
    assert_problem(await admin.post("/api/users", json={**NEW, **change}), status, code)


async def test_a_list_of_people_is_read_page_by_page(studio: Studio) -> None:
    for name in ("Cy", "Bo", "Di"):
        await studio.person(name)
    admin, names, after = await studio.sign_in(), [], ""
    while after is not None:
        query = {"limit": "3", **({"after": after} if after else {})}
        page = (await admin.get("/api/users", params=query)).json()
        names += [person["name"] for person in page["items"]]
        after = page["next"]
    assert names == ["Ada", "Bo", "Cy", "Di"]


async def test_a_token_stands_for_its_owner_until_it_is_removed(studio: Studio) -> None:
    bo = await studio.person("Bo")
    made = (await bo.post("/api/tokens", json={"name": "script"})).json()
    program = studio.client(origin=None, Authorization=f"Bearer {made['token']}")

    assert await me(program) == await me(bo)
    assert (await program.post("/api/boards", json={"title": "By script"})).status_code == 201
    listed = (await bo.get("/api/tokens")).json()["items"]
    assert [(token["id"], "token" in token) for token in listed] == [(made["id"], False)]

    assert (await bo.delete(f"/api/tokens/{made['id']}")).status_code == 204
    assert_problem(await program.get("/api/auth/me"), 401, "not_signed_in")
    assert_problem(await bo.delete(f"/api/tokens/{made['id']}"), 404, "token_not_found")


async def test_nobody_removes_the_token_of_another(studio: Studio) -> None:
    bo, admin = await studio.person("Bo"), await studio.sign_in()
    made = (await bo.post("/api/tokens", json={"name": "script"})).json()
    assert_problem(await admin.delete(f"/api/tokens/{made['id']}"), 404, "token_not_found")


async def test_a_token_that_may_only_read_changes_nothing(studio: Studio) -> None:
    bo = await studio.person("Bo")
    body = {"name": "reader", "scopes": ["read"]}
    token = (await bo.post("/api/tokens", json=body)).json()["token"]
    program = studio.client(origin=None, Authorization=f"Bearer {token}")

    assert (await program.get("/api/boards")).status_code == 200
    answer = await program.post("/api/boards", json={"title": "No"})
    assert_problem(answer, 403, "read_only_token")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"scopes": ["rule"]}, "unknown_scope"), ({"expires": 1}, "bad_expiry")],
)
async def test_a_token_that_makes_no_sense_is_refused(
    studio: Studio, change: dict[str, object], code: str
) -> None:
    admin = await studio.sign_in()
    assert_problem(await admin.post("/api/tokens", json={"name": "x", **change}), 422, code)


async def test_nothing_a_client_presents_is_in_the_database_as_it_is(studio: Studio) -> None:
    admin = await studio.sign_in()
    token = (await admin.post("/api/tokens", json={"name": "script"})).json()["token"]
    folder = studio.settings.data_folder
    stored = b"".join(file.read_bytes() for file in folder.glob("atelier.db*"))
    for secret in (token, admin.cookies["atelier_session"], PASSWORD):
        assert secret.encode() not in stored
