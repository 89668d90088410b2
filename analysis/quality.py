"""What may be wrong with single forms: flags, never deletion (docs/methods.md section 11).

A flag is a reason to look, not a verdict on a person: in a school where people are content, a sheet of nothing but fives is an
honest sheet. So every form stays in every figure, and what is asked is how far a figure hangs on the flagged ones. Knows the
characters of sheets and the coarse marks that a response carries; must not know who sent it, from where or when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.insight_figures import QualityFlag
from analysis.layout import Integers
from analysis.raw_figures import Booleans, Floats
from analysis.strata import UnitSums
from questionnaires import Questionnaire

Bytes = NDArray[np.uint8]

FEWEST_ITEMS = 6  # answers that must be equal before sameness says anything (docs/methods.md section 11)
FASTEST = 1  # the class of pace under a second an item; 0 is "not measured"
FLAGS: tuple[QualityFlag, ...] = ("straight", "fast", "honeypot", "identical")
_CODES = 16  # characters by their low four bits: '0'..'9' are 0..9, '-' is 13
_HIGHEST = 9


@dataclass(frozen=True, eq=False)
class FormFlags:
    """The flags of forms, each an array of shape (forms,).

    `straight_value` is the value that a straight form repeats, 0 where the form is not straight.
    """

    straight: Booleans
    straight_value: Bytes
    fast: Booleans
    honeypot: Booleans
    identical: Booleans

    @property
    def any_flag(self) -> Booleans:
        """Whether a form carries any flag."""
        flagged: Booleans = self.straight | self.fast | self.honeypot | self.identical
        return flagged

    def take(self, forms: Integers) -> "FormFlags":
        """The flags of the forms at these places, those of a unit."""
        return FormFlags(**{name: marks[forms] for name, marks in vars(self).items()})


@dataclass(frozen=True)
class FlagTally:
    """Forms of a unit by flag, and straight forms by the value of the scale that they repeat; not to be shown as it is."""

    by_flag: Mapping[QualityFlag, int]
    straight_values: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class FormMeasures:
    """How much the answers of a form differ, each an array of shape (forms,).

    `answers` to rating items, `distinct` values among them, `longest_run` of equal answers on end (items without an answer are
    passed over), `deviation` their standard deviation with n - 1, `root_of_pairs` the mean of sqrt|x_j - x_k| over pairs of
    items, as a part of the root of the scale's range: 0 where all are equal, and never above 1. All 0 where nothing can differ.
    """

    answers: Integers
    distinct: Integers
    longest_run: Integers
    deviation: Floats
    root_of_pairs: Floats


def rating_values(questionnaire: Questionnaire, matrix: Bytes) -> Bytes:
    """The values of the rating items, overall satisfaction included; 0 where an item has no substantive answer.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
        From `sheets.matrix_from_sheets`.

    Returns
    -------
    ndarray of uint8, shape (items, forms)
        One row per rating item, in the order of the sheet.

    Raises
    ------
    ValueError
        A matrix of another width.

    References
    ----------
    docs/methods.md section 11.
    """
    items = questionnaire.closed_items
    if matrix.ndim != 2 or matrix.shape[1] != len(items):
        raise ValueError(f"{questionnaire.code} has {len(items)} closed items, the matrix is of shape {matrix.shape}")
    rated = [k for k, item in enumerate(items) if item.kind == "rating"]
    codes = np.ascontiguousarray(matrix[:, rated].T) & np.uint8(_CODES - 1)
    codes[codes > _HIGHEST] = 0
    return codes


def flag_forms(
    questionnaire: Questionnaire,
    matrix: Bytes,
    *,
    pace: Integers | None = None,
    honeypot: Booleans | None = None,
    identical: Booleans | None = None,
) -> FormFlags:
    """Flags forms that repeat one answer, came too fast, fell for the honeypot, or are one of many identical ones.

    A form is straight where it answers at least six rating items and all of them alike. The items of one form range over all
    dimensions, so the same answer everywhere is possible and yet worth a look; none of them is reversed, so it is no proof.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
    pace : ndarray of int, shape (forms,), optional
        Coarse class of the time taken, 1 the fastest (under a second an item), 0 where nobody measured.
    honeypot : ndarray of bool, shape (forms,), optional
        Whether a field that no person sees was filled in.
    identical : ndarray of bool, shape (forms,), optional
        From `duplicates.identical_sheets`.

    Returns
    -------
    FormFlags

    Raises
    ------
    ValueError
        An argument that is not as long as the matrix, or a matrix of another width.

    References
    ----------
    docs/methods.md section 11.

    Examples
    --------
    >>> from analysis.sheets import matrix_from_sheets
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["PVNT"]
    >>> matrix = matrix_from_sheets(questionnaire, ["55555555555", "4444-440---", "45454545454"])
    >>> flags = flag_forms(questionnaire, matrix, pace=np.array([3, 4, 1]))
    >>> flags.straight_value.tolist(), flags.fast.tolist(), flags.any_flag.tolist()
    ([5, 4, 0], [False, False, True], [True, True, True])
    """
    values = rating_values(questionnaire, matrix)
    forms = len(matrix)
    highest = values.max(axis=0, initial=0)
    lowest = np.where(values > 0, values, _CODES).min(axis=0, initial=_CODES)
    straight = ((values > 0).sum(axis=0) >= FEWEST_ITEMS) & (highest == lowest)
    return FormFlags(
        straight=straight,
        straight_value=np.where(straight, highest, 0).astype(np.uint8),
        fast=_of_length("pace", pace, forms) == FASTEST,
        honeypot=_of_length("honeypot", honeypot, forms) != 0,
        identical=_of_length("identical", identical, forms) != 0,
    )


def _of_length(name: str, given: Integers | Booleans | None, forms: int) -> Integers:
    marks = np.zeros(forms, dtype=np.int64) if given is None else np.asarray(given).astype(np.int64)
    if marks.shape != (forms,):
        raise ValueError(f"{name} is of shape {marks.shape}, there are {forms} forms")
    return marks


def measure_forms(questionnaire: Questionnaire, matrix: Bytes) -> FormMeasures:
    """Measures how much the answers of each form differ.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)

    Returns
    -------
    FormMeasures

    Raises
    ------
    ValueError
        A matrix of another width.

    References
    ----------
    Kim, Dykema, Stevenson, Black and Moberg (2019), Social Science Computer Review 37, 214-233; docs/methods.md section 11.

    Examples
    --------
    >>> from analysis.sheets import matrix_from_sheets
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["PVNT"]
    >>> measures = measure_forms(questionnaire, matrix_from_sheets(questionnaire, ["55555555555", "5555111----"]))
    >>> measures.distinct.tolist(), measures.longest_run.tolist(), measures.root_of_pairs.round(3).tolist()
    ([1, 2], [11, 4], [0.0, 0.571])
    """
    values = rating_values(questionnaire, matrix)
    scale = [option.value for option in questionnaire.scale.options]
    counts = {value: (values == value).sum(axis=0) for value in scale}
    answers = (values > 0).sum(axis=0)
    pairs = np.maximum(answers * (answers - 1), 2) / 2
    total = values.sum(axis=0, dtype=np.int64)
    squares = sum(value**2 * count for value, count in counts.items())
    scatter = (answers * squares - total**2) / np.maximum(answers * (answers - 1), 1)
    roots = np.zeros(values.shape[1])
    for i, low in enumerate(scale):
        for high in scale[i + 1 :]:
            roots += (high - low) ** 0.5 * counts[low] * counts[high]
    return FormMeasures(
        answers=answers,
        distinct=np.sum([count > 0 for count in counts.values()], axis=0),
        longest_run=_longest_runs(values),
        deviation=np.sqrt(scatter),
        root_of_pairs=roots / pairs / max(scale[-1] - scale[0], 1) ** 0.5,
    )


def _longest_runs(values: Bytes) -> Integers:
    last = np.zeros(values.shape[1], dtype=np.uint8)
    run = np.zeros(values.shape[1], dtype=np.int64)
    longest = run.copy()
    for answer in values:
        given = answer > 0
        run = np.where(given, np.where(answer == last, run + 1, 1), run)
        last = np.where(given, answer, last)
        longest = np.maximum(longest, run)
    return longest


def count_flags(questionnaire: Questionnaire, flags: FormFlags) -> FlagTally:
    """How many forms carry each flag, to be kept beside the sums; `build_quality` gates it before anybody sees it.

    Parameters
    ----------
    questionnaire : Questionnaire
    flags : FormFlags
        Of one unit.

    Returns
    -------
    FlagTally

    References
    ----------
    docs/methods.md section 11.
    """
    return FlagTally(
        by_flag={flag: int(getattr(flags, flag).sum()) for flag in FLAGS},
        straight_values=tuple(int((flags.straight_value == option.value).sum()) for option in questionnaire.scale.options),
    )


def without_flagged(unit: UnitSums) -> UnitSums:
    """The unit as if its flagged forms had never come; its eligible numbers stay.

    Parameters
    ----------
    unit : UnitSums

    Returns
    -------
    UnitSums
        With nothing flagged; its pairs of items too, where both were counted. For comparing figures only.

    Raises
    ------
    SumsError
        More is flagged in a cell than the cell holds.
    ValueError
        Forms are flagged in a grade that the unit does not have.

    References
    ----------
    docs/methods.md section 11: all statistics are sums, so leaving out is a subtraction.
    """
    strangers = sorted(grade for grade, sums in unit.flagged.items() if grade not in unit.cells and sums.forms > 0)
    if strangers:
        raise ValueError(f"{unit.code}: forms are flagged in grades without forms: {strangers}")
    cells = {grade: sums.subtract(unit.flagged[grade]) if grade in unit.flagged else sums for grade, sums in unit.cells.items()}
    pairs = None
    if unit.pairs is not None and unit.flagged_pairs is not None:
        pairs = unit.pairs.subtract(unit.flagged_pairs)
    elif not any(sums.forms for sums in unit.flagged.values()):
        pairs = unit.pairs
    return replace(unit, cells=cells, flagged={}, pairs=pairs, flagged_pairs=None)
