"""What a person must see before signing: how many places are shown, how many are not and why, and what has changed."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from survey_app.models import Release
from survey_app.releases.reading import list_places

Key = tuple[str, str, str, str, str]  # kind and code of the place; instrument, kind of unit, collection
KINDS: Final = {"whole": "Toàn bộ", "level": "Cấp học", "commune": "Xã, phường", "unit": "Đơn vị"}
MOST_NAMED: Final = 30  # changes of each sort that are named one by one


@dataclass(frozen=True)
class Counted:
    """One questionnaire and one kind of place: how many are shown, how many withheld, by reason."""

    instrument: str
    place: str
    shown: int
    withheld: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Changes:
    """Against the release before: places by name, at most `MOST_NAMED` of each sort, and how many there are in all."""

    appeared: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Review:
    """The look before signing; `changes` None where there is nothing to compare with."""

    counts: tuple[Counted, ...]
    changes: Changes | None
    official: dict[str, Any]
    drafts: tuple[str, ...]


def review_release(session: Session, release: Release, before: Release | None) -> Review:
    """Counts what a release shows, and compares it with the one before."""
    content = json.loads(release.content)
    places = list_places(session, release.id, release.fingerprint)
    titles = {one["code"]: one["short_title"] for one in content["instruments"]}
    counts: dict[tuple[str, str], Counter[str]] = {}
    for place in places:
        for figure in place["figures"]:
            by_reason = counts.setdefault((figure["instrument"], place["kind"]), Counter())
            by_reason[figure["share"].get("withheld", "")] += 1
    rows = tuple(
        Counted(
            titles[instrument],
            KINDS[kind],
            counted[""],
            tuple((reason, number) for reason, number in sorted(counted.items()) if reason),
        )
        for instrument in titles
        for kind in KINDS
        if (counted := counts.get((instrument, kind)))
    )
    changes = None
    if before is not None:
        changes = _compare(_figures(list_places(session, before.id, before.fingerprint)), _figures(places))
    return Review(
        counts=rows,
        changes=changes,
        official=places[0]["official"],
        drafts=tuple(one["short_title"] for one in content["instruments"] if one["wording"]["kind"] != "official"),
    )


def _figures(places: tuple[dict[str, Any], ...]) -> dict[Key, tuple[str, dict[str, Any]]]:
    return {
        (place["kind"], place["code"], figure["instrument"], figure["unit_kind"], figure["collection"]): (place["name"], figure)
        for place in places
        for figure in place["figures"]
    }


def _compare(old: dict[Key, tuple[str, dict[str, Any]]], new: dict[Key, tuple[str, dict[str, Any]]]) -> Changes:
    shown = {key for key, (_, figure) in new.items() if "withheld" not in figure["share"]}
    was_shown = {key for key, (_, figure) in old.items() if "withheld" not in figure["share"]}
    appeared = [f"{new[key][0]} ({key[2]})" for key in sorted(shown - was_shown)]
    gone = [f"{old[key][0]} ({key[2]})" for key in sorted(was_shown - shown)]
    moved = [
        f"{new[key][0]} ({key[2]}): {old[key][1]['share']['value']}% → {new[key][1]['share']['value']}%"
        for key in sorted(shown & was_shown)
        if _said(old[key]) != _said(new[key])
    ]
    counts = {"appeared": len(appeared), "gone": len(gone), "moved": len(moved)}
    return Changes(tuple(appeared[:MOST_NAMED]), tuple(gone[:MOST_NAMED]), tuple(moved[:MOST_NAMED]), counts)


def _said(named: tuple[str, dict[str, Any]]) -> tuple[object, ...]:
    name, figure = named
    return name, figure["share"], figure["verdict"], figure["forms"]
