"""A real survey, imported with the README's command: every figure of every report against a slow count of the file itself.

Data: Gunduz, G. and Fokoue, E. (2013), Turkiye Student Evaluation, UCI Machine Learning Repository (tests/data/README.md).
"""

import csv
import datetime as dt
import shlex
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from analysis.estimates import Estimate, Result, Suppressed
from analysis.reports import DepartmentReport, Distribution, ItemFigures, UnitReport
from survey_app.config import TIMEZONE
from survey_app.models import Campaign, Participation, Response, Unit
from survey_app.results.reports import find_department_report, find_unit_report

DATA = Path("tests/data")
README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
COMMAND = shlex.split(next(block for block in README.split("```") if "import-responses" in block).replace("\\\n", ""))[3:]
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
FEWEST = 41  # forms of class 12: an interval of a single item is wider than 30 points there
DIMENSIONS = {"A": [f"Q{number}" for number in range(1, 13)], "B": [f"Q{number}" for number in range(13, 29)]}
COLUMNS = {f"{code}{place:02}": name for code, names in DIMENSIONS.items() for place, name in enumerate(names, start=1)}


@pytest.fixture
def imported(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.chdir(Path(__file__).parents[3])
    done = app.test_cli_runner().invoke(args=COMMAND)
    assert done.exit_code == 0, done.output
    assert done.output == "Đợt GAZI-2013: 5820 phiếu của 13 đơn vị, 5820 phiếu mới, 13 đơn vị mới. Cả đợt có 5820 phiếu.\n"
    return app


def rows_by_class() -> dict[str, list[dict[str, str]]]:
    with (Path(__file__).parents[3] / DATA / "course-evaluation.csv").open(newline="") as file:
        found: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            found.setdefault(row["class"], []).append(row)
    return found


def slow_figures(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> tuple[Fraction, Fraction, int]:
    """Satisfied share, mean and number of all answers in these columns, one answer at a time."""
    answers = [int(row[column]) for row in rows for column in columns if row[column]]
    satisfied = [answer for answer in answers if answer >= 4]
    return Fraction(len(satisfied), len(answers)), Fraction(sum(answers), len(answers)), len(answers)


def assert_figures(
    share: Result, score: Result, rows: Sequence[dict[str, str]], columns: Sequence[str], *, too_wide: bool = False
) -> None:
    """Both figures equal the slow count; where 41 people are too few for a share, it is withheld and the mean is not."""
    expected_share, expected_mean, base = slow_figures(rows, columns)
    if too_wide and isinstance(share, Suppressed):
        assert share == Suppressed("too wide", len(rows))
    else:
        assert isinstance(share, Estimate)
        assert share.value == pytest.approx(float(expected_share), abs=1e-12)
        assert (share.base, share.n) == (base, len(rows))
    assert isinstance(score, Estimate)
    assert score.value == pytest.approx(float(expected_mean), abs=1e-12)
    assert (score.base, score.n) == (base, len(rows))


def assert_item(item: ItemFigures, rows: Sequence[dict[str, str]]) -> None:
    column = COLUMNS[item.code]
    assert_figures(item.share, item.score, rows, [column], too_wide=len(rows) == FEWEST)
    if isinstance(item.share, Suppressed):
        assert item.distribution == item.share
        return
    counts = Counter(row[column] for row in rows)
    expected = Distribution(tuple(counts[str(value)] for value in range(1, 6)), counts["0"], counts[""])
    assert item.distribution == expected


def test_every_figure_of_every_report_equals_a_count_of_the_file(imported: Flask) -> None:
    rows = rows_by_class()
    everything = [row for part in rows.values() for row in part]
    with imported.extensions["database"].reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        codes = session.execute(select(Participation.id, Unit.code).join(Unit, Participation.unit_id == Unit.id)).all()
        reports = {code: find_unit_report(session, i, now=NOW, grace_minutes=60) for i, code in codes}
        department = find_department_report(session, campaign, "GAZI-HV", now=NOW, grace_minutes=60)
        measures = {
            code: find_department_report(session, campaign, "GAZI-HV", measure_code=code, now=NOW, grace_minutes=60)
            for code in DIMENSIONS
        }
    assert set(reports) == set(rows)
    for code, report in reports.items():
        assert isinstance(report, UnitReport)
        assert (report.forms, report.eligible) == (len(rows[code]), None)
        assert {item.code for dimension in report.dimensions for item in dimension.items} == set(COLUMNS)
        for dimension in report.dimensions:
            assert_figures(dimension.share, dimension.score, rows[code], DIMENSIONS[dimension.code])
            for item in dimension.items:
                assert_item(item, rows[code])
        assert_figures(report.index_share, report.index_score, rows[code], list(COLUMNS.values()))
        assert isinstance(report.expectation, Suppressed), "nobody asked for it in 2013"
    assert isinstance(department, DepartmentReport)
    assert_figures(department.total, department.total_score, everything, list(COLUMNS.values()))
    assert department.covered_units == 13
    for dimension in department.dimensions:
        assert_figures(dimension.share, dimension.score, everything, DIMENSIONS[dimension.code])
        for item in dimension.items:
            assert_item(item, everything)
    for measure_code, compared in measures.items():
        assert isinstance(compared, DepartmentReport)
        for unit in compared.units:
            share, _, base = slow_figures(rows[unit.code], DIMENSIONS[measure_code])
            assert isinstance(unit.result, Estimate)
            assert (unit.result.value, unit.result.base) == (pytest.approx(float(share), abs=1e-12), base)


def test_importing_the_survey_again_adds_nothing(imported: Flask) -> None:
    again = imported.test_cli_runner().invoke(args=COMMAND)
    assert again.output == (
        "Tệp này đã được nhập trước đây, không thêm gì.\n"
        "Đợt GAZI-2013: 5820 phiếu của 13 đơn vị, 0 phiếu mới, 0 đơn vị mới. Cả đợt có 5820 phiếu.\n"
    )
    with imported.extensions["database"].reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 5820
