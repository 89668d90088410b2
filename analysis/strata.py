"""Units as they enter the analysis; the rules on eligible numbers follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.frame import Frame, frame_from_sums
from analysis.sums import Sums, merge
from questionnaires import Questionnaire

Eligible = Mapping[str, int] | int | None


@dataclass(frozen=True)
class UnitSums:
    """A unit with its sums per grade ("" = not stated) and its eligible numbers: per grade in order, of the whole unit, or
    unknown."""

    code: str
    name: str
    group: str
    cells: Mapping[str, Sums]
    eligible: Eligible


def build_frame(questionnaire: Questionnaire, units: Sequence[UnitSums]) -> Frame:
    """The pooled correlations over all units of a campaign and instrument."""
    zero = Sums.zero(questionnaire)
    return frame_from_sums(questionnaire, [merge([zero, *unit.cells.values()]) for unit in units])
