"""Error pages: what happened, in plain words, and what to do next. Never a trace, never a raw message."""

from typing import Final

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from survey_app.accounts.guard import ask_no_more

# status: (heading, what to do)
WORDS: Final = {
    400: ("Không đọc được yêu cầu này", "Hãy quay lại trang trước, tải lại trang rồi làm lại."),
    403: (
        "Tài khoản này không được xem trang này",
        "Trang thuộc về đơn vị khác hoặc cấp khác. Nếu cần xem, hãy đăng xuất rồi đăng nhập bằng tài khoản của đơn vị đó.",
    ),
    404: (
        "Không tìm thấy trang này",
        "Hãy kiểm tra lại địa chỉ. Mã khảo sát in trên áp phích gồm tám chữ và số; có thể gõ lại mã ở trang đầu.",
    ),
    405: ("Trang này không mở được theo cách đó", "Hãy quay lại trang trước rồi bấm vào nút hoặc đường dẫn trên trang."),
    410: ("Trang này không còn nữa", "Hãy bắt đầu lại từ trang đầu."),
    413: ("Nội dung gửi lên quá lớn", "Hãy chia nhỏ hoặc rút gọn nội dung rồi gửi lại."),
    429: ("Đang có quá nhiều yêu cầu", "Hãy chờ vài phút rồi thử lại."),
    500: (
        "Hệ thống gặp lỗi",
        "Lỗi do hệ thống, không phải do người dùng. Xin thử lại sau vài phút; nếu vẫn lỗi, xin báo cho người quản trị.",
    ),
}
EXPIRED: Final = (
    "Trang đã mở quá lâu",
    "Vì an toàn, chưa có gì được làm. Hãy quay lại trang trước, tải lại rồi làm lại.",
)


def register(app: Flask) -> None:
    """Attach the error pages."""
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(HTTPException, show_error)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for a status, with the headers that the error brings (Retry-After, Allow)."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    if isinstance(error, InternalServerError):
        ask_no_more()
    heading, advice = WORDS.get(status) or WORDS[400 if status < 500 else 500]
    headers = [pair for pair in error.get_headers() if pair[0] != "Content-Type"]
    return render_template("errors/error.html", heading=heading, advice=advice), status, headers


def show_expired(_error: CSRFError) -> ResponseReturnValue:
    """The page for a form that lay open too long or came from elsewhere."""
    heading, advice = EXPIRED
    return render_template("errors/error.html", heading=heading, advice=advice), 400
