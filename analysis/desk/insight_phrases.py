"""The words on drivers, scales, quality of forms and who took part. Knows insights and Vietnamese; must not compute."""

from collections.abc import Iterator
from typing import Final

from analysis.charts.numbers import format_count, format_number, format_share
from analysis.desk.insights import Insight
from analysis.desk.phrases import share_words
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate
from analysis.insight_figures import NoReliability, QualityFlag, QualityReport, Representativity, ScaleReliability

FLAGS: Final[dict[QualityFlag, str]] = {
    "straight": "chọn một mức cho mọi câu",
    "fast": "trả lời quá nhanh",
    "honeypot": "điền vào ô mà người không thấy",
    "identical": "trùng nhau nhiều hơn mức may rủi",
}
NO_COEFFICIENT: Final[dict[NoReliability, str]] = {
    "one item": "chỉ có một câu thay đổi",
    "too few forms": "quá ít phiếu trả lời đủ các câu",
    "no spread": "mọi phiếu trả lời như nhau",
}
A_FEW: Final = f"dưới {DEFAULTS.numbers}"


def sentences_on(insight: Insight) -> Iterator[str]:
    """How far the results hang on doubtful forms and on who answered.

    Parameters
    ----------
    insight : Insight

    Returns
    -------
    iterator of str
    """
    yield from _on_quality(insight.quality)
    if insight.representativity is not None:
        yield from _on_participants(insight.representativity)


def _on_quality(report: QualityReport) -> Iterator[str]:
    if report.flagged == 0:
        yield "Không phiếu nào chọn một mức cho mọi câu hay trùng nhau nhiều hơn mức may rủi."
        return
    counts = [f"{FLAGS[count.flag]}: {_count(count.forms)}" for count in report.flags if count.forms is None or count.forms > 0]
    yield f"Phiếu cần xem lại: {_count(report.flagged)} trong {format_count(report.forms)} ({'; '.join(counts)})."
    if isinstance(report.index_share_without, Estimate) and report.left_out:
        without, whole = share_words(report.index_share_without), share_words(report.index_share)
        yield f"Không tính {format_count(report.left_out)} phiếu ấy, tỷ lệ hài lòng là {without}; tính cả là {whole}."
    yield "Không phiếu nào bị bỏ khỏi kết quả: người hài lòng thật cũng có thể chọn một mức cho mọi câu."


def _on_participants(found: Representativity) -> Iterator[str]:
    if found.r_indicator is not None:
        number = format_number(found.r_indicator, 2)
        yield f"Chỉ số đại diện R là {number} (1: các đơn vị, các khối tham gia như nhau)."
    if found.worst_low is not None and found.worst_high is not None:
        low, high = format_share(found.worst_low), format_share(found.worst_high)
        yield f"Dù người chưa trả lời nghĩ thế nào, tỷ lệ hài lòng của mọi người được hỏi vẫn từ {low} đến {high}."


def _count(forms: int | None) -> str:
    return A_FEW if forms is None else format_count(forms)


def scale_cells(scale: ScaleReliability) -> tuple[str, str, str, str]:
    """A dimension with its forms, alpha with limits, omega, and what to look at.

    Parameters
    ----------
    scale : ScaleReliability

    Returns
    -------
    tuple of str
        Forms, alpha, omega, remark.
    """
    alpha = "" if scale.alpha is None else format_number(scale.alpha, 2)
    if scale.low is not None and scale.high is not None:
        alpha = f"{alpha} ({format_number(scale.low, 2)} – {format_number(scale.high, 2)})"
    omega = "" if scale.omega is None else format_number(scale.omega, 2)
    return format_count(scale.forms), alpha, omega, _remark(scale)


def _remark(scale: ScaleReliability) -> str:
    if scale.reason is not None:
        return NO_COEFFICIENT[scale.reason]
    against = [item.code for item in scale.items if item.is_reversed]
    remarks = [f"ngược với các câu khác: {', '.join(against)}"] if against else []
    if scale.dropped:
        remarks.append(f"mọi phiếu trả lời như nhau: {', '.join(scale.dropped)}")
    return "; ".join(remarks)
