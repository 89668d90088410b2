"""Writes that wait for each other are committed together, and each is told the truth about its own."""

import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from survey_app.db import Database
from survey_app.gathering import Write

INSERT = Write(text("INSERT INTO calendar_day_for_test (number) VALUES (:number)"))
THREADS = 24


@pytest.fixture
def table(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE calendar_day_for_test (number INTEGER PRIMARY KEY)"))


def numbers(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(text("SELECT number FROM calendar_day_for_test ORDER BY number")))


@pytest.mark.usefixtures("table")
def test_each_of_many_writers_is_told_whether_his_row_is_in(database: Database) -> None:
    """Half of them bring a number that somebody else brings too: one of the two is told no, and no third is hurt."""
    told: list[tuple[int, bool]] = []
    start = threading.Barrier(THREADS)
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)

    def write(number: int) -> None:
        start.wait()
        told.append((number, database.write(INSERT, {"number": number})))

    threads = [threading.Thread(target=write, args=(number // 2,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [(number, was) for number in range(THREADS // 2) for was in (False, True)]
    assert numbers(database) == list(range(THREADS // 2))
    if database.is_sqlite:
        assert len(commits) < THREADS, "those that waited went together"


@pytest.mark.usefixtures("table")
def test_a_statement_that_cannot_run_fails_for_all_who_went_with_it_and_leaves_nothing(database: Database) -> None:
    gathering = database._gathering
    if gathering is None:
        pytest.skip("PostgreSQL gathers by itself")
    broken = Write(text("INSERT INTO no_such_table VALUES (:number)"))
    outcomes: dict[str, object] = {}

    def write(name: str, what: Write) -> None:
        try:
            outcomes[name] = database.write(what, {"number": 1})
        except OperationalError as error:
            outcomes[name] = type(error)

    threads = [threading.Thread(target=write, args=pair) for pair in (("good", INSERT), ("broken", broken))]
    with gathering._turn:  # until both stand in the row
        for thread in threads:
            thread.start()
        while len(gathering._jobs) < 2:
            threading.Event().wait(0.01)
    for thread in threads:
        thread.join()
    assert outcomes == {"good": OperationalError, "broken": OperationalError}
    assert numbers(database) == []
    assert database.write(INSERT, {"number": 1})
