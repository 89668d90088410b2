"""What the rules of early warning look at, gathered through the doors that pages use: nothing is known that is not shown.

Figures of an open campaign come only where it shows results, and then from its snapshot; counts are live, as on every page.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comparison_figures import ChangeReport
from analysis.reports import DepartmentReport, QualityReport, build_department_change, build_frame
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.steering import paused_days
from survey_app.campaigns.targets import judging_target
from survey_app.improvement.quarters import Quarter
from survey_app.improvement.self_assessments import OWING, find_due_day, find_quarters
from survey_app.improvement.warnings import ProgressFact, ResultFact, Timing
from survey_app.models import Action, Campaign, Instrument, Participation, SelfAssessment, Unit
from survey_app.results.arrivals import forecasts
from survey_app.results.comparison import Asked, find_comparison
from survey_app.results.earlier_units import follow_report
from survey_app.results.progress import campaign_progress
from survey_app.results.quality import find_quality_reports
from survey_app.results.reports import answering_units, compared_kinds, convention_of


@dataclass(frozen=True)
class Moment:
    """When things are looked at, and how long forms are still taken after the last day."""

    now: dt.datetime
    grace_minutes: int

    @property
    def today(self) -> dt.date:
        """The local date."""
        return self.now.date()


def timing_of(session: Session, campaign: Campaign, moment: Moment) -> Timing:
    """Where a campaign stands."""
    today, resting = moment.today, paused_days(session, campaign.id)
    until = min(today, campaign.closes_on + dt.timedelta(days=1))
    phase = phase_of(campaign, now=moment.now, grace_minutes=moment.grace_minutes)
    return Timing(
        campaign_code=campaign.code,
        opens_on=campaign.opens_on,
        full_days=max((until - campaign.opens_on).days, 0) - sum(campaign.opens_on <= day < until for day in resting),
        days_left=max((campaign.closes_on - today).days + 1, 0),
        is_closed=phase == "closed",
        is_paused=phase == "paused",
        resting=resting,
    )


def progress_facts(session: Session, campaign: Campaign, *, today: dt.date) -> list[ProgressFact]:
    """The units' own collections in counts."""
    rows = campaign_progress(session, campaign)
    expected = forecasts(session, campaign, rows, today=today)
    return [
        ProgressFact(
            unit_id=row.unit_id,
            instrument_code=row.instrument_code,
            received=row.received,
            eligible=row.eligible,
            needed=row.needed,
            forecast=expected.get(row.participation_id),
        )
        for row in rows
    ]


def result_facts(session: Session, instrument: Instrument, moment: Moment, *, collection: str) -> list[ResultFact]:
    """What may be shown of every unit on one instrument, kind by kind, and of the department; nothing where nothing may be.

    The department's own figure is that of its first kind, the schools; where it answers the instrument itself, it is a unit.
    """
    campaign = instrument.campaign
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    earlier, target = find_earlier(session, instrument, moment), judging_target(campaign, questionnaire)
    ids = dict(session.execute(select(Unit.code, Unit.id)).all())
    department = session.scalar(select(Unit.id).where(Unit.kind == "department").order_by(Unit.id)) or 0
    reports = _quality_of(session, instrument, questionnaire, collection=collection)
    facts: list[ResultFact] = []
    for kind in compared_kinds(session, instrument, collection=collection):
        later = _report(session, campaign, instrument, moment, kind=kind, collection=collection)
        if later is None:
            continue
        change = _change(session, instrument, earlier, later, moment, kind=kind, collection=collection)
        changes = {row.code: row for row in change.rows} if change else {}
        name = earlier.campaign.name if earlier else ""
        if not facts and department and department not in {ids[unit.code] for unit in later.units}:
            whole = change.whole if change else None
            facts.append(ResultFact(department, instrument.code, target, later.total, later.verdict, whole, name))
        facts += [
            ResultFact(
                unit_id=ids[unit.code],
                instrument_code=instrument.code,
                target=target,
                result=unit.result,
                verdict=unit.verdict,
                change=changes.get(unit.code),
                earlier_name=name,
                quality=reports.get(unit.code),
            )
            for unit in later.units
        ]
    return facts


def find_earlier(session: Session, instrument: Instrument, moment: Moment) -> Instrument | None:
    """The same instrument in the latest closed campaign before this one, under the same convention."""
    rows = session.scalars(
        select(Instrument)
        .join(Campaign, Instrument.campaign_id == Campaign.id)
        .where(Instrument.code == instrument.code, Campaign.opened, Campaign.closes_on < instrument.campaign.closes_on)
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    )
    for one in rows:
        if phase_of(one.campaign, now=moment.now, grace_minutes=moment.grace_minutes) == "closed":
            return one if convention_of(one.campaign) == convention_of(instrument.campaign) else None
    return None


def overdue_assessments(session: Session, *, today: dt.date) -> list[tuple[int, str, dt.date]]:
    """Unit, quarter and due day of every self-assessment that is owed: neither sent nor given back to be corrected."""
    closed_on = dict(session.execute(select(Unit.id, Unit.closed_on).where(Unit.kind.in_(OWING)).order_by(Unit.id)).all())
    owing = list(closed_on)
    there = select(SelfAssessment.unit_id, SelfAssessment.year, SelfAssessment.quarter).where(
        SelfAssessment.sent_at.is_not(None) | SelfAssessment.returned_on.is_not(None)
    )
    known = {(unit_id, Quarter(year, number)) for unit_id, year, number in session.execute(there)}
    day = find_due_day(session)
    quarters = [quarter for quarter in find_quarters(session, owing, today=today) if quarter.due_on(day) < today]
    return [
        (unit_id, quarter.code, quarter.due_on(day))
        for quarter in quarters
        for unit_id, closed in closed_on.items()
        if (unit_id, quarter) not in known and (closed is None or closed > quarter.due_on(day))
    ]


def overdue_actions(session: Session, *, today: dt.date) -> dict[int, list[dt.date]]:
    """The days of the measures that are neither done nor dropped though their day has passed, by unit."""
    late = select(Action.unit_id, Action.due_on).where(Action.due_on < today, Action.state.in_(("planned", "under way")))
    found: dict[int, list[dt.date]] = {}
    for unit_id, due_on in session.execute(late.order_by(Action.unit_id, Action.id)):
        if due_on is not None:
            found.setdefault(unit_id, []).append(due_on)
    return found


def collections_of(session: Session, campaign: Campaign) -> Collection[tuple[Instrument, str]]:
    """The instruments of a campaign with the collections in which they are answered."""
    rows = select(Participation.instrument_id, Participation.collection).where(Participation.campaign_id == campaign.id)
    known = {(instrument_id, collection) for instrument_id, collection in session.execute(rows.distinct())}
    return [
        (instrument, collection)
        for instrument in campaign.instruments
        for collection in ("own", "independent", "sample")
        if (instrument.id, collection) in known
    ]


def _report(
    session: Session, campaign: Campaign, instrument: Instrument, moment: Moment, *, kind: str, collection: str
) -> DepartmentReport | None:
    """The comparison of the units of a kind, read where it is kept."""
    found = find_comparison(Asked(session, campaign, instrument, kind, moment.now, moment.grace_minutes, collection))
    return found if isinstance(found, DepartmentReport) else None


def _change(
    session: Session,
    instrument: Instrument,
    earlier: Instrument | None,
    later: DepartmentReport,
    moment: Moment,
    *,
    kind: str,
    collection: str,
) -> ChangeReport | None:
    """How the units have changed since, all tests of the comparison adjusted together."""
    if earlier is None or kind not in compared_kinds(session, earlier, collection=collection):
        return None
    before = _report(session, earlier.campaign, earlier, moment, kind=kind, collection=collection)
    if before is None:
        return None
    followed, broken = follow_report(session, before, instruments=(earlier, instrument), kind=kind, collection=collection)
    return build_department_change(
        followed,
        later,
        questionnaires=(
            get_questionnaire(session, earlier.id, earlier.digest),
            get_questionnaire(session, instrument.id, instrument.digest),
        ),
        labels=(earlier.campaign.name, instrument.campaign.name),
        broken=broken,
    )


def _quality_of(
    session: Session, instrument: Instrument, questionnaire: Questionnaire, *, collection: str
) -> Mapping[str, QualityReport]:
    """The quality of the forms by unit; none before sealing."""
    campaign = instrument.campaign
    if campaign.sealed_on is None:
        return {}
    units = answering_units(session, instrument.id, questionnaire, collection=collection, is_open=False)
    sums = {participation_id: unit.sums for participation_id, unit in units.items()}
    frame = build_frame(questionnaire, list(sums.values()))
    found = find_quality_reports(session, questionnaire, sums, frame=frame, convention=convention_of(campaign))
    return {sums[participation_id].code: report for participation_id, report in found.items()}
