"""The ladder against stuffing as a respondent meets it: open, marked, one-time codes; and the kiosk's ticket."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.accounts.kiosk import end_kiosks, find_version, make_ticket, set_pin
from survey_app.campaigns.codes import CodesState, find_codes_state, issue_codes, make_codes
from survey_app.db import Database
from survey_app.models import Campaign, Comment, Participation, Response, Sending
from tests.conftest import Clock
from tests.pages import PageClient
from tests.respondents import School, answered, stored

SECRET = "a test's secret"


def set_access(database: Database, access: str, *, slips: int = 0) -> list[str]:
    """Put the campaign on a rung of the ladder; the codes of its slips."""
    with database.writing() as session:
        session.scalars(select(Campaign)).one().access = access
        participation = session.scalars(select(Participation)).one()
        return issue_codes(session, participation, numbers={"3": slips}, secret=SECRET)["3"]


def filled(client: PageClient, school: School, **changes: str) -> dict[str, str]:
    return answered(client.get(school.path).form_data(), G01="Lời riêng") | changes


def repeats(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Participation.repeats)).one()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "cần mã in trên phiếu mời"),
        ("  ", "cần mã in trên phiếu mời"),
        ("C2F3-G4H5", "mã gồm 12 chữ và số"),
        ("C2F3-G4H5-J6K0", "mã gồm 12 chữ và số"),
        ("x" * 64, "mã gồm 12 chữ và số"),
        ("unknown", "Không có mã này"),
        ("used", "đã được dùng cho một phiếu khác"),
    ],
)
def test_without_a_good_code_nothing_is_stored_and_every_answer_stays(
    client: PageClient, school: School, database: Database, typed: str, message: str
) -> None:
    used = set_access(database, "codes", slips=1)[0]
    client.post(school.campaign_path, filled(client, school, code=used))
    code = {"unknown": make_codes(1)[0], "used": used}.get(typed, typed)
    data = filled(client, school, code=code)
    page = client.post(school.campaign_path, data, status=422)
    assert message in page.soup.select_one("#code-loi").text
    assert page.soup.title.text.startswith("Lỗi:")
    kept = page.form_data()
    assert {name: kept[name] for name in ("A01", "G01", "code", "sending_key")} == {
        name: data[name] for name in ("A01", "G01", "code", "sending_key")
    }
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [1, 1, 1]


def test_a_wrong_code_can_be_put_right_on_the_same_page(client: PageClient, school: School, database: Database) -> None:
    good = set_access(database, "codes", slips=1)[0]
    page = client.post(school.campaign_path, filled(client, school, code=make_codes(1)[0]), status=422)
    typed = good.lower().replace("-", " ")
    assert client.post(school.campaign_path, page.form_data() | {"code": typed}).heading == "Đã nhận phiếu"
    with database.reading() as session:
        participation = session.scalars(select(Participation.id)).one()
        assert find_codes_state(session, participation) == {"3": CodesState(issued=1, used=1)}
        assert session.scalars(select(Response.grade)).one() == "", "the grade of the slip does not reach the response"


def test_a_tap_that_is_repeated_never_meets_a_used_code(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school) | {"code": set_access(database, "codes", slips=1)[0]}
    first = client.post(school.campaign_path, data)
    clock.set(2026, 8, 1)
    second = client.post(school.campaign_path, data)
    assert first.soup.select_one("[data-receipt]").text == second.soup.select_one("[data-receipt]").text
    assert stored(database, Response) == 1


def test_one_slip_in_two_hands_at_the_same_moment_is_one_response(
    app: Flask, client: PageClient, school: School, database: Database
) -> None:
    data = filled(client, school) | {"code": set_access(database, "codes", slips=1)[0]}
    statuses: list[int] = []
    start = threading.Barrier(2)

    def hand(key: str) -> None:
        start.wait()
        statuses.append(app.test_client().post(school.campaign_path, data=data | {"sending_key": key}).status_code)

    hands = [threading.Thread(target=hand, args=(f"the-key-of-hand-{number}",)) for number in range(2)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    assert sorted(statuses) == [200, 422]
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [1, 1, 1]


@pytest.mark.parametrize(("access", "counted"), [("open", 0), ("marked", 1)])
def test_a_device_that_has_sent_before_is_counted_and_never_refused(
    client: PageClient, school: School, database: Database, access: str, counted: int
) -> None:
    set_access(database, access)
    client.post(school.campaign_path, filled(client, school))
    data = filled(client, school, repeat="1")
    headings = [client.post(school.campaign_path, data).heading for _ in range(2)]
    assert headings == ["Đã nhận phiếu", "Phiếu này đã được ghi nhận từ trước"]
    assert repeats(database) == counted
    assert stored(database, Response) == 2


def test_where_no_code_is_asked_for_none_is_needed_and_none_is_used(
    client: PageClient, school: School, database: Database
) -> None:
    code = set_access(database, "open", slips=1)[0]
    client.post(school.campaign_path, filled(client, school, code=code))
    with database.reading() as session:
        assert find_codes_state(session, session.scalars(select(Participation.id)).one())["3"].used == 0


def test_a_kiosk_is_told_by_its_ticket_alone_and_is_no_repeat(client: PageClient, school: School, database: Database) -> None:
    set_access(database, "marked")
    with database.writing() as session:
        unit = session.scalars(select(Participation.unit_id)).one()
        set_pin(session, unit)
        version = find_version(session, unit)
        assert version is not None
    ticket = make_ticket(unit, version, secret=SECRET)
    strangers = make_ticket(unit + 1, version, secret=SECRET)
    for kiosk in (ticket, strangers, "1", ""):
        client.post(school.campaign_path, filled(client, school, kiosk=kiosk, repeat="1"))
    with database.writing() as session:
        end_kiosks(session, unit)
    client.post(school.campaign_path, filled(client, school, kiosk=ticket))
    with database.reading() as session:
        assert sorted(session.scalars(select(Response.channel))) == ["kiosk", "link", "link", "link", "link"]
    assert repeats(database) == 3


def test_a_kiosk_needs_a_code_where_everybody_needs_one(client: PageClient, school: School, database: Database) -> None:
    with database.writing() as session:
        unit = session.scalars(select(Participation.unit_id)).one()
        set_pin(session, unit)
    set_access(database, "codes", slips=1)
    data = filled(client, school, kiosk=make_ticket(unit, 1, secret=SECRET))
    client.post(school.campaign_path, data, status=422)
    assert stored(database, Response) == 0
