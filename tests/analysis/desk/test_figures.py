"""The JSON of the command against slow second implementations: points and standard errors to 1e-9, intervals to 1e-7."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from analysis.estimates import Convention
from analysis.strata import Eligible
from tests import oracle_limits, oracles
from tests.analysis.desk.survey_files import (
    answer_rows,
    percent_of,
    questionnaire,
    random_survey,
    run_json,
    unit_rows,
    write_csv,
)
from tests.analysis.invented import columns_of, score_pickers, share_pickers
from tests.oracles import Figure, Form, Picker, Unit

CONVENTIONS: tuple[Convention, ...] = ("eligible", "answers", "mean")
SIZES = {
    "by cell": {"1": 12, "2": 9, "3": 5},
    "a single form in a cell": {"1": 1, "2": 14},
    "some not stated": {"1": 12, "2": 8, "": 3},
    "many not stated": {"1": 6, "": 9},
    "a cell not in the list": {"1": 9, "2": 9, "8": 2},
    "whole unit": {"": 15},
    "not known": {"1": 7, "2": 4},
    "everybody": {"": 9},
    "everybody by cell": {"1": 4, "2": 3},
    "too many": {"": 12},
    "too many in a cell": {"1": 12, "2": 8},
    "an empty cell": {"2": 11},
    "one form": {"": 1},
    "one form of one": {"": 1},
    "nobody": {},
}
ELIGIBLE: dict[str, Eligible] = {
    "by cell": {"1": 40, "2": 30, "3": 20},
    "a single form in a cell": {"1": 10, "2": 30},
    "some not stated": {"1": 40, "2": 30},
    "many not stated": {"1": 40, "2": 30},
    "a cell not in the list": {"1": 40, "2": 30},
    "whole unit": 60,
    "not known": None,
    "everybody": 9,
    "everybody by cell": {"1": 4, "2": 3},
    "too many": 11,
    "too many in a cell": {"1": 8, "2": 30},
    "an empty cell": {"1": 12, "2": 40, "3": 7},
    "one form": 5,
    "one form of one": 1,
    "nobody": {"1": 20, "2": 30},
}


@pytest.fixture(scope="module")
def survey() -> dict[str, list[Form]]:
    return random_survey(random.Random(20), SIZES)


@pytest.fixture(scope="module")
def files(survey: dict[str, list[Form]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("survey")
    return write_csv(folder / "answers.csv", answer_rows(survey)), write_csv(folder / "units.csv", unit_rows(ELIGIBLE))


def pooled(pickers: Sequence[Picker]) -> Picker:
    """All dimensions as one."""

    def pick(sheet: str) -> tuple[int, int]:
        parts = [one(sheet) for one in pickers]
        return sum(y for y, _ in parts), sum(m for _, m in parts)

    return pick


def index_picks(convention: Convention, pickers: list[Picker]) -> list[Picker]:
    return [pooled(pickers)] if convention == "answers" else pickers


def compute(units: Sequence[Unit], picks: list[Picker], convention: Convention, *, is_department: bool) -> Figure | None:
    """The figure of some units under a convention: one ratio, or the mean of those of the units."""
    if convention == "mean" and is_department:
        figures = [oracles.mean_of_ratios([unit], picks, weighted=True) if unit.strata else None for unit in units]
        return oracles.mean_over_units(figures, units)
    return oracles.mean_of_ratios([unit for unit in units if unit.strata], picks, weighted=convention != "answers")


def check(
    found: dict[str, Any] | None, figure: Figure | None, units: Sequence[Unit], columns: Sequence[int], *, rho: float | None
) -> None:
    """A figure of the JSON, made of some columns of the sheets, against its oracle; `rho` is None for a score."""
    if figure is None:
        assert found is None
        return
    assert found is not None
    assert list(found) == ["value", "se", "df", "low", "high", "low90", "high90", "base", "effective_base"]
    assert found["value"] == pytest.approx(float(figure.value), abs=1e-9)
    assert (found["base"], found["df"]) == (figure.base, figure.df)
    answered = [unit for unit in units if unit.forms]
    if oracles.is_census(figure, answered):
        check_census(found, figure, answered, columns, lowest=1 if rho is None else 0, highest=5 if rho is None else 1)
        return
    if figure.n < 2:
        assert found["se"] is None
    else:
        assert found["se"] == pytest.approx(float(figure.variance) ** 0.5, abs=1e-9)
    if rho is None:
        assert found["effective_base"] is None
        check_score_limits(found, figure)
    else:
        check_share_limits(found, figure, answered, rho=rho, single=len(columns) == 1)


def check_census(
    found: dict[str, Any], figure: Figure, units: Sequence[Unit], columns: Sequence[int], *, lowest: int, highest: int
) -> None:
    """Everybody has answered: exact, or between what the missing answers could have been."""
    missing = sum(sheet[column] == "-" for unit in units for _, sheet in unit.forms for column in columns)
    if not missing:
        assert (found["se"], found["low"], found["high"]) == (0, found["value"], found["value"])
        return
    assert found["se"] is None
    assert found["low"] <= found["value"] <= found["high"]
    if len(columns) < len(questionnaire().dimension_items):
        bounds = [(figure.total + end * missing) / (figure.base + missing) for end in (lowest, highest)]
        assert [found["low"], found["high"]] == pytest.approx(bounds, abs=1e-9)


def check_score_limits(found: dict[str, Any], figure: Figure) -> None:
    if found["low"] is None:
        assert figure.variance == 0 or figure.n < 2
        return
    reach = oracle_limits.student_quantile(0.975, figure.df) * float(figure.variance) ** 0.5
    limits = max(1.0, float(figure.value) - reach), min(5.0, float(figure.value) + reach)
    assert (found["low"], found["high"]) == pytest.approx(limits, abs=1e-7)


def check_share_limits(found: dict[str, Any], figure: Figure, units: Sequence[Unit], *, rho: float, single: bool) -> None:
    is_exact = single and oracles.has_one_answer_each(figure, units)
    for tail, low, high in ((0.025, "low", "high"), (0.05, "low90", "high90")):
        if is_exact and figure.weight_factor == 1:
            exact = oracle_limits.hypergeometric(figure.total, figure.base, figure.eligible, Fraction(str(tail)))
            limits = float(exact[0]), float(exact[1])
        else:
            base = oracles.effective_base(figure, rho)
            assert found["effective_base"] == pytest.approx(base, rel=1e-9)
            limits = oracle_limits.korn_graubard(float(figure.value), base, tail)
        if is_exact and figure.weight_factor != 1 and figure.eligible:
            bounds = figure.total / figure.eligible, 1 - (figure.base - figure.total) / figure.eligible
            limits = max(limits[0], bounds[0]), min(limits[1], bounds[1])
        assert (found[low], found[high]) == pytest.approx(limits, abs=1e-7)
        assert 0 <= found[low] <= found["value"] <= found[high] <= 1


def check_all(
    found: dict[str, Any], units: Sequence[Unit], rho: list[float], convention: Convention, *, is_department: bool
) -> None:
    """Every share and mean of a unit or of the department."""
    columns = columns_of(questionnaire())
    answered = [unit for unit in units if unit.strata]
    for kind, pickers, satisfied in (
        ("share", share_pickers(questionnaire()), (4, 5)),
        ("mean", score_pickers(questionnaire()), None),
    ):
        is_share = kind == "share"
        is_whole = all(oracles.ratio(answered, pick, weighted=False) for pick in pickers)
        picks = index_picks(convention, pickers)
        index = compute(units, picks, convention, is_department=is_department) if is_whole else None
        check(found["index"][kind], index, units, [*chain.from_iterable(columns)], rho=rho[-1] if is_share else None)
        for d, dimension in enumerate(questionnaire().dimensions):
            figure = compute(units, [pickers[d]], convention, is_department=is_department)
            check(found["dimensions"][dimension.code][kind], figure, units, columns[d], rho=rho[d] if is_share else None)
        for column, item in enumerate(questionnaire().closed_items):
            figure = compute(units, [oracles.picker([column], satisfied)], convention, is_department=is_department)
            check(found["items"][item.code][kind], figure, units, [column], rho=0.0 if is_share else None)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_figure_equals_loops_over_the_forms(
    survey: dict[str, list[Form]], files: tuple[Path, Path], convention: Convention
) -> None:
    found = run_json("PVNT", files[0], "--units", files[1], "--all", "--aggregate", convention)
    designs = {code: oracles.unit_of(forms, ELIGIBLE[code]) for code, forms in survey.items()}  # type: ignore[arg-type]
    pickers = share_pickers(questionnaire())
    sheets = [[sheet for _, sheet in forms] for forms in survey.values()]
    rho = [oracles.pooled_rho(sheets, pick) for pick in (*pickers, pooled(pickers))]
    assert found["method"]["frame"]["index_rho"] == pytest.approx(rho[-1], abs=1e-12)
    for code, unit in designs.items():
        check_all(found["units"][code], [unit], rho, convention, is_department=False)
    takes_part = [unit for unit in designs.values() if convention != "eligible" or unit.eligible]
    check_all(found["department"], takes_part, rho, convention, is_department=True)


def test_counts_numbers_and_expectations_are_those_of_the_rows(survey: dict[str, list[Form]], files: tuple[Path, Path]) -> None:
    found = run_json("PVNT", files[0], "--units", files[1], "--all")
    assert list(found["units"]) == sorted(survey, key=str.casefold)
    place = 0
    for code, forms in survey.items():
        unit = found["units"][code]
        eligible = ELIGIBLE[code]
        total = sum(eligible.values()) if isinstance(eligible, dict) else eligible
        assert (unit["responses"], unit["eligible"]) == (len(forms), total)
        assert unit["participation"] == (None if not total else len(forms) / total)
        for column, item in enumerate(questionnaire().closed_items):
            signs = [sheet[column] for _, sheet in forms]
            counts = {str(value): signs.count(str(value)) for value in range(1, 6)}
            assert unit["items"][item.code]["distribution"] == counts | {"na": signs.count("0"), "missing": signs.count("-")}
        given = [answer for k in range(len(forms)) if (answer := percent_of(place + k + 1)) != ""]
        place += len(forms)
        if code in ("whole unit", "many not stated", "not known", "too many"):  # one stratum: the plain mean
            assert unit["expectation"]["value"] == pytest.approx(sum(given) / len(given), abs=1e-9)  # type: ignore[call-overload]
    department = found["department"]
    assert department["responses"] == place
    assert department["eligible"] is None
    assert department["units_left_out"] == 1
    for code, item in department["items"].items():
        covered = [unit for name, unit in found["units"].items() if name != "not known"]
        for key, number in item["distribution"].items():
            assert number == sum(unit["items"][code]["distribution"][key] for unit in covered), (code, key)


def test_units_without_responses_have_nothing_but_their_numbers(files: tuple[Path, Path]) -> None:
    nobody = run_json("PVNT", files[0], "--units", files[1])["units"]["nobody"]
    assert (nobody["responses"], nobody["eligible"], nobody["participation"]) == (0, 50, 0)
    assert nobody["index"] == {"mean": None, "share": None}
    assert nobody["expectation"] is None
    assert nobody["rank"] is None
    assert nobody["verdict"] == {"state": "not_shown", "target": 0.9, "needed_more": None, "figure": "index.share"}
    assert nobody["items"]["A01"]["distribution"] == dict.fromkeys(["1", "2", "3", "4", "5", "na", "missing"], 0)
    assert nobody["flags"] == ["low_participation", "no_responses"]


def test_columns_of_a_sheet_are_where_the_oracles_look() -> None:
    assert [len(columns) for columns in columns_of(questionnaire())] == [3, 3, 2, 2]


def test_no_mean_of_fives_is_above_five_whatever_the_weights(tmp_path: Path) -> None:
    """Rounded weights once made it 5.000000000000001."""
    sizes = {"P": {"1": 11, "2": 5}, "Q": {"1": 10, "2": 1}, "R": {"1": 5, "2": 10}, "S": {"1": 11, "2": 2}}
    eligible = {"P": {"1": 51, "2": 22}, "Q": {"1": 49, "2": 2}, "R": {"1": 7, "2": 44}, "S": {"1": 49, "2": 4}}
    forms = {unit: [(cell, "5" * 11) for cell, n in cells.items() for _ in range(n)] for unit, cells in sizes.items()}
    answers = write_csv(tmp_path / "answers.csv", answer_rows(forms))
    found = run_json("PVNT", answers, "--units", write_csv(tmp_path / "units.csv", unit_rows(eligible)), "--all")
    for unit in (found["department"], *found["units"].values()):
        for part in (*unit["items"].values(), *unit["dimensions"].values(), unit["index"]):
            assert 5 - 1e-12 < part["mean"]["value"] <= 5
            assert 1 - 1e-12 < part["share"]["value"] <= part["share"]["high"] <= 1
