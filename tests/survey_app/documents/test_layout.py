"""What the form of an official document adds to the words: end mark, dashes, numerals, references."""

import dataclasses
from dataclasses import replace

import pytest

from survey_app.documents.layout import (
    addressee_lines,
    annex_label,
    annex_reference,
    item_text,
    recipient_lines,
    roman,
    with_end,
)
from survey_app.documents.model import Document, Paragraph, Run, blank, item, plain
from tests.official_documents import dimension_table, minimal_document, rich_document


def with_body(*runs: Run) -> Document:
    return replace(minimal_document(), body=(Paragraph(runs),))


def last_words(document: Document) -> str:
    paragraph = with_end(document.body)[-1]
    assert isinstance(paragraph, Paragraph)
    return "".join(run.text for run in paragraph.runs)


@pytest.mark.parametrize("text", ["Hết", "Hết.", "Hết ;", "Hết./.", "Hết./. ", "Hết.  "])
def test_the_text_ends_with_one_end_mark(text: str) -> None:
    assert last_words(with_body(Run(text))) == "Hết./."
    assert last_words(with_body(Run(text), Run("  "))) == "Hết./."


def test_the_end_mark_stands_outside_a_gap_and_outside_its_emphasis() -> None:
    assert with_end(with_body(Run("Gửi "), blank("ai")).body)[-1] == Paragraph((Run("Gửi "), blank("ai"), Run("./.")))
    bold = with_end(with_body(Run("Hết.", bold=True)).body)[-1]
    assert bold == Paragraph((Run("Hết./.", bold=True),))


def test_under_a_closing_table_and_in_an_empty_body_the_end_mark_has_its_own_line() -> None:
    document = replace(minimal_document(), body=(dimension_table(),))
    assert with_end(document.body) == (dimension_table(), plain("./."))
    assert with_end(()) == (plain("./."),)


def test_one_addressee_has_no_dash_and_several_have() -> None:
    assert addressee_lines(minimal_document()) == ("Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi",)
    document = replace(minimal_document(), addressees=("- Sở A;", "  ", "Ủy ban B."))
    assert addressee_lines(document) == ("- Sở A;", "- Ủy ban B.")
    assert addressee_lines(replace(document, addressees=())) == ()


@pytest.mark.parametrize("archive", ["VT", "VT.", "- Lưu: VT.", "Lưu: VT", "", "  "])
def test_the_archive_is_the_last_recipient_however_it_was_written(archive: str) -> None:
    document = replace(minimal_document(), recipients=("Như trên", "- Sở A (b/c);"), archive=archive)
    assert recipient_lines(document) == ("- Như trên;", "- Sở A (b/c);", "- Lưu: VT.")


def test_annexes_have_roman_numbers_unless_there_is_one() -> None:
    assert [annex_label(place) for place in (1, 2, 3)] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert annex_label(1, count=1) == "Phụ lục"
    assert [roman(number) for number in (4, 5, 8, 9, 14, 19, 20)] == ["IV", "V", "VIII", "IX", "XIV", "XIX", "XX"]


def test_an_annex_says_which_document_it_belongs_to() -> None:
    document = rich_document()
    assert annex_reference(document).startswith("(Kèm theo Báo cáo số 05/BC-THCSNBN ngày 05 tháng 6 năm 2026 của Trường Phổ")
    gaps = dataclasses.replace(document.letterhead, number=None, date=None)
    assert "số ......../BC-THCSNBN ngày ..... tháng ..... năm ........ của" in annex_reference(
        replace(document, letterhead=gaps)
    )


def test_a_line_of_a_list_has_one_dash() -> None:
    assert "".join(run.text for run in item_text(item("Việc"))) == "- Việc"
    assert item_text(item("+ Việc")) == (Run("+ Việc"),)
