"""Published results, for everybody: no sign-in, no cookie, no script needed, kept by caches for a few minutes.

Every page is made from one frozen place of a release. Addresses are short for the newest release of a campaign and have its
number (`/ban/2`) for an older one; codes in them never change. Nothing here reads answers, sums or live tables.
"""

import gzip
from typing import NoReturn

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.exports.open_dictionary import DICTIONARY
from survey_app.exports.open_files import FILES
from survey_app.releases import reading
from survey_app.releases.places import WHOLE
from survey_app.releases.reading import Published
from survey_app.views.public import blueprint
from survey_app.views.public_reading import reading_published
from survey_app.views.release_pages import get_place, get_places, list_page, place_page

MINUTES_KEPT = 5  # a withdrawal reaches everybody within this time
HEAD = "/ket-qua/<campaign_code>"
OLDER = f"{HEAD}/ban/<int(max=9999):number>"


@blueprint.get("/ket-qua")
def results() -> ResponseReturnValue:
    """All campaigns whose results were published, the latest first, with their older releases."""
    with reading_published() as session:
        releases = reading.list_published(session)
        department = reading.department_name(session)
    rounds = [(one, [old for old in releases if old.campaign_code == one.campaign_code and old is not one]) for one in releases]
    newest = [(one, older) for one, older in rounds if one.is_newest]
    return keep(render_template("public/results/list.html", rounds=newest, department=department))


@blueprint.get("/ket-qua/cach-doc")
def results_guide() -> ResponseReturnValue:
    """What the figures mean, for people who know no statistics."""
    return keep(render_template("public/results/guide.html"))


@blueprint.get(HEAD)
@blueprint.get(OLDER)
def result(campaign_code: str, number: int | None = None) -> ResponseReturnValue:
    """The whole: all units that answered the same questionnaire, one after the other."""
    return _place_page(campaign_code, number, "whole", WHOLE)


@blueprint.get(f"{HEAD}/cap/<level>")
@blueprint.get(f"{OLDER}/cap/<level>")
def result_level(campaign_code: str, level: str, number: int | None = None) -> ResponseReturnValue:
    """One school level."""
    return _place_page(campaign_code, number, "level", level)


@blueprint.get(f"{HEAD}/xa/<commune_code>")
@blueprint.get(f"{OLDER}/xa/<commune_code>")
def result_commune(campaign_code: str, commune_code: str, number: int | None = None) -> ResponseReturnValue:
    """One commune and its units."""
    return _place_page(campaign_code, number, "commune", commune_code)


@blueprint.get(f"{HEAD}/truong/<unit_code>")
@blueprint.get(f"{OLDER}/truong/<unit_code>")
def result_unit(campaign_code: str, unit_code: str, number: int | None = None) -> ResponseReturnValue:
    """One unit."""
    return _place_page(campaign_code, number, "unit", unit_code)


@blueprint.get(f"{HEAD}/truong")
@blueprint.get(f"{OLDER}/truong")
def result_units(campaign_code: str, number: int | None = None) -> ResponseReturnValue:
    """All units by name, found by name without diacritics, by commune, level or questionnaire; a page at a time."""
    return _list_page(campaign_code, number, "unit")


@blueprint.get(f"{HEAD}/xa")
@blueprint.get(f"{OLDER}/xa")
def result_communes(campaign_code: str, number: int | None = None) -> ResponseReturnValue:
    """All communes by name."""
    return _list_page(campaign_code, number, "commune")


@blueprint.get(f"{HEAD}/du-lieu")
@blueprint.get(f"{OLDER}/du-lieu")
def result_data(campaign_code: str, number: int | None = None) -> ResponseReturnValue:
    """The files of open data, their licence and their dictionary."""
    with reading_published() as session:
        published = _get_published(session, campaign_code, number)
    if published.is_withdrawn:
        return _withdrawn(published)
    files = [(name, about) for name, (_, about) in FILES.items()]
    return keep(render_template("public/results/data.html", release=published, files=files, dictionary=DICTIONARY))


@blueprint.get(f"{OLDER}/<any({', '.join(repr(name) for name in FILES)}):name>")
def result_file(campaign_code: str, number: int, name: str) -> ResponseReturnValue:
    """A file of open data, as it was packed when the release was made."""
    with reading_published() as session:
        published = _get_published(session, campaign_code, number)
        found = None if published.is_withdrawn else reading.find_file(session, published, name)
    if published.is_withdrawn:
        return _withdrawn(published)
    packed, digest = found or abort(404)
    reply = Response(mimetype=FILES[name][0])
    if request.if_none_match.contains_weak(digest[:20]):
        reply.status_code = 304  # nothing is unpacked for a reader who has it
    elif request.accept_encodings["gzip"]:
        reply.set_data(packed)
        reply.content_encoding = "gzip"
    else:
        reply.set_data(gzip.decompress(packed))
    reply.vary.add("Accept-Encoding")
    stem, _, ending = name.rpartition(".")
    filename = f"{stem}-{published.campaign_code}-ban-{published.number}.{ending}"
    reply.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    reply.set_etag(digest[:20], weak=True)
    return _kept(reply)


@blueprint.get(f"{OLDER}/anh.png")
def result_picture(campaign_code: str, number: int) -> ResponseReturnValue:
    """The picture that messengers show beside a link to results."""
    with reading_published() as session:
        published = _get_published(session, campaign_code, number)
        picture = reading.find_picture(session, published)
    reply = Response(picture, mimetype="image/png")
    reply.headers["Cache-Control"] = "public, max-age=86400"
    return reply


def keep(page: str, status: int = 200) -> Response:
    """A page that caches may keep for some minutes and ask again about by its content."""
    reply = make_response(page, status)
    reply.add_etag(weak=True)
    return _kept(reply)


def _kept(reply: Response) -> Response:
    reply.headers["Cache-Control"] = f"public, max-age={60 * MINUTES_KEPT}"
    return reply.make_conditional(request)  # type: ignore[return-value]


def _place_page(campaign_code: str, number: int | None, kind: str, code: str) -> ResponseReturnValue:
    with reading_published() as session:
        published = _get_published(session, campaign_code, number)
        place, listed = get_place(session, published, kind, code)
    return _withdrawn(published) if published.is_withdrawn else keep(place_page(published, place, listed))


def _list_page(campaign_code: str, number: int | None, kind: str) -> ResponseReturnValue:
    with reading_published() as session:
        published = _get_published(session, campaign_code, number)
        places = get_places(session, published)
    return _withdrawn(published) if published.is_withdrawn else keep(list_page(published, places, kind, request.args))


def _get_published(session: Session, campaign_code: str, number: int | None) -> Published:
    if not CODE_PATTERN.fullmatch(campaign_code):
        _nothing()
    return reading.find_published(session, campaign_code, number) or _nothing()


def _nothing() -> NoReturn:
    abort(404)


def _withdrawn(published: Published) -> ResponseReturnValue:
    """An honest page in place of figures: when they were withdrawn, by whom, why, and what there is instead."""
    return keep(render_template("public/results/withdrawn.html", published=published), 410)
