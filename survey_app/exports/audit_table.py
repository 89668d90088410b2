"""The audit log as CSV and as a workbook: one row per entry, the oldest first, text never a formula."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from survey_app.accounts.audit_log import Line
from survey_app.exports.csv_text import Cell, to_csv
from survey_app.exports.xlsx_tables import Sheet, tables_to_xlsx

OPERATOR: Final = "Người vận hành (lệnh)"
_HEADER: Final = ("Số", "Lúc", "Tài khoản", "Đơn vị của tài khoản", "Việc", "Nội dung")


def audit_to_csv(lines: Sequence[Line]) -> bytes:
    """The entries as CSV."""
    return to_csv(_HEADER, _rows(lines), expected_rows=len(lines))


def audit_to_xlsx(lines: Sequence[Line], *, made_on: dt.date) -> bytes:
    """The entries as a workbook."""
    sheet = Sheet("Nhật ký", _HEADER, _rows(lines), (10, 18, 24, 44, 40, 50))
    return tables_to_xlsx([sheet], title="Nhật ký", made_on=made_on)


def _rows(lines: Sequence[Line]) -> list[tuple[Cell, ...]]:
    return [
        (line.number, f"{line.at:%Y-%m-%d %H:%M:%S}", line.username or OPERATOR, line.unit_name, line.action, line.subject)
        for line in lines
    ]
