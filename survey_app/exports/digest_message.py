"""The daily digest as an e-mail: plain text, and the same as simple HTML. Says nothing that the digest does not hold."""

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from analysis.charts.numbers import format_count
from survey_app.improvement.digest import Digest, Heap, Running

WHY = (
    "Thư này gửi theo yêu cầu của tài khoản trên Thước Đo, mỗi ngày nhiều nhất một lần. Số liệu và cách xử lý ở trang Cảnh báo."
)


def build_digest_message(
    digest: Digest, *, account_id: int, sender: str, address: str, public_url: str, now: dt.datetime
) -> EmailMessage:
    """The message. Its number is that of reader and day, so that the same digest is known as the same if it comes twice."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(digest)
    message["From"], message["To"] = sender, address
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<digest.{account_id}.{digest.day.isoformat()}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    page, stop = f"{public_url}/department/warnings", f"{public_url}/department/warnings/digest"
    message.set_content(_text(digest, page=page, stop=stop))
    message.add_alternative(_html(digest, page=page, stop=stop), subtype="html")
    return message


def _subject(digest: Digest) -> str:
    return (
        f"Thước Đo {digest.day:%d/%m/%Y}: {format_count(digest.new)} cảnh báo mới, {format_count(digest.open_ones)} chưa xong"
    )


def _text(digest: Digest, *, page: str, stop: str) -> str:
    lines = [digest.unit_name, ""]
    lines += [f"- {_running(one)}" for one in digest.running]
    lines += (
        ["", f"{format_count(digest.open_ones)} cảnh báo chưa xong, {format_count(digest.new)} mới:"] if digest.heaps else [""]
    )
    for heap in digest.heaps:
        lines += [f"- {_heap(heap)}", *(f"    {name}" for name in _names(heap))]
    lines += ["", f"Xem và xử lý: {page}", "", WHY, f"Ngừng nhận: {stop}"]
    return "\n".join(lines) + "\n"


def _html(digest: Digest, *, page: str, stop: str) -> str:
    running = "".join(f"<li>{escape(_running(one))}</li>" for one in digest.running)
    heaps = "".join(f"<li>{escape(_heap(heap))}{_nested(heap)}</li>" for heap in digest.heaps)
    count = f"{format_count(digest.open_ones)} cảnh báo chưa xong, {format_count(digest.new)} mới"
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(_subject(digest))}</title></head><body>'
        f"<h1>{escape(digest.unit_name)}</h1>"
        + (f"<ul>{running}</ul>" if running else "")
        + (f"<h2>{count}</h2><ul>{heaps}</ul>" if heaps else "")
        + f'<p><a href="{escape(page)}">Xem và xử lý</a></p>'
        f'<p><small>{WHY} <a href="{escape(stop)}">Ngừng nhận</a></small></p></body></html>\n'
    )


def _nested(heap: Heap) -> str:
    names = "".join(f"<li>{escape(name)}</li>" for name in _names(heap))
    return f"<ul>{names}</ul>" if names else ""


def _names(heap: Heap) -> Iterator[str]:
    yield from heap.new_names
    if heap.further:
        yield f"và {format_count(heap.further)} đơn vị khác"


def _heap(heap: Heap) -> str:
    return f"{heap.title}: {format_count(heap.open_ones)}" + (", mới:" if heap.new_names else "")


def _running(one: Running) -> str:
    left = f"còn {format_count(one.days_left)} ngày" if one.days_left else "hôm nay là ngày cuối"
    silent = f", {format_count(one.silent)} đơn vị chưa có phiếu" if one.silent else ""
    return f"{one.name}: {format_count(one.enough)} trong {format_count(one.units)} đơn vị đã đủ số phiếu{silent}; {left}."
