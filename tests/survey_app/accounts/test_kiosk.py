"""The PIN of a unit's kiosks and the ticket it buys: who gets one, how long it is worth something, what guessing costs."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from survey_app.accounts.attempts import FAILURES_ALLOWED, WINDOW, Refused
from survey_app.accounts.kiosk import check_pin, end_kiosks, find_version, is_ticket, make_ticket, set_pin
from survey_app.db import Database
from survey_app.models import KioskPin, SignInAttempt
from tests.factories import CHEAP, DURING, make_department
from tests.respondents import stored

SECRET = "a test's secret"


@pytest.fixture
def units(database: Database) -> dict[str, int]:
    with database.writing() as session:
        return {code: unit.id for code, unit in make_department(session).items()}


def new_pin(database: Database, unit_id: int) -> str:
    with database.writing() as session:
        return set_pin(session, unit_id, method=CHEAP)


def version_of(database: Database, unit_id: int) -> int | None:
    with database.reading() as session:
        return find_version(session, unit_id)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def test_the_pin_is_six_digits_and_only_its_hash_is_kept(database: Database, units: dict[str, int]) -> None:
    pin = new_pin(database, units["TH1"])
    assert len(pin) == 6
    assert pin.isdecimal()
    with database.reading() as session:
        row = session.scalars(select(KioskPin)).one()
    assert pin not in row.pin_hash
    assert row.pin_hash.startswith("scrypt:")


def test_the_right_pin_opens_in_whatever_groups_it_is_typed(database: Database, units: dict[str, int]) -> None:
    pin = new_pin(database, units["TH1"])
    for typed in (pin, f"{pin[:3]} {pin[3:]}", f" {pin}\n"):
        assert check_pin(database, units["TH1"], pin=typed, now=DURING) == 1
    assert stored(database, SignInAttempt) == 0


def test_the_pin_of_one_school_does_not_open_another(database: Database, units: dict[str, int]) -> None:
    pin, other = new_pin(database, units["TH1"]), new_pin(database, units["TH2"])
    if pin == other:  # once in a million
        other = new_pin(database, units["TH2"])
    assert check_pin(database, units["TH2"], pin=pin, now=DURING) == Refused()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "9" * 100_000])
def test_what_cannot_be_a_pin_is_refused_without_hashing_or_counting(
    database: Database, units: dict[str, int], typed: str
) -> None:
    new_pin(database, units["TH1"])
    assert check_pin(database, units["TH1"], pin=typed, now=DURING) == Refused()
    assert stored(database, SignInAttempt) == 0


def test_a_unit_without_a_pin_lets_nobody_in(database: Database, units: dict[str, int]) -> None:
    assert version_of(database, units["TH1"]) is None
    assert check_pin(database, units["TH1"], pin="000000", now=DURING) == Refused()


def test_guessing_is_stopped_after_ten_tries_even_with_the_right_pin(database: Database, units: dict[str, int]) -> None:
    pin = new_pin(database, units["TH1"])
    for _ in range(FAILURES_ALLOWED):
        assert check_pin(database, units["TH1"], pin=wrong(pin), now=DURING) == Refused()
    assert check_pin(database, units["TH1"], pin=pin, now=DURING) == Refused(DURING + WINDOW)
    later = DURING + WINDOW + dt.timedelta(seconds=1)
    assert check_pin(database, units["TH1"], pin=pin, now=later) == 1


def test_guesses_sent_at_the_same_moment_are_counted_too(database: Database, units: dict[str, int]) -> None:
    pin = new_pin(database, units["TH1"])
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(check_pin, database, units["TH1"], pin=wrong(pin), now=DURING) for _ in range(24)]
    looked_at = [one.result() for one in tries if one.result() == Refused()]
    assert len(looked_at) <= FAILURES_ALLOWED


def test_guesses_at_one_school_lock_no_other_school_and_a_new_pin_lets_in_at_once(
    database: Database, units: dict[str, int]
) -> None:
    pin, other = new_pin(database, units["TH1"]), new_pin(database, units["TH2"])
    for _ in range(FAILURES_ALLOWED):
        check_pin(database, units["TH1"], pin=wrong(pin), now=DURING)
    assert check_pin(database, units["TH2"], pin=other, now=DURING) == 1
    assert check_pin(database, units["TH1"], pin=new_pin(database, units["TH1"]), now=DURING) == 2


def test_a_new_pin_ends_the_tickets_and_the_pin_before_it(database: Database, units: dict[str, int]) -> None:
    first = new_pin(database, units["TH1"])
    ticket = make_ticket(units["TH1"], 1, secret=SECRET)
    assert is_ticket(ticket, unit_id=units["TH1"], version=version_of(database, units["TH1"]), secret=SECRET)
    second = new_pin(database, units["TH1"])
    assert not is_ticket(ticket, unit_id=units["TH1"], version=version_of(database, units["TH1"]), secret=SECRET)
    assert second == first or check_pin(database, units["TH1"], pin=first, now=DURING) == Refused()


def test_ended_kiosks_stay_ended_when_a_pin_is_made_again(database: Database, units: dict[str, int]) -> None:
    pin = new_pin(database, units["TH1"])
    tickets = [make_ticket(units["TH1"], 1, secret=SECRET)]
    with database.writing() as session:
        end_kiosks(session, units["TH1"])
    assert version_of(database, units["TH1"]) is None
    assert check_pin(database, units["TH1"], pin=pin, now=DURING) == Refused()
    new_pin(database, units["TH1"])
    for ticket in tickets:
        assert not is_ticket(ticket, unit_id=units["TH1"], version=version_of(database, units["TH1"]), secret=SECRET)


def test_two_clerks_who_make_a_pin_at_once_get_two_versions(database: Database, units: dict[str, int]) -> None:
    with ThreadPoolExecutor(2) as pool:
        pins = [one.result() for one in [pool.submit(new_pin, database, units["TH1"]) for _ in range(2)]]
    assert version_of(database, units["TH1"]) == 2
    opened = [check_pin(database, units["TH1"], pin=pin, now=DURING) for pin in pins]
    assert 2 in opened


@pytest.mark.parametrize("text", [None, "", "0" * 32, "vé", "x" * 10_000])
def test_what_is_no_ticket_is_none(text: str | None) -> None:
    assert not is_ticket(text, unit_id=1, version=1, secret=SECRET)


def test_a_ticket_is_worth_nothing_elsewhere(database: Database, units: dict[str, int]) -> None:
    ticket = make_ticket(units["TH1"], 1, secret=SECRET)
    assert not is_ticket(ticket, unit_id=units["TH2"], version=1, secret=SECRET)
    assert not is_ticket(ticket, unit_id=units["TH1"], version=1, secret="another secret")
    assert not is_ticket(ticket, unit_id=units["TH1"], version=None, secret=SECRET)
