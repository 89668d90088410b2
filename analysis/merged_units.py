"""Units that have become one: whether their earlier answers may be added, and their sum (docs/methods.md section 7).

Knows sums and eligible numbers of one instrument in one campaign. It must not know why units were merged, nor when.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from analysis.blocks import BLOCKS
from analysis.disclosure import DEFAULTS, Thresholds, find_reasons, is_secret
from analysis.raking import MOST_RATIO
from analysis.strata import Eligible, UnitSums, design_unit, eligible_of_unit, stack_designs
from analysis.sums import Sums, merge
from questionnaires import Questionnaire

Obstacle = Literal["no answers", "few answers", "uneven"]


def find_obstacle(
    questionnaire: Questionnaire, units: Sequence[UnitSums], *, thresholds: Thresholds = DEFAULTS
) -> Obstacle | None:
    """Why the answers of several units must not be added to those of one.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        At least one, all on this questionnaire in one campaign.
    thresholds : Thresholds

    Returns
    -------
    "no answers", "few answers", "uneven" or None
        "no answers": a unit has none, so the sum would be that of the others. "few answers": a figure of one of them is
        withheld, and the sum less the others would show it. "uneven": eligible numbers are unknown, or an answer of one unit
        stands for more than five times as many people as one of another, so the sum would speak for who answered.

    Raises
    ------
    ValueError
        No unit.

    References
    ----------
    docs/methods.md section 7.
    """
    forms = [sum(cell.forms for cell in unit.cells.values()) for unit in units]
    if not all(forms):
        return "no answers"
    if len(units) == 1:
        return None
    fewest = thresholds.fewest_in_stratum
    design = stack_designs([design_unit(questionnaire, unit.cells, unit.eligible, fewest=fewest) for unit in units])
    reasons = find_reasons(questionnaire, design, thresholds)
    if any(is_secret(reasons[block]).any() for block in BLOCKS):
        return "few answers"
    weights = [(eligible_of_unit(unit.eligible) or 0) / answered for unit, answered in zip(units, forms, strict=True)]
    return None if min(weights) > 0 and max(weights) <= MOST_RATIO * min(weights) else "uneven"


def merge_units(questionnaire: Questionnaire, units: Sequence[UnitSums], *, code: str, name: str, group: str) -> UnitSums:
    """Several units as one: cells and eligible numbers added by grade.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        At least one, all on this questionnaire in one campaign.
    code, name, group : str
        Of the unit that they have become.

    Returns
    -------
    UnitSums
        Without pairs of items and flagged forms. The eligible number is that of the whole where not every unit has it by grade,
        None where one is unknown.

    References
    ----------
    docs/methods.md sections 7 and 12.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> one, other = UnitSums("A", "A", "", {}, {"1": 20, "2": 30}), UnitSums("B", "B", "", {}, {"2": 10})
    >>> merge_units(load_shipped()["TH-PH"], [one, other], code="C", name="C", group="").eligible
    {'1': 20, '2': 40}
    """
    parts: dict[str, list[Sums]] = {}
    for unit in units:
        for grade, cell in unit.cells.items():
            parts.setdefault(grade, []).append(cell)
    cells = {grade: merge(of_grade) for grade, of_grade in parts.items()}
    return UnitSums(code, name, group, cells, _added(questionnaire, [unit.eligible for unit in units]))


def _added(questionnaire: Questionnaire, numbers: Sequence[Eligible]) -> Eligible:
    by_grade = [one for one in numbers if isinstance(one, Mapping)]
    order = [grade.code for grade in questionnaire.grades]
    if len(by_grade) == len(numbers) and all(set(one) <= set(order) for one in by_grade):
        named = [grade for grade in order if any(grade in one for one in by_grade)]
        return {grade: sum(one.get(grade, 0) for one in by_grade) for grade in named}
    totals = [eligible_of_unit(one) for one in numbers]
    return None if None in totals else sum(total for total in totals if total is not None)
