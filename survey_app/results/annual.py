"""Gathers what a unit's annual report is written from: of one unit, or of all units of a closed campaign one after the other.

Every figure comes from `analysis.reports`. What units share is looked at once per instrument (`annual_frames`); units are taken
in stretches, whose sums and reports are in memory together and then let go. A report is made only of a closed campaign, and its
figures by grade only of a sealed one: before, forms may still come, and what a grade gains between two tables could be a few.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.estimates import Estimate
from analysis.reports import GradesReport, QualityReport, build_grades_reports, level_beside
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.targets import judging_target
from survey_app.improvement.actions import plans_of
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.access import Access, access_by_participation
from survey_app.results.annual_earlier import Earlier, earlier_results
from survey_app.results.annual_figures import (
    AnnualPart,
    AnnualReport,
    CollectedBeside,
    CommentCounts,
    DepartmentLevel,
    ReleasedComments,
)
from survey_app.results.annual_frames import Frames, InstrumentKey, UnitResults, unit_results
from survey_app.results.comments import comment_counts, released_comments
from survey_app.results.quality import arrivals_known, find_quality_reports
from survey_app.results.reports import NotShown, convention_of, results_from
from survey_app.results.store import channels_by_participation

STRETCH = 40  # units in memory at a time: reports are made of many at once in a fraction of the time


class CampaignNotClosedError(Exception):
    """The campaign may still take answers, so there is nothing to report yet."""


def find_annual_report(
    session: Session, unit_id: int, campaign: str | int, *, now: dt.datetime, grace_minutes: int
) -> AnnualReport | NotShown:
    """The annual report of one unit on a campaign, given by its code or its id."""
    by = Campaign.code == campaign if isinstance(campaign, str) else Campaign.id == campaign
    found = session.scalar(select(Campaign).where(by))
    if found is None or found.erased_on is not None:
        return NotShown("unknown")
    phase = phase_of(found, now=now, grace_minutes=grace_minutes)
    if phase != "closed":
        return NotShown("not open yet" if phase == "planned" else "after closing", shown_from=results_from(found))
    reports = _reports(session, found, [unit_id], now=now, grace_minutes=grace_minutes)
    return next(reports, NotShown("unknown"))


def annual_reports(
    session: Session,
    campaign: Campaign,
    *,
    now: dt.datetime,
    grace_minutes: int,
    unit_ids: Collection[int] | None = None,
) -> Iterator[AnnualReport]:
    """The annual reports of all units that take part in a campaign (or of these), in the order of their codes.

    Raises CampaignNotClosedError at once.
    """
    if phase_of(campaign, now=now, grace_minutes=grace_minutes) != "closed":
        raise CampaignNotClosedError(campaign.code)
    those = [] if unit_ids is None else [Unit.id.in_(unit_ids)]
    takes_part = select(Participation.unit_id).where(
        Participation.campaign_id == campaign.id, Participation.collection == "own"
    )
    ids = session.scalars(select(Unit.id).where(Unit.id.in_(takes_part), *those).order_by(Unit.code)).all()
    return _reports(session, campaign, ids, now=now, grace_minutes=grace_minutes)


@dataclass(frozen=True)
class _Stretch:
    """What is known of some units in a campaign, by participation."""

    results: dict[int, UnitResults]
    grades: dict[int, GradesReport | None]
    quality: dict[int, QualityReport]
    arrivals: set[int]
    channels: dict[int, dict[str, int]]
    access: dict[int, Access]
    earlier: dict[int, Earlier]
    beside: dict[tuple[int, int], tuple[CollectedBeside, ...]]  # by unit and instrument
    comments: dict[int, tuple[ReleasedComments, ...]]
    comment_counts: dict[int, CommentCounts]


def _reports(
    session: Session, campaign: Campaign, unit_ids: Sequence[int], *, now: dt.datetime, grace_minutes: int
) -> Iterator[AnnualReport]:
    frames = Frames(session)
    parent = aliased(Unit)
    for start in range(0, len(unit_ids), STRETCH):
        some = unit_ids[start : start + STRETCH]
        stretch = _gather(session, frames, campaign, some, now=now, grace_minutes=grace_minutes)
        plans = plans_of(session, some)
        of_unit: dict[int, list[AnnualPart]] = {}
        for participation_id, found in stretch.results.items():
            of_unit.setdefault(found.unit_id, []).append(_part(stretch, participation_id, frames))
        rows = session.execute(
            select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.levels, parent.name)
            .outerjoin(parent, Unit.parent_id == parent.id)
            .where(Unit.id.in_(of_unit))
            .order_by(Unit.code)
        )
        for unit_id, code, name, kind, levels, superior_name in rows.all():
            report = AnnualReport(
                unit_id=unit_id,
                unit_code=code,
                unit_name=name,
                unit_kind=kind,
                unit_levels=tuple(filter(None, levels.split(","))),
                superior_name=superior_name or "",
                campaign_code=campaign.code,
                campaign_name=campaign.name,
                opens_on=campaign.opens_on,
                closes_on=campaign.closes_on,
                is_sealed=campaign.sealed_on is not None,
                parts=tuple(of_unit[unit_id]),
                fingerprint="",
                actions=plans.get(unit_id, ()),
            )
            yield replace(report, fingerprint=_fingerprint(report))


def _gather(
    session: Session,
    frames: Frames,
    campaign: Campaign,
    unit_ids: Collection[int],
    *,
    now: dt.datetime,
    grace_minutes: int,
) -> _Stretch:
    results: dict[int, UnitResults] = {}
    grades: dict[int, GradesReport | None] = {}
    quality: dict[int, QualityReport] = {}
    beside: dict[tuple[int, int], tuple[CollectedBeside, ...]] = {}
    for key in _instruments(session, campaign, unit_ids):
        found = unit_results(session, frames, key, unit_ids=unit_ids)
        if key.collection != "own":
            for one in found.values():
                place = one.unit_id, key.instrument_id
                beside[place] = (*beside.get(place, ()), CollectedBeside(key.collection, one.report))
            continue
        results |= found
        if campaign.sealed_on is not None:
            shared = frames.get(key)
            sums, reports = [one.sums for one in found.values()], [one.report for one in found.values()]
            made = build_grades_reports(shared.questionnaire, sums, reports, frame=shared.frame)
            grades |= dict(zip(found, made, strict=True))
            quality |= find_quality_reports(
                session,
                shared.questionnaire,
                {i: one.sums for i, one in found.items()},
                frame=shared.frame,
                convention=key.convention,
            )
    ids = list(results)
    return _Stretch(
        results=results,
        grades=grades,
        quality=quality,
        arrivals=arrivals_known(session, ids),
        channels=channels_by_participation(session, ids),
        access=access_by_participation(session, campaign, participation_ids=ids),
        earlier=earlier_results(session, frames, campaign, results, now=now, grace_minutes=grace_minutes),
        beside=beside,
        comments=released_comments(session, ids),
        comment_counts=comment_counts(session, ids),
    )


def _instruments(session: Session, campaign: Campaign, unit_ids: Collection[int]) -> list[InstrumentKey]:
    """The instruments that these units answer themselves or that the department asks them on, in order."""
    rows = session.execute(
        select(Instrument.id, Instrument.digest, Participation.collection)
        .join(Participation, Participation.instrument_id == Instrument.id)
        .where(
            Participation.campaign_id == campaign.id,
            Participation.unit_id.in_(unit_ids),
        )
        .distinct()
        .order_by(Instrument.id, Participation.collection)
    )
    convention = convention_of(campaign)
    return [
        InstrumentKey(
            number,
            digest,
            collection,
            judging_target(campaign, get_questionnaire(session, number, digest)),
            convention,
            is_compared=collection == "own",
        )
        for number, digest, collection in rows
    ]


def _part(stretch: _Stretch, participation_id: int, frames: Frames) -> AnnualPart:
    found = stretch.results[participation_id]
    shared = frames.get(found.key)
    channels = stretch.channels.get(participation_id, {})
    department = shared.levels.get(found.kind)
    share = None if department is None else level_beside(department, found.report)
    beside = stretch.beside.get((found.unit_id, found.key.instrument_id), ())
    earlier = stretch.earlier[participation_id]
    return AnnualPart(
        participation_id=participation_id,
        questionnaire=shared.questionnaire,
        collection=found.key.collection,
        collected_elsewhere=set(channels) == {"import"},
        report=found.report,
        uncovered=sum(channels.values()) - found.report.forms,
        grades=stretch.grades.get(participation_id),
        earlier=earlier.results,
        level=DepartmentLevel(share, department.covered_units) if department is not None and share is not None else None,
        beside=tuple(one for one in beside if isinstance(one.report.index_share, Estimate)),
        access=stretch.access[participation_id],
        channels=channels,
        quality=stretch.quality.get(participation_id),
        arrivals_known=participation_id in stretch.arrivals,
        comments=stretch.comments[participation_id],
        comment_counts=stretch.comment_counts[participation_id],
        not_compared=earlier.reason,
    )


def _fingerprint(report: AnnualReport) -> str:
    """A digest of everything that the report shows of answers; what unit and campaign are called is in it too."""
    shown = [report.campaign_code, report.unit_code, report.is_sealed]
    for part in report.parts:
        earlier = part.earlier
        beside: list[str | None] = [one.report.fingerprint for one in part.beside]
        shown += [
            part.report.fingerprint,
            part.grades.fingerprint if part.grades else None,
            [earlier.report.fingerprint, earlier.change.fingerprint, *earlier.formerly] if earlier else part.not_compared,
            repr(part.level),
            *(beside or [None]),
            repr(part.quality),
            sorted(part.channels.items()),
            repr(part.access),
        ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()
