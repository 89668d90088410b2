"""What nearly everybody sends, read without a form object: fifty fields with their filters and validators take longer to make
than all the rest of a submission together.

Only ever says "this is beyond doubt" or None. It knows no fault and no words: for whatever is not exactly as the page sends it,
`collecting.form` is asked, which decides. A test holds the two against each other.
"""

import hmac
import re
from collections.abc import Iterable
from functools import lru_cache

from questionnaires import Questionnaire
from survey_app.collecting.answers import COMMENT_LENGTH, NewResponse, offered_values
from survey_app.collecting.form import (
    CONTROL_FIELDS,
    GRADE_FIELD,
    SENDING_KEY,
    UNREADABLE,
    proof_for,
    response_of,
    tidy,
)

_PERCENT = re.compile(r"[0-9]{1,2}|100")
_UNUSED = ("switch_to", "code", "kiosk")  # a form that says something here wants more than to be taken


def plain_response(
    questionnaire: Questionnaire, sent: Iterable[tuple[str, str]], *, link_token: str, secret: str, now: float
) -> NewResponse | None:
    """The response in what was sent, pair by pair, if nothing about it is in doubt; `repeat` says what the device said."""
    kinds = _kinds(questionnaire)
    answers: dict[str, str] = {}
    for name, value in sent:
        if name in answers or name not in kinds:
            return None
        kind = kinds[name]
        if kind == "text":
            value = tidy(value)
            if len(value) > COMMENT_LENGTH or UNREADABLE.search(value):
                return None
        elif value and not (_PERCENT.fullmatch(value) if kind == "percent" else kind == "control" or value in kind):
            return None
        answers[name] = value
    proof = proof_for(link_token, secret=secret)
    if not hmac.compare_digest(answers.get("csrf_token", "").encode(), proof.encode()):
        return None
    if not SENDING_KEY.fullmatch(answers.get("sending_key", "")) or any(answers.get(name) for name in _UNUSED):
        return None
    if not answers.get("reminded") and not all(answers.get(code) for code in _asked_for(questionnaire)):
        return None
    return response_of(questionnaire, answers, now=now)


@lru_cache(maxsize=256)
def _kinds(questionnaire: Questionnaire) -> dict[str, str | frozenset[str]]:
    """Each field of the page with "control", "text", "percent", or the values that it offers."""
    kinds: dict[str, str | frozenset[str]] = dict.fromkeys(CONTROL_FIELDS, "control")
    for item in questionnaire.items:
        is_typed = item.kind in ("text", "percent")
        kinds[item.code] = item.kind if is_typed else frozenset(offered_values(questionnaire, item.code))
    if questionnaire.grades:
        kinds[GRADE_FIELD] = frozenset(grade.code for grade in questionnaire.grades)
    return kinds


@lru_cache(maxsize=256)
def _asked_for(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The codes of the items whose blanks bring a reminder."""
    return tuple(item.code for item in questionnaire.items if item.kind in ("rating", "percent"))
