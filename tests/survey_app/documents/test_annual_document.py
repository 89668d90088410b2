"""The annual report as a document: its outline, its gaps, and that every figure of it comes from the report."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.estimates import Estimate, Suppressed
from survey_app.documents.annual_document import who_reports
from survey_app.documents.item_tables import items_table
from survey_app.documents.model import Absent, Document, Heading, Limits, Number, Paragraph, Table
from survey_app.documents.report_words import rated_items
from survey_app.results.annual_figures import ActionLine, AnnualPart, CollectedBeside, CommentCounts, ReleasedComments
from tests.annual_reports import make_annual_report, make_document, make_part


@pytest.fixture(scope="module")
def part() -> AnnualPart:
    return make_part(with_earlier=True)


@pytest.fixture(scope="module")
def document(part: AnnualPart) -> Document:
    return make_document(make_annual_report(part))


def headings(document: Document, level: int = 1) -> list[str]:
    return [block.text for block in document.body if isinstance(block, Heading) and block.level == level]


def text_of(document: Document) -> str:
    return "\n".join(run.text for block in document.blocks() if isinstance(block, Paragraph) for run in block.runs)


def table(document: Document, code: str) -> Table:
    return next(one for one in document.tables() if one.code == code)


def test_the_outline_is_that_of_official_reports(document: Document) -> None:
    assert headings(document) == [
        "I. CÔNG TÁC CHỈ ĐẠO",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. NHẬN XÉT, ĐÁNH GIÁ CHUNG",
        "IV. TỒN TẠI, KHÓ KHĂN VÀ GIẢI PHÁP",
    ]
    assert document.kind == "BÁO CÁO"
    assert document.summary == "Kết quả khảo sát sự hài lòng năm 2026"
    last = document.body[-1]
    assert isinstance(last, Paragraph)
    assert last.runs[-1].text.endswith("./.")


def test_what_the_software_cannot_know_is_a_gap(document: Document) -> None:
    gaps = [run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs if run.is_blank]
    assert any("kế hoạch khảo sát của cấp trên" in gap for gap in gaps)
    assert any("nguyên nhân" in gap for gap in gaps)
    assert not any("QĐ-" in line for line in text_of(document).splitlines())  # no decision is invented


def test_the_last_basis_ends_the_list_and_the_report_goes_to_whom_it_is_addressed(document: Document) -> None:
    bases = [block for block in document.body if isinstance(block, Paragraph) and block.style == "basis"]
    assert [one.runs[-1].text for one in bases] == [";", "."]
    last = document.body[-1]
    assert isinstance(last, Paragraph)
    assert last.runs[0].text == (
        "Trên đây là báo cáo kết quả khảo sát sự hài lòng năm 2026 của Trường Tiểu học Ngọk Bay, kính báo cáo Ủy ban nhân dân "
        "xã Ngọk Bay và Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi./."
    )


@pytest.mark.parametrize(
    ("kind", "levels", "name", "expected"),
    [
        ("school", ("MN",), "Trường Mầm non Cỏ May", "Nhà trường"),
        ("school", ("GDTX",), "Trung tâm GDNN - GDTX Sông Mẫu", "Trung tâm"),
        ("school", ("THPT", "GDTX"), "Trung tâm GDNN - GDTX Sông Mẫu", "Trung tâm"),
        ("desk", (), "Bộ phận Tiếp nhận và Trả kết quả", "Bộ phận"),
        ("commune", (), "Xã Ngọk Bay", "Đơn vị"),
        ("department", (), "Sở Giáo dục và Đào tạo", "Sở"),
    ],
)
def test_a_unit_is_called_what_it_is(part: AnnualPart, kind: str, levels: tuple[str, ...], name: str, expected: str) -> None:
    report = make_annual_report(part, unit_kind=kind, unit_levels=levels, unit_name=name)
    assert who_reports(report) == expected


def test_a_short_form_in_capitals_stays_in_capitals(part: AnnualPart) -> None:
    assert make_document(make_annual_report(part, campaign_name="SIPAS năm 2026")).summary == "Kết quả SIPAS năm 2026"


def test_every_item_stands_in_the_annex_with_its_own_figures(document: Document, part: AnnualPart) -> None:
    rows = {row.cells[0]: row.cells for row in table(document, "items-TH-PH").rows}
    for one in rated_items(part.report):
        assert isinstance(one.share, Estimate)
        _code, _text, base, value, limits, *_rest = rows[one.code]
        assert isinstance(base, Number)
        assert isinstance(value, Number)
        assert isinstance(limits, Limits)
        assert (base.value, value.value, limits.low, limits.high) == (
            one.share.base,
            one.share.value,
            one.share.low,
            one.share.high,
        )


def test_withheld_figures_are_nowhere_and_the_table_says_why(part: AnnualPart) -> None:
    hidden = tuple(
        replace(one, items=tuple(replace(item, share=Suppressed("too few"), score=Suppressed("too few")) for item in one.items))
        for one in part.report.dimensions
    )
    found = items_table((replace(part, report=replace(part.report, dimensions=hidden)),))
    codes = {item.code for one in hidden for item in one.items}
    assert all(isinstance(cell, Absent) for row in found.rows if row.cells[0] in codes for cell in row.cells[2:])
    assert any("chưa đủ 10" in note.replace("\N{NO-BREAK SPACE}", " ") for note in found.notes)


def test_nothing_but_counts_is_said_of_a_school_with_one_answer() -> None:
    lonely = make_document(make_annual_report(make_part(by_grade={"1": 1})))
    assert not [cell for one in lonely.tables() for row in one.rows for cell in row.cells if isinstance(cell, Limits)]
    numbers = [cell for one in lonely.tables() for row in one.rows for cell in row.cells if isinstance(cell, Number)]
    assert {cell.unit for cell in numbers} <= {"count", "share"}
    assert [annex.title for annex in lonely.annexes] == ["Phương pháp và chất lượng số liệu"]
    assert "Chưa đủ phiếu để nhận xét theo lĩnh vực." in text_of(lonely)


def test_several_questionnaires_are_told_apart() -> None:
    both = make_document(make_annual_report(make_part(with_earlier=True), make_part("THCS-HS", by_grade={"6": 70, "7": 60})))
    assert headings(both, 3) == ["a) Cha mẹ học sinh tiểu học", "b) Học sinh trung học cơ sở"]
    assert [row.cells[1] for row in table(both, "summary").rows if row.is_strong] == ["Tỷ lệ hài lòng"] * 2
    assert text_of(both).count("Ai muốn thì trả lời") == 1  # what holds for both is said once
    assert table(both, "dimensions-THCS-HS").title == "Kết quả theo lĩnh vực, học sinh trung học cơ sở"
    assert {"items-TH-PH", "items-THCS-HS"} <= {one.code for one in both.tables()}
    assert len({one.code for one in both.tables()}) == len({one.title for one in both.tables()}) == len(both.tables())


def test_what_the_department_collected_stands_under_the_units_own_with_its_kind_of_limits(part: AnnualPart) -> None:
    both = (CollectedBeside("independent", part.report), CollectedBeside("sample", part.report))
    document = make_document(make_annual_report(replace(part, beside=both)))
    summary = table(document, "summary")
    names = [row.cells[0] for row in summary.rows if row.cells[1] == "Tỷ lệ hài lòng"]
    title = part.questionnaire.short_title
    assert names == [title, f"{title}: Sở khảo sát độc lập", f"{title}: Sở khảo sát mẫu ngẫu nhiên"]
    assert summary.columns[4].title == "Khoảng 95%"
    note = "Khoảng: dòng “Sở khảo sát mẫu ngẫu nhiên”: khoảng tin cậy 95%; các dòng khác: khoảng nhất quán 95%."
    assert note in summary.notes
    alone = make_document(make_annual_report(replace(part, beside=both[:1])))
    assert table(alone, "summary").columns[4].title == "Khoảng nhất quán 95%"
    assert "3. So với kết quả khảo sát độc lập và kết quả khảo sát mẫu ngẫu nhiên" in headings(document, 2)


def test_comments_and_their_counts_are_in_the_annexes(part: AnnualPart) -> None:
    said = ReleasedComments("G01", "Điều hài lòng nhất", ("Cô giáo tận tình.", "=1+1"))
    with_comments = replace(part, comments=(said,), comment_counts=CommentCounts(released=2, open=3))
    document = make_document(make_annual_report(with_comments))
    assert [row.cells[1] for row in table(document, "comments-TH-PH").rows] == ["Cô giáo tận tình.", "=1+1"]
    method = dict(row.cells for row in table(document, "method-TH-PH").rows)
    assert "5 ý kiến: duyệt công bố 2" in str(method["Ý kiến"]).replace("\N{NO-BREAK SPACE}", " ")


def test_the_report_names_what_its_figures_rest_on(document: Document, part: AnnualPart) -> None:
    method = {row.cells[0]: str(row.cells[1]) for row in table(document, "method-TH-PH").rows}
    assert part.questionnaire.digest[:12] in method["Bộ câu hỏi"]
    assert part.report.fingerprint[:12] in method["Mã kiểm tra số liệu"]
    assert part.report.method_version in method["Phương pháp tính"]
    assert "Bản dự thảo" in method["Lời văn của phiếu"]
    assert "Đường dẫn mở" in method["Cách nhận phiếu"]


def test_each_measure_stands_beside_the_change_of_its_item(part: AnnualPart) -> None:
    done = ActionLine("Sửa vòi nước.", "done", instrument_code="TH-PH", item_code="B01")
    planned = ActionLine("Mua sách.", "planned", "Thư viện", dt.date(2026, 9, 30), "TH-PH", "B02")
    document = make_document(replace(make_annual_report(part), actions=(done, planned)))
    assert part.earlier is not None
    row = next(one for one in part.earlier.change.rows if one.code == "B01")
    assert row.change is not None
    [effects] = table(document, "effects").rows
    assert effects.cells[0] == "Sửa vòi nước."
    difference = effects.cells[5]
    assert isinstance(difference, Number)
    assert difference.value == row.change.difference.value
    [plan] = table(document, "plan").rows
    assert plan.cells[1:] == ("Mua sách.", "B02 Thiết bị, đồ dùng dạy học", "Thư viện", "30/09/2026", "Dự kiến")
