"""Where the pages of a release lie: a published one for everybody, a draft under management. Links of a page stay on its side.

A page is called by the end of its endpoint (`units`, `commune`); the page on the whole has none.
"""

from typing import Any, Final

from flask import url_for

from survey_app.releases.reading import FrozenRelease, Plain, Published
from survey_app.views.public import blueprint

CODE_NAMES: Final = {"level": "level", "commune": "commune_code", "unit": "unit_code"}


@blueprint.app_template_global("endpoint_in")
def endpoint_in(release: FrozenRelease, page: str = "") -> str:
    """The endpoint of a page of a release."""
    head = "public.result" if isinstance(release, Published) else "management.draft"
    return f"{head}_{page}" if page else head


@blueprint.app_template_global("values_in")
def values_in(release: FrozenRelease) -> dict[str, Any]:
    """What every address in a release names."""
    if isinstance(release, Published):
        return {"campaign_code": release.campaign_code, "number": release.linked_number}
    return {"release_id": release.release_id}


@blueprint.app_template_global("address_in")
def address_in(release: FrozenRelease, page: str = "", **values: Any) -> str:
    """The address of a page of a release."""
    return url_for(endpoint_in(release, page), **values_in(release), **values)


def address_of(release: FrozenRelease, place: Plain) -> str:
    """The address of the page of a place."""
    kind = place["kind"]
    return address_in(release) if kind == "whole" else address_in(release, kind, **{CODE_NAMES[kind]: place["code"]})
