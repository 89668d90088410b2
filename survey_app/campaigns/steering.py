"""A campaign under way: paused and resumed, given more time, closed early. What it asks, and of whom, moves no more.

Nothing here may lose an answer. A pause stops the taking and not the clock of those who wait: while it lasts the campaign does
not end, so that what phones keep can still arrive; whoever resumes gives it a day to do so. Closing early means the end of
today and never this moment, for somebody is in the middle of the form.
"""

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.models import Campaign, CampaignPause

LONGEST: Final = dt.timedelta(days=366)  # that a campaign runs: later is a slip of the finger, and a year of its own


def pause(session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> None:
    """Take no answers until it is resumed. The caller commits."""
    if _lock(session, campaign, now=now, grace_minutes=grace_minutes) not in ("open", "grace"):
        raise CampaignRefusedError("Chỉ tạm dừng được đợt đang nhận phiếu.")
    campaign.paused_on = now.date()


def resume(
    session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int, closes_on: dt.date | None = None
) -> None:
    """Take answers again, to the end of `closes_on` if it is given; needed where the last day passed in the pause.

    The caller commits.
    """
    if _lock(session, campaign, now=now, grace_minutes=grace_minutes) != "paused":
        raise CampaignRefusedError("Đợt này không tạm dừng nên không có gì để mở lại.")
    last_day = closes_on or campaign.closes_on
    if last_day <= now.date():
        raise CampaignRefusedError(
            f"Ngày kết thúc ({last_day:%d/%m/%Y}) không còn đủ một ngày. Hãy chọn ngày kết thúc mới, từ ngày mai trở đi, để "
            "phiếu còn lưu trên máy người trả lời kịp gửi về."
        )
    _end_pause(session, campaign, now.date())
    if closes_on is not None:
        _move_end(campaign, closes_on)


def extend(session: Session, campaign: Campaign, closes_on: dt.date, *, now: dt.datetime, grace_minutes: int) -> None:
    """Give a campaign a later last day, while no result of it is final. The caller commits."""
    phase = _lock(session, campaign, now=now, grace_minutes=grace_minutes)
    if phase == "closed":
        raise CampaignRefusedError("Đợt này đã kết thúc và có kết quả nên không kéo dài được nữa. Hãy lập một đợt khác.")
    if closes_on <= campaign.closes_on or closes_on < now.date():
        raise CampaignRefusedError(f"Ngày kết thúc mới phải sau ngày {max(campaign.closes_on, now.date()):%d/%m/%Y}.")
    _move_end(campaign, closes_on)


def close_early(session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> None:
    """Make today the last day; of a paused campaign tomorrow, for what waits on phones. The caller commits."""
    phase = _lock(session, campaign, now=now, grace_minutes=grace_minutes)
    if phase not in ("open", "paused"):
        raise CampaignRefusedError("Chỉ kết thúc sớm được đợt đang mở.")
    if phase == "open" and campaign.closes_on <= now.date():
        raise CampaignRefusedError("Hôm nay đã là ngày cuối của đợt.")
    if phase == "paused":
        _end_pause(session, campaign, now.date())
    campaign.closes_on = now.date() + dt.timedelta(days=phase == "paused")


def paused_days(session: Session, campaign_id: int) -> frozenset[dt.date]:
    """The days that pauses have taken from a campaign: they are nobody's loss and tell nothing of how people answer.

    The day on which a pause begins is one of them, the day on which the campaign goes on is not. A pause that still lasts is
    not among them: nothing is forecast and nobody is reminded while it does.
    """
    rows = session.execute(
        select(CampaignPause.paused_on, CampaignPause.resumed_on).where(CampaignPause.campaign_id == campaign_id)
    )
    return frozenset(first + dt.timedelta(days=day) for first, resumed_on in rows for day in range((resumed_on - first).days))


def _end_pause(session: Session, campaign: Campaign, today: dt.date) -> None:
    first = campaign.paused_on
    campaign.paused_on = None
    if first is not None and first < today:
        known = session.get(CampaignPause, (campaign.id, first))  # paused twice on one day
        if known is None:
            session.add(CampaignPause(campaign_id=campaign.id, paused_on=first, resumed_on=today))
        else:
            known.resumed_on = max(known.resumed_on, today)
        session.flush()


def _move_end(campaign: Campaign, closes_on: dt.date) -> None:
    if closes_on < campaign.opens_on or closes_on - campaign.opens_on > LONGEST:
        raise CampaignRefusedError("Một đợt dài nhiều nhất một năm kể từ ngày mở.")
    if campaign.paper_until is not None and campaign.paper_until < closes_on:
        campaign.paper_until = closes_on
    campaign.closes_on = closes_on


def _lock(session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> Phase:
    """Where the campaign stands, held against the night's sealing until the transaction ends."""
    session.flush()  # or the refresh would take back what this transaction has changed
    session.refresh(campaign, with_for_update=True)
    if campaign.sealed_on is not None:
        raise CampaignRefusedError(f"Đợt {campaign.code} đã khóa sổ, không đổi được nữa.")
    return phase_of(campaign, now=now, grace_minutes=grace_minutes)
