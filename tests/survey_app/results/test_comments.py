"""What a unit may read of its comments, when, in which order; what leaves it; and what the night leaves of it."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, text

from survey_app.campaigns.sealing import rewrite_in_key_order
from survey_app.db import Database
from survey_app.models import Participation
from survey_app.results.annual_figures import CommentCounts
from survey_app.results.comment_decisions import Decision
from survey_app.results.comments import (
    CommentReview,
    CommentsNotShown,
    DecisionsRefusedError,
    comment_counts,
    find_comments,
    released_comments,
)
from tests.conftest import Clock
from tests.survey_app.results.comment_samples import (
    AFTER,
    DURING,
    decide,
    key_of,
    look,
    school_that_writes,
    stored_states,
    texts,
    write,
)

FIVE = [{"G02": f"Sửa phòng {number}"} for number in range(5)]


def test_words_are_masked_before_they_are_stored_and_read_in_vietnamese_order(database: Database) -> None:
    school = school_that_writes(
        database,
        [{"G02": "Xin gọi 0905 123 456"}, {"G01": "Đẹp"}, {"G01": "Ân cần", "G02": "Bàn ghế cũ"}, {"G01": "An toàn"}],
    )
    with database.reading() as session:
        everything = " ".join(session.scalars(text("SELECT text FROM comment")))
    assert "0905" not in everything
    assert texts(look(database, school)) == ["An toàn", "Ân cần", "Đẹp", "Bàn ghế cũ", "Xin gọi [số điện thoại]"]


def test_what_was_stored_before_masking_existed_is_masked_when_it_is_read(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}])
    with database.writing() as session:
        session.execute(text("UPDATE comment SET text = 'hỏi lan@gmail.com'"))
    found = look(database, school)
    assert texts(found) == ["hỏi [thư điện tử]"]
    decide(database, school, {key_of(found, "hỏi"): Decision(state="released")})
    with database.reading() as session:
        assert released_comments(session, [school])[school][0].texts == ("hỏi [thư điện tử]",)


@pytest.mark.parametrize(("silent", "is_shown"), [(17, False), (18, True)])
def test_words_are_shown_from_twenty_responses_on(database: Database, silent: int, is_shown: bool) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}, {"G01": "Vui"}], answers=silent)
    found = look(database, school)
    assert found == CommentsNotShown("few responses") if not is_shown else texts(found) == ["Tốt", "Vui"]
    with database.reading() as session:
        assert comment_counts(session, [school])[school] == CommentCounts(open=2 if is_shown else 0)
    assert stored_states(database) == (["open", "open"] if is_shown else ["waiting", "waiting"])


def test_nobody_reads_before_closing_unless_results_are_shown(database: Database) -> None:
    school = school_that_writes(database, FIVE)
    assert look(database, school, now=DURING) == CommentsNotShown("after closing", dt.date(2026, 5, 30))
    assert set(stored_states(database)) == {"waiting"}
    assert len(texts(look(database, school))) == 5


def test_while_a_campaign_is_open_five_of_a_question_come_at_once(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Một", "G02": "Hai", "G03": "Ba"}, *FIVE[:3]], results_while_open=True)
    assert texts(look(database, school, now=DURING)) == [], "five comments of two people are not of five"
    write(database, school, FIVE[3:])
    assert len(texts(look(database, school, now=DURING))) == 6, "all of G02 and nothing else"
    write(database, school, [{"G02": f"Sau {number}"} for number in range(4)])
    found = look(database, school, now=DURING)
    assert len(texts(found)) == 6
    assert isinstance(found, CommentReview)
    assert (found.is_open, found.left_out) == (True, 0), "how many wait is not told while people write"
    write(database, school, [{"G02": "Sau nữa"}])
    assert len(texts(look(database, school, now=DURING))) == 11


def test_closing_does_not_uncover_who_wrote_last(database: Database) -> None:
    school = school_that_writes(database, FIVE, results_while_open=True)
    assert len(texts(look(database, school, now=DURING))) == 5
    write(database, school, [{"G02": "Người cuối"}, {"G01": "Lời đầu của ô này"}])
    found = look(database, school)
    assert isinstance(found, CommentReview)
    assert texts(found) == ["Lời đầu của ô này", *(f"Sửa phòng {number}" for number in range(5))]
    assert found.left_out == 1
    with database.reading() as session:
        assert comment_counts(session, [school])[school] == CommentCounts(open=6)


def test_a_comment_that_is_not_shown_cannot_be_decided_about(database: Database) -> None:
    school = school_that_writes(database, FIVE, results_while_open=True)
    with database.reading() as session:
        key = session.scalars(text("SELECT key FROM comment")).first()
    assert key is not None
    with pytest.raises(DecisionsRefusedError):
        decide(database, school, {bytes(key).hex(): Decision(state="released")})
    assert set(stored_states(database)) == {"waiting"}


def test_what_is_decided_is_all_or_nothing_and_can_be_changed(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}, {"G01": "Cô Lan tốt"}, {"G02": "Xấu"}])
    found = look(database, school)
    good, named, bad = key_of(found, "Tốt"), key_of(found, "Lan"), key_of(found, "Xấu")
    with pytest.raises(DecisionsRefusedError) as refused:
        decide(database, school, {good: Decision(state="released"), bad: Decision(state="hidden")})
    assert refused.value.faults == {bad: "Chọn lý do ẩn."}
    assert set(stored_states(database)) == {"open"}
    decisions = {
        good: Decision(state="released"),
        named: Decision(state="released", words="Lan"),
        bad: Decision(state="hidden", reason="insult"),
    }
    assert decide(database, school, decisions) == 3
    assert decide(database, school, {good: Decision(state="released")}) == 0, "nothing has changed"
    with database.reading() as session:
        assert comment_counts(session, [school])[school] == CommentCounts(released=2, hidden=1)
        (released,) = released_comments(session, [school])[school]
        assert (released.item_code, released.texts) == ("G01", ("Cô […] tốt", "Tốt"))
        assert released.question == "Điều Ông/Bà hài lòng nhất"
    assert decide(database, school, {good: Decision(state="inside"), named: Decision(unmask=True)}) == 2
    assert decide(database, school, {good: Decision(state="released", only_open=True)}) == 0, "somebody has decided meanwhile"
    with database.reading() as session:
        assert released_comments(session, [school])[school][0].texts == ("Cô Lan tốt",)
        assert comment_counts(session, [school])[school] == CommentCounts(released=1, kept_inside=1, hidden=1)


def test_another_units_comment_cannot_be_decided_about(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}])
    key = key_of(look(database, school), "Tốt")
    with database.reading() as session:
        other = session.scalars(select(Participation.id).where(Participation.id != school)).first()
    assert other is not None
    with pytest.raises(DecisionsRefusedError):
        decide(database, other, {key: Decision(state="released")})
    assert stored_states(database) == ["open"]


def test_many_units_are_asked_in_a_handful_of_statements(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}])
    decide(database, school, {key_of(look(database, school), "Tốt"): Decision(state="released")})
    with database.reading() as session:
        ids = list(session.scalars(select(Participation.id)))
        found, counts = released_comments(session, ids), comment_counts(session, ids)
    assert set(found) == set(counts) == set(ids)
    assert {i: len(found[i]) for i in ids if found[i]} == {school: 1}
    assert counts[school] == CommentCounts(released=1)


def test_sealing_keeps_what_was_decided_and_what_was_masked(app: Flask, database: Database, clock: Clock) -> None:
    school = school_that_writes(database, [*FIVE, {"G01": "Cô Lan tốt"}], results_while_open=True)
    found = look(database, school, now=DURING)
    decide(database, school, {key_of(found, "phòng 0"): Decision(state="hidden", reason="empty")})
    decide(database, school, {key_of(found, "phòng 1"): Decision(state="released", words="phòng")})
    clock.set(2026, 6, 2)
    for _night in range(2):
        assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
        assert stored_states(database) == ["hidden", "open", "open", "open", "open", "released"], "nothing waits any more"
    found = look(database, school)
    assert isinstance(found, CommentReview)
    kept = {comment.text: (comment.state, comment.reason) for question in found.questions for comment in question.comments}
    assert kept["Sửa phòng 0"] == ("hidden", "empty")
    assert kept["Sửa […] 1"] == ("released", "")
    assert found.counts == CommentCounts(released=1, hidden=1, open=4)


def test_a_decision_that_meets_the_night_is_not_lost(database: Database) -> None:
    """While the rows are being rewritten somebody decides: the decision waits and finds the new copy."""
    school = school_that_writes(database, [{"G01": "Tốt"}])
    key = key_of(look(database, school), "Tốt")
    with ThreadPoolExecutor(1) as other:
        with database.writing() as session:
            rewrite_in_key_order(session, session.get_one(Participation, school).campaign_id)
            deciding = other.submit(decide, database, school, {key: Decision(state="released")})
            time.sleep(0.3)
            assert not deciding.done()
        assert deciding.result(timeout=20) == 1
    assert stored_states(database) == ["released"]


def test_the_order_does_not_change_with_decisions(database: Database) -> None:
    school = school_that_writes(database, [{"G01": f"Lời {number}"} for number in (3, 1, 2)])
    before = look(database, school)
    decide(database, school, {key_of(before, "Lời 3"): Decision(state="released")})
    assert texts(look(database, school)) == texts(before) == ["Lời 1", "Lời 2", "Lời 3"]


def test_a_writing_session_sees_what_it_moves(database: Database) -> None:
    school = school_that_writes(database, [{"G01": "Tốt"}])
    with database.writing() as session:
        found = find_comments(session, session.get_one(Participation, school), now=AFTER, grace_minutes=60)
    assert texts(found) == ["Tốt"]
