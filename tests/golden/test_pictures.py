"""Uploads as people see them: orientation, profile, transparency, depth (RE29)."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from render import png
from render.nodes.cut import WHOLE, Cut
from render.nodes.ops.call import OperationError
from render.nodes.ops.pictures import cut_out, encode_png, read_artifact, read_upload, write_png
from render.nodes.ops.pixels import to_numpy
from tests.golden.calls import random_picture

CPU = torch.device("cpu")


def upload(folder: Path, image: Image.Image, **options: object) -> np.ndarray:
    path = folder / "upload"
    image.save(path, "PNG", **options)
    return read_upload(path, CPU).numpy()


def test_stored_picture_reads_back_equal(tmp_path: Path) -> None:
    picture = random_picture(13, 7)
    path = tmp_path / "picture.png"
    digest, size_bytes = write_png(picture, path)
    assert (read_artifact(path, CPU).numpy() == picture).all()
    assert size_bytes == path.stat().st_size
    assert write_png(picture, path)[0] == digest


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (13, 7), (200, 300)])
@pytest.mark.parametrize("kind", ["noise", "flat", "ramp"])
def test_our_png_is_bare_and_every_reader_gets_the_pixels_back(
    kind: str, size: tuple[int, int]
) -> None:
    picture = random_picture(*size)
    if kind == "flat":
        picture[:] = (255, 0, 7)
    elif kind == "ramp":
        picture[:] = (np.arange(picture.size) // 3 % 256).reshape(picture.shape)
    data = encode_png(picture)
    image = Image.open(io.BytesIO(data))
    image.verify()  # checksums
    assert (np.array(Image.open(io.BytesIO(data))) == picture).all()
    assert [kind for kind, _ in png._chunks(data)] == [b"IHDR", b"IDAT", b"IEND"]


def test_equal_pictures_are_equal_bytes_however_they_lie_in_memory() -> None:
    picture = torch.from_numpy(random_picture(9, 5))
    turned = picture.transpose(0, 1).contiguous().transpose(0, 1)
    part = torch.cat([picture, picture])[9:]
    assert encode_png(to_numpy(turned)) == encode_png(to_numpy(part)) == encode_png(picture.numpy())


@pytest.mark.parametrize(
    ("orientation", "turns", "mirrored"),
    [(1, 0, False), (3, 2, False), (6, 3, False), (8, 1, False), (2, 0, True)],
)
def test_upload_is_turned_by_its_exif_orientation(
    tmp_path: Path, orientation: int, turns: int, mirrored: bool
) -> None:
    pixels = random_picture(4, 6)
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = upload(tmp_path, Image.fromarray(pixels), exif=exif)
    expected = pixels[:, ::-1] if mirrored else np.rot90(pixels, turns)
    assert (found == expected).all()


def test_transparent_upload_is_composed_over_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (3, 1))
    image.putdata([(10, 20, 30, 255), (10, 20, 30, 0), (100, 0, 200, 51)])
    assert upload(tmp_path, image).tolist() == [[[10, 20, 30], [255, 255, 255], [224, 204, 244]]]


def test_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.putdata([0, 1])
    assert upload(tmp_path, image, transparency=0).tolist() == [[[255, 255, 255], [0, 0, 200]]]


def test_grey_of_16_bits_keeps_its_range(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 257, 32768, 65535]], dtype=np.uint16))
    assert upload(tmp_path, image)[0, :, 0].tolist() == [0, 1, 128, 255]


def test_upload_is_converted_to_srgb(tmp_path: Path) -> None:
    image = Image.new("RGB", (1, 1), (255, 0, 0))
    found = upload(tmp_path, image, icc_profile=profile_with_red_and_green_exchanged())
    assert np.abs(found[0, 0].astype(int) - [0, 255, 0]).max() <= 2


def test_broken_profile_is_as_none(tmp_path: Path) -> None:
    image = Image.new("RGB", (1, 1), (255, 0, 7))
    assert upload(tmp_path, image, icc_profile=b"not a profile").tolist() == [[[255, 0, 7]]]


def test_what_is_no_picture_is_an_error_a_designer_can_read(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"<svg/>")
    with pytest.raises(OperationError, match="cannot be read"):
        read_upload(path, CPU)


def profile_with_red_and_green_exchanged() -> bytes:
    """A small ICC v2 display profile: sRGB's primaries in the wrong order, gamma 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {
        b"rXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"gXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    content = struct.pack(">I", len(tags)) + table + body
    header = struct.pack(">I", 128 + len(content)) + b"lcms" + bytes.fromhex("02100000")
    header += b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    header += struct.pack(">iii", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + content


TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow counts against the clock
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("crop", "box"),
    [
        ((0, 0, 1, 1), (0, 0, 13, 7)),
        ((0.25, 0.5, 0.5, 0.5), (3, 4, 10, 7)),
        ((0.99, 0.99, 0.01, 0.01), (12, 6, 13, 7)),
        ((1 / 3, 0, 1e-9, 1), (4, 0, 5, 7)),
    ],
)
def test_cut_picture_is_pillow_s_crop_and_quarter_turn(
    crop: tuple[float, float, float, float], box: tuple[int, int, int, int], turn: int
) -> None:
    picture = random_picture(7, 13)
    expected = Image.fromarray(picture).crop(box)
    if turn:
        expected = expected.transpose(TURNS[turn])
    cut = Cut(crop, turn)
    found = cut_out(torch.from_numpy(picture), cut)
    assert (found.numpy() == np.asarray(expected)).all()
    assert cut.size(13, 7) == expected.size
    assert found.is_contiguous()


def test_whole_picture_is_the_picture() -> None:
    picture = random_picture(5, 4)
    assert (cut_out(torch.from_numpy(picture), WHOLE).numpy() == picture).all()
