"""What explains the reports of a desk: drivers, scales, quality of forms, who took part (docs/methods.md sections 2, 9 to 11).

Turns rows into the sums that the builders ask for, flagged forms apart; must not compute a figure nor know how it is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.desk.answers import Forms
from analysis.desk.counting import count_forms
from analysis.disclosure import Thresholds
from analysis.duplicates import identical_sheets
from analysis.estimates import Convention
from analysis.figures import DepartmentReport, UnitReport
from analysis.frame import Frame
from analysis.insight_figures import DriversReport, QualityReport, Representativity, ScaleReliability
from analysis.pair_sheets import pair_sums_by_unit
from analysis.pair_sums import PairSums
from analysis.quality import FlagTally, FormFlags, count_flags, flag_forms
from analysis.reports import (
    UnitSums,
    build_drivers_report,
    build_quality_report,
    build_quality_reports,
    build_reliability,
    build_representativity,
)
from analysis.sums import Sums
from questionnaires import Questionnaire


@dataclass(frozen=True)
class Participants:
    """What is said of the forms of a unit, or of the department, beside its report."""

    quality: QualityReport
    representativity: Representativity | None


@dataclass(frozen=True)
class Insight(Participants):
    """What is said of the department: a single unit has too few forms for drivers with limits, and shares its scales."""

    drivers: DriversReport | None
    reliability: tuple[ScaleReliability, ...]


@dataclass(frozen=True)
class Grounds:
    """What all insights of a desk rest on."""

    questionnaire: Questionnaire
    frame: Frame
    convention: Convention
    thresholds: Thresholds
    seed: int


@dataclass(frozen=True)
class Insights:
    """The insights of a desk: its department and each unit."""

    department: Insight
    units: Mapping[str, Participants]


def explain(
    forms: Forms,
    unit_of: Sequence[str],
    units: Sequence[UnitSums],
    *,
    grounds: Grounds,
    department: DepartmentReport,
    reports: Sequence[UnitReport],
) -> Insights:
    """Makes the insights.

    Parameters
    ----------
    forms : Forms
    unit_of : sequence of str
        For each cell of the forms.
    units : sequence of UnitSums
        In the order of `reports`.
    grounds : Grounds
    department : DepartmentReport
    reports : sequence of UnitReport

    Returns
    -------
    Insights
    """
    questionnaire, thresholds = grounds.questionnaire, grounds.thresholds
    labels = [unit_of[cell] for cell in forms.cell_of.tolist()]
    twins = identical_sheets(questionnaire, forms.sheets, labels)
    flags = flag_forms(questionnaire, forms.sheets, identical=twins.marked)
    marked = _with_pairs(units, forms, unit_of, flags, questionnaire)
    tallies = _tallies(questionnaire, flags, labels)

    whole = Insight(
        quality=build_quality_report(
            questionnaire,
            marked,
            frame=grounds.frame,
            tallies=tallies,
            convention=grounds.convention,
            thresholds=thresholds,
        ),
        representativity=build_representativity(marked, share=department.total),
        drivers=_drivers(marked, department, grounds),
        reliability=_reliability(questionnaire, [unit.pairs for unit in marked if _is_large(unit, thresholds)]),
    )
    of_units = build_quality_reports(
        questionnaire,
        marked,
        frame=grounds.frame,
        tallies=tallies,
        identical={str(unit): found for unit, found in twins.by_unit.items()},
        convention=grounds.convention,
        thresholds=thresholds,
    )
    units_said = {
        unit.code: Participants(quality, build_representativity([unit], share=report.index_share))
        for unit, quality, report in zip(marked, of_units, reports, strict=True)
    }
    return Insights(whole, units_said)


def _drivers(units: Sequence[UnitSums], report: DepartmentReport, grounds: Grounds) -> DriversReport | None:
    if grounds.questionnaire.overall_item is None:
        return None
    return build_drivers_report(
        grounds.questionnaire,
        units,
        subject="",
        figures=report.dimensions,
        seed=grounds.seed,
        thresholds=grounds.thresholds,
    )


def _is_large(unit: UnitSums, thresholds: Thresholds) -> bool:
    return unit.pairs is not None and sum(sums.forms for sums in unit.cells.values()) >= thresholds.numbers


def _reliability(questionnaire: Questionnaire, pairs: Sequence[PairSums | None]) -> tuple[ScaleReliability, ...]:
    known = [each for each in pairs if each is not None]
    return build_reliability(questionnaire, known) if known else ()


def _with_pairs(
    units: Sequence[UnitSums], forms: Forms, unit_of: Sequence[str], flags: FormFlags, questionnaire: Questionnaire
) -> list[UnitSums]:
    """The units with their sums of pairs, and with those of their flagged forms."""
    labels = [unit_of[cell] for cell in forms.cell_of.tolist()]
    chosen = np.flatnonzero(flags.any_flag)
    flagged: dict[str, dict[str, Sums]] = {}
    counted = count_forms(questionnaire, forms, chosen)
    for (_, cell), owner, sums in zip(forms.cells, unit_of, counted, strict=True):
        if sums.forms:
            flagged.setdefault(owner, {})[cell] = sums
    pairs = pair_sums_by_unit(questionnaire, forms.sheets, labels)
    of_flagged = pair_sums_by_unit(questionnaire, forms.sheets[chosen], [labels[row] for row in chosen.tolist()])
    return [
        replace(unit, flagged=flagged.get(unit.code, {}), pairs=pairs.get(unit.code), flagged_pairs=of_flagged.get(unit.code))
        for unit in units
    ]


def _tallies(questionnaire: Questionnaire, flags: FormFlags, labels: Sequence[str]) -> dict[str, FlagTally]:
    """The flags of each unit."""
    rows: dict[str, list[int]] = {}
    for row, label in enumerate(labels):
        rows.setdefault(label, []).append(row)
    return {label: count_flags(questionnaire, flags.take(np.array(chosen))) for label, chosen in rows.items()}
