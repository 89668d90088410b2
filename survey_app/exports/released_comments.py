"""Released comments of many units as a table: CSV for programs, a workbook for readers. Text never becomes a formula."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from survey_app.exports.csv_text import to_csv
from survey_app.exports.xlsx_tables import MOST_CELLS, Sheet, tables_to_xlsx
from survey_app.results.comment_reading import Place

HEADER: Final = ("Mã đơn vị", "Đơn vị", "Xã, phường", "Cấp học", "Phiếu", "Câu hỏi", "Ý kiến")
MOST_COMMENTS: Final = MOST_CELLS // len(HEADER)

Rows = Sequence[tuple[Place, str, str]]


def comments_to_csv(rows: Rows) -> bytes:
    """A line for each comment: place, question, words."""
    return to_csv(HEADER, _cells(rows), expected_rows=len(rows))


def comments_to_xlsx(rows: Rows, *, campaign_name: str, made_on: dt.date) -> bytes:
    """The same as a workbook, for at most MOST_COMMENTS."""
    sheet = Sheet("Ý kiến", HEADER, list(_cells(rows)), widths=(12, 34, 18, 10, 24, 30, 70))
    return tables_to_xlsx([sheet], title=f"Ý kiến đã công bố: {campaign_name}"[:255], made_on=made_on)


def _cells(rows: Rows) -> Iterator[tuple[str, ...]]:
    for place, question, text in rows:
        where = (place.unit_code, place.unit_name, place.commune, ", ".join(place.levels))
        yield (*where, place.questionnaire.short_title, question, text)
