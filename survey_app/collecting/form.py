"""The form of a questionnaire: its fields, what they accept, and the words in which a fault is told.

Every field is plain text to WTForms, so that whatever was sent, right or wrong, comes back on the page. Forms are made once and
shared by all requests, so a fault is put into words when it is found, in the language of that page.
"""

import hashlib
import hmac
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.csrf.core import CSRF
from wtforms.validators import Optional, ValidationError

from questionnaires import Item, Questionnaire
from survey_app.collecting.answers import (
    COMMENT_LENGTH,
    LONGEST_CHOICE,
    LONGEST_TYPED,
    NewResponse,
    offered_values,
    percents_from,
    sheet_from,
)
from survey_app.languages import current_language, gettext

GRADE_FIELD = "grade"
CONTROL_FIELDS = (
    "csrf_token",
    "sending_key",
    "began",
    "channel",
    "reminded",
    "website",
    "switch_to",
    "code",
    "repeat",
    "kiosk",
)
SENDING_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f�]")  # what binary data turn into


class LinkTokenCSRF(CSRF):  # type: ignore[misc]
    """Proof that the form was handed out for this link, without cookie and without time limit."""

    def setup_form(self, form: Any) -> Any:
        self.link_token, self.secret = form.meta.csrf_context, form.meta.csrf_secret
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return proof_for(self.link_token, secret=self.secret)

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if not hmac.compare_digest((field.data or "").encode(), field.current_token.encode()):
            raise ValidationError(stale_page())


@lru_cache(maxsize=4096)
def proof_for(link_token: str, *, secret: str) -> str:
    """What a form that was handed out for this link carries."""
    return hmac.new(secret.encode(), b"form:" + link_token.encode(), hashlib.sha256).hexdigest()[:32]


def stale_page() -> str:
    """What is said where it cannot be told that the form is one of ours."""
    return gettext("Trang này mở đã lâu hoặc được gửi từ nơi khác. Các câu trả lời vẫn còn; xin bấm “Gửi phiếu” lần nữa.")


def _sending_key(form: Any, field: Any) -> None:
    if not SENDING_KEY.fullmatch(field.data or ""):
        raise ValidationError(stale_page())


def _cut(text: str | None) -> str:
    """What was typed, or its beginning with a sign that makes it wrong, so that no cutting makes an answer right."""
    text = text or ""
    return text if len(text) <= LONGEST_CHOICE else text[:LONGEST_CHOICE] + "…"


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What every questionnaire's form carries beside the answers. `website` is the honeypot: people never see it.

    `repeat` is "1" where the device says that it has sent a response before, `code` a one-time code as typed, `kiosk` the
    ticket of a kiosk, `switch_to` the language that was asked for instead of sending.
    """

    class Meta:
        csrf = True
        csrf_class = LinkTokenCSRF

    sending_key = HiddenField(validators=[_sending_key])
    began = HiddenField()
    channel = HiddenField()
    reminded = HiddenField()
    website = StringField()
    switch_to = HiddenField()
    code = StringField(filters=[_cut])
    repeat = HiddenField()
    kiosk = HiddenField()


@lru_cache(maxsize=256)
def form_class(questionnaire: Questionnaire) -> type[AnswerForm]:
    """The form of `questionnaire`, one field per item, named by the item's code."""
    fields: dict[str, Any] = {item.code: _field(questionnaire, item) for item in questionnaire.items}
    if questionnaire.grades:
        fields[GRADE_FIELD] = _choice_field(tuple(grade.code for grade in questionnaire.grades))
    return type("QuestionnaireForm", (AnswerForm,), fields)


def find_strange_fields(questionnaire: Questionnaire, names: list[str]) -> list[str]:
    """The names that the form does not have, and those that came twice."""
    known = {*form_class_fields(questionnaire), *CONTROL_FIELDS}
    return sorted(name for name, times in Counter(names).items() if name not in known or times > 1)


def form_class_fields(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The names of the fields that hold answers, in the order of the page."""
    return tuple(item.code for item in questionnaire.items) + ((GRADE_FIELD,) if questionnaire.grades else ())


def find_unanswered(questionnaire: Questionnaire, form: AnswerForm) -> tuple[Item, ...]:
    """The rating and percent items left blank: what the one friendly reminder lists."""
    return tuple(item for item in questionnaire.items if item.kind in ("rating", "percent") and not form[item.code].data)


def response_from(questionnaire: Questionnaire, form: AnswerForm, *, now: float) -> NewResponse:
    """The response that a valid form holds; `now` in seconds since the epoch."""
    return response_of(questionnaire, {field.name: field.data or "" for field in form}, now=now)


def response_of(questionnaire: Questionnaire, answers: Mapping[str, str], *, now: float) -> NewResponse:
    """The response in the fields of a form that has been checked, by name."""
    return NewResponse(
        sending_key=answers["sending_key"],
        sheet=sheet_from(questionnaire, answers),
        percents=percents_from(questionnaire, answers),
        grade=answers.get(GRADE_FIELD, ""),
        comments={item.code: answers[item.code] for item in questionnaire.text_items if answers.get(item.code)},
        channel="qr" if answers.get("channel") == "qr" else "link",
        pace=pace_class(answers.get("began"), now=now, items=len(questionnaire.closed_items)),
        honeypot=bool(answers.get("website")),
        language=current_language(),
        repeat=answers.get("repeat") == "1",
    )


def pace_class(began: str | None, *, now: float, items: int) -> int:
    """How fast the form was answered: 1 under a second an item, 2 under 3, 3 under 8, 4 under 20, 5 slower; 0 if unknown.

    Five coarse classes serve the quality report (docs/methods.md section 11) and are too few to single anybody out.
    """
    if not began or not began.isdecimal() or len(began) > 12 or int(began) > now:
        return 0
    seconds = (now - int(began)) / items
    return 1 + sum(seconds >= limit for limit in (1, 3, 8, 20))


def _field(questionnaire: Questionnaire, item: Item) -> Any:
    if item.kind == "text":
        return TextAreaField(filters=[tidy], validators=[_readable, _short_enough])
    if item.kind == "percent":
        return StringField(filters=[_cut, tidy, _bare_number], validators=[Optional(), _percent])
    return _choice_field(offered_values(questionnaire, item.code))


def _choice_field(values: tuple[str, ...]) -> Any:
    def _offered(form: Any, field: Any) -> None:
        if field.data not in values:
            raise ValidationError(gettext("Câu trả lời gửi lên không có trong các lựa chọn; xin chọn lại."))

    return StringField(filters=[_cut, tidy], validators=[Optional(), _offered])


def tidy(text: str | None) -> str:
    """NFC, one kind of line break, no blanks around. What is far too long stays as it is, to be refused."""
    if text and len(text) > LONGEST_TYPED:
        return text
    return unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").strip()


def _bare_number(text: str) -> str:
    """ "85 %" as people write it, without the sign."""
    return text.removesuffix("%").strip()


def _percent(form: Any, field: Any) -> None:
    if not re.fullmatch(r"[0-9]{1,3}", field.data) or int(field.data) > 100:
        raise ValidationError(gettext("Xin ghi một số nguyên từ 0 đến 100."))


def _readable(form: Any, field: Any) -> None:
    if UNREADABLE.search(field.data):
        raise ValidationError(gettext("Ý kiến có ký tự không đọc được; xin gõ lại phần này."))


def _short_enough(form: Any, field: Any) -> None:
    if len(field.data) > COMMENT_LENGTH:
        raise ValidationError(gettext("Ý kiến dài quá %(n)s ký tự; xin rút ngắn lại.") % {"n": COMMENT_LENGTH})
