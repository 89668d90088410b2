"""Which units the department's own figures cover, so that no subtraction gives a withheld unit away (docs/methods.md 4).

The rule. A unit with at least `numbers` forms takes part in a department's figure exactly if that figure of the unit may be
known. All units with fewer forms are put together as one group, "the rest", which is judged by the very same gate as a unit:
it takes part in a figure if it consists of at least two units and that figure of the rest may be known. Under the convention
`mean` the rest never takes part, because a mean of units is not a figure of the people in it.

Why it holds (sketch). A department's figure is computed from the sums of the units that may be known for it and, at most, from
the sums of the rest. So whoever knows all the department's figures and all the units' figures knows nothing that could not be
computed from one table: the units' figures that passed the gate, and the rest's figures that passed the gate. Taking the shown
units away from the total gives at most the rest, which is at least two units, at least `numbers` respondents, and not everybody
dissatisfied. Inside a unit, and inside the rest, differences between figures are met by the rules in `disclosure`. Figures that
are withheld for their width only ("too wide") are no secret and take part.

Not met here: departments that overlap (a commune and its province) with different rests, two conventions of one release, and
two releases. That is the next layer; its place is a function over several reports, with the check by elimination.
"""

from collections.abc import Sequence

import numpy as np

from analysis.blocks import BLOCKS, Block
from analysis.disclosure import Reasons, Thresholds, find_reasons
from analysis.estimates import Convention
from analysis.raw_figures import Booleans
from analysis.strata import Design, UnitDesign, design_unit, stack_designs
from analysis.sums import merge
from questionnaires import Questionnaire


def covered_units(
    questionnaire: Questionnaire,
    units: Sequence[UnitDesign],
    reasons: dict[Block, Reasons],
    *,
    convention: Convention,
    thresholds: Thresholds,
) -> dict[Block, Booleans]:
    """The units that take part in each figure of the department.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitDesign
        U units.
    reasons : dict of Block to ndarray of object, shape (U, F)
        Of the units, from `disclosure.find_reasons`.
    convention : "answers", "mean" or "eligible"
        Under `eligible` units without eligible numbers do not take part, unless no unit has any.
    thresholds : Thresholds

    Returns
    -------
    dict of Block to ndarray of bool, shape (U, F)

    References
    ----------
    docs/methods.md sections 1 (units without N) and 4 (differences).
    """
    known = np.array([unit.eligible is not None and unit.eligible > 0 for unit in units])
    enters = known if convention == "eligible" and known.any() else np.ones(len(units), dtype=np.bool_)
    covered = {block: enters[:, None] & (reasons[block] == "") for block in BLOCKS}
    rest = [u for u, unit in enumerate(units) if enters[u] and 0 < unit.forms < thresholds.numbers]
    if convention != "mean" and len(rest) >= 2:
        of_rest = find_reasons(questionnaire, _as_one_unit(questionnaire, [units[u] for u in rest]), thresholds)
        for block in BLOCKS:
            covered[block][rest] = of_rest[block] == ""
    return covered


def _as_one_unit(questionnaire: Questionnaire, units: Sequence[UnitDesign]) -> Design:
    """The rest as a unit of its own, with the eligible numbers of all where all have one."""
    numbers = [unit.eligible or 0 for unit in units]
    cells = {"": merge([cell for unit in units for cell in unit.strata])}
    return stack_designs([design_unit(questionnaire, cells, sum(numbers) if all(numbers) else None)])
