"""What the layout adds to a document's words, the same for every file format."""

import dataclasses
import datetime as dt

import pytest

from survey_app.documents.layout import (
    addressee_lines,
    annex_label,
    annex_reference,
    recipient_lines,
    with_end,
)
from survey_app.documents.model import Block, Column, Document, Letterhead, Paragraph, Row, Run, Table, blank, item, note, plain
from tests.sample_document import minimal_document

TABLE = Table("t", "Bảng", (Column("A", 1),), (Row(("1",)),))


def document(**changes: object) -> Document:
    return dataclasses.replace(minimal_document(), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "label"), [(1, "I"), (2, "II"), (3, "III"), (4, "IV"), (5, "V"), (9, "IX"), (14, "XIV"), (20, "XX")]
)
def test_annexes_are_numbered_in_roman(place: int, label: str) -> None:
    assert annex_label(place) == f"Phụ lục {label}"


def test_an_annex_says_which_document_it_belongs_to() -> None:
    head = Letterhead("", "Trường Tiểu học Hoa Ban", "THHB", "Quảng Ngãi", number=5, date=dt.date(2026, 6, 5))
    report = document(kind="BÁO CÁO", abbreviation="BC", letterhead=head)
    assert annex_reference(report) == ("(Kèm theo Báo cáo số 05/BC-THHB ngày 05 tháng 6 năm 2026 của Trường Tiểu học Hoa Ban)")
    unknown = dataclasses.replace(head, number=None, date=None)
    assert "số ......../BC-THHB ngày ..... tháng ..... năm ........ của" in annex_reference(
        dataclasses.replace(report, letterhead=unknown)
    )


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (plain("Trên đây là báo cáo."), "Trên đây là báo cáo./."),
        (plain("Trên đây là báo cáo"), "Trên đây là báo cáo./."),
        (plain("Trên đây là báo cáo./."), "Trên đây là báo cáo./."),
        (item("việc cuối;"), "việc cuối./."),
        (Paragraph((Run("Người phụ trách: "), blank("họ tên"))), "Người phụ trách: họ tên./."),
    ],
)
def test_the_text_ends_with_the_sign_of_the_end(last: Block, text: str) -> None:
    *before, ended = with_end((plain("Trước."), last))
    assert before == [plain("Trước.")]
    assert isinstance(ended, Paragraph)
    assert "".join(run.text for run in ended.runs) == text
    assert [run.text for run in ended.runs if run.is_blank] in ([], ["họ tên"]), "the sign is no part of a gap"


@pytest.mark.parametrize("body", [(), (TABLE,), (plain("Chữ."), note("Ghi chú."))])
def test_a_body_that_does_not_end_with_text_is_left_as_it_is(body: tuple[Block, ...]) -> None:
    assert with_end(body) == body


def test_recipients_end_with_the_archive() -> None:
    assert recipient_lines(document(recipients=("Như trên", "- Sở GDĐT;", " "), archive="VT")) == (
        "- Như trên;",
        "- Sở GDĐT;",
        "- Lưu: VT.",
    )
    assert recipient_lines(document(recipients=(), archive=""))[-1] == "- Lưu: VT."
    assert recipient_lines(document(recipients=(), archive="- Lưu: VT, CM."))[-1] == "- Lưu: VT, CM."


def test_several_addressees_are_a_list_and_one_is_a_name() -> None:
    assert addressee_lines(document(addressees=("Sở GDĐT",))) == ("Sở GDĐT",)
    assert addressee_lines(document(addressees=("Sở GDĐT;", "UBND xã"))) == ("- Sở GDĐT;", "- UBND xã.")
    assert addressee_lines(document(addressees=())) == ()
