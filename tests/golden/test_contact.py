"""The contact sheet, drawn again with Pillow (RE28)."""

import numpy as np
from PIL import Image

from tests.golden.calls import random_picture, run


def test_each_picture_stands_whole_in_the_middle_of_its_cell() -> None:
    wide, tall, square = random_picture(10, 40), random_picture(30, 15), random_picture(8, 8)
    found = run("image.contact", {"columns": 2, "gap": 3, "size": 20}, images=[wide, tall, square])
    sheet = Image.new("RGB", (43, 43), "white")
    for picture, size, place in [
        (wide, (20, 5), (0, 7)),
        (tall, (10, 20), (28, 0)),
        (square, (20, 20), (0, 23)),
    ]:
        fitted = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
        sheet.paste(fitted, place)
    assert (found == np.array(sheet)).all()


def test_sheet_has_no_empty_columns() -> None:
    found = run("image.contact", {"columns": 9, "gap": 5, "size": 4}, images=[random_picture(4, 4)])
    assert found.shape == (4, 4, 3)
