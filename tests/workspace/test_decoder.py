"""The decoder's answers, asked in this process; `test_uploads.py` asks the real one."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from workspace.decoder import answer


@pytest.fixture
def ask(tmp_path: Path):  # type: ignore[no-untyped-def]
    def ask(data: bytes, **more: Any) -> dict[str, Any]:
        path = tmp_path / "upload"
        path.write_bytes(data)
        request = {"do": "inspect", "path": str(path), "pixel_limit": 10_000, **more}
        return answer(request)

    return ask


@pytest.fixture
def rendered(ask, tmp_path: Path):  # type: ignore[no-untyped-def]
    def rendered(data: bytes, width: int = 64) -> Image.Image:
        out = tmp_path / "out.webp"
        assert "error" not in ask(data, do="render", width=width, out=str(out))
        with Image.open(out) as picture:
            assert picture.format == "WEBP"
            return picture.convert("RGBA")

    return rendered


def encoded(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def test_pixels_are_counted_before_anything_is_decoded(ask) -> None:  # type: ignore[no-untyped-def]
    whole = encoded(Image.new("L", (200, 100)))
    found = ask(whole[:60])  # its header alone
    assert found == {"error": "too_many_pixels", "width": 200, "height": 100}


def test_what_breaks_pillow_is_an_answer(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(encoded(Image.new("RGB", (50, 50)))[:-30])["error"] == "damaged"
    assert ask(b"hello")["error"] == "unknown_kind"


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK", "YCbCr"]
)
def test_every_mode_a_file_may_have_gets_a_rendition(rendered, mode: str) -> None:  # type: ignore[no-untyped-def]
    kind = "PNG" if mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else "TIFF"
    assert rendered(encoded(Image.new(mode, (80, 40)), kind)).size == (64, 32)


@pytest.mark.parametrize(("mode", "value"), [("I;16", 32768), ("I", 32768), ("L", 128)])
def test_more_bits_a_channel_keep_their_brightness(rendered, mode: str, value: int) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new(mode, (8, 8), value)
    if mode == "I":
        picture.putpixel((0, 0), 65535)
    kind = "TIFF" if mode == "I" else "PNG"
    red = rendered(encoded(picture, kind)).getpixel((4, 4))[0]
    assert abs(red - 128) <= 2


def test_transparency_is_kept(rendered) -> None:  # type: ignore[no-untyped-def]
    clear = rendered(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0))))
    assert clear.getpixel((4, 4))[3] == 0


def test_a_rendition_of_a_lossless_picture_keeps_its_colors(rendered) -> None:  # type: ignore[no-untyped-def]
    ramp = Image.linear_gradient("L").resize((90, 90)).convert("RGB")
    assert rendered(encoded(ramp), width=256).convert("RGB").tobytes() == ramp.tobytes()


def test_a_tiny_picture_keeps_each_pixel(rendered) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGB", (2, 1), "#ff0000")
    picture.putpixel((1, 0), (0, 0, 255))
    small = rendered(encoded(picture))
    assert [small.getpixel((x, 0))[:3] for x in (0, 1)] == [(255, 0, 0), (0, 0, 255)]


def test_a_profile_is_applied_and_a_damaged_one_passed_over(rendered) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGB", (8, 8), (200, 40, 40))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile"):
        red = rendered(encoded(picture, icc_profile=profile)).getpixel((4, 4))[0]
        assert abs(red - 200) <= 2


def test_only_the_first_frame_of_an_animation_counts(rendered, ask) -> None:  # type: ignore[no-untyped-def]
    first, second = Image.new("RGB", (8, 8), "#ff0000"), Image.new("RGB", (8, 8), "#0000ff")
    moving = encoded(first, "GIF", save_all=True, append_images=[second])
    assert ask(moving) == {"mime": "image/gif", "width": 8, "height": 8}
    assert rendered(moving).getpixel((4, 4))[0] > 200
