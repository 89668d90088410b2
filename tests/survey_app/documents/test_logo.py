"""A logo is drawn anew: nothing of the file that was sent survives, and what is no picture is refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from survey_app.documents.logo import LARGEST_FILE, LONGEST_SIDE, LogoRefusedError, draw_logo


def picture(size: tuple[int, int] = (800, 500), form: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#01665e").save(buffer, form, **options)
    return buffer.getvalue()


def claiming(size: tuple[int, int]) -> bytes:
    """A few bytes that say they are a picture of this size."""
    plain = picture((1, 1), "PNG")
    header = b"IHDR" + struct.pack(">II", *size) + plain[24:29]
    return plain[:12] + header + struct.pack(">I", zlib.crc32(header)) + plain[33:]


def test_a_photograph_becomes_a_small_png_without_what_came_with_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "chụp ở nhà cô Lan"
    exif[0x0112] = 6  # turned by a quarter
    drawn = draw_logo(picture(exif=exif, comment=b"secret comment"))
    assert b"Lan" not in drawn
    assert b"secret" not in drawn
    with Image.open(io.BytesIO(drawn)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif()), shown.info) == ("PNG", (250, LONGEST_SIDE), {}, {})


def test_text_in_a_png_is_left_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Nguyen Thi Lan")
    assert b"Nguyen" not in draw_logo(picture(form="PNG", pnginfo=words))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chưa chọn ảnh"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 40, "Không đọc được ảnh này"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Không đọc được ảnh này"),
        (picture()[:500], "Không đọc được ảnh này"),
        (picture(form="GIF"), "Không đọc được ảnh này"),
        (picture((20, 300)), "Ảnh quá nhỏ"),
        (claiming((9000, 9000)), "Ảnh quá nhiều điểm ảnh"),
        (claiming((11_000, 11_000)), "Ảnh quá nhiều điểm ảnh"),
        (claiming((60_000, 60_000)), "Ảnh quá nhiều điểm ảnh"),
        (b"\xff" * (LARGEST_FILE + 1), "lớn hơn 2 MB"),
    ],
    ids=["nothing", "broken", "svg", "cut", "gif", "small", "wide", "wider", "bomb", "large"],
)
def test_what_is_no_logo_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(LogoRefusedError, match=words):
        draw_logo(content)
