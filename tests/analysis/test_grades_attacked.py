"""Whoever adds, subtracts and bounds a unit's report and its figures by grade gets at nobody's answers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attacker import Equation, Recovered, recover
from analysis.disclosure import Thresholds
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.grade_figures import GradesReport
from analysis.reports import UnitReport, UnitSums, build_frame, build_grades_report, build_unit_report
from analysis.strata import Eligible
from tests.analysis.invented import RANDOM, cells_of, make_questionnaire, random_forms
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire((3, 2), overall=False, percent=False)
ITEMS = {"A": ("A01", "A02", "A03"), "B": ("B01", "B02")}
COLUMN = {code: k for k, code in enumerate(code for codes in ITEMS.values() for code in codes)}
NARROW = Thresholds(width=9.0)
FRAMED = {"1": 60, "2": 40, "3": 50}

Satisfied = tuple[str, str]  # of a grade, with an item


def reports(forms: Sequence[Form], eligible: Eligible, convention: Convention) -> tuple[UnitReport, GradesReport | None]:
    unit = UnitSums("S", "Trường S", "", cells_of(QUESTIONNAIRE, forms), eligible)
    frame = build_frame(QUESTIONNAIRE, [unit])
    report = build_unit_report(
        QUESTIONNAIRE,
        unit.cells,
        unit_code="S",
        unit_name="Trường S",
        eligible=eligible,
        frame=frame,
        target=0.9,
        convention=convention,
        thresholds=NARROW,
    )
    return report, build_grades_report(QUESTIONNAIRE, unit, report, frame=frame, thresholds=NARROW)


def answered(forms: Sequence[Form], grades: Sequence[str], items: Sequence[str]) -> int:
    """How many people of some grades answered one of some items."""
    return sum(g in grades and any(sheet[COLUMN[item]] in "12345" for item in items) for g, sheet in forms)


def most(forms: Sequence[Form]) -> dict[Satisfied, int]:
    return {(g, item): answered(forms, [g], [item]) for g in sorted({g for g, _ in forms}) for item in COLUMN}


def cells(grades: Sequence[str], items: Sequence[str]) -> list[Satisfied]:
    return [(grade, item) for grade in grades for item in items]


def equations(forms: Sequence[Form], report: UnitReport, table: GradesReport | None) -> list[Equation]:
    """What is printed, as sums of satisfied answers: with the number of answers known, a share gives its sum."""
    grades = sorted({grade for grade, _ in forms})
    printed = [(grades, codes, figures.share) for figures in report.dimensions for codes in [ITEMS[figures.code]]]
    printed += [(grades, (item.code,), item.share) for figures in report.dimensions for item in figures.items]
    printed.append((grades, tuple(COLUMN), report.index_share))
    for group in table.groups if table else ():
        own = [grade for grade in grades if (grade if grade in FRAMED else "") in group.grades]
        printed += [(own, ITEMS[code], share) for code, share in zip("AB", group.shares, strict=True)]
        printed.append((own, tuple(COLUMN), group.index_share))
    return [
        Equation(dict.fromkeys(cells(of, codes), 1), round(share.value * share.base))
        for of, codes, share in printed
        if isinstance(share, Estimate)
    ]


def secrets(forms: Sequence[Form], report: UnitReport) -> Iterator[frozenset[Satisfied]]:
    """Withheld figures of the unit, and what any few people of some grades answered to a dimension or an item."""
    grades = sorted({grade for grade, _ in forms})
    for figures in report.dimensions:
        for codes, share in [(ITEMS[figures.code], figures.share), *(((i.code,), i.share) for i in figures.items)]:
            if isinstance(share, Suppressed) and share.reason in ("too few", "everyone"):
                yield frozenset(cells(grades, codes))
            for size in range(1, len(grades)):
                for some in combinations(grades, size):
                    if 0 < answered(forms, some, codes) < NARROW.numbers:
                        yield frozenset(cells(some, codes))


def told(forms: Sequence[Form], report: UnitReport, table: GradesReport | None) -> set[frozenset[Satisfied]]:
    known = most(forms)
    hidden = list(dict.fromkeys(secrets(forms, report)))
    return {found.cells for found in recover(equations(forms, report, table), hidden, most=known)}  # type: ignore[misc]


def invent(rng: random.Random, satisfied: float, missing: float) -> list[Form]:
    sizes = {grade: rng.choice([0, 3, 9, 10, 12, 20]) for grade in "123"} | {"": rng.choice([0, 1, 4, 9, 10, 14])}
    forms = random_forms(QUESTIONNAIRE, rng, sizes, satisfied=satisfied, missing=missing)
    if rng.random() < 0.5:  # an item for the few, such as the canteen
        place = rng.randrange(len(COLUMN))
        forms = [(g, sheet if rng.random() < 0.3 else f"{sheet[:place]}0{sheet[place + 1 :]}") for g, sheet in forms]
    return forms


@settings(max_examples=40, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.5, 0.9, 0.99]), st.sampled_from([0.0, 0.1, 0.4]), st.sampled_from([None, FRAMED]))
def test_figures_by_grade_tell_nothing_that_the_unit_does_not(
    rng: random.Random, satisfied: float, missing: float, eligible: Mapping[str, int] | None
) -> None:
    forms = invent(rng, satisfied, missing)
    report, table = reports(forms, eligible, "answers")
    if table is None:
        return
    assert told(forms, report, table) <= told(forms, report, None)
    for group in table.groups:
        for code, share in zip("AB", group.shares, strict=True):
            if isinstance(share, Estimate):
                assert share.n == answered(forms, own_grades(forms, group.grades), ITEMS[code]) >= NARROW.numbers


def own_grades(forms: Sequence[Form], grades: Sequence[str]) -> list[str]:
    return [grade for grade in {grade for grade, _ in forms} if (grade if grade in FRAMED else "") in grades]


@settings(max_examples=60, deadline=None)
@given(RANDOM, st.sampled_from([0.5, 0.9]), st.sampled_from([0.0, 0.1]), st.sampled_from(["answers", "mean", "eligible"]))
def test_what_is_left_by_subtraction_is_nobody_or_ten(
    rng: random.Random, satisfied: float, missing: float, convention: Convention
) -> None:
    forms = invent(rng, satisfied, missing)
    report, table = reports(forms, rng.choice([None, FRAMED]), convention)
    if table is None:
        return
    assert len(table.groups) >= 2
    for d, figures in enumerate(report.dimensions):
        if isinstance(figures.share, Estimate):
            shown = [group.shares[d] for group in table.groups]
            left = figures.share.n - sum(share.n for share in shown if isinstance(share, Estimate))
            assert all(isinstance(share, Estimate) for share in shown)
            assert left == 0 or left >= NARROW.numbers
    assert report.forms - sum(group.forms for group in table.groups) == table.not_stated
    assert table.not_stated == 0 or table.not_stated >= NARROW.numbers


def test_grades_as_they_are_would_give_few_people_away() -> None:
    """The same table without a gate, to see that the attacker finds what is there to find."""
    found: list[Recovered] = []
    for seed in range(60):
        forms = invent(random.Random(seed), 0.9, 0.1)
        report, _ = reports(forms, FRAMED, "answers")
        published = equations(forms, report, None)
        counts = {(g, item): sum(one == g and sheet[COLUMN[item]] in "45" for one, sheet in forms) for g, item in most(forms)}
        for grade in FRAMED:
            keys = cells([grade] if any(g == grade for g, _ in forms) else [], ITEMS["A"])
            published.append(Equation(dict.fromkeys(keys, 1), sum(counts[key] for key in keys)))
        found += recover(published, set(secrets(forms, report)), most=most(forms))
    assert len(found) > 30
    assert {one.how for one in found} == {"sum", "bounds"}


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_most_units_have_a_table(convention: Convention) -> None:
    """Safety is no use if nothing is left: schools with a handful of forms without a grade keep their grades apart."""
    tables = []
    for seed in range(60):
        rng = random.Random(seed)
        sizes = {grade: rng.randint(18, 40) for grade in "123"} | {"": rng.randint(0, 5)}
        forms = random_forms(QUESTIONNAIRE, rng, sizes, satisfied=0.9, missing=0.03)
        tables.append(reports(forms, {grade: number + 15 for grade, number in sizes.items() if grade}, convention)[1])
    assert sum(table is not None and len(table.groups) == 3 for table in tables) >= 54


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_no_number_moves_with_answers_that_move_between_grades_put_together(convention: Convention) -> None:
    """Whoever tries every way to give four forms of a joined group to its small grade finds all figures the same."""
    rng = random.Random(8)
    large = random_forms(QUESTIONNAIRE, rng, {"2": 20, "3": 30}, missing=0.05)
    sheets = ["534421", "243431", "455221", "525541", "444421", "135231"]
    tried = []
    for chosen in combinations(range(len(sheets)), 3):
        forms = [*large, *(("1" if k in chosen else "2", sheet) for k, sheet in enumerate(sheets))]
        tried.append(reports(forms, FRAMED, convention))
    assert [group.grades for group in tried[0][1].groups] == [("1", "2"), ("3",)]  # type: ignore[union-attr]
    assert all(one == tried[0] for one in tried)
