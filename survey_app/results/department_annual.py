"""Gathers what the department's annual report is written from, once a campaign is sealed; of a scope the same beside the whole.

A commune or a level department reads its own part: the figures of its units together, which rest on units that may be known and
nothing else (`analysis.build_groups`), and the department's whole beside them. Computes nothing.
"""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from analysis.comparison_figures import Change
from analysis.estimates import Estimate, Result
from analysis.mean_of_parts import change_of_mean, mean_of_parts
from analysis.reports import build_representativity
from questionnaires import Questionnaire
from survey_app.models import Campaign, Unit
from survey_app.results.access import access_by_participation, describe_all
from survey_app.results.annual_figures import AnnualPart, DepartmentLevel
from survey_app.results.coverage_counts import find_coverage
from survey_app.results.department_beside import find_beside, place_beside
from survey_app.results.department_earlier import Before, compare_with, find_before, key_of, subject_of
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures, LevelLine, OfficialFigure
from survey_app.results.drivers import find_kept_drivers
from survey_app.results.group_reports import (
    InstrumentGroups,
    LevelFigures,
    figures_by_level,
    find_group_reports,
    mean_of_level,
    official_parts,
)
from survey_app.results.named_targets import targets_of
from survey_app.results.quality_summary import find_quality_summary
from survey_app.results.reports import NotShown
from survey_app.results.store import channels_by_participation

_KINDS: Final = {"school": "trường", "desk": "bộ phận", "commune": "xã, phường", "department": "Sở"}


def find_department_annual(
    session: Session,
    campaign: Campaign,
    unit_id: int,
    *,
    now: dt.datetime,
    grace_minutes: int,
    scope: Collection[str] | None = None,
    scope_name: str = "",
    hidden: Collection[str] = (),
) -> DepartmentReportFigures | NotShown:
    """What is reported of a campaign: of everything, or of the units of a scope beside everything.

    `hidden` are the codes of instruments that do not concern the reader: nothing is said of them.
    """
    found = find_group_reports(session, campaign, scope=scope, with_units=False)
    if isinstance(found, NotShown):
        return found
    before = find_before(session, campaign, scope=scope, now=now, grace_minutes=grace_minutes)
    beside = find_beside(session, campaign, scope=scope)
    shown = [one for one in found if one.questionnaire.code not in hidden and subject_of(one, scope) is not None]
    kinds = Counter(one.questionnaire.code for one in shown)
    names = [_named(one, is_alone=kinds[one.questionnaire.code] == 1) for one in shown]
    parts = tuple(
        _part(session, campaign, one, beside.get(key_of(one), ()), before, scope=scope, named=named)
        for one, named in zip(shown, names, strict=True)
    )
    participations = [number for one in shown for number in one.participations.values()]
    unit = session.get_one(Unit, unit_id)
    report = DepartmentReportFigures(
        unit_id=unit_id,
        unit_name=unit.name,
        is_whole=scope is None,
        scope_name=scope_name,
        campaign_code=campaign.code,
        campaign_name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        target=campaign.target,
        targets=targets_of(session, campaign),
        official=_official(shown, before, scope=scope),
        parts=parts,
        levels=_levels(parts),
        coverage=find_coverage(session, campaign, scope=scope, hidden=hidden),
        access=describe_all(session, campaign, participation_ids=participations),
        fingerprint="",
    )
    return replace(report, fingerprint=_fingerprint(report))


def _named(one: InstrumentGroups, *, is_alone: bool) -> Questionnaire:
    """The instrument as a report calls it: with the kind of unit where several kinds answer it. Its items stay as they are."""
    if is_alone:
        return one.questionnaire
    kind, asked = _KINDS[one.unit_kind], one.questionnaire
    return asked.model_copy(update={"code": f"{asked.code} ({kind})", "short_title": f"{asked.short_title} ({kind})"})


def _part(
    session: Session,
    campaign: Campaign,
    one: InstrumentGroups,
    others: Sequence[InstrumentGroups],
    before: dict[str, Before],
    *,
    scope: Collection[str] | None,
    named: Questionnaire,
) -> DepartmentPart:
    subject = subject_of(one, scope)
    assert subject is not None
    inside = {code: number for code, number in one.participations.items() if scope is None or code in scope}
    since = compare_with(session, campaign, one, before.get(one.questionnaire.code), scope=scope)
    channels: dict[str, int] = {}
    for counts in channels_by_participation(session, list(inside.values())).values():
        for channel, number in counts.items():
            channels[channel] = channels.get(channel, 0) + number
    access = access_by_participation(session, campaign, participation_ids=inside.values())
    quality = find_quality_summary(session, one, inside, is_whole=scope is None)
    share = one.groups.whole.report.index_share
    instrument = next(known for known in campaign.instruments if known.id == one.instrument_id)
    department = one.groups.department
    drivers = find_kept_drivers(session, instrument, one.questionnaire, department=department, kind=one.unit_kind)
    part = AnnualPart(
        participation_id=0,
        questionnaire=named,
        collection=one.collection,
        collected_elsewhere=set(channels) == {"import"},
        report=subject.report,
        uncovered=0,
        grades=None,
        earlier=since.results,
        level=DepartmentLevel(share, one.groups.whole.covered_units)
        if scope is not None and isinstance(share, Estimate)
        else None,
        beside=(),
        access=next(iter(access.values())),
        channels=channels,
        quality=quality.report,
        arrivals_known=quality.looked_at > 0,
        not_compared=since.reason,
    )
    units = [sums for code, sums in one.sums.items() if code in inside]
    return DepartmentPart(
        part=part,
        targets=targets_of(session, campaign, one.questionnaire),
        found=one,
        codes=frozenset(inside),
        subject=subject,
        places=tuple(group for group in one.groups.places if group.kind != "scope"),
        beside=tuple(filter(None, (place_beside(one, other, scope=scope) for other in others))),
        panel=since.panel,
        drivers=drivers if drivers is not None and drivers.reason is None else None,
        quality=quality,
        representativity=build_representativity(units, share=subject.report.index_share),
    )


def _official(shown: Sequence[InstrumentGroups], before: dict[str, Before], *, scope: Collection[str] | None) -> OfficialFigure:
    """The figure over instruments, and what it was if the same instruments were asked in one campaign before."""
    parts = official_parts(shown)
    share = mean_of_parts([_share(one, scope) for one in parts])
    past = [before.get(one.questionnaire.code) for one in parts]
    first = past[0] if past else None
    earlier: Result | None = None
    change: Change | None = None
    if (
        first is not None
        and not first.is_split
        and all(one is not None and one.campaign.id == first.campaign.id for one in past)
    ):
        then = official_parts([one for one in first.found.values() if subject_of(one, scope) is not None])
        same_terms = all(one.groups.convention == old.groups.convention for one in parts for old in then)
        if same_terms and {key_of(one) for one in then} == {key_of(one) for one in parts}:
            earlier = mean_of_parts([_share(one, scope) for one in then])
            change = change_of_mean(earlier, share)
    name = first.campaign.name if earlier is not None and first is not None else ""
    return OfficialFigure(share, tuple(one.questionnaire.short_title for one in parts), earlier, name, change)


def _levels(parts: Sequence[DepartmentPart]) -> tuple[LevelLine, ...]:
    by_instrument = {id(one.found): one for one in parts}
    by_level: dict[tuple[str, str], list[LevelFigures]] = {}
    for row in figures_by_level([one.found for one in parts]):
        of_level = row.figures if row.figures.kind != "whole" else by_instrument[id(row.instrument)].subject
        by_level.setdefault((row.code, row.name), []).append(replace(row, figures=of_level))
    return tuple(
        LevelLine(code, name, mean_of_level(rows), tuple((by_instrument[id(row.instrument)], row.figures) for row in rows))
        for (code, name), rows in by_level.items()
    )


def _share(one: InstrumentGroups, scope: Collection[str] | None) -> Result:
    subject = subject_of(one, scope)
    assert subject is not None
    return subject.report.index_share


def _fingerprint(report: DepartmentReportFigures) -> str:
    """A digest of everything that the report shows of answers, with the targets and what it is called."""
    shown: list[object] = [
        report.campaign_code,
        report.unit_name,
        report.scope_name,
        repr(report.targets),
        repr(report.official),
    ]
    for one in report.parts:
        earlier = one.part.earlier
        shown += [
            one.found.groups.fingerprint,
            one.subject.report.fingerprint,
            earlier.change.fingerprint if earlier else one.part.not_compared,
            one.panel.fingerprint if one.panel else None,
            [(other.collection, other.subject.report.fingerprint, repr(other.same)) for other in one.beside],
            repr((one.drivers, one.quality, one.representativity)),
            sorted(one.part.channels.items()),
        ]
    shown += [repr(report.coverage), repr([level.mean for level in report.levels]), report.access]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()
