"""Every report follows from stored sums alone: from shards in any order as from the forms, and so without flagged forms too."""

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest

from analysis.estimates import Convention
from analysis.pair_sheets import pair_sums_from_sheets
from analysis.pair_sums import PairSums, merge_pairs
from analysis.quality import without_flagged
from analysis.reports import (
    UnitSums,
    build_department_change,
    build_department_report,
    build_dimension_grid,
    build_drivers_report,
    build_frame,
    build_quality_report,
    build_reliability,
    build_representativity,
    build_unit_change,
    build_unit_reports,
)
from analysis.sheets import sums_from_sheets
from analysis.sums import Sums, merge
from analysis.trends import panel_trend, unit_trend
from tests.analysis.invented import make_questionnaire
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire([3, 3])  # six items, overall satisfaction, a background choice
PANEL = {f"T{number:02d}": [*random.Random(number).choices(range(8, 40), k=3)] for number in range(14)}


class Shard(NamedTuple):
    """Some forms of a unit as they are stored, one record for each grade."""

    cells: dict[str, bytes]
    pairs: bytes


def sheet(rng: random.Random, level: float) -> str:
    """Answers that hang together in the person, a fifth of them straight."""
    mood = rng.gauss(level, 0.8)
    if rng.random() < 0.2:
        return str(min(5, max(1, round(mood)))) * 7 + "1"
    parts = [mood + rng.gauss(0, 0.8), mood + rng.gauss(0, 0.8)]
    wished = [*(parts[item // 3] + rng.gauss(0, 0.6) for item in range(6)), sum(parts) / 2 + rng.gauss(0, 0.6)]
    return "".join("-" if rng.random() < 0.03 else str(min(5, max(1, round(value)))) for value in wished) + "1"


def campaign(seed: int) -> dict[str, list[Form]]:
    rng = random.Random(seed)
    return {
        code: [
            (grade, sheet(rng, 3.6 + 0.1 * int(code[1:])))
            for grade, number in zip("123", sizes, strict=True)
            for _ in range(number)
        ]
        for code, sizes in PANEL.items()
    }


def is_flagged(form: Form) -> bool:
    return len(set(form[1][:7])) == 1


def cells_from(forms: Sequence[Form]) -> dict[str, Sums]:
    return {grade: sums_from_sheets(QUESTIONNAIRE, [s for g, s in forms if g == grade]) for grade in {g for g, _ in forms}}


def pairs_from(forms: Sequence[Form]) -> PairSums:
    return pair_sums_from_sheets(QUESTIONNAIRE, [sheet for _, sheet in forms])


def stored(forms: Sequence[Form], rng: random.Random) -> list[Shard]:
    """The forms in shards of any size, in any order."""
    shards: list[list[Form]] = [[] for _ in range(rng.randint(1, 9))]
    for form in forms:
        rng.choice(shards).append(form)
    return [
        Shard({grade: sums.to_bytes() for grade, sums in cells_from(part).items()}, pairs_from(part).to_bytes())
        for part in shards
    ]


def merged(shards: Sequence[Shard]) -> tuple[dict[str, Sums], PairSums]:
    grades = {grade for shard in shards for grade in shard.cells}
    cells = {g: merge([Sums.from_bytes(shard.cells[g]) for shard in shards if g in shard.cells]) for g in grades}
    return cells, merge_pairs([PairSums.from_bytes(shard.pairs) for shard in shards])


def unit_from(code: str, forms: Sequence[Form]) -> UnitSums:
    marked = [form for form in forms if is_flagged(form)]
    eligible = {grade: (1 + int(grade)) * number for grade, number in zip("123", PANEL[code], strict=True)}
    return UnitSums(
        code,
        code,
        "",
        cells_from(forms),
        eligible,
        cells_from(marked),
        pairs_from(forms),
        pairs_from(marked) if marked else None,
    )


def unit_from_shards(code: str, forms: Sequence[Form], rng: random.Random) -> UnitSums:
    """The same unit from records of its flagged forms and of the others, which were counted apart."""
    flagged, flagged_pairs = merged(stored([form for form in forms if is_flagged(form)], rng))
    others, other_pairs = merged(stored([form for form in forms if not is_flagged(form)], rng))
    cells = {g: merge([part[g] for part in (flagged, others) if g in part]) for g in {*flagged, *others}}
    eligible = {grade: (1 + int(grade)) * number for grade, number in zip("123", PANEL[code], strict=True)}
    return UnitSums(code, code, "", cells, eligible, flagged, merge_pairs([other_pairs, flagged_pairs]), flagged_pairs)


def everything(campaigns: Sequence[Sequence[UnitSums]], convention: Convention) -> dict[str, Any]:
    """All that is reported of some campaigns, the last of them in full."""
    departments, schools = [], []
    for units in campaigns:
        frame = build_frame(QUESTIONNAIRE, units)
        common: Any = {"frame": frame, "target": 0.8, "convention": convention}
        departments.append(build_department_report(QUESTIONNAIRE, units, rank_draws=500, seed=3, **common))
        schools.append(sorted(build_unit_reports(QUESTIONNAIRE, units, **common), key=lambda each: each.unit_code))
    last, report = campaigns[-1], departments[-1]
    versions, labels = (QUESTIONNAIRE, QUESTIONNAIRE), ("trước", "nay")
    times = [float(number) for number in range(len(campaigns))]
    return {
        "department, ranks, funnel, benchmarks": report,
        "units": schools[-1],
        "grid": build_dimension_grid(QUESTIONNAIRE, last, **common),
        "change of units": build_department_change(departments[-2], report, questionnaires=versions, labels=labels),
        "change of figures": build_unit_change(schools[-2][0], schools[-1][0], questionnaires=versions, labels=labels),
        "slope of a unit": unit_trend(times, [reports[0] for reports in schools], questionnaires=[QUESTIONNAIRE] * 3),
        "slope of the panel": panel_trend(times, departments, questionnaires=[QUESTIONNAIRE] * 3),
        "drivers": build_drivers_report(QUESTIONNAIRE, last, subject="", figures=report.dimensions, seed=3, draws=100),
        "reliability": build_reliability(QUESTIONNAIRE, [unit.pairs for unit in last if unit.pairs is not None]),
        "quality": build_quality_report(QUESTIONNAIRE, last, frame=frame, convention=convention),
        "representativity": build_representativity(last, share=report.total),
    }


def campaigns_of(build: Callable[[str, list[Form]], UnitSums], *, keep: Callable[[Form], bool]) -> list[list[UnitSums]]:
    return [[build(code, [*filter(keep, forms)]) for code, forms in campaign(seed).items()] for seed in (1, 2, 3)]


@pytest.mark.parametrize("convention", ["answers", "eligible", "mean"])
def test_every_report_from_merged_shards_is_that_from_the_forms(convention: Convention) -> None:
    rng = random.Random(8)
    expected = everything(campaigns_of(unit_from, keep=lambda form: True), convention)
    shards = campaigns_of(lambda code, forms: unit_from_shards(code, forms, rng), keep=lambda form: True)
    for units in shards:
        rng.shuffle(units)
    found = everything(shards, convention)
    assert [name for name in expected if found[name] != expected[name]] == []
    assert expected["drivers"].reason is None
    assert expected["drivers"].without_flagged
    assert expected["department, ranks, funnel, benchmarks"].ranking is not None
    assert all(scale.alpha is not None for scale in expected["reliability"])
    assert expected["representativity"].r_indicator < 1


@pytest.mark.parametrize("convention", ["answers", "eligible", "mean"])
def test_every_report_without_flagged_forms_is_that_of_the_others_alone(convention: Convention) -> None:
    rng = random.Random(9)
    expected = everything(campaigns_of(unit_from, keep=lambda form: not is_flagged(form)), convention)
    shards = campaigns_of(lambda code, forms: unit_from_shards(code, forms, rng), keep=lambda form: True)
    found = everything([[without_flagged(unit) for unit in units] for units in shards], convention)
    assert [name for name in expected if found[name] != expected[name]] == []
    with_all = everything(shards, convention)
    assert all(with_all[name] != expected[name] for name in expected)
