"""Pages that are kept: few statements, a key of its own for everybody, and nothing that outlives what it rests on."""

import datetime as dt
import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from survey_app.campaigns import steering
from survey_app.db import Database
from survey_app.models import Action, Campaign, Comment, Response, Sending, Unit
from tests.conftest import Clock
from tests.pages import PageClient
from tests.respondents import TOKEN, School, answered, stored
from tests.statements import traced

GZIP = {"Accept-Encoding": "gzip"}


def test_a_journey_takes_three_statements(client: PageClient, school: School, database: Database) -> None:
    client.post(school.campaign_path, answered(client.get(school.path).form_data()))  # the questionnaire is read once
    with traced(database) as statements:
        sent = answered(client.get(school.path).form_data(), G01="Cảm ơn thầy cô", G02="Thư viện nhỏ quá")
        assert client.post(school.campaign_path, sent).heading == "Đã nhận phiếu"
    assert len(statements) == 3, statements
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [2, 2, 2]


def test_what_one_statement_writes_is_what_the_door_writes(client: PageClient, school: School, database: Database) -> None:
    """A blank where a value ends sends a response the long way; apart from keys the rows are the same."""
    for percent in ("85", "85 "):
        form = client.get(school.path).form_data()
        client.post(school.campaign_path, answered(form, G01="Gọi 0912 345 678", F02=percent))
    with database.reading() as session:
        for table in (Response, Sending, Comment):
            first, second = (
                {name: value for name, value in vars(row).items() if name not in ("key", "key_hash", "receipt_mark")}
                for row in session.scalars(select(table))
            )
            del first["_sa_instance_state"], second["_sa_instance_state"]
            assert first == second
            assert "0912" not in str(first)


def test_everybody_gets_a_sending_key_of_his_own_and_otherwise_the_same_page(app: Flask, school: School, clock: Clock) -> None:
    pages = []
    for number in range(3):
        clock.moment += dt.timedelta(seconds=7 * number)
        reply = app.test_client().get(school.path, headers=GZIP if number else {})
        text = (gzip.decompress(reply.data) if number else reply.data).decode()
        assert f'name="began" value="{int(clock.moment.timestamp())}"' in text
        pages.append(text)
    keys = [re.findall(r'name="sending_key" value="([\w-]{32})"', page) for page in pages]
    assert len({key for [key] in keys}) == 3
    assert len({re.sub(r'name="(sending_key|began)" value="[^"]+"', "", page) for page in pages}) == 1


def _pause(session: Session, campaign: Campaign) -> None:
    campaign.paused_on = dt.date(2026, 5, 12)


def _end(session: Session, campaign: Campaign) -> None:
    campaign.closes_on, campaign.grace_minutes = dt.date(2026, 5, 11), 12 * 60


def _seal(session: Session, campaign: Campaign) -> None:
    _end(session, campaign)
    campaign.grace_minutes, campaign.sealed_on = 0, dt.date(2026, 5, 12)


@pytest.mark.parametrize(("change", "status", "sending"), [(_pause, 503, 503), (_end, 410, 200), (_seal, 410, 410)])
def test_a_page_does_not_outlive_its_campaign(
    client: PageClient,
    school: School,
    database: Database,
    change: Callable[[Session, Campaign], None],
    status: int,
    sending: int,
) -> None:
    form = answered(client.get(school.path).form_data())
    sent = answered(client.get(school.path).form_data())
    client.post(school.campaign_path, sent)
    with database.writing() as session:
        change(session, session.scalars(select(Campaign)).one())
    client.get(school.path, status=status)
    client.get(f"{school.campaign_path}?mot-trang=1", status=status)
    client.post(school.campaign_path, form, status=sending)
    assert client.post(school.campaign_path, sent).heading == "Phiếu này đã được ghi nhận từ trước"


def test_a_page_ends_and_begins_with_the_clock(client: PageClient, school: School, clock: Clock) -> None:
    clock.set(2026, 5, 31, 23, 59)
    client.get(school.path)
    clock.set(2026, 6, 1, 0, 0)
    client.get(school.path, status=410)
    clock.set(2026, 5, 9, 23, 59)
    client.get(school.path, status=403)
    clock.set(2026, 5, 10, 0, 0)
    client.get(school.path)


def test_a_paused_campaign_comes_back(client: PageClient, school: School, database: Database, clock: Clock) -> None:
    client.get(school.path)
    for act, status in ((steering.pause, 503), (steering.resume, 200)):
        with database.writing() as session:
            act(session, session.scalars(select(Campaign)).one(), now=clock(), grace_minutes=60)
        page = client.get(school.path, status=status)
        assert page.headers.get("Retry-After") == ("600" if status == 503 else None)


def test_a_replaced_token_leads_nowhere_at_once(client: PageClient, school: School, database: Database) -> None:
    form = answered(client.get(school.path).form_data())
    with database.writing() as session:
        session.execute(update(Unit).where(Unit.link_token == TOKEN).values(link_token="M2N3P4Q5"))
    client.get(school.path, status=404)
    client.post(school.campaign_path, form, status=404)
    assert client.get("/k/M2N3P4Q5").form_data()["csrf_token"] != form["csrf_token"]
    assert stored(database, Response) == 0


def test_a_changed_text_is_on_the_next_page(client: PageClient, school: School, database: Database) -> None:
    assert "đã sơn lại" not in client.get(school.path).text
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.link_token == TOKEN)).one()
        unit.name = "Trường Tiểu học Hoa Mai"
        session.scalars(select(Unit).where(Unit.kind == "department")).one().name = "Sở GDĐT mới"
        texts = ("một", "hai", "ba", "bốn đã sơn lại | tường")
        session.add_all(Action(unit_id=unit.id, text=text, published_on=dt.date(2026, 5, 1)) for text in texts)
    page = client.get(school.path)
    assert "Hoa Mai" in page.text
    assert "Sở GDĐT mới" in page.text
    assert [one.get_text() for one in page.soup.select(".changed li")] == ["bốn đã sơn lại | tường", "ba", "hai"]
    assert "Hoa Mai" in client.post(school.campaign_path, answered(page.form_data())).text
    with database.writing() as session:
        session.execute(update(Action).values(published_on=None))
    assert not client.get(school.path).soup.select(".changed")


def test_languages_and_ways_in_have_pages_of_their_own(client: PageClient, school: School) -> None:
    for _ in range(2):
        assert client.get(f"{school.path}?lang=en").soup.html["lang"] == "en"
        assert client.get(school.path).soup.html["lang"] == "vi"
        assert client.get(school.path.replace("/k/", "/q/")).form_data()["channel"] == "qr"
        assert client.get(school.path).form_data()["channel"] == "link"
        assert "Hiện từng phần" in client.get(f"{school.path}?mot-trang=1").text


def test_a_number_that_no_database_gives_is_a_wrong_address(client: PageClient, school: School) -> None:
    for number in (2**31, 2**63, 10**30):
        client.post(f"{school.path}/{number}", {"sending_key": "a" * 32}, status=404)
