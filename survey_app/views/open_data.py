"""The interface for programs: published results as JSON, to read only. The province's reporting system starts here.

It says exactly what the pages say, from the same frozen figures. Any site may read it (CORS), no key is asked for, nothing is
noted of who asks. Addresses begin with the version; what has been promised in `openapi.json` is kept until there is a /api/v2.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.releases import reading
from survey_app.releases.reading import Plain, Published
from survey_app.views import openapi
from survey_app.views.public_reading import reading_published
from survey_app.views.release_pages import CODE_LENGTH
from survey_app.views.results import keep
from survey_app.views.selection import is_named

blueprint = Blueprint("open_data", __name__, url_prefix="/api/v1")

PREFIX: Final = "/api/"
PAGE_SIZE, MOST_A_PAGE, LAST_PAGE = 100, 500, 100_000
KINDS: Final = ("whole", "level", "commune", "unit")
RELEASE: Final = "/releases/<campaign_code>/<int(max=9999):number>"
TITLES: Final = {
    400: "Yêu cầu không đúng",
    404: "Không tìm thấy",
    405: "Giao diện này chỉ để đọc",
    410: "Bản công bố đã được rút",
}
DETAILS: Final = {
    404: "Địa chỉ này không có. Danh sách địa chỉ: /api/v1/openapi.json; danh sách bản công bố: /api/v1/releases.",
    405: "Chỉ nhận GET, HEAD và OPTIONS.",
}


class Refused(Exception):
    """Why a question has no answer: a status and a sentence that says what to do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def register(app: Flask) -> None:
    """Attach the interface; all under its prefix is open to every site, also where nothing is found."""
    app.register_blueprint(blueprint)
    app.after_request(open_to_all)


def open_to_all(reply: Response) -> Response:
    """Let scripts of every site read the answers; there is nothing here that a reader must be signed in for."""
    if request.path.startswith(PREFIX):
        reply.headers["Access-Control-Allow-Origin"] = "*"
        reply.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        reply.headers["Access-Control-Expose-Headers"] = "ETag, Link"
        reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reply


@blueprint.errorhandler(Refused)
def show_refusal(refused: Refused) -> ResponseReturnValue:
    """A refusal as a program can read it."""
    return problem(refused.status, refused.detail)


def problem(status: int, detail: str = "") -> Response:
    """An error as JSON (RFC 9457), in Vietnamese."""
    detail = detail or DETAILS.get(status, "Hãy thử lại sau vài phút; nếu vẫn lỗi, xin báo cho người quản trị.")
    body = {"type": "about:blank", "title": TITLES.get(status, "Hệ thống gặp lỗi"), "status": status, "detail": detail}
    return Response(json.dumps(body, ensure_ascii=False), status=status, mimetype="application/problem+json")


def error_for(error: HTTPException) -> Response | None:
    """The JSON for an error under the prefix; None for every other page."""
    if not request.path.startswith(PREFIX) or error.response is not None:
        return None
    reply = problem(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            reply.headers[name] = value
    return reply


@blueprint.get("/")
def documentation() -> ResponseReturnValue:
    """How to use it, for people."""
    paths = openapi.describe()["paths"]
    return keep(render_template("public/results/api.html", paths=paths, public_url=current_app.config["PUBLIC_URL"]))


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """How to use it, for programs."""
    return _answer(openapi.describe())


@blueprint.get("/releases")
def releases() -> ResponseReturnValue:
    """All releases, withdrawn ones too, the latest campaign first."""
    _accept_only("page", "page_size")
    page, size = _paging()
    with reading_published() as session:
        found = reading.list_published(session)
    return _page([_head(one) for one in found], page, size)


@blueprint.get(RELEASE)
def release(campaign_code: str, number: int) -> ResponseReturnValue:
    """The terms of a release: instruments, target, convention, method, licence, sign-off."""
    _accept_only()
    published = _get_published(campaign_code, number, withdrawn=True)
    terms = {} if published.is_withdrawn else {**published.content}
    return _answer({**_head(published), **terms})


@blueprint.get(f"{RELEASE}/places")
def places(campaign_code: str, number: int) -> ResponseReturnValue:
    """The places of a release with their headline figures, by name; filtered and a page at a time."""
    _accept_only("kind", "commune", "level", "name", "page", "page_size")
    page, size = _paging()
    kind, commune, level = (request.args.get(name, "") for name in ("kind", "commune", "level"))
    name = request.args.get("name", "").strip()[:200]
    if "kind" in request.args and kind not in KINDS:
        raise Refused(400, f"kind là một trong: {', '.join(KINDS)}.")
    published = _get_published(campaign_code, number)
    with reading_published() as session:
        every = reading.list_places(session, published.release_id, published.fingerprint)
    found = [
        place
        for place in every
        if (not kind or place["kind"] == kind)
        and (not commune or (place.get("commune") or {}).get("code") == commune)
        and (not level or level in place.get("levels", ()))
        and (not name or is_named(place["name"], name))
    ]
    return _page(found, page, size)


@blueprint.get(f"{RELEASE}/places/<kind>/<code>")
def place(campaign_code: str, number: int, kind: str, code: str) -> ResponseReturnValue:
    """Everything that a release says of one place."""
    _accept_only()
    published = _get_published(campaign_code, number)
    found = None
    if kind in KINDS and 0 < len(code) <= CODE_LENGTH and "\0" not in code:
        with reading_published() as session:
            found = reading.find_place(session, published, kind, code)
    if found is None:
        raise Refused(404, "Bản công bố này không có nơi ấy. Danh sách nơi: …/places.")
    return _answer(found)


def _get_published(campaign_code: str, number: int, *, withdrawn: bool = False) -> Published:
    found = None
    if CODE_PATTERN.fullmatch(campaign_code):
        with reading_published() as session:
            found = reading.find_published(session, campaign_code, number)
    if found is None:
        raise Refused(404, "Không có bản công bố này. Danh sách bản công bố: /api/v1/releases.")
    if found.is_withdrawn and not withdrawn:
        assert found.withdrawn_on is not None
        raise Refused(410, f"Rút ngày {found.withdrawn_on:%d/%m/%Y}: {found.withdrawn_because}")
    return found


def _head(published: Published) -> Plain:
    """What is said of every release, withdrawn ones too."""
    return {
        "campaign_code": published.campaign_code,
        "campaign_name": published.campaign_name,
        "number": published.number,
        "state": published.state,
        "is_newest": published.is_newest,
        "published_on": published.published_on.isoformat(),
        "signed_by": {"name": published.signer, "post": published.post, "on": published.signed_on.isoformat()},
        "note": published.note,
        "fingerprint": published.fingerprint,
        "withdrawn_on": published.withdrawn_on.isoformat() if published.withdrawn_on else None,
        "withdrawn_because": published.withdrawn_because,
    }


def _accept_only(*names: str) -> None:
    """A misspelt filter must not look like an answer to it."""
    unknown = sorted(set(request.args) - set(names))
    if unknown:
        known = f"Tham số nhận: {', '.join(names)}." if names else "Địa chỉ này không nhận tham số nào."
        raise Refused(400, f"Tham số không có: {', '.join(unknown)[:100]}. {known}")


def _paging() -> tuple[int, int]:
    numbers = []
    for name, default, most in (("page", 1, LAST_PAGE), ("page_size", PAGE_SIZE, MOST_A_PAGE)):
        text = request.args.get(name, str(default))
        number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0
        if not 1 <= number <= most:
            raise Refused(400, f"{name} là số từ 1 đến {most}.")
        numbers.append(number)
    return numbers[0], numbers[1]


def _page(found: Sequence[Plain], page: int, size: int) -> Response:
    start = (page - 1) * size
    return _answer({"total": len(found), "page": page, "page_size": size, "results": found[start : start + size]})


def _answer(value: Mapping[str, Any]) -> Response:
    reply = keep(json.dumps(value, ensure_ascii=False, allow_nan=False))
    reply.mimetype = "application/json"
    return reply
