"""The department's report as a workbook: its tables as sheets, all instruments in one table, with a dictionary."""

from collections.abc import Iterator
from typing import Final

from analysis.charts import describe_dimensions
from survey_app.documents import annual_tables, beside_tables, coverage_tables, department_tables, item_tables, quality_tables
from survey_app.documents.department_annexes import method_table
from survey_app.documents.model import Column, Document, Row, Table
from survey_app.documents.report_words import has_figures, lowered
from survey_app.exports.annual_workbook import DICTIONARY
from survey_app.exports.workbook import Sheet, build_workbook
from survey_app.exports.workbook_charts import Bars
from survey_app.results.department_figures import DepartmentReportFigures

_MEANINGS: Final = (
    ("Đơn vị tính / tham gia", "Số đơn vị nằm trong kết quả, và số đơn vị được hỏi phiếu ấy", "chữ"),
    ("So với mức chung", "Cao hơn, Thấp hơn, Chưa thấy khác: theo biểu đồ phễu đã tính đến mức khác nhau thường có", "chữ"),
    ("Chỉ số đại diện R", "1 khi mọi khối, mọi đơn vị tham gia như nhau", "0 – 1"),
    ("Không tính phiếu có dấu hiệu", "Tỷ lệ hài lòng khi bỏ các phiếu có dấu hiệu cần xem lại", "0 – 1"),
)


def build_department_workbook(report: DepartmentReportFigures, document: Document) -> bytes:
    """The workbook of a report; `document` gives it its title and issuer."""
    subject = f"{document.subject}; mã kiểm tra {report.fingerprint[:12]}"
    title = f"Kết quả {lowered(report.campaign_name)}"
    return build_workbook(tuple(department_sheets(report)), title=title, subject=subject, author=document.letterhead.issuer)


def department_sheets(report: DepartmentReportFigures) -> Iterator[Sheet]:
    """The sheets that have something to show, the dictionary last."""
    parts = report.parts
    shown = tuple(one for one in parts if has_figures(one.part.report))
    coverage = report.coverage
    if parts:
        yield Sheet("Tóm tắt", department_tables.summary_table(report))
        yield Sheet("Điểm", department_tables.scores_table(report))
        yield Sheet("Số phiếu", coverage_tables.received_table(parts))
    if report.levels:
        yield Sheet("Cấp học", department_tables.levels_table(report, report.levels))
    if any(one.communes for one in parts):
        yield Sheet("Xã, phường", department_tables.communes_table([one for one in parts if one.communes]))
    if parts:
        yield Sheet("Đơn vị", department_tables.units_table(parts))
    for one in parts:
        if one.beside:
            yield Sheet(f"Sở khảo sát {one.code}", beside_tables.units_beside_table(one))
    if shown:
        yield Sheet("Lĩnh vực", *_dimensions(report))
        yield Sheet("Câu hỏi", item_tables.items_table([one.part for one in shown]))
        yield Sheet("Phân bố", item_tables.distributions_table([one.part for one in shown]))
        yield Sheet("Chất lượng", quality_tables.quality_table(shown))
        yield Sheet("Tính đại diện", quality_tables.representativity_table(shown))
    compared = [one.part for one in shown if one.part.earlier is not None]
    if compared:
        yield Sheet("So với đợt trước", annual_tables.change_table(compared, with_items=True))
    yield Sheet("Tham gia", coverage_tables.coverage_by_place(coverage))
    lacking = coverage_tables.lacking_table(coverage)
    if lacking is not None:
        yield Sheet("Chưa đủ phiếu", lacking)
    for one in parts:
        yield Sheet(f"Phương pháp {one.code}", method_table(one, report))
    columns = (Column("Cột", 3), Column("Nghĩa", 8), Column("Đơn vị", 2))
    rows = tuple(Row(meaning) for meaning in (*DICTIONARY, *_MEANINGS))
    yield Sheet("Giải thích", Table("dictionary", "Giải thích các cột", columns, rows))


def _dimensions(report: DepartmentReportFigures) -> tuple[Table, Bars]:
    parts = [one.part for one in report.parts if has_figures(one.part.report)]
    table = annual_tables.dimensions_table(parts)
    first = len(table.columns) - 7
    alt = " ".join(describe_dimensions(part.report) for part in parts)
    return table, Bars("Tỷ lệ hài lòng theo lĩnh vực", alt, labels=first, values=first + 2, limits=first + 3)
