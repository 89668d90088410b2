"""From stacked sums to the moments of one figure after another: y over m, form by form (docs/methods.md sections 1 and 12).

Every published figure is a ratio sum y / sum m or a mean of such ratios. Here each figure gets the five sums that its variance
needs, for every stratum, in exact integers. Knows where things stand in the sums; must not know weights or intervals.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from analysis.layout import Integers, Layout, layout_of, triangle_places
from analysis.strata import Design
from questionnaires import Item, Questionnaire

Kind = Literal["share", "score"]


@dataclass(frozen=True)
class Moments:
    """Sums over the forms of each stratum for each figure, all of shape (H strata, F figures).

    y is what counts (satisfied answers, sum of values), m the number of substantive answers of the form. `answering` counts
    forms with m > 0, `missing` answers not given ("not applicable" is not missing), `spread` the sum of squares of single
    answers, and `lowest`, `highest` the values that a missing answer could have had.
    """

    y: Integers
    m: Integers
    yy: Integers
    ym: Integers
    mm: Integers
    answering: Integers
    missing: Integers
    spread: Integers
    lowest: float
    highest: float

    @property
    def figures(self) -> int:
        """Number of figures."""
        return int(self.y.shape[1])

    def take(self, figures: list[int]) -> "Moments":
        """Some of the figures, in the order given.

        Parameters
        ----------
        figures : list of int
            Columns.

        Returns
        -------
        Moments
        """
        arrays = {name: array[:, figures] for name, array in self.__dict__.items() if isinstance(array, np.ndarray)}
        return Moments(**{**self.__dict__, **arrays})


class Crossed(NamedTuple):
    """The moments of all dimensions together: totals (H, 2 D) and products (H, 2 D, 2 D) of (y_1..y_D, m_1..m_D)."""

    totals: Integers
    products: Integers


def item_moments(questionnaire: Questionnaire, design: Design, items: list[Item], *, kind: Kind) -> Moments:
    """The moments of rating items, one figure each.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    items : list of Item
        Rating items of this questionnaire.
    kind : "share" or "score"

    Returns
    -------
    Moments
        Shape (H, len(items)).

    References
    ----------
    docs/methods.md section 1.
    """
    counts = counts_of(questionnaire, design, items)
    points = _points(questionnaire, kind, counts.shape[2])
    is_answer = np.minimum(np.arange(counts.shape[2]), 1)
    m, y, yy = np.moveaxis(_times(counts, np.stack([is_answer, points, points**2], axis=1)), -1, 0)
    low, high = _limits(questionnaire, kind)
    missing = design.forms[:, None] - m - counts[:, :, 0]
    return Moments(y, m, yy, y, m, m, missing, yy, low, high)


def dimension_moments(questionnaire: Questionnaire, design: Design, *, kind: Kind) -> Moments:
    """The moments of the dimensions, one figure each.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    kind : "share" or "score"

    Returns
    -------
    Moments
        Shape (H, D).

    References
    ----------
    docs/methods.md section 1.
    """
    dimensions = len(questionnaire.dimensions)
    crossed = crossed_moments(questionnaire, design, kind=kind)
    each = np.arange(dimensions)
    answering = design.values[:, _layout(design).answering][:, :dimensions]
    missing, spread = _by_dimension(questionnaire, design, crossed, kind)
    low, high = _limits(questionnaire, kind)
    return Moments(
        y=crossed.totals[:, :dimensions],
        m=crossed.totals[:, dimensions:],
        yy=crossed.products[:, each, each],
        ym=crossed.products[:, each, dimensions + each],
        mm=crossed.products[:, dimensions + each, dimensions + each],
        answering=answering,
        missing=missing,
        spread=spread,
        lowest=low,
        highest=high,
    )


def pooled_moments(questionnaire: Questionnaire, design: Design, *, kind: Kind) -> Moments:
    """The moments of all dimension items taken together: the index under the convention `answers`.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    kind : "share" or "score"

    Returns
    -------
    Moments
        Shape (H, 1).

    References
    ----------
    docs/methods.md section 1.
    """
    dimensions = len(questionnaire.dimensions)
    crossed = crossed_moments(questionnaire, design, kind=kind)
    totals, products = crossed
    missing, spread = _by_dimension(questionnaire, design, crossed, kind)
    low, high = _limits(questionnaire, kind)
    return Moments(
        y=totals[:, :dimensions].sum(axis=1, keepdims=True),
        m=totals[:, dimensions:].sum(axis=1, keepdims=True),
        yy=products[:, :dimensions, :dimensions].sum(axis=(1, 2))[:, None],
        ym=products[:, :dimensions, dimensions:].sum(axis=(1, 2))[:, None],
        mm=products[:, dimensions:, dimensions:].sum(axis=(1, 2))[:, None],
        answering=answering_any(design),
        missing=missing.sum(axis=1, keepdims=True),
        spread=spread.sum(axis=1, keepdims=True),
        lowest=low,
        highest=high,
    )


def percent_moments(design: Design) -> Moments:
    """The moments of the percent items (expectation met), one figure each.

    Parameters
    ----------
    design : Design

    Returns
    -------
    Moments
        Shape (H, percent items).

    References
    ----------
    docs/methods.md section 1.
    """
    block = design.values[:, _layout(design).percents].reshape(len(design.values), -1, 3)
    n, y, yy = block[:, :, 0], block[:, :, 1], block[:, :, 2]
    return Moments(y, n, yy, y, n, n, design.forms[:, None] - n, yy, 0.0, 100.0)


def crossed_moments(questionnaire: Questionnaire, design: Design, *, kind: Kind) -> Crossed:
    """The moments of all dimensions with the products between them, which the variance of a mean of dimensions needs.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    kind : "share" or "score"

    Returns
    -------
    Crossed

    References
    ----------
    docs/methods.md section 1.
    """
    layout = _layout(design)
    width = 3 * len(questionnaire.dimensions)
    chosen = np.array([*range(1 if kind == "share" else 0, width, 3), *range(2, width, 3)])
    places = layout.products.start + triangle_places(width)[np.ix_(chosen, chosen)]
    return Crossed(design.values.take(layout.totals.start + chosen, axis=1), design.values.take(places, axis=1))


def counts_of(questionnaire: Questionnaire, design: Design, items: list[Item]) -> Integers:
    """How often each level of each item was chosen, level 0 being "not applicable".

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    items : list of Item
        Rating items.

    Returns
    -------
    ndarray of int64, shape (H, len(items), 1 + number of options)

    References
    ----------
    docs/methods.md section 1.
    """
    place = {item.code: k for k, item in enumerate(questionnaire.closed_items)}
    places = [place[item.code] for item in items]
    shape = design.shape_of.shape
    counts = design.values[:, _layout(design).counts].reshape(-1, shape.closed, shape.levels)
    counts = counts[:, :, : 1 + max(option.value for option in questionnaire.scale.options)]
    stretch = range(min(places, default=0), min(places, default=0) + len(places))
    return counts[:, stretch.start : stretch.stop] if places == [*stretch] else counts[:, places]  # mostly nothing is copied


def answering_any(design: Design) -> Integers:
    """Forms with an answer in any dimension, shape (H, 1).

    Parameters
    ----------
    design : Design

    Returns
    -------
    ndarray of int64

    References
    ----------
    docs/methods.md section 1.
    """
    return design.values[:, _layout(design).answering][:, -1:]


def _by_dimension(questionnaire: Questionnaire, design: Design, crossed: Crossed, kind: Kind) -> tuple[Integers, Integers]:
    """Missing answers, and the sum of squares of single answers, of each dimension."""
    sizes = np.array([len(dimension.items) for dimension in questionnaire.dimensions])
    counts = counts_of(questionnaire, design, list(questionnaire.dimension_items))
    belongs = np.repeat(np.eye(len(sizes), dtype=np.int64), sizes, axis=0)
    not_applicable = _times(counts[:, :, 0], belongs)
    missing = design.forms[:, None] * sizes - crossed.totals[:, len(sizes) :] - not_applicable
    if kind == "share":
        return missing, crossed.totals[:, : len(sizes)]  # a satisfied answer is 1, and so is its square
    return missing, _times(counts.reshape(len(counts), -1), np.kron(belongs, np.arange(counts.shape[2])[:, None] ** 2))


def _times(counts: Integers, points: Integers) -> Integers:
    """A product of matrices of whole numbers; below 2**53 it is exact in floating point, where it is many times faster."""
    return (counts.astype(np.float64) @ points.astype(np.float64)).astype(np.int64)


def _layout(design: Design) -> Layout:
    return layout_of(design.shape_of.shape)


def _points(questionnaire: Questionnaire, kind: Kind, levels: int) -> Integers:
    """What an answer at each level counts: 1 if it is satisfied, or its value."""
    if kind == "score":
        return np.arange(levels)
    satisfied = [option.value for option in questionnaire.scale.options if option.satisfied]
    return np.isin(np.arange(levels), satisfied).astype(np.int64)


def _limits(questionnaire: Questionnaire, kind: Kind) -> tuple[float, float]:
    """The lowest and highest value of one answer."""
    if kind == "share":
        return 0.0, 1.0
    values = [option.value for option in questionnaire.scale.options]
    return float(min(values)), float(max(values))
