"""The words of early warnings: what is the matter with its figures, and why the rule fired. Accuses nobody, concludes nothing.

Used by pages and by the digest, which takes the titles only. Computes nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import (
    format_count,
    format_difference,
    format_difference_range,
    format_number,
    format_share,
    format_share_range,
    format_target,
)
from analysis.charts.wording import bind_numbers
from survey_app.improvement.quarters import find_quarter
from survey_app.improvement.warning_rules import Settings
from survey_app.improvement.warnings import Figures

TITLES: Final = {
    "whole": "Cả đợt chậm so với kế hoạch",
    "silent": "Chưa có phiếu nào",
    "behind": "Khó đủ số phiếu cần có",
    "short": "Kết thúc mà thiếu phiếu",
    "missed": "Không đạt chỉ tiêu",
    "leaning": "Nghiêng về không đạt chỉ tiêu",
    "fall": "Giảm so với đợt trước",
    "overfull": "Nhiều phiếu hơn số người được hỏi",
    "straight": "Nhiều phiếu chọn một mức cho mọi câu",
    "fast": "Nhiều phiếu trả lời quá nhanh",
    "identical": "Nhiều phiếu trùng nhau",
    "burst": "Phiếu đến dồn dập",
    "assessment": "Quá hạn tự đánh giá quý",
    "action": "Việc cải thiện quá hạn",
}
GROUPS: Final = {
    "progress": "Tiến độ thu phiếu",
    "results": "Kết quả",
    "quality": "Chất lượng phiếu",
    "duties": "Việc quá hạn",
}
STATES: Final = {"new": "Mới", "seen": "Đã xem", "handling": "Đang xử lý", "done": "Đã xong"}


@dataclass(frozen=True)
class Told:
    """A warning in words: its title, a sentence with the figures, and why it was given."""

    title: str
    sentence: str
    reason: str


def tell(rule: str, figures: Figures, *, subject: str, settings: Settings) -> Told:
    """The words of one warning; `subject` is the code of its quarter where it has one."""
    sentence, reason = _WORDS[rule](figures, settings[rule].level if rule in settings else 0)
    title = TITLES[rule]
    quarter = find_quarter(subject) if rule == "assessment" else None
    if quarter is not None:
        sentence = f"Chưa gửi bản tự đánh giá {quarter.name}. {sentence}"
    return Told(title, bind_numbers(sentence), bind_numbers(reason))


def _count(figures: Figures, name: str) -> str:
    return format_count(int(figures.get(name, 0)))


def _number(figures: Figures, name: str) -> float:
    return float(figures.get(name, 0.0))


def _share(figures: Figures, prefix: str = "") -> str:
    """A share with its limits and the forms behind it."""
    low, high = figures.get(f"{prefix}low"), figures.get(f"{prefix}high")
    limits = f" ({format_share_range(float(low), float(high))})" if low is not None and high is not None else ""
    value = format_share(_number(figures, f"{prefix}value"))
    return f"{value}{limits}, {_count(figures, f'{prefix}n')} phiếu"


def _received(figures: Figures) -> str:
    if not figures.get("needed"):
        return f"Đã nhận {_count(figures, 'received')} phiếu, chưa rõ cần bao nhiêu"
    return f"Đã nhận {_count(figures, 'received')} trong {_count(figures, 'needed')} phiếu cần có"


def _left(figures: Figures) -> str:
    """How many days are left after today, as every page counts them."""
    days = int(figures.get("days_left", 0)) - 1
    return f"còn {format_count(days)} ngày" if days > 0 else "đã đến ngày cuối"


def _whole(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'risky')} trong {_count(f, 'units')} đơn vị khó đủ số phiếu; {_count(f, 'enough')} đơn vị đã đủ, "
        f"{_left(f)}. Chỉ tiêu là mọi đơn vị đều khảo sát đủ.",
        f"Báo khi từ {level}% số đơn vị trở lên khó đủ theo dự báo, sau bảy ngày đầu.",
    )


def _silent(f: Figures, level: int) -> tuple[str, str]:
    needed = f"; cần {_count(f, 'needed')} phiếu" if f.get("needed") else ""
    return f"Đã {_count(f, 'days')} ngày trọn chưa có phiếu nào{needed}.", f"Báo khi hết {level} ngày đầu mà chưa có phiếu."


def _behind(f: Figures, level: int) -> tuple[str, str]:
    if "low" in f:
        outlook = f"; nếu vẫn như những ngày qua, cuối đợt có {_count(f, 'low')} đến {_count(f, 'high')} phiếu"
    else:
        outlook = ""
    return (
        f"{_received(f)}, {_left(f)}{outlook}.",
        f"Báo khi cả đầu cao của khoảng dự báo 80% cũng không đủ, hoặc còn {level} ngày mà chưa chắc đủ.",
    )


def _short(f: Figures, _level: int) -> tuple[str, str]:
    return f"{_received(f)} khi đợt kết thúc.", "Báo khi đợt đã kết thúc mà chưa đủ số phiếu theo hướng dẫn chọn mẫu."


def _missed(f: Figures, _level: int) -> tuple[str, str]:
    target = f"chỉ tiêu {format_target(_number(f, 'target'))}."
    if "most" not in f:
        return (
            f"Tỷ lệ hài lòng {_share(f)}; {target}",
            "Như kết luận của báo cáo: mọi người được hỏi đã trả lời, nên không còn phần ngẫu nhiên.",
        )
    return (
        f"Tỷ lệ hài lòng {_share(f)}; với độ tin cậy 95% nhiều nhất {format_share(_number(f, 'most'))}, {target}",
        "Như kết luận của báo cáo: giới hạn trên một phía 95% thấp hơn chỉ tiêu. Chỉ nói về những người đã trả lời.",
    )


def _leaning(f: Figures, level: int) -> tuple[str, str]:
    chance = _number(f, "chance")
    rare = f"khoảng {format_share(chance, 0)}" if chance >= 0.01 else "chưa đến 1%"
    return (
        f"Tỷ lệ hài lòng {_share(f)}; chỉ tiêu {format_target(_number(f, 'target'))} chưa bị loại trừ. Nếu đơn vị đạt đúng chỉ "
        f"tiêu thì chỉ {rare} số lần khảo sát như vậy cho kết quả thấp đến thế.",
        f"Báo khi số này không quá {level}%. Đây chưa phải kết luận: trong 100 đơn vị đứng đúng ở chỉ tiêu, có thể đến {level} "
        "đơn vị bị báo.",
    )


def _fall(f: Figures, _level: int) -> tuple[str, str]:
    low, high = f.get("fall_low"), f.get("fall_high")
    limits = f" ({format_difference_range(float(low), float(high))})" if low is not None and high is not None else ""
    return (
        f"Thay đổi {format_difference(_number(f, 'difference'))} điểm phần trăm{limits}: từ {_share(f, 'earlier_')} "
        f"({f.get('earlier', '')}) xuống {_share(f)}.",
        "Báo khi mức giảm từ 2 điểm trở lên và vượt ngẫu nhiên, sau khi hiệu chỉnh chung cho mọi đơn vị cùng so "
        "(Benjamini-Hochberg, 5%).",
    )


def _overfull(f: Figures, level: int) -> tuple[str, str]:
    more = f" quá {level}%" if level else ""
    return (
        f"Đã nhận {_count(f, 'received')} phiếu, trong khi chỉ có {_count(f, 'eligible')} người được hỏi.",
        f"Báo khi số phiếu nhiều hơn số người được hỏi{more}. Có thể số người chưa đúng, hoặc có người gửi nhiều lần.",
    )


def _straight(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'flagged')} trong {_count(f, 'forms')} phiếu chọn một mức cho mọi câu.",
        f"Báo khi từ {level}% số phiếu. Người hài lòng thật cũng có thể trả lời như vậy; nên hỏi cách phát phiếu.",
    )


def _fast(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'flagged')} trong {_count(f, 'forms')} phiếu trả lời dưới một giây mỗi câu.",
        f"Báo khi từ {level}% số phiếu. Ai đã đọc phiếu từ trước thì trả lời nhanh; phiếu giấy không đo.",
    )


def _identical(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'pairs')} cặp phiếu trùng nhau từng câu trong {_count(f, 'forms')} phiếu; ngẫu nhiên và anh chị em ruột "
        f"cho khoảng {format_number(_number(f, 'expected'), 1)} cặp.",
        f"Báo khi hơn mức ấy từ {level} cặp trở lên và khó do ngẫu nhiên (p không quá 0,001).",
    )


def _burst(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'bursts')} lúc phiếu đến dồn dập; nhiều nhất {f.get('slot', '')}: {_count(f, 'arrivals')} phiếu, thường "
        f"khoảng {format_number(_number(f, 'expected'), 0)}.",
        f"Báo khi có từ {level} lúc như vậy. Buổi họp cha mẹ cũng gây dồn dập; nên hỏi lại đơn vị.",
    )


def _assessment(f: Figures, level: int) -> tuple[str, str]:
    due_on = dt.date.fromisoformat(str(f["due_on"]))
    return f"Hạn {due_on:%d/%m/%Y}, quá {_count(f, 'days')} ngày.", f"Báo khi quá hạn từ {level} ngày."


def _action(f: Figures, level: int) -> tuple[str, str]:
    return (
        f"{_count(f, 'actions')} việc trong kế hoạch cải thiện đã qua hạn mà chưa xong, lâu nhất {_count(f, 'days')} ngày.",
        f"Báo khi có việc quá hạn từ {level} ngày, theo ngày đơn vị tự đặt.",
    )


_WORDS: Final[Mapping[str, Callable[[Figures, int], tuple[str, str]]]] = {
    "whole": _whole,
    "silent": _silent,
    "behind": _behind,
    "short": _short,
    "missed": _missed,
    "leaning": _leaning,
    "fall": _fall,
    "overfull": _overfull,
    "straight": _straight,
    "fast": _fast,
    "identical": _identical,
    "burst": _burst,
    "assessment": _assessment,
    "action": _action,
}
