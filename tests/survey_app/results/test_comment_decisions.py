"""Words of a comment can be masked, never written; a decision says what it needs."""

import pytest

from survey_app.models.response import COMMENT_STATES, HIDING_REASONS
from survey_app.results.comment_decisions import (
    REASONS,
    STATES,
    Decision,
    DecisionRefusedError,
    Standing,
    decided,
    shown_text,
)

TEXT = "Cô Lan lớp 3B hay mắng, cô Lan nên nhẹ lời. Gọi [số điện thoại]."
OPEN = Standing("open")


def masked(words: str, standing: Standing = OPEN) -> str:
    return shown_text(TEXT, decided(TEXT, standing, Decision(words=words)).masks)


def test_the_tables_allow_what_may_be_decided() -> None:
    assert ("waiting", *STATES) == COMMENT_STATES
    assert tuple(REASONS) == HIDING_REASONS


def test_every_place_of_the_words_is_masked_and_nothing_else() -> None:
    assert masked("Lan") == "Cô […] lớp 3B hay mắng, cô […] nên nhẹ lời. Gọi [số điện thoại]."
    assert masked("cô lan, 3b") == "[…] lớp […] hay mắng, […] nên nhẹ lời. Gọi [số điện thoại]."


def test_words_are_masked_one_after_the_other_and_unmasked_together() -> None:
    first = decided(TEXT, OPEN, Decision(words="Lan"))
    both = decided(TEXT, first, Decision(words="3B"))
    assert shown_text(TEXT, both.masks) == "Cô […] lớp […] hay mắng, cô […] nên nhẹ lời. Gọi [số điện thoại]."
    assert decided(TEXT, both, Decision(unmask=True)).masks == ""
    again = decided(TEXT, both, Decision(unmask=True, words="mắng"))
    assert shown_text(TEXT, again.masks) == TEXT.replace("mắng", "[…]")


@pytest.mark.parametrize(
    ("words", "problem"),
    [("Lanh", "Không thấy “Lanh”"), ("La", "Không thấy “La”"), ("x" * 301, "Dài quá"), ("Lan, Hoa", "Không thấy “Hoa”")],
)
def test_words_that_are_not_there_are_told(words: str, problem: str) -> None:
    with pytest.raises(DecisionRefusedError, match=problem):
        masked(words)


def test_what_is_masked_is_not_there_to_be_found() -> None:
    with pytest.raises(DecisionRefusedError, match="Không thấy"):
        decided(TEXT, decided(TEXT, OPEN, Decision(words="Lan")), Decision(words="Lan"))


def test_nobody_masks_a_comment_away() -> None:
    with pytest.raises(DecisionRefusedError, match="Hãy chọn “Ẩn”"):
        decided("Cô Lan", OPEN, Decision(words="cô lan"))


def test_hiding_needs_a_reason_and_nothing_else_keeps_one() -> None:
    with pytest.raises(DecisionRefusedError, match="Chọn lý do ẩn"):
        decided(TEXT, OPEN, Decision(state="hidden"))
    hidden = decided(TEXT, OPEN, Decision(state="hidden", reason="person"))
    assert hidden == Standing("hidden", "person")
    assert decided(TEXT, hidden, Decision(state="inside")) == Standing("inside")
    assert decided(TEXT, hidden, Decision(state="released", only_open=True)) == hidden
