"""What the department collects itself beside the units of a sealed campaign, and the units' own figures over the same units.

Two collections are its own: "independent", posters that lead to the department, and "sample", a drawn sample. They are never
pooled with what units collect. Computes nothing: `analysis.same_units` compares, `analysis.build_groups` gates.
"""

from collections.abc import Collection

from sqlalchemy.orm import Session

from analysis.build_groups import build_groups_report
from analysis.group_figures import GroupFigures, Place
from analysis.same_units import compare_same_units, find_same_units
from survey_app.campaigns.collections import OF_THE_DEPARTMENT
from survey_app.models import Campaign
from survey_app.results.department_earlier import Key, key_of, subject_of
from survey_app.results.department_figures import Beside
from survey_app.results.group_reports import InstrumentGroups, find_group_reports
from survey_app.results.reports import NotShown


def find_beside(
    session: Session, campaign: Campaign, *, scope: Collection[str] | None
) -> dict[Key, tuple[InstrumentGroups, ...]]:
    """By instrument and kind of unit the department's own collections, in their order."""
    beside: dict[Key, tuple[InstrumentGroups, ...]] = {}
    for collection in OF_THE_DEPARTMENT:
        found = find_group_reports(session, campaign, scope=scope, collection=collection, with_units=False)
        for one in () if isinstance(found, NotShown) else found:
            beside[key_of(one)] = (*beside.get(key_of(one), ()), one)
    return beside


def place_beside(own: InstrumentGroups, other: InstrumentGroups, *, scope: Collection[str] | None) -> Beside | None:
    """One collection of the department beside that of the units; None where it asks in no unit of the scope."""
    subject = subject_of(other, scope)
    if subject is None:
        return None
    codes = frozenset(code for code in other.participations if scope is None or code in scope)
    pairs = find_same_units(own.groups, other.groups, within=codes)
    same = None
    if pairs:
        both = frozenset(unit.code for unit, _ in pairs)
        same = compare_same_units(_over(own, both), _over(other, both), pairs)
    return Beside(other, codes, subject, same)


def _over(one: InstrumentGroups, codes: frozenset[str]) -> GroupFigures:
    """The figures of some units, gated and computed as those of a commune or a scope are."""
    found = build_groups_report(
        one.questionnaire,
        list(one.sums.values()),
        places=[Place("scope", "", "", codes)],
        target=one.groups.target,
        convention=one.groups.convention,
        frame=one.frame,
        with_units=False,
        department=one.groups.department,
    )
    (figures,) = found.places
    return figures
