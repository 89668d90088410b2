"""The empty units file with its instructions and an example, for the person who fills it in.

`docs/mau-don-vi.xlsx` is what this writes; a test keeps the two the same.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from survey_app.campaigns.grades import WHOLE_UNIT, grade_labels
from survey_app.campaigns.unit_columns import CHANGE_HEADERS, HEADERS, KIND_LABELS, TOTAL_HEADER, grade_header
from survey_app.models.organisation import SCHOOL_LEVELS

ROWS_PREPARED: Final = 3000
INK: Final = "#1c2421"
LINE: Final = "#d9ddd8"
ACCENT: Final = "#01665e"
WASH: Final = "#e3f1ee"
WIDTHS: Final = (16, 52, 19, 14, 18)

TemplateRow = tuple[str, str, str, str, str, dict[str, int]]

EXAMPLE_ROWS: Final[tuple[TemplateRow, ...]] = (
    ("SGD", "Sở Giáo dục và Đào tạo", "Sở", "", "", {}),
    ("MC", "Bộ phận Tiếp nhận và Trả kết quả của Sở", "Bộ phận một cửa", "", "SGD", {}),
    ("X01", "Phòng Văn hóa - Xã hội xã Sơn Hạ", "Xã/phường", "", "SGD", {}),
    ("P01", "Phòng Văn hóa - Xã hội phường Nghĩa Lộ", "Xã/phường", "", "SGD", {}),
    ("MN001", "Trường Mầm non Hoa Sen", "Trường", "MN", "P01", {"NT": 48, "3-4": 75, "4-5": 90, "5-6": 102}),
    ("TH001", "Trường Tiểu học Nghĩa Lộ", "Trường", "TH", "P01", {"1": 140, "2": 152, "3": 147, "4": 139, "5": 144}),
    (
        "LC001",
        "Trường Tiểu học và Trung học cơ sở Sơn Hạ",
        "Trường",
        "TH, THCS",
        "X01",
        {"1": 31, "2": 28, "3": 35, "4": 30, "5": 29, "6": 44, "7": 41, "8": 38, "9": 40},
    ),
    ("TPT01", "Trường Trung học phổ thông Sơn Hạ", "Trường", "THPT", "SGD", {"10": 265, "11": 251, "12": 248}),
    ("GDTX1", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên", "Trường", "GDTX", "SGD", {WHOLE_UNIT: 310}),
)

STEPS: Final = (
    "Điền mỗi đơn vị một dòng ở trang “Đơn vị”. Trang “Ví dụ” cho thấy một danh sách đã điền xong.",
    "Giữ nguyên dòng tiêu đề. Cột nào không dùng (ví dụ khối không có ở địa phương) có thể xóa.",
    "Gửi lại tệp này, hoặc lưu thành “CSV UTF-8”. Có dòng sai thì chưa nhập gì; hệ thống chỉ rõ từng dòng cần sửa.",
    "Nhập lại để cập nhật: đơn vị được nhận ra theo mã, mã QR đã in vẫn dùng được. Đơn vị không có trong tệp được giữ nguyên.",
)

COLUMN_NOTES: Final = (
    (
        HEADERS["code"],
        "Bắt buộc. Chữ không dấu, chữ số, dấu chấm, gạch nối; nhiều nhất 32 ký tự. Mỗi đơn vị một mã, không đổi qua các năm.",
    ),
    (HEADERS["name"], "Bắt buộc. Tên đầy đủ như trên con dấu; được in trên áp phích và trong báo cáo."),
    (HEADERS["kind"], f"Bắt buộc. Một trong: {', '.join(KIND_LABELS.values())}. Xã/phường gồm cả đặc khu."),
    (
        HEADERS["levels"],
        "Chỉ điền cho trường: MN, TH, THCS, THPT hoặc GDTX. Trường nhiều cấp viết cách nhau bằng dấu phẩy, ví dụ “TH, THCS”.",
    ),
    (
        HEADERS["parent"],
        "Bắt buộc, trừ dòng Sở. Trường mầm non, tiểu học, THCS: mã của xã, phường. Trường trực thuộc Sở, xã, phường và bộ phận "
        "một cửa: mã của Sở.",
    ),
    (
        "Các cột nhóm tuổi và khối",
        "Số trẻ, số học sinh hiện nay. Để trống khối không có ở trường. Số này là mẫu số của tỷ lệ tham gia.",
    ),
    (TOTAL_HEADER, "Chỉ điền khi không có số theo từng khối."),
    (
        CHANGE_HEADERS["closed_on"],
        "Ngày đầu tiên đơn vị không còn nữa, ví dụ 01/09/2026. Kết quả cũ được giữ. Để trống thì không đổi gì.",
    ),
    (
        CHANGE_HEADERS["predecessors"],
        "Khi sáp nhập, tách hoặc đổi mã: mã các đơn vị mà đơn vị này nối tiếp, cách nhau bằng dấu phẩy. Đơn vị đã nhập hẳn vào "
        "đây thì điền ngày ngừng hoạt động ở dòng của nó; đơn vị còn hoạt động thì được hiểu là tách.",
    ),
    (CHANGE_HEADERS["since"], "Ngày bắt đầu nối tiếp. Chỉ đổi tên mà giữ mã thì không cần điền gì."),
)


def build_units_template(
    rows: Sequence[TemplateRow] = (), *, changes: Mapping[str, tuple[str, str, str]] | None = None
) -> bytes:
    """The workbook: the sheet to fill in (with `rows` if any, and `changes` by code), the instructions, the example."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": "Danh sách đơn vị", "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
    formats = {name: workbook.add_format({"font_color": INK, "valign": "vcenter", **style}) for name, style in _STYLES.items()}
    _write_units(workbook.add_worksheet("Đơn vị"), formats, rows, prepared=ROWS_PREPARED, changes=changes)
    _write_instructions(workbook.add_worksheet("Hướng dẫn"), formats)
    _write_units(workbook.add_worksheet("Ví dụ"), formats, EXAMPLE_ROWS, prepared=0)
    workbook.close()
    return buffer.getvalue()


_STYLES: dict[str, dict[str, Any]] = {
    "header": {"bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "text_wrap": True, "border": 1, "border_color": LINE},
    "grade": {"bold": True, "bg_color": WASH, "text_wrap": True, "align": "center", "border": 1, "border_color": LINE},
    "text": {"num_format": "@"},
    "number": {"num_format": "#,##0"},
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "name": {"bold": True, "text_wrap": True, "valign": "top"},
}


def _write_units(
    sheet: Worksheet,
    formats: dict[str, Any],
    rows: Sequence[TemplateRow],
    *,
    prepared: int,
    changes: Mapping[str, tuple[str, str, str]] | None = None,
) -> None:
    grades = (*grade_labels(), WHOLE_UNIT)
    for place, (label, width) in enumerate(zip(HEADERS.values(), WIDTHS, strict=True)):
        sheet.set_column(place, place, width, formats["text"])
        sheet.write_string(0, place, label, formats["header"])
    sheet.set_column(len(HEADERS), len(HEADERS) + len(grades) - 1, 11, formats["number"])
    for place, code in enumerate(grades, start=len(HEADERS)):
        sheet.write_string(0, place, grade_header(code), formats["grade"])
    first_change = len(HEADERS) + len(grades)
    sheet.set_column(first_change, first_change + len(CHANGE_HEADERS) - 1, 18, formats["text"])
    for place, label in enumerate(CHANGE_HEADERS.values(), start=first_change):
        sheet.write_string(0, place, label, formats["header"])
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 2)
    for line, (*texts, enrolment) in enumerate(rows, start=1):
        for place, text in enumerate(texts):
            sheet.write_string(line, place, str(text), formats["text"])
        for code, number in enrolment.items():
            sheet.write_number(line, len(HEADERS) + grades.index(code), number, formats["number"])
        for place, text in enumerate((changes or {}).get(texts[0], ()), start=first_change):
            sheet.write_string(line, place, text, formats["text"])
    if prepared:
        _add_choices(sheet, prepared, last_column=len(HEADERS) + len(grades) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _add_choices(sheet: Worksheet, prepared: int, *, last_column: int) -> None:
    """Lists to choose from; a level may be written otherwise, because a school may have several."""
    places = list(HEADERS)
    kind, levels = places.index("kind"), places.index("levels")
    sheet.data_validation(
        1,
        kind,
        prepared,
        kind,
        {
            "validate": "list",
            "source": list(KIND_LABELS.values()),
            "error_title": "Loại đơn vị",
            "error_message": "Chọn một loại trong danh sách.",
        },
    )
    sheet.data_validation(1, levels, prepared, levels, {"validate": "list", "source": list(SCHOOL_LEVELS), "show_error": False})
    sheet.data_validation(
        1,
        len(HEADERS),
        prepared,
        last_column,
        {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_title": "Số học sinh",
            "error_message": "Viết số nguyên từ 0 trở lên, hoặc để trống.",
        },
    )


def _write_instructions(sheet: Worksheet, formats: dict[str, Any]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, "Cách điền danh sách đơn vị", formats["title"])
    sheet.set_row(0, 32)
    line = 2
    for number, step in enumerate(STEPS, start=1):
        sheet.write_string(line, 0, f"Bước {number}", formats["name"])
        sheet.write_string(line, 1, step, formats["wrapped"])
        sheet.set_row(line, 34)
        line += 1
    line += 1
    sheet.write_string(line, 0, "Cột", formats["header"])
    sheet.write_string(line, 1, "Nội dung", formats["header"])
    sheet.set_row(line, 22)
    for label, note in COLUMN_NOTES:
        line += 1
        sheet.write_string(line, 0, label, formats["name"])
        sheet.write_string(line, 1, note, formats["wrapped"])
        sheet.set_row(line, 34)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
