"""Print a few pixels high, drawn, encoded and enlarged as in a small picture, and read back."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from goalmouth.errors import InputError
from goalmouth.scene.small_print import SmallPrintReader, small_print_reader
from goalmouth.scene.text import text_of
from goalmouth.simulate.fonts import font

NAMES = ("Quiñol 9'", "Åkerby", "Jørvik 46'", "HARKES", "21 Halden", "Łaskow")


def printed(text: str, face: str, size: int = 8, ink: int = 240) -> np.ndarray:
    canvas = Image.new("RGB", (120, 20), (255 - ink, 40, 50) if ink > 128 else (250, 250, 250))
    ImageDraw.Draw(canvas).text((8, 4), text, font=font(face, size), fill=(ink, ink, ink))
    packed = cv2.imencode(".jpg", np.asarray(canvas), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    large = cv2.resize(cv2.imdecode(packed, 1), None, fx=4.8, fy=4.8, interpolation=cv2.INTER_CUBIC)
    inked = np.abs(np.asarray(canvas, np.int16) - np.asarray(canvas.getpixel((0, 0)))).max(2) > 40
    (y0, y1), (x0, x1) = (np.flatnonzero(inked.any(axis))[[0, -1]] for axis in (1, 0))
    box = [round(4.8 * v) for v in (y0 - 1.2, y1 + 2.2, x0 - 2, x1 + 3)]
    return np.asarray(large[box[0] : box[1], box[2] : box[3]], np.uint8)


def test_names_five_pixels_high_are_read_with_their_marks() -> None:
    drawn = [
        (name, face, ink) for name in NAMES for face in ("bold", "book", "grotesque") for ink in (240, 16)
    ]
    read = [text_of(small_print_reader().read(printed(name, face, ink=ink))) for name, face, ink in drawn]
    wrong = [one for one, (name, *_) in zip(read, drawn, strict=True) if one.replace("’", "'") != name]
    assert len(wrong) <= 0.2 * len(drawn), wrong


def test_an_alphabet_holds() -> None:
    read = text_of(small_print_reader().read(printed("21 Halden", "bold"), "0123456789 "))
    assert read.startswith("21")
    assert not any(map(str.isalpha, read))


def test_characters_stand_where_they_are_printed() -> None:
    crop = printed("HARKES", "bold")
    places = [each.x for each in small_print_reader().read(crop)]
    assert places == sorted(places)
    assert places[0] < 0.3 * crop.shape[1]
    assert places[-1] > 0.7 * crop.shape[1]


def test_a_damaged_network_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "small_print.onnx"
    broken.write_bytes(b"no network")
    with pytest.raises(InputError, match=r"small_print\.onnx"):
        SmallPrintReader(broken)
