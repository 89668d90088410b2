"""Where self-assessments stand, in the words and the order of the pages."""

from typing import Final

from survey_app.improvement.self_assessments import Standing, State
from survey_app.views.filters import format_date

# the most pressing first
NAMES: Final[dict[State, str]] = {
    "overdue": "Quá hạn",
    "returned": "Đã trả lại",
    "late": "Gửi muộn",
    "draft": "Bản nháp",
    "unwritten": "Chưa viết",
    "sent": "Đã gửi",
}


def describe_standing(standing: Standing) -> str:
    """The state in a few words, with the day or the number of days that belongs to it."""
    match standing.state:
        case "sent":
            return f"Đã gửi {format_date(standing.sent_on)}" if standing.sent_on else NAMES["sent"]
        case "late":
            return f"Gửi muộn {standing.days} ngày"
        case "overdue":
            return f"Quá hạn {standing.days} ngày"
        case state:
            return NAMES[state]
