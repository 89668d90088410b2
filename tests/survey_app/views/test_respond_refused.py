"""What cannot be taken at the moment comes back with every answer, and goes through later."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, make_url, select, text

from survey_app import create_app
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, receipt_mark, record
from survey_app.db import Database
from survey_app.models import Campaign, Comment, Participation, Response, Sending
from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.respondents import PARENTS, School, answered, stored

COMMENT = 'Nhà vệ sinh <b>bẩn</b>\nvà "thiếu nước"'


def filled(client: PageClient, school: School, **changes: str) -> dict[str, str]:
    return answered(client.get(school.path).form_data(), G01=COMMENT, grade="3", F02="70") | changes


def kept(page: Page) -> dict[str, str]:
    """What the page would send, line breaks as a form has them."""
    return {name: value.replace("\r\n", "\n").strip() for name, value in page.form_data().items()}


def answers(data: dict[str, str]) -> dict[str, str]:
    """What a respondent has ticked and written."""
    names = {item.code for item in PARENTS.items} | {"grade"}
    return {name: value for name, value in data.items() if name in names and value}


def receipt_on(page: Page) -> str:
    return str(page.soup.select_one("[data-receipt]").text)


def arrive(database: Database, number: int, *, now: Any) -> None:
    """So many others, without the way through HTTP."""
    with database.writing() as session:
        place = Destination.of(session.scalars(select(Participation)).one())
        others = [
            NewResponse(sending_key=secrets.token_urlsafe(24), sheet="4" * 30, receipt_mark=receipt_mark(str(one), secret="x"))
            for one in range(number)
        ]
        assert record(session, place, others, now=now) == number


def test_five_hundred_behind_one_address_pass_and_the_six_hundred_and_first_waits_with_every_answer(
    app: Flask, client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    browser = app.test_client()
    for _ in range(500):
        assert browser.post(school.campaign_path, data=data | {"sending_key": secrets.token_urlsafe(24)}).status_code == 200
    assert stored(database, Response) == stored(database, Sending) == stored(database, Comment) == 500
    arrive(database, 100, now=clock.moment)
    page = client.post(school.campaign_path, data, status=429)
    assert stored(database, Response) == 600
    assert 0 < int(page.headers["Retry-After"]) <= 601
    assert "rất nhiều phiếu gửi về cùng lúc" in page.text
    assert page.soup.title.text.startswith("Lỗi:")
    assert answers(kept(page)) == answers(data)
    assert kept(page)["sending_key"] == data["sending_key"]
    clock.set(2026, 5, 12, 9, 15)
    assert client.post(school.campaign_path, page.form_data()).heading == "Đã nhận phiếu"
    assert stored(database, Response) == 601


def test_whoever_has_sent_hears_so_even_where_others_wait(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    first = client.post(school.campaign_path, data)
    arrive(database, 600, now=clock.moment)
    client.post(school.campaign_path, data | {"sending_key": "of-somebody-else-entirely"}, status=429)
    assert receipt_on(client.post(school.campaign_path, data)) == receipt_on(first)


def test_the_limit_is_a_setting(app: Flask, client: PageClient, school: School, database: Database) -> None:
    app.config["SENDINGS_PER_SLOT"] = 1
    client.post(school.campaign_path, filled(client, school))
    client.post(school.campaign_path, filled(client, school), status=429)
    assert stored(database, Response) == 1


def test_a_lost_reply_is_answered_with_the_same_receipt_after_closing(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    first = client.post(school.campaign_path, data)
    clock.set(2026, 7, 1)
    assert receipt_on(client.post(school.campaign_path, data)) == receipt_on(first)
    assert stored(database, Response) == 1


def test_who_comes_too_late_is_told_so_and_still_has_the_answers(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    clock.set(2026, 6, 1, 1, 30)
    page = client.post(school.campaign_path, data, status=410)
    assert page.heading == "Phiếu không được ghi nhận"
    assert "31/05/2026" in page.text
    assert " ".join(COMMENT.split()) in page.text, "what was written can be copied"
    assert kept(page) == data
    assert stored(database, Response) + stored(database, Sending) == 0


def test_while_only_paper_is_still_entered_the_survey_is_over_for_phones(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    with database.writing() as session:
        session.scalars(select(Campaign)).one().paper_until = dt.date(2026, 6, 15)
    clock.set(2026, 6, 5)
    assert client.get(school.path, status=410).heading == "Đợt khảo sát đã kết thúc"
    assert client.post(school.campaign_path, data, status=410).heading == "Phiếu không được ghi nhận"
    assert stored(database, Response) == 0


def test_who_comes_too_early_can_send_the_same_page_later(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    data = filled(client, school)
    clock.set(2026, 5, 1)
    page = client.post(school.campaign_path, data, status=403)
    assert "10/05/2026" in page.text
    clock.set(2026, 5, 10)
    assert client.post(page.soup.form["action"], page.form_data()).heading == "Đã nhận phiếu"
    with database.reading() as session:
        assert session.scalars(select(Comment.text)).one() == COMMENT


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else writes and does not end."""
    with _each_connection(database, "PRAGMA busy_timeout = 50"), database.writing() as session:
        session.execute(text("SELECT 1"))
        yield


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Not one page more for the long comment."""
    with _each_connection(database, "PRAGMA max_page_count = 1"):
        yield
    database.engine.dispose()


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    name = database.engine.url.database
    with _administering(database) as administrator:
        administrator.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        database.engine.dispose()
        yield
        administrator.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    database.engine.dispose()


@contextmanager
def gone(database: Database) -> Iterator[None]:
    name = database.engine.url.database
    with _administering(database) as administrator:
        administrator.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        administrator.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        yield
        administrator.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


@contextmanager
def _each_connection(database: Database, pragma: str) -> Iterator[None]:
    def prepare(connection: Any, *_others: Any) -> None:
        connection.execute(pragma)

    event.listen(database.engine, "checkout", prepare)
    yield
    event.remove(database.engine, "checkout", prepare)


@contextmanager
def _administering(database: Database) -> Iterator[Any]:
    engine = create_engine(make_url(database.engine.url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("kind", "trouble"), [("sqlite", locked), ("sqlite", full), ("postgresql", read_only), ("postgresql", gone)]
)
def test_a_database_that_cannot_be_written_costs_nobody_an_answer(
    client: PageClient,
    school: School,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    trouble: Callable[[Database], Any],
) -> None:
    if database.engine.dialect.name != kind:
        pytest.skip(f"a trouble of {kind}")
    data = filled(client, school, G02="ý kiến rất dài " * 130)
    with trouble(database):
        page = client.post(school.campaign_path, data, status=503)
    assert page.heading == "Phiếu chưa gửi được"
    assert page.headers["Retry-After"] == "30"
    assert "không phải do người trả lời" in page.text
    assert kept(page) == {name: value.strip() for name, value in data.items()}
    assert "could not be recorded" in caplog.text
    for secret in ("bẩn", "rất dài", data["sending_key"], data["csrf_token"]):
        assert secret not in caplog.text
    assert stored(database, Response) + stored(database, Sending) + stored(database, Comment) == 0
    assert client.post(page.soup.form["action"], page.form_data()).heading == "Đã nhận phiếu"
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [1, 1, 2]


@pytest.fixture
def new_deploy(app: Flask) -> Iterator[Callable[..., PageClient]]:
    """The service started anew on the same database, with settings of its own."""
    started: list[Flask] = []

    def start(**settings: Any) -> PageClient:
        same = {name: app.config[name] for name in ("DATABASE_URL", "INSTANCE_FOLDER", "SECRET_KEY", "PUBLIC_URL", "CLOCK")}
        started.append(create_app(same | settings))
        return PageClient(started[-1].test_client())

    yield start
    for other in started:
        other.extensions["database"].engine.dispose()


def test_a_form_handed_out_before_a_deploy_is_taken_after_it(
    client: PageClient, school: School, database: Database, new_deploy: Callable[..., PageClient]
) -> None:
    data = filled(client, school)
    thanks = new_deploy().post(school.campaign_path, data)
    assert receipt_on(thanks) == receipt_on(client.post(school.campaign_path, data))
    assert stored(database, Response) == 1


def test_a_changed_secret_brings_the_form_back_with_every_answer_and_a_token_that_is_good(
    client: PageClient, school: School, database: Database, new_deploy: Callable[..., PageClient]
) -> None:
    data = filled(client, school)
    other = new_deploy(SECRET_KEY="quite another secret")
    page = other.post(school.campaign_path, data, status=422)
    again = kept(page)
    assert again["csrf_token"] != data["csrf_token"]
    assert answers(again) == answers(data)
    assert again["sending_key"] == data["sending_key"]
    assert other.post(school.campaign_path, page.form_data()).heading == "Đã nhận phiếu"
    assert stored(database, Response) == 1


@pytest.mark.parametrize(("minutes", "status"), [(5, 410), (30, 200)])
def test_the_grace_period_is_a_setting_and_asks_no_phone_for_the_time(
    client: PageClient,
    school: School,
    clock: Clock,
    new_deploy: Callable[..., PageClient],
    minutes: int,
    status: int,
) -> None:
    data = filled(client, school, began="99999999999")
    clock.set(2026, 6, 1, 0, 20)
    new_deploy(GRACE_MINUTES=minutes).post(school.campaign_path, data, status=status)


def test_the_language_can_be_switched_in_the_middle_and_nothing_is_recorded_or_lost(
    client: PageClient, school: School, database: Database
) -> None:
    data = filled(client, school, F02="tám mươi", switch_to="en")
    page = client.post(school.campaign_path, data)
    assert page.soup.html["lang"] == "en"
    assert answers(kept(page)) == answers(data)
    assert stored(database, Response) == 0
    again = client.post(page.soup.form["action"], page.form_data(), status=422)
    assert again.soup.html["lang"] == "en"
    assert "từ 0 đến 100" not in again.text, "a fault is told in the language of the page"
    assert client.post(again.soup.form["action"], again.form_data() | {"F02": "80"}).soup.html["lang"] == "en"
    with database.reading() as session:
        assert session.scalars(select(Sending.language)).one() == "en"
