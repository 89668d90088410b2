"""What the settings say: the secret, the public address, the mail server, the token of the counts."""

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import make_url

from survey_app import mail
from survey_app.config import SHORTEST_SECRET
from survey_app.installation.findings import Finding, fault, good, look

FEWEST_SIGNS: Final = 10  # a secret of fewer different signs was typed, not drawn
PATIENCE: Final = 5  # seconds
OPEN_TO_OTHERS: Final = 0o077


def check_secret(settings: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Finding]:
    """Long, drawn by chance, the same after a restart, and readable by nobody else."""
    subject, secret, file = "Khóa bí mật", str(settings["SECRET_KEY"]), Path(settings["INSTANCE_FOLDER"]) / "secret-key"
    keep = "Đổi khóa làm mọi người phải đăng nhập lại và mã biên nhận cũ không tra được nữa: đổi trước khi mở đợt đầu tiên."
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        yield fault(subject, "Khóa bí mật đoán được.", f"Đặt SECRET_KEY gồm {2 * SHORTEST_SECRET} ký tự ngẫu nhiên. {keep}")
    elif file.exists() and file.stat().st_mode & OPEN_TO_OTHERS:
        yield fault(subject, f"Người khác trên máy đọc được {file}.", f"Chạy: chmod 600 {file}")
    elif environment.get("SECRET_KEY") and file.exists() and file.read_text() != secret:
        yield look(
            subject,
            f"SECRET_KEY khác với khóa trong {file}.",
            "Nếu hệ thống từng chạy bằng khóa trong tệp thì dùng lại khóa ấy; nếu không thì xóa tệp để khỏi nhầm.",
        )
    else:
        yield good(subject, "Đủ dài, giữ riêng.")


def check_address(settings: Mapping[str, Any]) -> Iterator[Finding]:
    """What posters print must be an address that phones reach, over TLS."""
    subject, address = "Địa chỉ công khai", str(settings["PUBLIC_URL"])
    parts = urlsplit(address)
    example = "Đặt PUBLIC_URL, ví dụ https://khaosat.example.vn, trước khi in áp phích đầu tiên."
    if parts.hostname in (None, "localhost") or str(parts.hostname).startswith("127."):
        yield fault(subject, f"{address} chỉ mở được trên chính máy này.", example)
    elif parts.scheme != "https":
        yield fault(subject, f"{address} không mã hóa đường truyền.", f"Cài TLS ở nginx. {example}")
    elif parts.path or parts.query or parts.fragment:
        yield fault(subject, f"{address} có phần thừa sau tên miền.", example)
    else:
        yield good(subject, address)
    if not settings["CONTACT"]:
        yield look(
            "Liên hệ", "Trang riêng tư chưa nói hỏi ai.", "Đặt CONTACT: số điện thoại hoặc địa chỉ thư của bộ phận phụ trách."
        )


def check_database_way(settings: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Finding]:
    """Whether answers can be read, or a false database put in between, on the way to PostgreSQL on another machine."""
    url = make_url(str(settings["DATABASE_URL"]))
    given = url.query.get("host", url.host or "")
    hosts = (given if isinstance(given, str) else ",".join(given)).split(",")
    away = [host for host in hosts if host and not host.startswith(("/", "127.", "@")) and host not in ("localhost", "::1")]
    if url.get_backend_name() == "sqlite" or not away:
        return
    subject, mode = "Đường đến PostgreSQL", url.query.get("sslmode") or environment.get("PGSSLMODE") or "prefer"
    remedy = (
        "Thêm ?sslmode=verify-full&sslrootcert=/etc/thuoc-do/postgresql.crt vào DATABASE_URL (docs/operations/serving.md). "
        "PostgreSQL trong vùng chứa của chính máy này thì không cần."
    )
    if mode == "verify-full":
        yield good(subject, f"Mã hóa, có kiểm tra {away[0]} là ai.")
    elif mode in ("require", "verify-ca"):
        yield look(subject, f"Mã hóa, nhưng không kiểm tra {away[0]} có đúng là máy ấy không.", remedy)
    else:
        yield look(subject, f"Không bắt buộc mã hóa: ai ở trên mạng đến {away[0]} có thể đọc được từng phiếu.", remedy)


def check_counts(settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether anybody may count, and whether the workers can add up."""
    if settings["METRICS_TOKEN"]:
        yield good("Số đếm", "Chương trình giám sát đọc được /metrics bằng METRICS_TOKEN.")
    else:
        yield good("Số đếm", "Trang /metrics đang tắt (chưa đặt METRICS_TOKEN).")


def check_mail(settings: Mapping[str, Any], *, readers: int) -> Iterator[Finding]:
    """Whether the digest can leave; `readers` is the number of accounts that asked for it."""
    subject = "Thư điện tử"
    try:
        server = mail.read_server(settings)
    except mail.MailSettingsError as error:
        yield fault(subject, str(error), "Sửa thiết lập ấy rồi chạy lại doctor.")
        return
    if server is None:
        if readers:
            words = f"{readers} tài khoản đã đăng ký bản tin hằng ngày, nhưng chưa đặt máy chủ thư."
            yield look(subject, words, "Đặt SMTP_HOST và MAIL_FROM, hoặc báo cho các tài khoản ấy xem cảnh báo trên trang.")
        else:
            yield good(subject, "Không dùng (chưa đặt SMTP_HOST, không ai đăng ký bản tin).")
        return
    try:
        _greet(server)
    except (OSError, smtplib.SMTPException) as error:
        words = f"Không nói chuyện được với {server.host}:{server.port} ({type(error).__name__})."
        yield fault(subject, words, "Kiểm tra SMTP_HOST, SMTP_PORT, SMTP_SECURITY, SMTP_USER, SMTP_PASSWORD và tường lửa.")
    else:
        yield good(subject, f"{server.host}:{server.port} nhận kết nối.")


def _greet(server: mail.MailServer) -> None:
    """Come as far as sending would, without sending."""
    context = ssl.create_default_context()
    if server.security == "tls":
        with smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context) as line:
            _sign_in(line, server)
        return
    with smtplib.SMTP(server.host, server.port, timeout=PATIENCE) as line:
        if server.security == "starttls":
            line.starttls(context=context)
        _sign_in(line, server)


def _sign_in(line: smtplib.SMTP, server: mail.MailServer) -> None:
    if server.user:
        line.login(server.user, server.password)
    line.noop()


def check_owner(settings: Mapping[str, Any]) -> Iterator[Finding]:
    """The folder of the data is this user's and nobody else's, and this user is not root."""
    subject, folder = "Quyền trên máy", Path(settings["INSTANCE_FOLDER"])
    if not folder.is_dir():
        yield fault(subject, f"Không có thư mục {folder}.", "Kiểm tra INSTANCE_FOLDER, rồi chạy upgrade-database.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield fault(subject, f"Không ghi được vào {folder}.", f"Chạy: chown -R thuoc-do: {folder}")
    elif folder.stat().st_mode & OPEN_TO_OTHERS:
        yield fault(subject, f"Người khác trên máy vào được {folder}.", f"Chạy: chmod 700 {folder}")
    elif os.geteuid() == 0:
        yield look(
            subject, "Lệnh này đang chạy bằng root.", "Chạy dịch vụ và các lệnh bằng một tài khoản riêng: sudo -u thuoc-do …"
        )
    else:
        yield good(subject, "Dữ liệu chỉ tài khoản này đọc được.")
