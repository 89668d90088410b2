"""What a unit changes after a survey: measures with who, by when and for which item, from a plan to what has been done.

People answer again where they see that answers changed something. So what is done and published is read before the next form,
as long as "since the last survey" can be true of it; a measure is a draft until it is published.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.models import Action
from survey_app.results.annual_figures import ActionLine

LONGEST: Final = 300  # characters: two lines on a desk, six on a phone
MOST: Final = 30  # sentences of one unit; a list that nobody can survey is no list
SHOWN: Final = 3  # before a form that is to be answered, three sentences are read and ten are skipped
# a survey comes once a year, give or take months: what was published longer ago has been asked about since
SHOWN_FOR: Final = dt.timedelta(days=548)
_CONTROL_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]+")


STATES: Final = {"planned": "Dự kiến", "under way": "Đang làm", "done": "Đã xong", "dropped": "Không làm nữa"}
LONGEST_NAME: Final = 120  # of who is responsible


@dataclass(frozen=True)
class Plan:
    """What stands beside the sentence of a measure; `item` is the code of a questionnaire and of an item of it, "" for none."""

    responsible: str = ""
    due_on: dt.date | None = None
    item: tuple[str, str] = ("", "")
    state: str = "done"


DONE: Final = Plan()


class ActionRefusedError(Exception):
    """The sentence cannot be taken; the message says why and what to do."""


def find_published(session: Session, unit_id: int, *, today: dt.date) -> tuple[str, ...]:
    """The sentences that respondents of a unit are shown today, the latest first."""
    newest_first = (Action.published_on.desc(), Action.id.desc())
    is_recent = Action.published_on > today - SHOWN_FOR
    chosen = select(Action.text).where(Action.unit_id == unit_id, Action.state == "done", is_recent)
    return tuple(session.scalars(chosen.order_by(*newest_first).limit(SHOWN)))


def find_last_published(session: Session, unit_id: int) -> dt.date | None:
    """The day on which the unit last published a sentence that still stands."""
    return session.scalar(select(func.max(Action.published_on)).where(Action.unit_id == unit_id))


def find_actions(session: Session, unit_id: int) -> list[Action]:
    """All sentences of a unit: drafts first, then what is published, the latest first."""
    of_unit = select(Action).where(Action.unit_id == unit_id)
    return list(session.scalars(of_unit.order_by(Action.published_on.desc().nulls_first(), Action.id.desc())))


def plans_of(session: Session, unit_ids: Collection[int]) -> dict[int, tuple[ActionLine, ...]]:
    """The measures of these units for their reports, in the order in which they were written; units without any left out."""
    found: dict[int, list[ActionLine]] = {}
    for one in session.scalars(select(Action).where(Action.unit_id.in_(unit_ids)).order_by(Action.id)):
        line = ActionLine(one.text, one.state, one.responsible, one.due_on, one.instrument_code, one.item_code)
        found.setdefault(one.unit_id, []).append(line)
    return {unit_id: tuple(lines) for unit_id, lines in found.items()}


def find_action(session: Session, unit_id: int, action_id: int) -> Action | None:
    """The sentence with this number, if it belongs to the unit."""
    return session.scalar(select(Action).where(Action.unit_id == unit_id, Action.id == action_id))


def write_action(session: Session, unit_id: int, text: str, *, plan: Plan = DONE) -> Action:
    """A new draft; the same words again, as a double tap sends them, are the same sentence. The caller commits."""
    sentence = to_sentence(text)
    known = session.scalar(select(Action).where(Action.unit_id == unit_id, Action.text == sentence))
    if known is not None:
        return known
    if (session.scalar(select(func.count()).where(Action.unit_id == unit_id)) or 0) >= MOST:
        raise ActionRefusedError(f"Đã có {MOST} việc. Hãy xóa bớt việc cũ rồi thêm việc mới.")
    action = Action(unit_id=unit_id, text=sentence)
    _set_plan(action, plan)
    session.add(action)
    session.flush()
    return action


def rewrite_action(action: Action, text: str, *, plan: Plan | None = None) -> None:
    """Replace the words and, where given, what stands beside them; what is published stays published."""
    action.text = to_sentence(text)
    if plan is not None:
        _set_plan(action, plan)


def plan_of(action: Action) -> Plan:
    """What stands beside the words of a measure."""
    return Plan(action.responsible, action.due_on, (action.instrument_code, action.item_code), action.state)


def _set_plan(action: Action, plan: Plan) -> None:
    if plan.state not in STATES:
        raise ActionRefusedError("Hãy chọn trạng thái của việc: dự kiến, đang làm hay đã xong.")
    responsible = " ".join(_CONTROL_SIGNS.sub(" ", unicodedata.normalize("NFC", plan.responsible[: 4 * LONGEST_NAME])).split())
    if len(responsible) > LONGEST_NAME:
        raise ActionRefusedError(f"Tên người phụ trách dài quá {LONGEST_NAME} ký tự. Hãy viết ngắn lại.")
    action.responsible, action.due_on, action.state = responsible, plan.due_on, plan.state
    action.instrument_code, action.item_code = plan.item


def publish_action(action: Action, *, today: dt.date) -> None:
    """Let respondents read it from today. What is published already keeps its date."""
    action.published_on = action.published_on or today


def withdraw_action(action: Action) -> None:
    """Make it a draft again."""
    action.published_on = None


def to_sentence(text: str) -> str:
    """The text in one line of NFC without signs that cannot be seen; refused where it is empty or too long."""
    if len(text) > 20 * LONGEST:  # composing takes the square of a run of accents
        raise ActionRefusedError(f"Câu dài {len(text)} ký tự, tối đa {LONGEST}. Hãy viết ngắn lại hoặc tách thành hai việc.")
    sentence = " ".join(_CONTROL_SIGNS.sub(" ", unicodedata.normalize("NFC", text)).split())
    if not sentence:
        raise ActionRefusedError("Hãy viết việc đã làm bằng một câu ngắn.")
    if len(sentence) > LONGEST:
        raise ActionRefusedError(
            f"Câu dài {len(sentence)} ký tự, tối đa {LONGEST}. Hãy viết ngắn lại hoặc tách thành hai việc."
        )
    return sentence
