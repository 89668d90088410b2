"""Alive, ready, counted, and what the log says: true of a real database, and silent about respondents."""

import io
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from survey_app import create_app
from survey_app.config import load_config
from survey_app.db import Database
from survey_app.log_lines import JsonLines
from survey_app.metrics import GATHERED
from survey_app.migrate import downgrade
from tests.factories import fill
from tests.pages import PageClient
from tests.respondents import TOKEN, School, answered
from tests.staff import sign_in

COUNTS_TOKEN = "a token of the counts"
AUTHORITY = {"Authorization": f"Bearer {COUNTS_TOKEN}"}


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """What the log of the production set-up holds."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    app.logger.addHandler(handler)
    yield lines
    app.logger.removeHandler(handler)


def test_alive_and_ready(client: PageClient) -> None:
    assert client.client.get("/health").text == "ok\n"
    reply = client.client.get("/ready")
    assert (reply.status_code, reply.json) == (200, {"database": "current"})
    assert "Set-Cookie" not in reply.headers


def test_tables_of_another_release_are_not_ready_but_alive(database: Database, client: PageClient) -> None:
    downgrade(database.engine, "0015")
    reply = client.client.get("/ready")
    assert (reply.status_code, reply.json) == (503, {"database": "older"})
    assert client.client.get("/health").status_code == 200


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_away_is_not_ready(tmp_path: Path, url: str) -> None:
    away = create_app({"DATABASE_URL": url, "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": "a test's secret"})
    reply = away.test_client().get("/ready")
    assert (reply.status_code, reply.json) == (503, {"database": "away"})


def counted(app: Flask, endpoint: str) -> dict[str, float]:
    """How many requests of an endpoint are counted, by status."""
    app.config["METRICS_TOKEN"] = COUNTS_TOKEN
    exposition = app.test_client().get("/metrics", headers=AUTHORITY).text
    return {
        sample.labels["status"]: sample.value
        for family in text_string_to_metric_families(exposition)
        for sample in family.samples
        if sample.name == "thuoc_do_requests_total" and sample.labels["endpoint"] == endpoint
    }


def test_counts_are_for_who_knows_the_token(app: Flask, client: PageClient) -> None:
    client.get("/metrics", status=404)
    app.config["METRICS_TOKEN"] = COUNTS_TOKEN
    for given in ("", "Bearer ", "Bearer another token!", "Bearer tiếng"):
        assert app.test_client().get("/metrics", headers={"Authorization": given.encode()}).status_code == 404
    reply = app.test_client().get("/metrics", headers=AUTHORITY)
    assert (reply.status_code, reply.mimetype) == (200, "text/plain")


def test_staff_are_counted_at_once_by_endpoint(app: Flask, database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    before = counted(app, "unit.home")
    client.get("/unit")
    assert counted(app, "unit.home")["200"] == before.get("200", 0) + 1


def test_one_form_is_not_seen_to_come(app: Flask, school: School, client: PageClient) -> None:
    """Ten at a time: the counts move only when the tenth request of an endpoint has come."""
    page = client.get(school.campaign_path)
    seen, moves = [sum(counted(app, "respond.send").values())], []
    for number in range(2 * GATHERED):
        client.post(school.campaign_path, answered(page.form_data(), sending_key=f"key-of-a-sending-{number:04}"))
        seen.append(sum(counted(app, "respond.send").values()))
        moves.append(seen[-1] - seen[-2])
    assert set(moves) == {0, GATHERED}
    assert moves.count(GATHERED) == 2


def test_counts_hold_no_address_of_a_unit(app: Flask, school: School, client: PageClient) -> None:
    for _ in range(GATHERED):
        client.get(school.path)
        client.get("/k/ZZZZZZZZ", status=404)
    app.config["METRICS_TOKEN"] = COUNTS_TOKEN
    exposition = app.test_client().get("/metrics", headers=AUTHORITY).text
    assert 'endpoint="respond.link",status="404"' in exposition
    assert TOKEN not in exposition
    assert "/k/" not in exposition


def test_a_fault_has_a_line_without_what_was_sent_and_a_number_on_the_page(
    app: Flask, school: School, client: PageClient, log: io.StringIO
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    secret = "Lời riêng của một người"

    def fail(token: str) -> str:
        raise ValueError(f"{token}: {secret}")

    app.view_functions["respond.link"] = fail
    reply = client.client.get(f"{school.path}?lang=en&said={secret}", environ_base={"REMOTE_ADDR": "203.0.113.77"})
    assert reply.status_code == 500
    line = json.loads(log.getvalue())
    assert (line["level"], line["endpoint"], line["method"], line["status"]) == ("error", "respond.link", "GET", 500)
    assert line["error"] == "ValueError"
    assert any(place.startswith("tests/survey_app/views/test_operation.py") for place in line["trace"])
    assert line["request"] in reply.text
    for told in (TOKEN, secret, "203.0.113.77", "said"):
        assert told not in log.getvalue()


@pytest.mark.parametrize(("given", "is_taken"), [("0123456789abcdef0123456789abcdef", True), ("<b>", False), ("", False)])
def test_the_number_of_the_proxy_is_taken_if_it_is_one(app: Flask, given: str, is_taken: bool) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    app.view_functions["public.privacy"] = lambda: 1 / 0
    page = app.test_client().get("/rieng-tu", headers={"X-Request-ID": given}).text
    assert (given in page) == is_taken or given == ""
    assert "Mã sự cố" in page


def test_a_database_that_fails_says_why_and_quotes_no_row(
    app: Flask, database: Database, client: PageClient, log: io.StringIO
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    name = "LờiRiêng"

    def fail() -> str:
        with database.writing() as session:
            for _ in range(2):
                session.execute(
                    text("INSERT INTO unit (code, name, kind, link_token, levels) VALUES (:n, :n, 'school', :n, '')"),
                    {"n": name},
                )
        return ""

    app.view_functions["public.privacy"] = fail
    client.client.get("/rieng-tu")
    line = json.loads(log.getvalue())
    assert line["error"].startswith("IntegrityError")
    assert name not in log.getvalue()


def test_gunicorn_quotes_nothing_of_a_request() -> None:
    def said(template: object, *given: object, name: str = "gunicorn.error") -> str:
        record = logging.LogRecord(name, logging.ERROR, "", 0, template, given, None)
        return str(json.loads(JsonLines().format(record))["message"])

    assert said("Error handling request %s %s", "GET", f"/k/{TOKEN}") == "Error handling request"
    assert said("Invalid request from ip=203.0.113.77: Invalid HTTP header: 'Cookie telltale'") == "Invalid request"
    assert said("Worker (pid:%s) was sent %s!", 41, "SIGKILL") == "Worker (pid:41) was sent SIGKILL!"
    assert said("Socket %s", f"/k/{TOKEN}") == "Socket …"
    assert said(ValueError(TOKEN)) == "ValueError"


def test_a_worker_that_does_not_start_says_why() -> None:
    try:
        raise ModuleNotFoundError("No module named 'psycopg'")
    except ModuleNotFoundError as error:
        record = logging.LogRecord(
            "gunicorn.error", logging.ERROR, "", 0, "Exception in worker process", (), (type(error), error, error.__traceback__)
        )
    assert json.loads(JsonLines().format(record))["cause"] == "No module named 'psycopg'"


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_away_is_told_to_the_operator(tmp_path: Path, url: str) -> None:
    away = create_app({"DATABASE_URL": url, "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": "a test's secret"})
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    away.logger.addHandler(handler)
    try:
        page = away.test_client().get("/ket-qua")
    finally:
        away.logger.removeHandler(handler)
    line = json.loads(lines.getvalue())
    assert page.status_code == line["status"] == 503
    assert page.headers["Retry-After"] == "30"
    assert "Xin thử lại sau vài phút" in page.text
    assert line["error"].startswith("OperationalError")
    assert "unable to open" in line["cause"] or "connection failed" in line["cause"]


def test_programs_are_told_when_to_come_again(tmp_path: Path) -> None:
    away = create_app(
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": "a test's secret"}
    )
    reply = away.test_client().get("/api/v1/releases")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "30")
    assert reply.mimetype == "application/problem+json"


def test_a_faulty_statement_is_a_fault_and_not_a_database_that_is_away(app: Flask, database: Database) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False

    def fail() -> str:
        with database.reading() as session:
            session.execute(text("SELECT nothing FROM nowhere"))
        return ""

    app.view_functions["public.privacy"] = fail
    assert app.test_client().get("/rieng-tu").status_code == 500


def test_a_token_that_can_be_guessed_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSTANCE_FOLDER", str(tmp_path))
    for weak in ("short", "mật khẩu dài hơn mười sáu"):
        monkeypatch.setenv("METRICS_TOKEN", weak)
        with pytest.raises(SystemExit, match="METRICS_TOKEN"):
            load_config()
    monkeypatch.setenv("METRICS_TOKEN", COUNTS_TOKEN)
    assert load_config()["METRICS_TOKEN"] == COUNTS_TOKEN


def test_a_database_that_never_answers_is_away_within_the_time_that_is_set(tmp_path: Path) -> None:
    """A listening socket that says nothing, as a machine behind a network that swallows packets."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        app = create_app(
            {"DATABASE_URL": url, "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": "a test's secret", "DATABASE_CONNECT_SECONDS": 1}
        )
        reply = app.test_client().get("/ready")
        assert (reply.status_code, reply.json) == (503, {"database": "away"})
        page = app.test_client().get(f"/k/{TOKEN}")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("name", ["GRACE_MINUTES", "KIOSK_IDLE_SECONDS", "SENDINGS_PER_SLOT"])
def test_a_number_that_is_none_stops_the_start_with_words(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    default = load_config()[name]
    monkeypatch.setenv(name, "")
    assert load_config()[name] == default
    for wrong in ("-1", "nhiều"):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(SystemExit, match=f"{name} phải là một số nguyên"):
            load_config()


def test_no_form_being_taken_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDINGS_PER_SLOT", "0")
    with pytest.raises(SystemExit, match="SENDINGS_PER_SLOT"):
        load_config()


def test_a_connection_does_not_wait_for_ever_unless_somebody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_config()["DATABASE_CONNECT_SECONDS"] == 5
    monkeypatch.setenv("DATABASE_CONNECT_SECONDS", "0")
    with pytest.raises(SystemExit, match="DATABASE_CONNECT_SECONDS"):
        load_config()
