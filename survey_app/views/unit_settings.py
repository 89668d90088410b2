"""The unit's settings: what its documents say at the top and the bottom, its logo, and how the first page will look."""

import re
from dataclasses import replace
from typing import Any, Final

from flask import Response, abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field, StringField, TextAreaField, ValidationError

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account, find_account
from survey_app.db import get_database
from survey_app.documents import logo
from survey_app.documents.model import Document, number_line, place_and_date
from survey_app.documents.settings import (
    LINES,
    LISTS,
    UnitSettings,
    find_settings,
    suggest_settings,
    to_letterhead,
    to_signature,
    write_settings,
)
from survey_app.documents.typed_text import clean_line, clean_list
from survey_app.views.typed_form import TypedForm
from survey_app.views.unit import blueprint

DONE: Final = {
    "save": "Đã lưu. Các văn bản tạo từ bây giờ dùng thông tin này.",
    "upload-logo": "Đã lưu logo. Logo hiện trên trang công khai của đơn vị.",
    "remove-logo": "Đã bỏ logo.",
}
# a picture that is too large gets a sentence of its own; only what is far too large is turned away unread
LARGEST_UPLOAD: Final = 3 * logo.LARGEST_FILE
LONGEST: Final = {"official_name": 200, "superior": 200, "symbol": 40, "place": 80, "signer": 80, "archive": 80} | {
    "contact_name": 80,
    "contact_phone": 20,
}
_TELEPHONE: Final = re.compile(r"(\+?[0-9][0-9 .()-]{6,18})?")
LONGEST_LINE: Final = 200
MOST_LINES: Final = {"posts": 3, "addressees": 8, "recipients": 12}


def _check_line(_form: FlaskForm, field: Field) -> None:
    longest = LONGEST[field.name]
    if len(field.data) > longest:
        raise ValidationError(f"{field.label.text}: dài {len(field.data)} ký tự, tối đa {longest}. Hãy viết ngắn lại.")


def _check_symbol(_form: FlaskForm, field: Field) -> None:
    if " " in field.data or "/" in field.data:
        raise ValidationError("Ký hiệu: viết liền, không có dấu cách và dấu gạch chéo, thí dụ THNB.")


def _check_telephone(_form: FlaskForm, field: Field) -> None:
    if not _TELEPHONE.fullmatch(field.data):
        raise ValidationError("Điện thoại: ghi một số, thí dụ 0255 3822 000, hoặc để trống.")


def _check_list(_form: FlaskForm, field: Field) -> None:
    lines, most = clean_list(field.data), MOST_LINES[field.name]
    if len(lines) > most:
        raise ValidationError(f"{field.label.text}: có {len(lines)} dòng, tối đa {most}. Hãy gộp hoặc bỏ bớt.")
    longest = max((len(line) for line in lines), default=0)
    if longest > LONGEST_LINE:
        raise ValidationError(f"{field.label.text}: có dòng dài {longest} ký tự, mỗi dòng tối đa {LONGEST_LINE}.")


def _line(label: str, *further: Any) -> StringField:
    return StringField(label, filters=[lambda text: clean_line(text or "")], validators=[_check_line, *further])


def _list(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[lambda text: "\n".join(clean_list(text or ""))], validators=[_check_list])


class SettingsForm(TypedForm):
    """Everything that a document says of its unit."""

    superior = _line("Cơ quan cấp trên")
    official_name = _line("Tên đơn vị trong văn bản")
    symbol = _line("Ký hiệu đơn vị", _check_symbol)
    place = _line("Địa danh")
    addressees = _list("Kính gửi")
    recipients = _list("Nơi nhận")
    archive = _line("Lưu")
    posts = _list("Quyền hạn, chức vụ của người ký")
    signer = _line("Họ và tên người ký")
    contact_name = _line("Người phụ trách khảo sát")
    contact_phone = _line("Điện thoại của người phụ trách", _check_telephone)


@blueprint.url_value_preprocessor
def take_larger_pictures(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a signed-in account of a unit send a picture; everybody else keeps the small limit."""
    staff = find_account() if endpoint == "unit.change_logo" and request.method == "POST" else None
    if staff is not None and staff.role == "unit":
        request.max_content_length = LARGEST_UPLOAD


@blueprint.route("/settings", methods=["GET", "POST"], endpoint="settings")
def show() -> ResponseReturnValue:
    """The settings with their suggestions; looked at with "Xem thử", kept with "Lưu"; a refused form keeps what was typed."""
    unit_id = current_account().unit_id
    if request.method == "GET":
        return _page(None)
    deed = request.form.get("deed", "")
    if deed not in ("save", "look"):
        abort(400)
    form = SettingsForm()
    if not form.validate():
        return _page(form), 422
    values = values_of(form)
    if deed == "look":
        return _page(form, tried={name: value for name, value in values.items() if value})
    with get_database().writing() as session:
        write_settings(session, unit_id, values)
        _note(session, "edit-settings", "settings")
    web_session["done"] = "save"
    return redirect(url_for("unit.settings"))


@blueprint.post("/logo.png")
def change_logo() -> ResponseReturnValue:
    """Keep a picture as the unit's logo, or have none any more."""
    unit_id, deed = current_account().unit_id, request.form.get("deed", "")
    if deed not in ("upload-logo", "remove-logo"):
        abort(400)
    content = b""
    for sent in request.files.values():  # each is closed at once: a large one lies in a file of its own
        content = sent.read(LARGEST_UPLOAD) if sent.name == "logo" else content
        sent.close()
    try:
        picture = logo.draw_logo(content) if deed == "upload-logo" else None
    except logo.LogoRefusedError as refused:
        return _page(None, logo_problem=str(refused)), 422
    with get_database().writing() as session:
        if picture is None:
            logo.remove_logo(session, unit_id)
        else:
            logo.write_logo(session, unit_id, picture)
        _note(session, deed, "logo")
    web_session["done"] = deed
    return redirect(url_for("unit.settings"))


@blueprint.get("/logo.png", endpoint="logo")
def send_logo() -> Response:
    """The unit's logo; without one, the picture of none."""
    with get_database().reading() as session:
        picture = logo.find_logo(session, current_account().unit_id)
    return Response(picture or logo.NO_LOGO, mimetype="image/png")


def _page(form: SettingsForm | None, *, tried: dict[str, Any] | None = None, logo_problem: str = "") -> str:
    """The page, filled with what is kept where nothing was typed; `tried` is what the preview shows instead of it."""
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        current, suggested = find_settings(session, [unit_id])[unit_id], suggest_settings(session, unit_id)
        digest = logo.find_logo_digest(session, unit_id)
    form = form or filled_form(current)
    is_quiet = form.errors or logo_problem or tried is not None
    return render_template(
        "unit/settings.html",
        form=form,
        document=preview_document(current if tried is None else replace(suggested, **tried), year=clock.now().year),
        is_tried=tried is not None,
        logo_digest=digest,
        logo_problem=logo_problem,
        done="" if is_quiet else DONE.get(web_session.pop("done", ""), ""),
    )


def values_of(form: SettingsForm) -> dict[str, str | tuple[str, ...]]:
    """What a form that was found right says, as `documents.settings` takes it."""
    return {name: form[name].data for name in LINES} | {name: clean_list(form[name].data) for name in LISTS}


def filled_form(settings: UnitSettings) -> SettingsForm:
    """The form with what is kept."""
    lines = {name: getattr(settings, name) for name in LINES}
    return SettingsForm(formdata=None, data=lines | {name: "\n".join(getattr(settings, name)) for name in LISTS})


def preview_document(settings: UnitSettings, *, year: int) -> Document:
    """A report of the unit that says nothing yet: its head and its foot are what the settings make of them."""
    return Document(
        kind="BÁO CÁO",
        abbreviation="BC",
        summary=f"Kết quả khảo sát sự hài lòng năm {year}",
        letterhead=to_letterhead(settings, date=None),
        addressees=settings.addressees,
        body=(),
        recipients=settings.recipients,
        archive=settings.archive,
        signature=to_signature(settings),
    )


@blueprint.app_template_filter("number_line")
def write_number_line(document: Document) -> str:
    """The line with the number of a document."""
    return number_line(document)


@blueprint.app_template_filter("place_and_date")
def write_place_and_date(document: Document) -> str:
    """The line with place and date of a document."""
    return place_and_date(document.letterhead)


def _note(session: Session, action: str, subject: str) -> None:
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())
