"""A campaign of an address as its reader may see it: where it stands, and the rows and questionnaires of the reader's scope."""

from collections.abc import Iterable, Mapping

from flask import abort, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.scope import ScopeUnit
from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.models import Campaign
from survey_app.results.progress import UnitProgress
from survey_app.views.campaign_rounds import describe_timing


def get_campaign(session: Session, code: str) -> Campaign:
    """The opened campaign of a code, or 404."""
    if not CODE_PATTERN.fullmatch(code):  # whatever no code can be, a NUL among it, is not asked of the database
        abort(404)
    return session.scalar(select(Campaign).where(Campaign.code == code, Campaign.opened)) or abort(404)


def in_scope(rows: Iterable[UnitProgress], scope: Mapping[str, ScopeUnit]) -> tuple[UnitProgress, ...]:
    """The rows whose units are in the scope, of instruments that concern the reader."""
    return tuple(row for row in rows if row.unit_code in scope and row.instrument_code not in scope[row.unit_code].hidden)


def instrument_titles(session: Session, campaign: Campaign, rows: Iterable[UnitProgress]) -> dict[str, str]:
    """The titles by code of the instruments that some row answers, in the order in which they were frozen."""
    answered = {row.instrument_code for row in rows}
    return {
        one.code: get_questionnaire(session, one.id, one.digest).short_title
        for one in campaign.instruments
        if one.code in answered
    }


def current_phase(campaign: Campaign) -> Phase:
    """Where a campaign stands now."""
    return phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])


def timing_of(campaign: Campaign) -> str:
    """Where a campaign stands now, in words."""
    today = clock.now().date()
    return describe_timing(current_phase(campaign), opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=today)


def is_provisional(campaign: Campaign) -> bool:
    """Whether answers may still come, so that no figure of the campaign is final."""
    return current_phase(campaign) != "closed"
