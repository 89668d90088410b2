"""Raking against R's survey package (tests/references/raking.R), its limits, and Kish's design effect."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout import Integers
from analysis.raking import Margin, kish_design_effect, rake, raked_figures
from analysis.reports import UnitSums, build_frame, build_unit_report
from analysis.sheets import sums_from_sheets
from analysis.sums import Sums
from questionnaires import load_shipped

FOLDER = Path(__file__).parent.parent / "references"
REFERENCE = json.loads((FOLDER / "raking.json").read_text())
PVNT = load_shipped()["PVNT"]


def cells_of(unit: str) -> tuple[dict[tuple[str, str], Sums], tuple[Margin, Margin]]:
    """The forms of a unit of the reference data by grade and by a second margin, every third form being "a"."""
    codes = [item.code for item in PVNT.closed_items]
    with (FOLDER / "forms.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["unit"] == unit]
    with (FOLDER / "units.csv").open() as file:
        grades = {row["cell"]: int(row["eligible"]) for row in csv.DictReader(file) if row["unit"] == unit}
    sheets = defaultdict(list)
    for place, row in enumerate(rows):
        sheets[row["cell"], "a" if place % 3 == 0 else "b"].append("".join(row[code] or "-" for code in codes))
    cells = {key: sums_from_sheets(PVNT, found) for key, found in sheets.items()}
    return cells, (grades, {name: int(number) for name, number in REFERENCE[unit]["columns"].items()})


@pytest.mark.parametrize("unit", ["U1", "U5"])
@pytest.mark.parametrize("kind", ["share", "score"])
def test_raked_figures_are_those_of_the_survey_package(unit: str, kind: str) -> None:
    cells, margins = cells_of(unit)
    found = raked_figures(PVNT, cells, margins, kind="share" if kind == "share" else "score")
    assert found is not None
    raking, figures = found
    assert not raking.is_capped
    assert raking.kish == pytest.approx(REFERENCE[unit]["kish"], rel=1e-8)
    expected = REFERENCE[unit]["T" if kind == "share" else "S"]
    for column, name in enumerate([*(dimension.code for dimension in PVNT.dimensions), "index"]):
        assert figures.value[0, column] == pytest.approx(expected[name]["value"], abs=1e-9), name
        assert figures.variance[0, column] ** 0.5 == pytest.approx(expected[name]["se"], abs=1e-9), name
    assert (figures.basis.degrees_of_freedom == sum(cell.forms for cell in cells.values()) - 1).all()


def test_weights_are_those_of_the_survey_package_on_its_own_data() -> None:
    """apisrs raked to school type and school-wide growth target: Lumley, R package survey, data set api."""
    api = REFERENCE["api"]
    rows, columns = list(api["rows"]), list(api["columns"])
    forms = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for row, column, *_ in api["forms"]:
        forms[rows.index(row), columns.index(column)] += 1
    found = rake(forms, np.array(list(api["rows"].values())), np.array(list(api["columns"].values())))
    assert found is not None
    assert found.kish == pytest.approx(api["kish"], rel=1e-9)
    for name, weight in api["weights"].items():
        row, column = name.split()
        assert found.weights[rows.index(row), columns.index(column)] == pytest.approx(weight, rel=1e-8)
    weighted = [found.weights[rows.index(row), columns.index(column)] for row, column, *_ in api["forms"]]
    enrolled, tested = (np.array([form[k] for form in api["forms"]]) for k in (2, 3))
    assert (weighted * tested).sum() / (weighted * enrolled).sum() == pytest.approx(api["value"], abs=1e-9)


def test_the_ratio_of_weights_is_capped_and_the_total_kept() -> None:
    cells, margins = cells_of("U4")
    found = raked_figures(PVNT, cells, margins, kind="share")
    assert found is not None
    weights = found[0].weights
    forms = np.array([[cells[row, column].forms if (row, column) in cells else 0 for column in "ab"] for row in margins[0]])
    used = weights[forms > 0]
    assert found[0].is_capped
    assert used.max() / used.min() == pytest.approx(5.0)
    assert (weights * forms).sum() == pytest.approx(sum(margins[0].values()))


@pytest.mark.parametrize(
    ("forms", "rows", "columns"),
    [
        ([[20, 10], [10, 9]], [100, 100], [100, 100]),
        ([[60, 4], [60, 0]], [100, 100], [150, 50]),
        ([[40, 0], [0, 40]], [100, 100], [150, 50]),
        ([[40, 40], [0, 0]], [100, 100], [150, 50]),
        ([[40, 40], [40, 40]], [200, 0], [150, 50]),
    ],
    ids=["49 forms", "4 in a column", "no solution", "an empty row", "nobody in a row"],
)
def test_too_little_to_rake_gives_none(forms: list[list[int]], rows: list[int], columns: list[int]) -> None:
    assert rake(np.array(forms), np.array(rows), np.array(columns)) is None


def test_margins_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="margins of 200 and 201"):
        rake(np.full((2, 2), 50), np.array([100, 100]), np.array([100, 101]))


def test_cells_outside_the_margins_and_too_many_forms_are_refused() -> None:
    cells, (grades, second) = cells_of("U1")
    with pytest.raises(ValueError, match="outside"):
        raked_figures(PVNT, cells, ({"6": 203}, second), kind="share")
    with pytest.raises(ValueError, match="eligible"):
        raked_figures(PVNT, cells, (dict.fromkeys(grades, 10), {"a": 20, "b": 20}), kind="share")


numbers = st.lists(st.integers(13, 90), min_size=6, max_size=6)


@given(forms=numbers, shares=numbers)
def test_margins_are_met_whatever_the_forms(forms: list[int], shares: list[int]) -> None:
    counts: Integers = np.array(forms, dtype=np.int64).reshape(2, 3)
    people = np.array(shares, dtype=np.int64).reshape(2, 3) * 10
    found = rake(counts, people.sum(axis=1), people.sum(axis=0))
    assert found is not None
    assert found.kish >= 1
    if not found.is_capped:
        assert (counts * found.weights).sum(axis=1) == pytest.approx(people.sum(axis=1), rel=1e-9)
        assert (counts * found.weights).sum(axis=0) == pytest.approx(people.sum(axis=0), rel=1e-9)


def test_equal_weights_cost_nothing() -> None:
    assert kish_design_effect(np.array([3, 4, 5]), np.full(3, 0.1)) == 1.0


def test_a_report_says_what_its_weights_cost() -> None:
    cells, (grades, _) = cells_of("U1")
    by_grade = {grade: cells[grade, "a"].add(cells[grade, "b"]) for grade in grades}
    unit = UnitSums("U1", "U1", "", by_grade, grades)
    frame = build_frame(PVNT, [unit])
    report = build_unit_report(PVNT, by_grade, unit_code="U1", unit_name="U1", eligible=grades, frame=frame, target=0.9)
    forms = np.array([cell.forms for cell in by_grade.values()])
    assert report.kish_design_effect == kish_design_effect(forms, np.array(list(grades.values())) / forms)
    whole = build_unit_report(PVNT, by_grade, unit_code="U1", unit_name="U1", eligible=203, frame=frame, target=0.9)
    assert whole.kish_design_effect is None
