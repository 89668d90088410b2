"""Opening a campaign: who takes part in what, how many could answer, and what is frozen."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns.answer_views import find_answer_views, view_name
from survey_app.campaigns.opening import (
    CampaignRefusedError,
    create_campaign,
    find_campaign,
    freeze_instruments,
    open_campaign,
)
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import Campaign, EligibleNumber, Enrolment, Instrument, Participation, Unit
from tests.survey_app.campaigns.samples import add_campaign, add_department, add_unit


def participations(session: Session) -> dict[tuple[str, str], dict[str, int]]:
    """Unit and questionnaire with the eligible numbers by grade, in order."""
    session.expire_all()
    return {
        (participation.unit.code, participation.instrument.code): {
            eligible.grade: eligible.number for eligible in participation.eligible_numbers
        }
        for participation in session.scalars(select(Participation))
    }


def test_every_unit_takes_part_in_what_its_levels_ask(database: Database) -> None:
    with database.writing() as session:
        add_department(session)
        assert open_campaign(session, add_campaign(session)) == 12
        assert participations(session) == {
            ("BPMC", "SIPAS-TTHC"): {},
            ("MN1", "MN-PH"): {"NT": 20, "3-4": 50, "4-5": 60, "5-6": 70},
            ("MN1", "PVNT"): {"": 200},
            ("TH1", "TH-PH"): {"": 400},
            ("TH1", "PVNT"): {"": 400},
            ("LT1", "TH-PH"): {"1": 30, "2": 31, "5": 28},
            ("LT1", "THCS-PH"): {"6": 40, "9": 33},
            ("LT1", "THCS-HS"): {"6": 40, "9": 33},
            ("LT1", "PVNT"): {"": 162},
            ("THPT1", "THPT-PH"): {"10": 300, "11": 290, "12": 0},
            ("THPT1", "THPT-HS"): {"10": 300, "11": 290, "12": 0},
            ("THPT1", "PVNT"): {"": 590},
        }
        assert set(session.scalars(select(Participation.collection))) == {"own"}


def test_a_total_is_never_split_between_levels_by_guessing(database: Database) -> None:
    with database.writing() as session:
        add_unit(session, "LT2", levels="TH,THCS", enrolment={"": 500})
        add_unit(session, "TH2", levels="TH")
        open_campaign(session, add_campaign(session, "TH-PH", "THCS-PH", "PVNT"))
        assert participations(session) == {
            ("LT2", "TH-PH"): {},
            ("LT2", "THCS-PH"): {},
            ("LT2", "PVNT"): {"": 500},
            ("TH2", "TH-PH"): {},
            ("TH2", "PVNT"): {},
        }


def test_only_the_chosen_questionnaires_are_asked(database: Database) -> None:
    with database.writing() as session:
        add_department(session)
        assert open_campaign(session, add_campaign(session, "THCS-HS")) == 1


def test_opening_again_adds_new_units_and_refreshes_numbers_and_keeps_the_rest(database: Database) -> None:
    with database.writing() as session:
        add_department(session)
        campaign = add_campaign(session, "MN-PH", "TH-PH")
        assert open_campaign(session, campaign) == 3
        before = dict(session.execute(select(Participation.unit_id, Participation.id)).all())
    with database.writing() as session:
        campaign = find_campaign(session, "2026")
        assert campaign is not None
        add_unit(session, "MN2", levels="MN", enrolment={"": 90})
        primary = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
        primary.enrolments = [Enrolment(grade="1", position=0, number=80), Enrolment(grade="2", position=1, number=85)]
        session.flush()
        assert open_campaign(session, campaign) == 1
        assert open_campaign(session, campaign) == 0
        assert participations(session) == {
            ("MN1", "MN-PH"): {"NT": 20, "3-4": 50, "4-5": 60, "5-6": 70},
            ("MN2", "MN-PH"): {"": 90},
            ("TH1", "TH-PH"): {"1": 80, "2": 85},
            ("LT1", "TH-PH"): {"1": 30, "2": 31, "5": 28},
        }
        after = dict(session.execute(select(Participation.unit_id, Participation.id)).all())
        assert before.items() <= after.items()


def asked(session: Session, instrument: str = "SIPAS-TTHC") -> set[str]:
    """The codes of the units that answer an instrument."""
    return {unit for unit, code in participations(session) if code == instrument}


@pytest.mark.parametrize(
    ("assigned", "units"),
    [
        ({"TH1"}, {"TH1"}),
        ({"school"}, {"MN1", "TH1", "LT1", "THPT1"}),
        ({"commune", "SO"}, {"XA", "SO"}),
        ({"department", "desk"}, {"SO", "BPMC"}),
    ],
)
def test_what_is_bound_to_no_level_goes_to_any_unit_it_is_assigned_to(
    database: Database, assigned: set[str], units: set[str]
) -> None:
    with database.writing() as session:
        add_department(session)
        campaign = add_campaign(session, "SIPAS-TTHC", "TH-PH")
        assert open_campaign(session, campaign, assigned={"SIPAS-TTHC": assigned}) == len(units) + 2
        assert asked(session) == units
        assert asked(session, "TH-PH") == {"TH1", "LT1"}
        assert open_campaign(session, campaign) == 0
        assert asked(session) == units


def test_assigning_again_adds_units_and_a_kind_takes_in_units_imported_later(database: Database) -> None:
    with database.writing() as session:
        units = add_department(session)
        campaign = add_campaign(session, "SIPAS-TTHC")
        open_campaign(session, campaign)
        assert asked(session) == {"BPMC"}, "desks where nobody chose"
        open_campaign(session, campaign, assigned={"SIPAS-TTHC": {"commune"}})
        assert asked(session) == {"BPMC", "XA"}
        add_unit(session, "XB", kind="commune", parent=units["SO"])
        add_unit(session, "BPMC2", kind="desk", parent=units["SO"])
        add_unit(session, "TH9", levels="TH", parent=units["SO"])
        assert open_campaign(session, campaign) == 2
        assert asked(session) == {"BPMC", "BPMC2", "XA", "XB"}


@pytest.mark.parametrize(
    ("assigned", "message"),
    [
        ({"PVNT": {"TH1"}}, "Đợt 2026 không có phiếu PVNT"),
        ({"TH-PH": {"SO"}}, r"Phiếu TH-PH theo cấp học \(TH\) nên tự đến các trường"),
        ({"SIPAS-TTHC": {"TH1", "KHONG", "LAI-KHONG"}}, "Không có đơn vị mang mã KHONG, LAI-KHONG"),
    ],
)
def test_what_cannot_be_assigned_is_refused_with_the_reason(
    database: Database, assigned: dict[str, set[str]], message: str
) -> None:
    with database.writing() as session:
        add_department(session)
        campaign = add_campaign(session, "SIPAS-TTHC", "TH-PH")
        with pytest.raises(CampaignRefusedError, match=message):
            open_campaign(session, campaign, assigned=assigned)


def test_a_sealed_campaign_takes_no_new_units_and_no_new_numbers(database: Database) -> None:
    with database.writing() as session:
        campaign = add_campaign(session)
        campaign.sealed_on = dt.date(2026, 6, 1)
        with pytest.raises(CampaignRefusedError, match="Đợt 2026 đã khóa sổ"):
            open_campaign(session, campaign)


def test_instruments_are_stored_word_for_word_and_in_the_order_chosen(database: Database) -> None:
    with database.writing() as session:
        add_campaign(session, "THPT-HS", "MN-PH")
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert [instrument.code for instrument in campaign.instruments] == ["THPT-HS", "MN-PH"]
        for instrument in campaign.instruments:
            frozen = Questionnaire.from_json(instrument.content)
            assert frozen == load_shipped()[instrument.code]
            assert frozen.digest == instrument.digest
        assert not campaign.opened


def test_instruments_change_before_opening_and_never_after(database: Database) -> None:
    shipped = load_shipped()
    with database.writing() as session:
        add_department(session)
        campaign = add_campaign(session, "MN-PH")
        freeze_instruments(session, campaign, [shipped["TH-PH"]])
        assert [instrument.code for instrument in campaign.instruments] == ["TH-PH"]
        open_campaign(session, campaign)
        with pytest.raises(CampaignRefusedError, match="Đợt 2026 đã mở nên không đổi phiếu"):
            freeze_instruments(session, campaign, [shipped["MN-PH"]])
        assert list(session.scalars(select(Instrument.code))) == ["TH-PH"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"code": "đợt 1"}, "Mã đợt gồm chữ in hoa không dấu"),
        ({"code": "A--B"}, "Mã đợt gồm chữ in hoa không dấu"),
        ({"code": "A" * 17}, "nhiều nhất 16 ký tự"),
        ({"code": "2025"}, "Đã có đợt khảo sát mang mã 2025"),
        ({"name": " "}, "Tên đợt phải có"),
        ({"closes_on": dt.date(2026, 4, 30)}, "Ngày mở phải trước"),
        ({"target": 90}, "Chỉ tiêu phải"),
        ({"questionnaires": []}, "ít nhất một phiếu"),
        ({"questionnaires": [load_shipped()["MN-PH"]] * 2}, "chỉ được chọn một lần"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_with_the_reason(database: Database, change: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {
        "code": "2026",
        "name": "Năm 2026",
        "opens_on": dt.date(2026, 5, 1),
        "closes_on": dt.date(2026, 5, 1),
        "questionnaires": [load_shipped()["MN-PH"]],
    }
    with database.writing() as session:
        add_campaign(session, code="2025")
    with pytest.raises(CampaignRefusedError, match=message), database.writing() as session:
        create_campaign(session, **(values | change))
    with database.reading() as session:
        assert list(session.scalars(select(Campaign.code))) == ["2025"]


def test_a_view_per_instrument_has_a_column_per_item(database: Database) -> None:
    questionnaire = load_shipped()["TH-PH"]
    closed = [item.code for item in questionnaire.closed_items]
    sheet = "".join({0: "5", 1: "0", 2: "-"}.get(place, "4") for place in range(len(closed) - 1)) + "2"
    with database.writing() as session:
        units = add_department(session)
        campaign = add_campaign(session, "TH-PH", "PVNT")
        open_campaign(session, campaign)
        open_campaign(session, campaign)
        participation = session.scalars(
            select(Participation).where(
                Participation.unit_id == units["TH1"].id, Participation.instrument_id == campaign.instruments[0].id
            )
        ).one()
        for number, percents in enumerate(((85,), (None,))):
            response = NewResponse(sending_key=f"key {number}", sheet=sheet, percents=percents, grade="3", channel="qr")
            record(
                session,
                Destination.of(participation),
                [response],
                now=dt.datetime(2026, 5, 12, tzinfo=dt.UTC),
            )
    with database.reading() as session:
        assert sorted(find_answer_views(session)) == ["answers__2026__pvnt", "answers__2026__th_ph"]
        rows = session.execute(text("SELECT * FROM answers__2026__th_ph ORDER BY f02")).mappings().all()
        assert {row["f02"] for row in rows} == {85, None}
        row = rows[0]
        assert (row["unit_code"], row["grade"], row["channel"], row["sheet"]) == ("TH1", "3", "qr", sheet)
        assert (row["a01"], row["a02"], row["a03"], row["a04"]) == (5, None, None, 4)
        assert [name for name in row if name.upper() in closed] == [code.lower() for code in closed]
        assert row[closed[-1].lower()] == 2
        assert session.execute(text("SELECT avg(a01), count(a02) FROM answers__2026__th_ph")).one() == (5, 0)
        assert session.execute(text("SELECT count(*) FROM answers__2026__pvnt")).scalar() == 0


def test_view_names_tell_instruments_apart() -> None:
    assert view_name("2026", "TH-PH") == "answers__2026__th_ph"
    assert view_name("A-B", "C") != view_name("A", "B-C")
    assert len(view_name("A" * 16, "B" * 24)) <= 63
    with pytest.raises(ValueError, match="not a code"):
        view_name("2026; DROP TABLE unit", "X")


def test_a_department_of_2500_units_opens_in_seconds(database: Database) -> None:
    levels = [("MN", ("NT", "3-4", "4-5", "5-6")), ("TH", tuple("12345")), ("THCS", tuple("6789"))]
    with database.writing() as session:
        for number in range(2500):
            level, grades = levels[number % 3]
            session.add(
                Unit(
                    code=f"T{number}",
                    name=f"Trường {number}",
                    kind="school",
                    levels=level,
                    link_token=f"{number:08}",
                    enrolments=[Enrolment(grade=g, position=p, number=50) for p, g in enumerate(grades)],
                )
            )
    with database.writing() as session:
        assert open_campaign(session, add_campaign(session)) == 5833
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(EligibleNumber)) > 10_000
        assert len(inspect(session.connection()).get_view_names()) == len(load_shipped())
