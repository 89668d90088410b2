"""Which columns the file of a unit's single responses may have, so that no row can be known for somebody's.

A row is found by what others know of a person. So a column about the person (the grade, a choice item) is taken only if each of
its groups has ten rows, and only if each *combination* with the columns taken before it has ten: two columns of large groups
can cross in one person. The grade is in every combination even where its own column is left out, because figures by grade may
be published elsewhere, and whoever solves them for the rows that add up to them has the grade back. It comes first for the same
reason. Its own column is taken only if the report's table by grade stands, no line of it is of two grades that answered, and
all that rows would tell of a grade are figures that the gate would let out: else rows would give what such a table withholds.

A blank is no group, for nobody can tell from outside who left a question blank: a row must share what it *does* state with ten
rows that state it too (as k-anonymity with missing values is counted, but blanks make up for nothing). Which group is too small
is never told.

A rating item whose figure the gate withholds to protect people is left out: the column would be the figure. One that is
withheld only because its interval is too wide is no secret. The percent item is the one answer that people remember by its
digits ("I wrote 37"), so it is given to the nearest five: what is usually written stays as it is, and no whole number lies
half-way between two fives, so the rounding leans to neither side.

Knows no row and no database.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analysis.charts.wording import PROTECTING
from analysis.disclosure import Thresholds
from analysis.estimates import Estimate, Reason, Suppressed
from analysis.reports import GradesReport, ItemFigures, UnitReport, UnitSums
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, Item

ColumnKind = Literal["grade", "choice", "rating", "percent"]
LeftOutReason = Literal["small group", "small combination", "not by grade", "withheld"]

GRADE: Final = "KHOI"  # no item is called so: their codes are a letter and two digits
FEWEST_IN_GROUP: Final = Thresholds().numbers
PERCENT_STEP: Final = 5
_BLANK: Final = frozenset({"", NO_ANSWER})  # of a grade, of a choice item


@dataclass(frozen=True)
class Column:
    """One column: its code, what was asked, and what its numbers mean.

    `place` is where it stands in the sheet, or among the percent answers; it says nothing for the grade. `values` maps what a
    response holds to the number in the file and its label, `not_applicable` is the label of 0 for a rating.
    """

    code: str
    label: str
    kind: ColumnKind
    place: int = 0
    dimension: str = ""
    values: tuple[tuple[str, int, str], ...] = ()
    not_applicable: str | None = None


@dataclass(frozen=True)
class LeftOut:
    """A column that the file does not have, and why. `withheld` is the gate's reason where there is one."""

    code: str
    label: str
    reason: LeftOutReason
    withheld: Suppressed | None = None


@dataclass(frozen=True)
class ColumnPlan:
    """The columns of a row file in their order: the grade, then items as they are asked."""

    kept: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]


def choice_places(questionnaire: Questionnaire) -> tuple[int, ...]:
    """Where the choice items stand in a sheet, in their order."""
    return tuple(place for place, item in enumerate(questionnaire.closed_items) if item.kind == "choice")


def may_tell_grades(questionnaire: Questionnaire, report: UnitReport, sums: UnitSums, table: GradesReport | None) -> bool:
    """Whether rows may say their grade: whether the table by grade, and the answers to each item in a grade, may be known."""
    stated = {grade for grade, cell in sums.cells.items() if cell.forms}
    if table is None or any(len(stated.intersection(group.grades)) > 1 for group in table.groups):
        return False
    if not stated <= {"", *(grade for group in table.groups for grade in group.grades)}:
        return False
    shown = (share for group in table.groups for share in (group.index_share, *group.shares))
    if any(isinstance(share, Suppressed) and _protects(share.reason) for share in shown):
        return False
    withheld = {one.code for one in _answers(questionnaire, report) if isinstance(one, LeftOut)}
    satisfied = [option.value for option in questionnaire.scale.options if option.satisfied]
    eligible = sums.eligible if isinstance(sums.eligible, Mapping) else {}
    for place, item in enumerate(questionnaire.closed_items):
        if item.kind != "rating" or item.code in withheld:
            continue
        for grade, cell in sums.cells.items():
            answers, content = int(cell.counts[place, 1:].sum()), int(cell.counts[place, satisfied].sum())
            says_all = not content and answers >= Thresholds().everyone * eligible.get(grade, cell.forms)
            if answers and (answers < FEWEST_IN_GROUP or says_all):
                return False
    return True


def plan_columns(
    questionnaire: Questionnaire, report: UnitReport, groups: Mapping[tuple[str, ...], int], *, tells_grades: bool
) -> ColumnPlan:
    """The columns that may be given. `groups` counts responses by grade and the answers to the choice items in their order."""
    decided = [*_background(questionnaire, groups, tells_grades=tells_grades), *_answers(questionnaire, report)]
    order = {code: place for place, code in enumerate((GRADE, *(item.code for item in questionnaire.items)))}
    decided.sort(key=lambda one: order[one.code])
    return ColumnPlan(
        kept=tuple(one for one in decided if isinstance(one, Column)),
        left_out=tuple(one for one in decided if isinstance(one, LeftOut)),
    )


def _background(
    questionnaire: Questionnaire, groups: Mapping[tuple[str, ...], int], *, tells_grades: bool
) -> Iterator[Column | LeftOut]:
    taken = [0]  # the grade, asked or not: where it is not, it is one blank for all
    if questionnaire.grade_question is not None:
        column = Column(GRADE, questionnaire.grade_question, "grade", values=_grade_values(questionnaire))
        if _smallest(groups, taken) < FEWEST_IN_GROUP:
            yield LeftOut(GRADE, column.label, "small group")
        else:
            yield column if tells_grades else LeftOut(GRADE, column.label, "not by grade")
    for number, place in enumerate(choice_places(questionnaire), start=1):
        item = questionnaire.closed_items[place]
        if _smallest(groups, [number]) < FEWEST_IN_GROUP:
            yield LeftOut(item.code, item.text, "small group")
        elif _smallest(groups, [*taken, number]) < FEWEST_IN_GROUP:
            yield LeftOut(item.code, item.text, "small combination")
        else:
            taken.append(number)
            values = tuple((str(option.value), option.value, option.label) for option in item.options)
            yield Column(item.code, item.text, "choice", place=place, values=values)


def _smallest(groups: Mapping[tuple[str, ...], int], parts: Sequence[int]) -> int:
    """The fewest responses that share what one of them states of these parts, whatever they say of those it leaves blank."""
    merged: Counter[tuple[str, ...]] = Counter()
    for values, number in groups.items():
        merged[tuple(values[part] for part in parts)] += number
    smallest = merged.total()
    for stated in {tuple(place for place, value in enumerate(values) if value not in _BLANK) for values in merged}:
        alike: Counter[tuple[str, ...]] = Counter()
        for values, number in merged.items():
            shared = tuple(values[place] for place in stated)
            if not _BLANK.intersection(shared):
                alike[shared] += number
        smallest = min(smallest, *alike.values())
    return smallest


def _grade_values(questionnaire: Questionnaire) -> tuple[tuple[str, int, str], ...]:
    """Grades by their own number where all have one, else by their place ("3-4" would become a date in a spreadsheet)."""
    codes = [grade.code for grade in questionnaire.grades]
    are_numbers = all(code.isdecimal() for code in codes)
    return tuple(
        (grade.code, int(grade.code) if are_numbers else place, grade.label)
        for place, grade in enumerate(questionnaire.grades, start=1)
    )


def _answers(questionnaire: Questionnaire, report: UnitReport) -> Iterator[Column | LeftOut]:
    figures = {item.code: item for dimension in report.dimensions for item in dimension.items}
    if report.overall is not None:
        figures[report.overall.code] = report.overall
    titles = {item.code: dimension.title for dimension in questionnaire.dimensions for item in dimension.items}
    for place, item in enumerate(questionnaire.closed_items):
        if item.kind == "rating":
            yield _rating(questionnaire, item, figures[item.code], place=place, dimension=titles.get(item.code, ""))
    for place, item in enumerate(questionnaire.percent_items):
        figure = report.expectation if place == 0 else None  # the report has one such figure: what has passed no gate stays in
        withheld = figure if isinstance(figure, Suppressed) else None
        if isinstance(figure, Estimate) or (withheld and not _protects(withheld.reason)):
            yield Column(item.code, item.text, "percent", place=place)
        else:
            yield LeftOut(item.code, item.text, "withheld", withheld)


def _rating(questionnaire: Questionnaire, item: Item, figures: ItemFigures, *, place: int, dimension: str) -> Column | LeftOut:
    if isinstance(figures.share, Suppressed) and _protects(figures.share.reason):
        return LeftOut(item.code, item.text, "withheld", figures.share)
    scale = questionnaire.scale
    return Column(
        item.code,
        item.text,
        "rating",
        place=place,
        dimension=dimension,
        values=tuple((str(option.value), option.value, option.label) for option in scale.options),
        not_applicable=scale.not_applicable,
    )


def _protects(reason: Reason) -> bool:
    return reason in PROTECTING
