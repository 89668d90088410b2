"""The gate: turns figures as computed into an `Estimate` or a `Suppressed`, and nothing else does (docs/methods.md section 4).

What is protected is a group of people (a unit, a part of it, the rest of a department), not an option: once a group passes,
its distribution is shown whole. Two questions are kept apart: may it be known (reasons, here), and is it known well enough
("too wide").

Inside one unit a withheld figure must not be the difference of shown ones:

* an item withheld takes a second item of its dimension with it, the shown one with the fewest respondents among those where
  somebody is satisfied and not everybody (all may be, beside an item where nobody is). What subtraction then gives is a figure
  of at least `numbers` respondents who are neither all satisfied nor all dissatisfied: a sum of 0 or of everything would give
  each of its parts. Where there is no such item, the dimension is withheld instead. Which one it is depends on items that may
  be known: a choice that looked at the withheld answers would tell of them to whoever knows the rule;
* a dimension withheld takes the index with it: dimensions are there to be seen one by one, and the index is their sum;
* where everybody is dissatisfied with a whole (index, dimension), its parts are withheld, since zeros add up to zero.

Of a group of fewer people than `numbers` nothing is said but how many forms it has, not even which items all of them left out.
Over units, grades and releases `suppression` protects (docs/methods.md section 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.blocks import BLOCKS, Block, block_figures
from analysis.estimates import Estimate, Flag, IntervalKind, Reason, Result, Suppressed
from analysis.intervals import Intervals
from analysis.layout import Integers
from analysis.raw_figures import Booleans, RawFigures
from analysis.strata import Design
from questionnaires import Questionnaire

FEW_DEGREES = 8  # below it NCHS asks for a review
LOW_PARTICIPATION = 0.5
ROUNDING = 1e-9  # limits exactly as wide as may be shown are shown

Reasons = NDArray[np.object_]  # of shape (G, F): a Reason, or "" where nothing is to be protected


@dataclass(frozen=True)
class Thresholds:
    """What must be reached before something is shown (docs/methods.md section 4).

    `numbers`: respondents for any figure. `comments`: responses of the unit before comments are read out. `tiers`: effective
    base below which "missed" and ranks are not printed. `width`: widest interval shown, as a part of the figure's range.
    `everyone`: a share of 0 from this part of the eligible or more says what everybody answered. `strata`: responses of a grade
    below which it is weighted together with the next, `numbers` where None.
    """

    numbers: int = 10
    comments: int = 20
    tiers: int = 30
    width: float = 0.30
    everyone: float = 0.8
    strata: int | None = None

    @property
    def fewest_in_stratum(self) -> int:
        """Responses of a grade that is weighted by itself."""
        return self.numbers if self.strata is None else self.strata


DEFAULTS = Thresholds()


def own_reasons(figures: RawFigures, thresholds: Thresholds) -> Reasons:
    """Why each figure on its own must not be known.

    Parameters
    ----------
    figures : RawFigures
        Shares or percents, shape (G, F).
    thresholds : Thresholds

    Returns
    -------
    ndarray of object, shape (G, F)
        "no responses", "too few", "incomplete", "everyone" or "".

    References
    ----------
    docs/methods.md section 4 (a).
    """
    basis = figures.basis
    reasons = np.full(figures.value.shape, "", dtype=object)
    reasons[basis.is_known & (figures.total == 0) & (basis.n >= thresholds.everyone * basis.eligible)] = "everyone"
    reasons[~figures.exists] = "incomplete"
    reasons[basis.n < thresholds.numbers] = "too few"
    reasons[(basis.n == 0) & ((basis.forms == 0) | (basis.forms >= thresholds.numbers))] = "no responses"
    return reasons


def is_secret(reasons: Reasons) -> NDArray[np.bool_]:
    """Whether a reason protects people, and not only says that there is nothing (docs/methods.md section 4).

    Parameters
    ----------
    reasons : ndarray of object

    Returns
    -------
    ndarray of bool, same shape
    """
    return np.isin(reasons, ["too few", "everyone", "protects another"])


def find_reasons(
    questionnaire: Questionnaire,
    design: Design,
    thresholds: Thresholds,
    *,
    everyone: Mapping[Block, Booleans] | None = None,
) -> dict[Block, Reasons]:
    """Why each figure of each group must not be known, the group's figures protecting each other.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        G groups.
    thresholds : Thresholds
    everyone : mapping of Block to ndarray of bool, shape (G, F), optional
        Figures that would say what everybody in some part of a group has answered.

    Returns
    -------
    dict of Block to ndarray of object, shape (G, F)
        The rules of the module docstring; they do not depend on the convention.

    References
    ----------
    docs/methods.md section 4 (a).
    """
    figures = {block: block_figures(questionnaire, design, block, kind="share", convention="answers") for block in BLOCKS}
    reasons = {block: own_reasons(figures[block], thresholds) for block in BLOCKS}
    for block, marks in (everyone or {}).items():
        reasons[block][marks & (reasons[block] == "")] = "everyone"
    secret = is_secret(np.concatenate([reasons[block] for block in BLOCKS[:3]], axis=1))
    for group in np.flatnonzero(secret.any(axis=1)).tolist():
        _protect_parts(questionnaire, reasons, figures["items"], group)
    return reasons


def _protect_parts(questionnaire: Questionnaire, reasons: Mapping[Block, Reasons], items: RawFigures, group: int) -> None:
    """Applies the rules inside one group, from the items up to the index and, for zeros, from the index down."""
    index, dimensions = reasons["index"][group], reasons["dimensions"][group]
    if index[0] == "everyone":
        dimensions[dimensions == ""] = "protects another"
    start = 0
    for d, dimension in enumerate(questionnaire.dimensions):
        columns = slice(start, start + len(dimension.items))
        start = columns.stop
        parts = reasons["items"][group, columns]
        if dimensions[d]:
            parts[parts == ""] = "protects another"
        elif is_secret(parts).any():
            satisfied, answers = items.total[group, columns], items.base[group, columns]
            says_zero = not np.isin(parts, ["too few", "protects another"]).any()  # "everyone" is 0 for whoever knows the rule
            open_parts = (parts == "") & (satisfied > 0) & (says_zero | (satisfied < answers))
            if open_parts.any():
                n: Integers = np.where(open_parts, items.basis.n[group, columns], np.iinfo(np.int64).max)
                parts[n.argmin()] = "protects another"
            else:
                dimensions[d] = "protects another"
    if not index[0] and is_secret(dimensions).any():
        index[0] = "protects another"


def publish_figures(
    figures: RawFigures,
    intervals: Intervals,
    reasons: Reasons,
    *,
    thresholds: Thresholds,
    flags: tuple[Flag, ...] = (),
) -> list[list[Result]]:
    """Lets figures through, or says why not.

    Parameters
    ----------
    figures : RawFigures
        Shape (G, F).
    intervals : Intervals
        Of these figures.
    reasons : ndarray of object, shape (G, F)
        From `find_reasons`; of the share, for a score.
    thresholds : Thresholds
    flags : tuple of Flag
        Put on every estimate besides those that follow from the figure.

    Returns
    -------
    list of lists of Result
        G rows of F results. A figure without a reason is still withheld as "too wide" where the full width of its interval is
        more than `thresholds.width` of its range.

    References
    ----------
    docs/methods.md section 4 (a) and (b).
    """
    widest = thresholds.width * (figures.highest - figures.lowest)
    too_wide = intervals.has_limits & (intervals.limits.high - intervals.limits.low > widest + ROUNDING)
    groups, columns = figures.value.shape
    census, spread, forms = figures.basis.is_census, figures.has_spread, figures.basis.forms
    told = np.where(forms < thresholds.numbers, forms, figures.basis.n)  # of a few forms not even which item they answered
    return [
        [
            _result(
                figures,
                intervals,
                (g, f),
                reasons[g, f] or ("too wide" if too_wide[g, f] else None),
                flags,
                is_census=bool(census[g, f]),
                has_spread=bool(spread[g, f]),
                told=int(told[g, f]),
            )
            for f in range(columns)
        ]
        for g in range(groups)
    ]


def _result(
    figures: RawFigures,
    intervals: Intervals,
    at: tuple[int, int],
    reason: Reason | None,
    flags: tuple[Flag, ...],
    *,
    is_census: bool,
    has_spread: bool,
    told: int,
) -> Result:
    basis = figures.basis
    n = int(basis.n[at])
    if reason is not None:
        tells_n = reason == "no responses" or (reason in ("too few", "too wide") and told > 0)
        return Suppressed(reason, told if tells_n else None)
    has_bounds = is_census and bool(figures.missing[at] > 0)
    has_limits = bool(intervals.has_limits[at])
    kind: IntervalKind = "bounds" if has_bounds else "census" if is_census else "interval" if has_limits else "none"
    eligible = int(basis.eligible[at]) if basis.is_known[at] else None
    (low, high), (low90, high90) = (
        (float(limits.low[at]), float(limits.high[at])) if has_limits else (None, None)
        for limits in (intervals.limits, intervals.limits90)
    )
    variance = 0.0 if is_census or not has_spread else float(figures.variance[at])
    return Estimate(
        value=float(figures.value[at]),
        low=low,
        high=high,
        low90=low90,
        high90=high90,
        se=None if has_bounds or (n < 2 and not is_census) else variance**0.5,
        base=int(figures.base[at]),
        n=n,
        eligible=eligible,
        effective_base=float(intervals.effective_base[at]),
        design_effect=float(intervals.design_effect[at]),
        degrees_of_freedom=int(basis.degrees_of_freedom[at]),
        interval_kind=kind,
        flags=(*_own_flags(figures, at, is_census=is_census), *flags),
        is_exact=bool(intervals.is_exact[at]),
    )


def _own_flags(figures: RawFigures, at: tuple[int, int], *, is_census: bool) -> tuple[Flag, ...]:
    basis = figures.basis
    flags: list[Flag] = []
    if basis.has_too_many[at]:
        flags.append("more answers than eligible")
    if basis.degrees_of_freedom[at] < FEW_DEGREES and not is_census:
        flags.append("few degrees of freedom")
    if basis.is_known[at] and basis.forms[at] < LOW_PARTICIPATION * basis.eligible[at]:
        flags.append("low participation")
    return tuple(flags)
