"""The figures above a unit: only of a sealed campaign, by level and commune as the units lie, and the official one over all."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.estimates import Estimate, Suppressed
from analysis.mean_of_parts import mean_of_parts
from analysis.reports import DepartmentReport
from questionnaires import load_shipped
from survey_app.campaigns.targets import write_targets
from survey_app.db import Database
from survey_app.models import Campaign, StoredComparison, Unit
from survey_app.results.group_reports import (
    InstrumentGroups,
    figures_by_level,
    find_group_reports,
    official_parts,
    official_share,
)
from survey_app.results.named_targets import targets_of
from survey_app.results.report_bytes import from_bytes, to_bytes
from survey_app.results.reports import NotShown
from tests.factories import answer, find_participation, make_campaign, make_department, make_unit


def fill(session: Session) -> Campaign:
    """Schools of two levels in two communes; in X2 one of two primary schools is small."""
    units = make_department(session, schools=4)
    make_unit(session, "C1", "Trường TH và THCS Đăk Hà", levels="TH,THCS", parent=units["X1"], pupils=300)
    make_unit(session, "C2", "Trường THPT Nghĩa Lộ", levels="THPT", parent=units["SO"], pupils=300)
    campaign = make_campaign(session, codes=("TH-PH", "THCS-PH", "PVNT", "SIPAS-TTHC"))
    for code, forms in {"TH1": 40, "TH2": 50, "TH3": 6, "TH4": 60, "C1": 30}.items():
        answer(session, find_participation(session, code), forms, seed=forms)
    answer(session, find_participation(session, "C1", "THCS-PH"), 80, satisfied=0.97)
    for code in ("TH1", "C1", "C2"):
        answer(session, find_participation(session, code, "PVNT"), 45)
    return campaign


def read(database: Database, **asked: object) -> tuple[InstrumentGroups, ...]:
    with database.reading() as session:
        found = find_group_reports(session, session.scalars(select(Campaign)).one(), **asked)  # type: ignore[arg-type]
        assert not isinstance(found, NotShown)
        return found


def test_nothing_is_said_before_sealing_and_then_everything_at_once(database: Database) -> None:
    with database.writing() as session:
        campaign = fill(session)
        assert find_group_reports(session, campaign) == NotShown("after closing", shown_from=dt.date(2026, 5, 30))
        campaign.sealed_on = dt.date(2026, 6, 2)
    primary, secondary, service, *procedures = read(database)
    assert [one.questionnaire.code for one in (primary, secondary, service)] == ["TH-PH", "THCS-PH", "PVNT"]
    assert {one.questionnaire.code for one in procedures} <= {"SIPAS-TTHC"}
    communes = {group.code: group for group in primary.groups.communes}
    assert (communes["X2"].units, communes["X2"].covered_units) == (2, 1)  # TH1 and the small TH3
    assert communes["X2"].report.index_share == Suppressed("protects another")
    assert (communes["X1"].units, communes["X1"].covered_units, communes["X1"].report.forms) == (3, 3, 140)
    assert primary.groups.whole.covered_units == 4
    assert [group.code for group in secondary.groups.communes] == ["X1"]
    assert set(primary.participations) == set(primary.sums) == {"TH1", "TH2", "TH3", "TH4", "C1"}


def test_a_level_is_told_by_its_own_instrument_or_by_its_units(database: Database) -> None:
    with database.writing() as session:
        fill(session).sealed_on = dt.date(2026, 6, 2)
    found = read(database)
    rows = [(row.code, row.instrument.questionnaire.code, row.figures.covered_units) for row in figures_by_level(found)]
    assert rows == [
        ("TH", "TH-PH", 4),
        ("TH", "PVNT", 2),
        ("THCS", "THCS-PH", 1),
        ("THCS", "PVNT", 1),
        ("THPT", "PVNT", 1),
    ]


def test_the_official_figure_is_the_mean_of_the_forms_of_one_level(database: Database) -> None:
    with database.writing() as session:
        fill(session).sealed_on = dt.date(2026, 6, 2)
    found = read(database)
    parts = official_parts(found)
    assert [one.questionnaire.code for one in parts] == ["TH-PH", "THCS-PH"]
    shares = [one.groups.whole.report.index_share for one in parts]
    assert official_share(found) == mean_of_parts(shares)
    values = [share.value for share in shares if isinstance(share, Estimate)]
    both = official_share(found)
    assert isinstance(both, Estimate)
    assert abs(both.value - sum(values) / 2) < 1e-12
    only = [one for one in found if one.questionnaire.code == "PVNT"]
    assert [one.questionnaire.code for one in official_parts(only)] == ["PVNT"]


def test_a_scope_has_its_own_part_beside_the_whole(database: Database) -> None:
    with database.writing() as session:
        fill(session).sealed_on = dt.date(2026, 6, 2)
    primary = read(database, scope={"TH2", "TH4", "X1"})[0]
    (own,) = [group for group in primary.groups.places if group.kind == "scope"]
    assert (own.units, own.report.forms) == (2, 110)
    without = read(database)[0]
    assert without.groups.whole == primary.groups.whole


def test_targets_stand_by_their_value_and_the_campaigns_own_among_them(database: Database) -> None:
    with database.writing() as session:
        make_department(session, schools=1)
        campaign = make_campaign(session, codes=("TH-PH",))
        year = campaign.closes_on.year
        found = [(target.value, target.is_in_force, target.is_ahead) for target in targets_of(session, campaign)]
        assert found == [(0.85, False, False), (0.9, True, False), (0.95, False, True)]
        campaign.target = 0.92
        own = next(target for target in targets_of(session, campaign) if target.is_in_force)
        assert (own.value, own.name, own.is_ahead) == (0.92, f"đợt khảo sát năm {year}", False)
        procedures = targets_of(session, campaign, load_shipped()["SIPAS-TTHC"])
        assert [(target.value, target.is_ahead) for target in procedures] == [(0.95, False)]
        write_targets(session, campaign, {year: 0.88, year + 4: 0.93})
        found = [(target.value, target.name, target.is_ahead) for target in targets_of(session, campaign)]
        assert found == [(0.88, f"năm {year}", False), (0.93, f"đến năm {year + 4}", True)]


def test_what_the_comparison_has_kept_gives_the_same_figures_and_counts_for_nothing_once_a_name_moves(
    database: Database,
) -> None:
    with database.writing() as session:
        fill(session).sealed_on = dt.date(2026, 6, 2)
    read(database, scope=["TH1"])  # the first look stores sums, the next the department's own report
    computed = read(database)
    with database.reading() as session:
        assert session.scalars(select(StoredComparison.kind).where(StoredComparison.subject == "report")).all()
    with database.writing() as session:
        instrument = computed[0].instrument_id
        row = session.get_one(StoredComparison, (instrument, "own", "school", "report", ""))
        told = from_bytes(row.data, DepartmentReport)
        assert told == computed[0].groups.department
        row.data = to_bytes(replace(told, covered_units=99))  # so that what is read can be told from what is computed
    assert read(database)[0].groups.department.covered_units == 99
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Trường Tiểu học Sông Trà"
    anew = read(database)[0].groups
    assert anew.department.covered_units == told.covered_units
    assert [group.report for group in anew.places] == [group.report for group in computed[0].groups.places]
    assert anew.whole == computed[0].groups.whole
