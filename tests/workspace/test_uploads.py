"""Uploads and what is read back (WS9, WS10)."""

import hashlib
import io
import struct
import zlib
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.workspace.studio import (
    Studio,
    assert_problem,
    join,
    new_board,
    open_studio,
    settings_for,
)

FLOWER = Path(__file__).parents[1] / "data" / "flower.jpg"


def picture(
    kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that opens to very many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.fixture
async def admin(studio: Studio) -> httpx.AsyncClient:
    return await studio.sign_in()


@pytest.fixture
async def path(admin: httpx.AsyncClient) -> str:
    return f"/api/boards/{await new_board(admin)}/assets"


async def test_an_upload_is_stored_as_it_came_and_named_by_its_hash(
    admin: httpx.AsyncClient, path: str
) -> None:
    bytes_ = FLOWER.read_bytes()
    answer = await admin.post(path, content=bytes_, headers={"Content-Type": "image/jpeg"})
    assert answer.status_code == 201, answer.text
    info = answer.json()
    with Image.open(FLOWER) as opened:
        width, height = opened.size
    assert info == {
        "id": hashlib.sha256(bytes_).hexdigest(),
        "mime": "image/jpeg",
        "width": width,
        "height": height,
        "bytes": len(bytes_),
    }
    read = await admin.get(f"{path}/{info['id']}")
    assert read.content == bytes_
    assert read.headers["content-type"] == "image/jpeg"


async def test_a_form_is_the_same_upload(admin: httpx.AsyncClient, path: str, png: bytes) -> None:
    files = {"note": ("n.txt", b"hello"), "file": ("a.png", png), "more": ("b.png", b"other")}
    answer = await admin.post(path, files=files)
    assert answer.json()["id"] == hashlib.sha256(png).hexdigest()


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n', "boundary=x"),
        (b"no form at all", "boundary=x"),
        (b"--x", "nothing"),
    ],
)
async def test_a_form_without_the_file_is_refused(
    admin: httpx.AsyncClient, path: str, body: bytes, type_: str
) -> None:
    headers = {"Content-Type": f"multipart/form-data; {type_}"}
    assert_problem(await admin.post(path, content=body, headers=headers), 422, "bad_form")


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("AVIF", "image/avif"),
        ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"),
    ],
)
async def test_the_type_is_what_the_bytes_are_whatever_the_header_says(
    admin: httpx.AsyncClient, path: str, kind: str, mime: str
) -> None:
    headers = {"Content-Type": "image/svg+xml"}
    answer = await admin.post(path, content=picture(kind), headers=headers)
    assert (answer.status_code, answer.json()["mime"]) == (201, mime)


async def test_width_and_height_are_as_seen(admin: httpx.AsyncClient, path: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    info = (await admin.post(path, content=picture("JPEG", exif=exif))).json()
    assert (info["width"], info["height"]) == (30, 40)
    small = await admin.get(f"{path}/{info['id']}?w=64")
    with Image.open(io.BytesIO(small.content)) as opened:
        assert opened.size == (30, 40)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "empty_upload"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_media"),
        (b"<html>hello</html>", 415, "unsupported_media"),
        (b"%PDF-1.7\n", 415, "unsupported_media"),
        (FLOWER.read_bytes()[:20_000], 422, "damaged_picture"),
        (bomb(40_000, 40_000), 413, "too_many_pixels"),
    ],
)
async def test_what_is_no_picture_is_refused_in_words_and_leaves_nothing(
    studio: Studio, admin: httpx.AsyncClient, path: str, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "image/png"}
    assert_problem(await admin.post(path, content=body, headers=headers), status, code)
    data = studio.settings.data_folder
    assert list(data.glob("scratch/*")) == []
    assert list(data.glob("assets/*/*")) == []


async def test_a_bomb_within_the_pixel_limit_ends_at_the_memory_limit(
    tmp_path: Path, png: bytes
) -> None:
    """256 MiB hold the decoder and no 100 megapixels; the next upload finds a decoder again."""
    limits = {"decoder_memory_bytes": 256 * 1024 * 1024}
    async with open_studio(settings_for(tmp_path / "data", **limits)) as studio:
        admin = await studio.sign_in()
        path = f"/api/boards/{await new_board(admin)}/assets"
        assert_problem(await admin.post(path, content=bomb(10_000, 9_999)), 422, "undecodable")
        assert (await admin.post(path, content=png)).status_code == 201


async def test_a_picture_that_takes_too_long_costs_only_itself(tmp_path: Path, png: bytes) -> None:
    async with open_studio(settings_for(tmp_path / "data", decoder_seconds=1e-6)) as studio:
        admin = await studio.sign_in()
        path = f"/api/boards/{await new_board(admin)}/assets"
        for _ in range(2):
            assert_problem(await admin.post(path, content=png), 422, "undecodable")


async def test_an_upload_past_the_limit_is_refused_declared_or_not(
    tmp_path: Path, png: bytes
) -> None:
    async with open_studio(settings_for(tmp_path / "data", upload_limit_bytes=1024)) as studio:
        admin = await studio.sign_in()
        path = f"/api/boards/{await new_board(admin)}/assets"

        async def endless():  # type: ignore[no-untyped-def]
            while True:
                yield b"x" * 600

        detail = assert_problem(await admin.post(path, content=endless()), 413, "too_large")
        assert "MiB" in detail
        declared = await admin.post(path, content=b"", headers={"Content-Length": "999999"})
        assert_problem(declared, 413, "too_large")
        form = {"file": ("a.png", b"x" * 2000)}
        assert_problem(await admin.post(path, files=form), 413, "too_large")

        async def endless_form():  # type: ignore[no-untyped-def]
            yield b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n'
            while True:
                yield b"y" * 8192

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await admin.post(path, content=endless_form(), headers=headers)
        assert_problem(answer, 413, "too_large")


async def test_a_picture_of_another_board_is_404_until_it_is_uploaded_here_too(
    studio: Studio, admin: httpx.AsyncClient, path: str, png: bytes
) -> None:
    id = (await admin.post(path, content=png)).json()["id"]
    other = f"/api/boards/{await new_board(admin)}/assets"
    assert_problem(await admin.get(f"{other}/{id}"), 404, "asset_not_found")
    await admin.post(other, content=png)
    assert (await admin.get(f"{other}/{id}")).content == png


async def test_a_viewer_reads_a_picture_and_a_stranger_does_not(
    studio: Studio, admin: httpx.AsyncClient, path: str, png: bytes
) -> None:
    id = (await admin.post(path, content=png)).json()["id"]
    viewer = await studio.person("Viewer")
    assert_problem(await viewer.get(f"{path}/{id}"), 404, "board_not_found")
    await join(admin, path.split("/")[3], viewer, "viewer")
    assert (await viewer.get(f"{path}/{id}")).content == png


async def test_a_picture_is_cached_for_ever_and_confirmed_by_its_tag(
    admin: httpx.AsyncClient, path: str, png: bytes
) -> None:
    id = (await admin.post(path, content=png)).json()["id"]
    first = await admin.get(f"{path}/{id}")
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["cache-control"].startswith("private")
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["content-disposition"] == "inline"
    again = await admin.get(f"{path}/{id}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("width", "expected"), [(1, 64), (64, 64), (65, 256), (257, 1024), (1024, 1024), (5000, 1024)]
)
async def test_a_rendition_is_the_smallest_that_is_wide_enough(
    admin: httpx.AsyncClient, path: str, width: int, expected: int
) -> None:
    id = (await admin.post(path, content=picture("PNG", (1500, 750)))).json()["id"]
    for _ in range(2):  # made, then read back
        answer = await admin.get(f"{path}/{id}?w={width}")
        assert answer.headers["content-type"] == "image/webp"
        with Image.open(io.BytesIO(answer.content)) as opened:
            assert (opened.format, opened.size) == ("WEBP", (expected, expected // 2))


async def test_a_small_picture_is_not_blown_up(
    admin: httpx.AsyncClient, path: str, png: bytes
) -> None:
    id = (await admin.post(path, content=png)).json()["id"]
    answer = await admin.get(f"{path}/{id}?w=1024")
    with Image.open(io.BytesIO(answer.content)) as opened:
        assert opened.size == (300, 200)


@pytest.mark.parametrize("width", ["0", "wide", "-5", "9999999"])
async def test_a_width_that_is_none_is_refused(
    admin: httpx.AsyncClient, path: str, png: bytes, width: str
) -> None:
    id = (await admin.post(path, content=png)).json()["id"]
    assert_problem(await admin.get(f"{path}/{id}?w={width}"), 422, "bad_width")
