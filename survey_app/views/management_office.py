"""The office of the department: a calm entrance to what is seldom done."""

from dataclasses import dataclass
from typing import Final

from flask import render_template

from survey_app.views.management import blueprint


@dataclass(frozen=True)
class Door:
    """A page of the office: its endpoint, its name, and what is done there."""

    endpoint: str
    name: str
    purpose: str


DOORS: Final = (
    Door(
        "management.accounts",
        "Tài khoản",
        "Tạo, khóa tài khoản của đơn vị, xã, phường và của Sở; gửi đường dẫn đăng nhập lần đầu.",
    ),
    Door(
        "management.security",
        "Đăng nhập và bảo mật",
        "Ai đang đăng nhập, đăng xuất một tài khoản ở mọi nơi, ai đã bật ứng dụng xác thực.",
    ),
    Door("management.audit", "Nhật ký", "Mọi thay đổi và mọi lần tải tệp: ai, lúc nào, việc gì. Lọc và tải về."),
    Door(
        "management.warning_settings",
        "Ngưỡng cảnh báo",
        "Khi nào một đơn vị được nêu trong trang Cảnh báo, và bản tin hằng ngày.",
    ),
    Door("management.calendar", "Lịch năm", "Các ngày phải nộp kế hoạch, báo cáo, tự đánh giá mà đơn vị được nhắc."),
    Door(
        "management.letterhead", "Văn bản của Sở", "Tên cơ quan, ký hiệu, người ký, nơi nhận trên kế hoạch và báo cáo của Sở."
    ),
)


@blueprint.get("", endpoint="office")
def show() -> str:
    """All doors."""
    return render_template("management/office.html", doors=DOORS)
