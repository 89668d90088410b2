"""Fingerprints of what is reported: made when a backup is made, and again from what was restored.

Taken are the figures of sealed campaigns, which cannot change any more, and releases. Of an open campaign there is no report
that stands; its answers are compared row by row like everything else.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.sealing import find_sealed
from survey_app.models import Campaign, Release
from survey_app.releases.check import fingerprint_of_stored
from survey_app.results.group_reports import find_group_reports

COLLECTIONS = ("own", "independent", "sample")
UNREADABLE = "unreadable"


def find_fingerprints(session: Session) -> dict[str, str]:
    """The fingerprint of each instrument of each sealed campaign, by collection and kind of unit, and of each release."""
    found: dict[str, str] = {}
    for campaign in find_sealed(session):
        for collection in COLLECTIONS:
            found |= _of_campaign(session, campaign, collection)
    for release in session.scalars(select(Release).order_by(Release.campaign_id, Release.number)):
        found[f"{release.campaign.code}, bản công bố số {release.number}"] = fingerprint_of_stored(session, release)
    return found


def find_differing(stored: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    """What has another fingerprint than before, or none."""
    return tuple(sorted(name for name in stored.keys() | found.keys() if stored.get(name) != found.get(name)))


def _of_campaign(session: Session, campaign: Campaign, collection: str) -> dict[str, str]:
    try:
        reports = find_group_reports(session, campaign, collection=collection, with_units=False)
    except ValueError:  # somebody has spoilt a sheet in the database: its words might quote one
        return {f"{campaign.code} ({collection})": UNREADABLE}
    assert isinstance(reports, tuple)
    return {
        f"{campaign.code} {one.questionnaire.code} ({collection}, {one.unit_kind})": one.groups.fingerprint for one in reports
    }
