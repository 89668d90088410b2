"""From the cells of a unit to its strata: who could have answered, and what one form stands for (docs/methods.md section 1).

Holds the rules on eligible numbers of a whole unit that do not fit the forms: unknown, too small. Those on grades are in
`grades`. It must not know what is estimated from the strata; `scores` does that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.frame import Frame, frame_from_sums
from analysis.grades import strata_by_grade
from analysis.layout import Integers
from analysis.pair_sums import PairSums
from analysis.stacks import merge_groups, stack_values
from analysis.sums import Sums, merge
from questionnaires import Questionnaire

Eligible = Mapping[str, int] | int | None
Floats = NDArray[np.float64]

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class UnitSums:
    """A unit as it enters the analysis.

    `cells` holds its sums per grade ("" = not stated); `eligible` its eligible numbers: per grade in the order of the grades,
    of the whole unit only, or None where unknown. `group` is the name under which units are shown together. `flagged` holds
    the sums of those forms, a part of `cells`, that carry a quality flag (`quality`). `pairs` holds the sums of pairs of items
    over all its forms, `flagged_pairs` those over the flagged ones; None where they were not counted.
    """

    code: str
    name: str
    group: str
    cells: Mapping[str, Sums]
    eligible: Eligible
    flagged: Mapping[str, Sums] = field(default_factory=dict)
    pairs: PairSums | None = None
    flagged_pairs: PairSums | None = None


@dataclass(frozen=True)
class UnitDesign:
    """The strata of one unit: those with forms, or a single one without any where the unit has none.

    `eligible` is the number of the whole unit as given, None where unknown. `weights` are N_h / n_h, `fractions` n_h / N_h; 1
    and 0 where N is unknown; N / n and 0 where there are more answers than eligible. `is_unweighted_by_need` says that
    numbers by grade were given and could not be used.
    """

    strata: tuple[Sums, ...]
    weights: tuple[float, ...]
    fractions: tuple[float, ...]
    forms: int
    eligible: int | None
    has_too_many: bool = False
    is_unweighted_by_need: bool = False

    @property
    def is_weighted_by_grade(self) -> bool:
        """Whether the forms of different grades may stand for different numbers."""
        return self.eligible is not None and not self.has_too_many and len(self.strata) > 1


def eligible_of_unit(eligible: Eligible) -> int | None:
    """The eligible number of a whole unit (docs/methods.md section 1).

    Parameters
    ----------
    eligible : mapping, int or None

    Returns
    -------
    int or None
        None where unknown.

    Raises
    ------
    ValueError
        A negative number.

    Examples
    --------
    >>> eligible_of_unit({"1": 30, "2": 20})
    50
    """
    numbers = list(eligible.values()) if isinstance(eligible, Mapping) else [] if eligible is None else [eligible]
    if any(number < 0 for number in numbers):
        raise ValueError(f"eligible numbers below zero: {eligible}")
    return sum(numbers) if numbers else None


def design_unit(questionnaire: Questionnaire, cells: Mapping[str, Sums], eligible: Eligible, *, fewest: int = 1) -> UnitDesign:
    """Forms the strata of a unit.

    In this order: grades not stated or not in the frame become a stratum of their own (above a fifth: no weighting by grade);
    the number of a grade without forms goes to the next grade that has some, else to the previous; a stratum of fewer than
    `fewest` forms joins the next, else the previous; where a stratum has more forms than eligible the unit is not weighted by
    grade; where the unit has, its fraction is 0.

    Parameters
    ----------
    questionnaire : Questionnaire
    cells : mapping of str to Sums
        By grade code, "" = not stated. May be empty.
    eligible : mapping of str to int, int or None
        By grade in the order of the frame, of the whole unit, or unknown.
    fewest : int
        Forms of a stratum. Reports give `Thresholds.numbers`: a weighted figure beside the counts of answers would give a
        smaller grade away.

    Returns
    -------
    UnitDesign

    Raises
    ------
    ValueError
        A negative eligible number, or sums of another questionnaire.

    References
    ----------
    docs/methods.md section 1, table of cases.

    Examples
    --------
    >>> from analysis.sheets import sums_from_sheets
    >>> from questionnaires import load_shipped
    >>> questionnaire = next(iter(load_shipped().values()))
    >>> forms = lambda n: sums_from_sheets(questionnaire, ["4" * len(questionnaire.closed_items)] * n)
    >>> design_unit(questionnaire, {"1": forms(10), "2": forms(20)}, {"1": 40, "2": 60}).weights
    (4.0, 3.0)
    >>> design_unit(questionnaire, {"2": forms(20)}, {"1": 40, "2": 60}).weights
    (5.0,)
    >>> cells = {"1": forms(9), "2": forms(20), "3": forms(11)}
    >>> design_unit(questionnaire, cells, {"1": 40, "2": 47, "3": 22}, fewest=10).weights
    (3.0, 2.0)
    """
    total = eligible_of_unit(eligible)
    filled = {grade: cell for grade, cell in cells.items() if cell.forms > 0}
    Sums.zero(questionnaire).require_shape(*filled.values())
    forms = sum(cell.forms for cell in filled.values())
    strata = None
    if isinstance(eligible, Mapping) and total is not None and 0 < forms <= total:
        strata = strata_by_grade(filled, eligible, fewest=fewest)
    if strata is None:
        whole = (merge([Sums.zero(questionnaire), *filled.values()]),)
        if total is None or forms == 0:
            return UnitDesign(whole, (1.0,), (0.0,), forms, total)
        if forms > total:
            weight = total / forms if total else 1.0
            return UnitDesign(whole, (weight,), (0.0,), forms, total, has_too_many=True)
        has_grades = isinstance(eligible, Mapping) and len(eligible) > 1
        return UnitDesign(whole, (total / forms,), (forms / total,), forms, total, is_unweighted_by_need=has_grades)
    return UnitDesign(
        strata=tuple(cell for cell, _ in strata),
        weights=tuple(number / (cell.forms * forms) for cell, number in strata),
        fractions=tuple(cell.forms * forms / number for cell, number in strata),
        forms=forms,
        eligible=total,
    )


@dataclass(frozen=True)
class Design:
    """The strata of many units under each other, as arrays; `starts` is the first stratum of each group that is estimated.

    Over strata, shape (H,): `forms`, `weights`, `fractions`. Over strata but standing at the first stratum of each unit, 0 at
    the others, so that sums over any units are right: `eligible`, `is_unknown` (1 where N is unknown), `has_too_many` (1
    where n > N). `counted` are the forms that count in f and fp: none of a unit with more answers than eligible, shown by
    `counts_in_fraction`.
    """

    values: Integers  # (H, length of the layout)
    shape_of: Sums  # any of the sums: carries the shape
    starts: Integers  # (G,)
    unit_of: Integers  # (H,) which of the given units
    forms: Integers
    weights: Floats
    fractions: Floats
    eligible: Integers
    is_unknown: Integers
    has_too_many: Integers
    counts_in_fraction: Integers

    @cached_property
    def group_of(self) -> Integers:
        """The group of each stratum, shape (H,)."""
        return np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.forms)]))

    def over_groups(self, values: NDArray[Number]) -> NDArray[Number]:
        """Sums an array over the strata of each group, along the first axis.

        Parameters
        ----------
        values : ndarray, shape (H, ...)

        Returns
        -------
        ndarray, shape (G, ...)
        """
        return np.add.reduceat(values, self.starts, axis=0)

    def as_one_group(self) -> "Design":
        """The same strata as one group: the department.

        Returns
        -------
        Design
        """
        return replace(self, starts=np.zeros(1, dtype=np.int64))


def stack_designs(units: Sequence[UnitDesign]) -> Design:
    """Puts the strata of units under each other, one group per unit (docs/methods.md section 1).

    Parameters
    ----------
    units : sequence of UnitDesign
        At least one; `unit_of` counts them from 0.

    Returns
    -------
    Design

    Raises
    ------
    ValueError
        No unit.
    """
    if not units:
        raise ValueError("a design needs a unit")
    lengths = [len(unit.strata) for unit in units]
    starts = np.cumsum([0, *lengths[:-1]])
    first = np.zeros(sum(lengths), dtype=np.int64)
    first[starts] = 1
    unit_of = np.repeat(np.arange(len(units)), lengths)
    # A unit with nobody eligible and forms all the same: its number is a mistake, so it is treated as unknown, and flagged.
    known = np.array([unit.eligible or 0 for unit in units], dtype=np.int64)
    too_many = np.array([unit.has_too_many for unit in units], dtype=np.int64)
    return Design(
        values=stack_values(cell for unit in units for cell in unit.strata),
        shape_of=units[0].strata[0],
        starts=starts,
        unit_of=unit_of,
        forms=np.array([cell.forms for unit in units for cell in unit.strata], dtype=np.int64),
        weights=np.array([weight for unit in units for weight in unit.weights]),
        fractions=np.array([fraction for unit in units for fraction in unit.fractions]),
        eligible=first * known[unit_of],
        is_unknown=first * (known == 0)[unit_of],
        has_too_many=first * too_many[unit_of],
        counts_in_fraction=1 - too_many[unit_of],
    )


def build_frame(questionnaire: Questionnaire, units: Sequence[UnitSums], *, is_exact: bool = False) -> Frame:
    """The pooled correlations over all units of a campaign on one instrument.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        All units of the campaign that have this instrument, not those of one scope only.
    is_exact : bool
        As in `frame.frame_from_sums`.

    Returns
    -------
    Frame
        Of units with ten forms or more, unless `is_exact`.

    References
    ----------
    docs/methods.md section 3.
    """
    zero = Sums.zero(questionnaire)
    wholes = merge_groups(list(unit.cells.values()) or [zero] for unit in units)
    return frame_from_sums(questionnaire, wholes, is_exact=is_exact)
