"""The figures of one instrument for a release, beside all that was out before (docs/methods.md section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.build_groups import build_groups_report
from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Convention
from analysis.frame import Frame
from analysis.group_figures import GroupsReport, Place
from analysis.release_memory import Told, find_refused, told_by
from analysis.strata import UnitSums
from questionnaires import Questionnaire


@dataclass(frozen=True)
class ReleasedInstrument:
    """The figures, what they tell, and the units that are withheld only because of earlier releases."""

    report: GroupsReport
    told: Told
    refused: frozenset[str]


def build_released_instrument(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    places: Sequence[Place],
    target: float,
    frame: Frame,
    earlier: Sequence[Told] = (),
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> ReleasedInstrument:
    """Estimates, gates and judges an instrument, withholding what earlier releases would give away.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        All of one kind that answer the instrument.
    places : sequence of Place
    target : float
    frame : Frame
        Of all units that answer the instrument.
    earlier : sequence of Told
        Of all releases of the campaign that were ever out, the first one first.
    convention : "answers", "mean" or "eligible"
        The one of the earlier releases.
    thresholds : Thresholds
        Those of the earlier releases.

    Returns
    -------
    ReleasedInstrument
        A refused unit stands in the report without forms; it counts in no figure.

    References
    ----------
    docs/methods.md, releases.
    """
    kept = list(units)
    refused: frozenset[str] = frozenset()
    while True:
        told = told_by(questionnaire, kept, convention=convention, thresholds=thresholds)
        found = find_refused(told, earlier, thresholds=thresholds)
        if not found:
            break
        small = frozenset(unit.code for unit in kept if 0 < _forms(unit) < thresholds.numbers)
        refused |= found.units | (small if found.rest else frozenset())
        kept = [replace(unit, cells={}) if unit.code in refused else unit for unit in kept]
    report = build_groups_report(
        questionnaire,
        kept,
        places=places,
        target=target,
        convention=convention,
        frame=frame,
        thresholds=thresholds,
    )
    return ReleasedInstrument(report, told, refused)


def _forms(unit: UnitSums) -> int:
    return sum(cell.forms for cell in unit.cells.values())
