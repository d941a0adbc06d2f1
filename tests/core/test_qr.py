"""The picture of a ticket: four modules of quiet zone, black on white, read by two independent decoders (frontend.md 3.5)."""

import io

import pytest
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from seminars.core.qr import BORDER, LONGEST_FOR_Q, PIXELS, matrix, qr_png, qr_svg

SHORT = "https://seminars.example.cn/t/7q2mkxd49vtab3cd"
LONG = "https://qiye-mianduimian.customs.example.cn/t/7q2mkxd49vtab3cd"


def decoded(picture: Image.Image) -> tuple[str, str]:
    """What zbar and zxing-cpp read."""
    grey = picture.convert("L")
    return pyzbar.decode(grey)[0].data.decode(), zxingcpp.read_barcodes(grey)[0].text


@pytest.mark.parametrize("text", [SHORT, LONG, "http://127.0.0.1:8000/t/0000000000000000"])
@pytest.mark.parametrize("side", [None, 164, 232, 464], ids=lambda side: f"{side or 'own'} px")
def test_both_decoders_read_it_at_every_size(text: str, side: int | None) -> None:
    picture = Image.open(io.BytesIO(qr_png(text)))
    shown = picture.convert("L").resize((side, side)) if side else picture
    assert decoded(shown) == (text, text)


@pytest.mark.parametrize("text", [SHORT, LONG])
def test_the_quiet_zone_is_white_and_the_version_small(text: str) -> None:
    rows = matrix(text)
    side = len(rows)
    rim = [*rows[:BORDER], *rows[-BORDER:]]
    assert not any(dark for row in rim for dark in row)
    assert not any(dark for row in rows for dark in (*row[:BORDER], *row[-BORDER:]))
    assert side - 2 * BORDER <= 33, "version 4 at most"
    assert Image.open(io.BytesIO(qr_png(text))).size == (side * PIXELS, side * PIXELS)


def test_a_link_of_46_bytes_still_has_the_stronger_correction() -> None:
    assert len(SHORT) == LONGEST_FOR_Q
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(SHORT))).convert("L"))[0].ec_level == "Q"
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(LONG))).convert("L"))[0].ec_level == "M"


def test_the_drawing_has_one_path_on_white_and_no_style() -> None:
    drawing = qr_svg(SHORT)
    assert drawing.count("<path") == 2
    assert "style" not in drawing
    assert drawing.count("h") > 100


def test_ascii_only() -> None:
    with pytest.raises(UnicodeEncodeError):
        qr_png("https://例子.cn/t/1")
