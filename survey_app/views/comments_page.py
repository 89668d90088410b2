"""Which comments of a long list a reader asked for, a page at a time, and what was typed about them. Knows no request."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Final

from survey_app.collecting.masking import BANK, DIGITS, EMAIL, LINK, NETWORK, PAPERS, PHONE, WORDS
from survey_app.paging import Pager, paginate, read_page
from survey_app.results.annual_figures import CommentCounts
from survey_app.results.comment_decisions import STATES, Decision
from survey_app.results.comments import CommentReview, ReviewedComment
from survey_app.views.selection import is_named

PAGE: Final = 25  # comments on one page: read in two or three minutes, lost in none
DECISIONS: Final = {"released": "Công bố", "inside": "Giữ nội bộ", "hidden": "Ẩn"}
TABS: Final = {"open": "Chưa xem xét", "released": "Công bố", "inside": "Giữ nội bộ", "hidden": "Đã ẩn", "all": "Tất cả"}
_MARKS: Final = re.compile("(" + "|".join(map(re.escape, (PHONE, EMAIL, PAPERS, BANK, DIGITS, LINK, NETWORK, WORDS))) + ")")


@dataclass(frozen=True)
class WantedComments:
    """What the reader chose: a state ("all" for any), a question ("" for any), words, and a page of the list."""

    state: str = "open"
    question: str = ""
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> "WantedComments":
        """The choice that a query string spells; whatever is unknown counts as not chosen."""
        state = chosen.get("state", "")
        return cls(
            state=state if state in TABS else "open",
            question=chosen.get("question", "")[:3],
            words=chosen.get("words", "").strip()[:200],
            page=read_page(chosen),
        )

    def query(self, **changes: str | int) -> dict[str, str | int]:
        """The query string of this choice with some of it changed; a change of what is listed begins at its first page."""
        chosen: dict[str, str | int] = vars(self) | ({"page": 1, **changes} if changes else {})
        plain = vars(WantedComments())
        return {name: value for name, value in chosen.items() if value != plain[name]}


@dataclass(frozen=True)
class Row:
    """One comment on the page with what was typed about it; `pieces` are its words, each with whether it is a mark."""

    number: int
    comment: ReviewedComment
    pieces: tuple[tuple[str, bool], ...]
    decision: Decision
    fault: str = ""

    @property
    def state(self) -> str:
        """Which button is pressed; what was decided about the rest of a page was not said of this comment."""
        said = "" if self.decision.only_open else self.decision.state
        return said or ("" if self.comment.state == "open" else self.comment.state)

    @property
    def reason(self) -> str:
        """Which reason is chosen."""
        return self.decision.reason or self.comment.reason


@dataclass(frozen=True)
class CommentsPage:
    """The rows of one page by question, and where it stands in the list."""

    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    pager: Pager


@dataclass(frozen=True)
class Typed:
    """What a form brought: decisions by key, in the order of the page, and the faults of those that were refused."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def build_page(review: CommentReview, wanted: WantedComments, typed: Typed | None = None) -> CommentsPage:
    """The page of the list that the reader asked for; after a refusal, the very comments that the form held."""
    typed = typed or Typed()
    questions = {one.item_code: one.question for one in review.questions}
    everything = [comment for question in review.questions for comment in question.comments]
    if typed.faults:
        listed = [comment for comment in everything if comment.key in typed.decisions]
    else:
        listed = [comment for comment in everything if _is_wanted(comment, wanted)]
    shown, pager = paginate(listed, wanted.page, size=PAGE)
    rows = [
        Row(
            number,
            comment,
            _pieces(comment.text),
            typed.decisions.get(comment.key, Decision()),
            typed.faults.get(comment.key, ""),
        )
        for number, comment in enumerate(shown, start=pager.first)
    ]
    by_question = groupby(rows, key=attrgetter("comment.item_code"))
    groups = tuple((questions[code], tuple(group)) for code, group in by_question)
    return CommentsPage(groups, pager)


def read_decisions(form: Mapping[str, str], keys: Collection[str], *, rest: str = "") -> dict[str, Decision]:
    """What was decided about each of the comments of a form; `rest` is decided about those of which nothing was said."""
    return {
        key: _read_decision(form, key, rest=rest)
        for key in keys
        if re.fullmatch(r"[0-9a-f]{32}", key)  # whatever no key can be is not asked of the database
    }


def tabs_of(counts: CommentCounts) -> tuple[tuple[str, str, int], ...]:
    """The states with their names and numbers."""
    numbers = {"open": counts.open, "released": counts.released, "inside": counts.kept_inside, "hidden": counts.hidden}
    numbers["all"] = sum(numbers.values())
    return tuple((state, name, numbers[state]) for state, name in TABS.items())


def _read_decision(form: Mapping[str, str], key: str, *, rest: str) -> Decision:
    state = form.get(f"state-{key}", "")
    said = state in STATES
    return Decision(
        state=state if said else rest,  # type: ignore[arg-type]
        reason=form.get(f"reason-{key}", "") if state == "hidden" else "",
        words=form.get(f"words-{key}", ""),
        unmask=f"unmask-{key}" in form,
        only_open=not said,
    )


def _is_wanted(comment: ReviewedComment, wanted: WantedComments) -> bool:
    return (
        wanted.state in ("all", comment.state)
        and wanted.question in ("", comment.item_code)
        and is_named(comment.text, wanted.words)
    )


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    found: Iterable[str] = _MARKS.split(text)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(found) if piece)
