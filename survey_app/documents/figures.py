"""Figures as cells of a table: the value for a workbook beside the text for people. Computes nothing.

A withheld figure becomes `Absent` with its reason, so that no cell is ever empty where somebody would read nought.
"""

from collections.abc import Iterable
from typing import Final

from analysis.charts.numbers import (
    DASH,
    format_count,
    format_difference,
    format_difference_range,
    format_number,
    format_share,
    format_share_range,
)
from analysis.charts.wording import VERDICTS, bind_numbers, withheld_phrase
from analysis.comparison_figures import Change, ChangeRow, ChangeWord, Difference, NotCompared
from analysis.estimates import Estimate, Result, Suppressed, Verdict
from survey_app.documents.model import Absent, Cell, Limits, Number

ALL_ANSWERED: Final = "mọi người đã trả lời"
NO_INTERVAL: Final = "không có khoảng"
CHANGES: Final[dict[ChangeWord, str]] = {
    "risen": "Tăng",
    "fallen": "Giảm",
    "stable": "Ổn định",
    "no clear change": "Chưa rõ thay đổi",
}
NOT_COMPARED: Final[dict[NotCompared, str]] = {
    "reworded": "câu hỏi đã đổi lời",
    "withheld": "có đợt không hiển thị",
    "no spread": "không tính được khoảng",
    "new": "câu mới",
    "gone": "không còn hỏi",
    "split": "đơn vị đã chia tách",
    "part silent": "có đơn vị cũ không có phiếu",
    "few answers": "có đơn vị cũ quá ít phiếu",
    "uneven": "các đơn vị cũ trả lời quá chênh nhau",
}


def count_cell(number: int | None, *, unknown: str = "không rõ") -> Cell:
    """A number of people, forms or answers."""
    return Absent(DASH, unknown) if number is None else Number(number, format_count(number), "count")


def share_cell(figure: Result | None) -> Cell:
    """A share as a percentage."""
    if isinstance(figure, Estimate):
        return Number(figure.value, format_share(figure.value), "share")
    return _absent(figure)


def plain_share_cell(share: float | None, *, unknown: str = "không rõ") -> Cell:
    """A share that is no estimate, such as a participation rate."""
    return Absent(DASH, unknown) if share is None else Number(share, format_share(share), "share")


def share_limits_cell(figure: Result | None) -> Cell:
    """The 95% limits of a share, or why there are none."""
    if not isinstance(figure, Estimate):
        return _absent(figure)
    if figure.low is None or figure.high is None:
        return Absent(DASH, NO_INTERVAL)
    return Limits(figure.low, figure.high, format_share_range(figure.low, figure.high), "share")


def score_cell(figure: Result | None) -> Cell:
    """A mean score from 1 to 5."""
    if isinstance(figure, Estimate):
        return Number(figure.value, format_number(figure.value, 2), "score")
    return _absent(figure)


def score_limits_cell(figure: Result | None) -> Cell:
    """The 95% limits of a mean score."""
    if not isinstance(figure, Estimate):
        return _absent(figure)
    if figure.low is None or figure.high is None:
        return Absent(DASH, NO_INTERVAL)
    text = f"{format_number(figure.low, 2)} {DASH} {format_number(figure.high, 2)}"
    return Limits(figure.low, figure.high, text, "score")


def percent_cell(figure: Result | None) -> Cell:
    """Expectation met, from 0 to 100."""
    if isinstance(figure, Estimate):
        return Number(figure.value, f"{format_number(figure.value, 1)}%", "percent")
    return _absent(figure)


def percent_limits_cell(figure: Result | None) -> Cell:
    """The 95% limits of expectation met."""
    if not isinstance(figure, Estimate):
        return _absent(figure)
    if figure.low is None or figure.high is None:
        return Absent(DASH, NO_INTERVAL)
    text = f"{format_number(figure.low, 1)} {DASH} {format_number(figure.high, 1)}"
    return Limits(figure.low, figure.high, text, "percent")


def forms_cell(figure: Result | None) -> Cell:
    """How many responses a figure rests on; of a withheld one only where that may be known."""
    if isinstance(figure, Estimate):
        return count_cell(figure.n)
    return _absent(figure)


def base_cell(figure: Result | None) -> Cell:
    """How many substantive answers a figure rests on."""
    if isinstance(figure, Estimate):
        return count_cell(figure.base)
    return _absent(figure)


def verdict_cell(verdict: Verdict | None) -> Cell:
    """Against the target, in words."""
    return Absent(DASH, "không có kết quả") if verdict is None else VERDICTS[verdict]


def difference_cell(difference: Difference) -> Cell:
    """A difference of two shares in percentage points."""
    return Number(difference.value, format_difference(difference.value), "points")


def difference_limits_cell(difference: Difference) -> Cell:
    """The 95% limits of a difference of two shares."""
    if difference.low is None or difference.high is None:
        return Absent(DASH, NO_INTERVAL)
    text = format_difference_range(difference.low, difference.high)
    return Limits(difference.low, difference.high, text, "points")


def change_cells(row: ChangeRow) -> tuple[Cell, Cell, Cell]:
    """The change of a figure, its limits, and what may be said of it."""
    change: Change | None = row.change
    if change is None:
        why = NOT_COMPARED[row.reason or "withheld"]
        return Absent(DASH, why), Absent(DASH, why), f"Không so sánh: {why}"
    return difference_cell(change.difference), difference_limits_cell(change.difference), CHANGES[change.word]


def withheld_note(figures: Iterable[Result], *, noun: str) -> str:
    """Why dashes stand in a table, a reason after the other; "" where there is none."""
    reasons = dict.fromkeys(withheld_phrase(figure) for figure in figures if isinstance(figure, Suppressed))
    return bind_numbers(f"Dấu “{DASH}”: {noun} {'; '.join(reasons)}.") if reasons else ""


def _absent(figure: Suppressed | None) -> Absent:
    return Absent(DASH, "không có" if figure is None else withheld_phrase(figure))
