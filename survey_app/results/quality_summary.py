"""The quality of an instrument's forms over many units together, for the department's report.

Counts of units where something was noticed, and the headline figure with and without flagged forms as `analysis` lets it pass.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from analysis.reports import Thresholds, UnitSums, build_quality_report
from survey_app.results.department_figures import QualitySummary
from survey_app.results.group_reports import InstrumentGroups
from survey_app.results.quality import arrivals_known, find_bursts_stored, find_stored


def find_quality_summary(
    session: Session, one: InstrumentGroups, participations: Mapping[str, int], *, is_whole: bool
) -> QualitySummary:
    """The quality of the forms of many units together; of a scope only its units that may be known are looked at.

    The department's own figures know the small units as one rest. Those of a scope must not: of two rests the difference would
    be other units.
    """
    units = {number: one.sums[code] for code, number in participations.items()}
    if not is_whole:
        units = {number: unit for number, unit in units.items() if _forms(unit) >= Thresholds().numbers}
    stored = {number: found for number, found in find_stored(session, units).items() if found.forms == _forms(units[number])}
    bursts = find_bursts_stored(session, list(units))
    too_many = sum(
        unit.eligible is not None and unit.forms > unit.eligible
        for unit in one.groups.department.units
        if unit.code in participations
    )
    if len(stored) < sum(_forms(unit) > 0 for unit in units.values()):
        return QualitySummary(None, len(arrivals_known(session, list(units))), len(bursts), too_many)
    report = build_quality_report(
        one.questionnaire,
        [replace(unit, flagged=stored[number].flagged if number in stored else {}) for number, unit in units.items()],
        frame=one.frame,
        tallies={units[number].code: found.tally for number, found in stored.items()},
        convention=one.groups.convention,
    )
    return QualitySummary(report, len(arrivals_known(session, list(units))), len(bursts), too_many)


def _forms(unit: UnitSums) -> int:
    return sum(sums.forms for sums in unit.cells.values())
