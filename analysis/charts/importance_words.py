"""What goes most with satisfaction on the whole, in words. Must not know where a mark stands."""

from collections.abc import Iterable
from typing import Final

from analysis.charts.importance_places import NOUNS, Level, drivers_of, has_limits, importance_phrase
from analysis.charts.numbers import format_count
from analysis.charts.wording import bind_numbers
from analysis.insight_figures import Driver, DriversReport, NoDrivers

REASONS: Final[dict[NoDrivers, str]] = {
    "no overall item": "Phiếu không có câu hỏi về hài lòng chung nên không xét được lĩnh vực nào gắn với hài lòng chung.",
    "too few forms": "Chưa đủ phiếu để xét lĩnh vực nào gắn với hài lòng chung.",
    "too few units": "Chưa đủ đơn vị để xét lĩnh vực nào gắn với hài lòng chung.",
    "weak relation": "Các lĩnh vực gắn quá yếu với hài lòng chung nên không xếp được.",
    "negative weight": "Kết quả không ổn định nên không xếp được lĩnh vực nào gắn với hài lòng chung.",
    "no spread": "Các câu trả lời gần như giống nhau nên không xét được lĩnh vực nào gắn với hài lòng chung.",
}
NO_LIMITS: Final = "Quá ít đơn vị để tính khoảng cho mức gắn, nên chỉ nêu thứ tự, không nêu con số."
CAVEAT: Final = "Gắn với hài lòng chung không có nghĩa là nguyên nhân."
MOST_NAMED: Final = 3


def importance_sentence(report: DriversReport, level: Level) -> str:
    """Return the finding: what goes most with satisfaction on the whole, what to improve first, and that it is no cause.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    str
        Sentences; the reason where there are no drivers.
    """
    drivers, noun = drivers_of(report, level), NOUNS[level]
    if report.reason is not None:
        return REASONS[report.reason]
    if not drivers:
        return f"Chưa đủ số liệu để xét từng {noun}."
    if not has_limits(drivers):
        return bind_numbers(f"Gắn nhiều nhất với hài lòng chung, theo thứ tự: {_named(drivers)}. {NO_LIMITS} {CAVEAT}")
    first = drivers[0]
    said = f"mức gắn {importance_phrase(first)}, {format_count(report.forms)} phiếu"
    parts = [f"Gắn nhiều nhất với hài lòng chung: {first.code}. {first.title}, {said}."]
    urgent = [one for one in drivers if one.quadrant == "improve first"]
    if urgent:
        more = f" và {len(urgent) - MOST_NAMED} {noun} khác" if len(urgent) > MOST_NAMED else ""
        parts.append(f"Cần cải thiện trước: {_named(urgent)}{more}.")
    else:
        parts.append(f"Chưa {noun} nào đủ căn cứ để xếp là cần cải thiện trước.")
    return bind_numbers(" ".join([*parts, CAVEAT]))


def _named(drivers: Iterable[Driver]) -> str:
    return "; ".join([f"{one.code}. {one.title}" for one in drivers][:MOST_NAMED])
