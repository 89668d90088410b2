"""Which items are to be improved first, and the report that proposes it."""

from dataclasses import replace

import pytest

from analysis.comparison_figures import ChangeReport
from analysis.estimates import Suppressed
from analysis.insight_figures import Driver, DriversReport
from survey_app.documents.improvement_document import build_improvement_document
from survey_app.documents.model import Absent, Document, Heading, Number, Paragraph
from survey_app.documents.priorities import MOST, find_priorities, priorities_table
from survey_app.results.annual_figures import ActionLine, AnnualPart
from tests.annual_reports import make_annual_report, make_part, make_settings


@pytest.fixture(scope="module")
def part() -> AnnualPart:
    return make_part(with_earlier=True)


def driver(part: AnnualPart, code: str, *, importance: float = 0.2, has_limits: bool = True) -> Driver:
    found = next(item for one in part.report.dimensions for item in one.items if item.code == code)
    low, high = (importance / 2, importance * 1.5) if has_limits else (None, None)
    return Driver(code, found.text, importance, low, high, importance, 0.1, found.share, "improve first")


def drivers(*items: Driver) -> DriversReport:
    return DriversReport(
        questionnaire_code="TH-PH",
        questionnaire_title="",
        subject="",
        outcome_code="F01",
        outcome_text="",
        forms=1200,
        units=24,
        r_squared=0.4,
        reason=None,
        drivers=(replace(items[0], code=items[0].code[:1], title="Một lĩnh vực"),) if items else (),
        items=items,
        importance_line=0.1,
        share_line=0.9,
        without_flagged=None,
        method_version="1",
    )


def propose(part: AnnualPart, found: DriversReport | None, *actions: ActionLine) -> Document:
    report = replace(make_annual_report(part), actions=actions)
    return build_improvement_document(report, make_settings(), {} if found is None else {"TH-PH": found})


def test_the_lowest_items_come_with_their_reasons_the_most_reasons_first(part: AnnualPart) -> None:
    found = find_priorities(part, drivers(driver(part, "E01")))
    assert 5 <= len(found) <= MOST
    numbers = [len(one.reasons) for one in found]
    assert numbers == sorted(numbers, reverse=True)
    assert [one.item.code for one in found if "gắn nhiều với hài lòng chung" in " ".join(one.reasons)] == ["E01"]
    assert "F01" not in {one.item.code for one in found}


def test_a_fall_since_the_campaign_before_is_a_reason(part: AnnualPart) -> None:
    assert part.earlier is not None
    change: ChangeReport = part.earlier.change
    rows = tuple(
        replace(row, change=replace(row.change, word="fallen")) if row.code == "E02" and row.change else row
        for row in change.rows
    )
    fallen = replace(part, earlier=replace(part.earlier, change=replace(change, rows=rows)))
    reasons = {one.item.code: one.reasons for one in find_priorities(fallen, None)}
    assert "giảm so với đợt trước" in reasons["E02"]


def test_withheld_items_are_never_proposed(part: AnnualPart) -> None:
    hidden = tuple(
        replace(one, items=tuple(replace(item, share=Suppressed("too few")) for item in one.items))
        for one in part.report.dimensions
    )
    assert find_priorities(replace(part, report=replace(part.report, dimensions=hidden)), None) == ()


def test_an_importance_without_limits_is_not_printed(part: AnnualPart) -> None:
    for has_limits, kind in ((True, Number), (False, Absent)):
        found = find_priorities(part, drivers(driver(part, "E01", has_limits=has_limits)))
        row = next(one for one in priorities_table(part, found).rows if one.cells[0] == "E01")
        assert isinstance(row.cells[5], kind)
    assert propose(part, drivers(driver(part, "E01", has_limits=False))).annexes == (), "not even an order of what has no range"


def test_the_proposal_has_its_outline_its_gaps_and_the_plan(part: AnnualPart) -> None:
    planned = ActionLine("Mua sách.", "planned", "Thư viện", None, "TH-PH", "B02")
    document = propose(part, drivers(driver(part, "E01")), planned, ActionLine("Sửa vòi.", "done"))
    levels = [block.text.split(".")[0] for block in document.body if isinstance(block, Heading) and block.level == 1]
    assert levels == ["I", "II", "III", "IV"]
    assert [table.code for table in document.tables()] == ["priorities-TH-PH", "plan", "importance-TH-PH", "finished"]
    gaps = [run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs if run.is_blank]
    assert any("nguyên nhân" in gap for gap in gaps)


def test_without_a_plan_and_without_drivers_the_gaps_say_what_to_write(part: AnnualPart) -> None:
    document = propose(part, None)
    assert document.annexes == ()
    gaps = [run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs if run.is_blank]
    assert any("ai phụ trách" in gap for gap in gaps)


def test_the_notes_say_what_importance_rests_on_and_of_whom_the_reasons_speak(part: AnnualPart) -> None:
    found = drivers(driver(part, "E01"))
    notes = " ".join(priorities_table(part, find_priorities(part, found), found).notes).replace("\N{NO-BREAK SPACE}", " ")
    assert "24 đơn vị, 1.200 phiếu" in notes
    assert "thứ tự giữa chúng chưa chắc chắn" in notes
    assert "chỉ nói trong số người đã trả lời" in notes
    unknown = " ".join(priorities_table(part, find_priorities(part, None)).notes)
    assert "chưa đủ đơn vị và phiếu để tính tầm quan trọng" in unknown


def test_where_everybody_is_satisfied_nothing_is_proposed_first() -> None:
    content = make_part(satisfied=1.0)
    assert find_priorities(content, None) == ()
    said = [run.text for block in propose(content, None).body if isinstance(block, Paragraph) for run in block.runs]
    assert any("không có câu nào cần cải thiện trước" in one for one in said)
