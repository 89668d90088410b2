"""How tables find their room on a sheet."""

import pytest

from survey_app.exports.table_plan import TURNED, UPRIGHT, is_long, plan_table


@pytest.mark.parametrize(("columns", "is_turned"), [(3, False), (8, False), (9, True), (12, True)])
def test_columns_share_the_room_and_none_breaks_a_word(columns: int, is_turned: bool) -> None:
    titles = ["STT", "Nội dung", *(f"Khối {n}" for n in range(1, columns - 1))]
    cell = {"kind": "words", "text": "nghiêng 92,6%"}
    table = {
        "columns": [{"title": title, "width": 1 + (title == "Nội dung") * 5} for title in titles],
        "rows": [{"is_strong": False, "cells": [cell] * columns}],
    }
    plan = plan_table(table)
    assert plan.is_turned is is_turned
    assert abs(sum(plan.widths) - (TURNED if is_turned else UPRIGHT)) < 0.1
    assert max(plan.widths) == plan.widths[1]
    assert plan.size >= 10


def test_a_row_that_no_page_may_hold_goes_on_on_the_next_and_no_other_does() -> None:
    column = {"title": "Ý kiến", "width": 1}
    table = {"columns": [column, column | {"width": 4}], "rows": []}
    plan = plan_table(table)
    cells = [{"text": "Nhà vệ sinh cần sạch hơn. " * times} for times in (2, 20)]
    assert not is_long({"cells": cells}, plan)
    assert is_long({"cells": [{"text": "Nhà vệ sinh cần sạch hơn. " * 40}, cells[0]]}, plan)


def test_words_too_long_for_any_size_are_the_only_ones_to_be_broken() -> None:
    endless = {"title": "Ngọk" * 30, "width": 1}
    plan = plan_table({"columns": [endless] * 10, "rows": []})
    assert plan.is_turned
    assert plan.longest_word is not None
    assert 3 <= plan.longest_word <= 10
    assert plan_table({"columns": [endless | {"title": "Khối"}] * 10, "rows": []}).longest_word is None
