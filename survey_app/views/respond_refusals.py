"""What respondents are told when their answers cannot be taken: why, what to do, and every answer still in the page.

Where the form itself can be shown again it is (`respond_pages.form_page`); where it cannot, because the campaign is over or
because not even the questionnaire can be read, the answers come back in hidden fields under a button that sends them once
more.
"""

from itertools import islice
from traceback import format_tb

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from questionnaires import Questionnaire
from survey_app.campaigns.codes import CodeUsedError
from survey_app.campaigns.participations import Link, Offer
from survey_app.collecting.answers import LONGEST_TYPED
from survey_app.collecting.form import CONTROL_FIELDS, AnswerForm, form_class_fields
from survey_app.languages import gettext, settle_language
from survey_app.views.respond_pages import PAUSED_SECONDS, blank_form, nothing_open

BUSY_SECONDS = 30  # when to try again while the database cannot be written
MOST_FIELDS = 400  # more than any questionnaire has
LONGEST_NAME = 32


def too_many(wait: int) -> str:
    """That more is coming in than is taken at a time, and when there will be room."""
    return gettext(
        "Đang có rất nhiều phiếu gửi về cùng lúc nên phiếu này chưa được ghi nhận. "
        "Xin chờ khoảng %(n)s phút rồi bấm “Gửi phiếu” lần nữa."
    ) % {"n": -(-wait // 60)}


def code_missing(typed: str | None) -> str:
    """That a code is needed, or that what was typed is none."""
    if not (typed or "").strip():
        return gettext("Đợt khảo sát này cần mã in trên phiếu mời. Xin gõ mã đó vào ô này.")
    return gettext("Mã này chưa đúng: mã gồm 12 chữ và số in trên phiếu mời. Xin xem lại từng chữ.")


def code_refused(error: Exception) -> str:
    """That a code is used, or was never issued for this questionnaire."""
    if isinstance(error, CodeUsedError):
        return gettext(
            "Mã này đã được dùng cho một phiếu khác. Mỗi mã chỉ gửi được một phiếu; xin hỏi nơi phát phiếu mời một mã mới."
        )
    return gettext("Không có mã này cho phiếu đang mở. Xin xem lại từng chữ, và xem có đúng phiếu mời của đơn vị này không.")


def not_from_here(found: Link, offer: Offer) -> ResponseReturnValue:
    """Another website made the browser send this: a blank form, with nothing of what came."""
    if offer.phase != "open":
        return nothing_open(found, offer)
    refused = gettext(
        "Các câu trả lời vừa rồi do một trang web khác gửi đến nên không được ghi nhận và không hiện lại ở đây. "
        "Xin trả lời trên trang này rồi gửi."
    )
    return blank_form(found, offer, refused=refused)


def not_taken(found: Link, offer: Offer, form: AnswerForm) -> ResponseReturnValue:
    """The answers came before the opening (403) or after the grace period (410)."""
    questionnaire = settle_language(offer.questionnaire)
    comments = [(item.text, form[item.code].data) for item in questionnaire.text_items if form[item.code].data]
    is_planned = offer.phase == "planned"
    page = render_template(
        "respond/unsent.html", link=found, offer=offer, comments=comments, **_sent(found.token, questionnaire)
    )
    return page, 403 if is_planned else 410


def paused(found: Link, offer: Offer, form: AnswerForm) -> ResponseReturnValue:
    """The department has paused the campaign: nothing is refused, the answers stay in the page and go in when it goes on.

    The status is that of a server which cannot write now, so a phone that keeps responses goes on trying by itself.
    """
    page = render_template(
        "respond/unsent.html", link=found, offer=offer, comments=(), **_sent(found.token, settle_language(offer.questionnaire))
    )
    return page, 503, {"Retry-After": str(PAUSED_SECONDS)}


def not_written(token: str) -> ResponseReturnValue:
    """The database cannot be read or written at the moment; not even the unit's name may be known."""
    link = Link(token=token, unit_name="Thước Đo", owner="", offers=())
    page = render_template("respond/unsent.html", link=link, offer=None, comments=(), **_sent(token))
    return page, 503, {"Retry-After": str(BUSY_SECONDS)}


def log_failure(error: SQLAlchemyError) -> None:
    """Tell the operator what failed and never what was sent: a broken constraint quotes the row, so only the place is told."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    told = str(cause) if isinstance(error, OperationalError) else "".join(format_tb(error.__traceback__))
    current_app.logger.error("A response could not be recorded. %s: %s", type(cause).__name__, told)


def _sent(token: str, questionnaire: Questionnaire | None = None) -> dict[str, object]:
    """What was sent, to be sent again to the same place. Every field costs many times its own size, so only a form's are."""
    number = (request.view_args or {}).get("number")
    known = {*form_class_fields(questionnaire), *CONTROL_FIELDS} if questionnaire else None
    pairs = (
        (name, value)
        for name, value in request.form.items()
        if (name in known if known else len(name) <= LONGEST_NAME and len(value) <= LONGEST_TYPED)
    )
    return {"sent": list(islice(pairs, MOST_FIELDS)), "action": url_for("respond.send", token=token, number=number)}
