"""The whole table through the functions of `analysis`: every figure of every unit and of all, with intervals."""

from collections.abc import Sequence

import numpy as np
from _invented import Forms, units_of
from _plain import Table

from analysis.blocks import BLOCKS, block_figures, block_rho
from analysis.intervals import Intervals, score_intervals, share_intervals
from analysis.raw_figures import RawFigures
from analysis.sheets import sums_by_cell_from_matrix
from analysis.strata import UnitSums, build_frame, design_unit, stack_designs
from analysis.sums import Sums
from questionnaires import Questionnaire


def sums_from_rows(questionnaire: Questionnaire, forms: Forms) -> list[Sums]:
    """The sums of all cells."""
    return sums_by_cell_from_matrix(questionnaire, forms.matrix, forms.cells, cells=len(forms.eligible))


def figures_from_sums(questionnaire: Questionnaire, units: Sequence[UnitSums]) -> list[tuple[RawFigures, Intervals | None]]:
    """Index, dimensions and items: shares, then scores, for the units and for all, without and then with intervals."""
    design = stack_designs([design_unit(questionnaire, unit.cells, unit.eligible) for unit in units])
    return [
        (block_figures(questionnaire, groups, block, kind=kind, convention="eligible"), None)
        for groups in (design, design.as_one_group())
        for kind in ("share", "score")
        for block in BLOCKS[:3]
    ]


def table_from_sums(questionnaire: Questionnaire, units: Sequence[UnitSums]) -> Table:
    """The whole table."""
    frame = build_frame(questionnaire, units)
    rhos = [block_rho(questionnaire, block, frame) for block in BLOCKS[:3]]
    figures = [raw for raw, _ in figures_from_sums(questionnaire, units)]
    limited = [(raw, share_intervals(raw, rhos[k % 3]) if k % 6 < 3 else score_intervals(raw)) for k, raw in enumerate(figures)]

    def join(parts: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([np.concatenate(parts[:6], axis=-1), np.concatenate(parts[6:], axis=-1)], axis=-2)

    ends = [np.stack([*own.limits, *own.limits90]) for _, own in limited]
    return Table(join([raw.value for raw, _ in limited]), np.sqrt(join([raw.variance for raw, _ in limited])), join(ends))


def table_from_rows(questionnaire: Questionnaire, forms: Forms) -> Table:
    """From the characters of the forms to the whole table."""
    return table_from_sums(questionnaire, units_of(sums_from_rows(questionnaire, forms), forms.eligible))
