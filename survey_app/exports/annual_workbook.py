"""The annual report as a workbook: its tables as sheets, all instruments in one table, with native charts and a dictionary."""

from collections.abc import Iterator
from typing import Final

from analysis.charts import describe_dimensions, describe_distributions
from survey_app.documents import annual_tables, item_tables
from survey_app.documents.annual_annexes import method_table
from survey_app.documents.model import Column, Row, Table
from survey_app.documents.report_words import has_figures, lowered
from survey_app.exports.workbook import Sheet, build_workbook
from survey_app.exports.workbook_charts import Bars, Stacks
from survey_app.results.annual_figures import AnnualPart, AnnualReport

DICTIONARY: Final = (
    ("Phiếu", "Mã của bộ câu hỏi, khi đơn vị có nhiều bộ", "chữ"),
    ("Số phiếu", "Số phiếu mà con số ở cùng dòng dựa vào", "số đếm"),
    ("Số người được hỏi", "Số phiếu có thể nhận: cha mẹ tính một phiếu cho mỗi học sinh, học sinh mỗi em một phiếu", "số đếm"),
    ("Số phiếu cần có", "n = N / (1 + N × 0,05²), làm tròn lên; N là số người được hỏi", "số đếm"),
    ("Tỷ lệ tham gia", "Số phiếu nhận được chia cho số người được hỏi; không phải tỷ lệ hồi đáp của mẫu ngẫu nhiên", "0 – 1"),
    ("Tỷ lệ hài lòng", "Số câu trả lời hài lòng hoặc rất hài lòng chia cho số câu có ý kiến", "0 – 1"),
    (
        "Khoảng nhất quán 95%",
        "Khoảng của kết quả nếu người chưa trả lời cũng nghĩ như người đã trả lời; không phải sai số",
        "0 – 1",
    ),
    ("Khoảng tin cậy 95%", "Ghi thay cho khoảng nhất quán khi người trả lời được chọn ngẫu nhiên", "0 – 1"),
    ("Điểm TB", "Trung bình của các mức 1 – 5", "1 – 5"),
    ("Mức đáp ứng mong đợi", "Trung bình của câu hỏi về mức đáp ứng mong đợi", "0 – 100"),
    ("Kết quả", "Giá trị của chỉ số ở cùng dòng: tỷ lệ 0 – 1, điểm 1 – 5, mức đáp ứng mong đợi 0 – 100", "theo chỉ số"),
    ("So với chỉ tiêu", "Đạt, Không đạt, hoặc Chưa đủ căn cứ: theo cận một phía 95% của tỷ lệ hài lòng", "chữ"),
    ("Số câu trả lời", "Số câu có ý kiến, không tính câu bỏ trống và câu “Không áp dụng / không biết”", "số đếm"),
    ("Chênh lệch (điểm %)", "Đợt này trừ đợt trước", "điểm phần trăm"),
    ("Nhận định", "Tăng, Giảm, Ổn định, Chưa rõ thay đổi: đã tính đến việc so nhiều câu cùng lúc", "chữ"),
    ("Dấu “–”", "Không hiển thị để bảo vệ người trả lời, hoặc không tính được; lý do ghi dưới bảng", "chữ"),
)


def build_annual_workbook(report: AnnualReport) -> bytes:
    """The workbook of one unit on one campaign."""
    title = f"Kết quả {lowered(report.campaign_name)}"
    subject = f"{report.unit_name}; mã kiểm tra {report.fingerprint[:12]}"
    return build_workbook(tuple(annual_sheets(report)), title=title, subject=subject, author=report.unit_name)


def annual_sheets(report: AnnualReport) -> Iterator[Sheet]:
    """The sheets that have something to show, the dictionary last."""
    parts = report.parts
    shown = tuple(part for part in parts if has_figures(part.report))
    yield Sheet("Tóm tắt", annual_tables.summary_table(parts))
    yield Sheet("Số phiếu", annual_tables.received_table(parts))
    if shown:
        yield Sheet("Lĩnh vực", *_dimensions(shown))
        yield Sheet("Câu hỏi", item_tables.items_table(shown))
        yield Sheet("Phân bố", *_distributions(shown))
    graded = tuple(part for part in shown if part.grades is not None)
    if graded:
        yield Sheet("Khối", annual_tables.grades_table(graded))
    compared = tuple(part for part in shown if part.earlier is not None)
    if compared:
        yield Sheet("So với đợt trước", annual_tables.change_table(compared, with_items=True))
    if any(part.comments for part in parts):
        yield Sheet("Ý kiến", annual_tables.comments_table(parts))
    for part in parts:
        name = "Phương pháp" if len(parts) == 1 else f"Phương pháp {part.questionnaire.code}"
        yield Sheet(name, method_table(part, report))
    yield Sheet("Giải thích", _dictionary())


def _dimensions(parts: tuple[AnnualPart, ...]) -> tuple[Table, Bars]:
    table = annual_tables.dimensions_table(parts)
    first = len(table.columns) - 7
    alt = " ".join(describe_dimensions(part.report) for part in parts)
    return table, Bars("Tỷ lệ hài lòng theo lĩnh vực", alt, labels=first, values=first + 2, limits=first + 3)


def _distributions(parts: tuple[AnnualPart, ...]) -> tuple[Table, Stacks]:
    table = item_tables.distributions_table(parts)
    options = len(parts[0].report.option_labels)
    first = len(table.columns) - options - 4
    alt = " ".join(describe_distributions(part.report) for part in parts)
    parts_of = tuple(range(first + 2, first + 2 + options))
    return table, Stacks("Câu trả lời theo năm mức", alt, labels=first + 1, parts=parts_of)


def _dictionary() -> Table:
    columns = (Column("Cột", 3), Column("Nghĩa", 8), Column("Đơn vị", 2))
    return Table("dictionary", "Giải thích các cột", columns, tuple(Row(meaning) for meaning in DICTIONARY))
