"""One instrument in two collections of the same units: are they told apart, like with like (docs/methods.md section 7).

A department chooses where it asks beside the units, and it may well choose the weak ones. So its figure is not set beside that
of all units, but beside that of the very units that it asked. Nor is it enough that both figures rest on the same units: where
answers are pooled, a unit with many answers in one collection and few in the other weighs unlike in the two, and they differ
though every unit agrees with itself. So the units are compared one by one too, and both ways have to say the same.

The gate. The units taken are those whose own figure is shown in both collections; the figures over them are those of a place
(`build_groups`), functions of figures that are out already. What is left of a published whole when they are taken away are the
other shown units and the rest of the small ones, which `coverage` has judged. Takes figures that have passed the gate.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from analysis.comparison_figures import Difference
from analysis.differences import ROUNDING, compare_estimates, mean_difference
from analysis.estimates import Estimate, Result
from analysis.figures import UnitFigures
from analysis.group_figures import GroupFigures, GroupsReport

Apart = Literal["apart", "not apart", "only together", "only by unit"]


@dataclass(frozen=True)
class SameUnits:
    """An instrument's share over the same `units` units in their own collection and in another one.

    `difference` is own minus other, the mean over units, each of which counts alike. `apart` says whether the two collections
    are told apart: "apart" where their intervals do not meet and `difference` leaves 0 out on the same side, "only together" or
    "only by unit" where one of the two does, "not apart" where neither. None where a figure is withheld or has no interval.
    """

    units: int
    own: Result
    other: Result
    difference: Difference | None
    apart: Apart | None


def find_same_units(
    own: GroupsReport, other: GroupsReport, *, within: Collection[str] | None = None
) -> tuple[tuple[UnitFigures, UnitFigures], ...]:
    """The units that two collections can be compared on, with their figures in each.

    Parameters
    ----------
    own, other : GroupsReport
        The same instrument under the same convention.
    within : collection of str, optional
        Codes of units beyond which nobody looks.

    Returns
    -------
    tuple of (UnitFigures, UnitFigures)
        Of each unit whose share of the whole questionnaire is shown in both, in the order of `own`. Under `eligible` not those
        that have no eligible number where others have one: they are in no figure of several units.

    Raises
    ------
    ValueError
        Two questionnaires or conventions.

    References
    ----------
    docs/methods.md section 7.
    """
    if (own.questionnaire_digest, own.convention) != (other.questionnaire_digest, other.convention):
        raise ValueError("two questionnaires or conventions are not compared")

    others = {unit.code: unit for unit in _usable(other)}
    shown = [unit for unit in _usable(own) if within is None or unit.code in within]
    return tuple((unit, others[unit.code]) for unit in shown if unit.code in others)


def compare_same_units(
    own: GroupFigures, other: GroupFigures, pairs: Collection[tuple[UnitFigures, UnitFigures]]
) -> SameUnits | None:
    """Two collections beside each other over the same units, and whether they are told apart.

    Parameters
    ----------
    own, other : GroupFigures
        Of a place that consists of exactly the units of `pairs`, in each collection.
    pairs : collection of (UnitFigures, UnitFigures)
        From `find_same_units`.

    Returns
    -------
    SameUnits or None
        None where the two do not rest on exactly these units: then like does not stand beside like.

    References
    ----------
    docs/methods.md section 7: the matched panel; of one unit Newcombe's limits.
    """
    if not pairs or {own.covered_units, other.covered_units} != {len(pairs)}:
        return None
    shares = own.report.index_share, other.report.index_share
    difference = _mean_of_units([(theirs.result, ours.result) for ours, theirs in pairs])
    return SameUnits(len(pairs), *shares, difference, _apart(*shares, difference))


def _usable(groups: GroupsReport) -> list[UnitFigures]:
    units = groups.department.units
    if groups.convention == "eligible" and any(unit.eligible and unit.forms for unit in units):
        units = tuple(unit for unit in units if unit.eligible)
    return [unit for unit in units if isinstance(unit.result, Estimate)]


def _mean_of_units(pairs: Collection[tuple[Result, Result]]) -> Difference | None:
    """Later minus earlier, each unit alike; None where a unit has no interval."""
    known = [(one, two) for one, two in pairs if isinstance(one, Estimate) and isinstance(two, Estimate)]
    if len(known) < len(pairs) or any("none" in (one.interval_kind, two.interval_kind) for one, two in known):
        return None
    if len(known) > 1:
        return mean_difference(known, kind="share")
    compared = compare_estimates(*known[0], kind="share")
    return None if compared is None else compared.difference


def _apart(own: Result, other: Result, difference: Difference | None) -> Apart | None:
    if not isinstance(own, Estimate) or not isinstance(other, Estimate) or difference is None:
        return None
    together = _side(own.low, own.high, other.low, other.high)
    by_unit = _side(difference.low, difference.high, 0.0, 0.0)
    if together is None or by_unit is None:
        return None
    if together:
        return "apart" if by_unit == together else "only together"
    return "only by unit" if by_unit else "not apart"


def _side(low: float | None, high: float | None, other_low: float | None, other_high: float | None) -> int | None:
    """1 where an interval lies above another, -1 below, 0 where they meet, None without limits."""
    if low is None or high is None or other_low is None or other_high is None:
        return None
    return 1 if low > other_high + ROUNDING else -1 if high < other_low - ROUNDING else 0
