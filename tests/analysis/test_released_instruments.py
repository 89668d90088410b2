"""Two releases of real reports against the attacker: shares, scores and distributions of units and of the whole together."""

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attacker import Equation, Recovered, recover
from analysis.blocks import rated_items
from analysis.build_release import ReleasedInstrument, build_released_instrument
from analysis.disclosure import Thresholds
from analysis.group_figures import Place
from analysis.open_figures import open_report
from analysis.release_memory import Told
from analysis.report_equations import Answers, published_from_reports, withheld_in_reports
from analysis.strata import UnitSums, build_frame, design_unit
from tests.analysis.invented import RANDOM, make_questionnaire, random_forms, unit_sums
from tests.analysis.test_edge_cases import forms_of

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)
MIXED = ["5344231", "2433451", "4554413"]


def released(units: Sequence[UnitSums], earlier: Sequence[Told] = ()) -> ReleasedInstrument:
    places = [Place("commune", "X", "Xã", frozenset(unit.code for unit in units[::2]))]
    return build_released_instrument(
        QUESTIONNAIRE,
        units,
        places=places,
        target=0.9,
        frame=build_frame(QUESTIONNAIRE, units),
        earlier=earlier,
        thresholds=NARROW,
    )


def answers_in(units: Sequence[UnitSums]) -> dict[tuple[str, str, int], int]:
    counts = {}
    for unit in units:
        (stratum,) = design_unit(QUESTIONNAIRE, unit.cells, unit.eligible).strata
        for k, item in enumerate(rated_items(QUESTIONNAIRE)):
            counts |= {(unit.code, item.code, level): int(stratum.counts[k, level]) for level in range(1, 6)}
    return counts


def found_by_attacker(
    first: ReleasedInstrument, second: ReleasedInstrument, before: Sequence[UnitSums], after: Sequence[UnitSums]
) -> tuple[Recovered, ...]:
    """What of withheld shares, and of what a few people added, can be known; the numbers of answers are known anyway."""
    had, have = answers_in(before), answers_in(after)
    counts = {Answers(*key, 1): number for key, number in had.items()}
    counts |= {Answers(*key, 2): have[key] - number for key, number in had.items()}
    most, known = _numbers(counts)
    published = [*known]
    for number, made in ((1, first), (2, second)):
        published += published_from_reports(made.report.units, [made.report.department], release=number)
    hidden = list(withheld_in_reports(first.report.units, release=1).values())
    gained = {unit.code: sum(c.forms for c in unit.cells.values()) for unit in after}
    for unit in before:
        if 0 < gained[unit.code] - sum(c.forms for c in unit.cells.values()) < 10:
            hidden += [
                frozenset(Answers(unit.code, item.code, level, 2) for level in (4, 5)) for item in rated_items(QUESTIONNAIRE)
            ]
    return recover(published, hidden, most=most)


def _numbers(counts: Mapping[Answers, int]) -> tuple[dict[Answers, int], list[Equation]]:
    answers: dict[tuple[str, str, int], int] = {}
    for cell, count in counts.items():
        answers[cell.unit, cell.item, cell.release] = answers.get((cell.unit, cell.item, cell.release), 0) + count
    known = [Equation({Answers(u, i, level, r): 1 for level in range(1, 6)}, n) for (u, i, r), n in answers.items()]
    return {cell: answers[cell.unit, cell.item, cell.release] for cell in counts}, known


def test_without_a_memory_two_releases_tell_what_four_people_answered() -> None:
    before = [unit_sums(QUESTIONNAIRE, code, forms_of(MIXED, 40), 60) for code in "AB"]
    after = [unit_sums(QUESTIONNAIRE, "A", forms_of(MIXED, 44), 60), before[1]]
    first, careless = released(before), released(after)
    assert found_by_attacker(first, careless, before, after)
    careful = released(after, [first.told])
    assert careful.refused == {"A"}
    assert careful.report.whole.covered_units == 1
    assert found_by_attacker(first, careful, before, after) == ()


@settings(max_examples=12, deadline=None)
@given(RANDOM, st.sampled_from([0.3, 0.9, 1.0]))
def test_two_releases_give_no_withheld_answer_away(rng: random.Random, share: float) -> None:
    before, after = [], []
    for k in range(rng.randint(2, 4)):
        forms = random_forms(QUESTIONNAIRE, rng, {"": rng.choice([4, 9, 10, 12, 30])}, satisfied=share, missing=0.1)
        gain = rng.choice([0, 0, 1, 4, 11])
        more = random_forms(QUESTIONNAIRE, rng, {"": gain}, satisfied=share, missing=0.1) if gain else []
        before.append(unit_sums(QUESTIONNAIRE, f"S{k}", forms, 90))
        after.append(unit_sums(QUESTIONNAIRE, f"S{k}", [*forms, *more], 90))
    first = released(before)
    second = released(after, [first.told])
    assert found_by_attacker(first, second, before, after) == ()


@pytest.mark.parametrize("size", [10, 12, 40])
def test_a_public_report_is_rounded_and_its_limits_hold_the_exact_ones(size: int) -> None:
    made = released([unit_sums(QUESTIONNAIRE, code, forms_of(MIXED, size), 200) for code in "AB"])
    for report in made.report.units:
        public = open_report(report)
        assert public["forms"] % 5 == 0
        exact = report.dimensions[0].share
        shown = public["dimensions"][0]["share"]
        assert shown["low"] <= 100 * exact.low + 1e-6  # type: ignore[union-attr, operator]
        assert shown["high"] >= 100 * exact.high - 1e-6  # type: ignore[union-attr, operator]
        assert shown["low"] <= shown["value"] <= shown["high"]
