"""Identical sheets beyond chance: the mark of sheets that were copied (docs/methods.md section 11).

People who are content fill in alike, and a school without toilets gets the same complaint from everybody. So two sheets are
compared only within their class: the same answers in each dimension, in any order, and the same items left out. For such a pair
the chance of full agreement is worked out from how often each item gets each answer in that unit, as if the answers of a
dimension were dealt to its items (exactly so in a Rasch partial credit model, whatever the person's level). Sheets of a class
where agreement is common say nothing and are not counted: straight ones, those with one odd answer, one answer per dimension.

Needs whole sheets, so it is used when sheets are counted. Must not know anything about a form beyond its sheet and its unit.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np

from analysis.chance_agreement import agreement_by_class, mixed_answers
from analysis.insight_figures import IdenticalSheets
from analysis.judged_twins import UnitTwins, judge_twins
from analysis.layout import Integers
from analysis.quality import Bytes, rating_values
from analysis.raw_figures import Booleans, Floats
from questionnaires import Questionnaire

Key = TypeVar("Key", bound=Hashable)

TELLING = 0.01  # two sheets of a class agree by chance at most so often, or the class is left out


@dataclass(frozen=True, eq=False)
class Duplicates(Generic[Key]):
    """What was found: per unit, and the forms of the units beyond chance that have an identical twin, shape (forms,)."""

    by_unit: Mapping[Key, IdenticalSheets]
    marked: Booleans


@dataclass(frozen=True, eq=False)
class Twins(Generic[Key]):
    """What was counted per unit, and the forms that have an identical telling twin in their unit, shape (forms,)."""

    by_unit: Mapping[Key, UnitTwins]
    marked: Booleans


@dataclass(frozen=True, eq=False)
class _Groups:
    """Forms by unit and class of two or more, and by unit and sheet; arrays over classes and over sheets."""

    unit: Integers  # (C,)
    size: Integers  # (C,)
    example: Integers  # (C,) one form
    sheet_class: Integers  # (S,) place of the class in the arrays above, -1 for a class of one
    sheet_size: Integers  # (S,)
    sheet_of: Integers  # (forms,)
    first: Integers  # (S,) one form of each sheet


def identical_sheets(questionnaire: Questionnaire, matrix: Bytes, units: Sequence[Key]) -> Duplicates[Key]:
    """Counts pairs of identical telling sheets in each unit and compares them with chance.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
        Of all units of the campaign; the rating items count, background items do not.
    units : sequence of hashable
        The unit of each form.

    Returns
    -------
    Duplicates
        `by_unit` in order of first occurrence. `expected_pairs` and `p_value` use what is usual among the other units. A form
        is marked where its unit is beyond chance (Benjamini-Hochberg over units) and another form of the unit is identical.

    Raises
    ------
    ValueError
        A matrix of another width, or `units` of another length.

    References
    ----------
    docs/methods.md section 11; Masters (1982), Psychometrika 47, 149-174 (partial credit); Benjamini and Hochberg (1995).

    Examples
    --------
    >>> from analysis.sheets import matrix_from_sheets
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["SIPAS-TTHC"]
    >>> rng = np.random.default_rng(1)
    >>> sheets = ["".join(map(str, row)) for row in rng.integers(3, 6, (60, 25))] + ["5454344534543345435345345"] * 6
    >>> found = identical_sheets(questionnaire, matrix_from_sheets(questionnaire, sheets), ["a"] * 66).by_unit["a"]
    >>> found.pairs, found.largest_group, round(found.expected_pairs, 2), found.p_value < 0.001
    (15, 6, 1.0, True)
    """
    twins = count_twins(questionnaire, matrix, units, count_answers(questionnaire, matrix, units))
    judged = judge_twins(twins.by_unit)
    beyond = np.fromiter((unit in judged.beyond for unit in units), dtype=np.bool_, count=len(units))
    return Duplicates(by_unit=judged.by_unit, marked=twins.marked & beyond)


def count_answers(questionnaire: Questionnaire, matrix: Bytes, units: Sequence[Hashable]) -> Floats:
    """Counts the answers by which chance is judged. Those of batches of whole units add up to those of all.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
    units : sequence of hashable
        As in `identical_sheets`.

    Returns
    -------
    ndarray of float, shape (rating items, 9)

    Raises
    ------
    ValueError
        As in `identical_sheets`.

    References
    ----------
    docs/methods.md section 11.
    """
    values = rating_values(questionnaire, matrix)
    unit_of, _ = _number(matrix, units)
    _, first, _ = _same(np.concatenate([_as_bytes(unit_of), values.T], axis=1))
    return mixed_answers(values, _parts(questionnaire), first)


def count_twins(questionnaire: Questionnaire, matrix: Bytes, units: Sequence[Key], answers: Floats) -> Twins[Key]:
    """Counts pairs of identical telling sheets in each unit of a batch of whole units, and those to be expected by chance.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
    units : sequence of hashable
        As in `identical_sheets`.
    answers : ndarray of float, shape (rating items, 9)
        From `count_answers`, over all units.

    Returns
    -------
    Twins

    Raises
    ------
    ValueError
        As in `identical_sheets`.

    References
    ----------
    docs/methods.md section 11.
    """
    values = rating_values(questionnaire, matrix)
    unit_of, numbers = _number(matrix, units)
    if not numbers:
        return Twins({}, np.zeros(0, dtype=np.bool_))
    parts = _parts(questionnaire)
    groups = _group_forms(values, unit_of, parts)
    chances = agreement_by_class(
        values,
        parts,
        unit_of[groups.first],
        groups.first,
        class_unit=groups.unit,
        class_example=groups.example,
        answers_of_all=answers,
    )
    telling = chances <= TELLING
    pairs_of_sheet = groups.sheet_size * (groups.sheet_size - 1) // 2
    is_counted = (groups.sheet_class >= 0) & np.append(telling, False)[groups.sheet_class]
    of_unit = unit_of[groups.first]
    pairs = np.bincount(of_unit[is_counted], pairs_of_sheet[is_counted], len(numbers)).astype(np.int64)
    largest = np.zeros(len(numbers), dtype=np.int64)
    twins = is_counted & (groups.sheet_size > 1)
    np.maximum.at(largest, of_unit[twins], groups.sheet_size[twins])
    size = groups.size[telling]
    chance = np.bincount(groups.unit[telling], size * (size - 1) / 2 * chances[telling], len(numbers)).astype(np.float64)
    forms = np.bincount(unit_of, minlength=len(numbers)).astype(np.int64)
    rows = zip(numbers, forms.tolist(), pairs.tolist(), chance.tolist(), largest.tolist(), strict=True)
    return Twins({unit: UnitTwins(*counted) for unit, *counted in rows}, twins[groups.sheet_of])


def _number(matrix: Bytes, units: Sequence[Key]) -> tuple[Integers, dict[Key, int]]:
    """The unit of each form as a number, in order of first occurrence."""
    numbers: dict[Key, int] = {}
    unit_of = np.fromiter((numbers.setdefault(unit, len(numbers)) for unit in units), dtype=np.int64, count=len(units))
    if len(unit_of) != len(matrix):
        raise ValueError(f"{len(matrix)} forms but {len(unit_of)} units")
    return unit_of, numbers


def _parts(questionnaire: Questionnaire) -> list[slice]:
    """The rows of `rating_values` that belong together: one slice per dimension, then one per further rating item."""
    ends = np.cumsum([0, *(len(dimension.items) for dimension in questionnaire.dimensions)]).tolist()
    rated = sum(item.kind == "rating" for item in questionnaire.closed_items)
    ends += range(ends[-1] + 1, rated + 1)
    return [slice(start, end) for start, end in pairwise(ends)]


def _group_forms(values: Bytes, unit_of: Integers, parts: Sequence[slice]) -> _Groups:
    mixes = np.concatenate([np.sort(values[part], axis=0) for part in parts])
    sheet_of, first, sheet_size = _same(np.concatenate([_as_bytes(unit_of), values.T], axis=1))
    class_of, example, size = _same(np.concatenate([_as_bytes(unit_of), mixes.T, values.T > 0], axis=1)[first], sheet_size)
    many = size > 1
    place = np.where(many, np.cumsum(many) - 1, -1)
    return _Groups(
        unit=unit_of[first[example[many]]],
        size=size[many],
        example=first[example[many]],
        sheet_class=place[class_of],
        sheet_size=sheet_size,
        sheet_of=sheet_of,
        first=first,
    )


def _as_bytes(numbers: Integers) -> Bytes:
    return np.ascontiguousarray(numbers.astype(np.uint32))[:, None].view(np.uint8)


def _same(rows: Bytes, weights: Integers | None = None) -> tuple[Integers, Integers, Integers]:
    """For rows of bytes: the number of each row's group, one row of each group, and the (weighted) size of each group."""
    whole = np.ascontiguousarray(rows.astype(np.uint8)).view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, group_of = np.unique(whole, return_index=True, return_inverse=True)
    size = np.bincount(group_of, weights, len(first)).astype(np.int64)
    return group_of.astype(np.int64), first.astype(np.int64), size
