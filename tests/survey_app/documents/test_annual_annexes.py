"""The annexes of an annual report: grades, the quality of forms, several questionnaires; no number without its interval."""

from dataclasses import replace

import pytest

from analysis.build_grades import build_grades_report
from analysis.estimates import Suppressed
from analysis.grade_figures import GradeGroup, GradesReport
from analysis.insight_figures import Burst, FlagCount, IdenticalSheets, QualityReport
from analysis.reports import UnitSums, build_frame
from questionnaires import load_shipped
from survey_app.documents.annual_tables import grades_table
from survey_app.documents.model import Absent, Document, Heading, Limits, Number, Paragraph, Table
from survey_app.results.access import Access
from survey_app.results.annual_figures import AnnualPart, CollectedBeside, CommentCounts, DepartmentLevel, ReleasedComments
from tests.analysis.chart_reports import share
from tests.annual_reports import ELIGIBLE, UNIT_NAME, make_annual_report, make_cells, make_document, make_part

MEASURES = ("share", "score", "percent", "points")


@pytest.fixture(scope="module")
def part() -> AnnualPart:
    return make_part(with_earlier=True)


def grade_group(*grades: str, forms: int = 30, eligible: int | None = 60) -> GradeGroup:
    return GradeGroup(grades, forms, eligible, share(0.93, forms), (share(0.9, forms), Suppressed("too wide")))


def with_grades(part: AnnualPart, *groups: GradeGroup, not_stated: int = 0) -> AnnualPart:
    return replace(part, grades=GradesReport(("A", "B"), groups, not_stated, "1"))


def with_quality(part: AnnualPart, **changed: object) -> AnnualPart:
    made = QualityReport(
        forms=263,
        flagged=24,
        flags=(FlagCount("straight", 24), FlagCount("fast", None)),
        identical=IdenticalSheets(12, 3.2, 0.001, 4),
        bursts=(Burst("08:10 – 08:20", 61, 14.2, 0.0001),),
        index_share=share(0.92, 263),
        index_share_without=share(0.91, 239),
        index_score=share(0.92, 263),
        index_score_without=share(0.91, 239),
        left_out=24,
        straight_values=(0, 0, 0, 0, 24),
    )
    return replace(part, quality=replace(made, **changed), access=Access("marked", repeats=7))  # type: ignore[arg-type]


def annex_text(document: Document, title: str) -> str:
    [annex] = [one for one in document.annexes if one.title == title]
    words = [run.text for block in annex.blocks if isinstance(block, Paragraph) for run in block.runs]
    return "\n".join(words).replace("\N{NO-BREAK SPACE}", " ")


def table(document: Document, code: str) -> Table:
    return next(one for one in document.tables() if one.code == code)


def test_each_grade_has_its_whole_and_its_dimensions_each_with_forms_and_limits(part: AnnualPart) -> None:
    found = grades_table((with_grades(part, grade_group("1"), grade_group("2", "3")),))
    names = {one.code: f"{one.code}. {one.title}" for one in part.report.dimensions}
    assert [row.cells[:2] for row in found.rows] == [
        ("Khối 1", "Tỷ lệ hài lòng toàn phiếu"),
        ("Khối 1", names["A"]),
        ("Khối 1", names["B"]),
        ("Khối 2 và Khối 3", "Tỷ lệ hài lòng toàn phiếu"),
        ("Khối 2 và Khối 3", names["A"]),
        ("Khối 2 và Khối 3", names["B"]),
    ]
    whole, shown, withheld = (row.cells for row in found.rows[:3])
    assert isinstance(whole[5], Limits)
    assert isinstance(shown[3], Number)
    assert isinstance(shown[5], Limits)
    assert all(isinstance(cell, Absent) for cell in withheld[3:])
    assert any("khoảng quá rộng" in note for note in found.notes)
    assert any("gộp với khối liền kề" in note for note in found.notes)


def test_forms_without_a_grade_are_named_and_the_number_asked_is_said_to_be_unknown(part: AnnualPart) -> None:
    found = grades_table((with_grades(part, grade_group("4"), grade_group("5", "", eligible=None)),))
    last = found.rows[-1].cells
    assert last[0] == "Khối 5 và phiếu không ghi khối"
    assert isinstance(last[2], Absent)
    assert any("số người được hỏi" in note for note in found.notes)


def test_forms_that_are_in_no_grade_are_counted_below_the_table(part: AnnualPart) -> None:
    document = make_document(make_annual_report(with_grades(part, grade_group("1"), not_stated=14)))
    assert "14 phiếu không ghi khối, không nằm trong nhóm nào" in annex_text(document, "Kết quả theo khối")


def test_grades_made_by_the_analysis_fit_the_table() -> None:
    questionnaire, forms = load_shipped()["TH-PH"], {"1": 60, "2": 55, "3": 60, "4": 48, "": 4}
    part = make_part(by_grade=forms, satisfied=0.9, seed=7)
    cells = make_cells(questionnaire, forms, satisfied=0.9, seed=7)
    unit = UnitSums("TH1", UNIT_NAME, "", cells, ELIGIBLE)
    grades = build_grades_report(questionnaire, unit, part.report, frame=build_frame(questionnaire, [unit]))
    assert grades is not None
    rows = grades_table((replace(part, grades=grades),)).rows
    assert len(rows) == len(grades.groups) * (1 + len(grades.dimension_codes))
    assert any("phiếu không ghi khối" in str(row.cells[0]) for row in rows)


def test_the_quality_of_forms_is_told_with_counts_and_what_they_may_mean(part: AnnualPart) -> None:
    document = make_document(make_annual_report(with_quality(part)))
    text = annex_text(document, "Phương pháp và chất lượng số liệu")
    assert "24 trong 263 phiếu có dấu hiệu cần xem lại. Không phiếu nào bị loại" in text
    assert "Nếu không tính 24 phiếu ấy, tỷ lệ hài lòng toàn phiếu là 91,0%" in text
    assert "12 cặp phiếu trùng nhau" in text
    assert "7 phiếu gửi từ máy đã gửi một phiếu trước đó" in text
    straight, fast = table(document, "quality-TH-PH").rows
    assert straight.cells[1] == "24"
    assert fast.cells[1] == "dưới 10"
    [burst] = table(document, "bursts-TH-PH").rows
    assert burst.cells == ("08:10 – 08:20", "61", "14")


def test_forms_without_any_mark_have_no_table_of_marks(part: AnnualPart) -> None:
    clean = with_quality(part, flagged=0, identical=None, bursts=(), straight_values=(None,) * 5)
    document = make_document(make_annual_report(clean))
    assert not [one for one in document.tables() if one.code.startswith(("quality", "bursts"))]
    assert "không phiếu nào có dấu hiệu cần xem lại" in annex_text(document, "Phương pháp và chất lượng số liệu")


def test_why_the_quality_is_not_told_is_said_where_there_are_figures(part: AnnualPart) -> None:
    title = "Phương pháp và chất lượng số liệu"
    assert "Chất lượng phiếu: phần này được tính khi khóa sổ" in annex_text(
        make_document(make_annual_report(part, is_sealed=False)), title
    )
    assert annex_text(make_document(make_annual_report(make_part(by_grade={"1": 1}))), title) == ""


def test_several_questionnaires_stand_under_headings_of_their_own_in_each_annex(part: AnnualPart) -> None:
    said = ReleasedComments("G01", "Điều hài lòng nhất", ("Cô giáo tận tình.",))
    first = replace(with_quality(part), comments=(said,), comment_counts=CommentCounts(released=1))
    other = make_part("THCS-HS", by_grade={"6": 70, "7": 60})
    document = make_document(make_annual_report(with_grades(first, grade_group("1")), other))
    under = {annex.title: [block.text for block in annex.blocks if isinstance(block, Heading)] for annex in document.annexes}
    both = ["1. Cha mẹ học sinh tiểu học", "2. Học sinh trung học cơ sở"]
    assert under["Kết quả từng câu hỏi"] == both
    assert under["Phương pháp và chất lượng số liệu"] == both
    assert under["Kết quả theo khối"] == both[:1]
    assert under["Ý kiến đã được duyệt công bố"] == both[:1]
    named = "".join(run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs)
    for annex in document.annexes:
        assert f"“{annex.title}”" in named  # the text points to each annex, as official documents must


def test_every_figure_of_every_table_has_its_limits_beside_it(part: AnnualPart) -> None:
    level = DepartmentLevel(share(0.91, 2000), units=19)
    rich = replace(with_grades(part, grade_group("1")), level=level, beside=(CollectedBeside("sample", part.report),))
    for one in make_document(make_annual_report(rich)).tables():
        if one.code == "received":  # a participation rate is counted, not estimated
            continue
        for row in one.rows:
            figures = [place for place, cell in enumerate(row.cells) if isinstance(cell, Number) and cell.unit in MEASURES]
            for place in figures:
                beside = row.cells[place + 1]
                assert isinstance(beside, Limits), (one.code, row.cells[0], one.columns[place].title)
                assert beside.unit == row.cells[place].unit  # type: ignore[union-attr]
