"""Which figures of a release are shown, so that nobody computes what may not be known, not with earlier releases either.

`plan_release` publishes one figure after the other, those of most people first, and refuses each that would, together with all
that is out already, let somebody work out

* a sum over any set of cells with 1 to 9 people in all, be it a cell, a union of hidden cells, what a release has gained or a
  difference of overlapping places; or
* where `values` are given, that everybody or nobody was satisfied among people whose figure is withheld.

What is refused stays refused, since knowledge only grows. Taking the largest first is the row and column rule (beside a hidden
cell the smallest cell of its row and column goes) carried to any tables.

Guaranteed, by exact elimination: no combination of shown figures and `already`, with any factors, is the sum over such a set
(`leaks.tells_few`; where that search would take too long the figure is refused, so haste costs figures, never secrets). With
`values`, every such set could have more or fewer satisfied answers without any shown figure changing: for all sets as long as
parts of answers count (`leaks.tell_unanimous`), for each withheld figure and each smallest group in whole answers too
(`whole_counts.fixed_sums`). Numbers of respondents and answers are taken as known to everybody.

Not guaranteed: figures of which `already` does not tell (another convention of aggregation that weights the same answers
differently, standard errors and limits of figures that rest on different strata); several instruments answered by the same
people, which are planned one by one; several items of one instrument, whose sums `disclosure` guards inside a unit; bounds that
are close but not tight. What `already` gives away by itself cannot be taken back: it is in `ReleasePlan.given_away`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Reason
from analysis.reader_knowledge import Knowledge, Values, group_cells
from analysis.releases import Aggregate, Cell, Levels, people_in, release_aggregates


@dataclass(frozen=True)
class ReleasePlan:
    """What a release shows, and why not the rest.

    `given_away` are the hidden figures that earlier publications tell all the same.
    """

    release: int
    shown: tuple[Aggregate, ...]
    hidden: tuple[tuple[Aggregate, Reason], ...]
    given_away: tuple[Aggregate, ...] = ()

    @property
    def reasons(self) -> dict[tuple[str, str | None], Reason | None]:
        """By place and grade (None: all grades) the reason, None where the figure is shown."""
        shown: dict[tuple[str, str | None], Reason | None] = {(a.place, a.grade): None for a in self.shown}
        return shown | {(a.place, a.grade): reason for a, reason in self.hidden}


def primary_reasons(
    aggregates: Iterable[Aggregate],
    cells: Mapping[Cell, int],
    *,
    thresholds: Thresholds = DEFAULTS,
    everyone: Collection[Aggregate] = (),
) -> dict[Aggregate, Reason]:
    """The figures that must not be known on their own account.

    Parameters
    ----------
    aggregates : iterable of Aggregate
    cells : mapping of Cell to int
        Respondents.
    thresholds : Thresholds
    everyone : collection of Aggregate
        Where nobody is satisfied and nearly all have answered, from `disclosure.own_reasons`.

    Returns
    -------
    dict of Aggregate to "no responses", "too few" or "everyone"
        Without those that have no such reason.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> cell = Cell("TH1", "", 1)
    >>> list(primary_reasons([Aggregate("TH1", None, 1, frozenset([cell]))], {cell: 9}).values())
    ['too few']
    """
    unanimous = {_positive(aggregate, cells) for aggregate in everyone}
    reasons: dict[Aggregate, Reason] = {}
    for aggregate in aggregates:
        people = people_in(aggregate, cells)
        if not people:
            reasons[aggregate] = "no responses"
        elif people < thresholds.numbers:
            reasons[aggregate] = "too few"
        elif _positive(aggregate, cells) in unanimous:
            reasons[aggregate] = "everyone"
    return reasons


def plan_release(
    cells: Mapping[Cell, int],
    levels: Levels,
    *,
    already: Sequence[Aggregate] = (),
    withheld: Sequence[Aggregate] = (),
    thresholds: Thresholds = DEFAULTS,
    values: Values | None = None,
    everyone: Collection[Aggregate] = (),
    by_grade: bool = True,
    prefer: Literal["totals", "units"] = "totals",
) -> ReleasePlan:
    """Chooses what the last release among the cells shows.

    Parameters
    ----------
    cells : mapping of Cell to int
        Respondents of each unit, grade and release increment: for figures of one item, those who answered it.
    levels : mapping of str to collection of str
        Places above the units; `releases.levels_from_parents` makes them from a tree. They may overlap.
    already : sequence of Aggregate
        All that is out: earlier releases, and unit reports where they are shown in any case.
    withheld : sequence of Aggregate
        What earlier releases withheld. It stays unknown as a sum in any case; named here, it may not turn out unanimous either.
    thresholds : Thresholds
    values : mapping of Cell to (int, int), optional
        Satisfied answers and answers of the figure, to guard sets where everybody or nobody is satisfied.
    everyone : collection of Aggregate
        To be withheld though they have enough people; nobody in them is satisfied.
    by_grade : bool
        Whether there are figures per grade.
    prefer : "totals" or "units"
        What is shown first and so hidden last: the largest, or units before the places above them.

    Returns
    -------
    ReleasePlan
        The same for any order of the arguments' entries.

    Raises
    ------
    ValueError
        Negative numbers, values that do not fit, cells in `already` that are not known, levels that do not fit the cells.

    References
    ----------
    docs/methods.md section 4; Langsrud, Secondary cell suppression by Gaussian elimination (2024), R GaussSuppression; Cox,
    Suppression methodology and statistical disclosure control (1980), JASA 75.

    Examples
    --------
    >>> cells = {Cell("TH1", "1", 1): 20, Cell("TH1", "2", 1): 15, Cell("TH1", "3", 1): 4}
    >>> [(grade, reason) for (_, grade), reason in plan_release(cells, {}).reasons.items()]
    [(None, None), ('1', None), ('2', 'protects another'), ('3', 'too few')]
    """
    _check(cells, [*already, *withheld], values, everyone)
    release = max((cell.release for cell in cells), default=0)
    candidates = release_aggregates(cells, levels, release=release, by_grade=by_grade)
    primary = primary_reasons([*candidates, *withheld], cells, thresholds=thresholds, everyone=everyone)
    numbers = group_cells([*candidates, *already, *withheld, *everyone], cells)

    def order(aggregate: Aggregate) -> tuple[bool, int, bool, str, str]:
        is_above = prefer == "units" and aggregate.place in levels
        grade = aggregate.grade
        return is_above, -people_in(aggregate, cells), grade is not None, aggregate.place, grade or ""

    asking = sorted((a for a in candidates if a not in primary), key=order)
    before = Knowledge(numbers, cells, limit=thresholds.numbers, values=values, everyone=everyone)
    before.concede(already)
    secret = [before.groups_of(a) for a, reason in primary.items() if reason != "no responses"]
    secret += [frozenset([group]) for group in sorted(before.secret)]
    lost = set(before.fixed(secret))
    guarded = [groups for groups in dict.fromkeys(secret) if groups not in lost]
    shown, fixed = asking, guarded
    while fixed:
        knowledge = before.copy()
        shown = [a for a in asking if knowledge.admits(a)]
        fixed = knowledge.fixed(guarded)
        refused = before.first_fixing(fixed, shown) if fixed else set()
        asking = [a for a in asking if a not in refused]
    is_shown = set(shown)
    hidden = tuple((a, primary.get(a, "protects another")) for a in candidates if a not in is_shown)
    given_away = tuple(a for a, reason in hidden if reason in ("too few", "everyone") and before.groups_of(a) in lost)
    return ReleasePlan(release, tuple(a for a in candidates if a in is_shown), hidden, given_away)


def _check(
    cells: Mapping[Cell, int], already: Iterable[Aggregate], values: Values | None, everyone: Iterable[Aggregate]
) -> None:
    if any(people < 0 for people in cells.values()):
        raise ValueError("a cell has a negative number of people")
    for aggregate in (*already, *everyone):
        if unknown := sorted(aggregate.cells - cells.keys()):
            raise ValueError(f"{aggregate.place!r} has a cell that is not known: {unknown[0]}")
    if values is None:
        return
    for cell, people in cells.items():
        satisfied, answers = values.get(cell, (0, 0))
        if not 0 <= satisfied <= answers or answers < people or (answers and not people):
            raise ValueError(f"the values of {cell} do not fit its number of people")
    if any(values[cell][0] for aggregate in everyone for cell in aggregate.cells if cells[cell]):
        raise ValueError("somebody is satisfied where nobody was said to be")


def _positive(aggregate: Aggregate, cells: Mapping[Cell, int]) -> frozenset[Cell]:
    """Who is there: a cell without people is known to be empty and hides nothing."""
    return frozenset(cell for cell in aggregate.cells if cells[cell])
