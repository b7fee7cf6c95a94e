"""The decoder process: opens pictures strangers sent, under limits, away from the server.

Run as `python -m workspace.decoder MEMORY_BYTES`. One JSON request a line on stdin, one answer a
line on stdout. Knows nothing of boards or people; whoever started it kills it when it takes long.
"""

import io
import json
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MIMES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with further pictures behind it, as some cameras write
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
}
_FORMATS = [name for name in MIMES if name != "MPO"]  # which opens as JPEG
_LOSSLESS = ("PNG", "GIF", "TIFF", "BMP")
_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_MAX_WEBP_SIDE = 16_383
_TINY = 64 * 64
_MAX_FILE = 64 * 1024 * 1024


class Refusal(Exception):  # noqa: N818 - an answer, not a failure
    """A picture we do not take; `code` says why."""

    def __init__(self, code: str, **facts: int) -> None:
        super().__init__(code)
        self.answer = {"error": code, **facts}


def main() -> None:
    _limit(int(sys.argv[1]))
    # Our own limit is checked before a picture is loaded, and says so in our own words.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Never raises for what a picture does: whatever Pillow throws is an answer."""
    try:
        with _open(Path(request["path"]), request["pixel_limit"]) as picture:
            if request["do"] == "inspect":
                return _inspect(picture)
            return _render(picture, request["width"], Path(request["out"]))
    except Refusal as refusal:
        return refusal.answer
    except MemoryError:
        return {"error": "too_much_memory"}
    except Exception as error:
        return {"error": "damaged", "reason": f"{type(error).__name__}: {error}"[:200]}


def _open(path: Path, pixel_limit: int) -> Image.Image:
    try:
        picture = Image.open(path, formats=_FORMATS)
    except UnidentifiedImageError:
        raise Refusal("unknown_kind") from None
    if picture.width * picture.height > pixel_limit:
        raise Refusal("too_many_pixels", width=picture.width, height=picture.height)
    return picture


def _inspect(picture: Image.Image) -> dict[str, Any]:
    mime = MIMES[picture.format or ""]
    picture.load()
    width, height = picture.size
    if picture.getexif().get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    return {"mime": mime, "width": width, "height": height}


def _render(picture: Image.Image, width: int, out: Path) -> dict[str, Any]:
    """A WebP at most `width` wide; a smaller picture keeps its size.

    A rendition of a lossless picture is lossless: a render's colors are what people judge, and
    lossy WebP shows steps in a smooth gradient. Without an effort to pack it is as quick to make.
    """
    is_lossless = picture.format in _LOSSLESS
    if picture.getexif().get(_ORIENTATION) not in _SIDEWAYS:
        picture.draft("RGB", (width, _MAX_WEBP_SIDE))  # lets a JPEG decode at a fraction
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    picture = _to_srgb(picture, profile)
    picture.thumbnail((width, _MAX_WEBP_SIDE), Image.Resampling.LANCZOS)
    tiny = picture.width * picture.height <= _TINY  # each pixel will be seen
    if is_lossless or tiny:
        picture.save(out, "WEBP", lossless=True, quality=20, method=0)
    else:
        picture.save(out, "WEBP", quality=88, method=2)
    return {"width": picture.width, "height": picture.height}


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith(("I", "F")):  # 16 and 32 bits a channel
        picture = _to_eight_bits(picture)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        converted = _through_profile(picture, profile, mode)
        if converted is not None:
            return converted
    return picture.convert(mode)


def _through_profile(picture: Image.Image, profile: bytes, mode: str) -> Image.Image | None:
    """`None` when the profile is damaged or not for this picture: it is then taken as sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 257 + 0.5).convert("L")
    _, high = picture.getextrema()
    scale = 255 / high if isinstance(high, int | float) and high > 255 else 1
    return picture.point(lambda value: value * scale + 0).convert("L")


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
