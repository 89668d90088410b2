"""A table of an annual report over one part or several: with several, its first column says whose a row is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from analysis.charts.numbers import DASH, format_target
from analysis.estimates import Verdict
from survey_app.documents.figures import NO_INTERVAL, verdict_cell
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.report_words import interval_name, is_census, lowered
from survey_app.results.annual_figures import AnnualPart

Parts = Sequence[AnnualPart]
_OPEN: Final = f"Dấu “{DASH}” ở cột khoảng: các câu trả lời đều như nhau hoặc quá ít nên {NO_INTERVAL}."
_SEVERAL: Final = Column("Phiếu", 1.4)


def table_of(
    code: str,
    title: str,
    columns: tuple[Column, ...],
    parts: Parts,
    rows_of: Callable[[AnnualPart], Iterator[Row]],
    *,
    notes: tuple[str, ...] = (),
) -> Table:
    """The rows of all parts under one head; with several parts the first column says whose a row is."""
    several = len(parts) > 1
    rows = tuple(
        Row((part.questionnaire.code, *row.cells), row.is_strong) if several else row for part in parts for row in rows_of(part)
    )
    if not several:
        code, title = f"{code}-{parts[0].questionnaire.code}", title_for(parts[0], title)
    has_open = any(isinstance(cell, Absent) and cell.reason == NO_INTERVAL for row in rows for cell in row.cells)
    shown = tuple(filter(None, (*notes, _OPEN if has_open else "")))
    return Table(code, title, (_SEVERAL, *columns) if several else columns, rows, shown)


def target_head(targets: Iterable[float]) -> str:
    """The head of a column of verdicts: with the target where all rows have the same, which else stands in each cell."""
    values = set(targets)
    return f"So với chỉ tiêu {format_target(values.pop())}" if len(values) == 1 else "So với chỉ tiêu"


def against_cell(verdict: Verdict | None, target: float, targets: Iterable[float]) -> Cell:
    """Against the target, in words; with the target where rows of one table have several."""
    cell = verdict_cell(verdict)
    return f"{cell} ({format_target(target)})" if isinstance(cell, str) and len(set(targets)) > 1 else cell


def title_for(part: AnnualPart, title: str) -> str:
    """The title of a table of one part: no two tables of a report are called alike."""
    return f"{title}, {lowered(part.questionnaire.short_title)}"


def common_head(own: str, others: Mapping[str, str]) -> str:
    """The head of a column of limits: by no kind where several kinds stand in it."""
    return own if {own, *others.values()} == {own} else "Khoảng 95%"


def which_limits(own: str, others: Mapping[str, str]) -> str:
    """Says of which rows the limits are called otherwise than those of the others; "" where all are called the same."""
    told = "; ".join(f"dòng “{name}”: {lowered(head)}" for name, head in others.items() if head != own)
    return f"Khoảng: {told}; các dòng khác: {lowered(own)}." if told else ""


def interval_of(parts: Parts) -> str:
    """What the limits of the parts' figures are called in the head of a column; where all were asked they are certain."""
    if all(is_census(part.report) for part in parts):
        return "Giới hạn chắc chắn"
    name = interval_name(parts[0].collection)
    return name if name.endswith("95%") else f"{name} 95%"
