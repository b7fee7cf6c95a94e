"""What goes wrong, and how it is told (WS4, WS11, WS12)."""

import httpx
import pytest
from starlette.types import Message
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from collab.errors import DocumentUnavailable
from collab.sync.hub import Hub
from tests.workspace.studio import PASSWORD, Studio, assert_problem, me, new_board
from workspace.services.boards import Boards


async def test_an_address_that_is_nothing_is_a_404_problem(studio: Studio) -> None:
    assert_problem(await studio.client().get("/api/nothing"), 404, "not_found")
    assert_problem(await studio.client().get("/nothing.js"), 404, "not_found")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = await studio.client().request(method, "/api/boards/b/nothing")
        assert_problem(answer, 404, "not_found")


async def test_a_wrong_method_is_405_and_names_the_right_ones(studio: Studio) -> None:
    answer = await studio.client().put("/api/boards", json={})
    assert_problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "JSON"),
        (b"[]", "body"),
        (b"{}", '"title" is missing'),
        (b'{"title": 5}', '"title"'),
        (b'{"title": "x", "color": "red"}', '"color"'),
    ],
)
async def test_a_body_that_cannot_be_used_is_422_and_says_which_field(
    studio: Studio, body: bytes, says: str
) -> None:
    admin = await studio.sign_in()
    answer = await admin.post("/api/boards", content=body)
    code = "bad_json" if body == b"{" else "bad_body"
    assert says in assert_problem(answer, 422, code)


async def test_a_body_past_the_limit_is_413_before_it_is_all_read(studio: Studio) -> None:
    admin = await studio.sign_in()
    sent = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65536

    assert_problem(await admin.post("/api/boards", content=endless()), 413, "too_large")
    assert sent <= 18


async def test_a_crash_is_500_without_its_inside_and_the_server_goes_on(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("secret inside")

    admin = await studio.sign_in()
    with monkeypatch.context() as patch:
        patch.setattr(Boards, "page", crash)
        answer = await admin.get("/api/boards")
    assert "secret" not in assert_problem(answer, 500, "internal")
    assert (await admin.get("/api/boards")).status_code == 200


async def test_a_document_that_cannot_be_read_now_is_503_and_says_when_to_come_back(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise DocumentUnavailable("disk full at /secret/path")

    admin = await studio.sign_in()
    board = await new_board(admin)
    monkeypatch.setattr(Hub, "document", unavailable)
    answer = await admin.get(f"/api/boards/{board}/document")
    assert "secret" not in assert_problem(answer, 503, "document_unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_client_that_leaves_in_the_middle_of_an_upload_leaves_nothing(
    studio: Studio,
) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    frames = [
        {"type": "http.request", "body": b"half a pic", "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return frames.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    path = f"/api/boards/{board}/assets"
    cookie = f"atelier_session={admin.cookies['atelier_session']}"
    headers = [(b"host", b"studio.test"), (b"origin", b"http://studio.test")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "scheme": "http",
        "query_string": b"",
        "headers": [*headers, (b"cookie", cookie.encode())],
    }
    await studio.app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert list(studio.settings.data_folder.glob("scratch/*")) == []


async def test_each_request_has_one_line_with_its_id_and_the_person(studio: Studio) -> None:
    """WS17."""
    admin = await studio.sign_in()
    person = await me(admin)
    with capture_logs([merge_contextvars]) as lines:
        answer = await admin.get("/api/boards/nothing")
    assert [
        (line["event"], line["method"], line["path"], line["status"], line["person"])
        for line in lines
    ] == [("request", "GET", "/api/boards/nothing", 404, person)]
    assert lines[0]["request_id"] == answer.headers["x-request-id"]


async def test_a_sane_request_id_is_kept_and_another_replaced(studio: Studio) -> None:
    client = studio.client()
    kept = await client.get("/healthz", headers={"X-Request-ID": "trace-12345678"})
    assert kept.headers["x-request-id"] == "trace-12345678"
    replaced = await client.get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert replaced.headers["x-request-id"] not in ("a b\tc", "")


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/boards", "/api/users", "/api/nodes"])
async def test_a_stranger_is_401(studio: Studio, path: str) -> None:
    assert_problem(await studio.client().get(path), 401, "not_signed_in")
    liar = studio.client(Authorization="Bearer nonsense")
    assert_problem(await liar.get(path), 401, "not_signed_in")


@pytest.mark.parametrize(
    "origin", [None, "null", "https://studio.test", "http://evil.test", "http://studio.test:81"]
)
async def test_the_cookie_with_a_foreign_origin_changes_nothing(
    studio: Studio, origin: str | None
) -> None:
    admin = await studio.sign_in()
    page = studio.client(
        origin=origin, Cookie=f"atelier_session={admin.cookies['atelier_session']}"
    )
    assert (await page.get("/api/auth/me")).status_code == 200
    for answer in (
        await page.post("/api/boards", json={"title": "Theirs"}),
        await page.post("/api/auth/logout"),
    ):
        assert_problem(answer, 403, "foreign_origin")


async def test_our_own_origin_may_name_the_usual_port(studio: Studio) -> None:
    admin = await studio.sign_in()
    headers = {"Origin": "http://STUDIO.test:80"}
    assert (await admin.post("/api/boards", json={"title": "x"}, headers=headers)).is_success


async def test_a_foreign_page_cannot_sign_somebody_in(studio: Studio) -> None:
    page = studio.client(origin="http://evil.test")
    body = {"email": "ada@studio.test", "password": PASSWORD}
    assert_problem(await page.post("/api/auth/login", json=body), 403, "foreign_origin")
    program = studio.client(origin=None)
    assert (await program.post("/api/auth/login", json=body)).status_code == 200


async def test_every_answer_tells_browsers_to_be_careful(studio: Studio) -> None:
    admin = await studio.sign_in()
    board = await new_board(admin)
    answers: list[httpx.Response] = [
        await admin.get("/healthz"),
        await admin.get(f"/api/boards/{board}"),
        await admin.get("/api/nothing"),
    ]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answers[1].headers["cache-control"] == "no-store"
