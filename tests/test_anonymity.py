"""Anonymous means impossible to identify: read from the schema, the database, its file and the logs after a real journey."""

import io
import logging
import sqlite3

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from survey_app.db import Database
from survey_app.models import Base
from tests.conftest import Clock
from tests.respondents import School, answered

ADDRESS = "203.0.113.77"
DEVICE = "Mozilla/5.0 (Linux; Android 9; Redmi 7A) TellTale/1.0"
REFERRER = "https://zalo.example/who-sent-this"

# every column of the tables that one sending writes; a new one needs a reason here and in docs/threat-model.md
COLUMNS = {
    "response": {
        "campaign_id",
        "unit_id",
        "participation_id",
        "key",
        "channel",
        "pace",
        "honeypot",
        "grade",
        "sheet",
        "percents",
    },
    "sending": {"campaign_id", "unit_id", "participation_id", "key_hash", "slot", "language", "receipt_mark"},
    # the last three are what a unit has decided, months later: tests/test_anonymity_reviewed.py
    "comment": {"campaign_id", "unit_id", "participation_id", "key", "item_code", "text", "state", "reason", "masks"},
}


@pytest.mark.parametrize("table", COLUMNS)
def test_the_tables_of_a_sending_have_no_column_for_who_or_when(table: str) -> None:
    assert {column.name for column in Base.metadata.tables[table].columns} == COLUMNS[table]


def test_nothing_joins_a_response_to_its_sending_or_its_comments(database: Database) -> None:
    shared = COLUMNS["response"] & COLUMNS["sending"] & COLUMNS["comment"]
    assert shared == {"campaign_id", "unit_id", "participation_id"}
    for table in COLUMNS:
        targets = {key["referred_table"] for key in inspect(database.engine).get_foreign_keys(table)}
        assert targets == {"campaign", "unit", "participation"}
    for table in Base.metadata.tables.values():
        assert not {key.column.table.name for key in table.foreign_keys} & set(COLUMNS), f"{table.name} points at answers"


def _send(app: Flask, school: School, key: str, sheet_value: str = "4") -> None:
    browser = app.test_client()
    surroundings = {
        "REMOTE_ADDR": ADDRESS,
        "HTTP_USER_AGENT": DEVICE,
        "HTTP_REFERER": REFERRER,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
    }
    page = browser.get(f"{school.path}?utm_source=telltale", environ_overrides=surroundings).get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = answered({"csrf_token": token, "sending_key": key}, G01=f"Lời riêng {key[:4]}", A01=sheet_value)
    assert browser.post(school.campaign_path, data=data, environ_overrides=surroundings).status_code == 200


def test_database_and_logs_hold_no_trace_of_the_sender(app: Flask, school: School, database: Database) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    previous, root.level = root.level, logging.DEBUG
    try:
        _send(app, school, "a1b2c3d4e5f6a7b8c9d0")
    finally:
        root.removeHandler(handler)
        root.setLevel(previous)
    with database.reading() as session:
        everything = " ".join(repr(row) for table in Base.metadata.sorted_tables for row in session.execute(table.select()))
    for secret in (ADDRESS, "TellTale", "zalo", "telltale", "a1b2c3d4e5f6a7b8c9d0"):
        assert secret not in everything
        assert secret not in stream.getvalue()
    assert "Lời riêng" in everything
    assert "Lời riêng" not in stream.getvalue()


def test_the_order_of_rows_is_not_the_order_of_sending(app: Flask, school: School, database: Database) -> None:
    """Keys are random, and on SQLite rows lie in key order: thirty sheets in sending order have one chance in 30!."""
    if not database.is_sqlite:
        pytest.skip("on PostgreSQL rows are rewritten in key order: tests/survey_app/campaigns/test_sealing.py")
    for number in range(30):
        _send(app, school, f"key-number-{number:02}-abcdef", sheet_value=str(1 + number % 5))
    with database.reading() as session:
        stored = list(session.scalars(text("SELECT substr(sheet, 1, 1) FROM response")))
        keys = list(session.scalars(text('SELECT "key" FROM response')))
    assert sorted(stored) == sorted(str(1 + number % 5) for number in range(30))
    assert stored != [str(1 + number % 5) for number in range(30)]
    assert keys == sorted(keys)


def test_the_file_of_sqlite_has_no_hidden_row_number(database: Database, app: Flask, school: School) -> None:
    if not database.is_sqlite:
        pytest.skip("row numbers exist on SQLite only")
    for table in COLUMNS:
        with pytest.raises(sqlite3.OperationalError, match="rowid"), sqlite3.connect(database.engine.url.database or "") as raw:
            raw.execute(f"SELECT rowid FROM {table}")


def test_the_time_of_a_sending_is_kept_to_ten_minutes_only(
    app: Flask, school: School, database: Database, clock: Clock
) -> None:
    clock.set(2026, 5, 12, 9, 1)
    _send(app, school, "first-key-abcdefgh")
    clock.set(2026, 5, 12, 9, 9)
    _send(app, school, "second-key-abcdefgh")
    with database.reading() as session:
        assert len(set(session.scalars(text("SELECT slot FROM sending")))) == 1


def test_no_page_of_a_respondent_sets_a_cookie_or_differs_by_one(
    app: Flask, school: School, database: Database, clock: Clock
) -> None:
    """Every page and every refusal, asked for by a browser that brings the cookie of a signed-in clerk."""
    browser = app.test_client()
    data = answered({"sending_key": "a1b2c3d4e5f6a7b8c9d0", "csrf_token": "stale"})

    def ask(path: str, status: int, data: dict[str, str] | None = None) -> str:
        surroundings = {"HTTP_COOKIE": f"{app.config['SESSION_COOKIE_NAME']}=of-somebody; telltale=1"}
        method = "GET" if data is None else "POST"
        reply = browser.open(path, method=method, data=data, environ_overrides=surroundings)
        assert reply.status_code == status, path
        assert "Set-Cookie" not in reply.headers, path
        assert "Cookie" not in reply.headers.get("Vary", ""), path
        return reply.get_data(as_text=True)

    scanned = school.path.replace("/k/", "/q/")
    for path in (school.path, scanned, school.campaign_path, "/tro-giup", "/rieng-tu", "/bien-nhan", "/respond.js"):
        ask(path, 200)
    token = ask(school.path, 200).split('name="csrf_token" value="')[1].split('"')[0]
    ask(school.campaign_path, 422, data)
    ask(school.campaign_path, 200, data | {"csrf_token": token})
    ask(f"{school.campaign_path}?lang=en", 200, data | {"switch_to": "en"})
    ask("/bien-nhan", 200, {"receipt": "1234 567 890"})
    ask("/k/ZZZZZZZZ", 404)
    app.config["SENDINGS_PER_SLOT"] = 0
    ask(school.campaign_path, 429, data | {"csrf_token": token, "sending_key": "of-another-person-1"})
    clock.set(2026, 5, 1)
    ask(school.path, 403)
    ask(school.campaign_path, 403, data | {"sending_key": "of-another-person-2"})
    clock.set(2026, 7, 1)
    ask(school.path, 410)
    ask(school.campaign_path, 410, data | {"sending_key": "of-another-person-3"})
