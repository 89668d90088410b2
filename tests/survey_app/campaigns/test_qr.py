"""Codes are read back by an independent reader, at several sizes and for long addresses."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from survey_app.campaigns.qr import qr_png, qr_svg

ADDRESSES = [
    "http://127.0.0.1:8000/k/CF23GH45",
    "https://khaosat.quangngai.edu.vn/k/CF23GH45",
    "https://khao-sat-su-hai-long.so-giao-duc-va-dao-tao.quangngai.gov.vn/k/CF23GH45",
]


def read_codes(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("module_pixels", [2, 3, 5, 12])
def test_the_png_is_read_back(url: str, module_pixels: int) -> None:
    assert read_codes(Image.open(io.BytesIO(qr_png(url, module_pixels=module_pixels)))) == [url]


@pytest.mark.parametrize("url", ADDRESSES)
def test_png_and_svg_show_the_same_modules_and_the_quiet_zone(url: str) -> None:
    picture = Image.open(io.BytesIO(qr_png(url, module_pixels=1))).convert("L")
    svg = qr_svg(url)
    assert f'viewBox="0 0 {picture.width} {picture.height}"' in svg
    drawn = Image.new("L", picture.size, 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        drawn.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    assert drawn.tobytes() == picture.tobytes()
    box = Image.eval(picture, lambda value: 255 - value).getbbox()
    assert box == (4, 4, picture.width - 4, picture.height - 4)


def test_the_svg_is_small_and_says_what_it_is() -> None:
    svg = qr_svg(ADDRESSES[1], label='Mã QR của trường "A & B"')
    assert len(svg) < 5000
    assert svg.count("<path") == 2
    assert 'role="img" aria-label="Mã QR của trường &quot;A &amp; B&quot;"' in svg


def test_the_same_address_gives_the_same_bytes() -> None:
    assert qr_png(ADDRESSES[0]) == qr_png(ADDRESSES[0])
    assert qr_svg(ADDRESSES[0]) == qr_svg(ADDRESSES[0])
