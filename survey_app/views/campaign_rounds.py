"""Campaigns as pages name them: how much time is left, and a unit's participations in each."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from survey_app.results.progress import UnitCampaign
from survey_app.views.filters import format_date


@dataclass(frozen=True)
class Round:
    """One campaign as a unit's first page lists it."""

    name: str
    timing: str
    is_running: bool
    participations: tuple[UnitCampaign, ...]


def rounds_of(campaigns: Iterable[UnitCampaign], *, today: dt.date) -> tuple[Round, ...]:
    """The campaigns in the order given, each with its participations."""
    rounds = []
    for _, group in groupby(campaigns, key=lambda found: found.campaign_code):
        found = tuple(group)
        first = found[0]
        timing = describe_timing(first.phase, opens_on=first.opens_on, closes_on=first.closes_on, today=today)
        rounds.append(Round(first.campaign_name, timing, first.phase != "closed", found))
    return tuple(rounds)


def describe_timing(phase: str, *, opens_on: dt.date, closes_on: dt.date, today: dt.date) -> str:
    """When a campaign takes answers, in the words of today."""
    if phase == "planned":
        days = (opens_on - today).days
        return f"Bắt đầu nhận phiếu ngày {format_date(opens_on)}" + (f", còn {days} ngày" if days > 0 else "")
    if phase == "open":
        days = (closes_on - today).days
        return f"Đang mở, còn {days} ngày (đến hết {format_date(closes_on)})" if days else "Đang mở, hôm nay là ngày cuối"
    if phase == "paused":
        return "Đang tạm dừng: chưa nhận phiếu cho đến khi Sở mở lại"
    if phase == "grace":
        return "Vừa hết hạn, đang nhận những phiếu làm dở"
    if phase == "entry":
        return f"Đã hết hạn trả lời ngày {format_date(closes_on)}, đang nhập phiếu giấy"
    return f"Đã kết thúc ngày {format_date(closes_on)}"
