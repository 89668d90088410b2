"""The same unit's results on the same instrument in the campaign before, and what has changed since.

Each earlier report is made under the frame, the target and the convention of its own campaign. Reports under two conventions
are not compared: the difference would be that of the conventions. A unit that had another code is followed, one that was merged
is compared with the sum of what it was (`earlier_units`), one that was split with nothing.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.reports import UnitReport, UnitSums, build_unit_change, build_unit_report
from survey_app.campaigns.lineage import Ancestry, load_lineage
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.targets import judging_target
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.annual_figures import EarlierResults, NotCompared
from survey_app.results.annual_frames import Frames, InstrumentKey, UnitResults, unit_results
from survey_app.results.earlier_units import LaterUnit, add_earlier, find_expected
from survey_app.results.reports import convention_of

_EVER = dt.date.min


class Earlier(NamedTuple):
    """Earlier results, or why there are none."""

    results: EarlierResults | None
    reason: NotCompared | None


@dataclass(frozen=True)
class _Place:
    """Where the units that a unit was have answered an instrument before, by unit."""

    campaign: Campaign
    key: InstrumentKey
    ancestry: Ancestry
    participations: dict[int, int]


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
    by_key: dict[InstrumentKey, list[_Place]] = {}
    for place in places.values():
        by_key.setdefault(place.key, []).append(place)
    found: dict[int, UnitResults] = {}
    expected: dict[InstrumentKey, set[int]] = {}
    for key, alike in by_key.items():
        found |= unit_results(session, frames, key, unit_ids={one for place in alike for one in place.participations})
        expected[key] = find_expected(session, frames.get(key).questionnaire, [place.ancestry for place in alike])
    names = _names(session, {one for place in places.values() for one in place.participations})
    return {
        participation_id: _compare(frames, campaign, result, places.get(participation_id), found, expected, names)
        for participation_id, result in later.items()
    }


def _compare(
    frames: Frames,
    campaign: Campaign,
    later: UnitResults,
    place: _Place | None,
    found: Mapping[int, UnitResults],
    expected: Mapping[InstrumentKey, set[int]],
    names: Mapping[int, str],
) -> Earlier:
    if place is None:
        return Earlier(None, "first")
    before = {unit_id: found[i] for unit_id, i in place.participations.items()}
    unit = LaterUnit(later.unit_id, later.report.unit_code, later.report.unit_name)
    questionnaire = frames.get(place.key).questionnaire
    sums = add_earlier(
        questionnaire,
        unit,
        place.ancestry,
        {unit_id: one.sums for unit_id, one in before.items()},
        expected=expected[place.key],
    )
    if not isinstance(sums, UnitSums):
        return Earlier(None, sums)
    if place.key.convention != later.key.convention:
        return Earlier(None, "another convention")
    itself = list(before) == [later.unit_id]
    report = before[later.unit_id].report if itself else _report(frames, place.key, sums)
    change = build_unit_change(
        report,
        later.report,
        questionnaires=(questionnaire, frames.get(later.key).questionnaire),
        labels=(place.campaign.name, campaign.name),
    )
    formerly = () if itself else tuple(names[one] for one in sorted(before, key=lambda one: (one != later.unit_id, names[one])))
    return Earlier(EarlierResults(place.campaign.name, place.campaign.closes_on, report, change, formerly), None)


def _report(frames: Frames, key: InstrumentKey, unit: UnitSums) -> UnitReport:
    shared = frames.get(key)
    return build_unit_report(
        shared.questionnaire,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=shared.frame,
        target=key.target,
        convention=key.convention,
    )


def _find_places(
    session: Session, campaign: Campaign, later: Mapping[int, UnitResults], *, now: dt.datetime, grace_minutes: int
) -> dict[int, _Place]:
    """By later participation the latest earlier campaign in which it, or what it was, took part; open ones are passed over."""
    lineage = load_lineage(session)
    asked = {one.unit_id: lineage.trace(one.unit_id, then=_EVER, now=campaign.opens_on).unit_ids for one in later.values()}
    rows = session.execute(
        select(Participation.unit_id, Participation.id, Instrument.id, Instrument.code, Instrument.digest, Campaign)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .where(
            Participation.unit_id.in_({one for unit_ids in asked.values() for one in unit_ids}),
            Participation.collection == "own",
            Instrument.code.in_({one.report.questionnaire_code for one in later.values()}),
            Campaign.closes_on < campaign.closes_on,
        )
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    )
    rounds: dict[str, dict[InstrumentKey, tuple[Campaign, dict[int, int]]]] = {}
    for unit_id, participation_id, instrument_id, code, digest, earlier in rows:
        if phase_of(earlier, now=now, grace_minutes=grace_minutes) == "closed":
            target = judging_target(earlier, get_questionnaire(session, instrument_id, digest))
            key = InstrumentKey(instrument_id, digest, "own", target, convention_of(earlier))
            rounds.setdefault(code, {}).setdefault(key, (earlier, {}))[1][unit_id] = participation_id
    found: dict[int, _Place] = {}
    for later_id, one in later.items():
        for key, (earlier, took_part) in rounds.get(one.report.questionnaire_code, {}).items():
            ancestry = lineage.trace(one.unit_id, then=earlier.opens_on, now=campaign.opens_on)
            sources = {unit_id: took_part[unit_id] for unit_id in sorted(ancestry.unit_ids) if unit_id in took_part}
            if sources:
                found[later_id] = _Place(earlier, key, ancestry, sources)
                break
    return found


def _names(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return dict(rows.all())
