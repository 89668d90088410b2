"""Early warnings for the department: what is the matter, why it was said, since when, and what is being done about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analysis.vietnamese import sort_key
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.typed_text import clean_line
from survey_app.improvement import warning_list
from survey_app.improvement.warning_checks import check_warnings
from survey_app.improvement.warning_list import Listed, WarningRefusedError
from survey_app.improvement.warning_rules import RULES
from survey_app.improvement.warning_words import GROUPS, STATES, TITLES
from survey_app.paging import paginate, read_page
from survey_app.views.department import blueprint
from survey_app.views.own_scope import own_scope
from survey_app.views.selection import NO_COMMUNE, communes_of_names, is_named
from survey_app.views.warning_lines import current_moment, to_lines

PER_PAGE: Final = 50
STATE_ORDER: Final = ("new", "seen", "handling", "done")
FILTERS: Final = ("name", "commune", "rule", "state")
OPEN: Final = "open"  # chosen to see all that are not done


@dataclass(frozen=True)
class Chosen:
    """What the reader asked for; "" stands for everything."""

    name: str
    commune: str
    rule: str
    state: str

    def includes(self, one: Listed) -> bool:
        """Whether a warning is asked for."""
        commune = "" if self.commune == NO_COMMUNE else self.commune
        return (
            is_named(one.unit_name, self.name)
            and (not self.commune or one.commune == commune)
            and (not self.rule or self.rule in (one.rule, RULES[one.rule].group))
            and (not self.state or one.state == self.state or (self.state == OPEN and one.state != "done"))
        )


@dataclass(frozen=True)
class Typed:
    """What was typed to change many warnings and could not be taken, so that it comes back."""

    ids: frozenset[int] = frozenset()
    state: str = "seen"
    note: str = ""
    problem: str = ""


NOTHING_TYPED: Final = Typed()


@blueprint.get("/warnings")
def warnings() -> ResponseReturnValue:
    """The warnings of the scope that hold now; what has moved since the last look is looked at first."""
    with get_database().reading() as session:
        looked = check_warnings(session, current_moment())
    return _list_page(request.args, NOTHING_TYPED, unreadable=looked.unreadable)


@blueprint.post("/warnings")
def change_warnings() -> ResponseReturnValue:
    """Put the warnings that were ticked into a state."""
    ticked = [int(one) for one in request.form.getlist("warning")[:PER_PAGE] if one.isdecimal() and len(one) < 10]
    state, note = request.form.get("change", ""), clean_line(request.form.get("note", ""))
    try:
        if not ticked:
            raise WarningRefusedError("Chưa chọn cảnh báo nào. Hãy đánh dấu ít nhất một dòng.")
        number = _change(ticked, state, note)
    except WarningRefusedError as refused:
        return _list_page(request.form, Typed(frozenset(ticked), state, note, str(refused))), 422
    web_session["done"] = f"Đã ghi {number} cảnh báo: {STATES[state]}."
    kept = {name: request.form[name][:200] for name in FILTERS if request.form.get(name)}
    return redirect(f"{url_for('department.warnings')}?{urlencode(kept)}" if kept else url_for("department.warnings"))


@blueprint.get("/warnings/<int(max=2147483647):warning_id>")
def warning(warning_id: int) -> ResponseReturnValue:
    """One warning with its history."""
    return _page(warning_id)


@blueprint.post("/warnings/<int(max=2147483647):warning_id>")
def change_warning(warning_id: int) -> ResponseReturnValue:
    """Put a warning into a state, with a note."""
    state, note = request.form.get("state", ""), clean_line(request.form.get("note", ""))
    try:
        _change([warning_id], state, note)
    except WarningRefusedError as refused:
        return _page(warning_id, problem=str(refused), state=state, note=note), 422
    web_session["done"] = "Đã ghi."
    return redirect(url_for("department.warning", warning_id=warning_id))


def _list_page(wanted: Mapping[str, str], typed: Typed, *, unreadable: Collection[str] = ()) -> str:
    """The page of the warnings that `wanted` asks for, with what was typed and not taken, and campaigns that cannot be read."""
    chosen = Chosen(*(wanted.get(one, "").strip()[:200] for one in FILTERS))
    with get_database().reading() as session:
        found = _find(session)
        matching = sorted((one for one in found if chosen.includes(one)), key=_place)
        shown, pager = paginate(matching, read_page(wanted), size=PER_PAGE)
        lines = to_lines(session, shown)
    kept = {name: value for name, value in vars(chosen).items() if value}
    return render_template(
        "department/warnings.html",
        lines=lines,
        total=len(found),
        counts={state: sum(one.state == state for one in found) for state in STATES},
        chosen=chosen,
        kept=kept,
        pager=pager,
        communes=communes_of_names(one.commune for one in found),
        by_rule=_count_rules(found),
        rules=[
            *((group, f"{name} (tất cả)") for group, name in GROUPS.items()),
            *((rule, title) for rule, title in TITLES.items() if any(one.rule == rule for one in found)),
        ],
        states=[(OPEN, "Chưa xong"), *STATES.items()],
        state_names=STATES,
        typed=typed,
        problem=typed.problem,
        unreadable=unreadable,
        done="" if typed.problem else web_session.pop("done", ""),
    )


def _find(session: Session) -> list[Listed]:
    """The warnings of the reader's units, without those of instruments that do not concern the reader."""
    scope = own_scope(session)
    found = warning_list.find_warnings(session, {unit.unit_id for unit in scope.values()}, current_moment())
    return [one for one in found if one.subject not in scope[one.unit_code].hidden]


def _count_rules(found: Collection[Listed]) -> list[tuple[str, str, int, int]]:
    """Rule, title, how many are not done and how many of these are new, of every rule that has any, in the order of rules."""
    counts = []
    for rule, title in TITLES.items():
        states = [one.state for one in found if one.rule == rule and one.state != "done"]
        if states:
            counts.append((rule, title, len(states), states.count("new")))
    return counts


def _place(one: Listed) -> tuple[Any, ...]:
    """New ones first, then in the order of rules, then by name: an order of figures would be read as a ranking."""
    return STATE_ORDER.index(one.state), list(RULES).index(one.rule), sort_key(one.unit_name), one.unit_code


def _change(ids: Collection[int], state: str, note: str) -> int:
    """Change warnings of the scope that may be shown; any other is not there."""
    staff, now = current_account(), clock.now()
    with get_database().writing() as session:
        allowed = {one.warning_id: one for one in _find(session)}
        if not set(ids) <= set(allowed):
            abort(404)
        number = warning_list.change_state(session, ids, state, note, account_id=staff.account_id, now=now)
        for one in (allowed[i] for i in sorted(ids)):
            subject = f"{one.rule} {one.unit_code} {one.campaign_code} {one.subject}: {state}"
            record_action(session, "change-warning", subject=subject, account_id=staff.account_id, now=now)
    return number


def _page(warning_id: int, *, problem: str = "", state: str = "", note: str = "") -> str:
    with get_database().reading() as session:
        found = next((one for one in _find(session) if one.warning_id == warning_id), None) or abort(404)
        (line,) = to_lines(session, [found])
        steps = warning_list.find_steps(session, warning_id)
    return render_template(
        "department/warning.html",
        line=line,
        steps=steps,
        states=STATES,
        state=state or found.state,
        note=note,
        problem=problem,
        done="" if problem else web_session.pop("done", ""),
    )
