"""The words of the units file: headers, kinds and levels as offices write them, without regard to case, marks and spaces."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from survey_app.campaigns.grades import WHOLE_UNIT, grade_labels
from survey_app.campaigns.units_file import TableRow

HEADERS: Final = {
    "code": "Mã đơn vị",
    "name": "Tên đơn vị",
    "kind": "Loại",
    "levels": "Cấp học",
    "parent": "Mã đơn vị cấp trên",
}
TOTAL_HEADER: Final = "Tổng số"
# what becomes of units over the years: columns that a file may leave out, and cells that change nothing where they are blank
CHANGE_HEADERS: Final = {
    "closed_on": "Ngừng hoạt động từ ngày",
    "predecessors": "Mã đơn vị trước đây",
    "since": "Nối tiếp từ ngày",
}
KIND_LABELS: Final = {"department": "Sở", "desk": "Bộ phận một cửa", "commune": "Xã/phường", "school": "Trường"}

_HEADER_WORDS = {
    "code": ("Mã", "Mã trường", "Mã cơ sở giáo dục"),
    "name": ("Tên", "Tên trường", "Tên cơ sở giáo dục"),
    "kind": ("Loại đơn vị", "Loại hình"),
    "levels": ("Cấp", "Các cấp học"),
    "closed_on": ("Ngừng hoạt động", "Ngày ngừng hoạt động", "Ngày giải thể"),
    "predecessors": ("Đơn vị trước đây", "Mã đơn vị cũ", "Mã cũ"),
    "since": ("Từ ngày", "Kể từ ngày", "Ngày sáp nhập"),
    "parent": ("Mã cấp trên", "Đơn vị cấp trên", "Cấp trên", "Mã đơn vị quản lý"),
}
_TOTAL_WORDS = (TOTAL_HEADER, "Tổng", "Tổng cộng", "Tổng số học sinh", "Số học sinh", "Tổng số trẻ")
_IGNORED_WORDS = ("STT", "TT", "Ghi chú")
_KIND_WORDS = {
    "department": ("Sở", "Sở GDĐT", "Sở Giáo dục và Đào tạo"),
    "desk": ("Bộ phận một cửa", "Một cửa", "Bộ phận tiếp nhận và trả kết quả"),
    "commune": ("Xã", "Phường", "Đặc khu", "Thị trấn", "Xã, phường", "Phòng Văn hóa - Xã hội"),
    "school": ("Trường", "Trường học", "Cơ sở giáo dục", "Trung tâm", "Trung tâm GDTX", "Trung tâm GDNN-GDTX"),
}
_LEVEL_WORDS = {
    "MN": ("MN", "Mầm non", "Mẫu giáo"),
    "TH": ("TH", "Tiểu học"),
    "THCS": ("THCS", "Trung học cơ sở"),
    "THPT": ("THPT", "Trung học phổ thông"),
    "GDTX": ("GDTX", "Giáo dục thường xuyên", "GDNN-GDTX"),
}
_PRESCHOOL_WORDS = {
    "NT": ("Nhà trẻ",),
    "3-4": ("Mẫu giáo 3-4", "3-4 tuổi", "Mầm"),
    "4-5": ("Mẫu giáo 4-5", "4-5 tuổi", "Chồi"),
    "5-6": ("Mẫu giáo 5-6", "5-6 tuổi", "Lá"),
}
_BETWEEN_LEVELS = re.compile(r"[,;+/&–-]|\bvà\b", re.IGNORECASE)


@lru_cache(maxsize=8_192)
def comparable(text: str) -> str:
    """Letters and digits only, small, without marks: "Mã đơn vị " and "MA DON VI" are the same."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isalnum())


def find_header(rows: Sequence[TableRow]) -> TableRow | None:
    """The first row that names both a code and a name column."""
    return next((row for row in rows if {"code", "name"} <= {column_of(cell) for cell in row.cells}), None)


def count_known_headers(rows: Sequence[TableRow]) -> int:
    """How many columns of the best row are known: picks the sheet and the delimiter."""
    return max((len({column_of(cell) for cell in row.cells} - {None}) for row in rows), default=0)


def column_of(header: str) -> str | None:
    """What a column holds: a key of either headers, "grade:" with a grade's code, "ignored", or None for an unknown header."""
    return _column_words().get(comparable(header))


def find_kind(text: str) -> str | None:
    """The kind that is meant."""
    return _KINDS.get(comparable(text))


def split_levels(text: str) -> tuple[list[str], list[str]]:
    """The levels that are meant, and the words that are none."""
    whole = _LEVELS.get(comparable(text))
    if whole or not text:
        return ([whole] if whole else []), []
    words = [word.strip() for word in _BETWEEN_LEVELS.split(text) if word.strip()]
    known = [_LEVELS[comparable(word)] for word in words if comparable(word) in _LEVELS]
    return known, [word for word in words if comparable(word) not in _LEVELS]


def grade_header(code: str) -> str:
    """The header of a grade's column in the template."""
    return grade_labels()[code] if code else TOTAL_HEADER


@cache
def _column_words() -> dict[str, str]:
    columns: dict[str, str] = {}
    for code, label in grade_labels().items():
        words = (label, f"Lớp {code}", f"Lớp/Khối {code}", f"Khối lớp {code}", *_PRESCHOOL_WORDS.get(code, ()))
        columns |= {comparable(word): f"grade:{code}" for word in words}
    columns |= {comparable(word): f"grade:{WHOLE_UNIT}" for word in _TOTAL_WORDS}
    columns |= {comparable(word): "ignored" for word in _IGNORED_WORDS}
    for column, label in (HEADERS | CHANGE_HEADERS).items():
        columns |= {comparable(word): column for word in (label, *_HEADER_WORDS[column])}
    return columns


_KINDS = {comparable(word): kind for kind, words in _KIND_WORDS.items() for word in words}
_LEVELS = {comparable(word): level for level, words in _LEVEL_WORDS.items() for word in words}
