"""From the table of answers to forms: one row of characters for each, with its unit and cell.

Knows what may stand in a cell of each item; must not know who could have answered. Cells are read by looking up their text, so
that a text is judged once however often it stands in a column.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.desk.columns import Columns, column_of, find_columns, find_overhangs, name_some
from analysis.desk.faults import MOST, DeskError, Fault, refuse
from analysis.desk.reading import Block, Cell, Table, clean_text, open_table
from questionnaires import Item, Questionnaire
from questionnaires.faults import quote
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

ONE_UNIT: Final = "all"  # the code of the unit of a table without the column unit
NOT_APPLICABLE_WORDS: Final = frozenset({"na", "n/a"})
WHOLE: Final = re.compile(r"([0-9]{1,3})(?:[.,]0+)?")  # 4, also as "4.0" from a program that counts in fractions
WRONG: Final = -2  # a cell that is no answer
NO_PERCENT: Final = -1

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Forms:
    """All forms of a table: `sheets` of shape (n, closed), `percents` (n, percent items) with -1 for none.

    `cells` are the pairs of unit and cell that occur, "" for a cell that is not stated; `cell_of` says which each form has.
    """

    file: str
    sheets: NDArray[np.uint8]
    percents: NDArray[np.int16]
    cells: tuple[tuple[str, str], ...]
    cell_of: NDArray[np.int64]
    has_units: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    """How to read a table: the meaning of a cell of each item, and what the text of a unit or a cell is."""

    table: Table
    columns: Columns
    closed: tuple[Item, ...]
    percent: tuple[Item, ...]
    meanings: Mapping[str, Callable[[Cell], int]]
    text: Callable[[Cell], str]
    remedies: Mapping[str, str]


class _Part(NamedTuple):
    """The forms of one block."""

    sheets: NDArray[np.uint8]
    percents: NDArray[np.int16]
    cell_of: NDArray[np.int64]


def read_answers(path: Path, questionnaire: Questionnaire, *, progress: Progress = lambda rows: None) -> Forms:
    """Reads the forms of a table.

    Parameters
    ----------
    path : Path
        .csv or .xlsx with the columns unit, cell (both optional) and one for each item of the questionnaire.
    questionnaire : Questionnaire
    progress : callable
        Told the number of rows read so far.

    Returns
    -------
    Forms

    Raises
    ------
    DeskError
        With every fault of the file, up to a page full.
    """
    wanted = ["unit", "cell", *(item.code for item in questionnaire.items)]
    needed = [item.code.casefold() for item in questionnaire.dimension_items]
    table = open_table(path, wanted=[name.casefold() for name in wanted], needed=needed)
    columns = find_columns(table, wanted)
    faults = [*columns.faults, *_find_missing(table, columns, questionnaire)]
    if faults:
        raise DeskError(faults)
    plan = _make_plan(table, columns, questionnaire)
    parts: list[_Part] = []
    cells: dict[tuple[str, str], int] = {}
    read = 0
    for block in table.blocks:
        part, found = _read_block(plan, block, cells)
        parts.append(part)
        faults += found
        if len(faults) > MOST:
            break
        read += len(block.lines)
        progress(read)
    if faults:
        raise DeskError(faults)
    if not read:
        raise refuse(table.file, "tệp chưa có phiếu nào dưới dòng tiêu đề", "ghi mỗi phiếu một dòng")
    return Forms(
        file=table.file,
        sheets=np.concatenate([part.sheets for part in parts]),
        percents=np.concatenate([part.percents for part in parts]),
        cells=tuple(cells),
        cell_of=np.concatenate([part.cell_of for part in parts]),
        has_units="unit" in columns.places,
        notes=_notes(table, columns, questionnaire),
    )


def _make_plan(table: Table, columns: Columns, questionnaire: Questionnaire) -> _Plan:
    scale = [option.value for option in questionnaire.scale.options]
    values = {
        item.code: [option.value for option in item.options] if item.kind == "choice" else scale
        for item in questionnaire.closed_items
    }
    meanings = {code: cache(_closed_meaning(offered)) for code, offered in values.items()}
    remedies = {
        code: f"ghi một trong {', '.join(map(str, offered))}; 0 hoặc na nếu không áp dụng; để trống nếu không trả lời"
        for code, offered in values.items()
    }
    percent = cache(_percent_meaning)
    for item in questionnaire.percent_items:
        meanings[item.code] = percent
        remedies[item.code] = "ghi số nguyên từ 0 đến 100, để trống nếu không trả lời"
    return _Plan(
        table=table,
        columns=columns,
        closed=questionnaire.closed_items,
        percent=questionnaire.percent_items,
        meanings=meanings,
        text=cache(clean_text),
        remedies=remedies,
    )


def _read_block(plan: _Plan, block: Block, cells: dict[tuple[str, str], int]) -> tuple[_Part, list[Fault]]:
    """The forms of a block and the first faults in it; `cells` numbers the cells and grows."""
    faults = list(islice(find_overhangs(plan.table, block), MOST + 1))
    sheets = _meanings(plan, block, plan.closed, ord(NO_ANSWER))
    percents = _meanings(plan, block, plan.percent, NO_PERCENT)
    faults += [*_blame(plan, block, sheets, plan.closed), *_blame(plan, block, percents, plan.percent)]
    units, strata = _texts(plan, block, "unit", ONE_UNIT), _texts(plan, block, "cell", "")
    for line in islice((line for line, unit in zip(block.lines, units, strict=True) if not unit), MOST + 1):
        place = plan.columns.places["unit"]
        where = plan.table.place(place, line)
        faults.append(Fault(plan.table.file, line, place, where, "thiếu mã đơn vị", "điền mã đơn vị, hoặc xóa dòng này"))
    numbers = [cells.setdefault(key, len(cells)) for key in zip(units, strata, strict=True)]
    return _Part(sheets.astype(np.uint8), percents, np.array(numbers, dtype=np.int64)), faults


def _meanings(plan: _Plan, block: Block, items: Sequence[Item], nothing: int) -> NDArray[np.int16]:
    """Shape (rows, items); an item without a column has no answers."""
    matrix = np.full((len(block.lines), len(items)), nothing, dtype=np.int16)
    for k, item in enumerate(items):
        if item.code in plan.columns.places:
            column = column_of(block, plan.columns.places[item.code])
            matrix[:, k] = np.fromiter(map(plan.meanings[item.code], column), dtype=np.int16, count=len(column))
    return matrix


def _texts(plan: _Plan, block: Block, name: str, otherwise: str) -> list[str]:
    if name not in plan.columns.places:
        return [otherwise] * len(block.lines)
    return list(map(plan.text, column_of(block, plan.columns.places[name])))


def _blame(plan: _Plan, block: Block, matrix: NDArray[np.int16], items: Sequence[Item]) -> Iterator[Fault]:
    """The first cells that are no answers, row by row."""
    for row, k in np.argwhere(matrix == WRONG)[: MOST + 1].tolist():
        code, line = items[k].code, block.lines[row]
        place = plan.columns.places[code]
        message = f"{quote(str(block.rows[row][place]))} không phải câu trả lời của câu {code}"
        yield Fault(plan.table.file, line, place, plan.table.place(place, line), message, plan.remedies[code])


def _closed_meaning(offered: Sequence[int]) -> Callable[[Cell], int]:
    """The character of a sheet for each cell of an item with these values."""
    answers = {str(value): ord(str(value)) for value in offered} | {"0": ord(NOT_APPLICABLE), "": ord(NO_ANSWER)}

    def mean(cell: Cell) -> int:
        text = clean_text(cell).casefold()
        if text in NOT_APPLICABLE_WORDS:
            return ord(NOT_APPLICABLE)
        whole = WHOLE.fullmatch(text)
        return answers.get(whole[1] if whole else text, WRONG)

    return mean


def _percent_meaning(cell: Cell) -> int:
    text = clean_text(cell).casefold()
    if not text or text in NOT_APPLICABLE_WORDS:
        return NO_PERCENT
    whole = WHOLE.fullmatch(text)
    return int(whole[1]) if whole and int(whole[1]) <= 100 else WRONG


def _find_missing(table: Table, columns: Columns, questionnaire: Questionnaire) -> Iterator[Fault]:
    missing = [item.code for item in questionnaire.dimension_items if item.code not in columns.places]
    if missing:
        message = f"không thấy cột của câu {', '.join(missing)} (phiếu {questionnaire.code})"
        remedy = "thêm các cột này, tên cột là mã câu; kiểm tra cả dấu phân cách của tệp"
        yield Fault(table.file, table.header_line, 0, "", message, remedy)


def _notes(table: Table, columns: Columns, questionnaire: Questionnaire) -> tuple[str, ...]:
    asked = [item.code for item in questionnaire.items if item.kind != "text"]
    missing = [code for code in asked if code not in columns.places]
    notes = []
    if columns.unknown:
        notes.append(f"{table.file}: bỏ qua cột {name_some(columns.unknown)}.")
    if missing:
        notes.append(f"{table.file}: không có cột {name_some(missing)} nên các câu này không có kết quả.")
    return tuple(notes)
