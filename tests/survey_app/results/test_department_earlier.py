"""The department's report over years of mergers, splits and new codes: it says the same as the page of changes."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comparison_figures import ChangeReport
from survey_app.db import Database
from survey_app.documents.annual_words import change_sentences
from survey_app.documents.department_words import panel_sentences
from survey_app.models import Campaign, Unit, UnitPredecessor
from survey_app.results.comparison import Asked, find_change
from survey_app.results.department_annual import find_department_annual
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures
from survey_app.results.report_pages import find_state
from tests.conftest import Clock
from tests.factories import make_account
from tests.pages import PageClient
from tests.staff import sign_in
from tests.survey_app.results.test_annual import GRACE, NOW, seal
from tests.survey_app.results.test_earlier_units import AUTUMN, two_years

X1 = {"X1", "N1", "N2", "N6", "TH2", "TH4", "TH6", "TH8"}


def fill(session: Session, *, silent: str = "TH5") -> dict[str, Unit]:
    """Two sealed years; TH4 has taken in a school that was silent."""
    units = two_years(session, forms={silent: 0})
    for campaign in session.scalars(select(Campaign).order_by(Campaign.id)):
        seal(session, campaign)
    return units


def part_of(session: Session, scope: set[str] | None = None) -> DepartmentPart:
    campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
    unit = session.scalars(select(Unit).where(Unit.code == "SO")).one()
    found = find_department_annual(
        session, campaign, unit.id, now=NOW, grace_minutes=GRACE, scope=scope, scope_name="Xã" if scope else ""
    )
    assert isinstance(found, DepartmentReportFigures)
    (part,) = found.parts
    return part


def test_units_are_followed_as_on_the_page_of_changes(database: Database) -> None:
    with database.writing() as session:
        fill(session)
    with database.reading() as session:
        part, own = part_of(session), part_of(session, X1)
        later = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        shown = find_change(Asked(session, later, later.instruments[0], "school", NOW, GRACE))
    assert isinstance(shown, ChangeReport)
    assert part.panel is not None
    assert part.panel.rows == shown.rows
    rows = {row.code: row for row in part.panel.rows}
    assert [rows[code].reason for code in ("TH6", "N6", "TH4")] == ["split", "split", "part silent"]
    assert all(rows[code].change is not None for code in ("N1", "N2", "TH8")), "renamed, merged, and as it was"
    assert {"TH1", "TH2", "TH3"}.isdisjoint(rows), "under their codes of today only"
    told = " ".join(panel_sentences(part)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Trung bình của 3 đơn vị có kết quả ở cả hai đợt" in told
    assert "2 đơn vị có chia tách sau đợt Khảo sát năm 2025, không so được: Trường" in told
    assert "có đơn vị cũ không có phiếu, không so được: Trường Tiểu học Nghĩa Lộ 4." in told
    assert own.panel is not None
    assert own.panel.tests == part.panel.tests
    assert own.panel.rows == tuple(row for row in part.panel.rows if row.code in X1), "a scope says the same of a unit"


@pytest.mark.parametrize("moved", [False, True])
def test_a_scope_is_compared_with_what_its_units_were(database: Database, moved: bool) -> None:
    with database.writing() as session:
        units = fill(session)
        if moved:  # N6, which has a part of TH6, now lies in another commune
            units["N6"].parent_id = units["X2"].id
    scope = X1 - {"N6"} if moved else X1
    with database.reading() as session:
        part = part_of(session, scope)
    assert part.panel is not None
    if moved:
        assert (part.part.earlier, part.part.not_compared) == (None, "scope split")
        assert "mức chung của phạm vi không so sánh được" in " ".join(change_sentences(part.part))
        return
    assert part.part.earlier is not None
    assert part.part.earlier.report.forms == 6 * 40, "TH1, TH2 and TH3 wherever they lay, TH4, TH6 and TH8; TH5 was silent"
    assert {"TH1", "TH2", "TH3"}.isdisjoint(row.code for row in part.panel.rows)


def test_a_kept_page_is_set_anew_when_predecessors_change(database: Database) -> None:
    with database.writing() as session:
        units = fill(session)
        campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        before = find_state(session, campaign, None, settings=())
        assert find_state(session, campaign, None, settings=()) == before
        session.add(UnitPredecessor(unit_id=units["TH8"].id, predecessor_id=units["TH7"].id, since=AUTUMN))
        session.flush()
        assert find_state(session, campaign, None, settings=()) != before


def test_both_pages_say_why_a_unit_is_not_compared(database: Database, client: PageClient, clock: Clock) -> None:
    with database.writing() as session:
        units = fill(session)
        make_account(session, "so.gddt", units["SO"])
    clock.set(2026, 7, 1)
    sign_in(client, "so.gddt")
    page = client.get("/department/campaigns/2026/comparison/change")
    rows = {row.th.get_text(strip=True): row.get_text(" ", strip=True) for row in page.soup.select("table.rows tbody tr")}
    assert "có chia tách sau đợt 2025, không so được" in rows["Trường mới N6"]
    assert "ở đợt 2025 có đơn vị cũ không có phiếu" in rows["Trường Tiểu học Nghĩa Lộ 4"]
    assert "Tăng" in rows["Trường mới N2"]
    assert "80 phiếu" in rows["Trường mới N2"].replace("\N{NO-BREAK SPACE}", " "), (
        "the sum of both, and no share without its forms"
    )
    text = " ".join(client.get("/department/campaigns/2026/report").text.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "có chia tách sau đợt Khảo sát năm 2025, không so được: Trường" in text
