"""A figure as computed: its point, its variance and what it rests on, before any interval and not to be shown.

The border between `scores`, which fills these for G groups and F figures at once, and `intervals` and `disclosure`, which read
them. Also their plain mean over units. Must not know sums or strata (docs/methods.md sections 1 and 3).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers
from analysis.strata import Number

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
NOT_ARRAYS = ("basis", "is_ratio", "lowest", "highest")  # of `RawFigures`


@dataclass(frozen=True)
class Basis:
    """What a figure rests on, each array of shape (G, F).

    `n` counts forms with an answer, `forms` all valid forms, `eligible` is 0 where not `is_known`. `counted_forms` and
    `counted_n` leave out units with more answers than eligible. `weight_factor` is 1 + cv^2 of the weights over the n forms.
    """

    n: Integers
    forms: Integers
    eligible: Integers
    is_known: Booleans
    counted_forms: Integers
    counted_n: Integers
    has_too_many: Booleans
    degrees_of_freedom: Integers
    weight_factor: Floats
    has_equal_weights: Booleans

    @property
    def is_census(self) -> Booleans:
        """Everybody eligible has answered."""
        everybody: Booleans = self.counted_forms == self.eligible
        return self.is_known & ~self.has_too_many & everybody

    @property
    def fraction(self) -> Floats:
        """f, valid forms over eligible; 0 where unknown."""
        return np.where(self.is_known, self.counted_forms / np.maximum(self.eligible, 1), 0.0)

    @property
    def population_factor(self) -> Floats:
        """fp = (N - n) / (N - 1); 1 where N is unknown."""
        factor = (self.eligible - self.counted_n) / np.maximum(self.eligible - 1, 1)
        return np.where(self.is_known, np.clip(factor, 0.0, 1.0), 1.0)


@dataclass(frozen=True)
class RawFigures:
    """Figures before interval and gate, each array of shape (G, F); not to be shown.

    `base` counts answers, `total` and `squares` are the sums of single answers and of their squares. `reference_base` is M*,
    the number of independent answers that would give the same variance in a mean of parts (M for a single ratio),
    `cluster_size` m2, the answers per form that go with it. `bound_low` and `bound_high` are the values if all missing
    answers were the lowest or the highest. `is_ratio` is False for a mean of parts. `lowest` and `highest` limit a single
    answer.
    """

    exists: Booleans
    value: Floats
    variance: Floats
    base: Integers
    total: Integers
    squares: Integers
    missing: Integers
    reference_base: Floats
    cluster_size: Floats
    bound_low: Floats
    bound_high: Floats
    basis: Basis
    is_ratio: bool
    lowest: float
    highest: float

    @property
    def has_spread(self) -> Booleans:
        """Whether the single answers differ, exactly."""
        differ: Booleans = self.base * self.squares != self.total**2
        return differ


def rounded_mean(parts: Floats, axis: int, *, count: Floats | int) -> Floats:
    """The sum of parts divided by their number, to 15 decimals: the mean of 17/20 and 19/20 is .9, as a target of .9 is.

    Parameters
    ----------
    parts : ndarray of float
        0 where a part is left out.
    axis : int
        Kept with length 1.
    count : int or ndarray

    Returns
    -------
    ndarray of float

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> print(rounded_mean(np.array([0.85, 0.95]), 0, count=2), (0.85 + 0.95) / 2)
    [0.9] 0.8999999999999999
    """
    mean: Floats = np.round(parts.sum(axis=axis, keepdims=True) / count, 15)
    return mean


def all_along(claims: Booleans, axis: int) -> Booleans:
    """Whether a claim holds everywhere along an axis, which is kept with length 1 (docs/methods.md section 1).

    Parameters
    ----------
    claims : ndarray of bool
    axis : int

    Returns
    -------
    ndarray of bool
    """
    return np.asarray(np.all(claims, axis=axis, keepdims=True))


def any_along(claims: Booleans, axis: int) -> Booleans:
    """Whether a claim holds anywhere along an axis, which is kept with length 1 (docs/methods.md section 1).

    Parameters
    ----------
    claims : ndarray of bool
    axis : int

    Returns
    -------
    ndarray of bool
    """
    return np.asarray(np.any(claims, axis=axis, keepdims=True))


def pick_groups(figures: RawFigures, groups: slice) -> RawFigures:
    """The figures of some neighbouring groups (docs/methods.md section 1).

    Parameters
    ----------
    figures : RawFigures
        Shape (G, F).
    groups : slice

    Returns
    -------
    RawFigures
    """
    return _with_arrays(figures, lambda name: getattr(figures, name)[groups], lambda name: getattr(figures.basis, name)[groups])


def stack_figures(parts: Sequence[RawFigures]) -> RawFigures:
    """The figures of several sets of groups under each other (docs/methods.md section 1).

    Parameters
    ----------
    parts : sequence of RawFigures
        At least one, of the same block and kind.

    Returns
    -------
    RawFigures
    """
    return _with_arrays(
        parts[0],
        lambda name: np.concatenate([getattr(part, name) for part in parts]),
        lambda name: np.concatenate([getattr(part.basis, name) for part in parts]),
    )


def _with_arrays(
    figures: RawFigures, of_figures: Callable[[str], NDArray[Any]], of_basis: Callable[[str], NDArray[Any]]
) -> RawFigures:
    basis = {field.name: of_basis(field.name) for field in fields(Basis)}
    arrays: dict[str, Any] = {
        field.name: of_figures(field.name) for field in fields(RawFigures) if field.name not in NOT_ARRAYS
    }
    return replace(figures, **arrays, basis=Basis(**basis))


def mean_of_units(units: RawFigures, include: Booleans) -> RawFigures:
    """The plain mean of the figures of units: the department under the convention `mean`, for every figure on its own.

    Parameters
    ----------
    units : RawFigures
        One group per unit, shape (U, F).
    include : ndarray of bool, shape (U, F)

    Returns
    -------
    RawFigures
        Shape (1, F). Only units with the figure from two or more forms, or a census, take part.

    References
    ----------
    docs/methods.md sections 1 (Var = sum v_j / K^2) and 3 (M* and m2* over units).
    """
    basis = units.basis
    use = include & units.exists & ((basis.n >= 2) | basis.is_census)
    k = np.maximum(use.sum(axis=0, keepdims=True), 1)

    def total(array: NDArray[Number]) -> NDArray[Number]:
        summed: NDArray[Number] = np.sum(use * array, axis=0, keepdims=True)
        return summed

    inverse_bases = total(1 / np.where(use, units.reference_base, 1.0))
    reference = k**2 / np.where(inverse_bases > 0, inverse_bases, 1.0)
    squares = total(units.cluster_size / np.where(use, units.reference_base, 1.0)) / k**2
    n = total(basis.n)
    known = ~any_along(use & ~basis.is_known, 0) & any_along(use, 0)
    return RawFigures(
        exists=any_along(use, 0),
        value=rounded_mean(use * units.value, 0, count=k),
        variance=total(np.where(basis.is_census, 0.0, units.variance)) / k**2,
        base=total(units.base),
        total=total(units.total),
        squares=total(units.squares),
        missing=total(units.missing),
        reference_base=reference,
        cluster_size=reference * squares,
        bound_low=rounded_mean(use * units.bound_low, 0, count=k),
        bound_high=rounded_mean(use * units.bound_high, 0, count=k),
        basis=Basis(
            n=n,
            forms=total(basis.forms),
            eligible=np.where(known, total(basis.eligible), 0),
            is_known=known,
            counted_forms=total(basis.counted_forms),
            counted_n=total(basis.counted_n),
            has_too_many=any_along(use & basis.has_too_many, 0),
            degrees_of_freedom=np.maximum(total(basis.degrees_of_freedom), 1),
            weight_factor=total(basis.n * basis.weight_factor) / np.maximum(n, 1),
            has_equal_weights=np.zeros_like(known),
        ),
        is_ratio=False,
        lowest=units.lowest,
        highest=units.highest,
    )
