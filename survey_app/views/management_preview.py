"""An instrument as the parent sees it, for whoever is about to open a campaign. Nothing here can be sent.

The page is made of the respondent's own templates without the form around them: nothing has an address to go to, and no script
keeps a draft.
"""

from flask import abort, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app import clock
from survey_app.campaigns.assignments import assigned_to, stands_on
from survey_app.campaigns.eligible import takes_part
from survey_app.campaigns.opening import levels_of
from survey_app.campaigns.participations import Link, Offer, get_questionnaire
from survey_app.db import get_database
from survey_app.languages import settle_language
from survey_app.models import Campaign, Instrument, Unit
from survey_app.views.management import blueprint
from survey_app.views.management_campaigns import get_campaign
from survey_app.views.respond_pages import blank_sections

NOWHERE = "xem-thu"  # in place of a code: leads nowhere: no unit's code has small letters


@blueprint.get("/campaigns/<campaign_code>/preview/<instrument_code>")
def preview(campaign_code: str, instrument_code: str) -> str:
    """The form of one instrument, about some unit that would answer it."""
    with get_database().reading() as session:
        campaign = get_campaign(session, campaign_code)
        instrument = next((one for one in campaign.instruments if one.code == instrument_code), None) or abort(404)
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        unit_name = _find_example(session, instrument, questionnaire)
        owner = session.scalar(select(Unit.name).where(Unit.kind == "department")) or unit_name
        offer = _offer(campaign, questionnaire)
    link = Link(token=NOWHERE, unit_name=unit_name, owner=owner, offers=(offer,))
    asked = settle_language(questionnaire)
    return render_template(
        "management/preview.html",
        campaign=campaign,
        link=link,
        offer=offer,
        questionnaire=asked,
        changes=(),
        sections=blank_sections(asked),
    )


def _offer(campaign: Campaign, questionnaire: Questionnaire) -> Offer:
    return Offer(
        participation_id=0,
        campaign_id=campaign.id,
        unit_id=0,
        campaign_name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=max(campaign.closes_on, clock.today()),
        phase="open",
        questionnaire=questionnaire,
        access=campaign.access,
    )


def _find_example(session: Session, instrument: Instrument, questionnaire: Questionnaire) -> str:
    """The name of the first unit that answers it; of a made-up one where there is none."""
    assigned = assigned_to(instrument)
    for unit in session.scalars(select(Unit).order_by(Unit.code)):
        is_there = stands_on(unit, instrument.campaign.opens_on)
        if is_there and takes_part(questionnaire, code=unit.code, kind=unit.kind, levels=levels_of(unit), assigned=assigned):
            return unit.name
    return "Đơn vị (xem thử)"
