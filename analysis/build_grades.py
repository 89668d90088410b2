"""A unit's index and dimensions by grade, beside its own report (docs/methods.md section 4).

What is shown is a table of parts, `grade_groups`, each of which may be known: at least ten people in every figure, and nobody
says what everybody answered. Forms without a grade are a part as well, told by subtraction if by nothing else: where they may
not stand by themselves they are in the last group. So all that can be added and subtracted are sums of such parts.

There is no table at all, rather than one with holes,

* where the unit's report weighs grades that the table must put together: a weighted figure beside the parts' would tell them
  apart;
* where the shares by item beside those by grade would give away what few people answered (`grade_items`); the weights make that
  stricter under the conventions whose shares weigh grades;
* where fewer than two groups remain.

A part is computed as one stratum, so every number of it is a function of its sums, whatever grades it was put together from.
A figure that the unit's report withholds is withheld of every grade.

To be published once, when nothing of the campaign can change any more: what a grade gains between two tables could be a few.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis import METHOD_VERSION
from analysis.blocks import Block, block_figures, block_rho
from analysis.disclosure import DEFAULTS, Thresholds, own_reasons, publish_figures
from analysis.estimates import Convention, Estimate, Result, Suppressed
from analysis.figures import DimensionFigures, UnitReport
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.grade_figures import GradeGroup, GradesReport
from analysis.grade_groups import GradePart, group_grades, may_stand
from analysis.grade_items import ItemTable, tells_answers
from analysis.grades import NOT_STATED
from analysis.intervals import share_intervals
from analysis.strata import Design, UnitSums, design_unit, stack_designs
from analysis.sums import Sums
from questionnaires import Questionnaire

SECRET = ("too few", "everyone", "protects another")


@dataclass(frozen=True)
class _Table:
    """The parts of one unit: the groups in order, then those without a grade if they stand by themselves."""

    report: UnitReport
    groups: tuple[GradePart, ...]
    not_stated: int


def build_grades_report(
    questionnaire: Questionnaire,
    unit: UnitSums,
    report: UnitReport,
    *,
    frame: Frame,
    thresholds: Thresholds = DEFAULTS,
) -> GradesReport | None:
    """Gives the index and the dimensions of one unit by grade, as far as grades may be known beside each other.

    Parameters
    ----------
    questionnaire : Questionnaire
    unit : UnitSums
    report : UnitReport
        Of these sums, under this frame and these thresholds.
    frame : Frame
        Of all units of the campaign on this instrument.
    thresholds : Thresholds

    Returns
    -------
    GradesReport or None
        None where there are not two groups that may be shown.

    Raises
    ------
    ValueError
        A report of another unit, questionnaire or number of forms; a frame of another questionnaire.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> from analysis.build_unit import build_unit_report
    >>> from analysis.sheets import sums_from_sheets
    >>> from analysis.strata import build_frame
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["TH-PH"]
    >>> width = len(questionnaire.closed_items)
    >>> forms = lambda n: sums_from_sheets(questionnaire, ["4" * width, "3" * width, "2" * width] * n)
    >>> unit = UnitSums("TH01", "Hoa Ban", "", {"1": forms(12), "2": forms(2), "3": forms(15), "": forms(1)}, None)
    >>> frame = build_frame(questionnaire, [unit])
    >>> report = build_unit_report(questionnaire, unit.cells, unit_code=unit.code, unit_name=unit.name, eligible=None,
    ...     frame=frame, target=0.9)
    >>> [(group.grades, group.forms) for group in build_grades_report(questionnaire, unit, report, frame=frame).groups]
    [(('1',), 36), (('2', '3', '4', '5', ''), 54)]
    """
    return build_grades_reports(questionnaire, [unit], [report], frame=frame, thresholds=thresholds)[0]


def build_grades_reports(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    reports: Sequence[UnitReport],
    *,
    frame: Frame,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[GradesReport | None, ...]:
    """The figures by grade of many units, each as if it stood alone; computed at once, which takes a fraction of the time.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    reports : sequence of UnitReport
        One for each unit.
    frame, thresholds
        As in `build_grades_report`.

    Returns
    -------
    tuple of GradesReport or None
        In the order of the units.

    Raises
    ------
    ValueError
        As in `build_grades_report`; reports under several conventions.

    References
    ----------
    docs/methods.md section 4.
    """
    if frame.questionnaire_digest != questionnaire.digest:
        raise ValueError("the frame was made for another questionnaire")
    found = [_find_table(questionnaire, unit, report, thresholds) for unit, report in zip(units, reports, strict=True)]
    tables = [table for table in found if table is not None]
    if not tables:
        return (None,) * len(found)
    parts = [part for table in tables for part in table.groups]
    # no grades inside a part: it is one stratum, and its numbers tell nothing of how it was put together
    design = stack_designs([design_unit(questionnaire, {NOT_STATED: part.sums}, part.eligible or None) for part in parts])
    if any(report.convention != reports[0].convention for report in reports):
        raise ValueError("reports under several conventions")
    index, dimensions = (
        iter(_publish(questionnaire, design, block, reports[0].convention, frame=frame, thresholds=thresholds))
        for block in ("index", "dimensions")
    )
    return tuple(
        None if table is None else _report(questionnaire, table, [(next(index)[0], next(dimensions)) for _ in table.groups])
        for table in found
    )


def _find_table(questionnaire: Questionnaire, unit: UnitSums, report: UnitReport, thresholds: Thresholds) -> _Table | None:
    """The parts of a unit, None where they may not be shown."""
    forms = sum(sums.forms for sums in unit.cells.values())
    if (report.questionnaire_digest, report.unit_code, report.forms) != (questionnaire.digest, unit.code, forms):
        raise ValueError(f"the report is not of these sums: {report.unit_code} with {report.forms} forms")
    places = [d for d, dimension in enumerate(report.dimensions) if _is_open(dimension.share)]
    if not places or not questionnaire.grades:
        return None
    parts = group_grades(questionnaire, unit.cells, unit.eligible, dimensions=places, thresholds=thresholds)
    stands_apart = parts[-1].grades == (NOT_STATED,)
    groups = parts[:-1] if stands_apart else parts
    if len(groups) < 2 or not all(may_stand(part, places, thresholds) for part in parts):
        return None
    strata = design_unit(questionnaire, unit.cells, unit.eligible, fewest=thresholds.fewest_in_stratum)
    if strata.is_weighted_by_grade and strata.strata != tuple(part.sums for part in parts):
        return None
    weighs = strata.is_weighted_by_grade and report.convention != "answers"
    if any(_tells(questionnaire, unit, parts, report.dimensions[d], thresholds, weighs=weighs) for d in places):
        return None
    return _Table(report, groups, parts[-1].sums.forms if stands_apart else 0)


def _is_open(result: Result) -> bool:
    """Whether a figure of the unit may be known: what is only too wide is no secret, so it is guarded like what is shown."""
    return isinstance(result, Estimate) or result.reason == "too wide"


def _tells(
    questionnaire: Questionnaire,
    unit: UnitSums,
    parts: Sequence[GradePart],
    figures: DimensionFigures,
    thresholds: Thresholds,
    *,
    weighs: bool,
) -> bool:
    """Whether the items of one dimension forbid to show it by grade."""
    if isinstance(figures.share, Estimate) and figures.share.value in (0.0, 1.0):
        return False  # the unit's report says it of every grade
    place = {item.code: k for k, item in enumerate(questionnaire.closed_items)}
    column = [dimension.code for dimension in questionnaire.dimensions].index(figures.code)
    satisfied = [option.value for option in questionnaire.scale.options if option.satisfied]
    reasons = [item.share.reason if isinstance(item.share, Suppressed) else "" for item in figures.items]
    cells = [(group, grade, cell) for group, part in enumerate(parts) for grade, cell in _cells_in(part, parts, unit)]
    counts = np.stack([cell.counts[[place[item.code] for item in figures.items]] for _, _, cell in cells])
    numbers = unit.eligible if isinstance(unit.eligible, Mapping) else {}
    table = ItemTable(
        answers=counts[:, :, 1:].sum(axis=2),
        satisfied=counts[:, :, satisfied].sum(axis=2),
        groups=[group for group, _, _ in cells],
        people=[int(cell.answering[column]) for _, _, cell in cells],
        eligible=[max(numbers.get(grade, 0), cell.forms) for _, grade, cell in cells],
        is_shown=[not reason for reason in reasons],
        is_withheld=[reason in SECRET for reason in reasons],
        is_secret=[reason in ("too few", "everyone") for reason in reasons],
    )
    return tells_answers(table, numbers=thresholds.numbers, everyone=thresholds.everyone, items_by_group=weighs)


def _cells_in(part: GradePart, parts: Sequence[GradePart], unit: UnitSums) -> Iterator[tuple[str, Sums]]:
    """The grades of a part that have forms; those outside the frame count as not stated, each by itself."""
    framed = {grade for one in parts for grade in one.grades}
    for grade, cell in unit.cells.items():
        if cell.forms and (grade if grade in framed else NOT_STATED) in part.grades:
            yield grade, cell


def _publish(
    questionnaire: Questionnaire,
    design: Design,
    block: Block,
    convention: Convention,
    *,
    frame: Frame,
    thresholds: Thresholds,
) -> list[list[Result]]:
    """The shares of one block in every group of a design."""
    figures = block_figures(questionnaire, design, block, kind="share", convention=convention)
    intervals = share_intervals(figures, block_rho(questionnaire, block, frame))
    return publish_figures(figures, intervals, own_reasons(figures, thresholds), thresholds=thresholds)


def _report(questionnaire: Questionnaire, table: _Table, rows: Sequence[tuple[Result, Sequence[Result]]]) -> GradesReport:
    of_unit = table.report
    report = GradesReport(
        dimension_codes=tuple(dimension.code for dimension in questionnaire.dimensions),
        groups=tuple(
            GradeGroup(
                grades=part.grades,
                forms=part.sums.forms,
                eligible=part.eligible or None,
                index_share=_as_in_unit(index, of_unit.index_share),
                shares=tuple(map(_as_in_unit, shares, (dimension.share for dimension in of_unit.dimensions))),
            )
            for part, (index, shares) in zip(table.groups, rows, strict=True)
        ),
        not_stated=table.not_stated,
        method_version=METHOD_VERSION,
    )
    return replace(report, fingerprint=fingerprint_of(report))


def _as_in_unit(share: Result, of_unit: Result) -> Result:
    """The share of a group, withheld where that of the unit is; of a secret of the unit not even who has answered."""
    if isinstance(of_unit, Estimate) or of_unit.reason not in ("too wide", *SECRET):
        return share
    return Suppressed("too wide", share.n) if of_unit.reason == "too wide" else Suppressed("protects another")
