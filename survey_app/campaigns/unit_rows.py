"""From the table of a units file to checked rows. Every fault that a row shows by itself is found here, all at once.

What depends on other units (parents, doubles of the database) is checked by `units`, which sees them.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from questionnaires.faults import quote
from survey_app.campaigns.grades import WHOLE_UNIT, grade_labels, grades_of
from survey_app.campaigns.unit_changes import read_changes
from survey_app.campaigns.unit_columns import (
    HEADERS,
    KIND_LABELS,
    column_of,
    count_known_headers,
    find_header,
    find_kind,
    grade_header,
    split_levels,
)
from survey_app.campaigns.units_file import RowFault, TableRow, UnitsFileError, read_table
from survey_app.models.organisation import SCHOOL_LEVELS

CODE: Final = re.compile(r"[0-9A-Z][0-9A-Z._-]{0,31}")
NAME_LENGTH: Final = 200
MAX_PUPILS: Final = 99_999
THOUSANDS: Final = re.compile(r"[0-9]{1,3}([. ][0-9]{3})+")  # 1.234 pupils: there is no fraction of a pupil
KIND_LIST: Final = ", ".join(KIND_LABELS.values())


@dataclass(frozen=True)
class UnitRow:
    """One unit as the file has it: `kind` is "" where it is none, `enrolment` None where no column holds numbers at all.

    `predecessors` are the codes of the units that it carries on `since` a day.
    """

    line: int
    code: str
    name: str
    kind: str
    levels: tuple[str, ...]
    parent_code: str
    enrolment: tuple[tuple[str, int], ...] | None
    closed_on: dt.date | None = None
    predecessors: tuple[str, ...] = ()
    since: dt.date | None = None


def read_unit_rows(content: bytes) -> tuple[list[UnitRow], list[RowFault]]:
    """The units of an uploaded file, bad rows among them, and every fault that can be seen without the database.

    Raises UnitsFileError where the file as a whole cannot be read: what it is, its header.
    """
    table = read_table(content, judge=count_known_headers)
    header = find_header(table)
    if header is None:
        message = f"Không thấy dòng tiêu đề có cột {quote(HEADERS['code'])} và {quote(HEADERS['name'])}"
        raise UnitsFileError([RowFault(0, message, "dùng tệp mẫu và giữ nguyên dòng tiêu đề")])
    faults = list(_find_header_faults(header))
    if faults:
        raise UnitsFileError(faults)
    columns = {place: column for place, cell in enumerate(header.cells) if (column := column_of(cell))}
    rows = []
    for row in table:
        if row.line > header.line and not row.is_blank:
            cells = {column: row.cells[place] if place < len(row.cells) else "" for place, column in columns.items()}
            beside = any(cell and place not in columns for place, cell in enumerate(row.cells))
            read, row_faults = read_values(row.line, cells, is_beside=beside)
            rows.append(read)
            faults += row_faults
    if not rows:
        raise UnitsFileError([RowFault(0, "Tệp chưa có đơn vị nào dưới dòng tiêu đề", "điền mỗi đơn vị một dòng")])
    return rows, [*faults, *_find_repeated_codes(rows)]


def _find_header_faults(header: TableRow) -> Iterator[RowFault]:
    seen: dict[str, str] = {}
    for cell in header.cells:
        column = column_of(cell)
        if cell and column is None:
            yield RowFault(
                header.line, f"Cột {quote(cell)} không có trong mẫu", "sửa tên cột như trong tệp mẫu, hoặc xóa cột này"
            )
        elif column in seen and column != "ignored":
            yield RowFault(header.line, f"Cột {quote(cell)} trùng với cột {quote(seen[column])}", "giữ lại một cột")
        elif column:
            seen[column] = cell
    for column, label in HEADERS.items():
        if column not in seen:
            yield RowFault(header.line, f"Thiếu cột {quote(label)}", "thêm cột này như trong tệp mẫu")


def read_values(line: int, values: Mapping[str, str], *, is_beside: bool = False) -> tuple[UnitRow, list[RowFault]]:
    """One unit from its cells by column, and every fault that it shows by itself.

    `is_beside`: something stands in a column that has no name.
    """
    faults: list[RowFault] = []

    def refuse(message: str, remedy: str, column: str = "") -> None:
        faults.append(RowFault(line, message, remedy, column))

    if is_beside:
        refuse("Có chữ ở cột không có tên", "đặt tên cho cột như trong tệp mẫu, hoặc xóa nội dung đó")
    code = values["code"].upper()
    if not code:
        refuse("Thiếu mã đơn vị", "điền mã của đơn vị", "code")
    elif not CODE.fullmatch(code):
        refuse(
            f"Mã {quote(values['code'])} không hợp lệ",
            "chỉ dùng chữ không dấu, chữ số, dấu chấm, gạch nối và gạch dưới, nhiều nhất 32 ký tự",
            "code",
        )
    if not values["name"]:
        refuse("Thiếu tên đơn vị", "điền tên đầy đủ", "name")
    elif len(values["name"]) > NAME_LENGTH:
        refuse(f"Tên dài {len(values['name'])} ký tự", f"rút gọn còn nhiều nhất {NAME_LENGTH} ký tự", "name")
    kind = find_kind(values["kind"])
    if kind is None:
        what = f"Loại {quote(values['kind'])} không có trong danh sách" if values["kind"] else "Thiếu loại đơn vị"
        refuse(what, f"chọn một trong: {KIND_LIST}", "kind")
    levels, unknown = split_levels(values["levels"])
    for word in unknown:
        refuse(f"Cấp học {quote(word)} không có trong danh sách", f"chọn trong: {', '.join(SCHOOL_LEVELS)}", "levels")
    for message, remedy in _find_level_faults(kind, levels, values["levels"]):
        refuse(message, remedy, "levels")
    parent_code = values["parent"].upper()
    if kind == "department" and parent_code:
        refuse("Sở không có đơn vị cấp trên", f"để trống cột {quote(HEADERS['parent'])} ở dòng này", "parent")
    elif kind not in (None, "department") and not parent_code:
        refuse("Thiếu mã đơn vị cấp trên", "điền mã của xã, phường quản lý, hoặc mã của Sở nếu trực thuộc Sở", "parent")
    enrolment, number_faults = _read_enrolment(values, kind, levels if not unknown else list(SCHOOL_LEVELS))
    for message, remedy in number_faults:
        refuse(message, remedy, "enrolment")
    closed_on, predecessors, since, change_faults = read_changes(values)
    for message, remedy in change_faults:
        refuse(message, remedy)
    ordered = tuple(level for level in SCHOOL_LEVELS if level in levels)
    row = UnitRow(line, code, values["name"], kind or "", ordered, parent_code, enrolment, closed_on, predecessors, since)
    return row, faults


def _find_level_faults(kind: str | None, levels: list[str], text: str) -> Iterator[tuple[str, str]]:
    if kind == "school" and not text:
        yield "Thiếu cấp học của trường", f"chọn trong: {', '.join(SCHOOL_LEVELS)}; trường nhiều cấp viết như “TH, THCS”"
    if kind not in (None, "school") and text:
        yield "Chỉ trường mới có cấp học", f"để trống cột {quote(HEADERS['levels'])} ở dòng này"
    if {"THPT", "GDTX"} <= set(levels):
        yield "Cấp THPT và GDTX có cùng tên khối nên không đứng chung một dòng", "tách thành hai đơn vị, mỗi cấp một dòng"


def _read_enrolment(
    values: Mapping[str, str], kind: str | None, levels: list[str]
) -> tuple[tuple[tuple[str, int], ...] | None, list[tuple[str, str]]]:
    """Grades and numbers in the order of the frame, and what is wrong with them."""
    grades = [code for code in (*grade_labels(), WHOLE_UNIT) if f"grade:{code}" in values]
    if not grades:
        return None, []
    taught = grades_of(levels)
    numbers: dict[str, int] = {}
    faults: list[tuple[str, str]] = []
    for code in grades:
        text = values[f"grade:{code}"]
        if not text:
            continue
        number = _find_number(text)
        header = quote(grade_header(code))
        if number is None:
            faults.append((f"Cột {header}: {quote(text)} không phải số nguyên", "viết số học sinh bằng chữ số, hoặc để trống"))
        elif number < 0:
            faults.append((f"Cột {header}: {number} là số âm", "viết số từ 0 trở lên, hoặc để trống"))
        elif number > MAX_PUPILS:
            faults.append((f"Cột {header}: {number} lớn quá mức có thể", "kiểm tra lại số học sinh"))
        elif kind not in (None, "school"):
            if number:
                faults.append((f"Cột {header}: chỉ trường mới có số học sinh", "để trống ở dòng này"))
        elif code == WHOLE_UNIT or code in taught:
            numbers[code] = number
        elif number and kind == "school" and levels:
            faults.append((f"Cột {header}: không phải khối của cấp {', '.join(levels)}", "sửa cấp học, hoặc để trống cột này"))
    total = numbers.get(WHOLE_UNIT)
    by_grade = {code: number for code, number in numbers.items() if code != WHOLE_UNIT}
    if total is not None and by_grade and not faults:
        if total != sum(by_grade.values()):
            message = f"Tổng số {total} khác với cộng các khối là {sum(by_grade.values())}"
            faults.append((message, "sửa số học sinh từng khối, hoặc để trống cột “Tổng số”"))
        numbers = by_grade
    return tuple(numbers.items()), faults


def _find_number(text: str) -> int | None:
    """The whole number that `text` spells; a point or space may stand between thousands."""
    if THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(" ", "")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(text[:12])


def _find_repeated_codes(rows: list[UnitRow]) -> Iterator[RowFault]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code and row.code in first:
            message = f"Mã {quote(row.code)} đã có ở dòng {first[row.code]}"
            yield RowFault(row.line, message, "mỗi đơn vị một dòng, mỗi mã dùng một lần")
        first.setdefault(row.code, row.line)
