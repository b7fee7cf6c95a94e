"""The queue as people meet it: what they see of jobs, and may do to them (WS19–WS24).

No worker ever starts here, so all work waits; what comes out of work is in `test_generate`.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pycrdt import Doc, Map, create_update_message
from starlette.testclient import TestClient

from collab.documents.edits import add_node
from tests.workspace.studio import EMAIL, PASSWORD, URL, assert_problem, no_worker, settings_for
from workspace.app import create_app

HIDDEN = ("board", "node", "title", "type", "error")


class Office:
    """A running server and people with tokens, who edit over real sockets."""

    def __init__(self, app: TestClient) -> None:
        self.app = app
        self.admin = self.sign_in(EMAIL)

    def sign_in(self, email: str) -> TestClient:
        client = TestClient(self.app.app, base_url=URL, headers={"Origin": URL})
        client.portal = self.app.portal
        body = {"email": email, "password": PASSWORD}
        assert client.post("/api/auth/login", json=body).status_code == 200
        return client

    def person(self, name: str) -> TestClient:
        email = f"{name}@studio.test"
        body = {"email": email, "name": name, "password": PASSWORD}
        assert self.admin.post("/api/users", json=body).status_code == 201
        return self.sign_in(email)


def board_of(person: TestClient, title: str = "Wall") -> str:
    id: str = person.post("/api/boards", json={"title": title}).json()["id"]
    return id


def id_of(person: TestClient) -> str:
    id: str = person.get("/api/auth/me").json()["id"]
    return id


def invite(owner: TestClient, board: str, guest: TestClient, role: str) -> None:
    path = f"/api/boards/{board}/members/{id_of(guest)}"
    assert owner.put(path, json={"role": role}).status_code == 200


def edit(person: TestClient, board: str, change: Callable[["Doc[Any]"], None]) -> None:
    """Have `change` on disk: its receipt is waited for."""
    doc: Doc[Any] = Doc()
    doc.get("nodes", type=Map)
    change(doc)
    url = f"ws://studio.test/sync/{board}?receipts=1"
    with person.websocket_connect(url, headers={"Origin": URL}) as socket:
        socket.send_bytes(create_update_message(doc.get_update()))
        while socket.receive_bytes()[0] != 10:
            pass


def wait_nodes(person: TestClient, board: str, *ids: str, seconds: float = 1) -> None:
    def add(doc: "Doc[Any]") -> None:
        for n, id in enumerate(ids):
            params = {"seconds": seconds + n / 1000}
            add_node(doc, id, "debug.wait", params=params, title=f"Wait {id}")

    edit(person, board, add)


def jobs_of(person: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = person.get("/api/jobs", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def until(look: Callable[[], Any]) -> Any:
    for _ in range(1500):
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def waiting(person: TestClient, board: str, count: int) -> list[dict[str, Any]]:
    def look() -> list[dict[str, Any]] | None:
        found = jobs_of(person, board=board, state="active")
        return found if len(found) == count else None

    return until(look)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    data: Path = tmp_path_factory.mktemp("office") / "data"
    app = create_app(settings_for(data, debug_nodes=True), spawn_worker=no_worker)
    with TestClient(app, base_url=URL, headers={"Origin": URL}) as client:
        yield Office(client)


@pytest.fixture(scope="module")
def ann(office: Office) -> TestClient:
    return office.person("ann")


@pytest.fixture(scope="module")
def ben(office: Office) -> TestClient:
    return office.person("ben")


def test_job_says_what_is_made_for_whom_and_what_its_reader_may_do(ann: TestClient) -> None:
    """WS19"""
    board = board_of(ann, "Dahlias")
    wait_nodes(ann, board, "w")
    [job] = waiting(ann, board, 1)
    assert job["board"] == {"id": board, "title": "Dahlias"}
    assert (job["node"], job["title"], job["type"]) == ("w", "Wait w", "debug.wait")
    assert job["person"]["id"] == id_of(ann)
    assert (job["status"], job["progress"], job["priority"]) == ("queued", 0, "interactive")
    assert job["position"] >= 1
    assert job["ended_at"] is job["started_at"] is job["error"] is None
    assert job["can"] == {"cancel": True, "retry": False, "move": True}
    assert ann.get(f"/api/jobs/{job['id']}").json() == job
    ann.delete(f"/api/jobs/{job['id']}")


def test_positions_have_no_gaps_and_no_doubles_over_all_boards(
    office: Office, ann: TestClient, ben: TestClient
) -> None:
    """WS19"""
    for n, person in enumerate((ann, ben)):
        board = board_of(person)
        wait_nodes(person, board, *(f"w{i}" for i in range(4)), seconds=20 + n)
        waiting(person, board, 4)
    positions = [job["position"] for job in jobs_of(office.admin, scope="all", state="active")]
    assert positions == list(range(1, len(positions) + 1))
    for person in (ann, ben):
        for job in jobs_of(person, scope="mine", state="active"):
            assert person.delete(f"/api/jobs/{job['id']}").status_code == 204


def test_stranger_learns_only_that_somebodys_job_is_before_theirs(
    office: Office, ann: TestClient
) -> None:
    """WS20"""
    carl = office.person("carl")
    board = board_of(ann)
    wait_nodes(ann, board, "w", seconds=30)
    [job] = waiting(ann, board, 1)
    [seen] = [each for each in jobs_of(carl, scope="all") if each["id"] == job["id"]]
    assert {seen[name] for name in HIDDEN} == {None}
    assert seen["person"] is None
    assert seen["position"] == job["position"]
    assert seen["can"] == {"cancel": False, "retry": False, "move": False}
    assert jobs_of(carl, scope="mine") == []
    for answer in (
        carl.get(f"/api/jobs/{job['id']}"),
        carl.delete(f"/api/jobs/{job['id']}"),
        carl.get(f"/api/jobs/{job['id']}/events"),
        carl.get("/api/jobs", params={"board": board}),
    ):
        assert answer.status_code == 404

    other = board_of(ann)
    invite(ann, other, carl, "viewer")
    [seen] = [each for each in jobs_of(carl, scope="all") if each["id"] == job["id"]]
    assert seen["person"]["id"] == id_of(ann)
    assert {seen[name] for name in HIDDEN} == {None}
    ann.delete(f"/api/jobs/{job['id']}")


def test_job_is_cancelled_by_its_owner_or_an_administrator_only(
    office: Office, ann: TestClient, ben: TestClient
) -> None:
    """WS21"""
    board = board_of(ann)
    invite(ann, board, ben, "editor")
    wait_nodes(ann, board, "a", "b", seconds=40)
    first, second = waiting(ann, board, 2)
    answer = ben.delete(f"/api/jobs/{first['id']}")
    assert_problem(answer, 403, "not_allowed")
    assert ann.delete(f"/api/jobs/{first['id']}").status_code == 204
    assert office.admin.delete(f"/api/jobs/{second['id']}").status_code == 204
    assert jobs_of(ann, board=board, state="active") == []
    ended = {job["id"]: job for job in jobs_of(ann, board=board, state="ended")}
    assert {ended[each["id"]]["status"] for each in (first, second)} == {"cancelled"}
    assert ended[first["id"]]["position"] is None
    assert_problem(ann.delete(f"/api/jobs/{first['id']}"), 409, "job_ended")
    results = ann.get(f"/api/boards/{board}/document").json()["results"]
    assert {results[node]["status"] for node in ("a", "b")} == {"cancelled"}


def test_cancelled_job_is_tried_again_by_who_may_edit(ann: TestClient, office: Office) -> None:
    """WS22"""
    dora = office.person("dora")
    board = board_of(ann)
    invite(ann, board, dora, "viewer")
    wait_nodes(ann, board, "w", seconds=50)
    [job] = waiting(ann, board, 1)
    assert_problem(ann.post(f"/api/jobs/{job['id']}/retry"), 409, "job_not_failed")
    ann.delete(f"/api/jobs/{job['id']}")
    assert_problem(dora.post(f"/api/jobs/{job['id']}/retry"), 403, "not_allowed")
    answer = ann.post(f"/api/jobs/{job['id']}/retry")
    assert answer.status_code == 202
    [again] = answer.json()["jobs"]
    assert again != job["id"]
    assert ann.get(f"/api/jobs/{again}").json()["status"] == "queued"
    ann.delete(f"/api/jobs/{again}")


def test_job_that_nobody_called_off_is_not_tried_again(ann: TestClient) -> None:
    """WS22: the board was paused, or an edit wants something else."""
    board = board_of(ann)
    wait_nodes(ann, board, "w", seconds=51)
    [job] = waiting(ann, board, 1)
    assert ann.patch(f"/api/boards/{board}", json={"paused": True}).status_code == 200
    until(lambda: ann.get(f"/api/jobs/{job['id']}").json()["status"] == "cancelled")
    found = ann.get(f"/api/jobs/{job['id']}").json()
    assert (found["error"], found["can"]["retry"]) == (None, False)
    assert_problem(ann.post(f"/api/jobs/{job['id']}/retry"), 409, "job_not_failed")


def test_run_releases_manual_nodes_for_editors(office: Office, ann: TestClient) -> None:
    """WS22"""
    eve = office.person("eve")
    board = board_of(ann)
    invite(ann, board, eve, "commenter")

    def add(doc: "Doc[Any]") -> None:
        add_node(doc, "w", "debug.wait", params={"seconds": 60})
        doc.get("nodes", type=Map)["w"]["mode"] = "manual"

    edit(ann, board, add)
    until(
        lambda: (
            ann.get(f"/api/boards/{board}/document").json()["results"].get("w", {}).get("status")
            == "stale"
        )
    )
    assert_problem(eve.post(f"/api/boards/{board}/run", json={}), 403, "not_allowed")
    answer = ann.post(f"/api/boards/{board}/run", json={"nodes": ["w"]})
    assert answer.status_code == 202
    [id] = answer.json()["jobs"]
    job = ann.get(f"/api/jobs/{id}").json()
    assert (job["status"], job["node"], job["person"]["id"]) == ("queued", "w", id_of(ann))
    ann.delete(f"/api/jobs/{id}")


def test_own_queued_jobs_change_places(ann: TestClient, ben: TestClient) -> None:
    """WS23"""
    board = board_of(ann)
    invite(ann, board, ben, "editor")
    wait_nodes(ann, board, "a", "b", "c", seconds=70)
    first, second, third = (job["id"] for job in waiting(ann, board, 3))
    assert_problem(ben.post(f"/api/jobs/{third}/move", json={"before": first}), 403, "not_allowed")
    answer = ann.post(f"/api/jobs/{third}/move", json={"before": first})
    assert answer.json()["position"] < ann.get(f"/api/jobs/{first}").json()["position"]
    assert [job["id"] for job in waiting(ann, board, 3)] == [third, first, second]
    ann.post(f"/api/jobs/{first}/move", json={"before": None})
    assert [job["id"] for job in waiting(ann, board, 3)] == [third, second, first]
    assert_problem(ann.post(f"/api/jobs/{first}/move", json={"before": "x"}), 422, "bad_place")
    for id in (first, second, third):
        ann.delete(f"/api/jobs/{id}")


def test_list_goes_on_where_it_ended_from_what_runs_into_history(ann: TestClient) -> None:
    """WS13, WS19"""
    board = board_of(ann)
    wait_nodes(ann, board, "a", "b", "c", "d", seconds=80)
    all_four = [job["id"] for job in waiting(ann, board, 4)]
    for id in all_four[:2]:
        ann.delete(f"/api/jobs/{id}")
    seen: list[str] = []
    query = {"board": board, "limit": "1"}
    for _ in range(10):
        page = ann.get("/api/jobs", params=query).json()
        seen += [job["id"] for job in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen[:2] == all_four[2:]
    assert sorted(seen) == sorted(all_four)
    for id in all_four[2:]:
        ann.delete(f"/api/jobs/{id}")


def test_board_is_paused_and_goes_on_for_everybody(ann: TestClient, office: Office) -> None:
    """WS24"""
    finn = office.person("finn")
    board = board_of(ann)
    invite(ann, board, finn, "viewer")
    assert finn.patch(f"/api/boards/{board}", json={"paused": True}).status_code == 403
    assert ann.patch(f"/api/boards/{board}", json={"paused": True}).status_code == 200
    document = ann.get(f"/api/boards/{board}/document").json()
    assert document["meta"]["paused"] is True
    ann.patch(f"/api/boards/{board}", json={"paused": False})
    assert ann.get(f"/api/boards/{board}/document").json()["meta"]["paused"] is False
    assert_problem(ann.patch(f"/api/boards/{board}", json={}), 422, "bad_body")


def test_deleted_board_takes_its_jobs_along(office: Office, ann: TestClient) -> None:
    """WS7, WS21"""
    board = board_of(ann)
    wait_nodes(ann, board, "a", "b", seconds=90)
    ids = {job["id"] for job in waiting(ann, board, 2)}
    assert ann.delete(f"/api/boards/{board}").status_code == 204
    assert not ids & {job["id"] for job in jobs_of(office.admin, scope="all")}


@pytest.mark.parametrize(
    ("query", "code"), [({"scope": "hers"}, "bad_scope"), ({"state": "odd"}, "bad_state")]
)
def test_misspelt_choice_is_refused(ann: TestClient, query: dict[str, str], code: str) -> None:
    """WS12"""
    answer: httpx.Response = ann.get("/api/jobs", params=query)
    assert_problem(answer, 422, code)
