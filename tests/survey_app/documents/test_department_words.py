"""The department's sentences at their limits: nothing is claimed that an interval leaves open."""

from dataclasses import replace

import pytest

from analysis.comparison_figures import Change, Difference
from analysis.estimates import Estimate, Suppressed
from survey_app.db import Database
from survey_app.documents import department_words as words
from survey_app.documents.department_document import build_department_document
from survey_app.documents.model import Document, Paragraph
from survey_app.results.department_figures import CoverageLine, DepartmentReportFigures, OfficialFigure
from survey_app.results.named_targets import Target
from tests.department_reports import fill_department, gather

NOW = Target(0.90, "năm 2026", is_in_force=True)
AHEAD = Target(0.95, "đến năm 2030", is_ahead=True)


def share(value: float, low90: float, high90: float, *, base: float = 200.0) -> Estimate:
    return Estimate(value, low90 - 0.01, high90 + 0.01, low90, high90, 0.01, 400, 200, None, base, 1.0, 199)


@pytest.mark.parametrize(
    ("low90", "high90", "said"),
    [
        (0.90, 0.96, "đạt mức 90% (năm 2026)"),
        (0.8999, 0.96, "chưa đủ căn cứ để nói đạt hay không đạt mức 90% (năm 2026)"),
        (0.80, 0.90, "chưa đủ căn cứ để nói đạt hay không đạt mức 90% (năm 2026)"),
        (0.80, 0.8999, "không đạt mức 90% (năm 2026)"),
    ],
)
def test_a_target_is_met_or_missed_exactly_at_the_one_sided_limit(low90: float, high90: float, said: str) -> None:
    assert words.targets_phrase(share(0.88, low90, high90), [NOW]) == said


def test_a_target_of_a_later_year_is_not_missed_but_not_yet_reached() -> None:
    assert words.targets_phrase(share(0.91, 0.90, 0.92), [NOW, AHEAD]) == (
        "đạt mức 90% (năm 2026); còn thấp hơn mức 95% (đến năm 2030)"
    )
    assert words.targets_phrase(share(0.94, 0.93, 0.96), [AHEAD]) == "chưa đủ căn cứ để nói đã đạt mức 95% (đến năm 2030)"
    assert words.targets_phrase(share(0.97, 0.96, 0.98), [AHEAD]) == "đã đạt mức 95% (đến năm 2030)"


def test_few_answers_miss_nothing_and_a_withheld_share_is_judged_by_nothing() -> None:
    assert "không đạt mức" not in words.targets_phrase(share(0.7, 0.6, 0.8, base=29.9), [NOW]).replace("hay không đạt", "")
    assert words.targets_phrase(Suppressed("too few", 4), [NOW, AHEAD]) == ""


@pytest.mark.parametrize(
    ("word", "said"),
    [("risen", "tăng 3,0 điểm"), ("no clear change", "chưa rõ thay đổi"), ("stable", "ổn định"), ("fallen", "giảm 3,0 điểm")],
)
def test_the_official_figure_changes_only_by_the_word_of_the_analysis(word: str, said: str) -> None:
    value = -0.03 if word == "fallen" else 0.03
    change = Change(Difference(value, value - 0.01, value + 0.01, value - 0.008, value + 0.008, 0.005), 0.01, 0.01, word)  # type: ignore[arg-type]
    official = OfficialFigure(share(0.93, 0.92, 0.94), ("Một", "Hai"), share(0.9, 0.89, 0.91), "Đợt 2025", change)
    sentence = words.official_change(official)
    assert said in sentence.replace("\N{NO-BREAK SPACE}", " ")
    if word == "no clear change":
        assert "chưa đủ căn cứ để nói là tăng, giảm hay ổn định" in sentence
    assert words.official_change(replace(official, change=None)).startswith("Chỉ số hài lòng chung không so sánh")
    assert words.official_change(replace(official, parts=("Một",))) == ""


@pytest.fixture
def figures(database: Database) -> DepartmentReportFigures:
    with database.writing() as session:
        fill_department(session)
    with database.reading() as session:
        return gather(session)[0]


def test_coverage_names_what_is_missing_beside_the_target_of_all_units(figures: DepartmentReportFigures) -> None:
    whole = CoverageLine("Tất cả", 12, 10, 4, 5, 2, 1, 2345)
    said = words.coverage_sentence(replace(figures.coverage, whole=whole)).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("10/12 đơn vị đã khảo sát, 2.345 phiếu: 4 đơn vị đủ số phiếu cần có; 5 đơn vị chưa đủ số phiếu;")
    assert "2 đơn vị chưa có phiếu nào" in said
    assert "100% đơn vị" in said


def sentences(document: Document) -> str:
    return " ".join(
        "".join(run.text for run in block.runs) for block in document.blocks() if isinstance(block, Paragraph)
    ).replace("\N{NO-BREAK SPACE}", " ")


def test_no_unit_is_named_in_a_sentence_and_none_is_called_best(figures: DepartmentReportFigures, database: Database) -> None:
    with database.reading() as session:
        settings = gather(session)[1]
    text = sentences(build_department_document(figures, settings))
    assert "Ngọk Bay" not in text
    assert "Nghĩa Lộ" not in text
    assert "xếp hạng nhất" not in text
    assert "đứng đầu" not in text


def test_nothing_shown_and_nothing_answered_still_make_a_document(database: Database) -> None:
    with database.writing() as session:
        fill_department(session, earlier=False)
    with database.reading() as session:
        empty, settings = gather(session, unit_code="X1", scope={"X1"}, scope_name="Xã Đăk Rơ Wa")
        small, _ = gather(session, unit_code="X2", scope={"TH3"}, scope_name="Phường Nghĩa Lộ")
    assert "Không có đơn vị nào trả lời phiếu" in sentences(build_department_document(empty, settings))
    text = sentences(build_department_document(small, settings))
    assert "chưa đủ 10 phiếu, không hiển thị" in text
    assert "Chưa đủ phiếu để hiển thị kết quả theo lĩnh vực." in text
