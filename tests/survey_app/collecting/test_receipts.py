"""A receipt: the same for a repeat, found again, leading to nothing else; and the count of repeats."""

import datetime as dt
import re
import threading

import pytest
from sqlalchemy import select, text

from survey_app.campaigns.sealing import rewrite_in_key_order
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import (
    CampaignSealedError,
    Destination,
    find_receipt,
    key_hash,
    receipt_for,
    receipt_mark,
    record,
)
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation, Response, Sending
from tests.respondents import add_school, stored

SECRET = "a test's secret"
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)


@pytest.fixture
def place(database: Database) -> Destination:
    add_school(database)
    with database.reading() as session:
        return Destination.of(session.scalars(select(Participation)).one())


def send(database: Database, place: Destination, key: str, *, repeat: bool = False) -> str:
    receipt = receipt_for(key, secret=SECRET)
    mark = receipt_mark(receipt, secret=SECRET)
    response = NewResponse(sending_key=key, sheet="4" * 20, receipt_mark=mark, repeat=repeat)
    with database.writing() as session:
        record(session, place, [response], now=NOW)
    return receipt


def is_found(database: Database, typed: str, *, secret: str = SECRET) -> bool:
    with database.reading() as session:
        return find_receipt(session, typed, secret=secret)


def repeats(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Participation.repeats)).one()


def test_a_receipt_is_ten_digits_and_is_found_however_it_is_typed(database: Database, place: Destination) -> None:
    receipt = send(database, place, "key-1")
    assert re.fullmatch(r"\d{4} \d{3} \d{3}", receipt)
    digits = receipt.replace(" ", "")
    for typed in (receipt, digits, f" {digits} ", "-".join(digits), receipt.replace(" ", "\u00a0"), receipt.replace(" ", ".")):
        assert is_found(database, typed), typed


@pytest.mark.parametrize(
    "change", [lambda d: d[:9], lambda d: d + "0", lambda d: d[:9] + "x", lambda d: "", lambda d: "%" * 10]
)
def test_part_of_a_receipt_is_no_receipt(database: Database, place: Destination, change: object) -> None:
    digits = send(database, place, "key-1").replace(" ", "")
    assert callable(change)
    assert not is_found(database, change(digits))


def test_digits_of_other_scripts_and_endless_ones_are_none(database: Database, place: Destination) -> None:
    digits = send(database, place, "key-1").replace(" ", "")
    assert not is_found(database, "".join(chr(0x0660 + int(digit)) for digit in digits))
    assert not is_found(database, " " * 100_000 + digits)


def test_a_receipt_that_nobody_was_given_is_not_found(database: Database, place: Destination) -> None:
    send(database, place, "key-1")
    assert not is_found(database, receipt_for("key-2", secret=SECRET))


def test_who_has_the_database_but_not_the_secret_finds_no_receipt(database: Database, place: Destination) -> None:
    receipt = send(database, place, "key-1")
    assert not is_found(database, receipt, secret="another secret")
    with database.reading() as session:
        row = session.execute(select(Sending.key_hash, Sending.receipt_mark)).one()
    assert len(row.receipt_mark) == 8
    assert bytes(row.receipt_mark) not in bytes(row.key_hash)
    assert bytes(row.key_hash) == key_hash("key-1")


def test_a_response_without_receipt_leaves_no_mark(database: Database, place: Destination) -> None:
    with database.writing() as session:
        record(session, place, [NewResponse(sending_key="a row of an import", sheet="4" * 20)], now=NOW)
    with database.reading() as session:
        assert session.scalars(select(Sending.receipt_mark)).one() is None
    assert not is_found(database, "")


def test_repeats_are_counted_once_each_however_often_they_are_sent(database: Database, place: Destination) -> None:
    send(database, place, "key-1")
    assert repeats(database) == 0
    for _ in range(3):
        send(database, place, "key-2", repeat=True)
    assert repeats(database) == 1


def test_repeats_that_come_together_are_all_counted(database: Database, place: Destination) -> None:
    start = threading.Barrier(12)

    def tap(number: int) -> None:
        start.wait()
        send(database, place, f"key-{number}", repeat=number % 3 == 0)

    threads = [threading.Thread(target=tap, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(database, Response) == 12
    assert repeats(database) == 4


def test_the_mark_that_a_repeat_leaves_on_its_participation_goes_with_the_night(database: Database, place: Destination) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite keeps no mark of a transaction")
    send(database, place, "key-1")
    send(database, place, "key-2", repeat=True)
    joined = text("SELECT count(*) FROM participation JOIN response ON response.xmin = participation.xmin")
    with database.reading() as session:
        assert session.scalar(joined) == 1, "the test must see what it looks for"
    with database.writing() as session:
        rewrite_in_key_order(session, place.campaign_id)
    with database.reading() as session:
        assert session.scalar(joined) == 2, "both bear the mark of the night"
    assert repeats(database) == 1


def test_nothing_enters_a_sealed_campaign_but_a_repeat_is_still_known(database: Database, place: Destination) -> None:
    send(database, place, "key-1")
    with database.writing() as session:
        session.get_one(Campaign, place.campaign_id).sealed_on = dt.date(2026, 6, 1)
    with pytest.raises(CampaignSealedError):
        send(database, place, "key-2")
    assert stored(database, Sending) == stored(database, Response) == 1
    send(database, place, "key-1")
