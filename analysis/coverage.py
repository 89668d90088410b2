"""Which units the department's own figures cover, so that no subtraction gives a withheld unit away (docs/methods.md 4).

The rule. A unit with at least `numbers` forms takes part in a department's figure exactly if that figure of the unit may be
known; where nothing of the unit is a secret, also in the figures that nobody in it has answered, since its forms stay in the
design as those of any non-respondent do. All units with fewer forms are put together as one group, "the rest", which is judged
by the very same gate as a unit: it takes part in a figure if it consists of at least two units and that figure of the rest may
be known. It takes part in none where everybody or nobody in the rest is satisfied with some figure, which would say the same of
each of its units, nor where the gate would say "everyone" of one of its units alone: left out of that figure only, it would say
so by that. Under the convention `mean` the rest never takes part, because a mean of units is not a figure of the people in it.

In what is computed, too, the rest is one unit with one stratum: its forms and its eligible numbers are added up first. So every
number of the department (point, standard error, limits, design effect) is a function of these sums, and how they fall to the
units of the rest cannot be found by trying.

Why it holds (sketch). A department's figure is computed from the sums of the units that may be known for it and, at most, from
the sums of the rest. So whoever knows all the department's figures and all the units' figures knows nothing that could not be
computed from one table: the units' figures that passed the gate, and the rest's figures that passed the gate. Taking the shown
units away from the total gives at most the rest, which is at least two units, at least `numbers` respondents, and neither
everybody satisfied nor everybody dissatisfied. Inside a unit, and inside the rest, differences between figures are met by the
rules in `disclosure`. Figures that are withheld for their width only ("too wide") are no secret and take part.

Not met here: departments that overlap (a commune and its province) with different rests, and two releases; `suppression` plans
these. Two conventions of one release are met nowhere: publish one.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.blocks import BLOCKS, Block, block_figures
from analysis.disclosure import Reasons, Thresholds, find_reasons, is_secret, own_reasons
from analysis.estimates import Convention
from analysis.raw_figures import Booleans, any_along
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
    enters = _entering(units, convention)
    known = _known_figures(reasons)
    covered = {block: (enters & _has_forms(units))[:, None] & known[block] for block in BLOCKS}
    places = _rest_of(units, enters, convention, thresholds)
    if places:
        rest = [units[u] for u in places]
        design = stack_designs([_as_one_unit(questionnaire, rest)])
        known = _known_figures(find_reasons(questionnaire, design, thresholds))
        says_everyone = _says_everyone(questionnaire, rest, design, thresholds)
        for block in BLOCKS:
            covered[block][places] = known[block] & (not says_everyone)
    return covered


def department_design(
    questionnaire: Questionnaire,
    units: Sequence[UnitDesign],
    covered: dict[Block, Booleans],
    *,
    convention: Convention,
    thresholds: Thresholds,
) -> tuple[Design, dict[Block, Booleans]]:
    """What the department's figures are computed from: the units, those of the rest put together as one.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitDesign
        U units.
    covered : dict of Block to ndarray of bool, shape (U, F)
        From `covered_units`, under the same convention and thresholds.
    convention : "answers", "mean" or "eligible"
    thresholds : Thresholds

    Returns
    -------
    design : Design
        One group per unit outside the rest, then one for the rest where there is one.
    covered : dict of Block to ndarray of bool, shape (groups, F)

    References
    ----------
    docs/methods.md section 4.
    """
    places = _rest_of(units, _entering(units, convention), convention, thresholds)
    if not places:
        return stack_designs(units), covered
    others = [u for u in range(len(units)) if u not in set(places)]
    groups = [*(units[u] for u in others), _as_one_unit(questionnaire, [units[u] for u in places])]
    return stack_designs(groups), {block: covered[block][[*others, places[0]]] for block in BLOCKS}


def _entering(units: Sequence[UnitDesign], convention: Convention) -> Booleans:
    """Units that a convention can take in; where no unit with forms has an eligible number, all."""
    known = np.array([unit.eligible is not None and unit.eligible > 0 for unit in units], dtype=np.bool_)
    return known if convention == "eligible" and (known & _has_forms(units)).any() else np.ones(len(units), dtype=np.bool_)


def _has_forms(units: Sequence[UnitDesign]) -> Booleans:
    return np.array([unit.forms > 0 for unit in units], dtype=np.bool_)


def _known_figures(reasons: dict[Block, Reasons]) -> dict[Block, Booleans]:
    """The figures that may be known; of a group without any secret also those that nobody has answered.

    Its forms stay in the design of the department, as those of non-respondents to an item do.
    """
    has_secret = is_secret(np.concatenate([reasons[block] for block in BLOCKS], axis=1)).any(axis=1, keepdims=True)
    nothing = {block: np.isin(reasons[block], ["no responses", "incomplete"]) for block in BLOCKS}
    return {block: (reasons[block] == "") | (nothing[block] & ~has_secret) for block in BLOCKS}


def _rest_of(units: Sequence[UnitDesign], enters: Booleans, convention: Convention, thresholds: Thresholds) -> list[int]:
    """The places of the small units that may be known together; none where there are fewer than two."""
    small = [u for u, unit in enumerate(units) if enters[u] and 0 < unit.forms < thresholds.numbers]
    return small if convention != "mean" and len(small) >= 2 else []


def _says_everyone(questionnaire: Questionnaire, rest: Sequence[UnitDesign], together: Design, thresholds: Thresholds) -> bool:
    """Whether a figure of the rest that is large enough would say what everybody in one of its units has answered."""
    each = stack_designs(rest)
    any_size = replace(thresholds, numbers=0)
    for block in BLOCKS:
        whole = block_figures(questionnaire, together, block, kind="share", convention="answers")
        parts = block_figures(questionnaire, each, block, kind="share", convention="answers")
        same = (whole.total == whole.lowest * whole.base) | (whole.total == whole.highest * whole.base)
        is_large = (whole.basis.n >= thresholds.numbers) & (whole.base > 0)
        if (is_large & (same | any_along(own_reasons(parts, any_size) == "everyone", 0))).any():
            return True
    return False


def _as_one_unit(questionnaire: Questionnaire, units: Sequence[UnitDesign]) -> UnitDesign:
    """The rest as a unit of its own, with the eligible numbers of all where all have one."""
    numbers = [unit.eligible or 0 for unit in units]
    cells = {"": merge([cell for unit in units for cell in unit.strata])}
    return design_unit(questionnaire, cells, sum(numbers) if all(numbers) else None)
