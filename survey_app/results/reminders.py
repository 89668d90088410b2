"""The messages with which a department reminds its units, ready for Zalo or a text message: figures, date and link in them.

Say what is missing and what to do, to whom it concerns; no answer has a part in them. Must not know pages.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import format_count
from survey_app.results.coverage import Coverage, State

_PAUSED: Final = "Đợt khảo sát đang tạm dừng: xin chưa gửi đường dẫn, Sở sẽ báo khi mở lại."
MOST_NAMES: Final = 30  # of units in one message: more are not read, and a message has its length


@dataclass(frozen=True)
class Round:
    """What all messages of a campaign say: its name, its last day, today, where a unit signs in, whether it is paused.

    Of a paused campaign no message offers the link: whoever opened it would be turned away.
    """

    name: str
    closes_on: dt.date
    today: dt.date
    home_url: str
    is_paused: bool = False


def write_reminder(row: Coverage, held: Round, *, form: str, link: str) -> str:
    """The message to one unit about one of its questionnaires (`form`); `link` is the one that its people open."""
    found, until = row.progress, _until(held)
    head = f"Kính gửi {found.unit_name}. {held.name}, {form}:"
    needed = f"{format_count(found.needed)} phiếu" if found.needed else ""
    foot = f"Áp phích, thẻ để phát, phiếu giấy: {held.home_url}"
    match row.state:
        case "planned":
            return f"{head} đợt khảo sát chưa mở. Xin dán áp phích, phát thẻ trước ngày mở. {foot}"
        case "enough":
            return f"{head} đã nhận {format_count(found.received)} phiếu, đủ {needed} cần có. Xin cảm ơn đơn vị."
        case "silent":
            begin = f"đến {held.today:%d/%m} chưa có phiếu nào" + (f", cần {needed} {until}" if needed else "")
        case "unknown":
            begin = f"đã nhận {format_count(found.received)} phiếu; chưa có số người được hỏi, xin báo Sở số này"
        case _:
            begin = f"đã nhận {format_count(found.received)} trong {needed} cần có, còn thiếu {format_count(row.missing or 0)}"
            begin += _outlook(row)
    if held.is_paused:
        begin = begin.removesuffix(f" {until}")
        return f"{head} {begin}. {_PAUSED} Phiếu giấy đã thu vẫn nhập được. {foot}"
    if held.today > held.closes_on:
        return f"{head} {begin}. Đợt đã hết hạn trả lời; nếu còn phiếu giấy chưa nhập hoặc có vướng mắc, xin báo Sở."
    return f"{head} {begin}. Xin gửi lại đường dẫn cho người được hỏi, nhận {until}: {link}\n{foot}"


def write_group_reminder(names: Sequence[str], state: State, held: Round, *, enough: int, counted: int) -> str:
    """The message to all units of one state together, with their names."""
    what = {
        "silent": "chưa có phiếu nào",
        "short": "chưa đủ số phiếu",
        "unlikely": "với tốc độ hiện nay khó đủ số phiếu",
        "unknown": "chưa có số người được hỏi",
        "paused": "chưa đủ số phiếu khi đợt tạm dừng",
    }.get(state, "đang nhận phiếu")
    listed = "; ".join(names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    lines = [
        f"{held.name}: đến {held.today:%d/%m/%Y}, {format_count(enough)} trong {format_count(counted)} đơn vị đã đủ số phiếu.",
        f"{format_count(len(names))} đơn vị {what}: {listed}{f' và {format_count(rest)} đơn vị khác' if rest > 0 else ''}.",
        _PAUSED
        if held.is_paused
        else f"Đề nghị các đơn vị gửi lại đường dẫn, phát thẻ và phiếu giấy; nhận phiếu {_until(held)}."
        if held.today <= held.closes_on
        else "Đề nghị các đơn vị nhập nốt phiếu giấy nếu còn hạn, và báo Sở nguyên nhân.",
        f"Xem số phiếu và tải bản in: {held.home_url}",
    ]
    return "\n".join(lines)


def _until(held: Round) -> str:
    return f"đến hết ngày {held.closes_on:%d/%m/%Y}"


def _outlook(row: Coverage) -> str:
    found = row.forecast
    if found is None or found.low is None or found.high is None:
        return ""
    return f"; nếu vẫn như những ngày qua, cuối đợt có khoảng {format_count(found.low)} đến {format_count(found.high)} phiếu"
