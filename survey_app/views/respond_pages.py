"""What respondents see: the form with its answers and faults, and the page that says that nothing is open."""

import datetime as dt
import secrets
from typing import Any

from flask import current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from questionnaires import Item, Questionnaire
from survey_app import clock
from survey_app.campaigns.participations import Link, Offer
from survey_app.collecting.answers import COMMENT_LENGTH
from survey_app.collecting.form import AnswerForm, find_unanswered, form_class, form_class_fields
from survey_app.config import TIMEZONE
from survey_app.db import get_database
from survey_app.improvement.actions import find_published
from survey_app.languages import current_language, gettext, settle_language, use_language

PAUSED_SECONDS = 600  # when to come again while a campaign is paused: as long as a phone waits at the most


def channel() -> str:
    """Posters print /q/ in their QR code and /k/ in letters, so the channel needs no parameter and no guess."""
    return "qr" if request.path.startswith("/q/") else "link"


def answer_form(found: Link, offer: Offer, sent: Any = None) -> AnswerForm:
    """The form of an offer with what was sent, in whose language faults are told."""
    settle_language(offer.questionnaire)
    return form_class(offer.questionnaire)(
        formdata=sent,
        meta={"csrf_context": found.token, "csrf_secret": current_app.config["SECRET_KEY"]},
    )


def blank_form(found: Link, offer: Offer, *, refused: str) -> tuple[str, int]:
    """The form with nothing in it and a sending key of its own; `refused` says what was not taken before."""
    began = str(int(clock.now().timestamp()))
    form = answer_form(
        found, offer, MultiDict({"sending_key": secrets.token_urlsafe(24), "began": began, "channel": channel()})
    )
    return form_page(found, offer, form, refused=refused), 422


def switched_form(found: Link, offer: Offer, form: AnswerForm) -> tuple[str, int]:
    """The same form in the language that was asked for, every answer kept. Nothing has been checked and nothing is recorded."""
    use_language(form.switch_to.data or "")
    return form_page(found, offer, form), 200


def form_page(
    found: Link,
    offer: Offer,
    form: AnswerForm,
    *,
    faults: dict[str, str] | None = None,
    remind: bool = False,
    refused: str = "",
    sections: str | None = None,
    changes: tuple[str, ...] | None = None,
) -> str:
    """The form with every answer kept; a check that failed gets a fresh token. `refused` tells of answers not in it.

    `sections` and `changes` are given by who has them already.
    """
    questionnaire = settle_language(offer.questionnaire)
    missing = find_unanswered(questionnaire, form) if remind else ()
    if faults and {"", "csrf_token", "sending_key"} & set(faults):
        form.csrf_token.process_data(None)
        if "sending_key" in faults:
            form.sending_key.data = secrets.token_urlsafe(24)
    return render_template(
        "respond/form.html",
        link=found,
        offer=offer,
        questionnaire=questionnaire,
        form=form,
        faults=faults or {},
        refused=refused,
        listed=_list_faults(questionnaire, faults or {}),
        missing=missing,
        until=_end_of(offer),
        changes=() if faults or missing else _changes(offer) if changes is None else changes,
        sections=_sections(questionnaire, form, faults or {}, missing) if sections is None else sections,
        action=url_for("respond.send", token=found.token, number=offer.participation_id),
    )


def _list_faults(questionnaire: Questionnaire, faults: dict[str, str]) -> list[tuple[str, str, str]]:
    """The faults that stand at a field, in the order of the page: its name, what is asked there, what is wrong."""
    asked = {"code": gettext("Mã trên phiếu mời")} | {item.code: item.text for item in questionnaire.items}
    asked["grade"] = questionnaire.grade_question or ""
    return [(name, text, faults[name]) for name, text in asked.items() if faults.get(name)]


def _end_of(offer: Offer) -> int:
    """When forms are handed out no more, in seconds since the epoch."""
    return int(dt.datetime.combine(offer.closes_on + dt.timedelta(days=1), dt.time.min, TIMEZONE).timestamp())


def _changes(offer: Offer) -> tuple[str, ...]:
    """What the unit says it has changed; read only where the introduction is shown."""
    with get_database().reading() as session:
        return find_published(session, offer.unit_id, today=clock.now().date())


def _sections(questionnaire: Questionnaire, form: AnswerForm, faults: dict[str, str], missing: tuple[Item, ...]) -> str:
    """The cards of all items. Blank ones are rendered once for each instrument and language."""
    sent = {name: form[name].data for name in form_class_fields(questionnaire) if form[name].data}
    codes = {item.code for item in missing}
    if sent or faults or codes:
        return _render_sections(questionnaire, sent, faults, codes)
    return blank_sections(questionnaire)


def blank_sections(questionnaire: Questionnaire) -> str:
    """The cards of all items as everybody gets them, in the language of the page."""
    key = (questionnaire.digest, current_language())
    if key not in _blank_sections:
        _blank_sections[key] = _render_sections(questionnaire, {}, {}, set())
    return _blank_sections[key]


_blank_sections: dict[tuple[str, str], str] = {}


def _render_sections(questionnaire: Questionnaire, sent: dict[str, str], faults: dict[str, str], missing: set[str]) -> str:
    return render_template(
        "respond/_sections.html",
        questionnaire=questionnaire,
        sent=sent,
        faults=faults,
        missing=missing,
        longest=COMMENT_LENGTH,
    )


def nothing_open(found: Link, offer: Offer | None = None) -> tuple[str, int, dict[str, str]]:
    """Not yet open: 403, come again. Paused: 503, come again. Closed: 410, it will not come back under this number."""
    waiting = offer if offer else found.paused_offer
    if waiting is not None and waiting.phase == "paused":
        return render_template("respond/paused.html", link=found, offer=waiting), 503, {"Retry-After": str(PAUSED_SECONDS)}
    planned = offer.phase == "planned" if offer else found.next_opening is not None
    opens_on = offer.opens_on if offer and planned else found.next_opening
    closed = max((o for o in found.offers if o.phase in ("grace", "entry", "closed")), key=lambda o: o.closes_on, default=None)
    page = render_template(
        "respond/not_open.html", link=found, opens_on=opens_on, closed=offer if offer else closed, planned=planned
    )
    return page, 403 if planned else 410, {}
