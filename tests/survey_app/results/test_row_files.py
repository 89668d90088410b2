"""The unit's single responses: when there is a file of them, and that it holds every one of them and nothing else."""

import dataclasses
import datetime as dt
import secrets
from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from analysis.estimates import Estimate
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import CampaignSealedError, Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation
from survey_app.results.row_files import NoRows, RowPlan, RowsDifferError, build_row_file, find_row_plan
from survey_app.results.store import count_groups, read_rows
from tests.factories import DURING
from tests.survey_app.results.row_samples import (
    AFTER,
    QUESTIONNAIRE,
    RATINGS,
    fill_school,
    form,
    forms,
    plan_of,
    read_file,
    refusal,
    seal,
)


def expected_row(response: NewResponse) -> tuple[int | None, ...]:
    """What a recorded form becomes, written out by hand: the grade, the ratings, F02 to the nearest five, the relation."""
    ratings = [None if sign == "-" else int(sign) for sign in response.sheet]
    percent = response.percents[0]
    overall = QUESTIONNAIRE.closed_items.index(QUESTIONNAIRE.overall_item)  # type: ignore[arg-type]
    rounded = None if percent is None else 5 * round(percent / 5)
    return (int(response.grade), *ratings[: overall + 1], rounded, *ratings[overall + 1 :])


def test_every_response_is_a_row_and_nothing_else_is(database: Database) -> None:
    rng = Random(5)
    answered = [form(rng, grade="12"[k % 2], percent=(37, 83, 100, 0, None, 85)[k % 6]) for k in range(60)]
    file = read_file(database, fill_school(database, answered))
    codes = [variable.column.code for variable in file.dictionary.variables]
    assert codes == ["KHOI", *RATINGS, "F02", "H01"]
    assert Counter(file.rows) == Counter(map(expected_row, answered))
    for variable, cells in zip(file.dictionary.variables, zip(*file.rows, strict=True), strict=True):
        assert variable.valid + variable.not_applicable + variable.missing == 60
        assert variable.missing == cells.count(None)
    assert file.dictionary.source.questionnaire_digest == QUESTIONNAIRE.digest


def test_the_rows_give_the_figure_of_the_report(database: Database) -> None:
    participation_id = fill_school(database, forms(80))
    file = read_file(database, participation_id)
    columns = [variable.column for variable in file.dictionary.variables]
    answers = [cell for row in file.rows for column, cell in zip(columns, row, strict=True) if column.dimension and cell]
    with database.reading() as session:
        plan = plan_of(session, participation_id)
    assert isinstance(plan, RowPlan)
    assert isinstance(plan.report.index_share, Estimate)
    assert plan.report.convention == "answers"
    assert plan.report.index_share.value == pytest.approx(sum(cell >= 4 for cell in answers) / len(answers))


def test_each_reading_has_an_order_of_its_own_and_the_same_rows(database: Database) -> None:
    participation_id = fill_school(database, forms(60))
    with database.reading() as session:
        participation = session.get_one(Participation, participation_id)
        first, second = (read_rows(session, participation, rng=secrets.SystemRandom()) for _ in range(2))
    assert first != second
    assert Counter(first) == Counter(second)
    assert read_file(database, participation_id, seed=1).rows == read_file(database, participation_id, seed=1).rows
    assert {len(row) for row in first} == {3}, "no key, no channel, no pace, no flag"


def test_the_order_does_not_depend_on_that_of_the_keys(database: Database) -> None:
    """Each row comes to each place about as often: the first row of the first reading is seldom first again."""
    participation_id = fill_school(database, forms(40))
    with database.reading() as session:
        participation = session.get_one(Participation, participation_id)
        readings = [read_rows(session, participation, rng=secrets.SystemRandom()) for _ in range(40)]
    assert sum(reading[0] == readings[0][0] for reading in readings) < 12


@pytest.mark.parametrize(("number", "reason"), [(29, "too few"), (30, None)])
def test_thirty_responses_are_needed(database: Database, number: int, reason: str | None) -> None:
    participation_id = fill_school(database, forms(number))
    if reason:
        assert refusal(database, participation_id) == NoRows(reason)  # type: ignore[arg-type]
    else:
        assert len(read_file(database, participation_id).rows) == number


def test_no_file_before_the_campaign_is_sealed(database: Database) -> None:
    participation_id = fill_school(database, forms(40), sealed=False)
    with database.writing() as session:
        session.scalars(select(Campaign)).one().paper_until = dt.date(2026, 5, 31)
    last_day = dt.date(2026, 5, 31)
    for now in (DURING, dt.datetime(2026, 5, 30, 0, 30, tzinfo=TIMEZONE), dt.datetime(2026, 5, 31, 23, tzinfo=TIMEZONE)):
        assert refusal(database, participation_id, now=now) == NoRows("open", last_day)
    assert refusal(database, participation_id) == NoRows("not sealed")
    with database.reading() as session, pytest.raises(ValueError, match="not sealed"):
        read_rows(session, session.get_one(Participation, participation_id), rng=Random(1))
    with database.writing() as session:
        session.scalars(select(Campaign)).one().paper_until = None
    seal(database)
    assert len(read_file(database, participation_id).rows) == 40


def test_nothing_can_come_to_a_file_that_has_been_taken(database: Database) -> None:
    participation_id = fill_school(database, forms(40))
    before = Counter(read_file(database, participation_id).rows)
    with database.writing() as session:
        destination = Destination.of(session.get_one(Participation, participation_id))
        with pytest.raises(CampaignSealedError):
            record(session, destination, forms(1, seed=9), now=AFTER)
        session.rollback()
    assert Counter(read_file(database, participation_id, seed=2).rows) == before


def test_no_file_where_figures_were_shown_while_answers_came(database: Database) -> None:
    participation_id = fill_school(database, forms(40))
    with database.writing() as session:
        session.scalars(select(Campaign)).one().results_while_open = True
    assert refusal(database, participation_id) == NoRows("shown while open")


def test_no_file_where_a_report_was_read_before_the_last_answers_came(database: Database) -> None:
    """An import after closing and after a look: the report stays behind, and the rows would say which came later."""
    participation_id = fill_school(database, forms(40), sealed=False)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.sealed_on = dt.date(2026, 5, 30)
    assert len(read_file(database, participation_id).rows) == 40  # the report is stored now
    with database.writing() as session:
        session.scalars(select(Campaign)).one().sealed_on = None
        destination = Destination.of(session.get_one(Participation, participation_id))
        record(session, destination, forms(3, seed=9), now=AFTER)
    seal(database)
    assert refusal(database, participation_id) == NoRows("came later")


def test_only_what_the_unit_collected_itself_is_its_own(database: Database) -> None:
    participation_id = fill_school(database, forms(40))
    with database.reading() as session:
        assert find_row_plan(session, participation_id, unit_id=0, now=AFTER, grace_minutes=60) == NoRows("unknown")
        assert find_row_plan(session, 10**6, unit_id=0, now=AFTER, grace_minutes=60) == NoRows("unknown")
    with database.writing() as session:
        session.get_one(Participation, participation_id).collection = "sample"
    assert refusal(database, participation_id) == NoRows("not its own")


def test_no_file_where_no_item_may_be_known(database: Database) -> None:
    rng = Random(2)
    silent = [form(rng, answers="-") for _ in range(31)] + [form(rng, answers="45") for _ in range(4)]
    assert refusal(database, fill_school(database, silent)) == NoRows("withheld")


def test_a_group_of_nine_takes_the_column_with_it_and_the_rows_stay(database: Database) -> None:
    participation_id = fill_school(database, [*forms(41, grades="1"), *forms(9, grades="2", seed=2)])
    file = read_file(database, participation_id)
    assert len(file.rows) == 50
    assert [(one.code, one.reason) for one in file.dictionary.left_out] == [
        ("KHOI", "small group"),
        ("H01", "small combination"),
    ]
    assert {len(row) for row in file.rows} == {len(RATINGS) + 1}
    with database.reading() as session:
        participation = session.get_one(Participation, participation_id)
        place = len(QUESTIONNAIRE.closed_items) - 1
        assert count_groups(session, participation, places=[place]) == {("1", "1"): 41, ("2", "1"): 9}


def test_rows_that_do_not_add_up_make_no_file(database: Database) -> None:
    participation_id = fill_school(database, forms(40))
    with database.reading() as session:
        plan = plan_of(session, participation_id)
        assert isinstance(plan, RowPlan)
        rows = read_rows(session, session.get_one(Participation, participation_id), rng=Random(1))
    assert len(build_row_file(plan, rows).rows) == 40
    with pytest.raises(RowsDifferError, match="39 rows of 40"):
        build_row_file(plan, rows[1:])
    with pytest.raises(RowsDifferError):
        build_row_file(plan, [*rows[1:], rows[1]])  # as many, but one twice
    first = rows[0]
    for wrong in (
        first._replace(sheet="9" + first.sheet[1:]),
        first._replace(sheet=first.sheet[:5]),
        first._replace(grade="12"),
        first._replace(percents=""),
        first._replace(percents="x"),
    ):
        with pytest.raises(RowsDifferError):
            build_row_file(plan, [wrong, *rows[1:]])
    with pytest.raises(RowsDifferError, match="rows of"):
        build_row_file(dataclasses.replace(plan, responses=41), rows)


def in_grade(number: int, grade: str, place: int, answers: str) -> list[NewResponse]:
    """Forms of a grade; `answers` of them to the rating at this place, the rest of the forms left it blank."""
    made = [form(Random(k), grade=grade, answers="2345") for k in range(number)]
    signs = answers.ljust(number, "-")
    return [
        dataclasses.replace(one, sheet=one.sheet[:place] + sign + one.sheet[place + 1 :])
        for one, sign in zip(made, signs, strict=True)
    ]


@pytest.mark.parametrize(
    ("second", "tells"),
    [
        (in_grade(20, "2", 0, "2345" * 5), True),
        (in_grade(20, "2", 0, "234523"), False),  # six answers to one item in one grade
        (in_grade(20, "2", 0, "2" * 20), False),  # all of a grade are dissatisfied
        ([*in_grade(20, "2", 0, "2345" * 5), form(Random(1), grade="", answers="2345")], False),  # told with the last grade
    ],
    ids=["open", "few answers", "everyone", "a blank"],
)
def test_rows_say_no_grade_where_they_would_tell_what_figures_by_grade_withhold(
    database: Database, second: list[NewResponse], tells: bool
) -> None:
    first = in_grade(40, "1", 0, "2345" * 10)
    file = read_file(database, fill_school(database, [*first, *second]))
    left_out = {one.code: one.reason for one in file.dictionary.left_out}
    assert ("KHOI" in {one.column.code for one in file.dictionary.variables}) is tells
    assert left_out == ({} if tells else {"KHOI": "not by grade"})
