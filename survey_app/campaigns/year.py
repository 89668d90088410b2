"""The department's year: what is to be done by when, what is done of it, what is due and what is late.

A step is done where the database shows it (a campaign is open, a plan is dated, a result is published) or where the department
has ticked it off; a tick proves nothing and can be taken back. The days are those of `calendar`; the fieldwork has those of its
campaigns. A day before the department began to work with the system makes nothing late: what was done then is not known here.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.calendar import find_days, find_department_days, find_first_day
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.models import CalendarTick, Campaign, Release, UnitPlan

State = Literal["done", "running", "due", "late", "ahead", "before"]
SOON: Final = dt.timedelta(days=30)
# of the whole year once, with the days of the units' calendar or the department's own
TICKED: Final = ("analysis", "results", "publication", "dialogue", "quarter-report")


@dataclass(frozen=True)
class Step:
    """One line of the year: `kind` names it, `campaign_code` whose it is ("" for none), `first_on` the day on which it begins.
    `campaign_name` is "" where the step is one of the year and not of a campaign alone.

    `is_ticked` says that the department has ticked it off; `may_tick` that nothing but a tick can tell.
    """

    kind: str
    due_on: dt.date
    state: State
    first_on: dt.date | None = None
    campaign_code: str = ""
    campaign_name: str = ""
    phase: Phase | None = None
    is_ticked: bool = False
    may_tick: bool = False


def find_steps(
    session: Session, department_id: int, year: int, *, today: dt.date, now: dt.datetime, grace_minutes: int
) -> tuple[Step, ...]:
    """The steps of a year by the day on which they are due."""
    campaigns = find_campaigns_of(session, year)
    plans = _dated_plans(session, department_id)
    ticked = set(session.execute(select(CalendarTick.kind, CalendarTick.due_on).where(CalendarTick.unit_id == department_id)))
    ticks = {(kind, due_on) for kind, due_on in ticked}
    shown = {"publication"} if _is_published(session, campaigns) else set()
    begun = find_first_day(session, today=today)
    days = find_days(session) | find_department_days(session)
    reported = {"analysis": _last_opened(find_campaigns_of(session, year - 1)), "results": _last_opened(campaigns)}
    found = [
        Step(
            kind,
            due_on,
            _state(is_done=kind in shown or (kind, due_on) in ticks, due_on=due_on, today=today, begun=begun),
            campaign_code=reported.get(kind, ""),
            is_ticked=(kind, due_on) in ticks,
            may_tick=kind not in shown,
        )
        for kind in TICKED
        for due_on in (dt.date(year, month, day) for day, month in days[kind])
    ]
    plan_days = [dt.date(year, month, day) for day, month in days["plan"]]
    found += _plan_steps(campaigns, plans, plan_days, today=today, begun=begun)
    found += [_fieldwork(one, phase_of(one, now=now, grace_minutes=grace_minutes), today=today) for one in campaigns]
    order = ("plan", "analysis", "fieldwork", "dialogue", "quarter-report", "results", "publication")
    return tuple(sorted(found, key=lambda step: (step.due_on, order.index(step.kind), step.campaign_code)))


def find_years(session: Session, *, today: dt.date) -> tuple[int, ...]:
    """The years to look at: those of campaigns, this one and the next, the latest first."""
    found = {day.year for day in session.scalars(select(Campaign.closes_on))}
    return tuple(sorted(found | {today.year, today.year + 1}, reverse=True))


def find_campaigns_of(session: Session, year: int) -> list[Campaign]:
    """The campaigns that end in a year, opened or not, by their days."""
    in_year = Campaign.closes_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    chosen = select(Campaign).where(in_year, Campaign.erased_on.is_(None))
    return list(session.scalars(chosen.order_by(Campaign.opens_on, Campaign.id)))


def _last_opened(campaigns: Iterable[Campaign]) -> str:
    """The code of the last campaign that was opened, whose report a year's report is; "" for none."""
    return next((one.code for one in reversed(list(campaigns)) if one.opened), "")


def _is_published(session: Session, campaigns: Iterable[Campaign]) -> bool:
    """Whether results of one of these campaigns are out and have not been withdrawn."""
    of_them = Release.campaign_id.in_([one.id for one in campaigns])
    return session.scalar(select(Release.id).where(of_them, Release.state == "published").limit(1)) is not None


def _dated_plans(session: Session, department_id: int) -> set[int]:
    """The campaigns for which the department's plan has a number and a date."""
    dated = select(UnitPlan.campaign_id).where(
        UnitPlan.unit_id == department_id, UnitPlan.number.is_not(None), UnitPlan.issued_on.is_not(None)
    )
    return set(session.scalars(dated))


def _plan_steps(
    campaigns: Iterable[Campaign], plans: set[int], days: list[dt.date], *, today: dt.date, begun: dt.date
) -> Iterable[Step]:
    """The plan of each campaign, due by the day of the calendar and before its opening; without a campaign, the day alone.

    A day of the calendar that was over when the department began binds no campaign: its plan is due before it opens.
    """
    some, last = list(campaigns), max(days, default=None)
    if not some and last is not None:
        yield Step("plan", last, _state(is_done=False, due_on=last, today=today, begun=begun))
    for one in some:
        due_on = min(one.opens_on, last) if last is not None and last >= begun else one.opens_on
        yield Step(
            "plan",
            due_on,
            _state(is_done=one.id in plans, due_on=due_on, today=today, begun=begun),
            campaign_code=one.code,
            campaign_name=one.name,
        )


def _fieldwork(campaign: Campaign, phase: Phase, *, today: dt.date) -> Step:
    if phase == "planned" and not campaign.opened:
        state = _state(is_done=False, due_on=campaign.opens_on, today=today, begun=campaign.opens_on)
    elif phase == "planned":
        state = "ahead"
    else:
        state = "done" if phase == "closed" else "late" if phase == "paused" and today > campaign.closes_on else "running"
    return Step(
        "fieldwork",
        campaign.closes_on,
        state,
        first_on=campaign.opens_on,
        campaign_code=campaign.code,
        campaign_name=campaign.name,
        phase=phase if campaign.opened else None,
    )


def _state(*, is_done: bool, due_on: dt.date, today: dt.date, begun: dt.date) -> State:
    if is_done:
        return "done"
    if due_on < begun:
        return "before"
    return "late" if due_on < today else "due" if due_on <= today + SOON else "ahead"
