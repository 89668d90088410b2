"""From the table of units to the numbers of people who could have answered.

Knows the columns unit, cell and eligible; must not know what was answered. The order of the cells of a unit is that of the
file: it says which cell is next to which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.desk.columns import Columns, find_columns, find_overhangs, name_some
from analysis.desk.faults import MOST, DeskError, Fault, refuse
from analysis.desk.reading import Cell, Table, clean_text, open_table
from analysis.strata import Eligible
from questionnaires.faults import quote

COLUMNS: Final = ("unit", "cell", "eligible")
LARGEST: Final = 10**9  # people of one cell; sums of them stay exact


@dataclass(frozen=True)
class Units:
    """Eligible numbers by unit in the order of the file; a table without the column unit has the one unit ""."""

    file: str
    eligible: Mapping[str, Eligible]
    has_codes: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    line: int
    unit: str
    cell: str
    eligible: int


def read_units(path: Path) -> Units:
    """Reads eligible numbers.

    Parameters
    ----------
    path : Path
        .csv or .xlsx with the columns unit (none: one unit), cell (optional) and eligible.

    Returns
    -------
    Units

    Raises
    ------
    DeskError
        With every fault of the file, up to a page full.
    """
    table = open_table(path, wanted=COLUMNS, needed=("eligible",))
    columns = find_columns(table, COLUMNS)
    if "eligible" not in columns.places:
        message = "không thấy cột eligible (số người được hỏi)"
        raise refuse(table.file, message, "thêm cột này vào dòng tiêu đề", line=table.header_line)
    if columns.faults:
        raise DeskError(columns.faults)
    rows, faults = _read_rows(table, columns)
    faults += _find_doubles(table, columns, rows)
    if not rows and not faults:
        raise refuse(table.file, "tệp chưa có đơn vị nào dưới dòng tiêu đề", "ghi mỗi đơn vị một dòng")
    if faults:
        raise DeskError(faults)
    cells: dict[str, dict[str, int]] = {}
    for row in rows:
        cells.setdefault(row.unit, {})[row.cell] = row.eligible
    notes = [f"{table.file}: bỏ qua cột {name_some(columns.unknown)}."] if columns.unknown else []
    eligible: dict[str, Eligible] = {unit: numbers.get("", numbers) for unit, numbers in cells.items()}
    return Units(table.file, eligible, "unit" in columns.places, tuple(notes))


def _read_rows(table: Table, columns: Columns) -> tuple[list[_Row], list[Fault]]:
    rows: list[_Row] = []
    faults: list[Fault] = []

    def blame(line: int, name: str, message: str, remedy: str) -> None:
        place = columns.places[name]
        faults.append(Fault(table.file, line, place, table.place(place, line), message, remedy))

    for block in table.blocks:
        faults += find_overhangs(table, block)
        for line, cells in zip(block.lines, block.rows, strict=True):
            texts = {name: clean_text(cells[place]) for name, place in columns.places.items()}
            number = _number(cells[columns.places["eligible"]])
            if not texts.get("unit", "one"):
                blame(line, "unit", "thiếu mã đơn vị", "điền mã đơn vị, hoặc xóa dòng này")
            elif number is None:
                message = f"{quote(texts['eligible'])} không phải số người (số nguyên từ 0 trở lên)"
                blame(line, "eligible", message, "điền số người được hỏi; nếu không biết thì bỏ các dòng của đơn vị này")
            else:
                rows.append(_Row(line, texts.get("unit", ""), texts.get("cell", ""), number))
        if len(faults) > MOST:
            break
    return rows, faults


def _number(cell: Cell) -> int | None:
    text = clean_text(cell).removesuffix(".0").removesuffix(",0")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    return int(text) if is_number and int(text) <= LARGEST else None


def _find_doubles(table: Table, columns: Columns, rows: list[_Row]) -> list[Fault]:
    """A cell that is there twice, and a unit with a number of its own beside those of its cells."""
    first: dict[tuple[str, str], int] = {}
    kind: dict[str, tuple[bool, int]] = {}
    faults: list[Fault] = []
    at = columns.places.get("unit", columns.places["eligible"])
    for row in rows:
        line = first.setdefault((row.unit, row.cell), row.line)
        has_cell, kind_line = kind.setdefault(row.unit, (bool(row.cell), row.line))
        called = f"đơn vị {quote(row.unit)}" if row.unit else "đơn vị"
        if line != row.line:
            what = f"{called}, cell {quote(row.cell)}" if row.cell else called
            remedy = "mỗi đơn vị, hoặc mỗi cell của đơn vị, chỉ ghi một dòng"
            faults.append(Fault(table.file, row.line, at, table.place(at, row.line), f"{what} đã có ở dòng {line}", remedy))
        elif has_cell != bool(row.cell):
            message = f"{called} có dòng ghi cell và dòng không ghi cell (xem dòng {kind_line})"
            remedy = "ghi cell cho mọi dòng của đơn vị, hoặc chỉ ghi một dòng cho cả đơn vị"
            faults.append(Fault(table.file, row.line, at, table.place(at, row.line), message, remedy))
    return faults
