"""A digest of what a report shows, so that a figure in print can be traced to its report (docs/methods.md section 0).

Made of values that have passed the gate and of nothing else: whoever guesses answers and compares digests learns no more than
from the page. A digest of the sums would let a withheld unit be guessed form by form.
"""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

from analysis.comparison_figures import ChangeReport, DimensionGrid
from analysis.estimates import Suppressed
from analysis.figures import DepartmentReport, UnitReport
from analysis.grade_figures import GradesReport


def fingerprint_of(report: UnitReport | DepartmentReport | ChangeReport | DimensionGrid | GradesReport) -> str:
    """The SHA-256 of all fields of a report but the fingerprint itself.

    Parameters
    ----------
    report : UnitReport, DepartmentReport, ChangeReport, DimensionGrid or GradesReport
        With digest of the instrument, method version, convention and target; figures by grade stand beside a report that has
        them.

    Returns
    -------
    str
        64 hexadecimal digits. Numbers count with all their digits, a withheld figure with its reason only.

    References
    ----------
    docs/methods.md section 0.
    """
    shown = _plain(dataclasses.replace(report, fingerprint=""))
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, allow_nan=False).encode()).hexdigest()


def joined_fingerprint(fingerprints: Sequence[str]) -> str:
    """The SHA-256 of the fingerprints of several reports, in their order (docs/methods.md section 0).

    Parameters
    ----------
    fingerprints : sequence of str

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()


def _plain(value: object) -> object:
    """Lists, texts and numbers that stand for a value; JSON writes a float by its repr."""
    shape: type = type(value)
    if value is None or shape in _ATOMS:
        return value
    if isinstance(value, Suppressed):
        return ["withheld", value.reason]
    if isinstance(value, tuple):
        return [part if type(part) in _ATOMS else _plain(part) for part in value]
    if dataclasses.is_dataclass(shape):
        named = [(name, getattr(value, name)) for name in _names(shape)]
        return [shape.__name__, *([name, part if type(part) in _ATOMS else _plain(part)] for name, part in named)]
    return value


_ATOMS = frozenset({str, int, float, bool})


@lru_cache(maxsize=64)
def _names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(shape))
