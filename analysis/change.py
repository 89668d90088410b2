"""Has it changed? The word for each difference, all tests of a comparison adjusted together (docs/methods.md section 7).

Takes differences with their p-values. Must not know what was compared, nor whether the question was the same both times;
`build_change` does.
"""

from collections.abc import Sequence

from scipy import stats

from analysis.comparison_figures import Change, ChangeWord, Difference
from analysis.differences import ROUNDING, Compared
from analysis.moments import Kind

MATERIAL: dict[Kind, float] = {"share": 0.02, "score": 0.08}  # 2 points of 100: 0.08 on the scale of 1 to 5
LEVEL = 0.05  # of the false discovery rate


def adjusted_p_values(p_values: Sequence[float]) -> list[float]:
    """The p-values of tests made together, adjusted so that at most 5% of what is called a change is none.

    Parameters
    ----------
    p_values : sequence of float
        May be empty.

    Returns
    -------
    list of float
        In the same order.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> adjusted_p_values([0.01, 0.5, 0.02])
    [0.03, 0.5, 0.03]
    """
    return stats.false_discovery_control([float(p) for p in p_values]).tolist() if p_values else []


def word_of(difference: Difference, adjusted_p: float, *, material: float) -> ChangeWord:
    """What may be said of a difference.

    Parameters
    ----------
    difference : Difference
    adjusted_p : float
    material : float
        The smallest change that matters, in the unit of the figure.

    Returns
    -------
    "risen", "fallen", "stable" or "no clear change"

    References
    ----------
    docs/methods.md section 7; for "stable" two one-sided tests, Schuirmann (1987), Journal of Pharmacokinetics and
    Biopharmaceutics 15, 657-680.

    Examples
    --------
    >>> word_of(Difference(0.05, 0.01, 0.09, 0.02, 0.08, 0.02), 0.01, material=0.02)
    'risen'
    >>> word_of(Difference(0.01, 0.001, 0.018, 0.003, 0.017, 0.004), 0.01, material=0.02)
    'stable'
    """
    if difference.low is None or difference.high is None or difference.low90 is None or difference.high90 is None:
        return "no clear change"
    if adjusted_p <= LEVEL and abs(difference.value) >= material - ROUNDING:
        if difference.low > 0:
            return "risen"
        if difference.high < 0:
            return "fallen"
    if -material + ROUNDING < difference.low90 and difference.high90 < material - ROUNDING:
        return "stable"
    return "no clear change"


def judge_changes(compared: Sequence[Compared | None], *, material: float) -> list[Change | None]:
    """Adjusts all tests together and finds the word for each difference.

    Parameters
    ----------
    compared : sequence of Compared or None
        All differences that are looked at together.
    material : float
        As in `word_of`, not below 0.

    Returns
    -------
    list of Change or None
        In the same order. A difference without chance in it keeps its p-value and does not count among the tests.

    Raises
    ------
    ValueError
        `material` below 0.

    References
    ----------
    docs/methods.md section 7.
    """
    if not material >= 0:
        raise ValueError(f"the smallest change that matters cannot be {material}")
    adjusted = iter(adjusted_p_values([one.p_value for one in compared if one and one.is_test]))
    changes: list[Change | None] = []
    for one in compared:
        if one is None:
            changes.append(None)
            continue
        p = next(adjusted) if one.is_test else one.p_value
        changes.append(Change(one.difference, one.p_value, p, word_of(one.difference, p, material=material), one.is_exact))
    return changes
