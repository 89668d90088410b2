"""The words of the navigation: five for the department, and those of one campaign."""

from typing import Final

from survey_app.accounts.guard import Staff

_DEPARTMENT: Final = (
    ("department.home", "Khảo sát"),
    ("management.units", "Đơn vị"),
    ("department.warnings", "Cảnh báo"),
    ("management.releases", "Công bố"),
    ("management.office", "Quản trị"),
)
_CAMPAIGN: Final = (
    ("department.campaign", "Tiến độ"),
    ("department.comparison", "So sánh"),
    ("department.campaign_comments", "Ý kiến"),
    ("department.report", "Báo cáo"),
    ("management.campaign", "Cài đặt"),
)


def main_words(staff: Staff) -> list[tuple[str, str]]:
    """The endpoints and words that lead through the whole service for this account."""
    return [("unit.home", "Khảo sát")] if staff.role == "unit" else _open_to(staff, _DEPARTMENT)


def campaign_words(staff: Staff) -> list[tuple[str, str]]:
    """The endpoints and words that lead through one campaign; each endpoint takes `campaign_code`."""
    return _open_to(staff, _CAMPAIGN)


def _open_to(staff: Staff, words: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(endpoint, word) for endpoint, word in words if staff.is_whole or not endpoint.startswith("management.")]
