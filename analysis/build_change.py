"""Two campaigns compared: one unit figure by figure, or a department unit by unit (docs/methods.md section 7).

Takes reports and no sums: every number here is a function of figures that have passed the gate. So whoever holds both reports
could work it out, and a comparison gives nothing away that they do not. What two published reports together give away
(the answers that came between them, where their people overlap) is decided when the later one is released, not here; and a
figure withheld in one campaign is compared with nothing, nor does it enter the panel.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis import METHOD_VERSION
from analysis.change import MATERIAL, judge_changes
from analysis.comparison_figures import BrokenSeries, ChangeReport, ChangeRow, NotCompared
from analysis.differences import Compared, compare_estimates, mean_difference
from analysis.estimates import Estimate, Result
from analysis.figures import DepartmentReport, DimensionFigures, ItemFigures, UnitFigures, UnitReport
from analysis.fingerprints import fingerprint_of
from analysis.moments import Kind
from analysis.vietnamese import sort_key
from analysis.wordings import comparable_codes
from questionnaires import Questionnaire

Questionnaires = tuple[Questionnaire, Questionnaire]


@dataclass(frozen=True)
class Line:
    """A row before it is judged."""

    code: str
    label: str
    earlier: Result | None
    later: Result | None
    is_same: bool
    broken: BrokenSeries | None = None


def build_unit_change(
    earlier: UnitReport,
    later: UnitReport,
    *,
    questionnaires: Questionnaires,
    labels: tuple[str, str],
    kind: Kind = "share",
    material: float | None = None,
) -> ChangeReport:
    """Compares all figures of one unit between two campaigns.

    Parameters
    ----------
    earlier, later : UnitReport
        Of one unit, on versions of one instrument, under one convention.
    questionnaires : tuple of two Questionnaire
        The versions that were answered.
    labels : tuple of two str
        Names of the campaigns.
    kind : "share" or "score"
    material : float, optional
        The smallest change that matters; 0.02 of a share, 0.08 of a score where not given.

    Returns
    -------
    ChangeReport
        Rows are the dimensions of the later report, each followed by its items, then the overall item. The index and all rows
        are adjusted together.

    Raises
    ------
    ValueError
        Reports that cannot be compared: of another unit, instrument, convention or method; another questionnaire; `material`
        below 0.

    References
    ----------
    docs/methods.md section 7.
    """
    refuse_mixed((earlier, later), questionnaires)
    if earlier.unit_code != later.unit_code:
        raise ValueError(f"reports of two units: {earlier.unit_code} and {later.unit_code}")
    same = comparable_codes(*questionnaires)
    before = figures_by_code(earlier, kind)
    lines = [Line(c, label, before.get(c), result, same.includes(c)) for c, label, result in _figures_of(later, kind)]
    step = MATERIAL[kind] if material is None else material
    rows, tests = _judge(lines, kind, step)
    report = ChangeReport(
        questionnaire_code=later.questionnaire_code,
        questionnaire_title=later.questionnaire_title,
        measure_code="",
        measure_title=later.questionnaire_title,
        subject=later.unit_name,
        earlier_label=labels[0],
        later_label=labels[1],
        whole=rows[0],
        panel=None,
        panel_units=0,
        rows=tuple(rows[1:]),
        dropped=same.dropped,
        tests=tests,
        method_version=METHOD_VERSION,
        fingerprint="",
        kind=kind,
        material=step,
        convention=later.convention,
    )
    return replace(report, fingerprint=fingerprint_of(report))


def build_department_change(
    earlier: DepartmentReport,
    later: DepartmentReport,
    *,
    questionnaires: Questionnaires,
    labels: tuple[str, str],
    subject: str = "",
    material: float | None = None,
    broken: Mapping[str, BrokenSeries] | None = None,
    narrow_to: Collection[str] | None = None,
) -> ChangeReport:
    """Compares the units of a department on one share between two campaigns.

    Parameters
    ----------
    earlier, later : DepartmentReport
        On one measure, on versions of one instrument, under one convention.
    questionnaires : tuple of two Questionnaire
        The versions that were answered.
    labels : tuple of two str
        Names of the campaigns.
    subject : str
        Name of the department.
    material : float, optional
        The smallest change that matters; 0.02 where not given.
    broken : mapping of str to BrokenSeries, optional
        By code why a unit of the later campaign has no earlier figure of its own, where that is known.
    narrow_to : collection of str, optional
        Codes of the units whose rows and panel are wanted. All units are tested together all the same, so a unit reads alike
        whoever looks.

    Returns
    -------
    ChangeReport
        Rows are the units of either campaign in Vietnamese order, adjusted together. `whole` compares the totals, each over the
        units covered in its campaign, and stands alone; `panel` is the plain mean of the changes of the `panel_units` units
        that are shown in both, None for fewer than two.

    Raises
    ------
    ValueError
        Reports that cannot be compared: on another measure or instrument, another convention or method; another
        questionnaire; `material` below 0.

    References
    ----------
    docs/methods.md section 7.
    """
    refuse_mixed((earlier, later), questionnaires)
    if earlier.measure_code != later.measure_code:
        raise ValueError(f"two measures: {earlier.measure_code!r} and {later.measure_code!r}")
    same = comparable_codes(*questionnaires)
    is_same = same.includes(later.measure_code)
    before, after = ({unit.code: unit for unit in report.units} for report in (earlier, later))
    units = sorted({**before, **after}.values(), key=lambda unit: (sort_key(unit.name), unit.code))
    why = broken or {}
    lines = [
        Line(u.code, u.name, _result_of(before, u.code), _result_of(after, u.code), is_same, why.get(u.code)) for u in units
    ]
    step = MATERIAL["share"] if material is None else material
    judged, tests = _judge(lines, "share", step)
    rows = [row for row in judged if narrow_to is None or row.code in narrow_to]
    (whole,), _ = _judge([Line("", later.measure_title, earlier.total, later.total, is_same)], "share", step)
    pairs = [
        (row.earlier, row.later)
        for row in rows
        if row.change is not None and isinstance(row.earlier, Estimate) and isinstance(row.later, Estimate)
    ]
    report = ChangeReport(
        questionnaire_code=later.questionnaire_code,
        questionnaire_title=later.questionnaire_title,
        measure_code=later.measure_code,
        measure_title=later.measure_title,
        subject=subject,
        earlier_label=labels[0],
        later_label=labels[1],
        whole=whole,
        panel=mean_difference(pairs, kind="share"),
        panel_units=len(pairs),
        rows=tuple(rows),
        dropped=same.dropped,
        tests=tests,
        method_version=METHOD_VERSION,
        fingerprint="",
        material=step,
        convention=later.convention,
    )
    return replace(report, fingerprint=fingerprint_of(report))


def refuse_mixed(reports: Sequence[UnitReport | DepartmentReport], questionnaires: Sequence[Questionnaire]) -> None:
    """Refuses reports that are not of one instrument, convention and method, each with its questionnaire.

    Parameters
    ----------
    reports : sequence of UnitReport or DepartmentReport
    questionnaires : sequence of Questionnaire
        One for each report.

    Returns
    -------
    None

    Raises
    ------
    ValueError
        With the first thing that does not fit.

    References
    ----------
    docs/methods.md section 7.
    """
    if len(reports) != len(questionnaires):
        raise ValueError(f"{len(reports)} reports and {len(questionnaires)} questionnaires")
    for report, questionnaire in zip(reports, questionnaires, strict=True):
        if report.questionnaire_digest != questionnaire.digest:
            raise ValueError(f"a report was made with another questionnaire than {questionnaire.code} given for it")
    for what in ("questionnaire_code", "convention", "method_version"):
        found = sorted({getattr(report, what) for report in reports})
        if len(found) > 1:
            raise ValueError(f"reports that differ in {what}: {', '.join(found)}")


def _result_of(units: Mapping[str, UnitFigures], code: str) -> Result | None:
    return units[code].result if code in units else None


def figures_by_code(report: UnitReport, kind: Kind) -> dict[str, Result]:
    """All figures of a unit's report that can be followed over time.

    Parameters
    ----------
    report : UnitReport
    kind : "share" or "score"

    Returns
    -------
    dict of str to Result
        "" the index, then dimensions and items by their codes.

    References
    ----------
    docs/methods.md section 7.
    """
    return {code: result for code, _, result in _figures_of(report, kind)}


def _figures_of(report: UnitReport, kind: Kind) -> Iterator[tuple[str, str, Result]]:
    """Code, title and figure: the index, each dimension with its items, the overall item."""

    def one(figures: DimensionFigures | ItemFigures) -> Result:
        return figures.share if kind == "share" else figures.score

    yield "", report.questionnaire_title, report.index_share if kind == "share" else report.index_score
    for dimension in report.dimensions:
        yield dimension.code, dimension.title, one(dimension)
        for item in dimension.items:
            yield item.code, item.text, one(item)
    if report.overall is not None:
        yield report.overall.code, report.overall.text, one(report.overall)


def _judge(lines: Sequence[Line], kind: Kind, material: float) -> tuple[list[ChangeRow], int]:
    """Rows with their words, and the number of tests that were adjusted together."""
    compared = [_compare(line, kind) for line in lines]
    changes = judge_changes([one if isinstance(one, Compared) else None for one in compared], material=material)
    rows = [
        ChangeRow(line.code, line.label, line.earlier, line.later, change, None if isinstance(one, Compared) else one)
        for line, one, change in zip(lines, compared, changes, strict=True)
    ]
    return rows, sum(isinstance(one, Compared) and one.is_test for one in compared)


def _compare(line: Line, kind: Kind) -> Compared | NotCompared:
    if line.earlier is None:
        return line.broken or "new"
    if line.later is None:
        return "gone"
    if not line.is_same:
        return "reworded"
    if not (isinstance(line.earlier, Estimate) and isinstance(line.later, Estimate)):
        return "withheld"
    return compare_estimates(line.earlier, line.later, kind=kind) or "no spread"
