"""The unit's first page: what to do now, how its survey goes, its link and what to print."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.arrivals import Course, build_course
from analysis.charts import describe_outlook, svg_course, svg_outlook
from analysis.group_counts import GroupCount
from questionnaires import Questionnaire
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns import calendar
from survey_app.campaigns.invitations import write_invitation
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.steering import paused_days
from survey_app.campaigns.tokens import link_url, print_token
from survey_app.db import get_database
from survey_app.documents.quality_words import CHANNELS
from survey_app.improvement.actions import find_last_published
from survey_app.improvement.self_assessments import find_reminders
from survey_app.improvement.tasks import find_tasks, is_behind
from survey_app.models import Campaign, Participation, Unit
from survey_app.results.access import count_issued
from survey_app.results.breakdown import Breakdown, find_breakdown, find_due, move_breakdowns
from survey_app.results.progress import UnitCampaign, unit_campaigns
from survey_app.results.store import count_days
from survey_app.views.campaign_rounds import rounds_of
from survey_app.views.unit import blueprint
from survey_app.views.unit_own_warnings import own_warnings
from survey_app.views.unit_tasks import word_deadline, word_tasks

RUNNING = ("open", "paused", "grace", "entry")
NOT_STATED = "không ghi khối"
PAUSED = "Đợt đang tạm dừng nên chưa dự báo. Những ngày tạm dừng không tính là chậm; khi Sở mở lại, trang này báo ngay."


@dataclass(frozen=True)
class Group:
    """A row of counts: what it is called, how many came, of how many (None where that is not known)."""

    name: str
    responses: int
    eligible: int | None


@dataclass(frozen=True)
class RunningPart:
    """What the page shows of one running questionnaire beside its numbers."""

    course: Course
    outlook: str
    is_behind: bool
    track: str
    step: str
    days: str
    breakdown: Breakdown | None
    grades: tuple[Group, ...]
    channels: tuple[Group, ...]


@blueprint.get("", endpoint="home")
def show() -> ResponseReturnValue:
    """The page as it stands."""
    now, unit_id = clock.now(), current_account().unit_id
    today, public_url = now.date(), current_app.config["PUBLIC_URL"]
    with get_database().reading() as session:
        campaigns = unit_campaigns(session, unit_id, now=now, grace_minutes=current_app.config["GRACE_MINUTES"])
        running = [one for one in campaigns if one.phase in RUNNING]
        received = {one.participation_id: one.received for one in running}
        is_due = bool(find_due(session, received, today=today))
    if is_due:  # a look that moves nothing writes nothing
        with get_database().writing() as session:
            move_breakdowns(session, received, today=today)
    with get_database().reading() as session:
        unit = session.get_one(Unit, unit_id)
        courses = _courses(session, running, today=today)
        parts = {one.participation_id: _running_part(session, one, courses[one.participation_id]) for one in running}
        deadlines = calendar.find_deadlines(session, unit_id, today=today)
        issued = count_issued(session, [one.participation_id for one in campaigns if one.access == "codes"])
        tasks = find_tasks(
            campaigns,
            courses,
            sorted((*deadlines, *find_reminders(session, unit_id, today=today)), key=lambda deadline: deadline.due_on),
            issued=issued,
            acted_on=find_last_published(session, unit_id),
            today=today,
        )
        warned = own_warnings(session, unit_id)
        poster = posters_for(session, unit, public_url=public_url)[0]
        token, is_school = unit.link_token, unit.kind == "school"
    address = link_url(public_url, token)
    current = next((one for one in campaigns if one.phase == "open" and one.collection == "own"), None)
    return render_template(
        "unit/home.html",
        tasks=word_tasks(tasks, courses, campaigns, is_school=is_school, today=today),
        ticked=[word_deadline(one, (), is_school=is_school, today=today) for one in deadlines if one.is_done],
        warned=warned,
        rounds=rounds_of(campaigns, today=today),
        running=parts,
        address=address,
        code=print_token(token),
        token=token,
        picture=poster.qr,
        is_paused=current is None and any(one.phase == "paused" and one.collection == "own" for one in campaigns),
        invitation=write_invitation(
            poster,
            address=address,
            closes_on=current.closes_on if current else None,
            needs_code=current is not None and current.access == "codes",
        ),
    )


@blueprint.post("", endpoint="tick_deadline")
def tick() -> ResponseReturnValue:
    """Tick a date of the calendar off the unit's own list, or put it back."""
    deed, kind = request.form.get("deed"), request.form.get("kind", "")
    if deed not in ("tick-deadline", "untick-deadline"):
        abort(400)
    staff, now = current_account(), clock.now()
    with get_database().writing() as session:
        known = calendar.find_deadlines(session, staff.unit_id, today=now.date())
        deadline = next(
            (one for one in known if one.kind == kind and one.due_on.isoformat() == request.form.get("due_on")), None
        )
        if deadline is None:
            abort(404)
        calendar.tick(session, staff.unit_id, kind, deadline.due_on, is_done=deed == "tick-deadline")
        subject = f"{kind} {deadline.due_on.isoformat()}"
        record_action(session, deed, subject=subject, account_id=staff.account_id, now=now)
    return redirect(url_for("unit.home") + "#viec")


def _courses(session: Session, running: Sequence[UnitCampaign], *, today: dt.date) -> dict[int, Course]:
    """How each collection goes. During a pause nothing is forecast and no pace is asked for: nobody can answer."""
    days = count_days(session, [one.participation_id for one in running])
    named = select(Campaign.code, Campaign.id).where(Campaign.code.in_({one.campaign_code for one in running}))
    paused = {code: paused_days(session, campaign_id) for code, campaign_id in session.execute(named)}
    courses = {
        one.participation_id: build_course(
            days.get(one.participation_id, {}),
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            today=today,
            eligible=one.eligible,
            needed=one.needed,
            paused=paused[one.campaign_code],
        )
        for one in running
    }
    resting = {one.participation_id for one in running if one.phase == "paused"}
    return {
        number: replace(course, forecast=None, pace=None) if number in resting else course for number, course in courses.items()
    }


def _running_part(session: Session, found: UnitCampaign, course: Course) -> RunningPart:
    instrument = session.get_one(Participation, found.participation_id).instrument
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    breakdown = find_breakdown(session, found.participation_id, questionnaire)
    return RunningPart(
        course=course,
        outlook=PAUSED if found.phase == "paused" else describe_outlook(course),
        is_behind=is_behind(course),
        track=svg_outlook(course, prefix=f"du-bao-{found.participation_id}"),
        step="Theo ngày" if course.is_by_day else "Theo tuần",
        days=svg_course(course, prefix=f"ngay-{found.participation_id}"),
        breakdown=breakdown,
        grades=_grade_groups(breakdown, questionnaire) if breakdown else (),
        channels=tuple(_channel_group(group) for group in breakdown.channels) if breakdown else (),
    )


def _grade_groups(breakdown: Breakdown, questionnaire: Questionnaire) -> tuple[Group, ...]:
    """The rows by grade; none where all grades are one row, which would only say the whole again."""
    labels = {grade.code: grade.label for grade in questionnaire.grades}
    if len(breakdown.grades) < 2:
        return ()
    return tuple(_grade_group(group, labels) for group in breakdown.grades)


def _grade_group(group: GroupCount, labels: dict[str, str]) -> Group:
    names = ", ".join(labels.get(code, NOT_STATED) for code in group.labels)
    return Group(f"{names[:1].upper()}{names[1:]}", group.responses, group.eligible or None)


def _channel_group(group: GroupCount) -> Group:
    names = ", ".join(CHANNELS[channel] for channel in group.labels)
    return Group(f"{names[:1].upper()}{names[1:]}", group.responses, None)
