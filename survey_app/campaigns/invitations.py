"""The message with which a unit sends its link on, ready to be pasted into a group of parents."""

import datetime as dt

from survey_app.exports.posters import Poster


def write_invitation(poster: Poster, *, address: str, closes_on: dt.date | None = None, needs_code: bool = False) -> str:
    """The message in some lines: who asks whom, that nobody is named, the link, the way without it, until when."""
    lines = [
        f"{poster.unit_name} {poster.invitation[:1].lower()}{poster.invitation[1:]}",
        f"Phiếu ẩn danh, không hỏi tên, trả lời trong khoảng {poster.minutes} phút.",
        f"Mở phiếu tại: {address}",
        f"Không mở được thì vào {poster.address} và nhập mã khảo sát {poster.code}.",
    ]
    if needs_code:
        lines.append("Khi trả lời cần mã trên phiếu mời đã phát.")
    if closes_on is not None:
        lines.append(f"Nhận phiếu đến hết ngày {closes_on:%d/%m/%Y}.")
    return "\n".join(lines)
