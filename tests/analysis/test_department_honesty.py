"""Two simulated departments: in one no school differs from another, in the other it is known which do and by how much.

Everything runs through the reports that pages and files show: two campaigns of a department (funnel, rank sets, verdicts) and
the change between them. `python -m tests.analysis.test_department_honesty` prints the tables of docs/benchmarks.md.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy import stats

from analysis.build_change import build_department_change
from analysis.comparison_figures import ChangeReport
from analysis.disclosure import Thresholds
from analysis.estimates import Estimate
from analysis.figures import DepartmentReport, UnitFigures
from analysis.reports import build_department_report
from analysis.sheets import sums_from_matrix
from analysis.strata import UnitSums
from tests.analysis.test_coverage_simulated import ITEMS, QUESTIONNAIRE, draw_matrix

SIZES = (30, 100, 300)  # forms of a school: a third of the schools each, whatever their true share
CORRELATION = 0.3  # of two answers of one person
DRAWS = 999  # of the rank sets
GATE = Thresholds(width=9.0)  # the rule on wide intervals apart, as on every page
STATED = 0.05  # per school and reading; for rank sets and changes: for all schools of a department together
EXACTLY = 1e-9

# the department with known differences: of every size one school for each gap to the others, and another for each change since
# last year that brings it to where the others are
GAPS = CHANGES = (-0.10, -0.06, 0.04)
# how often that is found with 30, 100 and 300 forms: by the funnel, and by the change since last year; 400 runs
POWERS = {-0.10: (0.62, 0.97, 0.99), -0.06: (0.24, 0.62, 0.98), 0.04: (0.23, 0.65, 0.96)}
POWERS_OF_CHANGE = {-0.10: (0.39, 0.97, 0.99), -0.06: (0.05, 0.32, 0.92), 0.04: (0.01, 0.08, 0.27)}
OTHERS = 14  # schools of each size that neither differ nor have changed
USUAL = 0.88


@dataclass(frozen=True)
class School:
    """A simulated school: its forms, its true share last year and this."""

    forms: int
    earlier: float
    later: float

    @property
    def change(self) -> float:
        return round(self.later - self.earlier, 6)


@dataclass
class Found:
    """How often what was said, by kind of reading and group of schools; `departments` counts runs with any such word."""

    runs: int = 0
    said: Counter[tuple[str, object]] = field(default_factory=Counter)
    judged: Counter[tuple[str, object]] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)

    def rate(self, word: str, group: object) -> float:
        return self.said[word, group] / max(1, self.judged[word, group])

    def of_departments(self, word: str) -> float:
        return self.departments[word] / self.runs


def error(share: float, count: int) -> float:
    """Monte-Carlo standard error of a share."""
    return float((share * (1 - share) / count) ** 0.5)


def equal_schools(number: int, share: float) -> list[School]:
    return [School(SIZES[place % len(SIZES)], share, share) for place in range(number)]


def different_schools() -> list[School]:
    """Sixty schools: of each size some that differ from the others, some that have changed, and many that neither."""
    schools = []
    for forms in SIZES:
        schools += [School(forms, round(USUAL + gap, 6), round(USUAL + gap, 6)) for gap in GAPS]
        schools += [School(forms, round(USUAL - change, 6), USUAL) for change in CHANGES]
        schools += [School(forms, USUAL, USUAL)] * OTHERS
    return schools


def draw_report(
    rng: np.random.Generator, schools: list[School], *, is_later: bool, seed: int, target: float
) -> DepartmentReport:
    """One campaign: every school's forms are drawn, summed, and reported as the department's page reports them."""
    units = [
        UnitSums(
            f"S{place:04}",
            f"Trường {place:04}",
            "",
            {
                "": sums_from_matrix(
                    QUESTIONNAIRE, draw_matrix(rng, one.forms, one.later if is_later else one.earlier, CORRELATION)
                )
            },
            None,
        )
        for place, one in enumerate(schools)
    ]
    return build_department_report(
        QUESTIONNAIRE, units, target=target, thresholds=GATE, rank_draws=DRAWS if is_later else 0, seed=seed
    )


def runs_of(
    schools: list[School], *, runs: int, seed: list[int], target: float
) -> Iterator[tuple[DepartmentReport, ChangeReport]]:
    rng = np.random.default_rng(seed)
    for run in range(runs):
        earlier = draw_report(rng, schools, is_later=False, seed=run, target=target)
        later = draw_report(rng, schools, is_later=True, seed=run, target=target)
        yield later, build_department_change(earlier, later, questionnaires=(QUESTIONNAIRE,) * 2, labels=("1", "2"))


def simulate(schools: list[School], *, runs: int, seed: list[int], target: float = USUAL + EXACTLY) -> Found:
    """What is said of schools over many runs; the usual target lies just above their true share, so that "met" is false."""
    found = Found()
    for report, change in runs_of(schools, runs=runs, seed=seed, target=target):
        found.runs += 1
        words = [_words_of(unit, units=len(schools)) for unit in report.units]
        for row, said in zip(change.rows, words, strict=True):
            assert row.change is not None
            said |= {word: row.change.word == word for word in ("risen", "fallen", "stable")}
        for place, said in enumerate(words):
            one = schools[place]
            for word, is_said in said.items():
                for group in (place, one, one.forms):
                    found.judged[word, group] += 1
                    found.said[word, group] += is_said
        for word in words[0]:
            found.departments[word] += any(said[word] for said in words)
    return found


def _words_of(unit: UnitFigures, *, units: int) -> dict[str, bool]:
    assert isinstance(unit.result, Estimate)
    rank = unit.rank
    return {
        "above": unit.position == "above",
        "below": unit.position == "below",
        "outside": unit.position in ("above", "below"),
        "ranked apart": rank is not None and (rank.low, rank.high) != (1, units),
        "surely in the upper half": rank is not None and rank.high <= units / 2,
        "surely in the lower half": rank is not None and rank.low > units / 2,
        "met": unit.verdict == "met",
        "missed": unit.verdict == "missed",
        "at target": unit.target_position in ("above", "below"),
    }


def expected_power(gap: float, forms: int) -> float:
    """How often the funnel of schools that do not differ otherwise would call such a school, by its normal approximation."""
    design = 1 + (ITEMS - 1) * CORRELATION
    base = ITEMS * forms / design
    distance = np.arcsin(np.sqrt(USUAL + gap)) - np.arcsin(np.sqrt(USUAL))
    return float(stats.norm.sf(1.96 - abs(distance) * np.sqrt(4 * base + 2)))


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.85, 0.92, 0.96])
def test_where_no_school_differs_hardly_any_is_called_above_or_below(share: float) -> None:
    runs, schools = 200, equal_schools(42, share)
    found = simulate(schools, runs=runs, seed=[61, int(100 * share)], target=share + EXACTLY)
    for forms in SIZES:
        assert found.rate("outside", forms) <= STATED + 3 * error(STATED, 14 * runs) + 0.01, forms
        assert found.rate("met", forms) <= 0.065 + 3 * error(STATED, 14 * runs)
        assert found.rate("at target", forms) <= STATED + 3 * error(STATED, 14 * runs) + 0.01
    for place in range(len(schools)):  # no school, whichever
        assert found.rate("outside", place) <= STATED + 0.01 + 4 * error(STATED, runs), place
    for word in ("ranked apart", "risen", "fallen"):
        assert found.of_departments(word) <= 0.065 + 3 * error(STATED, runs), word
    assert not found.departments["surely in the upper half"] + found.departments["surely in the lower half"]


@pytest.mark.slow
def test_where_no_school_of_a_thousand_differs_ranks_and_changes_stay_silent() -> None:
    runs = 20
    found = simulate(equal_schools(1000, USUAL), runs=runs, seed=[62])
    assert found.rate("outside", 100) <= STATED + 0.01 + 3 * error(STATED, 333 * runs)
    for word in ("ranked apart", "risen", "fallen"):
        assert found.departments[word] <= 4, word  # of 20 at 5 %: more than 4 in one of 400


@pytest.mark.slow
def test_known_differences_are_found_as_often_as_stated() -> None:
    """What stands in docs/benchmarks.md; and hardly ever a word in the wrong direction."""
    runs = 200
    found = simulate(different_schools(), runs=runs, seed=[63])
    for forms in SIZES:
        for gap, powers in POWERS.items():
            one = School(forms, round(USUAL + gap, 6), round(USUAL + gap, 6))
            right, wrong = ("below", "above") if gap < 0 else ("above", "below")
            stated = powers[SIZES.index(forms)]
            assert found.rate(right, one) >= stated - 3 * error(stated, runs), one
            assert found.rate(wrong, one) <= 0.01, one
        for change, powers in POWERS_OF_CHANGE.items():
            one = School(forms, round(USUAL - change, 6), USUAL)
            right, wrong = ("fallen", "risen") if change < 0 else ("risen", "fallen")
            stated = powers[SIZES.index(forms)]
            assert found.rate(right, one) >= stated - 3 * error(stated, runs), one
            assert found.rate(wrong, one) <= 0.01, one
        others = School(forms, USUAL, USUAL)
        assert found.rate("outside", others) <= STATED + 0.01
        assert found.rate("risen", others) + found.rate("fallen", others) <= 0.01


def print_tables(runs: int) -> None:
    """The tables of docs/benchmarks.md."""
    print("no differences | n | outside | above | below | met | at target |")
    for number, share, times in ((42, 0.85, runs), (42, 0.92, runs), (42, 0.96, runs), (1000, 0.92, max(20, runs // 20))):
        found = simulate(equal_schools(number, share), runs=times, seed=[64, number, int(100 * share)], target=share + EXACTLY)
        for forms in SIZES:
            rates = [f"{found.rate(word, forms):.3f}" for word in ("outside", "above", "below", "met", "at target")]
            print(f"| {number} schools, {share} | {forms} | {' | '.join(rates)} |", flush=True)
        rates = [f"{word} {found.of_departments(word):.3f}" for word in ("ranked apart", "risen", "fallen", "outside", "met")]
        most = max(found.rate("outside", place) for place in range(number))
        print(f"| departments ({times} runs) | {', '.join(rates)}; one school at most outside {most:.3f} |", flush=True)
    schools = different_schools()
    found = simulate(schools, runs=runs, seed=[65])
    print("differences | n | right | expected | wrong | half |")
    for one in sorted(set(schools), key=lambda one: (one.later, one.change, one.forms)):
        gap = round(one.later - USUAL, 6)
        right, wrong = ("below", "above") if gap <= 0 else ("above", "below")
        half = "surely in the lower half" if gap <= 0 else "surely in the upper half"
        change = ", ".join(f"{word} {found.rate(word, one):.3f}" for word in ("fallen", "risen", "stable"))
        print(
            f"| gap {gap:+.2f} change {one.change:+.2f} | {one.forms} | {right} {found.rate(right, one):.3f} | "
            f"{expected_power(gap, one.forms):.3f} | {found.rate(wrong, one):.3f} | {found.rate(half, one):.3f} | {change} |",
            flush=True,
        )


if __name__ == "__main__":
    print_tables(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
