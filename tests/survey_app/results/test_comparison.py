"""Comparisons are reckoned once per state and kept: what is read back is what is reckoned, and nothing old is ever read."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from analysis.comparison_figures import Difference
from analysis.estimates import Estimate
from analysis.reports import ChangeReport, DepartmentReport, DimensionGrid, DriversReport, add_ranks
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, EligibleNumber, Participation, StoredComparison, Unit
from survey_app.results import comparison
from survey_app.results.comparison import (
    Asked,
    find_all_drivers,
    find_change,
    find_comparison,
    find_grid,
    find_ranked,
    store_comparisons,
)
from survey_app.results.drivers import store_pairs
from survey_app.results.report_bytes import from_bytes, signature_of, to_bytes
from survey_app.results.reports import NotShown, find_department_report, measure_codes
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation, make_campaign

DURING = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
AFTER = dt.datetime(2026, 6, 2, 8, tzinfo=TIMEZONE)


@contextmanager
def asking(database: Database, *, now: dt.datetime = AFTER) -> Iterator[Asked]:
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        yield Asked(session, campaign, campaign.instruments[0], "school", now, 60)


def compare(database: Database, measure: str = "", *, now: dt.datetime = AFTER) -> DepartmentReport:
    """After a first look, which makes sums, a report is kept by the second and read by the third."""
    for _ in range(3):
        with asking(database, now=now) as asked:
            report = find_comparison(asked, measure)
            assert isinstance(report, DepartmentReport)
    return report


def reckoned(database: Database, measure: str = "", *, now: dt.datetime = AFTER) -> DepartmentReport | NotShown:
    with asking(database, now=now) as asked:
        return find_department_report(asked.session, asked.campaign, "TH-PH", now=now, grace_minutes=60, measure_code=measure)


def stored_count(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(StoredComparison.state)).all())


@pytest.mark.parametrize("measure", ["", "B", "B04", "F01"])
def test_what_is_kept_is_what_is_reckoned_to_the_last_digit(database: Database, measure: str) -> None:
    fill(database, schools=12, answers=25)
    report = compare(database, measure)
    assert stored_count(database) == 1
    assert report == reckoned(database, measure)
    assert report.measure_code == measure
    assert any(isinstance(unit.result, Estimate) for unit in report.units)
    assert len(measure) < 2 or all(unit.benchmark is None for unit in report.units)


def test_nothing_old_is_read_when_answers_numbers_names_or_terms_have_moved(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, schools=4, answers=25, results_while_open=True)
    before = compare(database, now=DURING)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 10, satisfied=0.1, seed=77)
    assert compare(database, now=DURING) == reckoned(database, now=DURING) != before
    with database.writing() as session:
        session.execute(update(Unit).where(Unit.code == "TH2").values(name="Trường đã đổi tên"))
    assert "Trường đã đổi tên" in {unit.name for unit in compare(database, now=DURING).units}
    with database.writing() as session:
        session.execute(update(Campaign).values(target=0.5))
    assert compare(database, now=DURING).target == 0.5
    with database.writing() as session:
        session.execute(update(EligibleNumber).values(number=999))
    assert {unit.eligible for unit in compare(database, now=DURING).units} == {999}
    last = compare(database, now=DURING)
    monkeypatch.setattr("survey_app.results.stored_comparisons.METHOD_VERSION", "another")
    monkeypatch.setattr(comparison, "find_department_report", lambda *_args, **_named: replace(last, target=0.1))
    with asking(database, now=DURING) as asked:
        found = find_comparison(asked)
        assert isinstance(found, DepartmentReport)
        assert found.target == 0.1


def test_before_results_are_shown_nothing_is_reckoned_or_kept(database: Database) -> None:
    fill(database, schools=4, answers=25)
    with asking(database, now=DURING) as asked:
        assert isinstance(find_comparison(asked), NotShown)
        assert isinstance(find_ranked(asked), NotShown)
        assert isinstance(find_grid(asked), NotShown)
        assert find_change(asked) == "first"
        assert find_all_drivers(asked) is None
    assert stored_count(database) == 0


def test_the_very_night_that_seals_keeps_every_comparison(
    app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has looked at a result before, so there are no sums yet, as in any campaign that shows none while it is open."""
    fill(database, schools=12, answers=25)
    clock.set(2026, 6, 2, 2)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
    with asking(database) as asked:
        assert stored_count(database) == 2 * len(measure_codes(asked.questionnaire)) + 2
    monkeypatch.setattr(comparison, "find_department_report", None)  # the next night reads what is there
    monkeypatch.setattr(comparison, "add_ranks", None)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0


def test_a_sealed_campaign_has_everything_at_hand_and_the_night_changes_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, schools=12, answers=25)
    compare(database)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        store_pairs(session, campaign)
        campaign.sealed_on = AFTER.date()
    monkeypatch.setattr(comparison, "DRAWS", 500)
    monkeypatch.setattr(comparison, "FEW_UNITS", 5)
    monkeypatch.setattr(comparison, "MOST_AT_ONCE", 1200)
    with asking(database) as asked:
        fewer = find_ranked(asked)
        assert isinstance(fewer, DepartmentReport)
        assert fewer.ranking is not None
        assert fewer.ranking.draws == 100  # somebody waits for them
    for _ in range(2):
        with asking(database) as asked:
            store_comparisons(asked.session, asked.campaign, now=AFTER, grace_minutes=60)
    kept = stored_count(database)
    with asking(database) as asked:
        assert kept == 2 * len(measure_codes(asked.questionnaire)) + 2  # a report and its ranks on each, dimensions, drivers
    monkeypatch.setattr(comparison, "find_department_report", None)  # from here on everything is read
    monkeypatch.setattr(comparison, "add_ranks", None)
    with asking(database) as asked:
        ranked, report = find_ranked(asked, "B"), find_comparison(asked, "B")
        assert isinstance(ranked, DepartmentReport)
        assert isinstance(report, DepartmentReport)
        assert ranked == add_ranks(report, draws=500, seed=comparison.SEED)
        assert isinstance(find_grid(asked), DimensionGrid)
        assert isinstance(find_all_drivers(asked), DriversReport)
    assert stored_count(database) == kept


def test_change_is_judged_over_all_units_and_kept_with_both_campaigns(database: Database) -> None:
    fill(database, schools=12, answers=30)
    with database.writing() as session:
        earlier = session.scalars(select(Campaign)).one()
        earlier.code, earlier.closes_on, earlier.opens_on = "2025", dt.date(2025, 5, 30), dt.date(2025, 5, 5)
    with database.writing() as session:
        campaign = make_campaign(session)
        for place in session.scalars(select(Participation).where(Participation.campaign_id == campaign.id)).all():
            answer(session, place, 30, satisfied=0.5 if place.unit.code == "TH3" else 0.9, seed=place.id)
    found = []
    for _ in range(3):
        with asking(database) as asked:
            assert asked.campaign.code == "2026"
            change = find_change(asked)
            assert isinstance(change, ChangeReport)
            found.append(change)
    assert found[0] == found[1] == found[2]
    assert (change.earlier_label, change.later_label, change.tests) == ("2025", "2026", 12)
    words = {row.code: row.change.word for row in change.rows if row.change}
    assert words["TH3"] == "fallen"
    with database.writing() as session:
        session.execute(update(Campaign).where(Campaign.code == "2025").values(convention="mean"))
    with asking(database) as asked:
        assert find_change(asked) == "another convention"


def test_bytes_give_back_every_report_and_a_changed_shape_has_another_signature(database: Database) -> None:
    fill(database, schools=12, answers=25)
    report = compare(database)
    ranked = add_ranks(report, draws=100)
    with asking(database) as asked:
        grid = find_grid(asked)
    for value in (report, ranked, grid, report.funnel):
        assert from_bytes(to_bytes(value), type(value)) == value
    signatures = {signature_of(shape) for shape in (DepartmentReport, DimensionGrid, ChangeReport, DriversReport, Difference)}
    assert len(signatures) == 5
    with pytest.raises(TypeError, match="no bytes for"):
        to_bytes(dt.date(2026, 1, 1))
