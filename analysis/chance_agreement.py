"""How often two sheets of one class agree by chance: answers dealt to the items of a dimension (docs/methods.md section 11).

Knows numbers only: values of items, units, classes. What is done with the chances is the matter of `duplicates`.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import prod

import numpy as np

from analysis.layout import Integers
from analysis.quality import Bytes
from analysis.raw_figures import Floats

PRIOR = 10.0  # sheets' worth of what the other units answer, added to a unit's own: an invented sheet must not explain itself
LEAST = 0.5  # of a sheet, added to every answer: what nobody has answered yet is not impossible
VALUES = 9
CELLS = 1_000_000  # of a table of coefficients in memory at a time


def equal_deals(theta: Floats, counts: Sequence[int]) -> Floats:
    """The chance that two independent deals of the same answers to the same items agree.

    A deal gives each item one answer, each answer as often as `counts` says; its probability is proportional to the product of
    theta over items.

    Parameters
    ----------
    theta : ndarray of float, shape (G, items, answers)
        Above 0.
    counts : sequence of int
        How often each answer is dealt; adds up to the number of items.

    Returns
    -------
    ndarray of float, shape (G,)
        The sum of the squared probabilities of all deals.

    Raises
    ------
    ValueError
        The counts do not add up to the items.

    References
    ----------
    docs/methods.md section 11: coefficients of the product over items of sum_v theta_v x_v.

    Examples
    --------
    Four items, two of them with the one answer and two with the other: six deals, all alike.

    >>> print(equal_deals(np.ones((1, 4, 2)), [2, 2]).round(4))
    [0.1667]
    """
    _, items, answers = theta.shape
    if sum(counts) != items or len(counts) != answers:
        raise ValueError(f"{list(counts)} cannot be dealt to {items} items")
    # Neither the scale of an item nor that of an answer matters: both stand in every deal alike.
    scaled = theta / theta.max(axis=2, keepdims=True)
    scaled /= scaled.max(axis=1, keepdims=True)
    once, twice = (_coefficient(scaled**power, counts) for power in (1, 2))
    chance: Floats = np.minimum(twice / np.maximum(once, np.sqrt(np.finfo(float).tiny)) ** 2, 1.0)
    return chance


def _coefficient(weights: Floats, counts: Sequence[int]) -> Floats:
    """The coefficient of prod_v x_v^counts_v in the product over items of sum_v weights_iv x_v, shape (G,)."""
    groups, items, answers = weights.shape
    state = np.zeros((*(count + 1 for count in counts), groups))
    state[(0,) * answers] = 1.0
    for i in range(items):
        dealt = np.zeros_like(state)
        for v in range(answers):
            into = (*(slice(None),) * v, slice(1, None))
            out_of = (*(slice(None),) * v, slice(None, -1))
            dealt[into] += state[out_of] * weights[:, i, v]
        state = dealt
    found: Floats = state[tuple(counts)]
    return found


def agreement_by_class(
    values: Bytes,
    parts: Sequence[slice],
    sheet_unit: Integers,
    sheet_example: Integers,
    *,
    class_unit: Integers,
    class_example: Integers,
    answers_of_all: Floats,
) -> Floats:
    """The chance that two sheets of a class of a unit are identical.

    Parameters
    ----------
    values : ndarray of uint8, shape (items, forms)
        1 to 9, or 0 where there is no answer.
    parts : sequence of slice
        Rows of `values` among which answers are dealt.
    sheet_unit, sheet_example : ndarray of int, shape (sheets,)
        The different sheets of each unit: the unit, and one form each. A sheet that came ten times speaks once.
    class_unit, class_example : ndarray of int, shape (classes,)
        The unit of each class, and one of its forms.
    answers_of_all : ndarray of float, shape (items, 9)
        From `mixed_answers`, over the sheets of all units, those given here included.

    Returns
    -------
    ndarray of float, shape (classes,)
        1 where a class has one sheet only.

    References
    ----------
    docs/methods.md section 11.
    """
    chances = np.ones(len(class_unit))
    units = int(sheet_unit.max(initial=-1)) + 1
    for part in parts:
        given = values[part]
        theta = _frequencies(given[:, sheet_example], sheet_unit, units, answers_of_all[part])
        own = given[:, class_example]
        mixes = np.concatenate([np.sort(own, axis=0), own > 0]).T
        kinds, kind_of = np.unique(mixes, axis=0, return_inverse=True)
        # classes of a unit that differ in other parts only are dealt alike in this one
        deals, deal_of = np.unique(np.stack([class_unit, kind_of.ravel()]), axis=1, return_inverse=True)
        chances *= _chances_of_deals(theta, *np.split(kinds, 2, axis=1), *deals)[deal_of.ravel()]
    return chances


def _chances_of_deals(theta: Floats, mixes: Bytes, answered: Bytes, unit_of: Integers, kind_of: Integers) -> Floats:
    """The chance of agreement for each unit and kind of deal; kinds that deal equally often are reckoned together.

    `mixes` and `answered` are of shape (kinds, items): the answers in ascending order, 0 for none, and which items have one.
    """
    chances = np.ones(len(kind_of))
    alike = defaultdict[tuple[int, ...], list[tuple[int, Integers, Integers]]](list)
    for kind, (mix, has_answer) in enumerate(zip(mixes, answered, strict=True)):
        answers, times = np.unique(mix[mix > 0], return_counts=True)
        if len(answers) > 1:
            alike[tuple(times.tolist())].append((kind, np.flatnonzero(has_answer), answers.astype(np.int64) - 1))
    for counts, found in alike.items():
        numbers, items, answers = (np.array(column) for column in zip(*found, strict=True))
        row_of = np.full(len(mixes), -1)
        row_of[numbers] = np.arange(len(numbers))
        deals = np.flatnonzero(row_of[kind_of] >= 0)
        for some in np.array_split(deals, 1 + len(deals) * prod(count + 1 for count in counts) // CELLS):
            rows = row_of[kind_of[some]]
            dealt = theta[unit_of[some][:, None, None], items[rows][:, :, None], answers[rows][:, None, :]]
            chances[some] = equal_deals(dealt, counts)
    return chances


def mixed_answers(values: Bytes, parts: Sequence[slice], sheet_example: Integers) -> Floats:
    """Counts how often each item gets each answer where a sheet mixes answers in a part; counts of several batches add up.

    Parameters
    ----------
    values : ndarray of uint8, shape (items, forms)
    parts : sequence of slice
    sheet_example : ndarray of int, shape (sheets,)
        As in `agreement_by_class`.

    Returns
    -------
    ndarray of float, shape (items, 9)
        Whole numbers.

    References
    ----------
    docs/methods.md section 11.
    """
    counts = np.zeros((len(values), VALUES))
    one_unit = np.zeros(len(sheet_example), dtype=np.int64)
    for part in parts:
        counts[part] = _count_mixed(values[part][:, sheet_example], one_unit, 1)[0]
    return counts


def _count_mixed(given: Bytes, unit_of: Integers, units: int) -> Floats:
    lowest = np.where(given > 0, given, VALUES + 1).min(axis=0)
    mixed = given.max(axis=0, initial=0) > lowest
    counts = np.zeros((units, len(given), VALUES))
    for i, answers in enumerate(given[:, mixed]):
        np.add.at(counts, (unit_of[mixed][answers > 0], i, answers[answers > 0].astype(np.int64) - 1), 1.0)
    return counts


def _frequencies(given: Bytes, unit_of: Integers, units: int, answers_of_all: Floats) -> Floats:
    """How often each item gets each answer where a sheet mixes answers, drawn to the other units: (units, items, 9)."""
    counts = _count_mixed(given, unit_of, units)
    others = answers_of_all - counts + LEAST
    drawn: Floats = counts + PRIOR * others / others.sum(axis=2, keepdims=True)
    return drawn
