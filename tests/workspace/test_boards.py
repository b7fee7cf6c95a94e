"""Boards and their members, as each role sees them (WS5, WS6, WS8, WS11, WS13)."""

import httpx
import pytest

from tests.workspace.studio import Studio, assert_problem, join, me, new_board

ROLES = ("owner", "editor", "commenter", "viewer")


async def member(studio: Studio, board: str, role: str) -> httpx.AsyncClient:
    person = await studio.person(role.title())
    await join(await studio.sign_in(), board, person, role)
    return person


async def test_a_new_board_belongs_to_who_made_it_and_has_a_seeded_document(
    studio: Studio,
) -> None:
    bo = await studio.person("Bo")
    made = (await bo.post("/api/boards", json={"title": " Moods "})).json()
    assert (made["title"], made["role"]) == ("Moods", "owner")
    assert made["created_at"] == made["updated_at"] > 1_700_000_000_000

    assert (await bo.get(f"/api/boards/{made['id']}")).json() == made
    document = (await bo.get(f"/api/boards/{made['id']}/document")).json()
    assert document == {"meta": {"schema": 1, "epoch": made["epoch"]}, "nodes": {}, "results": {}}


async def test_boards_are_listed_last_changed_first_page_by_page(studio: Studio) -> None:
    bo = await studio.person("Bo")
    ids = [await new_board(bo, f"Board {n}") for n in range(5)]
    await bo.patch(f"/api/boards/{ids[0]}", json={"title": "Renamed"})

    seen, after = [], None
    while True:
        query = {"limit": "2", **({"after": after} if after else {})}
        page = (await bo.get("/api/boards", params=query)).json()
        seen += [board["id"] for board in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen[0] == ids[0]
    assert sorted(seen) == sorted(ids)


@pytest.mark.parametrize("cursor", ["%%%", "bm9wZQ", "WyJhIiwiYiJd", "W10"])
async def test_a_cursor_that_is_not_ours_is_refused(studio: Studio, cursor: str) -> None:
    admin = await studio.sign_in()
    assert_problem(await admin.get("/api/boards", params={"after": cursor}), 422, "bad_cursor")


@pytest.mark.parametrize("limit", ["0", "201", "ten", "-1"])
async def test_a_limit_out_of_bounds_is_refused(studio: Studio, limit: str) -> None:
    admin = await studio.sign_in()
    detail = assert_problem(await admin.get(f"/api/boards?limit={limit}"), 422, "bad_limit")
    assert limit in detail


@pytest.mark.parametrize("title", ["", "   ", "x" * 201, "two\nlines", "nul\0"])
async def test_a_title_has_one_to_two_hundred_characters(studio: Studio, title: str) -> None:
    admin = await studio.sign_in()
    assert_problem(await admin.post("/api/boards", json={"title": title}), 422, "bad_title")
    board = await new_board(admin)
    assert_problem(
        await admin.patch(f"/api/boards/{board}", json={"title": title}), 422, "bad_title"
    )


async def test_an_unknown_template_is_refused_by_name(studio: Studio) -> None:
    admin = await studio.sign_in()
    answer = await admin.post("/api/boards", json={"title": "x", "template": "palace"})
    assert "palace" in assert_problem(answer, 422, "unknown_template")


READS = ("", "/document", "/members")


@pytest.mark.parametrize("role", ROLES)
async def test_what_a_role_may_not_do_is_403_and_what_it_may_works(
    studio: Studio, role: str, png: bytes
) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    person = await member(studio, board, role)
    other = await me(await studio.person("Other"))
    path = f"/api/boards/{board}"

    statuses = {
        "read": [(await person.get(path + part)).status_code for part in READS],
        "ticket": (await person.post(f"{path}/tickets")).status_code,
        "upload": (await person.post(f"{path}/assets", content=png)).status_code,
        "rename": (await person.patch(path, json={"title": "New"})).status_code,
        "manage": (
            await person.put(f"{path}/members/{other}", json={"role": "viewer"})
        ).status_code,
        "remove": (await person.delete(f"{path}/members/{other}")).status_code,
        "delete": (await person.delete(path)).status_code,
    }

    edits, owns = role in ("owner", "editor"), role == "owner"
    assert statuses == {
        "read": [200, 200, 200],
        "ticket": 201,
        "upload": 201 if edits else 403,
        "rename": 200 if edits else 403,
        "manage": 200 if owns else 403,
        "remove": 204 if owns else 403,
        "delete": 204 if owns else 403,
    }


async def test_a_board_one_is_not_a_member_of_is_404_whatever_one_does(
    studio: Studio, png: bytes
) -> None:
    """Administrators look after people; they see no board they are not a member of either."""
    owner = await studio.person("Owner")
    path = f"/api/boards/{await new_board(owner)}"
    for stranger in (await studio.person("Stranger"), await studio.sign_in()):
        self_id = await me(stranger)
        for answer in [
            *[await stranger.get(path + part) for part in READS],
            await stranger.get(f"{path}/assets/{'0' * 64}"),
            await stranger.post(f"{path}/tickets"),
            await stranger.post(f"{path}/assets", content=png),
            await stranger.patch(path, json={"title": "Mine"}),
            await stranger.put(f"{path}/members/{self_id}", json={"role": "owner"}),
            await stranger.delete(f"{path}/members/{self_id}"),
            await stranger.delete(path),
        ]:
            assert_problem(answer, 404, "board_not_found")
        listed = [board["id"] for board in (await stranger.get("/api/boards")).json()["items"]]
        assert path.rpartition("/")[2] not in listed


async def test_a_deleted_board_is_gone_for_everybody(studio: Studio) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    viewer = await member(studio, board, "viewer")
    await admin.delete(f"/api/boards/{board}")
    for client in (admin, viewer):
        assert_problem(await client.get(f"/api/boards/{board}"), 404, "board_not_found")


async def test_members_are_listed_with_their_roles_and_changed_by_an_owner(
    studio: Studio,
) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    bo = await studio.person("Bo")
    await join(admin, board, bo, "viewer")
    await join(admin, board, bo, "editor")

    members = (await bo.get(f"/api/boards/{board}/members")).json()["items"]

    assert [(m["user"]["name"], m["role"]) for m in members] == [("Ada", "owner"), ("Bo", "editor")]
    assert set(members[0]["user"]) == {"id", "name", "email", "color"}
    first = (await bo.get(f"/api/boards/{board}/members?limit=1")).json()
    rest = (await bo.get(f"/api/boards/{board}/members", params={"after": first["next"]})).json()
    assert [m["user"]["name"] for m in rest["items"]] == ["Bo"]


async def test_a_member_may_leave_by_themselves(studio: Studio) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    viewer = await member(studio, board, "viewer")
    path = f"/api/boards/{board}/members/{await me(viewer)}"
    assert (await viewer.delete(path)).status_code == 204
    assert_problem(await viewer.get(f"/api/boards/{board}"), 404, "board_not_found")


async def test_the_last_owner_can_be_neither_removed_nor_demoted(studio: Studio) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    path = f"/api/boards/{board}/members/{await me(admin)}"
    assert_problem(await admin.delete(path), 409, "last_owner")
    assert_problem(await admin.put(path, json={"role": "editor"}), 409, "last_owner")

    await member(studio, board, "owner")
    assert (await admin.put(path, json={"role": "editor"})).status_code == 200


async def test_a_member_who_does_not_exist_is_404(studio: Studio) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    path = f"/api/boards/{board}/members/nobody"
    assert_problem(await admin.put(path, json={"role": "editor"}), 404, "user_not_found")
    assert_problem(await admin.delete(path), 404, "member_not_found")
    assert_problem(await admin.put(path, json={"role": "king"}), 422, "bad_body")
