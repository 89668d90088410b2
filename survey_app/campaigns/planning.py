"""A campaign before it is opened: made empty or like an earlier one, changed as a whole, thrown away.

All that is settled before opening is one value, `CampaignSettings`, so that nothing is forgotten when a year is copied. Knows
no answer; once a campaign is open, `steering` moves its dates and nothing else moves.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns import collections, opening, targets
from survey_app.campaigns.assignments import assign
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.campaigns.targets import PROCEDURES
from survey_app.models import Campaign, CampaignCollection, CampaignTarget, Instrument, Unit, UnitPlan
from survey_app.models.organisation import UNIT_KINDS

CONVENTIONS: Final = ("answers", "mean", "eligible")
LONGEST_GRACE: Final = 7 * 24 * 60  # minutes: what was begun a week ago was not begun in time
DEFAULT_TARGET: Final = 0.9


@dataclass(frozen=True)
class CampaignSettings:
    """All that is settled of a campaign before it is opened.

    `instruments` are codes in the order chosen; `assigned` says by code to whom those go that are bound to no level; `targets`
    are shares by year, `procedures_target` the one of instruments on administrative procedures; `collections` names the units
    of what the department collects beside them, () for all.
    """

    name: str
    opens_on: dt.date
    closes_on: dt.date
    instruments: tuple[str, ...]
    paper_until: dt.date | None = None
    grace_minutes: int | None = None
    access: str = "marked"
    convention: str = "answers"
    results_while_open: bool = False
    targets: Mapping[int, float] = field(default_factory=dict)
    procedures_target: float = PROCEDURES
    assigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def plan_campaign(
    session: Session, *, code: str, name: str, opens_on: dt.date, closes_on: dt.date, like: Campaign | None = None
) -> Campaign:
    """Add a campaign that nobody can answer yet: like an earlier one, or with the shipped questionnaires of every level.

    Of an earlier one everything is taken but its dates; questionnaires in the version that is shipped today, where it is. The
    caller commits.
    """
    offered = offered_questionnaires(session, like)
    earlier = read_settings(session, like) if like is not None else None
    settings = CampaignSettings(
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        instruments=tuple(one for one in earlier.instruments if one in offered) if earlier else _of_every_level(load_shipped()),
        targets={closes_on.year: DEFAULT_TARGET},
    )
    if earlier is not None and like is not None:
        if len(earlier.targets) == 1:  # set for that year alone: a horizon further on is one of several
            earlier = replace(earlier, targets=dict.fromkeys([closes_on.year], *earlier.targets.values()))
        paper = None if like.paper_until is None else closes_on + (like.paper_until - like.closes_on)
        settings = replace(
            earlier, name=name, opens_on=opens_on, closes_on=closes_on, paper_until=paper, instruments=settings.instruments
        )
    campaign = opening.create_campaign(
        session,
        code=code,
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        questionnaires=[offered[one] for one in settings.instruments],
        paper_until=settings.paper_until,
    )
    write_settings(session, campaign, settings, offered=offered)
    return campaign


def _of_every_level(shipped: Mapping[str, Questionnaire]) -> tuple[str, ...]:
    """All codes but those of questionnaires for several levels whose people each have one of their own level already."""
    own = {(one.audience, *one.levels) for one in shipped.values() if len(one.levels) == 1}
    return tuple(
        code
        for code, one in shipped.items()
        if len(one.levels) < 2 or not {(one.audience, level) for level in one.levels} <= own
    )


def read_settings(session: Session, campaign: Campaign) -> CampaignSettings:
    """What is settled of a campaign."""
    return CampaignSettings(
        name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        instruments=tuple(instrument.code for instrument in campaign.instruments),
        paper_until=campaign.paper_until,
        grace_minutes=campaign.grace_minutes,
        access=campaign.access,
        convention=campaign.convention,
        results_while_open=campaign.results_while_open,
        targets={one.by_year: one.share for one in targets.find_targets(session, campaign)},
        procedures_target=campaign.procedures_target,
        assigned={one.code: tuple(one.assigned.split(",")) for one in campaign.instruments if one.assigned},
        collections=collections.find_collections(session, campaign.id),
    )


def write_settings(
    session: Session, campaign: Campaign, settings: CampaignSettings, *, offered: Mapping[str, Questionnaire]
) -> None:
    """Make these the settings of a campaign that is not open yet. Raises CampaignRefusedError. The caller commits."""
    if campaign.opened:
        raise CampaignRefusedError(f"Đợt {campaign.code} đã mở nên cài đặt không đổi được nữa.")
    check_settings(session, settings)
    campaign.name = settings.name
    campaign.opens_on, campaign.closes_on = settings.opens_on, settings.closes_on
    campaign.paper_until, campaign.grace_minutes = settings.paper_until, settings.grace_minutes
    campaign.access, campaign.convention = settings.access, settings.convention
    campaign.results_while_open = settings.results_while_open
    wanted = [offered[code] for code in settings.instruments if code in offered]
    if [one.digest for one in wanted] != [one.digest for one in campaign.instruments]:
        opening.freeze_instruments(session, campaign, wanted)
    _assign(session, campaign, {code: names for code, names in settings.assigned.items() if code in settings.instruments})
    campaign.procedures_target = settings.procedures_target
    targets.write_targets(session, campaign, settings.targets)
    collections.write_collections(session, campaign.id, settings.collections)


def check_settings(session: Session, settings: CampaignSettings) -> None:
    """Raise CampaignRefusedError for what no campaign can be."""
    if settings.opens_on > settings.closes_on:
        raise CampaignRefusedError("Ngày mở phải trước hoặc trùng ngày kết thúc.")
    if settings.paper_until is not None and settings.paper_until < settings.closes_on:
        raise CampaignRefusedError("Ngày cuối nhập phiếu giấy không được trước ngày kết thúc.")
    if settings.grace_minutes is not None and not 0 <= settings.grace_minutes <= LONGEST_GRACE:
        raise CampaignRefusedError("Thời gian nhận thêm từ 0 đến 10080 phút (7 ngày).")
    if settings.access not in opening.RUNGS or settings.convention not in CONVENTIONS:
        raise CampaignRefusedError("Hãy chọn cách nhận phiếu và cách gộp trong các cách có sẵn.")
    if not settings.instruments:
        raise CampaignRefusedError("Đợt khảo sát cần ít nhất một phiếu.")
    if not 1 <= len(settings.targets) <= targets.MOST or not all(0 < share < 1 for share in settings.targets.values()):
        raise CampaignRefusedError(f"Cần từ 1 đến {targets.MOST} chỉ tiêu, mỗi chỉ tiêu lớn hơn 0% và nhỏ hơn 100%.")
    if not 0 < settings.procedures_target < 1:
        raise CampaignRefusedError("Chỉ tiêu về thủ tục hành chính lớn hơn 0% và nhỏ hơn 100%.")
    wanted = {code for codes in settings.collections.values() for code in codes}
    strangers = find_strangers(session, wanted)
    if strangers:
        raise CampaignRefusedError(f"Không có đơn vị mang mã {', '.join(strangers)}. Hãy xem lại mã ở danh sách đơn vị.")


def find_strangers(session: Session, codes: Collection[str]) -> list[str]:
    """Those of these codes that no unit has."""
    return sorted(set(codes) - set(session.scalars(select(Unit.code)))) if codes else []


def offered_questionnaires(session: Session, campaign: Campaign | None) -> dict[str, Questionnaire]:
    """What a campaign may ask: all shipped questionnaires, and those that it has from elsewhere."""
    of_its_own = (
        {} if campaign is None else {one.code: get_questionnaire(session, one.id, one.digest) for one in campaign.instruments}
    )
    return of_its_own | load_shipped()


def remove_campaign(session: Session, campaign: Campaign) -> None:
    """Throw a campaign away that was never opened. The caller commits."""
    if campaign.opened:
        raise CampaignRefusedError(f"Đợt {campaign.code} đã mở nên không xóa được nữa.")
    for table in (Instrument, CampaignTarget, CampaignCollection, UnitPlan):
        session.execute(delete(table).where(table.campaign_id == campaign.id))
    session.execute(delete(Campaign).where(Campaign.id == campaign.id))


def _assign(session: Session, campaign: Campaign, assigned: Mapping[str, Collection[str]]) -> None:
    """Assign anew: what was chosen before and is not now goes nowhere."""
    session.flush()
    known = [*UNIT_KINDS, *session.scalars(select(Unit.code))]
    for instrument in campaign.instruments:
        instrument.assigned = ""
    parsed = {instrument: Questionnaire.from_json(instrument.content) for instrument in campaign.instruments}
    assign(campaign, parsed, {code: names for code, names in assigned.items() if names}, known=known)
