"""The campaign before, as the department's report compares with it: the whole or a scope as one, and unit by unit.

Units are followed over the years (`earlier_units`). A scope is compared with what its units of today were, wherever these lay
then; not where one of them has given a part to a unit outside. All units are tested together whoever reads, as on the page of
changes and in warnings, so that a unit is said to have risen everywhere or nowhere. Computes nothing.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.group_figures import GroupFigures
from analysis.reports import ChangeReport, build_department_change, build_unit_change
from survey_app.campaigns.lineage import load_lineage
from survey_app.campaigns.schedule import phase_of
from survey_app.models import Campaign, Instrument, Unit
from survey_app.results.annual_figures import EarlierResults, NotCompared
from survey_app.results.earlier_units import follow_report
from survey_app.results.group_reports import InstrumentGroups, find_group_reports
from survey_app.results.reports import NotShown, convention_of

Key = tuple[str, str]  # code of the instrument, kind of unit


@dataclass(frozen=True)
class Before:
    """An earlier campaign with its figures by instrument and kind of unit; `is_split`: the scope's are not comparable."""

    campaign: Campaign
    found: dict[Key, InstrumentGroups]
    is_split: bool


class Since(NamedTuple):
    """The results before and what has changed, the units' changes; or why there are no results to compare with."""

    results: EarlierResults | None
    panel: ChangeReport | None
    reason: NotCompared | None


def key_of(one: InstrumentGroups) -> Key:
    """What is the same instrument, answered by the same kind of unit, in another campaign."""
    return one.questionnaire.code, one.unit_kind


def subject_of(one: InstrumentGroups, scope: Collection[str] | None) -> GroupFigures | None:
    """The group that a report is about: the whole, or the scope, None where no unit of it answers the instrument."""
    if scope is None:
        return one.groups.whole
    return next((group for group in one.groups.places if group.kind == "scope"), None)


def find_before(
    session: Session, campaign: Campaign, *, scope: Collection[str] | None, now: dt.datetime, grace_minutes: int
) -> dict[str, Before]:
    """By the code of each instrument the latest earlier campaign that asked it and is sealed."""
    codes = {instrument.code for instrument in campaign.instruments}
    rows = session.execute(
        select(Campaign, Instrument.code)
        .join(Instrument, Instrument.campaign_id == Campaign.id)
        .where(Campaign.closes_on < campaign.closes_on, Campaign.sealed_on.is_not(None), Instrument.code.in_(codes))
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    )
    chosen: dict[str, Campaign] = {}
    for earlier, code in rows:
        if phase_of(earlier, now=now, grace_minutes=grace_minutes) == "closed":
            chosen.setdefault(code, earlier)
    known: dict[int, Before] = {}
    for earlier in chosen.values():
        if earlier.id not in known:
            scope_then, is_split = _scope_then(session, scope, campaigns=(earlier, campaign))
            found = find_group_reports(session, earlier, scope=scope_then, with_units=False)
            assert not isinstance(found, NotShown)
            known[earlier.id] = Before(earlier, {key_of(one): one for one in found}, is_split)
    return {code: known[earlier.id] for code, earlier in chosen.items()}


def compare_with(
    session: Session, campaign: Campaign, one: InstrumentGroups, before: Before | None, *, scope: Collection[str] | None
) -> Since:
    """An instrument of a campaign beside the campaign before."""
    found = None if before is None else before.found.get(key_of(one))
    then, now = None if found is None else subject_of(found, scope), subject_of(one, scope)
    if before is None or found is None or now is None or (then is None and not before.is_split):
        return Since(None, None, "first")
    if before.campaign.convention != convention_of(campaign):
        return Since(None, None, "another convention")
    asked, labels = (found.questionnaire, one.questionnaire), (before.campaign.name, campaign.name)
    instruments = session.get_one(Instrument, found.instrument_id), session.get_one(Instrument, one.instrument_id)
    followed, broken = follow_report(session, found.groups.department, instruments=instruments, kind=one.unit_kind)
    panel = build_department_change(
        followed, one.groups.department, questionnaires=asked, labels=labels, broken=broken, narrow_to=scope
    )
    if then is None or before.is_split:
        return Since(None, panel, "scope split")
    if not then.report.forms:
        return Since(None, None, "no answers")
    # the subject is called as it is now, whatever its name was then
    report = replace(then.report, unit_code=now.report.unit_code, unit_name=now.report.unit_name)
    change = build_unit_change(report, now.report, questionnaires=asked, labels=labels)
    return Since(EarlierResults(before.campaign.name, before.campaign.closes_on, report, change), panel, None)


def _scope_then(
    session: Session, scope: Collection[str] | None, *, campaigns: tuple[Campaign, Campaign]
) -> tuple[Collection[str] | None, bool]:
    """The codes of what the units of a scope were when the earlier campaign was opened, and whether one of them was split."""
    if scope is None:
        return None, False
    (earlier, later), lineage = campaigns, load_lineage(session)
    codes = dict(session.execute(select(Unit.id, Unit.code)).all())
    own = [unit_id for unit_id, code in codes.items() if code in scope]
    ancestry = lineage.trace_group(own, then=earlier.opens_on, now=later.opens_on)
    return frozenset(codes[one] for one in ancestry.unit_ids), ancestry.is_split
