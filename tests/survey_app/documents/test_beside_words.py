"""What the department collected itself beside what units collected: over the same units, and no more than intervals allow."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from analysis.comparison_figures import Difference
from analysis.estimates import Estimate, Suppressed
from analysis.same_units import Apart
from survey_app.db import Database
from survey_app.documents import beside_words, department_tables
from survey_app.documents.annual_words import is_above
from survey_app.documents.beside_tables import units_beside_table
from survey_app.documents.department_document import build_department_document
from survey_app.documents.model import Absent, Cell, Heading, Limits, Number, Row, Table
from survey_app.results.department_figures import DepartmentPart
from tests.department_reports import SMALL, fill_department, gather

WEAK = {"TH1": 0.6, "TH2": 0.6, "TH4": 0.95, "C1": 0.95}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def said(one: DepartmentPart) -> list[str]:
    return [plain(sentence) for sentence in beside_words.beside_sentences(one)]


def read(cell: Cell) -> str:
    return plain(cell if isinstance(cell, str) else cell.text)


def rows_of(table: Table) -> dict[str, Row]:
    return {read(row.cells[0]): row for row in table.rows}


def test_weak_units_that_the_department_chose_are_not_blamed_for_being_weak(session: Session) -> None:
    """Two weak schools among strong ones: independently the department finds in these two just what they found themselves."""
    beside = [("TH1", "independent", 60, 0.6), ("TH2", "independent", 60, 0.6)]
    fill_department(session, codes=("TH-PH",), earlier=False, satisfied=WEAK, beside=beside)
    (one,) = gather(session)[0].parts
    everywhere, (independent,) = one.part.report.index_share, one.beside
    there = independent.subject.report.index_share
    assert isinstance(everywhere, Estimate)
    assert isinstance(there, Estimate)
    assert is_above(everywhere, there), "set beside all units the two chosen ones look as if they had been dishonest"
    assert independent.same is not None
    assert (independent.same.units, independent.same.apart) == (2, "not apart")
    assert isinstance(independent.same.own, Estimate)
    assert independent.same.own.n == 40 + 50, "the answers of the two, and of no other"
    (sentence,) = said(one)
    assert "cần xem lại" not in sentence
    assert "Ở 2 đơn vị có cả hai lần thu, đơn vị tự khảo sát được" in sentence
    assert "90 phiếu" in sentence
    assert sentence.endswith("hai khoảng chồng lên nhau, chưa thấy khác.")


def test_forms_are_to_be_looked_at_again_where_the_same_units_answer_otherwise(session: Session) -> None:
    fill_department(session, codes=("TH-PH",), earlier=False)
    (one,) = gather(session)[0].parts
    (sentence,) = said(one)
    assert one.beside[0].same is not None
    assert one.beside[0].same.apart == "apart"
    assert "hai khoảng không chồng lên nhau; cần xem lại cách phát phiếu của các đơn vị này" in sentence


def test_a_drawn_sample_stands_beside_the_same_units_with_its_confidence_interval(session: Session) -> None:
    beside = [
        ("TH1", "independent", 30, 0.9),
        ("TH2", "sample", 40, 0.9),
        ("TH4", "sample", 40, 0.9),
        (SMALL, "sample", 40, 0.9),
    ]
    fill_department(session, earlier=False, beside=beside)
    report, settings = gather(session)
    one = report.parts[0]
    assert [found.collection for found in one.beside] == ["independent", "sample"]
    sample = one.beside[1]
    assert sample.same is not None
    assert sample.same.units == 2, "the small school's own six answers are shown nowhere, so it is compared with nothing"
    sentence = said(one)[1]
    assert sentence.startswith("Sở khảo sát mẫu ngẫu nhiên ở 3 đơn vị được")
    assert "120 phiếu. Người trả lời được chọn ngẫu nhiên: khoảng đi kèm mỗi số là khoảng tin cậy 95%." in sentence
    assert "Ở 2 đơn vị có cả hai lần thu, đơn vị tự khảo sát được" in sentence
    assert "110 phiếu, Sở khảo sát mẫu ngẫu nhiên được" in sentence
    assert "80 phiếu" in sentence

    table = department_tables.summary_table(report)
    rows, title = rows_of(table), one.part.questionnaire.short_title
    numbers = {
        name: (row.cells[1].value, type(row.cells[3]))
        for name, row in rows.items()
        if isinstance(row.cells[1], Number) and "khảo sát" in name
    }
    assert {name: numbers[f"{title}: {name}"] for name in (
        "Sở khảo sát mẫu ngẫu nhiên ở 3 đơn vị",
        "Sở khảo sát mẫu ngẫu nhiên ở 2 đơn vị có cả hai lần thu",
        "đơn vị tự khảo sát ở 2 đơn vị có cả hai lần thu (so với khảo sát mẫu ngẫu nhiên)",
        "đơn vị tự khảo sát ở 1 đơn vị có cả hai lần thu (so với khảo sát độc lập)",
    )} == {
        "Sở khảo sát mẫu ngẫu nhiên ở 3 đơn vị": (120, Limits),
        "Sở khảo sát mẫu ngẫu nhiên ở 2 đơn vị có cả hai lần thu": (80, Limits),
        "đơn vị tự khảo sát ở 2 đơn vị có cả hai lần thu (so với khảo sát mẫu ngẫu nhiên)": (110, Limits),
        "đơn vị tự khảo sát ở 1 đơn vị có cả hai lần thu (so với khảo sát độc lập)": (40, Limits),
    }  # fmt: skip
    restricted = rows[f"{title}: đơn vị tự khảo sát ở 2 đơn vị có cả hai lần thu (so với khảo sát mẫu ngẫu nhiên)"]
    assert all(isinstance(cell, Absent) for cell in restricted.cells[4:]), "a part of the units is judged by no target"
    assert table.columns[3].title == "Khoảng 95%"
    assert any("“Sở khảo sát mẫu ngẫu nhiên”: khoảng tin cậy 95%" in note for note in table.notes)

    units = units_beside_table(one)
    assert [(row.cells[0], row.cells[1], type(row.cells[3])) for row in units.rows] == [
        ("Trường Tiểu học Nghĩa Lộ 2", "Đơn vị tự khảo sát", Number),
        ("Trường Tiểu học Nghĩa Lộ 2", "Sở khảo sát mẫu ngẫu nhiên", Number),
        ("Trường Tiểu học Nghĩa Lộ 4", "Đơn vị tự khảo sát", Number),
        ("Trường Tiểu học Nghĩa Lộ 4", "Sở khảo sát mẫu ngẫu nhiên", Number),
        ("Trường Tiểu học Ngọk Bay 1", "Đơn vị tự khảo sát", Number),
        ("Trường Tiểu học Ngọk Bay 1", "Sở khảo sát độc lập", Number),
        ("Trường Tiểu học Ngọk Bay 3", "Đơn vị tự khảo sát", Absent),
        ("Trường Tiểu học Ngọk Bay 3", "Sở khảo sát mẫu ngẫu nhiên", Number),
    ]

    document = build_department_document(report, settings)
    headings = [block.text for block in document.blocks() if isinstance(block, Heading)]
    assert any("Tự khảo sát, khảo sát độc lập và khảo sát mẫu ngẫu nhiên của Sở" in text for text in headings)
    codes = [found.code for found in document.tables()]
    assert codes.count("beside-TH-PH") == 1
    assert "beside-THCS-PH" not in codes


def test_where_no_unit_is_shown_in_both_it_is_said_that_nothing_is_compared(session: Session) -> None:
    beside = [(SMALL, "independent", 30, 0.7), ("TH1", "independent", 4, 0.7)]
    fill_department(session, codes=("TH-PH",), earlier=False, beside=beside)
    (one,) = gather(session)[0].parts
    assert one.beside[0].same is None
    (sentence,) = said(one)
    assert "Sở khảo sát độc lập ở 2 đơn vị (tính trên 1 đơn vị) được" in sentence
    assert sentence.endswith("Không so với kết quả tự khảo sát: không có đơn vị nào hiển thị được kết quả ở cả hai lần thu.")


def test_a_scope_reads_only_of_its_own_units_and_a_withheld_result_is_named(session: Session) -> None:
    fill_department(
        session, codes=("TH-PH",), earlier=False, beside=[("TH1", "independent", 30, 0.7), ("TH2", "sample", 5, 0.9)]
    )
    scope = {"X1", "TH2", "TH4", "C1", "C2"}
    report, _ = gather(session, unit_code="X1", scope=scope, scope_name="Xã Đăk Rơ Wa")
    (one,) = report.parts
    assert [found.collection for found in one.beside] == ["sample"], "the independent collection was in another commune"
    (sentence,) = said(one)
    assert sentence.startswith("Sở khảo sát mẫu ngẫu nhiên ở 1 đơn vị: chưa đủ 10 phiếu, không hiển thị. Không so với")
    assert beside_words.heading(report.parts, is_whole=False) == "So với toàn Sở và khảo sát mẫu ngẫu nhiên"
    assert {row.cells[0] for row in units_beside_table(one).rows} == {"Trường Tiểu học Nghĩa Lộ 2"}


@pytest.mark.parametrize("apart", ["not apart", "only together", "only by unit", None])
def test_only_what_both_ways_of_comparing_show_is_a_reason_to_look_again(session: Session, apart: Apart | None) -> None:
    fill_department(session, codes=("TH-PH",), earlier=False)
    (one,) = gather(session)[0].parts
    (beside,) = one.beside
    assert beside.same is not None
    difference = Difference(0.01, -0.02, 0.04, -0.01, 0.03, 0.01)
    told = replace(one, beside=(replace(beside, same=replace(beside.same, apart=apart, difference=difference)),))
    assert "cần xem lại" not in said(told)[0]
    withheld = replace(beside.same, own=Suppressed("too wide"), apart=None, difference=None)
    assert said(replace(one, beside=(replace(beside, same=withheld),)))[0].endswith(
        "Không so với kết quả tự khảo sát ở 2 đơn vị có cả hai lần thu: khoảng quá rộng, không hiển thị."
    )
