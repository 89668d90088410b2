"""A digest of the data that a report was made from, so that a figure in print can be traced (docs/methods.md section 12).

Covers sums and eligible numbers, not how they were judged: the same data give the same fingerprint under every convention.
"""

import hashlib
from collections.abc import Iterable, Mapping

from analysis.strata import UnitSums
from questionnaires import Questionnaire


def fingerprint_of(questionnaire: Questionnaire, units: Iterable[UnitSums]) -> str:
    """The SHA-256 of units' sums and eligible numbers in canonical order.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : iterable of UnitSums
        In any order; cells without forms do not count. The order of the grades in `eligible` does.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256(questionnaire.digest.encode())
    for unit in sorted(units, key=lambda unit: unit.code):
        _put(digest, "unit", unit.code.encode())
        if isinstance(unit.eligible, Mapping):
            for grade, number in unit.eligible.items():
                _put(digest, "eligible in grade", f"{grade}:{number}".encode())
        else:
            _put(digest, "eligible", str(unit.eligible).encode())
        for grade, cell in sorted(unit.cells.items()):
            if cell.forms:
                _put(digest, "cell", grade.encode())
                _put(digest, "sums", cell.to_bytes())
    return digest.hexdigest()


def _put(digest: "hashlib._Hash", name: str, content: bytes) -> None:
    """Adds a part with its name and length, so that no two lists of parts read alike."""
    digest.update(f"\n{name} {len(content)}\n".encode() + content)
