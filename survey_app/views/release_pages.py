"""The pages of a release as HTML, the same before and after it is signed: so what is looked at is what will be read."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import abort, current_app, render_template
from sqlalchemy.orm import Session

from survey_app.models.organisation import LEVEL_NAMES
from survey_app.releases import reading
from survey_app.releases.reading import FrozenRelease, Plain
from survey_app.views.results_list import build_list
from survey_app.views.results_page import build_page

CODE_LENGTH: Final = 32
LISTS: Final = {"unit": "public/results/units.html", "commune": "public/results/communes.html"}


def get_place(session: Session, release: FrozenRelease, kind: str, code: str) -> tuple[Plain, tuple[Plain, ...]]:
    """A place, and all places of the release where its page leads to some; 404 for a place that the release has not."""
    if len(code) > CODE_LENGTH or "\0" in code:
        abort(404)
    place = reading.find_place(session, release, kind, code) or abort(404)
    return place, () if kind == "unit" else get_places(session, release)


def get_places(session: Session, release: FrozenRelease) -> tuple[Plain, ...]:
    """All places of a release; none where its figures are not shown any more."""
    return () if release.is_withdrawn else reading.list_places(session, release.release_id, release.fingerprint)


def place_page(release: FrozenRelease, place: Plain, listed: Sequence[Plain]) -> str:
    """The page on one place."""
    page = build_page(release, place, listed, public_url=current_app.config["PUBLIC_URL"])
    template = "public/results/whole.html" if page.kind == "whole" else "public/results/place.html"
    return render_template(template, release=release, page=page, level_names=LEVEL_NAMES)


def list_page(release: FrozenRelease, places: Sequence[Plain], kind: str, asked: Mapping[str, str]) -> str:
    """The list of all places of a kind, or of those that a reader asked for."""
    return render_template(LISTS[kind], release=release, page=build_list(release, places, asked, kind=kind))
