"""What every action of the audit log is called, by group. An action without words here fails in the tests.

The keys are what `record_action` is given; they stay in the log for good, so a key is never renamed, only added.
"""

import re
from typing import Final

GROUPS: Final = {
    "accounts": "Tài khoản, đăng nhập",
    "units": "Đơn vị",
    "campaigns": "Đợt khảo sát",
    "collecting": "Thu phiếu",
    "documents": "Văn bản, việc cần làm",
    "warnings": "Cảnh báo",
    "releases": "Công bố",
    "comments": "Ý kiến góp ý",
    "downloads": "Tải tệp về",
    "upkeep": "Sao lưu, xóa số liệu",
}

WORDS: Final[dict[str, dict[str, str]]] = {
    "accounts": {
        "create-account": "Tạo tài khoản",
        "set-password": "Đặt lại mật khẩu của tài khoản",
        "close-account": "Khóa tài khoản",
        "change-own-password": "Đổi mật khẩu của mình",
        "confirm-second-factor": "Bật ứng dụng xác thực của mình",
        "renew-recovery-codes": "Tạo lại mã dự phòng của mình",
        "remove-second-factor": "Tắt ứng dụng xác thực của mình",
        "reset-second-factor": "Tắt ứng dụng xác thực của tài khoản",
        "end-own-session": "Đăng xuất một nơi khác của mình",
        "end-other-sessions": "Đăng xuất mọi nơi khác của mình",
        "end-sessions": "Đăng xuất tài khoản ở mọi nơi",
        "tie-account": "Gắn tài khoản với dịch vụ đăng nhập của Sở",
        "untie-account": "Bỏ gắn tài khoản với dịch vụ đăng nhập của Sở",
        "reopen-account": "Mở lại tài khoản đã khóa",
        "issue-links": "Cấp đường dẫn đăng nhập lần đầu cho nhiều tài khoản",
        "link-account": "Cấp đường dẫn đặt mật khẩu cho tài khoản",
        "first-sign-in": "Đặt mật khẩu bằng đường dẫn được cấp",
        "move-database": "Chuyển cơ sở dữ liệu từ SQLite sang PostgreSQL",
    },
    "units": {
        "import-units": "Nhập danh sách đơn vị",
        "add-unit": "Thêm đơn vị",
        "edit-unit": "Sửa đơn vị",
        "close-unit": "Đóng đơn vị",
        "reopen-unit": "Mở lại đơn vị",
        "link-unit": "Nối đơn vị với đơn vị trước đó",
        "unlink-unit": "Bỏ nối đơn vị với đơn vị trước đó",
        "upload-units": "Tải lên danh sách đơn vị, chờ kiểm tra",
        "discard-units": "Bỏ danh sách đơn vị đang chờ",
        "edit-settings": "Sửa thông tin trên văn bản",
        "upload-logo": "Thay logo",
        "remove-logo": "Bỏ logo",
    },
    "campaigns": {
        "create-campaign": "Tạo đợt khảo sát",
        "edit-campaign": "Sửa cài đặt của đợt khảo sát",
        "delete-campaign": "Xóa đợt khảo sát chưa mở",
        "open-campaign": "Mở đợt khảo sát",
        "refresh-campaign": "Đưa thêm đơn vị vào đợt khảo sát",
        "pause-campaign": "Tạm dừng đợt khảo sát",
        "resume-campaign": "Nhận phiếu trở lại sau tạm dừng",
        "extend-campaign": "Gia hạn đợt khảo sát",
        "end-campaign": "Kết thúc đợt khảo sát",
        "close-campaign": "Khóa sổ đợt khảo sát",
        "set-access": "Đổi cách nhận phiếu",
        "set-paper-until": "Dời ngày cuối nhập phiếu giấy",
        "set-calendar": "Đổi ngày trong lịch năm",
        "set-self-assessment-day": "Đổi hạn tự đánh giá quý",
    },
    "collecting": {
        "issue-codes": "Tạo phiếu mời có mã dùng một lần",
        "withdraw-codes": "Thu hồi mã dùng một lần",
        "make-kiosk-pin": "Tạo mã PIN của điểm trả lời",
        "end-kiosks": "Tắt mọi điểm trả lời",
        "open-paper-batch": "Mở xấp phiếu giấy",
        "correct-paper-batch": "Sửa số phiếu của xấp phiếu giấy",
        "compare-paper-batch": "So hai lần nhập của xấp phiếu giấy",
        "remove-paper-form": "Lấy một phiếu giấy ra khỏi xấp",
        "close-paper-batch": "Đóng xấp phiếu giấy",
        "discard-paper-batch": "Bỏ xấp phiếu giấy",
        "upload-import": "Tải lên tệp câu trả lời, chờ kiểm tra",
        "match-import": "Ghép cột và từ của tệp câu trả lời",
        "discard-import": "Bỏ tệp câu trả lời",
        "record-import": "Ghi câu trả lời từ tệp",
        "import-responses": "Nhập câu trả lời thu ở nơi khác",
    },
    "documents": {
        "write-action": "Ghi việc cải thiện",
        "edit-action": "Sửa việc cải thiện",
        "publish-action": "Công bố việc cải thiện",
        "withdraw-action": "Rút việc cải thiện đã công bố",
        "delete-action": "Xóa việc cải thiện",
        "edit-plan": "Sửa kế hoạch khảo sát",
        "publish-plan": "Công bố kế hoạch khảo sát",
        "withdraw-plan": "Rút kế hoạch khảo sát đã công bố",
        "edit-self-assessment": "Sửa bản tự đánh giá",
        "send-self-assessment": "Gửi bản tự đánh giá",
        "recall-self-assessment": "Rút bản tự đánh giá",
        "return-self-assessment": "Trả lại bản tự đánh giá",
        "tick-deadline": "Đánh dấu đã xong một hạn",
        "untick-deadline": "Bỏ đánh dấu một hạn",
    },
    "warnings": {
        "change-warning": "Đổi tình trạng của cảnh báo",
        "set-warning-rule": "Đổi ngưỡng cảnh báo",
        "begin-digest": "Nhận bản tin cảnh báo hằng ngày",
        "end-digest": "Ngừng nhận bản tin cảnh báo",
    },
    "releases": {
        "prepare-release": "Soạn bản công bố",
        "publish-release": "Công bố kết quả",
        "withdraw-release": "Thu hồi bản công bố",
        "discard-release": "Bỏ bản công bố đang soạn",
    },
    "comments": {
        "review-comments": "Rà soát ý kiến góp ý",
    },
    "downloads": {
        "download-annual-report": "Tải báo cáo năm",
        "download-audit": "Tải nhật ký",
        "download-causes-report": "Tải báo cáo nguyên nhân mất điểm",
        "download-chart": "Tải biểu đồ",
        "download-comments": "Tải ý kiến đã công bố",
        "download-comparison": "Tải bảng so sánh",
        "download-department-report": "Tải báo cáo của Sở",
        "download-improvement-report": "Tải báo cáo đề xuất giải pháp",
        "download-infographic": "Tải tờ thông tin",
        "download-paper-form": "Tải phiếu giấy",
        "download-plan": "Tải kế hoạch khảo sát",
        "download-poster": "Tải áp phích hoặc thẻ",
        "download-posters": "Tải áp phích của nhiều đơn vị",
        "download-progress": "Tải bảng tiến độ",
        "download-qr": "Tải mã QR",
        "download-reminders": "Tải danh sách đơn vị cần nhắc",
        "download-report": "Tải kết quả",
        "download-rows": "Tải câu trả lời từng phiếu",
        "download-self-assessment": "Tải bản tự đánh giá",
        "download-slips": "Tải phiếu mời",
        "download-units": "Tải danh sách đơn vị",
        "download-units-template": "Tải mẫu danh sách đơn vị",
        "export-department-report": "Xuất báo cáo của Sở",
        "export-reports": "Xuất báo cáo năm của mọi đơn vị",
    },
    "upkeep": {
        "make-backup": "Sao lưu toàn bộ dữ liệu",
        "restore-backup": "Khôi phục từ bản sao lưu",
        "archive-campaign": "Lưu trữ số liệu của đợt khảo sát ra tệp",
        "erase-campaign": "Xóa số liệu của đợt khảo sát",
        "erase-files": "Viết lại các tệp sau khi xóa số liệu",
    },
}

ACTIONS: Final[dict[str, str]] = {action: words for group in WORDS.values() for action, words in group.items()}


# words that stand in subjects; the log keeps them as they were written
_SUBJECTS: Final = {
    "batch": "xấp",
    "forms": "phiếu",
    "rows": "dòng",
    "responses": "phiếu",
    "not recorded": "chưa ghi",
    "not imported": "chưa nhập",
    "new accounts": "tài khoản mới",
    "links": "đường dẫn",
    "units": "danh sách đơn vị",
    "digest": "bản tin",
    "columns and words": "cột và từ",
    "settings": "thông tin trên văn bản",
    "logo": "logo",
    "kiosk": "điểm trả lời",
    "poster": "áp phích",
    "cards": "thẻ khảo sát",
    "svg": "tệp SVG",
    "png": "tệp PNG",
}
_WORD: Final = re.compile(r"(?<![\w.-])(" + "|".join(_SUBJECTS) + r")(?![\w.-])")
_NUMBERED: Final = {
    "review-comments": "ý kiến của phiếu khảo sát số",
    "set-self-assessment-day": "ngày",
    "erase-files": "đến lần xóa ở dòng nhật ký số",
} | dict.fromkeys(("write-action", "edit-action", "publish-action", "withdraw-action", "delete-action"), "việc số")


def describe_subject(action: str, subject: str) -> str:
    """The subject of an entry in words: what it calls by number gets a name, what was noted in English is Vietnamese."""
    if subject.isdigit() and action in _NUMBERED:
        return f"{_NUMBERED[action]} {subject}"
    return _WORD.sub(lambda found: _SUBJECTS[found[0]], subject)


def describe_action(action: str) -> str:
    """The words of an action; one that this release does not know is shown as it stands in the log."""
    return ACTIONS.get(action, action)
