"""The official document as PDF, parsed back: every letter, the layout to the millimetre, tags, pages and their numbers."""

import dataclasses
import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from survey_app.documents.model import Annex, Column, Document, Heading, Letterhead, Row, Table, item, plain
from survey_app.exports.official_pdf import build_official_pdf
from tests import official_documents
from tests.sample_document import (
    ALPHABET,
    LONG_NAME,
    MARKUP,
    PLACES,
    dimensions_chart,
    minimal_document,
    rich_document,
)
from tests.survey_app.exports.test_posters import alternatives_of, fonts_of

MILLIMETRE = 72 / 25.4
OURS = {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
RARE = "Α Σ Ж ✓ ɓ ơ\u0306"  # a face of the typesetter lends these


Line = tuple[str, float, float, float, str]


@pytest.fixture(scope="module")
def rich() -> PdfReader:
    return read(build_official_pdf(rich_document()))


@pytest.fixture(scope="module")
def texts(rich: PdfReader) -> list[str]:
    return [page.extract_text().replace("\u00a0", " ") for page in rich.pages]


@pytest.fixture(scope="module")
def lines(rich: PdfReader) -> list[list[Line]]:
    return [lines_of(page) for page in rich.pages]


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def packed(texts: list[str]) -> str:
    """All letters in order, without blanks and without places to break."""
    return "".join("".join(text.split()) for text in texts).replace("\u200b", "")


def pack(pdf: bytes) -> str:
    return packed([page.extract_text() for page in read(pdf).pages])


def lines_of(page: PageObject) -> list[Line]:
    """Every piece of text: its letters, left edge and height of its base line in millimetres, size and face."""
    found = []

    def visit(text: str, page: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            name = re.sub(r"^/[A-Z]{6}\+", "", str(font["/BaseFont"])) if font else ""
            left = matrix[4] * page[0] + matrix[5] * page[2] + page[4]
            base = matrix[4] * page[1] + matrix[5] * page[3] + page[5]
            found.append((text.strip(), left / MILLIMETRE, base / MILLIMETRE, size * abs(matrix[0] * page[0]), name))

    page.extract_text(visitor_text=visit)
    return found


def elements(reader: PdfReader) -> Iterator[tuple[str, dict[str, Any]]]:
    """The elements of the structure tree in the order of reading."""
    waiting = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]), node
            waiting += [node["/K"]] if "/K" in node else []


def with_body(*blocks: Any, **changes: Any) -> Document:
    return dataclasses.replace(minimal_document(), body=blocks, **changes)


def test_every_vietnamese_letter_and_name_can_be_read_back(texts: list[str]) -> None:
    text = packed(texts)
    assert unicodedata.is_normalized("NFC", text)
    assert ALPHABET in text
    assert ALPHABET.upper() in text
    for words in (PLACES, LONG_NAME, LONG_NAME.upper(), MARKUP):
        assert "".join(words.split()) in text, words


def test_a_line_stands_in_the_face_and_size_that_the_decree_asks_for(lines: list[list[Line]]) -> None:
    looks = {text: (round(size), face) for text, _, _, size, face in lines[0]}
    assert looks["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == (12, "Tinos-Bold")
    assert looks["Độc lập - Tự do - Hạnh phúc"] == (13, "Tinos-Bold")
    assert looks["Số: 05/BC-PTDTBT"] == (13, "Tinos-Regular")
    assert looks["Quảng Ngãi, ngày 05 tháng 6 năm 2026"] == (14, "Tinos-Italic")
    assert looks["BÁO CÁO"] == (14, "Tinos-Bold")
    assert looks["I. CÔNG TÁC CHỈ ĐẠO, TỔ CHỨC KHẢO SÁT"] == (14, "Tinos-Bold")
    assert looks["1. Tổ chức thực hiện"] == (14, "Tinos-Bold")
    assert looks["a) Phiếu nhận qua mã QR và điểm trả lời"] == (14, "Tinos-Regular")
    assert looks["SỞ GIÁO DỤC VÀ ĐÀO"] == (12, "Tinos-Regular")
    closing = {text: (round(size), face) for page in lines for text, _, _, size, face in page}
    assert closing["Nơi nhận:"] == (12, "Tinos-BoldItalic")
    assert closing["- Lưu: VT."] == (11, "Tinos-Regular")
    assert closing["PHÓ HIỆU TRƯỞNG"] == (14, "Tinos-Bold")
    assert closing["Phụ lục I"] == (14, "Tinos-Bold")


def test_text_keeps_to_the_margins_and_paragraphs_are_indented(rich: PdfReader, lines: list[list[Line]]) -> None:
    assert [round(float(side) / MILLIMETRE) for side in rich.pages[0].mediabox[2:]] == [210, 297]
    for page, found in zip(rich.pages, lines, strict=True):
        height = float(page.mediabox.height) / MILLIMETRE
        for text, left, base, _, _ in found:
            if not text.isdecimal():  # a page's number stands in the margin above
                assert left >= 29.9, text
                assert 20 <= base <= height - 20, text
    starts = {text[:12]: left for text, left, *_ in lines[0]}
    assert abs(starts["Nhà trường p"] - 30 - 12.7) < 0.2
    assert abs(starts["I. CÔNG TÁC "] - 30) < 0.2


def test_pages_are_numbered_above_but_for_the_first_of_the_text_and_of_each_annex(
    rich: PdfReader, texts: list[str], lines: list[list[Line]]
) -> None:
    numbers = []
    for page, found in zip(rich.pages, lines, strict=True):
        width, height = (float(side) / MILLIMETRE for side in page.mediabox[2:])
        above = [(text, left) for text, left, base, size, _ in found if base > height - 20 and round(size) == 13]
        numbers.append("".join(text for text, _ in above))
        assert all(abs(left - (30 + (width - 45) / 2)) < 4 for _, left in above)
    firsts = [0, *(place for place, text in enumerate(texts) if text.startswith("Phụ lục"))]
    assert len(firsts) == 4
    for start, end in itertools.pairwise([*firsts, len(numbers)]):
        assert numbers[start:end] == ["", *(str(number) for number in range(2, end - start + 1))]


def test_a_wide_table_lies_on_the_long_side_and_the_pages_after_it_stand_again(
    rich: PdfReader, texts: list[str], lines: list[list[Line]]
) -> None:
    (turned,) = [place for place, page in enumerate(rich.pages) if page.mediabox.width > page.mediabox.height]
    assert "Phụ lục II" in texts[turned]
    assert "+1,2 điểm" in texts[turned], "a figure keeps to its unit"
    assert min(size for *_, size, _ in lines[turned]) >= 9


def test_a_table_repeats_its_head_on_every_page_and_keeps_its_title_with_it(texts: list[str]) -> None:
    parts = [text for text in texts if "Nội dung câu hỏi" in text]
    assert len(parts) >= 2
    assert "Bảng 1. Kết quả của từng câu hỏi" in parts[0]
    rows = [int(number) for text in parts for number in re.findall(r"^(\d+)\s", text, re.MULTILINE) if int(number) <= 40]
    assert set(range(1, 41)) <= set(rows)


def test_signature_and_recipients_stand_together_with_words_of_the_text(texts: list[str]) -> None:
    (page,) = [text for text in texts if "Nơi nhận:" in text]
    for words in ("PHÓ HIỆU TRƯỞNG", "- Lưu: VT.", "[Họ và tên", "xem xét./."):
        assert words in page


def test_the_file_is_tagged_and_its_headings_leave_no_level_out(rich: PdfReader) -> None:
    root = rich.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert rich.metadata is not None
    assert rich.metadata.title == rich_document().title
    assert rich.metadata.author == LONG_NAME
    kinds = Counter(kind for kind, _ in elements(rich))
    assert kinds["/Table"] == kinds["/Caption"] - kinds["/Figure"] == 3
    assert kinds["/Figure"] == 2
    assert kinds["/TH"] == 5 + 4 + 12
    assert kinds["/L"] == 2
    levels = [int(kind[2]) for kind, _ in elements(rich) if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert Counter(levels) == {1: 6, 2: 3, 3: 1}
    assert {dimensions_chart().alt} <= alternatives_of(root["/StructTreeRoot"])


def test_the_words_of_a_drawn_chart_can_be_found(rich: PdfReader, texts: list[str]) -> None:
    assert "Tỷlệhàilòngtoànphiếu" in packed(texts)
    assert not [image for page in rich.pages for image in page.images], "drawn, not made of dots"


def test_only_our_faces_are_in_a_file_of_vietnamese_words() -> None:
    pdf = build_official_pdf(dataclasses.replace(minimal_document(), body=(plain(f"{ALPHABET} {PLACES}"), dimensions_chart())))
    assert {re.sub(r"^/[A-Z]{6}\+|-Identity-H$", "", name) for name in fonts_of(pdf)} <= OURS


def test_a_letter_that_our_face_lacks_is_lent_and_a_picture_is_named() -> None:
    pictures = "Cảm ơn 😊👨\u200d👩\u200d👧❤\ufe0f, 漢字 \x07\u202e!"
    text = pack(build_official_pdf(with_body(item(f"Chữ hiếm {RARE}."), item(pictures))))
    for letter in RARE.split():
        assert unicodedata.normalize("NFC", letter) in text
    assert "Cảmơn[biểutượng]" in text
    assert "[chữkhônginđược]!" in text


def test_the_same_document_gives_the_same_bytes_and_bears_its_own_date() -> None:
    document = rich_document(draws=False)
    first = build_official_pdf(document)
    assert first == build_official_pdf(document)
    created = read(first).metadata
    assert created is not None
    assert str(created.get("/CreationDate", "")).startswith("D:20260605")


def test_lists_have_the_sign_of_their_level_once() -> None:
    text = pack(build_official_pdf(with_body(item("- việc một;"), item("việc hai:"), item("+ phần a;"), item("+ phần b;"))))
    assert "-việcmột;-việchai:+phầna;+phầnb./." in text


def test_a_document_of_another_hand_is_set_whole() -> None:
    document = official_documents.rich_document()
    text = pack(build_official_pdf(document))
    assert document.annexes
    for table in document.tables():
        assert "".join(table.title.split()) in text
        for row in table.rows:
            for cell in row.cells:
                words = cell if isinstance(cell, str) else cell.text
                assert "".join(words.split()) in text


def test_every_page_of_a_long_chart_stands_in_the_document() -> None:
    chart = dataclasses.replace(dimensions_chart(), outlines=lambda: dimensions_chart().outlines() * 2)
    assert pack(build_official_pdf(with_body(chart))).count("(tiếptheo)") == 1


def test_next_to_nothing_is_still_a_document_with_gaps_for_what_is_not_known() -> None:
    reader = read(build_official_pdf(minimal_document()))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    for words in ("Số: ......../KH", "ngày ..... tháng ..... năm ........", "thực hiện./.", "Nguyễn Thị Ngọc Ưu", "- Lưu: VT."):
        assert words in text
    assert "Kính gửi" not in text
    assert "/CreationDate" not in (reader.metadata or {})


def test_the_longest_and_the_emptiest_of_everything_still_gives_a_file() -> None:
    endless = "Ngọk" * 60
    columns = tuple(Column(f"Cột {n} {endless[:40]}", 1) for n in range(15))
    tables = (
        Table("a", endless, columns, (Row(tuple(endless for _ in columns)),), (endless,)),
        Table("b", "Không có dòng nào", (Column("Trống", 1),), ()),
        Table("c", "Một dòng dài hơn một trang", (Column("Ý kiến", 1), Column("Ghi chú", 4)), (Row(("Rất dài. " * 300, "")),)),
    )
    head = Letterhead((LONG_NAME + " ") * 2, endless, endless[:40], endless[:40])
    document = with_body(
        Heading(3, endless),
        *tables,
        letterhead=head,
        addressees=(endless, LONG_NAME, "x"),
        summary=(LONG_NAME + " ") * 3,
        annexes=(Annex(endless, ()), Annex(LONG_NAME, tables)),
    )
    reader = read(build_official_pdf(document))
    assert packed([page.extract_text() for page in reader.pages]).count("Rấtdài.") == 2 * 300
    for page in reader.pages:
        for text, left, base, *_ in lines_of(page):
            assert left < float(page.mediabox.width) / MILLIMETRE, text
            assert base > 0, text
