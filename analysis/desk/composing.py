"""From forms and eligible numbers to the reports of a department and of each of its units, by the builders of the service.

Decides which unit is which and under which thresholds; must not compute a figure, nor know files or how reports are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.comparison_figures import DimensionGrid
from analysis.desk.answers import ONE_UNIT, Forms
from analysis.desk.columns import name_some
from analysis.desk.counting import count_forms
from analysis.desk.eligible import Units
from analysis.desk.faults import refuse
from analysis.desk.insights import Grounds, Insights, explain
from analysis.disclosure import Thresholds, find_reasons, is_secret
from analysis.estimates import Convention
from analysis.figures import DepartmentReport, UnitReport
from analysis.frame import Frame
from analysis.reports import UnitSums, build_department_report, build_dimension_grid, build_frame, build_unit_reports
from analysis.strata import Eligible, UnitDesign, design_unit, stack_designs
from analysis.sums import Sums, merge
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire

NEVER: Final = 1e18  # times anything: a threshold that nothing passes; not infinite, since infinity times no one is no number
GATE: Final = Thresholds(strata=1)  # grades as they are: whoever has the rows can count them (docs/decisions.md)
OPEN_GATE: Final = Thresholds(numbers=0, width=NEVER, everyone=NEVER, strata=1)
RANK_DRAWS: Final = 10_000

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What was asked for on the command line. `shows_all`: nothing is withheld."""

    target: float
    convention: Convention
    seed: int
    shows_all: bool

    @property
    def thresholds(self) -> Thresholds:
        """What must be reached before something is shown."""
        return OPEN_GATE if self.shows_all else GATE


@dataclass(frozen=True)
class Desk:
    """Everything that is written: the department, its units in Vietnamese order, and what they were made with.

    `sums` are the sums of each unit. They tell how many found an item not applicable that nobody has answered; nothing else may
    be taken from them. `frame_is_exact`: its correlations are not rounded, since nothing is withheld.
    `small_cells` are units whose weighted figures give a cell of few forms away to whoever solves for it: not to be published.
    """

    questionnaire: Questionnaire
    settings: Settings
    frame: Frame
    frame_is_exact: bool
    department: DepartmentReport
    units: tuple[UnitReport, ...]
    grid: DimensionGrid
    insights: Insights
    small_cells: tuple[str, ...]
    sums: Mapping[str, Sums]


def match_units(forms: Forms, units: Units | None) -> tuple[dict[str, Eligible], tuple[str, ...], tuple[str, ...]]:
    """Which unit has which eligible numbers, and which unit each cell of the forms belongs to.

    Parameters
    ----------
    forms : Forms
    units : Units or None

    Returns
    -------
    eligible : dict of str to Eligible
        Of every unit with forms or with a number.
    unit_of : tuple of str
        For each cell of the forms.
    notes : tuple of str
        What does not fit and is no fault.

    Raises
    ------
    DeskError
        Only one of the files knows units, and the other has several.
    """
    unit_of = tuple(unit for unit, _ in forms.cells)
    if units is None:
        return dict.fromkeys(sorted(set(unit_of))), unit_of, ()
    if forms.has_units and not units.has_codes:
        message = f"không có cột unit, mà tệp {forms.file} có"
        raise refuse(units.file, message, "thêm cột unit để biết số người được hỏi là của đơn vị nào", line=1)
    if not forms.has_units:
        if len(units.eligible) > 1:
            message = f"không có cột unit, mà tệp {units.file} có {len(units.eligible)} đơn vị"
            raise refuse(forms.file, message, "thêm cột unit để biết mỗi phiếu là của đơn vị nào", line=1)
        (code,) = units.eligible
        unit_of = tuple((code or ONE_UNIT) for _ in unit_of)
    known = {code or ONE_UNIT: numbers for code, numbers in units.eligible.items()}
    strangers = sorted(set(unit_of) - set(known), key=sort_key)
    notes = []
    if strangers:
        notes.append(f"{units.file}: không có số người được hỏi của đơn vị {name_some(strangers)}.")
    astray = sorted(
        {
            f"{unit}/{cell}"
            for unit, (_, cell) in zip(unit_of, forms.cells, strict=True)
            if cell and isinstance(numbers := known.get(unit), Mapping) and cell not in numbers
        },
        key=sort_key,
    )
    if astray:
        notes.append(f"{units.file}: không có cell {name_some(astray)}; các phiếu này được tính như chưa ghi cell.")
    return known | dict.fromkeys(strangers), unit_of, tuple(notes)


def compose(
    questionnaire: Questionnaire,
    forms: Forms,
    eligible: Mapping[str, Eligible],
    unit_of: tuple[str, ...],
    *,
    settings: Settings,
    progress: Progress = lambda words: None,
) -> Desk:
    """Makes the reports.

    Parameters
    ----------
    questionnaire : Questionnaire
    forms : Forms
    eligible : mapping of str to Eligible
        From `match_units`.
    unit_of : tuple of str
        From `match_units`.
    settings : Settings
    progress : callable
        Told in words what is being done.

    Returns
    -------
    Desk
        The same for any order of the forms.
    """
    progress("Đang đếm câu trả lời")
    everything = np.arange(len(forms.sheets))
    cells: dict[str, dict[str, Sums]] = {unit: {} for unit in eligible}
    for (_, cell), code, sums in zip(forms.cells, unit_of, count_forms(questionnaire, forms, everything), strict=True):
        cells[code][cell] = sums
    ordered = sorted(eligible, key=sort_key)
    units = [UnitSums(code, code, "", cells[code], eligible[code]) for code in ordered]
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=1) for unit in units]
    is_exact = not _withholds(questionnaire, designs, settings)
    frame = build_frame(questionnaire, units, is_exact=is_exact)
    progress("Đang tính kết quả chung và thứ hạng")
    department = build_department_report(
        questionnaire,
        units,
        target=settings.target,
        convention=settings.convention,
        frame=frame,
        thresholds=settings.thresholds,
        rank_draws=RANK_DRAWS,
        seed=settings.seed,
    )
    progress("Đang tính kết quả từng đơn vị")
    reports = build_unit_reports(
        questionnaire,
        units,
        frame=frame,
        target=settings.target,
        convention=settings.convention,
        thresholds=settings.thresholds,
    )
    grid = build_dimension_grid(
        questionnaire,
        units,
        target=settings.target,
        convention=settings.convention,
        frame=frame,
        thresholds=settings.thresholds,
    )
    progress("Đang tính yếu tố gắn với hài lòng chung và chất lượng phiếu")
    grounds = Grounds(questionnaire, frame, settings.convention, settings.thresholds, settings.seed)
    insights = explain(forms, unit_of, units, grounds=grounds, department=department, reports=reports)
    zero = Sums.zero(questionnaire)
    whole = {unit.code: merge([zero, *unit.cells.values()]) for unit in units}
    small = tuple(unit.code for unit, design in zip(units, designs, strict=True) if _has_small_cells(design, settings))
    return Desk(questionnaire, settings, frame, is_exact, department, reports, grid, insights, small, whole)


def _withholds(questionnaire: Questionnaire, designs: Sequence[UnitDesign], settings: Settings) -> bool:
    """Whether anything is withheld that the frame, to all its digits, would help to find."""
    reasons = find_reasons(questionnaire, stack_designs(designs), settings.thresholds)
    return any(is_secret(block).any() for block in reasons.values())


def _has_small_cells(unit: UnitDesign, settings: Settings) -> bool:
    """Whether a cell of few forms has a weight of its own in figures that are shown."""
    fewest = settings.thresholds.numbers
    return (
        settings.convention != "answers"
        and unit.is_weighted_by_grade
        and unit.forms >= fewest
        and any(cell.forms < fewest for cell in unit.strata)
    )
