"""Who gets onto a socket, what they may do, how it ends when rights do (WS3, WS4, WS7, WS8)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pycrdt import (
    Doc,
    Map,
    YMessageType,
    YSyncMessageType,
    create_sync_message,
    create_update_message,
)
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from tests.workspace.studio import EMAIL, PASSWORD, URL, no_worker, settings_for
from workspace.app import create_app

ORIGIN = {"Origin": URL}
SOCKETS = "ws://studio.test/sync"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(settings_for(tmp_path / "data"), spawn_worker=no_worker)
    with TestClient(app, base_url=URL, headers=ORIGIN) as client:
        sign_in(client, EMAIL)
        yield client


def sign_in(client: TestClient, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    assert client.post("/api/auth/login", json=body).status_code == 200


def new_board(client: TestClient) -> str:
    id: str = client.post("/api/boards", json={"title": "Wall"}).json()["id"]
    return id


def add(client: TestClient, board: str, name: str, role: str) -> tuple[str, dict[str, str]]:
    """A new member: their id, and the header that stands for them."""
    email = f"{name}@studio.test"
    person = {"email": email, "name": name, "password": PASSWORD}
    id = client.post("/api/users", json=person).json()["id"]
    client.put(f"/api/boards/{board}/members/{id}", json={"role": role})
    other = TestClient(client.app, base_url=URL, headers=ORIGIN)
    sign_in(other, email)
    token = other.post("/api/tokens", json={"name": "t"}).json()["token"]
    return id, {"Authorization": f"Bearer {token}"}


def code_of(client: TestClient, url: str, **headers: str) -> int:
    """How the server closes this socket right after its start."""
    with client.websocket_connect(url, headers=headers) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            read_to_the_end(socket)
        return closed.value.code


def read_to_the_end(socket: WebSocketTestSession) -> None:
    while True:
        socket.receive_bytes()


def synced(socket: WebSocketTestSession, doc: "Doc[Any]") -> None:
    """Take part until the server's answer to our step 1 has come."""
    socket.send_bytes(create_sync_message(doc))
    while True:
        frame = socket.receive_bytes()
        if frame[0] == YMessageType.SYNC and frame[1] == YSyncMessageType.SYNC_STEP2:
            return


def write_note(socket: WebSocketTestSession, id: str) -> None:
    doc: Doc[Any] = Doc()
    doc.get("nodes", type=Map)[id] = Map({"type": "note"})
    socket.send_bytes(create_update_message(doc.get_update()))


def nodes(client: TestClient, board: str) -> set[str]:
    return set(client.get(f"/api/boards/{board}/document").json()["nodes"])


def test_the_cookie_with_our_own_origin_opens_the_socket_and_edits_are_read_back(
    client: TestClient,
) -> None:
    board = new_board(client)
    with client.websocket_connect(f"{SOCKETS}/{board}?receipts=1", headers=ORIGIN) as socket:
        synced(socket, Doc())
        write_note(socket, "n1")
        while socket.receive_bytes()[0] != 10:  # its receipt
            pass
    assert nodes(client, board) == {"n1"}


@pytest.mark.parametrize("origin", ["http://evil.test", "https://studio.test", "null"])
def test_the_cookie_with_a_foreign_origin_is_4403(client: TestClient, origin: str) -> None:
    assert code_of(client, f"{SOCKETS}/{new_board(client)}", Origin=origin) == 4403


def test_without_anything_it_is_4401(client: TestClient) -> None:
    board = new_board(client)
    client.cookies.clear()
    assert code_of(client, f"{SOCKETS}/{board}") == 4401
    assert code_of(client, f"{SOCKETS}/{board}", Authorization="Bearer nonsense") == 4401


def test_a_board_one_may_not_read_and_one_that_is_not_there_are_4404(client: TestClient) -> None:
    board = new_board(client)
    _, stranger = add(client, new_board(client), "bo", "viewer")
    client.cookies.clear()
    assert code_of(client, f"{SOCKETS}/{board}", **stranger) == 4404
    assert code_of(client, f"{SOCKETS}/nothing", **stranger) == 4404


def test_a_ticket_opens_one_socket_of_its_board_once(client: TestClient) -> None:
    board, other = new_board(client), new_board(client)
    path = f"/api/boards/{board}/tickets"
    first, second = (client.post(path).json()["ticket"] for _ in range(2))
    client.cookies.clear()

    with client.websocket_connect(f"{SOCKETS}/{board}?ticket={first}") as socket:
        synced(socket, Doc())
    assert code_of(client, f"{SOCKETS}/{board}?ticket={first}") == 4401
    assert code_of(client, f"{SOCKETS}/{other}?ticket={second}") == 4401


def test_a_database_that_is_away_is_4503_and_503(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = new_board(client)

    def locked(*_: object) -> None:
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    monkeypatch.setattr(Engine, "connect", locked)
    assert code_of(client, f"{SOCKETS}/{board}", Origin=URL) == 4503
    answer = client.get("/api/boards")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")


@pytest.mark.parametrize(
    ("role", "kept"), [("editor", {"n1"}), ("commenter", set()), ("viewer", set())]
)
def test_only_who_may_edit_changes_the_board(client: TestClient, role: str, kept: set[str]) -> None:
    board = new_board(client)
    _, headers = add(client, board, "bo", role)
    with client.websocket_connect(f"{SOCKETS}/{board}?receipts=1", headers=headers) as socket:
        synced(socket, Doc())
        write_note(socket, "n1")
        while socket.receive_bytes()[0] not in (10, 11):  # written, or refused
            pass
    assert nodes(client, board) == kept


def test_a_token_that_may_only_read_edits_nothing(client: TestClient) -> None:
    board = new_board(client)
    body = {"name": "reader", "scopes": ["read"]}
    token = client.post("/api/tokens", json=body).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    with client.websocket_connect(f"{SOCKETS}/{board}?receipts=1", headers=headers) as socket:
        synced(socket, Doc())
        write_note(socket, "n1")
        while socket.receive_bytes()[0] not in (10, 11):
            pass
    assert nodes(client, board) == set()


def test_a_member_who_is_removed_is_put_out(client: TestClient) -> None:
    board = new_board(client)
    person, headers = add(client, board, "bo", "editor")
    with client.websocket_connect(f"{SOCKETS}/{board}", headers=headers) as socket:
        synced(socket, Doc())
        client.delete(f"/api/boards/{board}/members/{person}")
        with pytest.raises(WebSocketDisconnect) as closed:
            read_to_the_end(socket)
    assert closed.value.code == 4403


def test_a_changed_role_applies_to_the_open_socket(client: TestClient) -> None:
    board = new_board(client)
    person, headers = add(client, board, "bo", "viewer")
    with client.websocket_connect(f"{SOCKETS}/{board}?receipts=1", headers=headers) as socket:
        synced(socket, Doc())
        client.put(f"/api/boards/{board}/members/{person}", json={"role": "editor"})
        write_note(socket, "n1")
        while socket.receive_bytes()[0] != 10:
            pass
    assert nodes(client, board) == {"n1"}


def test_signing_out_and_taking_a_token_back_close_the_sockets_they_opened(
    client: TestClient,
) -> None:
    board = new_board(client)
    _, headers = add(client, board, "bo", "editor")
    other = TestClient(client.app, base_url=URL, headers=ORIGIN)
    sign_in(other, "bo@studio.test")
    token = other.get("/api/tokens").json()["items"][0]["id"]
    with (
        client.websocket_connect(f"{SOCKETS}/{board}", headers=headers) as by_token,
        other.websocket_connect(f"{SOCKETS}/{board}", headers=ORIGIN) as by_cookie,
        client.websocket_connect(f"{SOCKETS}/{board}", headers=ORIGIN) as of_somebody_else,
    ):
        for socket in (by_token, by_cookie, of_somebody_else):
            synced(socket, Doc())
        other.delete(f"/api/tokens/{token}")
        with pytest.raises(WebSocketDisconnect) as closed:
            read_to_the_end(by_token)
        assert closed.value.code == 4401
        other.post("/api/auth/logout")
        with pytest.raises(WebSocketDisconnect) as closed:
            read_to_the_end(by_cookie)
        assert closed.value.code == 4401
        write_note(of_somebody_else, "n1")
        synced(of_somebody_else, Doc())
    assert nodes(client, board) == {"n1"}


@pytest.mark.parametrize("change", ["title", "role"])
def test_who_is_on_a_board_hears_that_it_changed(client: TestClient, change: str) -> None:
    board = new_board(client)
    person, headers = add(client, board, "bo", "viewer")
    with client.websocket_connect(f"{SOCKETS}/{board}", headers=headers) as socket:
        synced(socket, Doc())
        if change == "title":
            client.patch(f"/api/boards/{board}", json={"title": "Attic"})
        else:
            client.put(f"/api/boards/{board}/members/{person}", json={"role": "editor"})
        while b'"board":{"changed":' not in socket.receive_bytes():
            pass


def test_a_deleted_board_puts_everybody_out(client: TestClient) -> None:
    board = new_board(client)
    with client.websocket_connect(f"{SOCKETS}/{board}", headers=ORIGIN) as socket:
        synced(socket, Doc())
        client.delete(f"/api/boards/{board}")
        with pytest.raises(WebSocketDisconnect) as closed:
            read_to_the_end(socket)
    assert closed.value.code == 4404


def test_editing_a_board_moves_it_to_the_top_of_the_list_after_a_restart(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    with TestClient(
        create_app(settings, spawn_worker=no_worker), base_url=URL, headers=ORIGIN
    ) as a:
        sign_in(a, EMAIL)
        first, second = new_board(a), new_board(a)
        before = [board["id"] for board in a.get("/api/boards").json()["items"]]
        with a.websocket_connect(f"{SOCKETS}/{first}?receipts=1", headers=ORIGIN) as socket:
            synced(socket, Doc())
            write_note(socket, "n1")
            while socket.receive_bytes()[0] != 10:
                pass
    with TestClient(
        create_app(settings, spawn_worker=no_worker), base_url=URL, headers=ORIGIN
    ) as b:
        sign_in(b, EMAIL)
        after = [board["id"] for board in b.get("/api/boards").json()["items"]]
        assert nodes(b, first) == {"n1"}
    assert before[:2] == [second, first]
    assert after[:2] == [first, second]


def test_a_socket_of_a_token_that_reads_stays_so_whatever_its_owner_becomes(
    client: TestClient,
) -> None:
    """SY10"""
    board = new_board(client)
    person, _ = add(client, board, "vera", "viewer")
    vera = TestClient(client.app, base_url=URL, headers=ORIGIN)
    sign_in(vera, "vera@studio.test")
    body = {"name": "reads", "scopes": ["read"]}
    token = vera.post("/api/tokens", json=body).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{SOCKETS}/{board}?receipts=1"
    with client.websocket_connect(url, headers=headers) as socket:
        synced(socket, Doc())
        client.put(f"/api/boards/{board}/members/{person}", json={"role": "editor"})
        write_note(socket, "n1")
        while socket.receive_bytes()[0] != 11:  # its refusal
            pass
    assert nodes(client, board) == set()
