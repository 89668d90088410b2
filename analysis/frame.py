"""What all units of a campaign share on one instrument: the pooled within-form correlation (docs/methods.md section 3).

A unit must see the same interval on its own page and in the department's table, so this is computed once over all units, stored
with the snapshot and given to every report. Knows nothing of weights or intervals.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Shape, layout_of, triangle_places
from analysis.stacks import stack_values
from analysis.sums import Sums
from questionnaires import Questionnaire

FEWEST_FORMS = 10  # as `disclosure.Thresholds.numbers`
ROUNDING = 1e-9  # of a hundredth: a correlation that is a hundredth but for rounding stays


@dataclass(frozen=True)
class Frame:
    """Pooled correlations of "satisfied" within a form: one per dimension, one over all dimension items.

    Each in [0, 1], rounded up to a hundredth, and of units large enough to be shown: few forms among few would move even a
    hundredth, so that their answers could be found by trying.
    """

    questionnaire_digest: str
    dimension_rho: tuple[float, ...]
    index_rho: float

    def to_json(self) -> str:
        """The text that a snapshot stores.

        Returns
        -------
        str
        """
        return json.dumps({"digest": self.questionnaire_digest, "dimensions": self.dimension_rho, "index": self.index_rho})

    @classmethod
    def from_json(cls, text: str) -> "Frame":
        """The frame that `to_json` wrote.

        Parameters
        ----------
        text : str

        Returns
        -------
        Frame
        """
        stored = json.loads(text)
        return cls(stored["digest"], tuple(stored["dimensions"]), stored["index"])


def pooled_rho(
    satisfied: NDArray[np.int64],
    answers: NDArray[np.int64],
    satisfied_squares: NDArray[np.int64],
    satisfied_by_answers: NDArray[np.int64],
    answer_squares: NDArray[np.int64],
    forms: NDArray[np.int64],
) -> float:
    """Estimates the within-form correlation of "satisfied" over all units, each about its own share.

    Parameters
    ----------
    satisfied, answers : ndarray of int64, shape (units,)
        sum T_i and sum M_i of each unit.
    satisfied_squares, satisfied_by_answers, answer_squares : ndarray of int64, shape (units,)
        sum T_i^2, sum T_i M_i and sum M_i^2.
    forms : ndarray of int64, shape (units,)
        Forms with at least one answer.

    Returns
    -------
    float
        In [0, 1]; 1 where no form has two answers.

    References
    ----------
    docs/methods.md section 3: (sum A_j + c) / (sum B_j + c), where c is a quarter of a form at rho = 1.

    Examples
    --------
    Two forms with two answers each: one satisfied with both, one with none. The answers of a form always agree.

    >>> one = lambda value: np.array([value])
    >>> pooled_rho(one(2), one(4), one(4), one(4), one(8), one(2))
    1.0
    """
    use = forms >= 2
    t, m, n = (x[use].astype(float) for x in (satisfied, answers, forms))
    tt, tm, mm = (x[use].astype(float) for x in (satisfied_squares, satisfied_by_answers, answer_squares))
    if not use.any() or (mm == m).all():
        return 1.0
    p = t / m
    between = n / (n - 1) * (tt - 2 * p * tm + p * p * mm) - p * (1 - p) * m
    pairs = p * (1 - p) * (mm - m)
    c = (mm - m).sum() / (4 * n.sum())
    return float(np.clip((between.sum() + c) / (pairs.sum() + c), 0.0, 1.0))


def _rounded_up(rho: float) -> float:
    """To whole hundredths, not below: the interval gets wider, never narrower."""
    return min(math.ceil(100 * rho - ROUNDING) / 100, 1.0)


def frame_from_sums(
    questionnaire: Questionnaire, units: Sequence[Sums], *, is_exact: bool = False, fewest: int = FEWEST_FORMS
) -> Frame:
    """Pools the correlations over whole units.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of Sums
        One per unit, all its cells merged.
    is_exact : bool
        Whether to take in all units and to keep all digits, which is safe only where no figure of any unit is withheld.
    fewest : int
        Forms with an answer to a dimension (for the index: to any) from which a unit takes part in its correlation.

    Returns
    -------
    Frame
        Correlations to two digits, rounded up, unless `is_exact`; 1 where no unit takes part.

    References
    ----------
    docs/methods.md sections 3 and 4.
    """
    dimensions = len(questionnaire.dimensions)
    values = stack_values([Sums.zero(questionnaire), *units])[1:]
    layout = layout_of(Shape.of(questionnaire))
    totals, answering = values[:, layout.totals], values[:, layout.answering]
    products = values[:, layout.products].take(triangle_places(3 * dimensions), axis=1)
    satisfied, answers = totals[:, 1::3], totals[:, 2::3]
    if not is_exact:
        answering = np.where(answering >= fewest, answering, 0)
    tt, tm, mm = products[:, 1::3, 1::3], products[:, 1::3, 2::3], products[:, 2::3, 2::3]
    rounded = float if is_exact else _rounded_up
    each = tuple(
        rounded(pooled_rho(satisfied[:, d], answers[:, d], tt[:, d, d], tm[:, d, d], mm[:, d, d], answering[:, d]))
        for d in range(dimensions)
    )
    whole = pooled_rho(
        satisfied.sum(axis=1),
        answers.sum(axis=1),
        tt.sum(axis=(1, 2)),
        tm.sum(axis=(1, 2)),
        mm.sum(axis=(1, 2)),
        answering[:, -1],
    )
    return Frame(questionnaire.digest, each, rounded(whole))
