"""What a release freezes, as plain values: its terms and instruments, and the figures of every place.

Makes JSON of reports that have passed the gate, rounded once for all that is public (`analysis.open_figures`). Knows no rows.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.disclosure import DEFAULTS
from analysis.estimates import Result
from analysis.group_figures import GroupFigures, GroupsReport
from analysis.mean_of_parts import verdicts_against
from analysis.open_figures import open_figure, open_report
from analysis.release_memory import Told
from analysis.reports import Frame, UnitReport
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from survey_app.models.organisation import LEVEL_NAMES, SCHOOL_LEVELS
from survey_app.releases.places import WHOLE, PlacedUnit
from survey_app.results.group_reports import InstrumentGroups, figures_by_level, mean_of_level, official_share

Plain = dict[str, Any]

FORMAT: Final = 2  # of the content; a change of its shape is a new number
PROTECTED: Final = {"withheld": "protected"}


@dataclass(frozen=True)
class FrozenPart:
    """One instrument, answered by units of one kind in one collection."""

    questionnaire: Questionnaire
    unit_kind: str
    collection: str
    groups: GroupsReport
    frame: Frame
    told: Told
    refused: frozenset[str]

    @property
    def key(self) -> str:
        """What the part is called in memories."""
        return part_key(self.questionnaire.code, self.unit_kind, self.collection)

    @property
    def names(self) -> Plain:
        """What every figure of the part says of itself."""
        return {"instrument": self.questionnaire.code, "unit_kind": self.unit_kind, "collection": self.collection}


@dataclass(frozen=True)
class FrozenPlace:
    """A place with all that is published of it."""

    kind: str
    code: str
    summary: Plain
    content: Plain


def part_key(instrument_code: str, unit_kind: str, collection: str) -> str:
    """What a part is called in memories."""
    return f"{instrument_code}/{unit_kind}/{collection}"


def freeze_instrument(questionnaire: Questionnaire) -> Plain:
    """The words of an instrument and where they come from."""
    overall = questionnaire.overall_item
    return {
        "code": questionnaire.code,
        "version": questionnaire.version,
        "digest": questionnaire.digest,
        "title": questionnaire.title,
        "short_title": questionnaire.short_title,
        "audience": questionnaire.audience,
        "levels": list(questionnaire.levels),
        "wording": {"kind": questionnaire.wording.kind, "note": questionnaire.wording.note},
        "options": [
            {"value": option.value, "label": option.label, "satisfied": option.satisfied}
            for option in questionnaire.scale.options
        ],
        "dimensions": [
            {
                "code": dimension.code,
                "title": dimension.title,
                "items": [{"code": item.code, "text": item.text} for item in dimension.items],
            }
            for dimension in questionnaire.dimensions
        ],
        "overall": None if overall is None else {"code": overall.code, "text": overall.text},
        "expectation": next(({"code": item.code, "text": item.text} for item in questionnaire.percent_items[:1]), None),
    }


def freeze_places(
    parts: Sequence[FrozenPart], units: Mapping[str, PlacedUnit], *, whole: Plain, levels: Mapping[str, Plain]
) -> list[FrozenPlace]:
    """All places as they are listed: the whole, levels, communes and units by name.

    `whole` is about the whole itself, `levels` has what is to be said of a level beside its figures.
    """
    by_place: dict[tuple[str, str], tuple[Plain, list[Plain]]] = {("whole", WHOLE): (whole, [])}
    for level in SCHOOL_LEVELS:
        by_place["level", level] = ({"code": level, "name": LEVEL_NAMES[level], **levels.get(level, {})}, [])
    for part in parts:
        entry = _group_entry(part, part.groups.whole)
        by_place["whole", WHOLE][1].append(entry)
        if part.unit_kind == "school" and len(part.questionnaire.levels) == 1:
            by_place["level", part.questionnaire.levels[0]][1].append(entry)
        for group in part.groups.places:
            place = by_place.setdefault((group.kind, group.code), ({"code": group.code, "name": group.name}, []))
            place[1].append(_group_entry(part, group))
    for part in parts:
        positions = {unit.code: unit.position for unit in part.groups.department.units}
        for report in part.groups.units:
            unit = units[report.unit_code]
            place = by_place.setdefault(("unit", unit.code), (unit.to_plain(), []))
            place[1].append(_unit_entry(part, report, positions[unit.code]))
    found = [_place(kind, about, figures) for (kind, _), (about, figures) in by_place.items() if figures]
    return sorted(found, key=_place_order)


def fingerprint_of_release(content: Plain, places: Sequence[FrozenPlace]) -> str:
    """The SHA-256 of everything that is published, so that a printed figure can be traced to its release."""
    return fingerprint_of_contents(content, [place.content for place in places])


def fingerprint_of_contents(content: Plain, places: Sequence[Plain]) -> str:
    """The same from the contents of the places in their order."""
    return hashlib.sha256(to_json([content, *places]).encode()).hexdigest()


def to_json(value: object) -> str:
    """The text that is stored: the same values give the same text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


_KINDS: Final = ("whole", "level", "commune", "unit")


def _place(kind: str, about: Plain, figures: list[Plain]) -> FrozenPlace:
    headlines = [
        {name: figure[name] for name in (*_NAMES, "forms", "share", "verdict", "position") if name in figure}
        for figure in figures
    ]
    common = {"kind": kind, **about}
    return FrozenPlace(kind, about["code"], {**common, "figures": headlines}, {**common, "figures": figures})


def _place_order(place: FrozenPlace) -> tuple[int, object, str]:
    by_name = place.kind in ("commune", "unit")  # levels stay in the order of schooling
    return _KINDS.index(place.kind), sort_key(place.content["name"]) if by_name else (), place.code if by_name else ""


_NAMES: Final = ("instrument", "unit_kind", "collection")


def _group_entry(part: FrozenPart, group: GroupFigures) -> Plain:
    counts = {"units": group.units, "answering": group.answering, "covered": group.covered_units}
    return {**part.names, **counts, **open_report(group.report)}


def _unit_entry(part: FrozenPart, report: UnitReport, position: str | None) -> Plain:
    if report.unit_code in part.refused:
        return {**part.names, **_withheld(report)}
    return {**part.names, **open_report(report), "position": position}


def _withheld(report: UnitReport) -> Plain:
    """A unit that only an earlier release keeps from being shown: no figures, and not how many forms it has."""
    empty = open_report(report)
    return {
        **empty,
        "forms": None,
        "participation": None,
        "share": PROTECTED,
        "mean": PROTECTED,
        "verdict": None,
        "overall": None,
        "expectation": None if empty["expectation"] is None else PROTECTED,
        "dimensions": [],
        "position": None,
    }


def terms_of_gate() -> Plain:
    """The thresholds under which figures were let through."""
    return {"numbers": DEFAULTS.numbers, "tiers": DEFAULTS.tiers, "width": DEFAULTS.width, "everyone": DEFAULTS.everyone}


def target_of_instrument(content: Plain, code: str) -> float:
    """The share by which an instrument of a release is judged; the first releases had one for all."""
    return round(float(content.get("targets", {}).get(code, content["target"])) / 100, 8)


def freeze_official(parts: Sequence[FrozenPart], target: float) -> Plain:
    """The official figure over instruments as everybody may read it, of the units' own collection."""
    return _mean_of(official_share(_own(parts)), target)


def freeze_level_means(parts: Sequence[FrozenPart], target: float) -> dict[str, Plain]:
    """By level the plain mean of the instruments that are asked at it alone, where they are several.

    Its parts are published beside it, whole and exact for whoever plans what may be told, so it tells nothing that they do not.
    """
    found: dict[str, Plain] = {}
    for level in SCHOOL_LEVELS:
        mean = mean_of_level([row for row in figures_by_level(_own(parts)) if row.code == level])
        if mean is not None:
            found[level] = {"official": _mean_of(mean, target)}
    return found


def _own(parts: Sequence[FrozenPart]) -> list[InstrumentGroups]:
    return [
        InstrumentGroups(0, part.questionnaire, part.unit_kind, part.collection, part.groups, part.frame, {}, {})
        for part in parts
        if part.collection == "own"
    ]


def _mean_of(share: Result, target: float) -> Plain:
    return {"share": open_figure(share, "share", target=target), "verdict": verdicts_against(share, [target])[0]}
