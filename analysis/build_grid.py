"""The grid of units and dimensions: every unit of one kind on the whole questionnaire and on each part (docs/methods.md 5).

The same figures as in a comparison, side by side; the department's row is that of `build_department`. Knows no arithmetic.
"""

from collections.abc import Sequence
from dataclasses import replace

from analysis import METHOD_VERSION
from analysis.blocks import Block, block_figures, block_rho
from analysis.build_department import build_department_report
from analysis.comparison_figures import DimensionGrid, GridRow
from analysis.disclosure import DEFAULTS, Thresholds, find_reasons, publish_figures
from analysis.estimates import Convention
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.intervals import share_intervals
from analysis.strata import UnitSums, build_frame, design_unit, stack_designs
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire

GRID_BLOCKS: tuple[Block, ...] = ("index", "dimensions")


def build_dimension_grid(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    target: float,
    convention: Convention = "answers",
    frame: Frame | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> DimensionGrid:
    """Puts the shares of all units on all dimensions beside each other.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        All of one kind, in any order.
    target : float
        Share in [0, 1].
    convention : "answers", "mean" or "eligible"
    frame : Frame, optional
        As in `build_department_report`.
    thresholds : Thresholds

    Returns
    -------
    DimensionGrid
        Rows in Vietnamese order of the names; a figure that is withheld elsewhere is withheld here.

    Raises
    ------
    ValueError
        As in `build_department_report`.

    References
    ----------
    docs/methods.md sections 1 to 5.
    """
    frame = frame or build_frame(questionnaire, units)
    department = build_department_report(
        questionnaire, units, target=target, convention=convention, frame=frame, thresholds=thresholds
    )
    ordered = sorted(units, key=lambda unit: (sort_key(unit.name), unit.code))
    grid = DimensionGrid(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        target=target,
        dimension_codes=tuple(dimension.code for dimension in questionnaire.dimensions),
        dimension_titles=tuple(dimension.title for dimension in questionnaire.dimensions),
        total=GridRow(
            code="",
            name="",
            group="",
            forms=sum(unit.forms for unit in department.units),
            whole=department.total,
            shares=tuple(dimension.share for dimension in department.dimensions),
        ),
        rows=_rows(questionnaire, ordered, frame, convention, thresholds) if ordered else (),
        method_version=METHOD_VERSION,
        fingerprint="",
    )
    return replace(grid, fingerprint=fingerprint_of(grid))


def _rows(
    questionnaire: Questionnaire, units: Sequence[UnitSums], frame: Frame, convention: Convention, thresholds: Thresholds
) -> tuple[GridRow, ...]:
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=thresholds.fewest_in_stratum) for unit in units]
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)
    blocks = []
    for block in GRID_BLOCKS:
        figures = block_figures(questionnaire, design, block, kind="share", convention=convention)
        intervals = share_intervals(figures, block_rho(questionnaire, block, frame))
        blocks.append(publish_figures(figures, intervals, reasons[block], thresholds=thresholds))
    return tuple(
        GridRow(unit.code, unit.name, unit.group, drawn.forms, whole[0], tuple(shares))
        for unit, drawn, whole, shares in zip(units, designs, *blocks, strict=True)
    )
