"""Units over the years: a new code keeps its series, a merger has the sum, a split has nothing, and each says so."""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from analysis.estimates import Estimate
from analysis.merged_units import find_obstacle
from analysis.reports import ChangeReport, DepartmentReport, build_department_change
from survey_app.campaigns.lineage import Lineage, Link
from survey_app.campaigns.participations import get_questionnaire
from survey_app.db import Database
from survey_app.documents.annual_words import change_sentences
from survey_app.models import Campaign, Unit, UnitPredecessor
from survey_app.results.comparison import Asked, find_change
from survey_app.results.earlier_units import follow_report, lineage_mark
from survey_app.results.reports import answering_units, find_department_report
from tests.factories import make_department, make_unit
from tests.survey_app.results.test_annual import GRACE, NOW, add_campaign, answer, part_of, place

AUTUMN = dt.date(2025, 9, 1)
A, B, C, D = 1, 2, 3, 4


def day(year: int, month: int = 5) -> dt.date:
    return dt.date(year, month, 4)


def test_a_link_counts_between_the_two_days_only() -> None:
    lineage = Lineage([Link(C, A, AUTUMN), Link(C, B, AUTUMN)], {A: AUTUMN, B: AUTUMN})
    found = lineage.trace(C, then=day(2025), now=day(2026))
    assert (found.unit_ids, found.founded, found.is_split) == ({A, B, C}, {C}, False)
    assert lineage.trace(C, then=day(2026), now=day(2027)).unit_ids == {C}
    assert not lineage.trace(A, then=day(2024), now=day(2025)).is_split, "what comes later changes no earlier comparison"
    assert lineage.trace(A, then=day(2025), now=day(2026)).is_split


def test_over_several_years_and_only_whole_units_count() -> None:
    links = [Link(B, A, AUTUMN), Link(C, B, AUTUMN.replace(year=2026))]
    lineage = Lineage(links, {A: AUTUMN, B: AUTUMN.replace(year=2026)})
    found = lineage.trace(C, then=day(2025), now=day(2027))
    assert (found.unit_ids, found.is_split) == ({A, B, C}, False)
    parted = Lineage([*links, Link(D, A, AUTUMN)], {A: AUTUMN, B: AUTUMN.replace(year=2026)})
    assert [parted.trace(one, then=day(2025), now=day(2027)).is_split for one in (C, D)] == [True, True]
    going_on = Lineage([Link(C, A, AUTUMN)])  # A is still there: C has a part of it, and so has A
    assert [going_on.trace(one, then=day(2025), now=day(2026)).is_split for one in (A, C)] == [True, True]


def carry_on(session: Session, units: dict[str, Unit], code: str, *before: str, close: bool = True) -> None:
    for one in before:
        session.add(UnitPredecessor(unit_id=units[code].id, predecessor_id=units[one].id, since=AUTUMN))
        if close:
            units[one].closed_on = AUTUMN


def two_years(session: Session, *, forms: dict[str, int]) -> dict[str, Unit]:
    """2025 with eight schools; in autumn 1 gets a new code (N1), 2 and 3 become N2, 4 takes in 5, 6 is split into N6 and 7."""
    units = make_department(session, schools=8)
    for number in range(1, 9):  # so many pupils that every school's answers stand for about as many people
        units[f"TH{number}"].enrolments[0].number = 100
    campaign = add_campaign(session, 2025)
    for number in range(1, 9):
        code = f"TH{number}"
        answer(session, place(session, campaign, code), forms.get(code, 40), glad=0.75, seed=number)
    for code in ("N1", "N2", "N6"):
        units[code] = make_unit(session, code, f"Trường mới {code}", levels="TH", parent=units["X1"], pupils=200)
    carry_on(session, units, "N1", "TH1")
    carry_on(session, units, "N2", "TH2", "TH3")
    carry_on(session, units, "TH4", "TH5")
    carry_on(session, units, "N6", "TH6", close=False)
    session.flush()
    later = add_campaign(session, 2026)
    for number, code in enumerate(("N1", "N2", "TH4", "N6", "TH6", "TH8")):
        answer(session, place(session, later, code), 60, glad=0.95, seed=20 + number)
    return units


def test_reports_follow_their_predecessors(database: Database) -> None:
    with database.writing() as session:
        two_years(session, forms={})
        later = session.query(Campaign).filter_by(code="2026").one()
        assert [place(session, later, code) for code in ("TH1", "TH3", "TH5")] == [None, None, None], (
            "closed units answer no more"
        )
    with database.reading() as session:
        renamed, merged, grown, usual = (part_of(session, code) for code in ("N1", "N2", "TH4", "TH8"))
        before = {code: part_of(session, code, "2025").report for code in ("TH1", "TH2", "TH3", "TH4", "TH5")}
        parted = [part_of(session, code) for code in ("N6", "TH6")]
    assert renamed.earlier is not None
    assert renamed.earlier.formerly == ("Trường Tiểu học Ngọk Bay 1",)
    assert renamed.earlier.report.index_share == before["TH1"].index_share
    assert merged.earlier is not None
    assert merged.earlier.report.forms == before["TH2"].forms + before["TH3"].forms == 80
    assert merged.earlier.report.eligible == 200
    assert merged.earlier.change.whole.change is not None
    assert merged.earlier.change.whole.change.word == "risen"
    told = " ".join(change_sentences(merged))
    assert "là tổng các phiếu của Trường Tiểu học Nghĩa Lộ 2 và Trường Tiểu học Ngọk Bay 3, nay là một đơn vị." in told
    assert grown.earlier is not None
    assert (grown.earlier.report.forms, len(grown.earlier.formerly)) == (80, 2)
    assert usual.earlier is not None
    assert usual.earlier.formerly == ()
    assert [(part.earlier, part.not_compared) for part in parted] == [(None, "split"), (None, "split")]
    assert "đã chia tách nên không so sánh được" in " ".join(change_sentences(parted[0]))


def test_sums_that_would_mislead_or_give_away_are_not_made(database: Database) -> None:
    with database.writing() as session:
        two_years(session, forms={"TH3": 8, "TH5": 0})
    with database.reading() as session:
        assert [part_of(session, code).not_compared for code in ("N2", "TH4")] == ["few answers", "part silent"]
        campaign = session.query(Campaign).filter_by(code="2025").one()
        instrument = campaign.instruments[0]
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        sums = {
            one.sums.code: one.sums
            for one in answering_units(session, instrument.id, questionnaire, collection="own", is_open=False).values()
        }
    both = [sums["TH1"], sums["TH2"]]
    assert find_obstacle(questionnaire, both) is None
    assert find_obstacle(questionnaire, [both[0], replace(both[1], eligible=501)]) == "uneven"
    assert find_obstacle(questionnaire, [both[0], replace(both[1], eligible=None)]) == "uneven"
    assert find_obstacle(questionnaire, [replace(both[0], eligible=None)]) is None


def test_the_department_compares_later_units_with_what_they_were(database: Database) -> None:
    with database.writing() as session:
        two_years(session, forms={"TH5": 0})
    with database.reading() as session:
        earlier, later = (session.query(Campaign).filter_by(code=code).one() for code in ("2025", "2026"))
        instruments = [campaign.instruments[0] for campaign in (earlier, later)]
        questionnaires = tuple(get_questionnaire(session, one.id, one.digest) for one in instruments)
        published, now = (
            find_department_report(session, campaign, "TH-PH", now=NOW, grace_minutes=GRACE) for campaign in (earlier, later)
        )
        assert isinstance(published, DepartmentReport)
        assert isinstance(now, DepartmentReport)
        before, reasons = follow_report(session, published, instruments=tuple(instruments), kind="school")
        mark = lineage_mark(session)
        shown = find_change(Asked(session, later, instruments[1], "school", NOW, GRACE))
    assert reasons == {"TH4": "part silent", "TH6": "split", "N6": "split"}
    assert {unit.code for unit in before.units} == {"N1", "N2", "TH5", "TH7", "TH8"}
    assert before.total == published.total
    change = build_department_change(before, now, questionnaires=questionnaires, labels=("2025", "2026"), broken=reasons)
    rows = {row.code: row for row in change.rows}
    assert isinstance(rows["N2"].earlier, Estimate)
    assert rows["N2"].change is not None
    assert [rows[code].reason for code in ("TH6", "TH4", "TH5")] == ["split", "part silent", "gone"]
    assert isinstance(shown, ChangeReport)
    assert shown.rows == change.rows, "the page of changes shows the same"
    with database.writing() as session:
        session.query(UnitPredecessor).delete()
    with database.reading() as session:
        assert follow_report(session, published, instruments=tuple(instruments), kind="school") == (published, {})
        assert lineage_mark(session) != mark
