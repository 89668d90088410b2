"""The department's first page: its year with what is done, due and late, and the campaigns that run.

A commune or a level department sees the same year with its own units, and changes nothing.
"""

import datetime as dt
from typing import Final

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.accounts.scope import ScopeUnit
from survey_app.campaigns import year as survey_year
from survey_app.campaigns.calendar import find_first_day
from survey_app.campaigns.schedule import phase_of
from survey_app.db import get_database
from survey_app.improvement.self_assessments import find_latest_overdue
from survey_app.models import Campaign, Unit
from survey_app.results.progress import campaign_progress
from survey_app.views import selection
from survey_app.views.campaign_rounds import describe_timing
from survey_app.views.campaign_scope import in_scope
from survey_app.views.department import blueprint
from survey_app.views.own_scope import own_scope
from survey_app.views.year_words import describe_step

RUNNING: Final = ("open", "paused", "grace")
NEWEST: Final = 3  # campaigns whose progress the first page counts; older ones are one line each


@blueprint.get("", endpoint="home")
def show() -> ResponseReturnValue:
    """The year, and all campaigns: those that run and then the newest first; the first of them with how far they have come."""
    now, staff = clock.now(), current_account()
    today = now.date()
    with get_database().reading() as session:
        scope = own_scope(session)
        years = survey_year.find_years(session, today=today)
        year = _wanted_year(years, today)
        steps = survey_year.find_steps(session, _department_id(session), year, today=today, now=now, grace_minutes=_grace())
        campaigns = session.scalars(
            select(Campaign).where(Campaign.opened).order_by(Campaign.opens_on.desc(), Campaign.id.desc())
        ).all()
        phases = {one.id: phase_of(one, now=now, grace_minutes=_grace()) for one in campaigns}
        running = {number for number, phase in phases.items() if phase in RUNNING}
        campaigns = sorted(campaigns, key=lambda one: one.id not in running)
        rounds = [
            (
                one,
                describe_timing(phases[one.id], opens_on=one.opens_on, closes_on=one.closes_on, today=today),
                _summarise(session, one, scope) if place < NEWEST else None,
            )
            for place, one in enumerate(campaigns)
        ]
        overdue = find_latest_overdue(session, {unit.unit_id for unit in scope.values()}, today=today)
        planned = session.scalars(
            select(Campaign).where(~Campaign.opened, Campaign.erased_on.is_(None)).order_by(Campaign.opens_on)
        ).all()
        begun = find_first_day(session, today=today)
        has_schools = session.scalar(select(exists().where(Unit.kind == "school")))
    lines = [describe_step(step, may_change=staff.is_whole) for step in steps]
    return render_template(
        "department/home.html",
        year=year,
        years=years,
        this_year=today.year,
        lines=lines,
        pressing=[line for line in lines if line.step.state in ("late", "due")],
        begun=begun if any(line.step.state == "before" for line in lines) else None,
        rounds=rounds,
        running=running,
        planned=planned,
        overdue=overdue,
        has_schools=has_schools,
        may_change=staff.is_whole,
    )


def _summarise(session: Session, campaign: Campaign, scope: dict[str, ScopeUnit]) -> selection.ProgressSummary:
    return selection.summarise(in_scope(campaign_progress(session, campaign), scope))


def _department_id(session: Session) -> int:
    """The department whose year it is, whoever of it reads; 0 where there is none, which has ticked nothing off."""
    return session.scalar(select(Unit.id).where(Unit.kind == "department").order_by(Unit.id)) or 0


def _wanted_year(years: tuple[int, ...], today: dt.date) -> int:
    wanted: int = request.args.get("year", today.year, type=int)
    return wanted if wanted in years else abort(404)


def _grace() -> int:
    minutes: int = current_app.config["GRACE_MINUTES"]
    return minutes
