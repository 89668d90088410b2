"""From forms that lie in columns, one array per item, to sums (docs/methods.md section 12).

How an archive keeps forms. The columns become the same matrix of characters that sheets become, and the same pass counts it.
Must not know where columns are kept nor to whom a form belongs.
"""

from collections.abc import Sequence

import numpy as np

from analysis.layout import Integers
from analysis.sheets import sums_by_cell_from_matrix
from analysis.sums import Sums
from analysis.tallies import Bytes
from questionnaires import Questionnaire


def sums_by_cell_from_columns(
    questionnaire: Questionnaire,
    closed: Sequence[Bytes],
    percents: Sequence[Integers],
    *,
    units: Integers,
    grades: Integers,
) -> dict[tuple[int, int], Sums]:
    """Counts forms whose answers lie in columns, by unit and grade.

    Parameters
    ----------
    questionnaire : Questionnaire
    closed : sequence of ndarray of uint8, shape (forms,)
        One per closed item, in their order: the ASCII codes of a sheet, '1'-'9' an option, '0' not applicable, '-' no answer.
    percents : sequence of ndarray of int, shape (forms,)
        One per percent item, in their order; -1 for no answer.
    units, grades : ndarray of int, shape (forms,)
        Whose form each is and of which grade, by numbers from 0 that the caller has given.

    Returns
    -------
    dict
        The sums of every pair of unit and grade that occurs, in ascending order.

    Raises
    ------
    SheetError
        Columns that are not this questionnaire's, an option or a percent that an item does not have.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["SIPAS-TTHC"]
    >>> fives = np.full(3, ord("5"), dtype=np.uint8)
    >>> found = sums_by_cell_from_columns(questionnaire, [fives] * len(questionnaire.closed_items),
    ...     [np.array([80, -1, 90])] * len(questionnaire.percent_items), units=np.array([7, 7, 2]), grades=np.array([0, 1, 0]))
    >>> [(cell, sums.forms) for cell, sums in found.items()]
    [((2, 0), 1), ((7, 0), 1), ((7, 1), 1)]
    """
    forms = len(units)
    matrix = np.column_stack(closed) if closed else np.zeros((forms, 0), dtype=np.uint8)
    given = np.column_stack(percents).astype(np.int64) if percents else np.zeros((forms, 0), dtype=np.int64)
    width = int(grades.max(initial=0)) + 1
    cells, places = np.unique(units.astype(np.int64) * width + grades, return_inverse=True)
    sums = sums_by_cell_from_matrix(questionnaire, matrix, places.ravel(), cells=len(cells), percents=given)
    return {(int(cell) // width, int(cell) % width): one for cell, one in zip(cells, sums, strict=True)}
