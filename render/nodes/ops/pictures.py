"""Pictures from files and into files.

Uploads are read as a person sees them: turned by their EXIF orientation, converted to sRGB, and
composed over white. Our own files are lossless PNG without any metadata, so that equal pictures
are equal bytes.
"""

import hashlib
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from render import png
from render.nodes.cut import Cut
from render.nodes.ops.call import OperationError, Picture
from render.nodes.ops.pixels import from_pillow

MAX_PIXELS = 128_000_000

PREVIEW_SIDE = 256

_FILTER_UP = 2
_TRUECOLOR = 2

_PROFILE_MODES = ("RGB", "L", "CMYK", "LAB")


def read_artifact(path: Path, device: torch.device) -> Picture:
    """One of our own files."""
    with Image.open(path) as image:
        return from_pillow(image, device)


def read_upload(path: Path, device: torch.device) -> Picture:
    """A picture somebody brought; of an animation, its first frame."""
    try:
        with Image.open(path) as image:
            if image.width * image.height > MAX_PIXELS:
                raise OperationError(
                    f"The picture has {image.width} × {image.height} pixels; "
                    f"at most {MAX_PIXELS // 1_000_000} megapixels can be used"
                )
            profile = image.info.get("icc_profile")
            return from_pillow(_over_white(_to_srgb(_upright(image), profile)), device)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise OperationError(f"The picture cannot be read: {error}") from error


def cut_out(picture: Picture, cut: Cut) -> Picture:
    """The part of a picture that is used, turned: the very pixels, none of them mixed."""
    height, width, _ = picture.shape
    left, top, right, bottom = cut.pixels(width, height)
    turned = torch.rot90(picture[top:bottom, left:right], -cut.turn // 90, (0, 1))
    return turned.contiguous()


def write_png(pixels: NDArray[np.uint8], path: Path) -> tuple[str, int]:
    """The hex SHA-256 and the size of the file written."""
    data = encode_png(pixels)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest(), len(data)


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """The simplest PNG: each row less the one above it, runs and single bytes squeezed, no matches
    looked for. Against Pillow at its fastest, two to four times as fast for photographs and noise,
    files a twentieth larger; its search for the best filter is most of that.
    """
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, width * 3)
    lines = np.empty((height, 1 + width * 3), dtype=np.uint8)
    lines[:, 0] = _FILTER_UP
    lines[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=lines[1:, 1:])
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, zlib.Z_RLE)
    body = packer.compress(lines.data) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOR, 0, 0, 0)
    return (
        png.SIGNATURE
        + png.chunk(b"IHDR", header)
        + png.chunk(b"IDAT", body)
        + png.chunk(b"IEND", b"")
    )


def small_webp(pixels: NDArray[np.uint8]) -> bytes:
    """A preview, at most `PREVIEW_SIDE` either way."""
    image = Image.fromarray(pixels)
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=80, method=0)
    return buffer.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I"):  # 16 bits of grey, which Pillow would clip at 255
        grey = np.asarray(turned).astype(np.float64)
        return Image.fromarray(np.floor(grey.clip(0, 65535) / 257 + 0.5).astype(np.uint8))
    return turned


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA, in sRGB. A broken profile is as none: other viewers show it so too."""
    alpha = None
    if image.mode in ("P", "PA", "LA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if profile and image.mode in _PROFILE_MODES:
        image = _converted(image, profile)
    image = image.convert("RGB")
    if alpha is not None:
        image.putalpha(alpha)
    return image


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return found if found is not None else image


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    pixels = np.asarray(image).astype(np.uint32)
    color, alpha = pixels[..., :3], pixels[..., 3:]
    mixed = (2 * (color * alpha + 255 * (255 - alpha)) + 255) // 510  # half up, exactly
    return Image.fromarray(mixed.astype(np.uint8))
