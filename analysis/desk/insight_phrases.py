"""The words on scales, quality of forms and who took part. Knows insights and Vietnamese; must not compute."""

from collections.abc import Iterator
from typing import Final

from analysis.charts.numbers import DASH, format_count, format_number, format_share
from analysis.charts.wording import bind_numbers, value_phrase
from analysis.desk.insights import Insight
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate
from analysis.insight_figures import NoReliability, QualityFlag, QualityReport, Representativity, ScaleReliability

FLAGS: Final[dict[QualityFlag, str]] = {
    "straight": "chọn một mức cho mọi câu",
    "fast": "trả lời quá nhanh",
    "honeypot": "điền vào ô mà người không thấy",
    "identical": "trùng nhau quá mức ngẫu nhiên",
}
NO_COEFFICIENT: Final[dict[NoReliability, str]] = {
    "one item": "chỉ một câu có trả lời khác nhau",
    "too few forms": "quá ít phiếu trả lời đủ các câu",
    "no spread": "mọi phiếu trả lời như nhau",
}
A_FEW: Final = f"dưới {DEFAULTS.numbers}"
NO_LIMITS: Final = "quá ít câu hoặc phiếu để có khoảng"
SCALES_HEADER: Final = ("Lĩnh vực", "Phiếu đủ câu", "Alpha", "Ghi chú")
SCALES_CAPTION: Final = "Các câu của mỗi lĩnh vực có đo cùng một điều không"
SCALES_SENTENCE: Final = (
    "Alpha càng gần 1 thì các câu của một lĩnh vực càng đo cùng một điều; từ 0,7 trở lên thường được coi là đủ. Chỉ tính phiếu "
    "trả lời đủ các câu của lĩnh vực."
)


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
        yield bind_numbers(
            f"Trong {format_count(report.forms)} phiếu, không phiếu nào chọn một mức cho mọi câu hay trùng nhau quá mức "
            "ngẫu nhiên."
        )
        return
    counts = [f"{FLAGS[count.flag]}: {_count(count.forms)}" for count in report.flags if count.forms is None or count.forms > 0]
    many, forms = _count(report.flagged), format_count(report.forms)
    yield bind_numbers(f"Phiếu cần xem lại: {many} trong {forms} phiếu ({'; '.join(counts)}).")
    if isinstance(report.index_share_without, Estimate) and report.left_out:
        left_out = f"{format_count(report.left_out)} phiếu ấy"
        if report.left_out != report.flagged:
            left_out = f"{format_count(report.left_out)} phiếu trong số ấy (số còn lại là của đơn vị có quá ít phiếu như vậy)"
        without, whole = value_phrase(report.index_share_without), value_phrase(report.index_share)
        yield bind_numbers(f"Nếu không tính {left_out}, tỷ lệ hài lòng là {without}; tính cả là {whole}.")
    yield "Mọi phiếu vẫn được tính vào kết quả: người hài lòng thật cũng có thể chọn một mức cho mọi câu."


def _on_participants(found: Representativity) -> Iterator[str]:
    if found.r_indicator is not None:
        number, forms = format_number(found.r_indicator, 2), format_count(found.forms)
        yield bind_numbers(
            f"Mức độ đại diện (chỉ số R) là {number}; bằng 1 khi mọi đơn vị, mọi khối tham gia như nhau. Số này đếm từ {forms} "
            f"phiếu trên {format_count(found.eligible)} người được hỏi, không phải ước lượng nên không có khoảng."
        )
    if found.worst_low is not None and found.worst_high is not None:
        low, high, everyone = format_share(found.worst_low), format_share(found.worst_high), format_count(found.eligible)
        yield bind_numbers(
            f"Dù những người chưa trả lời nghĩ thế nào, tỷ lệ hài lòng của tất cả {everyone} người được hỏi cũng chỉ có thể từ "
            f"{low} đến {high}."
        )


def _count(forms: int | None) -> str:
    return A_FEW if forms is None else format_count(forms)


def scale_cells(scale: ScaleReliability) -> tuple[str, str, str]:
    """A dimension with its forms, alpha with limits, and what to look at; omega has no limits and is left to JSON.

    Parameters
    ----------
    scale : ScaleReliability

    Returns
    -------
    tuple of str
        Forms, alpha, remark.
    """
    if scale.alpha is None or scale.low is None or scale.high is None:
        return format_count(scale.forms), DASH, _remark(scale)
    limits = f"({format_number(scale.low, 2)} {DASH} {format_number(scale.high, 2)})"
    return format_count(scale.forms), f"{format_number(scale.alpha, 2)} {limits}", _remark(scale)


def _remark(scale: ScaleReliability) -> str:
    if scale.reason is not None:
        return NO_COEFFICIENT[scale.reason]
    against = [item.code for item in scale.items if item.is_reversed]
    remarks = [NO_LIMITS] if scale.low is None or scale.high is None else []
    if against:
        remarks.append(f"ngược với các câu khác: {', '.join(against)}")
    if scale.dropped:
        remarks.append(f"mọi phiếu trả lời như nhau: {', '.join(scale.dropped)}")
    return "; ".join(remarks)
