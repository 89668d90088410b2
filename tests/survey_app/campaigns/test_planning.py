"""A campaign before it is opened: copied from the year before, judged by its year's target, checked, thrown away."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.campaigns import collections, opening, planning, targets
from survey_app.campaigns.readiness import Check, build_checks
from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.campaigns.targets import Target, target_of
from survey_app.db import Database
from survey_app.models import Campaign, Participation
from tests.factories import make_account, make_campaign, make_department, make_unit

PLANS = {2026: 0.9, 2030: 0.95}
OPENS, CLOSES = dt.date(2027, 5, 3), dt.date(2027, 5, 28)


def plan(session: Session, code: str = "2027", like: Campaign | None = None) -> Campaign:
    return planning.plan_campaign(session, code=code, name="Đợt mới", opens_on=OPENS, closes_on=CLOSES, like=like)


def checks(session: Session, found: Campaign, *, public_url: str = "https://khaosat.example.vn") -> tuple[Check, ...]:
    return build_checks(session, found, public_url=public_url, today=dt.date(2027, 4, 1))


def test_a_year_is_judged_by_the_target_due_by_then() -> None:
    known = [Target(year, share) for year, share in PLANS.items()]
    assert [target_of(known, year).share for year in (2025, 2026, 2029, 2030, 2031)] == [0.9, 0.9, 0.9, 0.95, 0.95]


def test_a_campaign_like_last_years_has_everything_of_it_but_the_dates(database: Database) -> None:
    with database.writing() as session:
        make_department(session)
        earlier = make_campaign(session, codes=("TH-PH", "SIPAS-TTHC"))
        earlier.opened, earlier.access, earlier.convention, earlier.grace_minutes = False, "codes", "mean", 30
        earlier.paper_until = earlier.closes_on + dt.timedelta(days=4)
        targets.write_targets(session, earlier, PLANS)
        settings = replace(
            planning.read_settings(session, earlier),
            assigned={"SIPAS-TTHC": ("TH1", "commune")},
            collections={"independent": ("TH2",), "sample": ()},
        )
        planning.write_settings(session, earlier, settings, offered=load_shipped())
        opening.open_campaign(session, earlier)
        later = plan(session, like=earlier)
        expected = replace(settings, name="Đợt mới", opens_on=OPENS, closes_on=CLOSES, paper_until=dt.date(2027, 6, 1))
        assert planning.read_settings(session, later) == expected
        assert (later.opened, later.target) == (False, 0.9)
        assert session.scalars(select(Participation).where(Participation.campaign_id == later.id)).all() == []


def test_a_single_target_is_this_years_again_and_an_empty_campaign_asks_nobody_twice(database: Database) -> None:
    with database.writing() as session:
        make_department(session)
        assert dict(planning.read_settings(session, plan(session, like=make_campaign(session))).targets) == {2027: 0.9}
        chosen = planning.read_settings(session, plan(session, code="2027-2")).instruments
        assert set(load_shipped()) - set(chosen) == {"PVNT"}  # parents of each of its levels have a questionnaire of their own


def test_who_would_be_asked_with_two_questionnaires_is_said_before_opening(database: Database) -> None:
    with database.writing() as session:
        make_department(session)
        found = plan(session)
        twice = "2 đơn vị hỏi cùng một người hai phiếu: PVNT và TH-PH"
        assert twice not in [check.title for check in checks(session, found)]
        settings = planning.read_settings(session, found)
        both = replace(settings, instruments=("TH-PH", "THCS-PH", "PVNT", "SIPAS-TTHC"))
        planning.write_settings(session, found, both, offered=load_shipped())
        (said,) = [check for check in checks(session, found) if "hai phiếu" in check.title]
        assert (said.state, said.title) == ("look", twice)


def test_what_no_campaign_can_be_is_refused_and_nothing_moves_once_it_is_open(database: Database) -> None:
    with database.writing() as session:
        make_department(session)
        found = plan(session)
        settings = planning.read_settings(session, found)
        for fault in (
            {"closes_on": OPENS - dt.timedelta(days=1)},
            {"paper_until": OPENS},
            {"grace_minutes": -1},
            {"access": "anybody"},
            {"convention": "best"},
            {"instruments": ()},
            {"targets": {}},
            {"targets": {2027: 1.0}},
            {"collections": {"sample": ("TH9",)}},
        ):
            with pytest.raises(CampaignRefusedError):
                planning.write_settings(session, found, replace(settings, **fault), offered=load_shipped())  # type: ignore[arg-type]
        opening.open_campaign(session, found)
        for change in (
            lambda: planning.write_settings(session, found, settings, offered=load_shipped()),
            lambda: planning.remove_campaign(session, found),
        ):
            with pytest.raises(CampaignRefusedError, match="đã mở"):
                change()


def test_a_planned_campaign_is_thrown_away_whole(database: Database) -> None:
    with database.writing() as session:
        make_department(session)
        found = plan(session)
        collections.write_collections(session, found.id, {"sample": ()})
        planning.remove_campaign(session, found)
        assert opening.find_campaign(session, "2027") is None


def test_the_check_list_names_what_is_wrong_and_what_to_do(database: Database) -> None:
    with database.writing() as session:
        units = make_department(session)
        make_unit(session, "MN1", "Trường Mầm non Hoa Sen", levels="MN", parent=units["X1"])
        found = planning.plan_campaign(
            session,
            code="2027",
            name="Đợt mới",
            opens_on=OPENS,
            closes_on=CLOSES,
            like=make_campaign(session, codes=("TH-PH",)),
        )
        said = {check.title: check for check in checks(session, found, public_url="http://127.0.0.1:8000")}
        titles = " | ".join(said)
        for words in (
            "Cấp mầm non: 1 đơn vị không có phiếu",
            "2 đơn vị chưa có tài khoản: Trường Tiểu học Ngọk Bay 1; Trường Tiểu học Nghĩa Lộ 2",
            "điện thoại không mở được",
            "chưa có địa danh hoặc người ký",
        ):
            assert words in titles
        assert all(check.advice for check in said.values() if check.state != "good")
        for code in ("TH1", "TH2"):
            make_account(session, code.lower(), units[code])
        units["TH1"].enrolments = []
        session.flush()
        titles = " | ".join(check.title for check in checks(session, found))
        assert "1 đơn vị chưa có số học sinh cho phiếu của mình: Trường Tiểu học Ngọk Bay 1" in titles
        assert "Mọi đơn vị đều có tài khoản" in titles
        assert "Áp phích in địa chỉ https://khaosat.example.vn" in titles
        found.opens_on = found.closes_on = dt.date(2027, 3, 1)
        assert checks(session, found)[0].state == "stop"


def test_an_empty_database_stops_the_opening(database: Database) -> None:
    with database.writing() as session:
        make_unit(session, "SO", "Sở Giáo dục và Đào tạo", kind="department")
        assert [check.title for check in checks(session, plan(session)) if check.state == "stop"] == [
            "Không đơn vị nào trả lời phiếu của đợt"
        ]
