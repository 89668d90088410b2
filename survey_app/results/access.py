"""How the answers of a campaign were taken, in the words that every report prints: the ladder against stuffing.

A rung says what stands against sending many forms, never who sent one. The counts beside it (repeats, codes given out and
used) are counts of forms and codes; they hang on no answer, so they are shown as they are, however small.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_count
from survey_app.campaigns.collections import access_of
from survey_app.models import Campaign, OneTimeCode, Participation
from survey_app.results.store import is_imported_campaign

RUNG_NAMES: Final = {
    "open": "đường dẫn mở, ai có đường dẫn cũng trả lời được",
    "marked": "đường dẫn mở, máy đã gửi được đánh dấu",
    "codes": "mã dùng một lần, mỗi mã gửi được một phiếu",
    "elsewhere": "thu ở nơi khác và được nhập vào hệ thống",
}


@dataclass(frozen=True)
class Access:
    """The rung of a campaign ("elsewhere" where all was imported) with what is counted on it.

    `repeats` is the number of forms from devices that said that they had sent one before; `issued` and `used` are numbers of
    one-time codes, without those that were withdrawn.
    """

    rung: str
    repeats: int = 0
    issued: int = 0
    used: int = 0


def access_by_participation(session: Session, campaign: Campaign, *, participation_ids: Collection[int]) -> dict[int, Access]:
    """The access of each of these participations of a campaign; collections may stand on different rungs."""
    is_elsewhere = campaign.access == "open" and is_imported_campaign(session, campaign.id)
    columns = select(Participation.id, Participation.collection, Participation.repeats)
    found = {}
    for number, collection, repeats in session.execute(columns.where(Participation.id.in_(participation_ids))):
        rung = access_of(campaign, collection)
        found[number] = Access("elsewhere" if is_elsewhere and rung == "open" else rung, repeats if rung == "marked" else 0)
    coded = [number for number, access in found.items() if access.rung == "codes"]
    if coded:
        counts = (
            select(OneTimeCode.participation_id, func.count(), func.count().filter(OneTimeCode.used))
            .where(OneTimeCode.campaign_id == campaign.id, OneTimeCode.participation_id.in_(coded))
            .group_by(OneTimeCode.participation_id)
        )
        found |= {i: Access("codes", issued=issued, used=used) for i, issued, used in session.execute(counts)}
    return found


def count_issued(session: Session, participation_ids: Collection[int]) -> dict[int, int]:
    """How many one-time codes each participation has given out; those without any are left out."""
    if not participation_ids:
        return {}
    counts = select(OneTimeCode.participation_id, func.count()).where(OneTimeCode.participation_id.in_(participation_ids))
    return dict(session.execute(counts.group_by(OneTimeCode.participation_id)).all())


def describe_all(session: Session, campaign: Campaign, *, participation_ids: Collection[int]) -> str:
    """How the answers of these participations were taken, counted together."""
    known = access_by_participation(session, campaign, participation_ids=participation_ids).values()
    return describe_access(
        Access(
            next((one.rung for one in known), campaign.access),
            repeats=sum(one.repeats for one in known),
            issued=sum(one.issued for one in known),
            used=sum(one.used for one in known),
        )
    )


def describe_access(access: Access) -> str:
    """How answers were taken, without capital and full stop."""
    name = RUNG_NAMES[access.rung]
    if access.rung == "marked":
        return f"{name}; {format_count(access.repeats)}\N{NO-BREAK SPACE}phiếu gửi lặp từ máy đã gửi"
    if access.rung == "codes":
        return f"{name}; đã phát {format_count(access.issued)}\N{NO-BREAK SPACE}mã, đã dùng {format_count(access.used)}"
    return name
