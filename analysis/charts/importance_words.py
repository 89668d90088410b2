"""What goes most with satisfaction on the whole, in words. Must not know where a mark stands."""

from collections.abc import Iterable, Sequence
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
NO_LIMITS: Final = "Quá ít đơn vị để tính khoảng cho mức gắn, nên không nêu {noun} nào gắn nhiều hơn với hài lòng chung."
CAVEAT: Final = "Gắn với hài lòng chung không có nghĩa là nguyên nhân."
MOST_NAMED: Final = 3
MOST_CODES: Final = 5


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
        return f"{NO_LIMITS.format(noun=noun)} {CAVEAT}"
    first = drivers[0]
    said = f"mức gắn {importance_phrase(first)}, {format_count(report.forms)} phiếu"
    parts = [f"Gắn nhiều nhất với hài lòng chung: {first.code}. {first.title}, {said}.", _unsure(drivers, noun)]
    urgent = [one for one in drivers if one.quadrant == "improve first"]
    if urgent:
        more = f" và {len(urgent) - MOST_NAMED} {noun} khác" if len(urgent) > MOST_NAMED else ""
        parts.append(f"Cần cải thiện trước: {_named(urgent)}{more}.")
    else:
        parts.append(f"Chưa {noun} nào đủ căn cứ để xếp là cần cải thiện trước.")
    return bind_numbers(" ".join(filter(None, [*parts, CAVEAT])))


def _unsure(drivers: Sequence[Driver], noun: str) -> str:
    """Which drivers the first is not surely above, as the limits overlap; "" where it is above all."""
    first, *rest = drivers
    codes = [one.code for one in rest if one.high is not None and first.low is not None and one.high >= first.low]
    if not codes:
        return ""
    more = f" và {len(codes) - MOST_CODES} {noun} khác" if len(codes) > MOST_CODES else ""
    return f"Chưa chắc hơn {', '.join(codes[:MOST_CODES])}{more}: các khoảng còn chồng lên nhau."


def _named(drivers: Iterable[Driver]) -> str:
    return "; ".join([f"{one.code}. {one.title}" for one in drivers][:MOST_NAMED])
