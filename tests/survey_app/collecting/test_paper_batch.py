"""A batch of paper forms until it is closed: corrections, the second entry, two clerks, time."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from survey_app.campaigns.opening import find_campaign
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import (
    compared_questions,
)
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import PaperBatch, Participation, Response
from tests.factories import fill
from tests.paper_forms import (
    GRACE,
    NOW,
    PARENTS,
    close,
    compare,
    entry_of,
    open_batch,
    ready_batch,
    slips_of,
    state_of,
    type_forms,
    type_sample,
)


@pytest.fixture
def place(database: Database) -> tuple[int, int]:
    """The participation of a school without answers, and its unit."""
    participation_id = fill(database, answers=0)["TH1"]
    with database.reading() as session:
        return participation_id, session.get_one(Participation, participation_id).unit_id


def test_the_sample_is_told_only_when_all_forms_are_in(database: Database, place: tuple[int, int]) -> None:
    batch_id = open_batch(database, place[0], 7)
    type_forms(database, batch_id, range(1, 7))
    assert (state_of(database, batch_id).stage, state_of(database, batch_id).sample) == ("entering", ())
    type_forms(database, batch_id, [7])
    state = state_of(database, batch_id)
    assert (state.stage, len(state.sample)) == ("second", 5)
    outside = next(position for position in range(1, 8) if position not in state.sample)
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        with pytest.raises(paper.PaperRefusedError, match="không nằm trong"):
            paper.save_second(session, batch, outside, entry_of(outside), seen="", state=state)


def test_the_error_rate_stays_as_it_was_compared_whatever_is_corrected_later(
    database: Database, place: tuple[int, int]
) -> None:
    participation_id, unit_id = place
    batch_id = open_batch(database, participation_id, 6)
    type_forms(database, batch_id, range(1, 7))
    sample = type_sample(database, batch_id, wrong=2)
    compare(database, batch_id)
    state = state_of(database, batch_id)
    assert (state.stage, tuple(state.differences)) == ("resolving", sample[:2])
    assert [one.question.name for one in state.differences[sample[0]]] == ["A01", "F02"]
    with pytest.raises(paper.PaperRefusedError, match="khác nhau"):
        close(database, batch_id, unit_id)
    first, second = sample[:2]
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        with pytest.raises(paper.PaperRefusedError):
            paper.resolve(session, batch, first, choices={"A01": "2"}, questionnaire=PARENTS, state=state)
        paper.resolve(session, batch, first, choices={"A01": "2", "F02": "1"}, questionnaire=PARENTS, state=state)
        neither = entry_of(second, A01="3", F02="50")  # both were wrong: the form itself is corrected
        paper.save_draft(session, batch, second, neither, seen=state.first[second].mark)
    assert state_of(database, batch_id).stage == "ready"
    close(database, batch_id, unit_id)
    with database.reading() as session:
        batch = session.get_one(PaperBatch, batch_id)
        assert (batch.compared, batch.differing) == (5 * len(compared_questions(PARENTS)), 4)
        sheets = set(session.scalars(select(Response.sheet)))
    assert entry_of(first, A01=slips_of(first)["A01"]).sheet in sheets
    assert neither.sheet in sheets


def test_the_first_entry_of_a_form_typed_twice_waits_for_the_comparison(database: Database, place: tuple[int, int]) -> None:
    batch_id = open_batch(database, place[0], 5)
    type_forms(database, batch_id, range(1, 6))
    type_sample(database, batch_id)
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        with pytest.raises(paper.PaperRefusedError, match="nhập lần hai"):
            paper.save_draft(session, batch, 1, entry_of(99), seen=entry_of(1).mark)


def test_nobody_overwrites_what_they_have_not_read(database: Database, place: tuple[int, int]) -> None:
    batch_id = open_batch(database, place[0], 5)
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        paper.save_draft(session, batch, 1, entry_of(1), seen="")
        paper.save_draft(session, batch, 1, entry_of(1), seen="")  # the same again, a double tap: nothing to say
        with pytest.raises(paper.DraftChangedError) as caught:
            paper.save_draft(session, batch, 1, entry_of(2), seen="")
        assert caught.value.stored == entry_of(1)
        paper.save_draft(session, batch, 1, entry_of(2), seen=entry_of(1).mark)
        paper.delete_drafts(session, batch, 1)
        with pytest.raises(paper.DraftChangedError) as caught:
            paper.save_draft(session, batch, 1, entry_of(3), seen=entry_of(2).mark)
        assert caught.value.stored is None


def test_the_declared_number_is_corrected_only_by_saying_so(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = open_batch(database, participation_id, 6)
    type_forms(database, batch_id, [1, 2, 4, 5, 6])  # the third is not in the bundle
    assert state_of(database, batch_id).missing == (3,)
    with pytest.raises(paper.PaperRefusedError):
        close(database, batch_id, unit_id)
    with database.writing() as session:
        batch, state = session.get_one(PaperBatch, batch_id), state_of(database, batch_id)
        for wrong in (4, 0, 501):
            with pytest.raises(paper.PaperRefusedError):
                paper.correct_declared(session, batch, declared=wrong, state=state)
        paper.correct_declared(session, batch, declared=5, state=state)
    with database.writing() as session, pytest.raises(paper.PaperRefusedError, match="đã nhập đủ"):
        paper.save_draft(session, session.get_one(PaperBatch, batch_id), 3, entry_of(3), seen="")
    type_sample(database, batch_id)
    compare(database, batch_id)
    with database.writing() as session:
        batch, state = session.get_one(PaperBatch, batch_id), state_of(database, batch_id)
        with pytest.raises(paper.PaperRefusedError, match="xấp mới"):
            paper.correct_declared(session, batch, declared=6, state=state)
    assert close(database, batch_id, unit_id) == 5


def test_a_form_taken_out_after_the_comparison_needs_no_new_sample(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 8)
    taken = state_of(database, batch_id).sample[0]
    with database.writing() as session:
        paper.delete_drafts(session, session.get_one(PaperBatch, batch_id), taken)
    with database.writing() as session:
        batch, state = session.get_one(PaperBatch, batch_id), state_of(database, batch_id)
        assert state.stage == "entering"
        paper.correct_declared(session, batch, declared=7, state=state)
    assert close(database, batch_id, unit_id) == 7


def test_pressing_open_twice_opens_one_batch(database: Database, place: tuple[int, int]) -> None:
    with database.writing() as session:
        participation = session.get_one(Participation, place[0])
        made = [
            paper.open_batch(session, participation, declared=declared, number=1, now=NOW, grace_minutes=GRACE)
            for declared in (30, 30, 31)
        ]
        assert [(batch.number, is_new) for batch, is_new in made] == [(1, True), (1, False), (2, True)]


@pytest.mark.parametrize(
    ("now", "until", "word"),
    [
        (dt.datetime(2026, 5, 3, 12, tzinfo=TIMEZONE), None, "chưa mở"),
        (dt.datetime(2026, 5, 30, 2, tzinfo=TIMEZONE), None, "hết hạn"),
        (dt.datetime(2026, 6, 5, 23, tzinfo=TIMEZONE), dt.date(2026, 6, 5), ""),
        (dt.datetime(2026, 6, 6, 0, tzinfo=TIMEZONE), dt.date(2026, 6, 5), "05/06/2026"),
    ],
)
def test_paper_is_entered_until_the_day_that_was_set(
    database: Database, place: tuple[int, int], now: dt.datetime, until: dt.date | None, word: str
) -> None:
    with database.writing() as session:
        campaign = find_campaign(session, "2026")
        assert campaign is not None
        campaign.paper_until = until
    if not word:
        assert open_batch(database, place[0], 3, now=now)
        return
    with pytest.raises(paper.PaperRefusedError, match=word):
        open_batch(database, place[0], 3, now=now)


def test_another_units_batch_does_not_exist(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = open_batch(database, participation_id, 3)
    with database.writing() as session:
        for take in (
            lambda: paper.take_batch(session, batch_id, unit_id=unit_id + 1, now=NOW, grace_minutes=GRACE),
            lambda: paper.discard_batch(session, batch_id, unit_id=unit_id + 1),
        ):
            with pytest.raises(paper.BatchNotFoundError):
                take()


def test_a_batch_that_another_clerk_has_closed_meanwhile_is_read_again(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = open_batch(database, participation_id, 3)
    with database.writing() as session:
        seen = session.get_one(PaperBatch, batch_id)
        closed = update(PaperBatch).values(closed_on=NOW.date())
        session.execute(closed, execution_options={"synchronize_session": False})  # as another transaction would: unseen
        assert seen.closed_on is None
        with pytest.raises(paper.PaperRefusedError, match="đã đóng"):
            paper.take_batch(session, batch_id, unit_id=unit_id, now=NOW, grace_minutes=GRACE)
        session.expunge_all()
        seen = session.get_one(PaperBatch, batch_id)
        reopened = update(PaperBatch).values(closed_on=None)
        session.execute(reopened, execution_options={"synchronize_session": False})
        assert seen.closed_on is not None
        paper.discard_batch(session, batch_id, unit_id=unit_id)
    with database.reading() as session:
        assert session.get(PaperBatch, batch_id) is None
