"""Widths of printed columns: no figure is broken, and the table is as wide as it may be."""

from dataclasses import replace

import pytest

from survey_app.documents.model import Column, Row, Table
from survey_app.exports.table_widths import READABLE, measure_table
from tests.official_documents import dimension_table, distribution_table, items_table, wide_table

TABLES = [dimension_table(), items_table(), wide_table(), distribution_table()]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)
@pytest.mark.parametrize(("total", "size"), [(165.0, 12), (165.0, 10), (252.0, 11)])
def test_the_widths_add_up_and_no_figure_is_broken(table: Table, total: float, size: float) -> None:
    letters = measure_table(table)
    widths = letters.widths(total, size=size)
    assert sum(widths) == pytest.approx(total)
    if sum(column.least(size) for column in letters.columns) <= total:
        for width, column in zip(widths, letters.columns, strict=True):
            assert width >= column.least(size) - 1e-9


def test_columns_are_as_wide_as_their_author_weighs_them_where_there_is_room() -> None:
    table = Table("t", "T", (Column("A", 1), Column("B", 3)), (Row(("a", "b")),))
    assert measure_table(table).widths(160.0, size=12) == pytest.approx((40, 120))


def test_a_column_of_sentences_keeps_room_to_read_them() -> None:
    table = items_table()
    letters = measure_table(table)
    size = next(size for size in (12, 11, 10) if letters.fits(165.0, size=size))
    assert letters.widths(165.0, size=size)[1] >= READABLE - 1e-9


def test_a_table_of_many_columns_does_not_fit_upright() -> None:
    letters = measure_table(wide_table())
    assert not letters.fits(165.0, size=10)
    assert letters.fits(252.0, size=11)


def test_what_fits_nowhere_is_shared_out_all_the_same() -> None:
    columns = tuple(Column("Rấtdàikhôngngắt" * 4, 1) for _ in range(6))
    table = Table("t", "T", columns, (Row(("x",) * 6),))
    assert measure_table(table).widths(165.0, size=10) == pytest.approx((165 / 6,) * 6)
    assert measure_table(replace(table, rows=())).widths(165.0, size=10) == pytest.approx((165 / 6,) * 6)
