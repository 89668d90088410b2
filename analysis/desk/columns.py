"""Which column of a table holds what: names are matched without regard to spaces around them and to capitals.

Knows names only; must not know what stands in the cells.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from analysis.desk.faults import Fault
from analysis.desk.reading import Block, Cell, Table
from questionnaires.faults import quote

NAMED = 8  # columns that a note names before it counts the rest


@dataclass(frozen=True)
class Columns:
    """The place of each wanted column that is there, the names of the others, and what is wrong with the header."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]


def find_columns(table: Table, wanted: Collection[str]) -> Columns:
    """Finds the wanted columns of a table.

    Parameters
    ----------
    table : Table
    wanted : collection of str
        As they are called.

    Returns
    -------
    Columns
        A column that is there twice is a fault, wanted or not.
    """
    names = {name.casefold(): name for name in wanted}
    places: dict[str, int] = {}
    unknown: list[str] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for place, cell in enumerate(table.header):
        if not cell:
            continue
        if first.setdefault(cell.casefold(), place) != place:
            where = table.place(place, table.header_line)
            message = f"có hai cột cùng tên {quote(cell)}"
            faults.append(Fault(table.file, table.header_line, place, where, message, "đổi tên hoặc xóa một cột"))
        elif name := names.get(cell.casefold()):
            places[name] = place
        else:
            unknown.append(cell)
    return Columns(places, tuple(unknown), tuple(faults))


def find_overhangs(table: Table, block: Block) -> Iterator[Fault]:
    """The cells with something in them beyond the last column of the header, one for each row.

    Parameters
    ----------
    table : Table
    block : Block

    Yields
    ------
    Fault
    """
    width = len(table.header)
    for line, row in zip(block.lines, block.rows, strict=True):
        if len(row) > width:
            place = next((k for k in range(width, len(row)) if str(row[k]).strip()), None)
            if place is not None:
                message = f"dòng có {len(row)} ô, tiêu đề chỉ có {width} cột"
                remedy = "xóa ô thừa; ô có dấu phân cách bên trong phải đặt trong dấu nháy kép"
                yield Fault(table.file, line, place, table.place(place, line), message, remedy)


def column_of(block: Block, place: int) -> list[Cell]:
    """The cells of one column.

    Parameters
    ----------
    block : Block
    place : int

    Returns
    -------
    list
    """
    return [row[place] for row in block.rows]


def name_some(names: Collection[str]) -> str:
    """The first of some names in words, with how many more there are.

    Parameters
    ----------
    names : collection of str

    Returns
    -------
    str

    Examples
    --------
    >>> name_some(["A", "B"])
    'A, B'
    """
    listed = [*names]
    more = f" và {len(listed) - NAMED} tên khác" if len(listed) > NAMED else ""
    return ", ".join(listed[:NAMED]) + more
