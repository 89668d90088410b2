"""The quality of forms counted batch by batch is that of all forms at once, bit for bit."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest

from analysis.quality import FlagTally
from analysis.unit_quality import UnitQuality, count_quality, count_sheets, judge_quality, quality_by_unit
from questionnaires import Questionnaire, load_shipped

CODE = "SIPAS-TTHC"


def invent(questionnaire: Questionnaire, units: int, *, seed: int) -> dict[str, list[object]]:
    """Forms of many units; in every fifth unit sheets were copied, some people tick in a line, one unit has one form."""
    rng = Random(seed)
    width = len(questionnaire.closed_items)
    columns: dict[str, list[object]] = {name: [] for name in ("sheets", "units", "grades", "percents", "pace", "honeypot")}
    for unit in range(units):
        copied = ["".join(rng.choices("345", k=width)) for _ in range(2)]
        for form in range(1 if unit == 1 else rng.randint(20, 60)):
            sheet = "".join(rng.choices("234455-0", k=width))
            if rng.random() < 0.1:
                sheet = rng.choice("45") * width
            elif unit % 5 == 0 and form % 3 == 0:
                sheet = rng.choice(copied)
            columns["sheets"].append(_allowed(questionnaire, sheet))
            columns["units"].append(f"U{unit}")
            columns["grades"].append(rng.choice(["", "1", "2"]))
            columns["percents"].append(rng.choice([None, (80,) * len(questionnaire.percent_items)]))
            columns["pace"].append(rng.randint(0, 5))
            columns["honeypot"].append(rng.random() < 0.02)
    return columns


def _allowed(questionnaire: Questionnaire, sheet: str) -> str:
    """A choice item takes its first option."""
    return "".join("1" if item.kind == "choice" else sign for item, sign in zip(questionnaire.closed_items, sheet, strict=True))


def in_batches(questionnaire: Questionnaire, forms: dict[str, list[object]], ends: Sequence[int]) -> dict[str, UnitQuality]:
    parts = [
        {
            name: [one for one, unit in zip(column, forms["units"], strict=True) if low <= int(str(unit)[1:]) < high]
            for name, column in forms.items()
        }
        for low, high in zip((0, *ends[:-1]), ends, strict=True)
    ]
    answers = sum(count_sheets(questionnaire, part["sheets"], part["units"]) for part in parts)  # type: ignore[arg-type,misc]
    counted = {}
    for part in parts:
        counted |= count_quality(questionnaire, **part, answers=answers)  # type: ignore[arg-type]
    return judge_quality(counted)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [(1, 2, 12, 30), (15, 30), (29, 30), (30,)])
def test_batches_of_whole_units_give_what_all_forms_at_once_give(ends: Sequence[int]) -> None:
    questionnaire = load_shipped()[CODE]
    forms = invent(questionnaire, 30, seed=len(ends))
    whole = quality_by_unit(questionnaire, **forms)  # type: ignore[arg-type]
    found = in_batches(questionnaire, forms, ends)
    assert list(found) == list(whole)
    for unit, one in whole.items():
        assert (found[unit].forms, found[unit].tally, found[unit].identical) == (one.forms, one.tally, one.identical)
        assert found[unit].flagged == one.flagged
    marked = [unit for unit, one in whole.items() if one.tally.by_flag["identical"]]
    assert len(marked) > 1
    assert {int(unit[1:]) % 5 for unit in marked} == {0}


def test_no_form_at_all_is_no_unit() -> None:
    questionnaire = load_shipped()[CODE]
    assert quality_by_unit(questionnaire, [], [], grades=[], percents=[], pace=[], honeypot=[]) == {}
    assert judge_quality({}) == {}


def test_a_unit_that_is_not_beyond_chance_keeps_its_twins_unmarked() -> None:
    questionnaire = load_shipped()[CODE]
    forms = invent(questionnaire, 30, seed=7)
    found = in_batches(questionnaire, forms, (10, 20, 30))
    plain = [one for unit, one in found.items() if int(unit[1:]) % 5]
    assert all(one.tally.by_flag["identical"] == 0 for one in plain)
    assert isinstance(plain[0].tally, FlagTally)
    assert np.isfinite([one.identical.expected_pairs for one in plain]).all()
