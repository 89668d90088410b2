"""What the department's report is written from: the whole and a scope, last year beside this, no small school given away."""

import pytest
from sqlalchemy import select

from analysis.estimates import Estimate, Suppressed
from survey_app.db import Database
from survey_app.models import Campaign, Unit
from survey_app.results.department_annual import find_department_annual
from survey_app.results.department_figures import DepartmentReportFigures
from survey_app.results.reports import NotShown
from tests.department_reports import FORMS, NOW, SMALL, fill_department, gather


@pytest.fixture
def figures(database: Database) -> DepartmentReportFigures:
    with database.writing() as session:
        fill_department(session)
    with database.reading() as session:
        return gather(session)[0]


def test_the_whole_stands_beside_last_year_and_the_independent_collection(figures: DepartmentReportFigures) -> None:
    primary, secondary = figures.parts
    assert (primary.code, secondary.code) == ("TH-PH", "THCS-PH")
    assert primary.subject.kind == "whole"
    assert primary.part.earlier is not None
    change = primary.part.earlier.change.whole.change
    assert change is not None
    assert (change.word, change.difference.value > 0.05) == ("risen", True)
    assert primary.panel is not None
    assert (primary.panel.panel_units, len(primary.panel.rows)) == (4, 5)  # the small school is in neither year
    (independent,) = primary.beside
    assert (independent.collection, independent.subject.report.forms) == ("independent", 60)
    assert secondary.beside == ()
    assert figures.official.parts == tuple(one.part.questionnaire.short_title for one in figures.parts)
    assert isinstance(figures.official.share, Estimate)
    assert figures.official.change is not None
    assert figures.official.change.word == "risen"
    assert primary.quality.report is not None
    assert primary.quality.looked_at == 5


def test_levels_communes_and_coverage(figures: DepartmentReportFigures) -> None:
    primary = figures.parts[0]
    communes = {group.code: group for group in primary.communes}
    assert communes["X2"].report.index_share == Suppressed("protects another")
    assert isinstance(communes["X1"].report.index_share, Estimate)
    assert [(level.code, level.mean, len(level.rows)) for level in figures.levels] == [("TH", None, 1), ("THCS", None, 1)]
    whole = figures.coverage.whole
    assert (whole.units, whole.surveyed, whole.silent) == (6, 6, 0)
    assert whole.received == sum(FORMS.values()) + 55 + 45  # C1 and C2 on the second instrument
    assert [line.name for line in figures.coverage.communes] == ["Phường Nghĩa Lộ", "Xã Đăk Rơ Wa"]
    small = next(unit for unit in figures.coverage.units if unit.code == SMALL)
    assert (small.standing, small.received) == ("short", 6)


def test_a_scope_is_beside_the_whole_and_of_its_own_units_only(database: Database) -> None:
    with database.writing() as session:
        fill_department(session)
    with database.reading() as session:
        part, _ = gather(session, unit_code="X1", scope={"X1", "TH2", "TH4", "C1", "C2"}, scope_name="Xã Đăk Rơ Wa")
        whole, _ = gather(session)
    primary = part.parts[0]
    assert primary.subject.kind == "scope"
    assert (primary.subject.units, primary.part.report.forms) == (3, 155)
    assert primary.part.level is not None
    assert primary.part.level.share == whole.parts[0].part.report.index_share
    assert primary.codes == {"TH2", "TH4", "C1"}
    assert {unit.code for unit in part.coverage.units} == {"TH2", "TH4", "C1", "C2"}
    assert {row.code for row in primary.panel.rows if primary.panel} <= {"TH2", "TH4", "C1"}  # type: ignore[union-attr]
    assert part.fingerprint != whole.fingerprint
    assert primary.quality.report is not None
    assert primary.quality.report.forms == 155


def test_without_a_campaign_before_there_is_nothing_to_compare_with(database: Database) -> None:
    with database.writing() as session:
        fill_department(session, codes=("TH-PH",), earlier=False)
    with database.reading() as session:
        found, _ = gather(session)
    (part,) = found.parts
    assert (part.part.earlier, part.part.not_compared, part.panel) == (None, "first", None)
    assert (found.official.change, found.official.earlier) == (None, None)
    assert found.official.share == part.part.report.index_share


def test_before_sealing_there_is_no_report_and_an_empty_scope_has_no_part(database: Database) -> None:
    with database.writing() as session:
        fill_department(session, earlier=False)
    with database.reading() as session:
        empty, _ = gather(session, unit_code="X1", scope={"X1"}, scope_name="Xã Đăk Rơ Wa")
        assert (empty.parts, empty.coverage.whole.units, empty.official.parts) == ((), 0, ())
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.sealed_on = None
        unit = session.scalars(select(Unit).where(Unit.code == "SO")).one()
        found = find_department_annual(session, campaign, unit.id, now=NOW, grace_minutes=60)
        assert isinstance(found, NotShown)
