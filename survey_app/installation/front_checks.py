"""The way in, as a visitor meets it: the public address is asked, and what comes back is looked at."""

import datetime as dt
import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from survey_app.installation.findings import Finding, fault, good, look

PATIENCE: Final = 8  # seconds
SOON: Final = dt.timedelta(days=14)
EXAMPLE: Final = "deploy/nginx/thuoc-do.conf"
CLOSED: Final = ("/metrics", "/ready")  # for programs on the machine itself


@dataclass(frozen=True)
class Visit:
    """What a visitor was told, and until when the certificate is good."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    good_until: dt.datetime | None


def check_front(address: str, *, now: dt.datetime, trusted: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """Whether the proxy leads to this service, asks for TLS for good, and keeps to itself what is not for visitors."""
    subject = "Máy chủ web phía trước"
    if urlsplit(address).scheme != "https":
        yield look(subject, "Chưa xem được: PUBLIC_URL không bắt đầu bằng https.", f"Cài nginx theo {EXAMPLE}.")
        return
    try:
        visit = _ask(address, "/health", trusted)
    except ssl.SSLCertVerificationError as error:
        yield fault(subject, f"Chứng thư của {address} không dùng được: {error.verify_message}.", "Cấp lại chứng thư TLS.")
        return
    except (OSError, http.client.HTTPException) as error:
        yield fault(
            subject,
            f"Không mở được {address} từ máy này ({type(error).__name__}).",
            "Xem nginx có chạy không, tên miền có trỏ về máy này không, tường lửa có mở cổng 443 không.",
        )
        return
    if visit.status != http.HTTPStatus.OK or visit.body != b"ok\n":
        yield fault(subject, f"{address}/health trả lời {visit.status}, không phải Thước Đo.", f"So lại nginx với {EXAMPLE}.")
        return
    yield from _check_headers(visit, now)
    opened = [path for path in CLOSED if _ask(address, path, trusted).status != http.HTTPStatus.NOT_FOUND]
    if opened:
        yield fault(
            subject, f"Từ ngoài mở được {', '.join(opened)}.", f"Thêm dòng “return 404” cho các địa chỉ ấy như {EXAMPLE}."
        )
    else:
        yield good(subject, f"{address} dẫn đến dịch vụ này.")


def _check_headers(visit: Visit, now: dt.datetime) -> Iterator[Finding]:
    if "Strict-Transport-Security" not in visit.headers:
        yield fault("TLS", "Thiếu Strict-Transport-Security.", "Đặt PUBLIC_URL bằng https:// cho dịch vụ, khởi động lại.")
    if visit.good_until is not None and visit.good_until - now < SOON:
        words = f"Chứng thư hết hạn ngày {visit.good_until:%d/%m/%Y}."
        yield look("TLS", words, "Gia hạn chứng thư; xem vì sao việc gia hạn tự động không chạy.")
    else:
        yield good("TLS", "Chứng thư còn hạn.")


def _ask(address: str, path: str, trusted: ssl.SSLContext | None) -> Visit:
    parts = urlsplit(address)
    line = http.client.HTTPSConnection(
        str(parts.hostname), parts.port, timeout=PATIENCE, context=trusted or ssl.create_default_context()
    )
    try:
        line.request("GET", path)
        reply = line.getresponse()
        certificate = line.sock.getpeercert() if isinstance(line.sock, ssl.SSLSocket) else None
        end = str(certificate["notAfter"]) if certificate and "notAfter" in certificate else None
        until = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(end), dt.UTC) if end else None
        return Visit(reply.status, reply.headers, reply.read(1000), until)
    finally:
        line.close()
