"""Stored sums follow the responses: at once after closing, by tens before."""

import threading
from collections.abc import Collection
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from analysis.layout import LAYOUT_VERSION
from analysis.sheets import sums_from_sheets
from survey_app.db import Database
from survey_app.models import CellSums, SumsState
from survey_app.results import sums as sums_module
from survey_app.results.store import count_responses, read_cells
from survey_app.results.sums import current_sums
from tests.survey_app.results.samples import add_open_campaign, answer, participation_of, th_ph


@pytest.fixture
def school(database: Database) -> int:
    """The participation of a primary school without responses."""
    with database.writing() as session:
        add_open_campaign(session)
        return participation_of(session, "TH1").id


def add(database: Database, unit_code: str, number: int, *, grade: str = "1", value: str = "4") -> None:
    with database.writing() as session:
        answer(session, participation_of(session, unit_code), number, grade=grade, value=value)


def forms(
    database: Database, participation_id: int, *, is_open: bool = True, published: Collection[frozenset[str]] = ()
) -> dict[str, int]:
    """How many forms the current sums hold, by grade."""
    with database.reading() as session:
        found = current_sums(session, th_ph(), participation_ids=[participation_id], is_open=is_open, published=published)
    return {grade: cell.forms for grade, cell in found[participation_id].items()}


def test_sums_are_those_of_the_sheets(database: Database, school: int) -> None:
    add(database, "TH1", 3, grade="1", value="5")
    add(database, "TH1", 2, grade="", value="0")
    questionnaire = th_ph()
    sheets = {
        "1": ["".join("5" if item.kind == "rating" else "1" for item in questionnaire.closed_items)] * 3,
        "": ["".join("0" if item.kind == "rating" else "1" for item in questionnaire.closed_items)] * 2,
    }
    with database.reading() as session:
        found = current_sums(session, questionnaire, participation_ids=[school], is_open=False)[school]
    assert found == {
        grade: sums_from_sheets(questionnaire, rows, percents=[(80,)] * len(rows)) for grade, rows in sheets.items()
    }


def test_the_first_snapshot_needs_ten(database: Database, school: int) -> None:
    add(database, "TH1", 9)
    assert forms(database, school) == {}
    add(database, "TH1", 1)
    assert forms(database, school) == {"1": 10}


def test_a_snapshot_moves_only_by_ten(database: Database, school: int) -> None:
    add(database, "TH1", 12)
    assert forms(database, school) == {"1": 12}
    add(database, "TH1", 9)
    assert forms(database, school) == {"1": 12}
    add(database, "TH1", 1)
    assert forms(database, school) == {"1": 22}


def test_no_two_snapshots_differ_by_fewer_than_ten(database: Database, school: int) -> None:
    shown = [0]
    for _ in range(34):
        add(database, "TH1", 1)
        shown.append(sum(forms(database, school).values()))
    assert sorted(set(shown)) == [0, 10, 20, 30]


def test_after_closing_sums_take_in_every_response(database: Database, school: int) -> None:
    add(database, "TH1", 12)
    assert forms(database, school, is_open=False) == {"1": 12}


def test_closing_gives_nobody_away_who_answered_after_the_last_snapshot(database: Database, school: int) -> None:
    add(database, "TH1", 12)
    assert forms(database, school) == {"1": 12}
    add(database, "TH1", 9, grade="2")
    assert forms(database, school, is_open=False) == {"1": 12}
    add(database, "TH1", 1, grade="2")
    assert forms(database, school, is_open=False) == {"1": 12, "2": 10}


def test_what_was_never_shown_holds_nothing_back_at_closing(database: Database, school: int) -> None:
    add(database, "TH1", 3)
    assert forms(database, school, is_open=False) == {"1": 3}
    add(database, "TH1", 8)
    assert forms(database, school, is_open=False) == {"1": 11}


def test_a_published_cell_that_gained_a_few_holds_the_snapshot_back(database: Database, school: int) -> None:
    grades = [frozenset({"1"}), frozenset({"2"})]
    add(database, "TH1", 10, grade="1")
    assert forms(database, school, published=grades) == {"1": 10}
    add(database, "TH1", 10, grade="1")
    add(database, "TH1", 3, grade="2")
    assert forms(database, school, published=grades) == {"1": 10}
    assert forms(database, school, published=[frozenset({"1", "2"})]) == {"1": 20, "2": 3}


def test_a_first_snapshot_waits_for_every_published_cell(database: Database, school: int) -> None:
    add(database, "TH1", 10, grade="1")
    add(database, "TH1", 2, grade="2")
    assert forms(database, school, published=[frozenset({"2"})]) == {}
    add(database, "TH1", 8, grade="2")
    assert forms(database, school, published=[frozenset({"2"})]) == {"1": 10, "2": 10}


@pytest.mark.parametrize("is_open", [True, False])
def test_sums_of_another_layout_are_counted_again(database: Database, school: int, is_open: bool) -> None:
    add(database, "TH1", 10)
    assert forms(database, school, is_open=is_open) == {"1": 10}
    with database.writing() as session:
        session.execute(update(SumsState).values(version=LAYOUT_VERSION + 1))
        session.execute(update(CellSums).values(data=b"of another release"))
    assert forms(database, school, is_open=is_open) == {"1": 10}
    with database.reading() as session:
        assert session.scalar(select(SumsState.version)) == LAYOUT_VERSION


def test_a_snapshot_of_another_layout_waits_for_ten_like_any_other(database: Database, school: int) -> None:
    add(database, "TH1", 10)
    assert forms(database, school) == {"1": 10}
    with database.writing() as session:
        session.execute(update(SumsState).values(version=LAYOUT_VERSION + 1))
    add(database, "TH1", 3)
    assert forms(database, school) == {}
    add(database, "TH1", 7)
    assert forms(database, school) == {"1": 20}


def test_responses_are_read_only_where_their_number_has_moved(
    database: Database, school: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        other = participation_of(session, "LT1").id
    add(database, "TH1", 15)
    add(database, "LT1", 15)
    read: list[set[int]] = []

    def spy(session, questionnaire, *, participation_ids):  # type: ignore[no-untyped-def]
        read.append(set(participation_ids))
        return read_cells(session, questionnaire, participation_ids=participation_ids)

    monkeypatch.setattr(sums_module, "read_cells", spy)
    for _ in range(2):
        with database.reading() as session:
            current_sums(session, th_ph(), participation_ids=[school, other], is_open=True)
    add(database, "LT1", 10)
    with database.reading() as session:
        current_sums(session, th_ph(), participation_ids=[school, other], is_open=True)
    assert read == [{school, other}, {other}]


def test_sums_can_be_refreshed_inside_a_writing_session(database: Database, school: int) -> None:
    with database.writing() as session:
        answer(session, participation_of(session, "TH1"), 10)
        found = current_sums(session, th_ph(), participation_ids=[school], is_open=True)
    assert found[school]["1"].forms == 10


def test_two_refreshes_at_once_show_and_store_the_same(
    database: Database, school: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has read ten forms when ten more come and a second stores twenty; the first then shows twenty as well."""
    add(database, "TH1", 10)
    first_has_read, second_has_stored = threading.Event(), threading.Event()
    writing = sums_module.writing_beside

    def writing_late(session: Session) -> AbstractContextManager[Session]:
        if threading.current_thread().name == "first":
            first_has_read.set()
            assert second_has_stored.wait(10)
        return writing(session)

    monkeypatch.setattr(sums_module, "writing_beside", writing_late)
    found: list[dict[str, int]] = []
    thread = threading.Thread(target=lambda: found.append(forms(database, school)), name="first")
    thread.start()
    assert first_has_read.wait(10)
    add(database, "TH1", 10, grade="2")
    found.append(forms(database, school))
    second_has_stored.set()
    thread.join()
    assert found == [{"1": 10, "2": 10}] * 2
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CellSums)) == 2
        assert session.scalar(select(SumsState.recorded)) == 20


def test_many_refreshes_at_once_do_not_fail(database: Database, school: int) -> None:
    add(database, "TH1", 25)
    found: list[dict[str, int]] = []
    barrier = threading.Barrier(6)

    def refresh() -> None:
        barrier.wait()
        found.append(forms(database, school))

    threads = [threading.Thread(target=refresh) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{"1": 25}] * 6


def test_counting_leaves_out_participations_without_responses(database: Database, school: int) -> None:
    add(database, "LT1", 2)
    with database.reading() as session:
        other = participation_of(session, "LT1").id
        assert count_responses(session, [school, other]) == {other: 2}
        assert count_responses(session, []) == {}
