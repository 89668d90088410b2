"""The unit's own single responses for its analyst: whether there may be a file of them, and the file as a frozen value.

A file exists only once nothing can be added any more (sealed) and from thirty responses, so two files of different days hold
the same rows and their difference is nothing. It exists only where the published figures were made from exactly these rows: had
figures been shown while answers came in, or before the last of them came, whoever solves for the rows that add up to the
earlier figures would learn which came when. What columns it has is `row_columns`' business. Rows are counted against the
database and against the report's own counts; a file that does not add up is not made.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from sqlalchemy.orm import Session

from analysis.estimates import Convention, Estimate
from analysis.reports import Distribution, UnitReport, build_grades_report
from questionnaires import Questionnaire, Wording
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.collecting.answers import read_percents
from survey_app.models import Participation
from survey_app.results.access import access_by_participation, describe_access
from survey_app.results.reports import UnitReports, find_unit_reports
from survey_app.results.row_columns import (
    PERCENT_STEP,
    Column,
    ColumnPlan,
    LeftOut,
    choice_places,
    may_tell_grades,
    plan_columns,
)
from survey_app.results.store import BareRow, count_groups, count_responses, read_rows

NoRowsReason = Literal["unknown", "not its own", "shown while open", "open", "not sealed", "too few", "came later", "withheld"]
Cell = int | None

FEWEST_RESPONSES: Final = 30


class RowsDifferError(RuntimeError):
    """The rows are not those that were counted; nothing is given away rather than half of it."""


@dataclass(frozen=True)
class NoRows:
    """There is no file of single responses, and why.

    "unknown": no such participation of this unit. "not its own": others collected the answers about it. "shown while open":
    figures were shown while answers came in. "open": answers or paper forms are still taken, until the end of `last_day`. "not
    sealed": closed, and waiting for the night. "too few": fewer than thirty responses. "came later": figures were shown before
    the last responses came. "withheld": the gate lets no item out.
    """

    reason: NoRowsReason
    last_day: dt.date | None = None


@dataclass(frozen=True)
class Source:
    """Where rows come from and what the figures made of them rest on. `access` and `convention` are the campaign's."""

    unit_code: str
    unit_name: str
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    sealed_on: dt.date
    questionnaire_code: str
    questionnaire_title: str
    questionnaire_version: int
    questionnaire_digest: str
    wording: Wording
    access: str
    convention: Convention
    method_version: str
    fingerprint: str


@dataclass(frozen=True)
class RowPlan:
    """What a row file will be: from where, how many rows, which columns, and the report that its counts must equal."""

    source: Source
    responses: int
    columns: ColumnPlan
    report: UnitReport


@dataclass(frozen=True)
class Variable:
    """A column with what is in it: answers that count, "not applicable", and blanks; together they are all rows."""

    column: Column
    valid: int
    not_applicable: int
    missing: int


@dataclass(frozen=True)
class DataDictionary:
    """What somebody must know who was given the rows alone."""

    source: Source
    responses: int
    variables: tuple[Variable, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class RowFile:
    """The rows in an order that means nothing: one number or None for each variable of the dictionary."""

    dictionary: DataDictionary
    rows: tuple[tuple[Cell, ...], ...]


def find_row_plan(
    session: Session, participation_id: int, *, unit_id: int, now: dt.datetime, grace_minutes: int
) -> RowPlan | NoRows:
    """What the row file of a unit's own participation will be, or why there is none. Reads no row."""
    participation = session.get(Participation, participation_id)
    if participation is None or participation.unit_id != unit_id or not participation.campaign.opened:
        return NoRows("unknown")
    campaign = participation.campaign
    if participation.collection != "own":
        return NoRows("not its own")
    if campaign.results_while_open:
        return NoRows("shown while open")
    if phase_of(campaign, now=now, grace_minutes=grace_minutes) != "closed":
        return NoRows("open", campaign.paper_until or campaign.closes_on)
    if campaign.sealed_on is None:
        return NoRows("not sealed")
    responses = count_responses(session, [participation.id]).get(participation.id, 0)
    if responses < FEWEST_RESPONSES:
        return NoRows("too few")
    found = find_unit_reports(session, participation.id, now=now, grace_minutes=grace_minutes, unit_id=unit_id)
    if not isinstance(found, UnitReports):
        return NoRows("not sealed")
    report = found.report
    if report.forms != responses:
        return NoRows("came later")
    questionnaire = get_questionnaire(session, participation.instrument_id, participation.instrument.digest)
    groups = count_groups(session, participation, places=choice_places(questionnaire))
    table = build_grades_report(questionnaire, found.sums, report, frame=found.frame)
    tells_grades = may_tell_grades(questionnaire, report, found.sums, table)
    columns = plan_columns(questionnaire, report, groups, tells_grades=tells_grades)
    if not any(column.kind == "rating" for column in columns.kept):
        return NoRows("withheld")
    return RowPlan(_source(session, participation, questionnaire, report), responses, columns, report)


def read_row_file(session: Session, participation_id: int, plan: RowPlan, *, rng: Random) -> RowFile:
    """The file that was planned. Raises RowsDifferError where the rows are not the responses that were counted."""
    rows = read_rows(session, session.get_one(Participation, participation_id), rng=rng)
    return build_row_file(plan, rows)


def build_row_file(plan: RowPlan, rows: Sequence[BareRow]) -> RowFile:
    """The columns of the plan, out of bare rows in the order given."""
    if len(rows) != plan.responses:
        raise RowsDifferError(f"{len(rows)} rows of {plan.responses}")
    columns = [_read_column(column, rows) for column in plan.columns.kept]
    variables = tuple(_count(column, cells) for column, cells in zip(plan.columns.kept, columns, strict=True))
    _compare_with_report(plan.report, variables, columns)
    dictionary = DataDictionary(plan.source, plan.responses, variables, plan.columns.left_out)
    return RowFile(dictionary, tuple(zip(*columns, strict=True)))


def _read_column(column: Column, rows: Sequence[BareRow]) -> list[Cell]:
    read = _reader(column)
    try:
        return [read(row) for row in rows]
    except (KeyError, IndexError, ValueError):
        raise RowsDifferError(f"{column.code} has an answer that the questionnaire does not offer") from None


def _reader(column: Column) -> Callable[[BareRow], Cell]:
    place = column.place
    if column.kind == "percent":
        return lambda row: _rounded(read_percents(row.percents)[place] if row.percents else None)
    known: dict[str, Cell] = {stated: number for stated, number, _ in column.values}
    if column.kind == "grade":
        known[""] = None
        return lambda row: known[row.grade]
    known[NO_ANSWER] = None
    if column.not_applicable is not None:
        known[NOT_APPLICABLE] = 0
    return lambda row: known[row.sheet[place]]


def _rounded(percent: int | None) -> int | None:
    return None if percent is None else (percent + PERCENT_STEP // 2) // PERCENT_STEP * PERCENT_STEP


def _count(column: Column, cells: Sequence[Cell]) -> Variable:
    missing = cells.count(None)
    not_applicable = 0 if column.not_applicable is None else cells.count(0)
    return Variable(column, len(cells) - missing - not_applicable, not_applicable, missing)


def _compare_with_report(report: UnitReport, variables: Sequence[Variable], columns: Sequence[Sequence[Cell]]) -> None:
    """Hold the rows against the counts that were published from them."""
    published = {item.code: item.distribution for dimension in report.dimensions for item in dimension.items}
    if report.overall is not None:
        published[report.overall.code] = report.overall.distribution
    for variable, cells in zip(variables, columns, strict=True):
        column = variable.column
        told = published.get(column.code)
        if column.kind == "rating" and isinstance(told, Distribution):
            numbers = Counter(cells)
            found = Distribution(
                tuple(numbers[value] for _, value, _ in column.values), variable.not_applicable, variable.missing
            )
            if found != told:
                raise RowsDifferError(f"{column.code} is not what the report counts")
        if column.kind == "percent" and isinstance(report.expectation, Estimate) and report.expectation.n != variable.valid:
            raise RowsDifferError(f"{column.code} is not what the report counts")


def _source(session: Session, participation: Participation, questionnaire: Questionnaire, report: UnitReport) -> Source:
    campaign = participation.campaign
    assert campaign.sealed_on is not None
    access = access_by_participation(session, campaign, participation_ids=[participation.id])[participation.id]
    return Source(
        unit_code=participation.unit.code,
        unit_name=participation.unit.name,
        campaign_code=campaign.code,
        campaign_name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        sealed_on=campaign.sealed_on,
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_version=questionnaire.version,
        questionnaire_digest=questionnaire.digest,
        wording=questionnaire.wording,
        access=describe_access(access),
        convention=report.convention,
        method_version=report.method_version,
        fingerprint=report.fingerprint,
    )
