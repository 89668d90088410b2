"""The Word file as another program lays it out: LibreOffice prints it, and the pages are read back."""

import io

import pytest
from pypdf import PdfReader

from survey_app.exports.docx import build_docx
from tests.official_documents import ALL_LETTERS, LONG_NAME, rich_document
from tests.soffice import to_pdf

POINT = 25.4 / 72


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("docx")
    reader = PdfReader(io.BytesIO(to_pdf(build_docx(rich_document()), folder, suffix=".docx")))
    sizes = [(round(float(page.mediabox.width) * POINT), round(float(page.mediabox.height) * POINT)) for page in reader.pages]
    assert set(sizes) == {(210, 297), (297, 210)}
    return [page.extract_text() for page in reader.pages]


def joined(page: str) -> str:
    return " ".join(page.split())


def test_every_page_is_laid_out_and_every_letter_is_there(pages: list[str]) -> None:
    text = joined(" ".join(pages))
    assert 9 <= len(pages) <= 14
    assert not [letter for letter in ALL_LETTERS if letter not in text]
    assert LONG_NAME in text
    assert LONG_NAME.upper() in text


def test_page_numbers_begin_on_the_second_page_and_anew_in_annexes(pages: list[str]) -> None:
    numbers = [page.split(maxsplit=1)[0] if page.split(maxsplit=1)[0].isdigit() else "" for page in pages]
    first_annex = next(place for place, page in enumerate(pages) if "Phụ lục I\n" in page)
    assert numbers[:first_annex] == ["", *(str(number) for number in range(2, first_annex + 1))]
    assert numbers[first_annex : first_annex + 2] == ["", "2"]
    assert [numbers[place] for place, page in enumerate(pages) if "(Kèm theo" in page] == ["", "", ""]


def test_the_header_row_stands_on_every_page_of_a_long_table(pages: list[str]) -> None:
    with_items = [page for page in pages if "A01" in page or "A20" in page or "A40" in page]
    assert len(with_items) > 1
    assert all("Nội dung câu hỏi" in page for page in with_items)


def test_signature_and_recipients_stand_on_the_page_of_the_last_words(pages: list[str]) -> None:
    (last,) = [page for page in pages if "./." in page]
    assert "Nơi nhận:" in last
    assert "PHÓ HIỆU TRƯỞNG" in last
    assert "[họ và tên người ký]" in last


def test_captions_stand_on_the_page_of_their_table_or_chart(pages: list[str]) -> None:
    (first,) = [joined(page) for page in pages if "Bảng 1." in page]
    assert "Toàn bộ phiếu" in first
    (second,) = [joined(page) for page in pages if "Bảng 2." in page]
    assert "A01" in second
