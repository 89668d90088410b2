"""Early warnings as lines of a page, the same words for the department and for the unit itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.campaigns.participations import get_questionnaire
from survey_app.improvement.warning_facts import Moment
from survey_app.improvement.warning_list import Listed
from survey_app.improvement.warning_rules import Settings, is_of_results, load_settings
from survey_app.improvement.warning_words import Told, tell
from survey_app.models import Campaign, Instrument, Participation
from survey_app.views.coverage_words import COLLECTIONS


@dataclass(frozen=True)
class Line:
    """A warning as a page lists it; `report_id` leads to the unit's report, where there is one to read."""

    found: Listed
    told: Told
    campaign: str
    about: str
    report_id: int | None


def current_moment() -> Moment:
    """Now, with the grace of this installation."""
    return Moment(clock.now(), current_app.config["GRACE_MINUTES"])


def to_lines(session: Session, found: Collection[Listed]) -> list[Line]:
    """These warnings in words."""
    settings = load_settings(session)
    campaigns = {row.code: row for row in session.scalars(select(Campaign).where(Campaign.opened))}
    codes = {one.campaign_code for one in found}
    titles = {
        (campaign.code, one.code): get_questionnaire(session, one.id, one.digest).short_title
        for campaign in campaigns.values()
        if campaign.code in codes
        for one in campaign.instruments
    }
    reports = _reports(session, {one.unit_id for one in found}, codes)
    return [_line(one, settings, campaigns, titles, reports) for one in found]


def _line(
    one: Listed,
    settings: Settings,
    campaigns: Mapping[str, Campaign],
    titles: Mapping[tuple[str, str], str],
    reports: Mapping[tuple[str, int, str, str], int],
) -> Line:
    campaign = campaigns.get(one.campaign_code)
    about = titles.get((one.campaign_code, one.subject), "")
    if one.collection != "own":
        about = f"{about} ({COLLECTIONS[one.collection]})"
    report_id = reports.get((one.campaign_code, one.unit_id, one.subject, one.collection)) if is_of_results(one.rule) else None
    told = tell(one.rule, one.figures, subject=one.subject, settings=settings)
    return Line(one, told, campaign.name if campaign else "", about, report_id)


def _reports(session: Session, unit_ids: Collection[int], codes: Collection[str]) -> dict[tuple[str, int, str, str], int]:
    """Participations by campaign, unit, instrument and collection."""
    if not unit_ids:
        return {}
    rows = session.execute(
        select(Campaign.code, Participation.unit_id, Instrument.code, Participation.collection, Participation.id)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(Participation.unit_id.in_(unit_ids), Campaign.code.in_(codes))
    )
    return {(code, unit_id, instrument, collection): i for code, unit_id, instrument, collection, i in rows}
