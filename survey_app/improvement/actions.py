"""What a unit has changed since the last survey, in sentences of its own that respondents read before they answer.

People answer again where they see that answers changed something. A sentence is a draft until it is published; it is shown as
long as "since the last survey" can be true of it.
"""

import datetime as dt
import re
import unicodedata
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.models import Action

LONGEST: Final = 300  # characters: two lines on a desk, six on a phone
MOST: Final = 30  # sentences of one unit; a list that nobody can survey is no list
SHOWN: Final = 3  # before a form that is to be answered, three sentences are read and ten are skipped
# a survey comes once a year, give or take months: what was published longer ago has been asked about since
SHOWN_FOR: Final = dt.timedelta(days=548)
_CONTROL_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]+")


class ActionRefusedError(Exception):
    """The sentence cannot be taken; the message says why and what to do."""


def find_published(session: Session, unit_id: int, *, today: dt.date) -> tuple[str, ...]:
    """The sentences that respondents of a unit are shown today, the latest first."""
    newest_first = (Action.published_on.desc(), Action.id.desc())
    chosen = select(Action.text).where(Action.unit_id == unit_id, Action.published_on > today - SHOWN_FOR)
    return tuple(session.scalars(chosen.order_by(*newest_first).limit(SHOWN)))


def find_last_published(session: Session, unit_id: int) -> dt.date | None:
    """The day on which the unit last published a sentence that still stands."""
    return session.scalar(select(func.max(Action.published_on)).where(Action.unit_id == unit_id))


def find_actions(session: Session, unit_id: int) -> list[Action]:
    """All sentences of a unit: drafts first, then what is published, the latest first."""
    of_unit = select(Action).where(Action.unit_id == unit_id)
    return list(session.scalars(of_unit.order_by(Action.published_on.desc().nulls_first(), Action.id.desc())))


def find_action(session: Session, unit_id: int, action_id: int) -> Action | None:
    """The sentence with this number, if it belongs to the unit."""
    return session.scalar(select(Action).where(Action.unit_id == unit_id, Action.id == action_id))


def write_action(session: Session, unit_id: int, text: str) -> Action:
    """A new draft; the same words again, as a double tap sends them, are the same sentence. The caller commits."""
    sentence = to_sentence(text)
    known = session.scalar(select(Action).where(Action.unit_id == unit_id, Action.text == sentence))
    if known is not None:
        return known
    if (session.scalar(select(func.count()).where(Action.unit_id == unit_id)) or 0) >= MOST:
        raise ActionRefusedError(f"Đã có {MOST} việc. Hãy xóa bớt việc cũ rồi thêm việc mới.")
    action = Action(unit_id=unit_id, text=sentence)
    session.add(action)
    session.flush()
    return action


def rewrite_action(action: Action, text: str) -> None:
    """Replace the words; what is published stays published."""
    action.text = to_sentence(text)


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
