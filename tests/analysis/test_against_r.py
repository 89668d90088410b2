"""Points, standard errors, degrees of freedom and limits against R's survey package (tests/references/estimates.R).

The R program knows nothing of sums: it reads the rows, builds svydesign(strata, fpc, weights) and asks svyratio. The call and
the versions of R and of the package stand in the stored file.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.disclosure import Thresholds
from analysis.estimates import Convention, Estimate, Result
from analysis.reports import DepartmentReport, UnitReport, UnitSums, build_department_report, build_frame, build_unit_report
from analysis.sheets import sums_by_cell
from questionnaires import Questionnaire, load_shipped

FOLDER = Path(__file__).parent.parent / "references"
EVERYTHING = Thresholds(numbers=1, tiers=1, width=10.0, everyone=10.0)
REFERENCE = json.loads((FOLDER / "estimates.json").read_text())
CONVENTIONS: tuple[Convention, ...] = ("eligible", "answers")


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load_shipped()["PVNT"]


def read_units(questionnaire: Questionnaire) -> list[UnitSums]:
    """The units of the reference data."""
    codes = [item.code for item in questionnaire.closed_items]
    with (FOLDER / "forms.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (FOLDER / "units.csv").open() as file:
        eligible: dict[str, dict[str, int]] = {}
        for row in csv.DictReader(file):
            eligible.setdefault(row["unit"], {})[row["cell"]] = int(row["eligible"])
    sums = sums_by_cell(
        questionnaire,
        ["".join(row[code] or "-" for code in codes) for row in rows],
        [(row["unit"], row["cell"]) for row in rows],
        percents=[(int(row["F02"]) if row["F02"] else None,) for row in rows],
    )
    return [
        UnitSums(unit, unit, "", {cell: found for (owner, cell), found in sums.items() if owner == unit}, numbers)
        for unit, numbers in eligible.items()
    ]


def figures_of(report: UnitReport | DepartmentReport) -> Iterator[tuple[str, str, Result]]:
    """Every figure of a report with the name that the R program gives it."""
    whole = "ALL" if report.convention == "answers" else "index"
    if isinstance(report, UnitReport):
        yield "share", whole, report.index_share
        yield "score", whole, report.index_score
        if report.expectation is not None:
            yield "score", "F02", report.expectation
        assert report.overall is not None
        yield "share", report.overall.code, report.overall.share
        yield "score", report.overall.code, report.overall.score
    else:
        yield "share", whole, report.total
        yield "score", whole, report.total_score
    for dimension in report.dimensions:
        for figures in (dimension, *dimension.items):
            yield "share", figures.code, figures.share
            yield "score", figures.code, figures.score


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_figure_is_that_of_the_survey_package(questionnaire: Questionnaire, convention: Convention) -> None:
    units = read_units(questionnaire)
    frame = build_frame(questionnaire, units)
    reports: dict[str, UnitReport | DepartmentReport] = {
        unit.code: build_unit_report(
            questionnaire,
            unit.cells,
            unit_code=unit.code,
            unit_name=unit.name,
            eligible=unit.eligible,
            frame=frame,
            target=0.9,
            convention=convention,
            thresholds=EVERYTHING,
        )
        for unit in units
    }
    reports["department"] = build_department_report(
        questionnaire, units, target=0.9, convention=convention, frame=frame, thresholds=EVERYTHING
    )
    limits = 0
    for group, report in reports.items():
        for kind, name, figure in figures_of(report):
            assert isinstance(figure, Estimate), (group, kind, name)
            expected = REFERENCE["figures"][f"{group}|{convention}|{kind}|{name}"]
            where = f"{group} {convention} {kind} {name}"
            assert figure.value == pytest.approx(expected["value"], abs=1e-9), where
            assert (figure.base, figure.n) == (expected["base"], expected["n"]), where
            if figure.se is not None:
                assert figure.se == pytest.approx(expected["se"], abs=1e-9), where
            if group != "U3":  # a census has no degrees of freedom to speak of
                assert figure.degrees_of_freedom == expected["df"], where
            if "limits" in expected and not figure.is_exact:
                assert (figure.low, figure.high) == pytest.approx(expected["limits"], abs=1e-7), where
                assert (figure.low90, figure.high90) == pytest.approx(expected["limits90"], abs=1e-7), where
                limits += 1
            if "effective_base" in expected and not figure.is_exact:
                assert figure.effective_base == pytest.approx(expected["effective_base"], rel=1e-9), where
                assert figure.design_effect == pytest.approx(expected["design_effect"], rel=1e-9), where
    assert limits > 150


def test_the_pooled_correlations_are_those_of_the_rows(questionnaire: Questionnaire) -> None:
    frame = build_frame(questionnaire, read_units(questionnaire))
    expected = REFERENCE["rho"]
    assert frame.dimension_rho == tuple(expected[dimension.code] for dimension in questionnaire.dimensions)
    assert frame.index_rho == expected["ALL"]


def test_the_reference_says_what_made_it() -> None:
    assert REFERENCE["version"].startswith("R 4.")
    assert REFERENCE["call"].startswith("svyratio(")
