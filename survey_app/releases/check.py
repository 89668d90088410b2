"""Computes a release again from the stored sums, under the terms it was made under, and compares every value."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Release, ReleasePlace
from survey_app.releases.build import Terms, build_release, find_released
from survey_app.releases.frozen import fingerprint_of_contents, target_of_instrument, to_json
from survey_app.releases.places import WHOLE, PlacedUnit


def check_release(session: Session, release: Release, *, secret: str) -> tuple[str, ...]:
    """What differs between a release and the same computed now; nothing if all is the same.

    The words of the campaign may have been changed since; figures, instruments and places may not.
    """
    content = json.loads(release.content)
    built = build_release(
        session,
        release.campaign,
        terms_of(session, release),
        earlier=find_released(session, release.campaign_id, before=release.number),
        secret=secret,
        licence=content["licence"],
    )
    faults = []
    if built.data_mark != release.data_mark:
        faults.append("số liệu gốc")
    faults += [
        name
        for key, name in (
            ("method_version", "phiên bản phương pháp"),
            ("instruments", "phiếu khảo sát"),
            ("reports", "các phần"),
        )
        if built.content[key] != content[key]
    ]
    stored = {
        (kind, code): text
        for kind, code, text in session.execute(
            select(ReleasePlace.kind, ReleasePlace.code, ReleasePlace.content).where(ReleasePlace.release_id == release.id)
        )
    }
    computed = {(place.kind, place.code): to_json(place.content) for place in built.places}
    differing = sorted(place for place in stored.keys() | computed.keys() if stored.get(place) != computed.get(place))
    faults += [f"{kind} {code}" for kind, code in differing]
    return tuple(faults)


def terms_of(session: Session, release: Release) -> Terms:
    """The terms that a release was made under: its target, its convention, its places."""
    content = json.loads(release.content)
    rows = session.execute(
        select(ReleasePlace.kind, ReleasePlace.code, ReleasePlace.summary).where(
            ReleasePlace.release_id == release.id, ReleasePlace.kind.in_(("whole", "unit"))
        )
    ).all()
    summaries = {(kind, code): json.loads(text) for kind, code, text in rows}
    units = {code: PlacedUnit.from_plain(summary) for (kind, code), summary in summaries.items() if kind == "unit"}
    return Terms(
        target=round(content["target"] / 100, 8),
        targets={one["code"]: target_of_instrument(content, one["code"]) for one in content["instruments"]},
        convention=content["convention"],
        department=summaries["whole", WHOLE]["name"],
        units=units,
        format=content["format"],
    )


def fingerprint_of_stored(session: Session, release: Release) -> str:
    """The fingerprint of a release computed from what is stored of it, whatever has become of the answers since."""
    contents = session.scalars(
        select(ReleasePlace.content).where(ReleasePlace.release_id == release.id).order_by(ReleasePlace.position)
    )
    return fingerprint_of_contents(json.loads(release.content), [json.loads(text) for text in contents])
