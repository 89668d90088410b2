"""What reports tell, as equations over counts of answers: the reader's side of `build_unit` and `build_department`.

Everything is taken from the printed values alone, for `attacker.recover`. Knows the shapes of reports and the published rule by
which a department takes units in; must not know sums of answers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.attacker import Equation
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate, Result, Suppressed
from analysis.figures import DepartmentReport, DimensionFigures, ItemFigures, UnitReport

SATISFIED = (4, 5)
LEVELS = (1, 2, 3, 4, 5)
SECRET = ("too few", "everyone", "protects another")


class Answers(NamedTuple):
    """How many people of a unit gave an item this answer, among those whom a release gained."""

    unit: str
    item: str
    level: int
    release: int = 1


class _Figure(NamedTuple):
    """One line of a report: a share and a score over some items, and the counts of a single item."""

    items: tuple[str, ...]
    share: Result
    score: Result
    counts: tuple[int, ...] | None


def published_from_reports(
    unit_reports: Sequence[UnitReport],
    department_reports: Sequence[DepartmentReport] = (),
    *,
    release: int = 1,
    satisfied: Collection[int] = SATISFIED,
    numbers: int = DEFAULTS.numbers,
) -> tuple[Equation, ...]:
    """The equations that the reports of one release are.

    Parameters
    ----------
    unit_reports : sequence of UnitReport
        Of one instrument; of all units that a department's figures may cover.
    department_reports : sequence of DepartmentReport
        Of departments that may overlap.
    release : int
        Its figures cover the increments 1 to `release`.
    satisfied : collection of int
        Option values that count as satisfied.
    numbers : int
        Respondents for any figure; smaller units are a department's rest.

    Returns
    -------
    tuple of Equation
        Over `Answers`. Shares, scores and distributions under the convention "answers"; under the others, whose shares weigh
        answers, the distributions of units. Not read: expectation met, index weighted by grade, errors and limits, comparisons.

    Raises
    ------
    ValueError
        A unit of a department without a report.

    References
    ----------
    docs/methods.md section 4.
    """
    open_units = {report.unit_code for report in unit_reports if not _has_secret(report)}
    own = {report.unit_code: {figure.items: figure for figure in _figures_of(report)} for report in unit_reports}
    equations: list[Equation] = []
    for report in unit_reports:
        for figure in own[report.unit_code].values():
            equations += _equations(figure, [report.unit_code], release, satisfied, is_counted=report.convention == "answers")
    for department in department_reports:
        if department.convention != "answers":
            continue
        for figure in _figures_of_department(department):
            units = _covered(department, figure, own, open_units, numbers)
            equations += _equations(figure, units, release, satisfied, is_counted=True)
    return tuple(equations)


def withheld_in_reports(
    unit_reports: Sequence[UnitReport], *, release: int = 1, satisfied: Collection[int] = SATISFIED
) -> dict[tuple[str, tuple[str, ...]], frozenset[Answers]]:
    """The satisfied answers behind every share of a unit that is withheld to protect people.

    Parameters
    ----------
    unit_reports : sequence of UnitReport
    release : int
    satisfied : collection of int

    Returns
    -------
    dict of (str, tuple of str) to frozenset of Answers
        By unit and the items of the figure; reasons "too few" and "everyone" only: other figures protect these.

    References
    ----------
    docs/methods.md section 4.
    """
    return {
        (report.unit_code, figure.items): frozenset(_cells([report.unit_code], figure.items, satisfied, release))
        for report in unit_reports
        for figure in _figures_of(report)
        if isinstance(figure.share, Suppressed) and figure.share.reason in ("too few", "everyone")
    }


def _has_secret(report: UnitReport) -> bool:
    shares = [figure.share for figure in _figures_of(report)]
    return any(isinstance(one, Suppressed) and one.reason in SECRET for one in (*shares, report.expectation))


def _figures_of(report: UnitReport) -> Iterator[_Figure]:
    yield from _figures(report.dimensions, report.index_share, report.index_score)
    if report.overall is not None:
        yield _item(report.overall)


def _figures_of_department(report: DepartmentReport) -> Iterator[_Figure]:
    measured = [d for d in report.dimensions if report.measure_code in ("", d.code)]
    yield _Figure(tuple(item.code for d in measured for item in d.items), report.total, report.total_score, None)
    yield from _figures(report.dimensions, None, None)
    if report.overall is not None:
        yield _item(report.overall)


def _figures(dimensions: Sequence[DimensionFigures], share: Result | None, score: Result | None) -> Iterator[_Figure]:
    for dimension in dimensions:
        yield _Figure(tuple(item.code for item in dimension.items), dimension.share, dimension.score, None)
        yield from (_item(item) for item in dimension.items)
    if share is not None and score is not None and len(dimensions) > 1:
        yield _Figure(tuple(item.code for dimension in dimensions for item in dimension.items), share, score, None)


def _item(item: ItemFigures) -> _Figure:
    counts = None if isinstance(item.distribution, Suppressed) else item.distribution.counts
    return _Figure((item.code,), item.share, item.score, counts)


def _covered(
    department: DepartmentReport,
    figure: _Figure,
    own: Mapping[str, Mapping[tuple[str, ...], _Figure]],
    open_units: Collection[str],
    numbers: int,
) -> list[str]:
    """The units in a department's figure by the rule of `coverage`; [] where it leaves open whether the rest is in it."""
    if not isinstance(figure.share, Estimate):
        return []
    small = [unit.code for unit in department.units if 0 < unit.forms < numbers]
    large: list[str] = []
    left, doubtful = figure.share.n, 0  # respondents not yet found; those of units that do not say how many they have
    for unit in department.units:
        if unit.forms and unit.code not in own:
            raise ValueError(f"there is no report of {unit.code!r}")
        if not unit.forms or unit.forms < numbers:
            continue
        result = own[unit.code][figure.items].share
        if isinstance(result, Estimate) or result.reason == "too wide":
            large.append(unit.code)
            left -= result.n or 0
        elif result.reason == "incomplete" and unit.code in open_units:
            large.append(unit.code)
            doubtful += unit.forms
    if left > doubtful:
        return [*large, *small]
    return large if not left or not small else []


def _cells(units: Sequence[str], items: Sequence[str], levels: Collection[int], release: int) -> Iterator[Answers]:
    return (Answers(u, i, level, r) for u in units for i in items for level in sorted(levels) for r in range(1, release + 1))


def _equations(
    figure: _Figure, units: Sequence[str], release: int, satisfied: Collection[int], *, is_counted: bool
) -> Iterator[Equation]:
    """What one figure over some units says; the base counts answers, so shares and scores give back whole sums."""
    if not units:
        return
    every = list(_cells(units, figure.items, LEVELS, release))
    if figure.counts is not None:
        for level, count in zip(LEVELS, figure.counts, strict=True):
            yield Equation(dict.fromkeys(_cells(units, figure.items, [level], release), 1), count)
    if isinstance(figure.share, Estimate) and is_counted:
        share = figure.share
        yield Equation(dict.fromkeys(every, 1), share.base)
        yield Equation({cell: 1 for cell in every if cell.level in satisfied}, round(share.value * share.base))
    if isinstance(figure.score, Estimate) and is_counted:
        score = figure.score
        yield Equation(dict.fromkeys(every, 1), score.base)
        yield Equation({cell: cell.level for cell in every}, round(score.value * score.base))
