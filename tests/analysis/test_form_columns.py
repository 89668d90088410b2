"""Forms that lie in columns count as their sheets do, and what is no answer is refused."""

from random import Random

import numpy as np
import pytest

from analysis.form_columns import sums_by_cell_from_columns
from analysis.percent_answers import percent_matrix
from analysis.sheets import SheetError, matrix_from_sheets, sums_by_cell
from questionnaires import Questionnaire, load_shipped

FORMS = 500


def invent(questionnaire: Questionnaire) -> tuple[list[str], list[tuple[int, int]], list[tuple[int | None, ...] | None]]:
    rng = Random(4)
    sheets = [
        "".join(rng.choice("12345-0") if item.kind == "rating" else rng.choice("1-") for item in questionnaire.closed_items)
        for _ in range(FORMS)
    ]
    cells = [(rng.choice((3, 7, 900)), rng.randrange(3)) for _ in range(FORMS)]
    width = len(questionnaire.percent_items)
    percents = [
        None if rng.random() < 0.2 else tuple(rng.choice((None, 0, 85, 100)) for _ in range(width)) for _ in range(FORMS)
    ]
    return sheets, cells, percents


@pytest.mark.parametrize("code", sorted(load_shipped()))
def test_columns_count_as_sheets_do(code: str) -> None:
    questionnaire = load_shipped()[code]
    sheets, cells, percents = invent(questionnaire)
    given = percent_matrix(questionnaire, FORMS, percents)
    assert given is not None
    found = sums_by_cell_from_columns(
        questionnaire,
        list(matrix_from_sheets(questionnaire, sheets).T),
        list(given.T.astype(np.int16)),
        units=np.array([unit for unit, _ in cells], dtype=np.int32),
        grades=np.array([grade for _, grade in cells]),
    )
    assert found == sums_by_cell(questionnaire, sheets, cells, percents=percents)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(("closed", "percent"), [("8", 50), ("x", 50), ("5", 101), ("5", -2)])
def test_what_is_no_answer_is_refused(closed: str, percent: int) -> None:
    questionnaire = load_shipped()["TH-PH"]
    columns = [np.full(2, ord(closed if item.kind == "rating" else "1"), dtype=np.uint8) for item in questionnaire.closed_items]
    with pytest.raises(SheetError, match="response 1, item"):
        sums_by_cell_from_columns(
            questionnaire, columns, [np.full(2, percent)], units=np.zeros(2, dtype=np.int64), grades=np.zeros(2, dtype=np.int64)
        )


def test_columns_of_another_questionnaire_are_refused() -> None:
    questionnaire = load_shipped()["TH-PH"]
    none = np.zeros(2, dtype=np.int64)
    with pytest.raises(SheetError, match="matrix of uint8"):
        sums_by_cell_from_columns(questionnaire, [np.full(2, 53, dtype=np.uint8)], [none], units=none, grades=none)
    closed = [np.full(2, 53, dtype=np.uint8) for _ in questionnaire.closed_items]
    with pytest.raises(SheetError, match="percent answers of"):
        sums_by_cell_from_columns(questionnaire, closed, [], units=none, grades=none)
