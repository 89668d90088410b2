"""After closing an attacker with the whole database tries to put together again what one person sent, and gets what chance
gives.

The attacker knows SQL, the order in which rows lie, and on PostgreSQL the marks of transactions. We know the truth, because
every respondent here says the same number in the sheet, in the comment, by the code and by the sending key.
"""

import datetime as dt
import itertools

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey_app.campaigns.codes import code_hash, issue_codes
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, find_receipt, key_hash, receipt_for, receipt_mark, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation
from tests.conftest import Clock
from tests.respondents import PARENTS, School

SECRET = "a test's secret"
PEOPLE = 40
RIGHT_BY_CHANCE = 10  # of forty people put together at random one is right on average, and ten in one of three million trials
TABLES = {"response": "sheet", "comment": "text", "one_time_code": "code_hash", "sending": "key_hash"}


def sheet_of(person: int) -> str:
    """A sheet that tells who filled it in: the number to base four in its first three ratings, nothing else answered."""
    digits = (person // 16, person // 4 % 4, person % 4)
    return "".join(str(1 + digit) for digit in digits).ljust(len(PARENTS.closed_items), "-")


@pytest.fixture
def told(database: Database, school: School) -> dict[bytes, int]:
    """Forty people answer, an hour apart; who stands behind each value that the tables hold."""
    with database.writing() as session:
        session.scalars(select(Campaign)).one().access = "codes"
        participation = session.scalars(select(Participation)).one()
        place = Destination.of(participation)
        codes = issue_codes(session, participation, numbers={"": PEOPLE}, secret=SECRET)[""]
    truth: dict[bytes, int] = {}
    for person, code in enumerate(codes):
        key = f"key-of-person-{person:02}"
        response = NewResponse(
            sending_key=key,
            sheet=sheet_of(person),
            comments={"G01": f"Lời của người {person:02}"},
            code_hash=code_hash(code, secret=SECRET),
            receipt_mark=receipt_mark(receipt_for(key, secret=SECRET), secret=SECRET),
            repeat=person % 2 == 1,
        )
        with database.writing() as session:
            record(session, place, [response], now=dt.datetime(2026, 5, 12, tzinfo=TIMEZONE) + dt.timedelta(hours=person))
        truth |= {
            response.sheet.encode(): person,
            response.comments["G01"].encode(): person,
            code_hash(code, secret=SECRET): person,
            key_hash(key): person,
        }
    return truth


def lying(session: Session, table: str, *, is_sqlite: bool) -> list[bytes]:
    """What identifies a person in a table, in the order in which its rows lie."""
    order = "" if is_sqlite else " ORDER BY ctid"
    values = session.scalars(text(f"SELECT {TABLES[table]} FROM {table}{order}"))
    return [value.encode() if isinstance(value, str) else bytes(value) for value in values]


def put_together(database: Database, truth: dict[bytes, int]) -> dict[tuple[str, str], int]:
    """How many people an attacker gets right who lays the rows of two tables side by side."""
    with database.reading() as session:
        people = {table: [truth[value] for value in lying(session, table, is_sqlite=database.is_sqlite)] for table in TABLES}
    assert all(sorted(order) == list(range(PEOPLE)) for order in people.values()), "everybody is there"
    return {(one, other): sum(map(int.__eq__, people[one], people[other])) for one, other in itertools.combinations(TABLES, 2)}


def seal(app: Flask, clock: Clock) -> None:
    clock.set(2026, 6, 2)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0


def test_rows_laid_side_by_side_after_closing_put_nobody_together(
    app: Flask, database: Database, clock: Clock, told: dict[bytes, int]
) -> None:
    if not database.is_sqlite:
        before = put_together(database, told)
        assert before["response", "comment"] == PEOPLE, "the test must see what it looks for"
    seal(app, clock)
    after = put_together(database, told)
    assert max(after.values()) < RIGHT_BY_CHANCE, after


def test_no_mark_of_a_transaction_is_shared_by_less_than_everybody(
    app: Flask, database: Database, clock: Clock, told: dict[bytes, int]
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite keeps no mark of a transaction")
    marks = " UNION ALL ".join(f"SELECT xmin::text AS mark, xmax::text AS lock FROM {table}" for table in TABLES)
    distinct = text(f"SELECT count(DISTINCT mark), count(DISTINCT lock) FROM ({marks}) AS rows_of_all")
    with database.reading() as session:
        assert session.execute(distinct).one()[0] >= PEOPLE, "the test must see what it looks for"
    seal(app, clock)
    with database.reading() as session:
        assert session.execute(distinct).one() == (1, 1)
        shared = text("SELECT count(*) FROM participation p JOIN response r ON r.xmin = p.xmin OR r.xmin = p.xmax")
        assert session.scalar(shared) == PEOPLE, "the count of repeats bears the mark of the night, as everything else"


def test_what_is_left_of_time_is_the_day(app: Flask, database: Database, clock: Clock, told: dict[bytes, int]) -> None:
    slots = text("SELECT count(DISTINCT slot) FROM sending")
    with database.reading() as session:
        assert session.scalar(slots) == PEOPLE
    seal(app, clock)
    with database.reading() as session:
        assert session.scalar(slots) == 2, "forty hours touch two days"


def test_a_receipt_still_says_yes_after_closing_and_leads_to_its_sending_only(
    app: Flask, database: Database, clock: Clock, told: dict[bytes, int]
) -> None:
    seal(app, clock)
    receipt = receipt_for("key-of-person-07", secret=SECRET)
    with database.reading() as session:
        assert find_receipt(session, receipt, secret=SECRET)
        rows = session.execute(
            text("SELECT * FROM sending WHERE receipt_mark = :mark"), {"mark": receipt_mark(receipt, secret=SECRET)}
        ).mappings()
        row = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in rows.one().items()}
        for table in ("response", "comment", "one_time_code"):
            meet = [
                one
                for one in session.execute(text(f"SELECT * FROM {table}")).mappings()
                if any(one.get(name) == row[name] for name in ("key_hash", "receipt_mark", "slot", "language"))
            ]
            assert meet == [], f"{table} has something of the sending"
