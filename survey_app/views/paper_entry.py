"""Typing paper forms: one page for each form, first and second entry, and the page where the two are compared.

A page bears the mark of what it showed, so that two clerks at one batch never overwrite each other unread. Every form is one
POST; the script makes typing fast and keeps what is on the screen, but nothing depends on it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires import Questionnaire
from survey_app.collecting import paper
from survey_app.collecting.answers import COMMENT_LENGTH
from survey_app.collecting.paper_entry import (
    Difference,
    Entry,
    EntryFaultsError,
    entry_from,
    find_differences,
    read_comments,
    typed_from,
)
from survey_app.collecting.paper_keys import (
    Part,
    background_questions,
    comment_questions,
    overall_questions,
    paper_questions,
    rated_parts,
)
from survey_app.collecting.paper_state import FIRST, SECOND
from survey_app.db import get_database
from survey_app.views.paper import batch_page
from survey_app.views.paper_desk import Desk, load_desk, note, read_number, take
from survey_app.views.unit import blueprint

SHOWN_DIFFERENCES = 8  # of two sheets that bear one number nearly everything differs, and eight lines say so
BATCH = "/paper/batches/<int(max=2147483647):batch_id>"


@dataclass(frozen=True)
class Conflict:
    """What somebody else has saved meanwhile: the first differences to what is on the screen, how many further ones there are,
    and whether the comments differ.
    """

    is_gone: bool
    differences: tuple[Difference, ...] = ()
    further: int = 0
    comments_differ: bool = False


@blueprint.get(f"{BATCH}/forms/<int(max=9999):position>", endpoint="paper_entry")
def show_first(batch_id: int, position: int) -> ResponseReturnValue:
    """The page for typing a form, or correcting it."""
    return _show(batch_id, position, FIRST)


@blueprint.post(f"{BATCH}/forms/<int(max=9999):position>", endpoint="save_paper_entry")
def save_first(batch_id: int, position: int) -> ResponseReturnValue:
    """Save a form and go on to the next, or take it out of the batch."""
    if request.form.get("deed") == "delete":
        return _delete(batch_id, position)
    return _save(batch_id, position, FIRST)


@blueprint.get(f"{BATCH}/second/<int(max=9999):position>", endpoint="paper_second")
def show_second(batch_id: int, position: int) -> ResponseReturnValue:
    """The page for typing a form of the sample again, blind."""
    return _show(batch_id, position, SECOND)


@blueprint.post(f"{BATCH}/second/<int(max=9999):position>", endpoint="save_paper_second")
def save_second(batch_id: int, position: int) -> ResponseReturnValue:
    """Save the second entry of a form and go on to the next of the sample."""
    return _save(batch_id, position, SECOND)


@blueprint.get(f"{BATCH}/go", endpoint="paper_go")
def go(batch_id: int) -> ResponseReturnValue:
    """To the form whose number was typed."""
    with get_database().reading() as session:
        state = load_desk(session, batch_id).state
    position = read_number(request.args.get("position"))
    if position not in {*state.first, *state.missing}:
        return batch_page(batch_id, problem="Xấp này không có phiếu mang số ấy."), 404
    return redirect(url_for("unit.paper_entry", batch_id=batch_id, position=position))


@blueprint.get(f"{BATCH}/comparison", endpoint="paper_comparison")
def show_comparison(batch_id: int) -> ResponseReturnValue:
    """Where the two entries differ, side by side, and the error rate."""
    return _comparison_page(batch_id)


@blueprint.post(f"{BATCH}/comparison", endpoint="resolve_paper_form")
def resolve(batch_id: int) -> ResponseReturnValue:
    """Settle the differences of one form."""
    position = read_number(request.form.get("position"))
    choices = {name.removeprefix("choose-"): value for name, value in request.form.items() if name.startswith("choose-")}
    try:
        with get_database().writing() as session:
            batch, desk = take(session, batch_id)
            paper.resolve(session, batch, position, choices=choices, questionnaire=desk.questionnaire, state=desk.state)
    except paper.PaperRefusedError as refused:
        return _comparison_page(batch_id, problem=str(refused)), 409
    return redirect(url_for("unit.paper_comparison", batch_id=batch_id))


def _show(batch_id: int, position: int, number: int) -> ResponseReturnValue:
    with get_database().reading() as session:
        desk = load_desk(session, batch_id)
    stored = desk.state.first if number == FIRST else desk.state.second
    reachable = {*desk.state.first, *desk.state.missing} if number == FIRST else set(desk.state.sample)
    if desk.closed_on or not desk.takes_forms or (number == SECOND and desk.is_compared):
        return redirect(url_for("unit.paper_batch", batch_id=batch_id))
    if position not in reachable:
        abort(404)
    entry = stored.get(position)
    typed = typed_from(desk.questionnaire, entry) if entry else {}
    return _page(desk, position, number, typed=typed, seen=entry.mark if entry else "")


def _save(batch_id: int, position: int, number: int) -> ResponseReturnValue:
    typed, seen = dict(request.form.items()), request.form.get("seen", "")
    if request.form.get("deed") == "save-as-new":  # of two sheets with one number the second takes a free one
        seen = ""
    with get_database().reading() as session:
        desk = load_desk(session, batch_id)
    try:
        entry = entry_from(desk.questionnaire, typed)
        with get_database().writing() as session:
            batch, desk = take(session, batch_id)
            if number == FIRST:
                paper.save_draft(session, batch, position, entry, seen=seen)
            else:
                paper.save_second(session, batch, position, entry, seen=seen, state=desk.state)
    except EntryFaultsError as error:
        return _page(desk, position, number, typed=typed, seen=seen, faults=error.faults), 422
    except paper.DraftChangedError as changed:
        conflict = _conflict(desk.questionnaire, changed.stored, entry)
        mark = changed.stored.mark if changed.stored else ""
        return _page(desk, position, number, typed=typed, seen=mark, conflict=conflict), 409
    except paper.PaperRefusedError as refused:
        return _page(desk, position, number, typed=typed, seen=seen, problem=str(refused)), 409
    return redirect(_next_address(batch_id, position, number))


def _delete(batch_id: int, position: int) -> ResponseReturnValue:
    try:
        with get_database().writing() as session:
            batch, _ = take(session, batch_id)
            paper.delete_drafts(session, batch, position)
            note(session, "remove-paper-form", batch, forms=1)
    except paper.PaperRefusedError:
        pass  # the page of the batch says why
    return redirect(url_for("unit.paper_batch", batch_id=batch_id))


def _next_address(batch_id: int, position: int, number: int) -> str:
    """The next form to type, with the number of the one that is safe now; the page of the batch when all are in."""
    with get_database().reading() as session:
        state = load_desk(session, batch_id).state
    waiting = state.missing if number == FIRST else state.waiting
    after = [place for place in waiting if place > position] or list(waiting)
    endpoint = "unit.paper_entry" if number == FIRST else "unit.paper_second"
    if not after:
        return url_for("unit.paper_batch", batch_id=batch_id, saved=position, entry=number)
    return url_for(endpoint, batch_id=batch_id, position=after[0], saved=position)


def _conflict(questionnaire: Questionnaire, stored: Entry | None, typed: Entry) -> Conflict:
    if stored is None:
        return Conflict(is_gone=True)
    found = find_differences(questionnaire, stored, typed)
    return Conflict(
        is_gone=False,
        differences=found[:SHOWN_DIFFERENCES],
        further=len(found[SHOWN_DIFFERENCES:]),
        comments_differ=read_comments(stored) != read_comments(typed),
    )


def _page(
    desk: Desk,
    position: int,
    number: int,
    *,
    typed: Mapping[str, str],
    seen: str,
    faults: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
    problem: str = "",
) -> str:
    saved = read_number(request.args.get("saved"))
    endpoint = "unit.paper_entry" if number == FIRST else "unit.paper_second"
    overall = overall_questions(desk.questionnaire)
    parts = [*rated_parts(desk.questionnaire), Part("Đánh giá chung", overall)]
    if background_questions(desk.questionnaire):
        parts.append(Part("Người trả lời", background_questions(desk.questionnaire)))
    return render_template(
        "paper/entry.html",
        desk=desk,
        position=position,
        is_second=number == SECOND,
        parts=[part for part in parts if part.questions],
        comments=comment_questions(desk.questionnaire),
        typed=typed,
        seen=seen,
        faults=faults or {},
        faulty=[question for question in paper_questions(desk.questionnaire) if question.name in (faults or {})],
        conflict=conflict,
        problem=problem,
        saved=saved,
        saved_address=url_for(endpoint, batch_id=desk.batch_id, position=saved) if saved else "",
        comment_length=COMMENT_LENGTH,
        done=len(desk.state.first) if number == FIRST else len(desk.state.second),
        wanted=desk.declared if number == FIRST else len(desk.state.sample),
    )


def _comparison_page(batch_id: int, *, problem: str = "") -> str:
    with get_database().reading() as session:
        desk = load_desk(session, batch_id)
    by_question = Counter(one.question.number for some in desk.state.differences.values() for one in some)
    return render_template("paper/comparison.html", desk=desk, problem=problem, by_question=sorted(by_question.items()))
