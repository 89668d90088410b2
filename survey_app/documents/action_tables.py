"""The measures of a unit as tables: what, who, by when, and what has become of the item that each answers. Computes nothing."""

from collections.abc import Sequence

from analysis.charts.numbers import DASH
from analysis.comparison_figures import ChangeRow
from survey_app.documents.figures import CHANGES, NOT_COMPARED, difference_cell, difference_limits_cell, share_cell
from survey_app.documents.model import Absent, Cell, Column, Number, Row, Table
from survey_app.improvement.actions import STATES
from survey_app.results.annual_figures import ActionLine, AnnualPart


def plan_table(actions: Sequence[ActionLine], parts: Sequence[AnnualPart], *, title: str, code: str = "plan") -> Table:
    """Measures with who is responsible, by when, for which item, and how far they have come."""
    columns = (
        Column("TT", 0.5, "center"),
        Column("Việc", 4),
        Column("Câu khảo sát", 2.6),
        Column("Phụ trách", 1.8),
        Column("Thời hạn", 1.3, "center"),
        Column("Trạng thái", 1.2),
    )
    rows = tuple(
        Row(
            (
                str(number),
                one.text,
                _item(one, parts),
                one.responsible or Absent(DASH, "chưa ghi"),
                f"{one.due_on:%d/%m/%Y}" if one.due_on else Absent(DASH, "chưa ghi"),
                STATES[one.state],
            )
        )
        for number, one in enumerate(actions, start=1)
    )
    return Table(code, title, columns, rows)


def effects_table(actions: Sequence[ActionLine], parts: Sequence[AnnualPart]) -> Table:
    """Measures beside the change of the item that each answers; a measure without an item has no figures."""
    columns = (
        Column("Việc", 3.6),
        Column("Trạng thái", 1.1),
        Column("Câu khảo sát", 2.6),
        Column("Đợt trước", 1, "right"),
        Column("Đợt này", 1, "right"),
        Column("Chênh lệch (điểm %)", 1.2, "right"),
        Column("Khoảng 95% của chênh lệch", 1.6, "right", is_interval=True),
        Column("Nhận định", 1.6),
    )
    rows = tuple(Row((one.text, STATES[one.state], _item(one, parts), *_effect(one, parts))) for one in actions)
    note = "Một câu tăng hay giảm sau một việc không có nghĩa là do việc ấy: nhiều điều khác cũng thay đổi giữa hai đợt."
    more = "Khoảng và số câu trả lời của từng đợt: xem các phụ lục theo từng câu."
    has_figures = any(isinstance(cell, Number) for row in rows for cell in row.cells)
    return Table("effects", "Việc đã làm và kết quả của câu liên quan", columns, rows, (note, more) if has_figures else (note,))


def _item(action: ActionLine, parts: Sequence[AnnualPart]) -> Cell:
    if not action.item_code:
        return Absent(DASH, "không gắn với câu nào")
    texts = {(part.questionnaire.code, one.code): one.text for part in parts for one in part.questionnaire.closed_items}
    return f"{action.item_code} {texts.get((action.instrument_code, action.item_code), '')}".strip()


def _effect(action: ActionLine, parts: Sequence[AnnualPart]) -> tuple[Cell, ...]:
    row = _change_of(action, parts)
    if row is None:
        return (Absent(DASH, "không so sánh"),) * 5
    figures = (share_cell(row.earlier), share_cell(row.later))
    if row.change is None:
        why = NOT_COMPARED[row.reason or "withheld"]
        return (*figures, *(Absent(DASH, why),) * 2, f"Không so sánh: {why}")
    difference = row.change.difference
    return (*figures, difference_cell(difference), difference_limits_cell(difference), CHANGES[row.change.word])


def _change_of(action: ActionLine, parts: Sequence[AnnualPart]) -> ChangeRow | None:
    for part in parts:
        if part.questionnaire.code == action.instrument_code and part.earlier is not None:
            return next((row for row in part.earlier.change.rows if row.code == action.item_code), None)
    return None
