"""From a .csv or .xlsx file to a header and blocks of rows, each with the line that its reader sees.

Knows file formats, encodings and delimiters; must not know what a column means. The only module of `analysis` that knows
python-calamine.
"""

import csv
import datetime as dt
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from analysis.desk.faults import cause_of, refuse

Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta
DELIMITERS: Final = ",;\t"
BLOCK: Final = 20_000  # rows handed on at once: they stay out of memory, and columns of them are quick to look up
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
MOST_CELLS: Final = 200_000_000  # of a sheet, which is laid out in full before a row can be read
EXTENT: Final = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=\"[A-Z]+[0-9]+:([A-Z]+)([0-9]+)\"")
NO_HEADER: Final = "tệp không có dòng nào"
HEADER_FIRST: Final = "dòng đầu ghi tên cột, mỗi dòng sau một phiếu hay một đơn vị"
SAVE_AS_CSV: Final = "mở tệp bằng Excel hoặc trình soạn thảo rồi lưu lại dạng “CSV UTF-8”"
SAVE_AS_XLSX: Final = "mở bằng Excel, bỏ mật khẩu nếu có, rồi lưu lại dạng .xlsx"


class Block(NamedTuple):
    """Some rows under the header with their lines; none is blank, none shorter than the header."""

    lines: list[int]
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Table:
    """A file as a header and what stands under it. `letters` says that columns are known by letters, from `first_column`."""

    file: str
    header: tuple[str, ...]
    header_line: int
    blocks: Iterator[Block]
    has_letters: bool = False
    first_column: int = 0

    def place(self, column: int, line: int = 0) -> str:
        """A column as its reader finds it: by name, in a spreadsheet also by the cell's address.

        Parameters
        ----------
        column : int
            From 0.
        line : int
            0 for the column as a whole.

        Returns
        -------
        str
        """
        name = self.header[column] if column < len(self.header) else ""
        words = f"cột {name}" if name else f"cột thứ {column + self.first_column + 1}"
        letters = _letters(column + self.first_column)
        return f"{words} (ô {letters}{line})" if self.has_letters and line else words


def open_table(path: Path, *, wanted: Collection[str], needed: Collection[str]) -> Table:
    """Opens a table of answers or of units.

    Parameters
    ----------
    path : Path
        Ends in .csv or .xlsx.
    wanted : collection of str
        Names of columns in small letters that may be there; they tell the delimiter and the sheet.
    needed : collection of str
        Those of them that must be there, which tell more.

    Returns
    -------
    Table
        Its blocks can be read once, and may raise too.

    Raises
    ------
    DeskError
        No such file, not such a file, damaged, or empty.
    """

    def rank(cells: Iterable[Cell]) -> tuple[int, int]:
        names = {clean_text(cell).casefold() for cell in cells}
        return len(names & set(needed)), len(names & set(wanted))

    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise refuse(path.name or str(path), "không phải tệp .csv hay .xlsx", "lưu bảng ở một trong hai dạng này")
    try:
        with path.open("rb") as file:
            start = file.read(len(OLD_EXCEL))
        if not start:
            raise refuse(path.name, "tệp trống", "kiểm tra lại tên tệp")
        return _open_xlsx(path, start, rank) if kind == ".xlsx" else _open_csv(path, start, rank)
    except FileNotFoundError:
        raise refuse(str(path), "không có tệp này", "kiểm tra tên và thư mục") from None
    except OSError as error:
        raise refuse(str(path), f"không mở được tệp ({cause_of(error)})", "kiểm tra quyền đọc, và đó là tệp") from None


def clean_text(cell: Cell) -> str:
    """A cell as text in NFC with single spaces; whole numbers without a point.

    Parameters
    ----------
    cell : str, int, float, bool, date, time or timedelta

    Returns
    -------
    str

    Examples
    --------
    >>> clean_text(4.0), clean_text("  Hoa  Sen ")
    ('4', 'Hoa Sen')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFC", " ".join(str(cell).split()))


def _open_csv(path: Path, start: bytes, rank: Callable[[Iterable[Cell]], tuple[int, int]]) -> Table:
    if start.startswith((b"PK\x03\x04", OLD_EXCEL)):
        raise refuse(path.name, "tệp này là Excel mà mang đuôi .csv", "đổi đuôi thành .xlsx, hoặc lưu lại dạng “CSV UTF-8”")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = list(islice((line for line in file if any(map(str.isalnum, line))), 1))
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    if not first:
        raise refuse(path.name, NO_HEADER, HEADER_FIRST)
    delimiter = max(DELIMITERS, key=lambda sign: rank(next(csv.reader(first, delimiter=sign))))
    rows = _csv_rows(path, delimiter)
    line, cells = next(rows)
    header = tuple(map(clean_text, cells))
    return Table(path.name, header, line, _blocks(rows, len(header)))


def _csv_rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    """Rows that are not blank, each with the line on which it begins: a quoted cell may hold several."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for row in reader:
                if not _is_blank(row):
                    yield line, [*row]
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except csv.Error as error:
        if "limit" in str(error):
            message, remedy = (
                f"có ô dài hơn {csv.field_size_limit()} ký tự",
                'rút ngắn ô này, hoặc đóng dấu nháy kép (") còn mở',
            )
        else:
            message, remedy = 'dấu nháy kép (") đặt sai hoặc mở mà không đóng', "sửa dấu nháy kép trong dòng này"
        raise refuse(path.name, message, remedy, line=line) from None


def _not_utf8(path: Path) -> Exception:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return refuse(path.name, "tệp ở bảng mã UTF-16, không phải UTF-8", SAVE_AS_CSV, line=1)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = (error.object[: error.start].decode("utf-8-sig") + "|").splitlines()
        place = f"ký tự thứ {len(lines[-1])}"
        return refuse(path.name, "chữ không phải bảng mã UTF-8", SAVE_AS_CSV, line=len(lines), place=place)
    return refuse(path.name, "tệp đã thay đổi trong khi đọc", "chạy lại")


def _open_xlsx(path: Path, start: bytes, rank: Callable[[Iterable[Cell]], tuple[int, int]]) -> Table:
    if start == OLD_EXCEL:
        raise refuse(path.name, "tệp là Excel đời cũ (.xls) hoặc có mật khẩu", SAVE_AS_XLSX)
    _check_extent(path)
    try:
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            sheets = [workbook.get_sheet_by_name(name) for name in names]
    except CalamineError:
        raise _damaged(path) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own faults are no `Exception`
            raise _damaged(path) from None
        raise
    found = [(next(_sheet_rows(sheet), None), sheet) for sheet in sheets]
    headers = [(line, cells, sheet) for first, sheet in found if first for line, cells in [first]]
    if not headers:
        raise refuse(path.name, NO_HEADER, HEADER_FIRST)
    line, cells, sheet = max(headers, key=lambda each: rank(each[1]))
    rows = _sheet_rows(sheet)
    next(rows)
    header = tuple(map(clean_text, cells))
    first_column = (sheet.start or (0, 0))[1]
    return Table(path.name, header, line, _blocks(rows, len(header)), has_letters=True, first_column=first_column)


def _sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    if sheet.start is None:
        return
    for line, row in enumerate(sheet.iter_rows(), start=1):
        if not _is_blank(row):
            # True equals 1 and would be taken for the answer 1.
            has_truth = bool in set(map(type, row))
            yield line, [str(cell).upper() if isinstance(cell, bool) else cell for cell in row] if has_truth else [*row]


def _check_extent(path: Path) -> None:
    """Refuses cells so far out that the grid would not fit into memory, as a stray sign at the end of a sheet makes it."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                    with archive.open(member) as part:
                        extent = EXTENT.search(part.read(4096))
                    if extent and _number(extent[1].decode()) * int(extent[2]) > MOST_CELLS:
                        message, remedy = "bảng có ô nằm quá xa bên phải hoặc bên dưới", "xóa dòng và cột trống rồi lưu lại"
                        raise refuse(path.name, message, remedy)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise _damaged(path) from None


def _damaged(path: Path) -> Exception:
    return refuse(path.name, "không đọc được tệp .xlsx (hỏng hoặc có mật khẩu)", SAVE_AS_XLSX)


def _blocks(rows: Iterator[tuple[int, list[Cell]]], width: int) -> Iterator[Block]:
    while some := list(islice(rows, BLOCK)):
        for _, row in some:
            if len(row) < width:
                row.extend([""] * (width - len(row)))
        yield Block([line for line, _ in some], [row for _, row in some])


def _is_blank(row: Iterable[Cell]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def _letters(column: int) -> str:
    """A to Z, AA to ZZ, ...; `column` from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
