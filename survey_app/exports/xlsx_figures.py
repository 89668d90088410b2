"""The gated figures of a unit's report as a plain table in a workbook: what the CSV says, for whoever works in Excel.

No charts and no sentences: this is the table behind the report for further work, a row per figure.
"""

import datetime as dt

from analysis.reports import UnitReport
from survey_app.exports.csv_text import IncompleteExportError
from survey_app.exports.csv_unit import count_figures, unit_report_table
from survey_app.exports.xlsx_tables import Sheet, tables_to_xlsx

FIGURES_SHEET = "Số liệu"


def unit_report_to_xlsx(report: UnitReport, *, access: str, closes_on: dt.date) -> bytes:
    """One sheet; a withheld figure is the reason in words, as in the CSV."""
    header, rows = unit_report_table(report, access=access)
    table = tuple(rows)
    if len(table) != count_figures(report):
        raise IncompleteExportError(f"{len(table)} figures of {count_figures(report)}")
    widths = (10, 32, 14, 10, 10, 22, 8, 52, 12)
    sheet = Sheet(FIGURES_SHEET, header, table, widths=widths, header_height=48)
    return tables_to_xlsx((sheet,), title=f"Số liệu báo cáo: {report.unit_name}"[:255], made_on=closes_on)
