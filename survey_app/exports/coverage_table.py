"""The coverage of a campaign as a table for a spreadsheet: a row for each collection of a unit, counts and contacts only."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from survey_app.exports.csv_text import Cell, to_csv
from survey_app.exports.xlsx_tables import Sheet, tables_to_xlsx
from survey_app.results.coverage import Coverage, State

_HEADER: Final = (
    *("Mã đơn vị", "Đơn vị", "Xã, phường", "Mã phiếu", "Loại phiếu"),
    *("Số phiếu đã nhận", "Số phiếu cần có", "Số người được hỏi", "Cách nhận phiếu"),
    *("Cách thu", "Tình trạng", "Còn thiếu", "Dự báo thấp", "Dự báo cao"),
    *("Bản in đã tải", "Tải lần cuối", "Người liên hệ", "Điện thoại"),
)
_MESSAGE: Final = "Tin nhắn"
_WIDTHS: Final = (14, 44, 22, 12, 26, 10, 10, 10, 30, 22, 20, 10, 10, 10, 22, 13, 24, 16, 70)


@dataclass(frozen=True)
class Words:
    """The words of the table: titles of questionnaires, how answers were taken, states, collections, what was printed."""

    titles: Mapping[str, str]
    access: Mapping[int, str]
    states: Mapping[State, str]
    collections: Mapping[str, str]
    prints: Mapping[str, str]


def coverage_to_csv(rows: Sequence[Coverage], words: Words, *, messages: Mapping[int, str] | None = None) -> bytes:
    """The rows in the order given; with `messages` by participation, each has its reminder in a last column."""
    header, cells = _table(rows, words, messages)
    return to_csv(header, cells, expected_rows=len(rows))


def coverage_to_xlsx(
    rows: Sequence[Coverage], words: Words, *, title: str, made_on: dt.date, messages: Mapping[int, str] | None = None
) -> bytes:
    """The same as a workbook."""
    header, cells = _table(rows, words, messages)
    sheet = Sheet("Tiến độ", header, cells, widths=_WIDTHS, header_height=34)
    return tables_to_xlsx((sheet,), title=title[:255], made_on=made_on)


def _table(
    rows: Sequence[Coverage], words: Words, messages: Mapping[int, str] | None
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    header = _HEADER if messages is None else (*_HEADER, _MESSAGE)
    cells = []
    for row in rows:
        cell = _cells(row, words)
        cells.append(cell if messages is None else (*cell, messages[row.progress.participation_id]))
    return header, cells


def _cells(row: Coverage, words: Words) -> tuple[Cell, ...]:
    found, forecast, prints, contact = row.progress, row.forecast, row.prints, row.contact
    return (
        *(found.unit_code, found.unit_name, found.commune, found.instrument_code, words.titles[found.instrument_code]),
        *(found.received, found.needed, found.eligible, words.access[found.participation_id]),
        *(words.collections[found.collection], words.states[row.state], row.missing),
        *(forecast.low if forecast else None, forecast.high if forecast else None),
        ", ".join(words.prints[kind] for kind in prints.kinds) if prints else None,
        f"{prints.last_on:%d/%m/%Y}" if prints else None,
        *(contact.name if contact else None, contact.phone if contact else None),
    )
