"""One-time codes: what is printed, what is stored, and that each is good for one response and no more."""

import datetime as dt
import re
import threading
from collections import Counter

import pytest
from sqlalchemy import select, text, update

from survey_app.campaigns.codes import (
    CodesState,
    CodeUnknownError,
    CodeUsedError,
    code_hash,
    find_codes_state,
    issue_codes,
    make_codes,
    normalise_code,
    withdraw_unused,
)
from survey_app.campaigns.sealing import rewrite_in_key_order
from survey_app.campaigns.tokens import ALPHABET, LETTERS
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Comment, OneTimeCode, Participation, Response, Sending
from tests.respondents import add_school, stored

SECRET = "a test's secret"
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)


@pytest.fixture
def place(database: Database) -> Destination:
    add_school(database)
    with database.reading() as session:
        return Destination.of(session.scalars(select(Participation)).one())


def issue(database: Database, **numbers: int) -> dict[str, list[str]]:
    with database.writing() as session:
        participation = session.scalars(select(Participation).order_by(Participation.id)).first()
        assert participation is not None
        return issue_codes(session, participation, numbers=numbers, secret=SECRET)


def response(key: str, code: str) -> NewResponse:
    return NewResponse(sending_key=key, sheet="4" * 20, comments={"G01": "Lời riêng"}, code_hash=code_hash(code, secret=SECRET))


def send(database: Database, place: Destination, key: str, code: str) -> int:
    with database.writing() as session:
        return record(session, place, [response(key, code)], now=NOW)


def test_printed_codes_differ_and_can_be_read_typed_and_hung_on_a_wall() -> None:
    codes = make_codes(2000)
    assert len(set(codes)) == 2000
    for code in codes:
        assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", code)
        assert not re.search(rf"[{LETTERS}]{{3}}", code.replace("-", "")), "three letters in a row, across groups too"
    signs = Counter("".join(codes).replace("-", ""))
    assert set(signs) == set(ALPHABET), "every sign is used"


@pytest.mark.parametrize(
    "typed",
    ["c2f3-g4h5-j6k7", "C2F3G4H5J6K7", " c2f3 g4h5 j6k7 ", "C2F3–G4H5—J6K7", "c2f3.g4h5.j6k7", "c2f3\u00a0g4h5\u200bj6k7"],
)
def test_a_code_may_be_typed_as_a_thumb_types_it(typed: str) -> None:
    assert normalise_code(typed) == "C2F3G4H5J6K7"
    assert code_hash(typed, secret=SECRET) == code_hash("C2F3-G4H5-J6K7", secret=SECRET)


@pytest.mark.parametrize(
    "typed", ["", None, "C2F3-G4H5", "C2F3-G4H5-J6K7-M8N9", "C2F3-G4H5-J6K0", "C2F3-G4H5-J6KĐ", "x" * 100_000]
)
def test_what_is_no_code_is_not_guessed_at(typed: str | None) -> None:
    assert normalise_code(typed) is None
    with pytest.raises(ValueError, match="one-time code"):
        code_hash(typed or "", secret=SECRET)


def test_the_database_keeps_hashes_that_need_the_secret_and_lie_in_their_own_order(
    database: Database, place: Destination
) -> None:
    issued = issue(database, **{"1": 30, "2": 20})
    assert {grade: len(codes) for grade, codes in issued.items()} == {"1": 30, "2": 20}
    with database.reading() as session:
        rows = session.execute(select(OneTimeCode.code_hash, OneTimeCode.grade, OneTimeCode.used)).all()
        everything = repr(session.execute(text("SELECT * FROM one_time_code")).all())
    plain = [code for codes in issued.values() for code in codes]
    assert {bytes(row[0]): row[1] for row in rows} == {
        code_hash(code, secret=SECRET): grade for grade, codes in issued.items() for code in codes
    }
    assert not {bytes(row[0]) for row in rows} & {code_hash(code, secret="another secret") for code in plain}
    assert not any(row[2] for row in rows)
    for code in plain:
        assert code not in everything
        assert code.replace("-", "") not in everything
    with database.reading() as session:
        order = "" if database.is_sqlite else " ORDER BY ctid"
        lying = [bytes(one) for one in session.scalars(text(f"SELECT code_hash FROM one_time_code{order}"))]
    assert lying == sorted(lying)


def test_the_state_counts_by_grade_what_is_issued_and_used(database: Database, place: Destination) -> None:
    issued = issue(database, **{"1": 3, "2": 2})
    issue(database, **{"2": 4})
    send(database, place, "key-1", issued["2"][0])
    with database.reading() as session:
        assert find_codes_state(session, place.participation_id) == {"1": CodesState(3, 0), "2": CodesState(6, 1)}
        assert find_codes_state(session, place.participation_id + 1) == {}


def test_a_code_is_good_for_one_response_and_a_refusal_leaves_nothing_behind(database: Database, place: Destination) -> None:
    code = issue(database, **{"": 1})[""][0]
    assert send(database, place, "key-1", code.lower().replace("-", " ")) == 1
    with pytest.raises(CodeUsedError):
        send(database, place, "key-2", code)
    with pytest.raises(CodeUnknownError):
        send(database, place, "key-3", make_codes(1)[0])
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [1, 1, 1]
    assert send(database, place, "key-2", issue(database, **{"": 1})[""][0]) == 1, "the key of a refused sending is free"


def test_a_repeat_with_the_same_key_never_meets_a_used_code(database: Database, place: Destination) -> None:
    code = issue(database, **{"": 1})[""][0]
    assert send(database, place, "key-1", code) == 1
    assert send(database, place, "key-1", code) == 0
    assert stored(database, Response) == 1


def test_one_code_for_two_responses_of_one_batch_records_neither(database: Database, place: Destination) -> None:
    code = issue(database, **{"": 1})[""][0]
    with pytest.raises(CodeUsedError), database.writing() as session:
        record(session, place, [response("key-1", code), response("key-2", code)], now=NOW)
    assert stored(database, Response) == stored(database, Sending) == 0
    assert send(database, place, "key-3", code) == 1


def test_a_code_of_one_school_is_worth_nothing_at_another(database: Database, place: Destination) -> None:
    code = issue(database, **{"": 1})[""][0]
    add_school(database, token="M2N3P4Q5", code="S2")
    with database.reading() as session:
        other = Destination.of(session.scalars(select(Participation).where(Participation.unit_id != place.unit_id)).one())
    with pytest.raises(CodeUnknownError):
        send(database, other, "key-1", code)


def test_withdrawn_slips_are_worthless_and_used_ones_stay_counted(database: Database, place: Destination) -> None:
    codes = issue(database, **{"1": 5})["1"]
    send(database, place, "key-1", codes[0])
    with database.writing() as session:
        assert withdraw_unused(session, place.participation_id) == 4
    with database.reading() as session:
        assert find_codes_state(session, place.participation_id) == {"1": CodesState(1, 1)}
    with pytest.raises(CodeUnknownError):
        send(database, place, "key-2", codes[1])


def test_many_hands_with_the_same_slips_store_one_response_for_each(database: Database, place: Destination) -> None:
    """Sixteen threads, four codes, everybody at once: the second waits for the first and is told that the code is used."""
    codes = issue(database, **{"": 4})[""]
    outcomes: list[str] = []
    start = threading.Barrier(16)

    def hand(number: int) -> None:
        start.wait()
        try:
            outcomes.append(str(send(database, place, f"key-{number}", codes[number % 4])))
        except CodeUsedError:
            outcomes.append("used")

    threads = [threading.Thread(target=hand, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(outcomes) == {"1": 4, "used": 12}
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [4, 4, 4]


def test_a_code_that_the_night_rewrites_at_that_moment_is_not_called_unknown(database: Database, place: Destination) -> None:
    """The rewriting takes the row out and puts it back: who waits for it must look again, not believe that it is gone."""
    if database.is_sqlite:
        pytest.skip("SQLite rewrites nothing, and has one writer at a time")
    code = issue(database, **{"": 1})[""][0]
    outcome: list[object] = []

    def send_meanwhile() -> None:
        try:
            outcome.append(send(database, place, "key-1", code))
        except Exception as error:
            outcome.append(error)

    sender = threading.Thread(target=send_meanwhile)
    with database.writing() as session:
        rewrite_in_key_order(session, place.campaign_id)
        sender.start()
        with database.reading() as watching:
            waits = text(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            while not watching.scalar(waits):
                watching.rollback()
    sender.join()
    assert outcome == [1]


def test_a_used_mark_is_rewritten_with_everything_else(database: Database, place: Destination) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite keeps no mark of a transaction")
    codes = issue(database, **{"": 30})[""]
    for number, code in enumerate(codes):
        send(database, place, f"key-{number}", code)
    marks = text("SELECT count(DISTINCT xmin::text) FROM one_time_code")
    with database.reading() as session:
        assert session.scalar(marks) == 30, "the test must see what it looks for"
    with database.writing() as session:
        rewrite_in_key_order(session, place.campaign_id)
    with database.reading() as session:
        assert session.scalar(marks) == 1
        assert session.scalar(text("SELECT count(*) FROM one_time_code WHERE used")) == 30


def test_a_mark_is_set_only_where_it_was_free(database: Database, place: Destination) -> None:
    """A code that somebody has marked used by hand is not taken again."""
    code = issue(database, **{"": 1})[""][0]
    with database.writing() as session:
        session.execute(update(OneTimeCode).values(used=True))
    with pytest.raises(CodeUsedError):
        send(database, place, "key-1", code)
