"""How the state of a collection is worded for the department. Knows no request."""

from typing import Final

from analysis.charts.numbers import format_count
from survey_app.results.coverage import Coverage, Prints, State

STATES: Final[dict[State, str]] = {
    "silent": "Chưa có phiếu",
    "short": "Thiếu phiếu",
    "unlikely": "Nhiều khả năng thiếu",
    "unknown": "Chưa rõ số cần có",
    "paused": "Tạm dừng, chưa đủ",
    "open": "Đang nhận phiếu",
    "likely": "Nhiều khả năng đủ",
    "enough": "Đã đủ",
    "planned": "Chưa mở",
}
COLLECTIONS: Final = {"own": "Đơn vị tự khảo sát", "independent": "Sở khảo sát độc lập", "sample": "Mẫu Sở chọn"}
PRINTS: Final = {"poster": "áp phích", "cards": "thẻ", "slips": "phiếu mời", "paper": "phiếu giấy"}
PRINTS_NOTE: Final = (
    "Cột Bản in chỉ cho biết tài khoản của đơn vị đã tải tệp nào để in, lần cuối ngày nào; đã in, đã dán hay chưa thì hệ thống "
    "không biết. Áp phích dùng nhiều năm và Sở cũng có thể in thay, nên chưa tải không có nghĩa là chưa in."
)


def describe_prints(prints: Prints | None) -> str:
    """What a unit's accounts took to print, and when last; "" where nothing is known."""
    if prints is None:
        return ""
    names = ", ".join(PRINTS[kind] for kind in prints.kinds)
    return f"{names[:1].upper()}{names[1:]}, {prints.last_on:%d/%m/%Y}"


def describe_forecast(row: Coverage) -> str:
    """The range of the forecast in a few words; "" where there is none to give."""
    found = row.forecast
    if found is None or row.state in ("enough", "silent"):
        return ""
    if found.low is None or found.high is None:
        return "chưa đủ bảy ngày để dự báo" if found.outlook == "too early" else ""
    if found.low == found.high:
        return f"dự báo khoảng {format_count(found.low)}"
    return f"dự báo {format_count(found.low)}\N{NO-BREAK SPACE}đến\N{NO-BREAK SPACE}{format_count(found.high)}"


def describe_beside(row: Coverage) -> str:
    """The other collections of the same unit and questionnaire."""
    return "; ".join(f"{COLLECTIONS[name]}: {format_count(number)} phiếu" for name, number in row.beside)
