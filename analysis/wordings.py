"""Which figures of two versions of an instrument may be compared: those with the same words (docs/methods.md section 7).

Knows questionnaires only, no figures. A code that stays while its words change is another question.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.blocks import rated_items
from questionnaires import Dimension, Questionnaire


@dataclass(frozen=True)
class Comparable:
    """What survives from the earlier version to the later one.

    Codes of items and dimensions, and whether the index does. `dropped` are the items of either that do not, in the order of
    the later one, then of the earlier.
    """

    items: frozenset[str]
    dimensions: frozenset[str]
    has_index: bool
    dropped: tuple[str, ...]

    def includes(self, code: str) -> bool:
        """Whether a figure survives: an item, a dimension, or "" for the index.

        Parameters
        ----------
        code : str

        Returns
        -------
        bool
        """
        return code in self.items or code in self.dimensions if code else self.has_index


def comparable_codes(earlier: Questionnaire, later: Questionnaire) -> Comparable:
    """Finds what may be compared between two versions of an instrument.

    Parameters
    ----------
    earlier, later : Questionnaire

    Returns
    -------
    Comparable
        An item survives with code, wording and scale: values, labels, satisfied marks, "not applicable". Words are compared
        in NFC, spaces counting once. A dimension survives if it has the same items and all survive, in any order; the index,
        if all dimensions of both do. Titles do not count.

    References
    ----------
    docs/methods.md section 7.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> earlier = load_shipped()["PVNT"]
    >>> item = earlier.dimensions[0].items[0]
    >>> later = Questionnaire.from_json(earlier.to_json().replace(item.text, "Câu đã viết lại"))
    >>> found = comparable_codes(earlier, later)
    >>> found.dropped == (item.code,), earlier.dimensions[0].code in found.dimensions, found.has_index
    (True, False, False)
    """
    before, after = ({item.code: _words(item.text) for item in rated_items(version)} for version in (earlier, later))
    is_same_scale = _scale(earlier) == _scale(later)
    items = frozenset(code for code in after if is_same_scale and before.get(code) == after[code])
    sets = {dimension.code: _codes(dimension) for dimension in earlier.dimensions}
    dimensions = frozenset(
        dimension.code
        for dimension in later.dimensions
        if sets.get(dimension.code) == _codes(dimension) and _codes(dimension) <= items
    )
    return Comparable(
        items=items,
        dimensions=dimensions,
        has_index={dimension.code for dimension in later.dimensions} == dimensions == sets.keys(),
        dropped=tuple(code for code in {**after, **before} if code not in items),
    )


def survivors(versions: Sequence[Questionnaire], code: str) -> bool:
    """Whether a figure survives through all versions of an instrument.

    Parameters
    ----------
    versions : sequence of Questionnaire
        In the order of time.
    code : str
        Of an item or a dimension, "" for the index.

    Returns
    -------
    bool
        True for a single version.

    References
    ----------
    docs/methods.md section 7.
    """
    return all(comparable_codes(versions[0], version).includes(code) for version in versions[1:])


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _codes(dimension: Dimension) -> frozenset[str]:
    return frozenset(item.code for item in dimension.items)


def _scale(version: Questionnaire) -> tuple[object, ...]:
    options = tuple((option.value, _words(option.label), option.satisfied) for option in version.scale.options)
    return options, _words(version.scale.not_applicable)
