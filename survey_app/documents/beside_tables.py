"""What the department collected itself, in its tables: rows of the summary, and unit by unit. Computes nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts.numbers import DASH, format_count
from analysis.estimates import Result
from analysis.figures import UnitFigures
from analysis.vietnamese import sort_key
from survey_app.documents.beside_words import OWN, both_phrase, part_beside, units_phrase
from survey_app.documents.figures import count_cell, forms_cell, share_cell, share_limits_cell, withheld_note
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.part_tables import common_head, interval_of, title_for, which_limits
from survey_app.documents.report_words import BY_THE_DEPARTMENT, lowered
from survey_app.results.department_figures import DepartmentPart

NO_TARGET: Final = Absent(DASH, "chỉ để so hai lần thu")
_BOTH: Final = (
    "“Có cả hai lần thu”: chỉ tính đơn vị hiển thị được kết quả ở cả hai lần thu, để hai bên nói về cùng những đơn vị. Đơn vị "
    "do Sở chọn có thể khác các đơn vị còn lại, nên không so kết quả của Sở với kết quả tự khảo sát của mọi đơn vị."
)


def figures_beside(one: DepartmentPart) -> Iterator[tuple[str, Result, bool]]:
    """What each collection of the department adds to the summary: name, share, and whether it is judged by targets."""
    for beside in one.beside:
        name, share = BY_THE_DEPARTMENT[beside.collection], beside.subject.report.index_share
        yield f"{name} {units_phrase(beside)}", share, True
        if beside.same is not None:
            where = both_phrase(beside.same.units)
            if beside.same.other != share:
                yield f"{name} {where}", beside.same.other, False
            yield f"{OWN} {where} (so với {lowered(name[3:])})", beside.same.own, False


def interval_head(parts: Sequence[DepartmentPart]) -> str:
    """What limits are called in the head of a column: by no kind where several kinds stand in it."""
    return common_head(*_heads(parts))


def notes_beside(parts: Sequence[DepartmentPart]) -> Iterator[str]:
    """Which limits are which, and which units are compared."""
    yield from filter(None, [which_limits(*_heads(parts))])
    if any(beside.same is not None for one in parts for beside in one.beside):
        yield _BOTH


def units_beside_table(one: DepartmentPart) -> Table:
    """Every unit in which the department asked too, by name, with the result of each collection."""
    own = {unit.code: unit for unit in one.found.groups.department.units}
    lines: dict[str, list[tuple[str, UnitFigures]]] = {}
    for beside in one.beside:
        for unit in beside.found.groups.department.units:
            if unit.code in beside.codes:
                lines.setdefault(unit.code, []).append((BY_THE_DEPARTMENT[beside.collection], unit))
    for code, found in lines.items():
        if code in own:
            found.insert(0, (f"{OWN[:1].upper()}{OWN[1:]}", own[code]))
    units = sorted(lines.values(), key=lambda found: (sort_key(found[0][1].name), found[0][1].code))
    rows = tuple(Row((unit.name, who, *_cells(unit))) for found in units for who, unit in found)
    columns = (
        Column("Đơn vị", 4),
        Column("Ai thu", 2.4),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_head([one]), 1.7, "right", is_interval=True),
    )
    notes = (
        "Xếp theo tên, không xếp theo kết quả. So nhiều đơn vị cùng lúc thì một vài chênh lệch có thể chỉ do ngẫu nhiên.",
        *(note for note in notes_beside([one]) if note != _BOTH),
        withheld_note((unit.result for found in units for _, unit in found), noun="kết quả"),
    )
    title = title_for(one.part, f"Kết quả từng lần thu ở {format_count(len(units))} đơn vị Sở khảo sát thêm")
    return Table(f"beside-{one.code}", title, columns, rows, tuple(filter(None, notes)))


def _cells(unit: UnitFigures) -> tuple[Cell, Cell, Cell]:
    share = unit.result
    forms = forms_cell(share)
    return count_cell(unit.forms) if isinstance(forms, Absent) else forms, share_cell(share), share_limits_cell(share)


def _heads(parts: Sequence[DepartmentPart]) -> tuple[str, dict[str, str]]:
    """What the limits of the units' own figures are called, and those of each collection of the department by its name."""
    others = {
        BY_THE_DEPARTMENT[beside.collection]: interval_of([part_beside(one, beside)]) for one in parts for beside in one.beside
    }
    return interval_of([one.part for one in parts]), others
