"""From an uploaded file to a table of text cells: .xlsx or .csv in any of the encodings and delimiters that offices send.

Knows nothing of units, nor of answers, which come in by the same way; only the remedies name what was wanted. Nothing is cut:
what does not fit is refused. Whatever the bytes are, the result is a table or a `UnitsFileError` that says what to do: nobody
who uploads the wrong file should meet a crash. Sizes are looked at before anything is unpacked, because a small archive can
hold gigabytes.
"""

import csv
import datetime as dt
import io
import itertools
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineWorkbook

from survey_app.campaigns.workbook_parts import (
    MOST_ROWS,
    NoWorkbookError,
    TooFarError,
    TooLargeError,
    repack,
)

MAX_BYTES: Final = 5 * 2**20  # 3,000 units with all grades are about 200 KB
MAX_ROWS: Final = MOST_ROWS
MAX_COLUMNS: Final = 100
MOST_CELLS: Final = 2 * MAX_ROWS * MAX_COLUMNS  # of all sheets together, empty ones between filled ones too
DELIMITERS: Final = ",;\t"
HEADER_WITHIN: Final = 20  # rows in which the header must appear: titles often stand above it
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password


@dataclass(frozen=True)
class RowFault:
    """One thing to put right. `line` is the row as a spreadsheet numbers it, 0 for the file as a whole.

    `column` is the column at fault where a form needs to know its field: a key of the columns, "enrolment", or "".
    """

    line: int
    message: str
    remedy: str
    column: str = ""

    def __str__(self) -> str:
        where = f"Dòng {self.line}: " if self.line else ""
        return f"{where}{self.message}. Cách sửa: {self.remedy}."


class UnitsFileError(Exception):
    """All faults of an uploaded file, by line; nothing of it has been taken over."""

    def __init__(self, faults: Iterable[RowFault]) -> None:
        self.faults: tuple[RowFault, ...] = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class TableRow:
    """The cells of one row as clean text, and its number in the file."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(self.cells)


@dataclass(frozen=True)
class Wanted:
    """What the reader of this file was after, as the remedies say it."""

    table: str
    short: str
    save_again: str


UNITS: Final = Wanted("danh sách đơn vị", "danh sách", "dùng tệp mẫu, hoặc lưu lại")


@dataclass(frozen=True)
class Sheet:
    """One reading of a file: a sheet of a workbook, or a text split by one delimiter. `fault` says why it must not be used.

    `name` is that of the sheet, "" for a text.
    """

    rows: tuple[TableRow, ...]
    name: str = ""
    fault: UnitsFileError | None = None

    @property
    def top(self) -> tuple[TableRow, ...]:
        """The rows among which the header must be."""
        return self.rows[:HEADER_WITHIN]


Judge = Callable[[Sequence[TableRow]], int]  # how much the first rows look like what is wanted


def read_table(content: bytes, *, judge: Judge, wanted: Wanted = UNITS) -> list[TableRow]:
    """The rows of a .csv, or of the sheet of an .xlsx, that `judge` likes best; of the first where all are alike."""
    return use_sheet(max(read_sheets(content, wanted), key=lambda sheet: judge(sheet.top), default=Sheet(())))


def use_sheet(sheet: Sheet) -> list[TableRow]:
    """The rows of a reading that was chosen. Raises UnitsFileError where it is not whole."""
    if sheet.fault is not None:
        raise sheet.fault
    if len(sheet.rows) > MAX_ROWS:
        raise _refusal(f"tệp có quá {MAX_ROWS} dòng", "chia thành nhiều tệp và nhập lần lượt")
    return list(sheet.rows)


def read_sheets(content: bytes, wanted: Wanted) -> list[Sheet]:
    """Every reading of the file. Raises UnitsFileError where there is none."""
    if len(content) > MAX_BYTES:
        raise _refusal(f"tệp lớn hơn {MAX_BYTES // 2**20} MB", f"chỉ gửi bảng {wanted.table}, không kèm hình ảnh")
    if not content.strip():
        raise _refusal("tệp trống", f"chọn lại tệp {wanted.table}")
    if content.startswith(OLD_EXCEL):
        raise _refusal("tệp là Excel đời cũ (.xls) hoặc có mật khẩu", "mở bằng Excel, bỏ mật khẩu, lưu lại dạng .xlsx")
    return _read_xlsx(content, wanted) if content.startswith(b"PK") else _read_csv(content, wanted)


def clean_text(value: object) -> str:
    """A cell as text in NFC with single spaces and without invisible signs. A fraction keeps a comma, never a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    spaced = " ".join(str(value).split())
    if not spaced.isprintable():  # most cells are, and a look at every sign takes most of the time of reading
        spaced = "".join(sign for sign in spaced if unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", spaced)


def _read_csv(content: bytes, wanted: Wanted) -> list[Sheet]:
    """The text read with each delimiter."""
    text = _decode(content, wanted)
    return [_split(text, delimiter) for delimiter in DELIMITERS]


def _split(text: str, delimiter: str) -> Sheet:
    """The rows of a text. Read strictly: a quotation mark that is never closed would swallow the rows that follow it."""
    rows: list[TableRow] = []
    # only line breaks end a line here: `splitlines` also breaks at signs that stand inside cells
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in itertools.islice(reader, MAX_ROWS + 1):
            rows.append(_to_row(len(rows) + 1, cells))
    except csv.Error as error:
        is_long = "larger" in str(error)
        message = "một ô dài quá mức" if is_long else f"dấu nháy kép đặt không đúng chỗ, từ dòng {len(rows) + 1}"
        remedy = "kiểm tra dấu nháy kép mở mà không đóng trong tệp .csv"
        return Sheet(tuple(rows), fault=_refusal(message, remedy))
    return _to_sheet("", rows)


def _to_row(line: int, cells: Sequence[object]) -> TableRow:
    return TableRow(line, tuple(clean_text(cell) for cell in cells))


def _to_sheet(name: str, rows: Sequence[TableRow]) -> Sheet:
    """The rows with no more columns than may be; a sheet that has more is at fault, so that none is dropped."""
    wide = next((row for row in rows if any(row.cells[MAX_COLUMNS:])), None)
    fault = _refusal(f"dòng {wide.line} có quá {MAX_COLUMNS} cột", "xóa cột không cần rồi lưu lại") if wide else None
    return Sheet(tuple(TableRow(row.line, row.cells[:MAX_COLUMNS]) for row in rows), name, fault)


def _decode(content: bytes, wanted: Wanted) -> str:
    """UTF-8 with or without its mark, UTF-16 only with its mark, else the Windows code page of old Vietnamese machines."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "tệp không phải .xlsx, cũng không phải văn bản .csv"
    raise _refusal(message, f"{wanted.save_again} dạng “CSV UTF-8”")


def _read_xlsx(content: bytes, wanted: Wanted) -> list[Sheet]:
    """Every sheet of a workbook."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_looked_at(content, wanted)))
        tables: list[tuple[str, list[list[Any]]]] = []
        room = MOST_CELLS
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            room -= sheet.total_height * sheet.total_width
            if room < 0:
                raise _too_large(wanted)
            tables.append((name, sheet.to_python(skip_empty_area=False)))
    except (CalamineError, ValueError, OSError):
        raise _damaged() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own faults are no `Exception`
            raise _damaged() from None
        raise
    return [_to_sheet(name, [_to_row(line, cells) for line, cells in enumerate(table, start=1)]) for name, table in tables]


def _looked_at(content: bytes, wanted: Wanted) -> bytes:
    """The workbook without anything that the reader must not meet (`workbook_parts`)."""
    try:
        return repack(content)
    except TooLargeError:
        raise _too_large(wanted) from None
    except NoWorkbookError:
        raise _refusal("tệp nén này không phải Excel .xlsx", f"{wanted.save_again} dạng .xlsx") from None
    except TooFarError:
        message = f"bảng có ô nằm ngoài {MAX_ROWS} dòng hoặc quá xa bên phải"
        raise _refusal(message, "xóa dòng và cột trống rồi lưu lại") from None
    except (ExpatError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OSError, ValueError, KeyError):
        raise _damaged() from None


def _too_large(wanted: Wanted) -> UnitsFileError:
    return _refusal("tệp .xlsx giải nén ra quá lớn", f"chép riêng bảng {wanted.short} sang một tệp mới")


def _damaged() -> UnitsFileError:
    return _refusal("không đọc được tệp .xlsx (hỏng hoặc có mật khẩu)", "mở bằng Excel, lưu lại rồi gửi tệp mới")


def _refusal(message: str, remedy: str) -> UnitsFileError:
    return UnitsFileError([RowFault(0, message[0].upper() + message[1:], remedy)])
