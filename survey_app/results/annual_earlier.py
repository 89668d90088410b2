"""The same unit's results on the same instrument in the campaign before, and what has changed since.

Each earlier report is made under the frame, the target and the convention of its own campaign. Reports under two conventions
are not compared: the difference would be that of the conventions.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.reports import build_unit_change
from survey_app.campaigns.schedule import phase_of
from survey_app.models import Campaign, Instrument, Participation
from survey_app.results.annual_figures import EarlierResults, NotCompared
from survey_app.results.annual_frames import Frames, InstrumentKey, UnitResults, unit_results
from survey_app.results.reports import convention_of


class Earlier(NamedTuple):
    """Earlier results, or why there are none."""

    results: EarlierResults | None
    reason: NotCompared | None


class _Place(NamedTuple):
    """Where a unit has answered an instrument before."""

    campaign: Campaign
    key: InstrumentKey
    participation_id: int


def earlier_results(
    session: Session,
    frames: Frames,
    campaign: Campaign,
    later: Mapping[int, UnitResults],
    *,
    now: dt.datetime,
    grace_minutes: int,
) -> dict[int, Earlier]:
    """By later participation the results in the latest earlier closed campaign in which the unit answered the instrument."""
    places = _find_places(session, campaign, later, now=now, grace_minutes=grace_minutes)
    units_by_key: dict[InstrumentKey, set[int]] = {}
    for participation_id, place in places.items():
        units_by_key.setdefault(place.key, set()).add(later[participation_id].unit_id)
    found: dict[int, UnitResults] = {}
    for key, unit_ids in units_by_key.items():
        found |= unit_results(session, frames, key, unit_ids=unit_ids)
    return {
        participation_id: _compare(frames, campaign, result, places.get(participation_id), found)
        for participation_id, result in later.items()
    }


def _compare(
    frames: Frames, campaign: Campaign, later: UnitResults, place: _Place | None, found: Mapping[int, UnitResults]
) -> Earlier:
    if place is None:
        return Earlier(None, "first")
    report = found[place.participation_id].report
    if not report.forms:
        return Earlier(None, "no answers")
    if place.key.convention != later.key.convention:
        return Earlier(None, "another convention")
    change = build_unit_change(
        report,
        later.report,
        questionnaires=(frames.get(place.key).questionnaire, frames.get(later.key).questionnaire),
        labels=(place.campaign.name, campaign.name),
    )
    return Earlier(EarlierResults(place.campaign.name, place.campaign.closes_on, report, change), None)


def _find_places(
    session: Session, campaign: Campaign, later: Mapping[int, UnitResults], *, now: dt.datetime, grace_minutes: int
) -> dict[int, _Place]:
    """By later participation the unit's own earlier one, the latest; campaigns that are still open are passed over."""
    wanted = {(one.unit_id, one.report.questionnaire_code): i for i, one in later.items()}
    rows = session.execute(
        select(Participation.unit_id, Participation.id, Instrument.id, Instrument.code, Instrument.digest, Campaign)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .where(
            Participation.unit_id.in_({one.unit_id for one in later.values()}),
            Participation.collection == "own",
            Instrument.code.in_({one.report.questionnaire_code for one in later.values()}),
            Campaign.closes_on < campaign.closes_on,
        )
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    )
    found: dict[int, _Place] = {}
    for unit_id, participation_id, instrument_id, code, digest, earlier in rows:
        later_id = wanted.get((unit_id, code))
        if later_id is None or later_id in found or phase_of(earlier, now=now, grace_minutes=grace_minutes) != "closed":
            continue
        key = InstrumentKey(instrument_id, digest, "own", earlier.target, convention_of(earlier))
        found[later_id] = _Place(earlier, key, participation_id)
    return found
