"""A real survey, read and counted, against a slow count of the same file that knows nothing of sheets or sums."""

import csv
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from analysis.estimates import Estimate
from analysis.reports import Distribution, UnitReport, UnitSums, build_department_report, build_frame, build_unit_report
from analysis.sheets import sums_by_cell
from questionnaires import Questionnaire, load_questionnaire

DATA = Path(__file__).parent.parent / "data"
QUESTIONS = [f"Q{number}" for number in range(1, 29)]


@cache
def rows_by_class() -> dict[str, list[dict[str, str]]]:
    """The rows of the file, by course."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (DATA / "course-evaluation.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found[row["class"]].append(row)
    return dict(found)


@cache
def questionnaire() -> Questionnaire:
    return load_questionnaire(DATA / "course-evaluation.yaml")


@cache
def units() -> tuple[UnitSums, ...]:
    """One unit per course; the overall item of our closing block was not asked."""
    pairs = [(course, row) for course, rows in rows_by_class().items() for row in rows]
    sheets = ["".join(row[question] for question in QUESTIONS) + "-" for _, row in pairs]
    found = sums_by_cell(questionnaire(), sheets, [course for course, _ in pairs])
    return tuple(UnitSums(course, f"Môn {course}", "", {"": sums}, None) for course, sums in found.items())


def report_on(unit: UnitSums) -> UnitReport:
    return build_unit_report(
        questionnaire(),
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=None,
        frame=build_frame(questionnaire(), units()),
        target=0.5,
    )


def estimate(value: object) -> Estimate:
    assert isinstance(value, Estimate)
    return value


def test_the_questionnaire_names_the_questions_of_the_file() -> None:
    assert [item.source for item in questionnaire().dimension_items] == QUESTIONS
    assert [len(dimension.items) for dimension in questionnaire().dimensions] == [12, 16]


def test_every_row_and_course_is_there() -> None:
    assert len(units()) == 13
    assert sum(unit.cells[""].forms for unit in units()) == 5820


@pytest.mark.parametrize("course", [str(number) for number in range(1, 14)])
def test_every_item_of_every_course_is_as_counted_slowly(course: str) -> None:
    report = report_on(next(unit for unit in units() if unit.code == course))
    rows = rows_by_class()[course]
    items = [item for dimension in report.dimensions for item in dimension.items]
    assert report.forms == len(rows)
    for item, question in zip(items, QUESTIONS, strict=True):
        answers = [int(row[question]) for row in rows]
        n, mean = len(answers), Fraction(sum(answers), len(answers))
        variance = sum((answer - mean) ** 2 for answer in answers) / (n - 1) / n
        share = Fraction(sum(answer >= 4 for answer in answers), n)
        score = estimate(item.score)
        assert (score.base, score.value) == (n, pytest.approx(float(mean), abs=1e-12))
        assert score.se == pytest.approx(float(variance) ** 0.5, abs=1e-12)
        if isinstance(item.share, Estimate):
            assert item.share.value == pytest.approx(float(share), abs=1e-12)
            assert item.distribution == Distribution(tuple(answers.count(level) for level in range(1, 6)), 0, 0)
        else:
            assert item.share.reason == "too wide"


def test_the_whole_survey_is_the_plain_share_of_all_answers() -> None:
    answers = [int(row[question]) for rows in rows_by_class().values() for row in rows for question in QUESTIONS]
    report = build_department_report(questionnaire(), units(), target=0.5)
    total, score = estimate(report.total), estimate(report.total_score)
    assert (total.base, total.n, report.covered_units) == (28 * 5820, 5820, 13)
    assert total.value == pytest.approx(sum(answer >= 4 for answer in answers) / len(answers), abs=1e-12)
    assert score.value == pytest.approx(sum(answers) / len(answers), abs=1e-12)


def test_forms_filled_in_straight_lines_weigh_little_more_than_one_answer() -> None:
    frame = build_frame(questionnaire(), units())
    assert frame.index_rho > 0.7
    total = estimate(build_department_report(questionnaire(), units(), target=0.5).total)
    assert 28 * frame.index_rho * 0.9 < total.design_effect < 28
    assert 5820 < total.effective_base < 1.4 * 5820
