"""What everybody will read of a draft once it is signed, for whoever is about to sign. Nothing is made for it: the pages are
those of published results, from the draft's frozen figures.
"""

from flask import abort, request
from sqlalchemy.orm import Session

from survey_app.db import get_database
from survey_app.releases.places import WHOLE
from survey_app.releases.reading import FrozenRelease, find_draft
from survey_app.views.management import blueprint
from survey_app.views.management_releases import BIGGEST
from survey_app.views.release_pages import get_place, get_places, list_page, place_page

HEAD = f"/releases/<int(max={BIGGEST}):release_id>/xem"


@blueprint.get(HEAD)
def draft(release_id: int) -> str:
    """The whole."""
    return _place_page(release_id, "whole", WHOLE)


@blueprint.get(f"{HEAD}/cap/<level>")
def draft_level(release_id: int, level: str) -> str:
    """One school level."""
    return _place_page(release_id, "level", level)


@blueprint.get(f"{HEAD}/xa/<commune_code>")
def draft_commune(release_id: int, commune_code: str) -> str:
    """One commune and its units."""
    return _place_page(release_id, "commune", commune_code)


@blueprint.get(f"{HEAD}/truong/<unit_code>")
def draft_unit(release_id: int, unit_code: str) -> str:
    """One unit."""
    return _place_page(release_id, "unit", unit_code)


@blueprint.get(f"{HEAD}/truong")
def draft_units(release_id: int) -> str:
    """All units by name, or those that are looked for."""
    return _list_page(release_id, "unit")


@blueprint.get(f"{HEAD}/xa")
def draft_communes(release_id: int) -> str:
    """All communes by name."""
    return _list_page(release_id, "commune")


def _place_page(release_id: int, kind: str, code: str) -> str:
    with get_database().reading() as session:
        release = _get_draft(session, release_id)
        place, listed = get_place(session, release, kind, code)
    return place_page(release, place, listed)


def _list_page(release_id: int, kind: str) -> str:
    with get_database().reading() as session:
        release = _get_draft(session, release_id)
        places = get_places(session, release)
    return list_page(release, places, kind, request.args)


def _get_draft(session: Session, release_id: int) -> FrozenRelease:
    return find_draft(session, release_id) or abort(404)
