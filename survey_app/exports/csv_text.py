"""Rows to the bytes of a CSV file that Excel, R and Python read alike. Knows cells, not what they mean.

The dialect and why: UTF-8 with a byte order mark, because Excel takes anything else for a code page of old; commas between
cells and a point in numbers (RFC 4180), because that is what programs expect. A semicolon with a point would be worse than
either: a Vietnamese Excel would split the cells, take the point for one between thousands and show 0.912 as 912 without a word.
With commas it shows a row in one cell, which nobody mistakes for a figure; people who work in Excel take the .xlsx.

Text that a spreadsheet would run as a formula begins with an apostrophe.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

# at the beginning of a cell, and after what some spreadsheet takes for the end of one
FORMULA_START = re.compile(r"(^|[;\t\n])(?=\s*[=+\-@]|[\t\r])")
BYTE_ORDER_MARK = "\ufeff"


class IncompleteExportError(RuntimeError):
    """What was written does not read back as what was to be written: no file is better than half of one."""


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, expected_rows: int) -> bytes:
    """The file with its header and rows. It is read back before it is given away; `expected_rows` is what the report holds."""
    cells = [[to_text(cell) for cell in row] for row in (header, *rows)]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(cells)
    text = buffer.getvalue()
    read_back = list(csv.reader(io.StringIO(text, newline="")))
    if read_back != cells or len(read_back) != 1 + expected_rows or {len(row) for row in cells} != {len(header)}:
        raise IncompleteExportError(f"{len(read_back) - 1} rows of {expected_rows}")
    return (BYTE_ORDER_MARK + text).encode()


def to_text(cell: Cell) -> str:
    """A cell as it is written: numbers in machine form with six decimals, nothing for None, no text that is a formula."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6f}"
    if isinstance(cell, str):
        # of millions of cells hardly one is a formula, and looking costs a third of replacing nothing
        return FORMULA_START.sub(r"\1'", cell) if FORMULA_START.search(cell) else cell
    return str(cell)
