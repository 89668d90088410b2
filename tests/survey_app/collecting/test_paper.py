"""Closing a batch of paper forms: nothing lost, nothing doubled, and no paper leads to a response."""

import random
import sqlite3
import threading
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import erase_traces
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import (
    compared_questions,
)
from survey_app.collecting.paper_state import open_batches, read_drafts
from survey_app.db import Database
from survey_app.models import Comment, PaperBatch, PaperDraft, Participation, Response, Sending
from tests.conftest import Clock
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
    state_of,
    type_forms,
    type_sample,
)
from tests.respondents import stored


@pytest.fixture
def place(database: Database) -> tuple[int, int]:
    """The participation of a school without answers, and its unit."""
    participation_id = fill(database, answers=0)["TH1"]
    with database.reading() as session:
        return participation_id, session.get_one(Participation, participation_id).unit_id


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
