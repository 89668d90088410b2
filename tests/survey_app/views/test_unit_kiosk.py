"""The unit's page on its kiosk: the PIN that is shown once, the address, the count, the audit log."""

import re
import secrets

from sqlalchemy import select

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import AuditEntry, KioskPin, Unit
from tests.factories import DURING, fill, find_participation
from tests.pages import Page, PageClient
from tests.respondents import PARENTS, stored
from tests.staff import sign_in


def test_the_pin_is_shown_once_and_renewed_with_a_note_in_the_audit_log(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    page = client.get("/unit/kiosk")
    assert "Tạo mã PIN" in page.text
    assert "Chưa nhận phiếu nào" in page.text
    for version in (1, 2):
        shown = press(client, "make-kiosk-pin").soup.select_one(".pin")
        assert shown is not None
        assert re.fullmatch(r"\d{3} \d{3}", shown.text)
        assert shown.text not in client.get("/unit/kiosk").text
        with database.reading() as session:
            assert session.scalars(select(KioskPin.version)).one() == version
    press(client, "end-kiosks")
    assert "Đơn vị đã có mã PIN" not in client.get("/unit/kiosk").text
    with database.reading() as session:
        deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [deed for deed in deeds if "kiosk" in deed] == ["make-kiosk-pin", "make-kiosk-pin", "end-kiosks"]


def test_an_unknown_deed_and_a_missing_token_do_nothing(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    data = client.get("/unit/kiosk").form_data("main form")
    client.post("/unit/kiosk", data | {"deed": "else"}, status=400)
    client.post("/unit/kiosk", {"deed": "make-kiosk-pin"}, status=400)
    assert stored(database, KioskPin) == 0


def test_the_page_names_the_kiosk_address_and_not_the_respondents(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    address = client.get("/unit/kiosk").soup.select_one("#address")
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
    assert address is not None
    assert address["value"] == f"http://localhost/kiosk/{token}"
    client.get(f"/kiosk/{token}")


def test_the_page_counts_what_came_by_kiosk_from_ten_on_each_side(database: Database, client: PageClient) -> None:
    fill(database, answers=9)
    sign_in(client, "th1")
    for number, channel, told in (
        (9, "kiosk", "18 phiếu đã nhận bằng mọi cách"),
        (1, "kiosk", "19 phiếu đã nhận bằng mọi cách"),  # the rest would be told of nine people
        (1, "link", "10 phiếu trong 20 phiếu đã nhận"),
    ):
        with database.writing() as session:
            participation = find_participation(session, "TH1")
            record(session, Destination.of(participation), [came_by(channel) for _ in range(number)], now=DURING)
        assert told in client.get("/unit/kiosk").text


def came_by(channel: str) -> NewResponse:
    sheet = "4" * len(PARENTS.closed_items)
    return NewResponse(secrets.token_urlsafe(16), sheet, (85,), channel=channel)


def press(client: PageClient, deed: str) -> Page:
    return client.post("/unit/kiosk", client.get("/unit/kiosk").form_data("main form") | {"deed": deed})
