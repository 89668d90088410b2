"""Paper forms from the batch to the answers: nothing lost, nothing doubled, and no paper leads to a response."""

import datetime as dt
import random
import sqlite3
import threading
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from analysis.entry_errors import entry_error_rate
from analysis.estimates import Estimate, Suppressed
from questionnaires import load_shipped
from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import erase_traces
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import (
    EntryFaultsError,
    compared_questions,
    count_blanks,
    entry_from,
    find_differences,
    typed_from,
)
from survey_app.collecting.paper_state import choose_sample, open_batches, read_drafts
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Comment, PaperBatch, PaperDraft, Participation, Response, Sending
from tests.conftest import Clock
from tests.factories import fill
from tests.paper_forms import (
    GRACE,
    NOW,
    PARENTS,
    SECRET,
    close,
    compare,
    entry_of,
    open_batch,
    ready_batch,
    slips_of,
    state_of,
    type_forms,
    type_sample,
    typed_form,
)
from tests.respondents import stored


@pytest.fixture
def place(database: Database) -> tuple[int, int]:
    """The participation of a school without answers, and its unit."""
    participation_id = fill(database, answers=0)["TH1"]
    with database.reading() as session:
        return participation_id, session.get_one(Participation, participation_id).unit_id


@pytest.mark.parametrize("code", sorted(load_shipped()))
def test_what_is_typed_is_what_comes_back(code: str) -> None:
    questionnaire = load_shipped()[code]
    for number in range(20):
        typed = typed_form(number, questionnaire) | {"G01": f"Ý kiến {number}\nhai dòng"}
        entry = entry_from(questionnaire, typed)
        assert typed_from(questionnaire, entry) == typed
        assert entry_from(questionnaire, typed_from(questionnaire, entry)) == entry
    assert set(entry_from(questionnaire, {}).sheet) == {"-"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("A01", "6"), ("A01", "x"), ("A01", "45"), ("F02", "101"), ("F02", "-1"), ("F02", "8,5"), ("grade", "6"), ("H01", "0")],
)
def test_what_no_box_offers_is_refused_at_its_question(name: str, value: str) -> None:
    with pytest.raises(EntryFaultsError) as caught:
        entry_from(PARENTS, typed_form(1, **{name: value}))
    assert set(caught.value.faults) == {name}


def test_comments_are_tidied_and_faults_of_them_are_told() -> None:
    assert '"Đẹp"' in entry_from(PARENTS, {"G01": " Đẹp \r\n"}).comments
    for bad in ("\x00", "�", "a" * 2001):
        with pytest.raises(EntryFaultsError):
            entry_from(PARENTS, {"G01": f"x{bad}"})


def test_closing_records_every_form_once_as_paper_and_keeps_no_draft(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 12, G01="Thầy cô tận tình")
    assert close(database, batch_id, unit_id) == 12
    with database.reading() as session:
        rows = session.scalars(select(Response)).all()
        assert {(row.channel, row.pace, row.honeypot) for row in rows} == {("paper", 0, False)}
        expected = sorted((entry_of(n).sheet, entry_of(n).percents, entry_of(n).grade) for n in range(1, 13))
        assert sorted((row.sheet, row.percents, row.grade) for row in rows) == expected
        assert [row.text for row in session.scalars(select(Comment))] == ["Thầy cô tận tình"] * 12
        assert {row.receipt_mark for row in session.scalars(select(Sending))} == {None}
        assert stored(database, Sending) == 12
        assert stored(database, PaperDraft) == 0
        batch = session.get_one(PaperBatch, batch_id)
        assert (batch.closed_on, batch.declared, batch.differing) == (NOW.date(), 12, 0)
        assert batch.compared == 5 * len(compared_questions(PARENTS))


def test_the_order_of_the_rows_does_not_follow_the_papers(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 60)
    close(database, batch_id, unit_id)
    order = "" if database.is_sqlite else " ORDER BY ctid"
    positions = {entry_of(number).sheet: number for number in range(1, 61)}
    with database.reading() as session:
        rows = [positions[sheet] for (sheet,) in session.execute(text(f"SELECT sheet FROM response{order}"))]
    assert sorted(rows) == list(range(1, 61))
    following = sum(later == earlier + 1 for earlier, later in pairwise(rows))
    assert following < 8, "of 60 shuffled forms about one follows its neighbour"
    with database.reading() as session:
        keys = [bytes(row) for row in session.scalars(select(Response.key))]
        hashes = [bytes(row) for row in session.scalars(select(Sending.key_hash))]
    assert len(set(keys)) == len(set(hashes)) == 60


def test_no_byte_of_a_draft_stays_in_the_files_after_the_night(database: Database, place: tuple[int, int]) -> None:
    if not database.is_sqlite:
        pytest.skip("reads SQLite's files")
    participation_id, unit_id = place
    mark = "Câu này chỉ có ở bản gõ"
    batch_id = open_batch(database, participation_id, 6)
    type_forms(database, batch_id, range(1, 7), G01=mark)
    file = Path(database.engine.url.database or "")
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    json_text = f'"G01": "{mark}"'.encode()
    assert json_text in file.read_bytes(), "the test must see what it looks for"
    type_sample(database, batch_id)
    compare(database, batch_id)
    close(database, batch_id, unit_id)
    erase_traces(database)
    for path in file.parent.glob(f"{file.name}*"):
        assert json_text not in path.read_bytes(), path


def test_postgresql_keeps_no_dead_draft_after_the_night(database: Database, place: tuple[int, int]) -> None:
    if database.is_sqlite:
        pytest.skip("looks at PostgreSQL's pages")
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 40)
    close(database, batch_id, unit_id)
    size = text("SELECT pg_relation_size('paper_draft')")
    with database.reading() as session:
        assert session.scalar(size) > 0, "the test must see what it looks for"
    erase_traces(database)
    with database.reading() as session:
        assert session.scalar(size) == 0


def test_two_clerks_who_close_at_once_record_once(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 8)
    barrier, outcomes = threading.Barrier(2), []

    def run(seed: int) -> None:
        barrier.wait()
        try:
            outcomes.append(close(database, batch_id, unit_id, seed=seed))
        except paper.PaperRefusedError as refused:
            outcomes.append(str(refused))

    threads = [threading.Thread(target=run, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes))[0] == "8"
    assert any("đã đóng" in str(outcome) for outcome in outcomes)
    assert stored(database, Response) == stored(database, Sending) == 8


def test_a_power_cut_while_closing_leaves_the_batch_as_it_was(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = ready_batch(database, participation_id, 6)
    with database.reading() as session:  # never committed, as if the lights had gone out
        batch = paper.take_batch(session, batch_id, unit_id=unit_id, now=NOW, grace_minutes=GRACE)
        assert paper.close_batch(session, batch, state=state_of(database, batch_id), rng=random.Random(3), now=NOW) == 6
    assert stored(database, Response) == 0
    assert state_of(database, batch_id).stage == "ready"
    assert close(database, batch_id, unit_id) == 6


@pytest.mark.parametrize(("forms", "size"), [(1, 1), (3, 3), (5, 5), (50, 5), (51, 6), (120, 12)])
def test_a_tenth_and_at_least_five_are_entered_twice(forms: int, size: int) -> None:
    sample = choose_sample(7, range(1, forms + 1), secret=SECRET)
    assert len(sample) == len(set(sample)) == size
    assert set(sample) <= set(range(1, forms + 1))


def test_the_sample_is_fixed_for_a_batch_and_cannot_be_foreseen() -> None:
    positions = range(1, 101)
    assert choose_sample(7, positions, secret=SECRET) == choose_sample(7, reversed(positions), secret=SECRET)
    assert choose_sample(7, positions, secret=SECRET) != choose_sample(8, positions, secret=SECRET)
    assert choose_sample(7, positions, secret=SECRET) != choose_sample(7, positions, secret="another")
    chosen = [place for batch in range(400) for place in choose_sample(batch, positions, secret=SECRET)]
    assert len(chosen) == 4000
    for start in (0, 25, 50, 75):
        assert 870 < sum(start < place <= start + 25 for place in chosen) < 1130, "every form is as likely as the others"


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


def test_a_batch_thrown_away_leaves_nothing_and_a_closed_one_stays(database: Database, place: tuple[int, int]) -> None:
    participation_id, unit_id = place
    batch_id = open_batch(database, participation_id, 5)
    type_forms(database, batch_id, range(1, 6))
    with database.writing() as session:
        paper.discard_batch(session, batch_id, unit_id=unit_id)
    assert stored(database, PaperDraft) == stored(database, PaperBatch) == stored(database, Response) == 0
    closed = ready_batch(database, participation_id, 5)
    close(database, closed, unit_id)
    with database.writing() as session, pytest.raises(paper.PaperRefusedError, match="đã đóng"):
        paper.discard_batch(session, closed, unit_id=unit_id)
    with pytest.raises(paper.PaperRefusedError, match="đã đóng"):
        close(database, closed, unit_id)


def test_the_night_warns_of_batches_that_were_not_closed_and_keeps_their_drafts(
    app: Flask, database: Database, place: tuple[int, int], clock: Clock
) -> None:
    batch_id = open_batch(database, place[0], 6)
    type_forms(database, batch_id, range(1, 5))
    clock.set(2026, 5, 30, 2, 15)
    for _ in range(2):  # and again each night, until somebody has looked
        result = app.test_cli_runner().invoke(args=["close-campaigns"])
        assert result.exit_code == 0
        assert "TH1" in result.output
        assert "1 xấp" in result.output
        assert "4 phiếu" in result.output
    with database.reading() as session:
        assert len(read_drafts(session, batch_id)) == 4
        campaign = find_campaign(session, "2026")
        assert campaign is not None
        assert [(one.unit_code, one.batches, one.forms) for one in open_batches(session, campaign.id)] == [("TH1", 1, 4)]
        assert campaign.sealed_on is not None


def test_the_error_rate_has_its_interval_and_what_it_rests_on() -> None:
    rate = entry_error_rate(3, 480, forms=12)
    assert isinstance(rate, Estimate)
    # R 4.3: binom.test(3, 480)$conf.int
    assert (rate.value, rate.n, rate.base) == (3 / 480, 12, 480)
    assert rate.low == pytest.approx(0.001291, abs=1e-5)
    assert rate.high == pytest.approx(0.018159, abs=1e-5)
    none = entry_error_rate(0, 220, forms=5)
    assert isinstance(none, Estimate)
    assert (none.low, none.high) == (0.0, pytest.approx(1 - 0.025 ** (1 / 220)))
    assert isinstance(entry_error_rate(0, 0, forms=0), Suppressed)


def test_blanks_are_counted_for_the_overview() -> None:
    typed = typed_form(1)
    assert count_blanks(PARENTS, entry_from(PARENTS, typed)) == 0
    for name in ("A01", "F02", "grade"):
        typed.pop(name)
    assert count_blanks(PARENTS, entry_from(PARENTS, typed)) == 2
    assert [one.question.name for one in find_differences(PARENTS, entry_of(1), entry_from(PARENTS, typed))] == [
        "A01",
        "F02",
        "grade",
    ]
