"""Error pages: what happened, in plain words, and what to do next. Never a trace, never a raw message."""

import sqlite3
import sys
from typing import Any, Final

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError, SecurityError, ServiceUnavailable

from survey_app.accounts.guard import ask_no_more
from survey_app.db import RestoreUnfinishedError
from survey_app.languages import BLUEPRINTS, gettext
from survey_app.views import open_data, operation
from survey_app.views.uploads import MemoryRequest

AWAY_SECONDS: Final = 30  # when to come again while the database is away


class Application(Flask):
    """Flask, but for two things. The log: an address holds the code of a school, and beside a time it would tell who answered
    when. And uploaded files, which stay in memory.
    """

    request_class = MemoryRequest

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error(
            "Exception on %s [%s]", request.endpoint, request.method, exc_info=exc_info, extra={"status": operation.FAULT}
        )


def register(app: Flask) -> None:
    """Attach the error pages."""
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(RestoreUnfinishedError, show_unfinished)
    app.register_error_handler(OperationalError, show_away)


def find_words(status: int) -> tuple[str, str]:
    """What happened and what to do, in the language of the page."""
    words = {
        400: (gettext("Không đọc được yêu cầu này"), gettext("Hãy quay lại trang trước, tải lại trang rồi làm lại.")),
        403: (
            gettext("Tài khoản này không được xem trang này"),
            gettext(
                "Trang thuộc về đơn vị khác hoặc cấp khác. "
                "Nếu cần xem, hãy đăng xuất rồi đăng nhập bằng tài khoản của đơn vị đó."
            ),
        ),
        404: (
            gettext("Không tìm thấy trang này"),
            gettext("Hãy kiểm tra lại địa chỉ. Mã khảo sát in trên áp phích gồm tám chữ và số; có thể gõ lại mã ở trang đầu."),
        ),
        405: (
            gettext("Trang này không mở được theo cách đó"),
            gettext("Hãy quay lại trang trước rồi bấm vào nút hoặc đường dẫn trên trang."),
        ),
        410: (gettext("Trang này không còn nữa"), gettext("Hãy bắt đầu lại từ trang đầu.")),
        413: (gettext("Nội dung gửi lên quá lớn"), gettext("Hãy chia nhỏ hoặc rút gọn nội dung rồi gửi lại.")),
        429: (gettext("Đang có quá nhiều yêu cầu"), gettext("Hãy chờ vài phút rồi thử lại.")),
        500: (
            gettext("Hệ thống gặp lỗi"),
            gettext(
                "Lỗi do hệ thống, không phải do người dùng. Xin thử lại sau vài phút; nếu vẫn lỗi, xin báo cho người quản trị."
            ),
        ),
    }
    return words.get(status) or words[400 if status < 500 else 500]


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for a status, with the headers that the error brings (Retry-After, Allow)."""
    if error.response is not None:
        return error.response
    if for_programs := open_data.error_for(error):
        return for_programs
    status = error.code or 500
    if isinstance(error, BadHost | SecurityError):  # no address can be built for it, so no page of the usual frame
        return render_template("errors/bare.html", heading=find_words(400)[0], advice=find_words(400)[1]), 400
    if isinstance(error, InternalServerError):
        ask_no_more()
    headers = [pair for pair in error.get_headers() if pair[0] != "Content-Type"]
    heading, advice = find_words(status)
    number = operation.request_number() if status >= operation.FAULT else ""
    return _page(heading, getattr(error, "advice", advice), number), status, headers


def show_expired(_error: CSRFError) -> ResponseReturnValue:
    """The page for a form that lay open too long or came from elsewhere."""
    advice = gettext("Vì an toàn, chưa có gì được làm. Hãy quay lại trang trước, tải lại rồi làm lại.")
    return _page(gettext("Trang đã mở quá lâu"), advice), 400


def show_unfinished(_error: RestoreUnfinishedError) -> ResponseReturnValue:
    """The page of an installation that is being restored from a backup, or whose restore has broken off."""
    ask_no_more()
    advice = gettext("Dữ liệu đang được khôi phục từ bản sao lưu. Xin thử lại sau; nếu vẫn vậy, xin báo cho người quản trị.")
    return _page(gettext("Hệ thống chưa sẵn sàng"), advice), 503, {"Retry-After": "300"}


def show_away(error: OperationalError) -> ResponseReturnValue:
    """The page while the database is away, full or held by somebody else: it will be back, so come again.

    SQLite says "operational" of a faulty statement too, which is ours and will be as faulty tomorrow.
    """
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode == sqlite3.SQLITE_ERROR:
        raise error
    status = ServiceUnavailable.code
    current_app.logger.error(
        "Exception on %s [%s]", request.endpoint, request.method, exc_info=sys.exc_info(), extra={"status": status}
    )
    ask_no_more()
    return show_error(ServiceUnavailable(retry_after=AWAY_SECONDS))


def _page(heading: str, advice: str, number: str = "") -> str:
    """Respondents get a page of their own kind: in their language, without a door for staff. The log has the `number`."""
    frame = "public/_page.html" if request.blueprint in BLUEPRINTS else "base.html"
    return render_template("errors/error.html", heading=heading, advice=advice, frame=frame, number=number)
