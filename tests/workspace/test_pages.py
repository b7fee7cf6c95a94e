"""The client's pages and files, and the routes for whoever runs the server (WS14, WS16, WS18)."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from collab.errors import DocumentUnavailable
from render.service import RenderService, RenderStatus
from tests.workspace.studio import Studio, assert_problem, open_studio, settings_for
from workspace.api.client import PAGES, ClientRoutes
from workspace.api.problems import HANDLERS
from workspace.errors import Unavailable
from workspace.persistence.engine import Database
from workspace.persistence.journal import SqliteJournal

PAGE = """<!doctype html><head><base href="/" /><title>Atelier</title></head>
<body><script>document.title = 1</script><script type="module" src="./x.js"></script></body>"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "mark.svg").write_text("<svg/>")
    (folder / "assets" / "index-4f2a.js").write_text("let a")
    (tmp_path / "secret").write_text("not the client's")
    return folder


def client_of(folder: Path, base_path: str = "") -> TestClient:
    routes = ClientRoutes(folder, base_path).routes()
    return TestClient(Starlette(routes=routes, exception_handlers=HANDLERS))


@pytest.mark.parametrize("path", [path.replace("{board}", "b1") for path in PAGES])
def test_each_page_of_the_client_is_the_one_page(built: Path, path: str) -> None:
    answer = client_of(built).get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert "<title>Atelier</title>" in answer.text


def test_the_page_may_load_only_what_is_ours_and_its_own_small_script(built: Path) -> None:
    policy = client_of(built).get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts.count("'sha256-") == 1
    assert "unsafe" not in scripts


def test_under_a_base_path_the_page_knows_it(built: Path) -> None:
    assert '<base href="/studio/" />' in client_of(built, "/studio").get("/").text


def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(built: Path) -> None:
    client = client_of(built)
    assert "immutable" in client.get("/assets/index-4f2a.js").headers["cache-control"]
    assert client.get("/mark.svg").headers["cache-control"] == "no-cache"


def test_the_service_worker_may_fetch_what_it_keeps_and_is_asked_for_again(built: Path) -> None:
    (built / "sw.js").write_text("let b")
    headers = client_of(built).get("/sw.js").headers
    assert headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, br", "br"), ("gzip, br;q=0", "gzip"), ("gzip", "gzip"), ("identity", None)],
)
def test_files_are_sent_as_the_build_has_compressed_them(
    built: Path, accepted: str, coding: str | None
) -> None:
    script = built / "assets" / "index-4f2a.js"
    zipped = gzip.compress(b"let a")
    script.with_name("index-4f2a.js.gz").write_bytes(zipped)
    script.with_name("index-4f2a.js.br").write_bytes(b"brotli")
    request = client_of(built).build_request(
        "GET", "/assets/index-4f2a.js", headers={"Accept-Encoding": accepted}
    )
    answer = client_of(built).send(request, stream=True)
    sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == coding
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert sent == {"br": b"brotli", "gzip": zipped, None: b"let a"}[coding]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-4f2a.js.gz",
        "/assets/index-old.js",
        "/nothing",
        "/boards",
        "/index.html",
        "/..%2fsecret",
        "/a%00b",
        "/assets",
    ],
)
def test_a_file_that_is_not_the_clients_is_404_and_never_the_page(built: Path, path: str) -> None:
    assert_code(client_of(built).get(path), 404)


@pytest.mark.parametrize(
    ("path", "is_page"), [("/nothing", True), ("/assets/index-old.js", False), ("/api/x", False)]
)
def test_a_person_at_an_unknown_address_gets_a_page_that_says_so(
    built: Path, path: str, is_page: bool
) -> None:
    answer = client_of(built).get(path, headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert ("<title>" in answer.text) == is_page


def assert_code(answer: object, status: int) -> None:
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert "<title>" not in answer.text  # type: ignore[attr-defined]


def test_a_client_that_is_not_built_is_one_sentence(tmp_path: Path) -> None:
    answer = client_of(tmp_path / "nothing").get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.json()["detail"]


async def test_under_a_base_path_everything_is_below_it_and_probes_at_the_root_too(
    tmp_path: Path,
) -> None:
    async with open_studio(settings_for(tmp_path / "data", base_path="/studio")) as studio:
        client = studio.client()
        login = {"email": "ada@studio.test", "password": "a quiet studio wall"}
        answer = await client.post("/studio/api/auth/login", json=login)
        assert "Path=/studio" in answer.headers["set-cookie"]
        assert (await client.get("/studio/api/boards")).status_code == 200
        for path in ("/healthz", "/studio/healthz"):
            assert (await client.get(path)).status_code == 200
        assert_problem(await client.get("/api/boards"), 404, "not_found")


async def test_the_catalogue_lists_every_type_a_board_may_use(studio: Studio) -> None:
    admin = await studio.sign_in()
    answer = (await admin.get("/api/nodes")).json()
    types = {spec["type"] for spec in answer["items"]}
    assert {"note", "swatch", "image", "frame", "image.gradient", "image.blend"} <= types
    assert "debug.wait" not in types
    assert answer["next"] is None


async def test_a_server_that_is_well_is_alive_and_ready(studio: Studio) -> None:
    client = studio.client()
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "reasons": {}}


async def test_a_server_without_its_database_or_journal_is_not_ready_and_says_why(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("database_unavailable", "The database does not answer.")

    async def locked(*_: object) -> None:
        raise DocumentUnavailable("The journal is locked.")

    monkeypatch.setattr(Database, "ping", away)
    monkeypatch.setattr(SqliteJournal, "load", locked)
    answer = await studio.client().get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["reasons"]) == {"database", "journal"}
    assert (await studio.client().get("/healthz")).status_code == 200


async def test_a_renderer_that_cannot_start_is_the_reason_why_a_server_is_not_ready(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = RenderStatus("failed", "No worker starts: install torch.")
    monkeypatch.setattr(RenderService, "status", lambda _: failed)
    answer = await studio.client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == {"renderer": failed.reason}


async def test_requests_are_counted_by_route_and_never_by_address(studio: Studio) -> None:
    admin = await studio.sign_in()
    await admin.get("/api/boards/some-board")
    await admin.get("/nothing/here")
    metrics = (await admin.get("/metrics")).text
    assert 'route="/api/boards/{board}",status="404"' in metrics
    assert "some-board" not in metrics
    assert 'atelier_invocations_total{type="image.blur"} 0.0' in metrics
