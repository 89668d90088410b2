"""From percent answers to a matrix of whole numbers, and what is wrong with one that is none (docs/methods.md section 12).

Knows answers to percent items and their number; must not know of sheets nor of what is made of them.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from analysis.layout import Integers
from questionnaires import Questionnaire

Percents = Sequence[int | None] | None

NO_PERCENT = -1
_PERCENTS = {None, *range(101)}


class SheetError(ValueError):
    """A sheet that is not one of this questionnaire's: which response, which item, what is wrong."""


def percent_matrix(questionnaire: Questionnaire, forms: int, percents: Sequence[Percents] | Integers | None) -> Integers | None:
    """Lays percent answers under each other.

    Parameters
    ----------
    questionnaire : Questionnaire
    forms : int
    percents : sequence, or ndarray of int64, shape (forms, percent items)
        Per form None, or one whole number from 0 to 100 or None for each percent item; in a matrix -1 stands for no answer.

    Returns
    -------
    ndarray of int64, shape (forms, percent items), or None
        -1 where there is no answer; None where nobody was asked.

    Raises
    ------
    SheetError
        Another number of forms, another number of answers, or an answer that is none.

    References
    ----------
    docs/methods.md section 12.
    """
    if percents is None:
        return None
    if len(percents) != forms:
        raise SheetError(f"{forms} sheets but {len(percents)} percent answers")
    if isinstance(percents, np.ndarray):
        return _checked(questionnaire, percents)
    given = [answers for answers in percents if answers is not None]
    flat = list(chain.from_iterable(given))
    width = len(questionnaire.percent_items)
    if set(map(type, flat)) - {int, type(None)} or set(flat) - _PERCENTS or set(map(len, given)) - {width}:
        _check_percents(questionnaire, percents)
    matrix = np.full((forms, width), NO_PERCENT, dtype=np.int64)
    has_answers = np.fromiter((answers is not None for answers in percents), dtype=np.bool_, count=forms)
    matrix[has_answers] = np.array([NO_PERCENT if a is None else a for a in flat], dtype=np.int64).reshape(len(given), width)
    return matrix


def _check_percents(questionnaire: Questionnaire, percents: Sequence[Percents]) -> None:
    """Names the first percent answer that is not one."""
    items = questionnaire.percent_items
    for row, answers in enumerate(percents):
        if answers is not None and len(answers) != len(items):
            raise SheetError(f"response {row + 1}: {len(answers)} percent answers, {questionnaire.code} has {len(items)}")
        for item, answer in zip(items, answers or (), strict=False):
            if answer is not None and (isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer <= 100):
                raise SheetError(f"response {row + 1}, item {item.code}: {answer!r} is not a whole number from 0 to 100")


def _checked(questionnaire: Questionnaire, percents: Integers) -> Integers:
    """A matrix of percent answers as it was given."""
    items = questionnaire.percent_items
    if percents.dtype != np.int64 or percents.ndim != 2 or percents.shape[1] != len(items):
        raise SheetError(f"percent answers of {percents.dtype} {percents.shape} for {len(items)} percent items")
    outside = (percents < NO_PERCENT) | (percents > 100)
    if outside.any():
        row, column = np.argwhere(outside)[0].tolist()
        raise SheetError(
            f"response {row + 1}, item {items[column].code}: {percents[row, column]} is not a whole number from 0 to 100"
        )
    return percents
