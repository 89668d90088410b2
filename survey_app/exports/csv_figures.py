"""A report's figures as cells, with the words of their columns. Takes figures that have passed the gate; computes nothing.

A withheld figure is written as the reason in each of its cells, so that nobody takes an empty cell for nought; a cell is empty
where there is nothing to write, such as the limits of a figure without an interval.
"""

from typing import Final

from analysis.charts.wording import VERDICTS, withheld_phrase
from analysis.estimates import Convention, IntervalKind, Result, Suppressed, Verdict
from analysis.reports import Distribution
from survey_app.exports.csv_text import Cell

SHARE_HEADER: Final = (
    "Tỷ lệ hài lòng (0-1)",
    "Tỷ lệ: cận dưới 95%",
    "Tỷ lệ: cận trên 95%",
    "Tỷ lệ: cận dưới 95% một phía",
    "Tỷ lệ: cận trên 95% một phía",
    "Tỷ lệ: loại khoảng",
    "Tỷ lệ: số phiếu",
    "Tỷ lệ: số câu trả lời",
)
SCORE_HEADER: Final = (
    "Điểm trung bình (1-5)",
    "Điểm: cận dưới 95%",
    "Điểm: cận trên 95%",
    "Điểm: cận dưới 95% một phía",
    "Điểm: cận trên 95% một phía",
    "Điểm: loại khoảng",
    "Điểm: số phiếu",
    "Điểm: số câu trả lời",
)
NOTE_HEADER: Final = ("Cách nhận phiếu", "Chỉ tiêu (0-1)", "Cách tính", "Phiên bản phương pháp", "Mã kiểm tra")

_INTERVALS: Final[dict[IntervalKind, str]] = {
    "interval": "khoảng 95%",
    "census": "tất cả đã trả lời",
    "bounds": "giới hạn chắc chắn",
    "none": "không có khoảng",
}
CONVENTIONS: Final[dict[Convention, str]] = {
    "answers": "gộp câu trả lời",
    "mean": "trung bình các lĩnh vực",
    "eligible": "theo số người được hỏi",
}


def figure_cells(figure: Result | None) -> tuple[Cell, ...]:
    """Value, 95% limits on two sides and on one, kind of interval, responses, answers; empty for a figure that no row has."""
    if figure is None:
        return (None,) * len(SHARE_HEADER)
    if isinstance(figure, Suppressed):
        reason = withheld_phrase(figure)
        return (*(reason,) * 6, reason if figure.n is None else figure.n, reason)
    limits = (figure.low, figure.high, figure.low90, figure.high90)  # the last two decide the verdict
    return (figure.value, *limits, _INTERVALS[figure.interval_kind], figure.n, figure.base)


def distribution_cells(distribution: Distribution | Suppressed | None, *, options: int) -> tuple[Cell, ...]:
    """Answers per option, then "not applicable", then missing."""
    if distribution is None:
        return (None,) * (options + 2)
    if isinstance(distribution, Suppressed):
        return (withheld_phrase(distribution),) * (options + 2)
    return (*distribution.counts, distribution.not_applicable, distribution.missing)


def verdict_cell(verdict: Verdict | None) -> str | None:
    """The verdict in words; nothing where the share is withheld or has no target."""
    return VERDICTS[verdict] if verdict else None


def note_cells(
    *, access: str, target: float, convention: Convention, method_version: str, fingerprint: str
) -> tuple[Cell, ...]:
    """What every row repeats, so that files of many reports can be put under each other."""
    return (access, target, CONVENTIONS[convention], method_version, fingerprint)
