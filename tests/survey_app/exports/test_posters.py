"""Posters and cards as PDF: the code is read back from the paper, the name stands there letter by letter, for everybody."""

import io
import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from survey_app.campaigns.qr import qr_svg
from survey_app.campaigns.tokens import make_link_token, print_token, scan_url
from survey_app.documents.logo import draw_logo, logo_svg
from survey_app.exports.posters import Poster, build_cards_pdf, build_posters_pdf

HOSTS = [
    "http://127.0.0.1:8000",
    "https://khaosat.quangngai.edu.vn",
    "https://khao-sat-su-hai-long.so-giao-duc-va-dao-tao.quangngai.gov.vn",
]
LONG_NAME = "Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Bá Ngọc, xã Đăk Rơ Wa"
NAMES = [
    "Trường Tiểu học Nghĩa Lộ",
    LONG_NAME,
    ("Ngọk Bay Ưỡng Ễ " * 13)[:200].strip(),
    "Trường #1 *A* _b_ @c $x$ [y] \\z <w> =1+1",
]


def make_poster(name: str = NAMES[0], *, host: str = HOSTS[1], invitation: str = "") -> Poster:
    token = make_link_token()
    url = scan_url(host, token)
    return Poster(
        unit_name=name,
        body="Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi",
        invitation=invitation or "Mời cha mẹ học sinh và học sinh cho biết mức độ hài lòng về nhà trường.",
        purpose="Ý kiến được tổng hợp để nhà trường biết điều gì đã tốt, điều gì cần sửa trước.",
        minutes=5,
        address=host.split("://")[1],
        code=print_token(token),
        url=url,
        qr=qr_svg(url),
    )


def read_codes(pdf: bytes, folder: Path, *, resolution: int) -> list[list[str]]:
    """The codes on each page of the printed PDF."""
    if shutil.which("pdftoppm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("pdftoppm is missing: apt-get install poppler-utils")
        pytest.skip("pdftoppm is not installed (apt-get install poppler-utils)")
    (folder / "file.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-r", str(resolution), folder / "file.pdf", folder / "page"]
    subprocess.run(command, check=True)
    return [[code.text for code in zxingcpp.read_barcodes(Image.open(page))] for page in sorted(folder.glob("page-*.pgm"))]


def text_of(pdf: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(pages.split())


def fonts_of(pdf: bytes) -> set[str]:
    return {
        str(font["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for reference in page["/Resources"]["/Font"].values()
        for font in [reference.get_object()]
    }


def test_every_poster_is_read_from_the_paper_even_when_coarsely_printed(tmp_path: Path) -> None:
    posters = [make_poster(name, host=host) for name in NAMES for host in HOSTS]
    pdf = build_posters_pdf(posters)
    assert read_codes(pdf, tmp_path, resolution=60) == [[poster.url] for poster in posters]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_holds_ten_cards_that_are_read_from_the_paper(tmp_path: Path, name: str, host: str) -> None:
    poster = make_poster(name, host=host)
    assert read_codes(build_cards_pdf(poster, sheets=2), tmp_path, resolution=150) == [[poster.url] * 10] * 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("host", HOSTS)
def test_name_address_and_code_can_be_read_and_copied(name: str, host: str) -> None:
    poster = make_poster(unicodedata.normalize("NFC", name), host=host)
    for pdf in (build_posters_pdf([poster]), build_cards_pdf(poster)):
        text = text_of(pdf)
        assert poster.unit_name.replace(" ", "") in text.replace(" ", "")
        assert poster.address in text.replace(" ", "")
        assert poster.code in text
        assert unicodedata.is_normalized("NFC", text)
        assert "ẩn danh" in text.casefold()
        assert "khoảng 5 phút" in text.casefold()
        assert poster.invitation in text, "whom it asks, and about what"


@pytest.mark.parametrize("size", [(300, 300), (900, 150), (150, 900)], ids=["square", "wide", "tall"])
def test_a_logo_stands_on_the_poster_and_costs_it_no_page(tmp_path: Path, size: tuple[int, int]) -> None:
    sent = io.BytesIO()
    Image.new("RGB", size, "#b03030").save(sent, "PNG")
    poster = replace(make_poster(LONG_NAME, host=HOSTS[2]), logo=logo_svg(draw_logo(sent.getvalue())))
    pdf = build_posters_pdf([poster])
    assert read_codes(pdf, tmp_path, resolution=60) == [[poster.url]], "one page, and its code is free"
    page = Image.open(next(tmp_path.glob("page-*.pgm")))
    assert page.crop((page.width * 2 // 3, 0, page.width, page.height // 9)).getextrema()[0] < 150


def test_a_poster_says_what_it_is_for_and_bears_no_date() -> None:
    text = text_of(build_posters_pdf([make_poster()]))
    assert "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH QUẢNG NGÃI" in text
    assert "Khảo sát sự hài lòng" in text
    assert "Mời cha mẹ học sinh và học sinh" in text
    assert "Không cần tài khoản" in text
    assert "trên điện thoại" in text
    assert "Ngoài đợt khảo sát, trang sẽ báo là chưa mở." in text
    assert not re.search(r"20\d\d|ngày|tháng|năm", text)


def test_only_our_fonts_are_in_the_files() -> None:
    for pdf in (build_posters_pdf([make_poster(name) for name in NAMES]), build_cards_pdf(make_poster())):
        assert {re.sub(r"^/[A-Z]{6}\+|-Identity-H$", "", name) for name in fonts_of(pdf)} == {"Tinos-Regular", "Tinos-Bold"}


def test_the_files_are_tagged_and_titled_for_a_screen_reader() -> None:
    poster = make_poster()
    for pdf, title in (
        (build_posters_pdf([poster]), "Áp phích khảo sát: Trường Tiểu học Nghĩa Lộ"),
        (build_posters_pdf([poster, make_poster(LONG_NAME)]), "Áp phích khảo sát của 2 đơn vị"),
        (build_cards_pdf(poster), "Thẻ khảo sát: Trường Tiểu học Nghĩa Lộ"),
    ):
        reader = PdfReader(io.BytesIO(pdf))
        root = reader.root_object
        assert reader.metadata is not None
        assert reader.metadata.title == title
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert root["/Lang"] == "vi"
        assert f"Mã QR mở địa chỉ {poster.url}" in alternatives_of(root["/StructTreeRoot"])


def alternatives_of(node: object) -> set[str]:
    """Every text alternative below a node of the structure tree."""
    found = set()
    waiting = [node]
    while waiting:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            found |= {str(element["/Alt"])} if "/Alt" in element else set()
            waiting += [element["/K"]] if "/K" in element else []
    return found


def test_one_page_and_one_bookmark_for_each_unit() -> None:
    posters = [make_poster(f"{name} {number}") for number in range(15) for name in NAMES]
    reader = PdfReader(io.BytesIO(build_posters_pdf(posters)))
    assert len(reader.pages) == 60
    assert [bookmark.title for bookmark in reader.outline] == [poster.unit_name for poster in posters]


def test_the_longest_of_everything_still_fits_on_one_page(tmp_path: Path) -> None:
    invitation = "Mời Ông/Bà đến làm thủ tục hành chính cho biết mức độ hài lòng về việc tiếp nhận và giải quyết hồ sơ."
    poster = make_poster(NAMES[2], host=HOSTS[2], invitation=invitation)
    assert read_codes(build_posters_pdf([poster]), tmp_path, resolution=60) == [[poster.url]]


def test_the_same_poster_gives_the_same_picture() -> None:
    poster = make_poster()
    assert text_of(build_posters_pdf([poster])) == text_of(build_posters_pdf([poster]))


def test_no_posters_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no poster"):
        build_posters_pdf([])
