"""Looks at everything that may raise a warning, part by part, and only at parts whose state has moved since the last look.

Counts and duties move within the day, so they are looked at once an hour at the most; results move with their snapshot, once a
day; those of a sealed campaign never. The nightly command looks at everything. A page looks at what has moved up to a number of
collections, and leaves the rest to the next look, so that nobody waits for a province. What is found is stored in one short
transaction after everything has been read.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analysis import METHOD_VERSION
from analysis.layout import LAYOUT_VERSION
from survey_app.campaigns.schedule import phase_of
from survey_app.improvement.warning_facts import (
    Moment,
    collections_of,
    find_earlier,
    overdue_actions,
    overdue_assessments,
    progress_facts,
    result_facts,
    timing_of,
)
from survey_app.improvement.warning_list import end_other_parts, store_part
from survey_app.improvement.warning_rules import Settings, load_settings
from survey_app.improvement.warnings import (
    EarlyWarning,
    action_warnings,
    assessment_warnings,
    progress_warnings,
    result_warnings,
)
from survey_app.models import Campaign, Instrument, Participation, Unit, WarningCheck
from survey_app.results.earlier_units import lineage_mark
from survey_app.results.progress import shows_results
from survey_app.results.sums import writing_beside

PROGRESS_FOR: Final = dt.timedelta(days=120)  # after closing a missing number can be explained, not made good
PAGE_BUDGET: Final = 300  # collections a page looks at before it leaves the rest: about a tenth of a second
RESULTS_FOR: Final = dt.timedelta(days=400)  # until the next year's campaign has results of its own


Size = tuple[int, int, str]  # campaign, instrument, collection


@dataclass(frozen=True)
class Part:
    """What is looked at together: its name, the state of what it rests on, how many collections it has, and how to look.

    Results name the campaign whose forms they are read from. Where a part `rests`, during a pause, warnings of progress are
    neither raised nor ended.
    """

    name: str
    seen: str
    size: int
    look: Callable[[], list[EarlyWarning]]
    campaign: str = ""
    rests: bool = False


@dataclass(frozen=True)
class Looked:
    """How many parts were looked at, and the campaigns with forms that cannot be read, whose warnings stay as they were."""

    parts: int
    unreadable: tuple[str, ...] = ()


def check_warnings(session: Session, moment: Moment, *, looks: Literal["all", "moved", "page"] = "page") -> Looked:
    """Look at all parts, at those that have moved, or at as many of these as a page has time for.

    `session` may be a reading one: what is found is stored in a short transaction of its own.
    """
    settings = load_settings(session)
    parts = list(_parts(session, settings, moment))
    known = {row.part: row.seen for row in session.scalars(select(WarningCheck))}
    moved = [part for part in parts if looks == "all" or known.get(part.name) != part.seen]
    if looks == "page":
        moved = _first_of(moved)
    if not moved and set(known) <= {part.name for part in parts}:
        return Looked(0)
    found, unreadable = _look_at(moved)
    with writing_beside(session) as writer:
        end_other_parts(writer, [part.name for part in parts], today=moment.today)
        for part, warnings in found:
            if _take(writer, part, known.get(part.name), today=moment.today):
                store_part(writer, part.name, warnings, now=moment.now, rests=part.rests)
    return Looked(len(found), unreadable)


def _look_at(parts: list[Part]) -> tuple[list[tuple[Part, list[EarlyWarning]]], tuple[str, ...]]:
    """What each part has to say, and the campaigns of those that a form spoilt in the database keeps silent."""
    found, unreadable = [], set()
    for part in parts:
        try:
            found.append((part, part.look()))
        except ValueError:  # its words might quote a sheet
            if not part.campaign:
                raise
            unreadable.add(part.campaign)
    return found, tuple(sorted(unreadable))


def _first_of(parts: list[Part]) -> list[Part]:
    """As many parts as a page has time for: duties, then counts, then results, small ones first; a costly one at least."""
    duties = [part for part in parts if not part.size]
    others = sorted((part for part in parts if part.size), key=lambda part: (part.name.startswith("results"), part.size))
    sizes = accumulate(part.size for part in others)
    return [
        *duties,
        *(one for place, (one, size) in enumerate(zip(others, sizes, strict=True)) if not place or size <= PAGE_BUDGET),
    ]


def _parts(session: Session, settings: Settings, moment: Moment) -> Iterator[Part]:
    """Everything that is looked at now."""
    rules = json.dumps({name: (one.is_on, one.level) for name, one in settings.items()}, sort_keys=True)
    hour = f"{moment.now:%Y-%m-%d %H}"
    today = moment.today
    sizes = _sizes(session)
    campaigns = list(session.scalars(select(Campaign).where(Campaign.opened).order_by(Campaign.closes_on.desc(), Campaign.id)))
    for campaign in campaigns:
        phase = phase_of(campaign, now=moment.now, grace_minutes=moment.grace_minutes)
        if phase != "planned" and today <= campaign.closes_on + PROGRESS_FOR:
            look = partial(_look_at_progress, session, campaign, settings, moment)
            yield Part(
                f"progress|{campaign.code}",
                _mark(rules, hour, phase, campaign.closes_on),
                sizes.get((campaign.id, 0, "own"), 0),
                look,
                rests=phase == "paused",
            )
        if shows_results(campaign, phase) and today <= campaign.closes_on + RESULTS_FOR:
            yield from _result_parts(session, campaign, settings, moment, sizes, rules=rules, phase=phase)
    yield Part("assessments", _mark(rules, hour), 0, partial(_look_at_assessments, session, settings, today))
    yield Part("actions", _mark(rules, hour), 0, partial(_look_at_actions, session, settings, today))


def _result_parts(
    session: Session,
    campaign: Campaign,
    settings: Settings,
    moment: Moment,
    sizes: Mapping[Size, int],
    *,
    rules: str,
    phase: str,
) -> Iterator[Part]:
    is_final, lineage = campaign.sealed_on is not None, lineage_mark(session)
    for instrument, collection in collections_of(session, campaign):
        earlier = find_earlier(session, instrument, moment)
        state = (
            *(
                rules,
                METHOD_VERSION,
                LAYOUT_VERSION,
                campaign.target,
                campaign.procedures_target,
                campaign.convention,
                phase,
                campaign.sealed_on,
            ),
            *(earlier.id if earlier else 0, earlier.campaign.sealed_on if earlier else None, lineage),
            "" if is_final else moment.today,
        )
        look = partial(_look_at_results, session, instrument, settings, moment, collection)
        yield Part(
            f"results|{campaign.code}|{instrument.code}|{collection}",
            _mark(*state),
            sizes.get((campaign.id, instrument.id, collection), 0),
            look,
            campaign=campaign.code,
        )


def _sizes(session: Session) -> dict[Size, int]:
    """How many units answer each instrument in each collection; under instrument 0 the whole campaign."""
    rows = session.execute(
        select(Participation.campaign_id, Participation.instrument_id, Participation.collection, func.count()).group_by(
            Participation.campaign_id, Participation.instrument_id, Participation.collection
        )
    )
    found: dict[Size, int] = {}
    for campaign_id, instrument_id, collection, number in rows:
        found[campaign_id, instrument_id, collection] = number
        found[campaign_id, 0, collection] = found.get((campaign_id, 0, collection), 0) + number
    return found


def _look_at_progress(session: Session, campaign: Campaign, settings: Settings, moment: Moment) -> list[EarlyWarning]:
    department_id = session.scalar(select(Unit.id).where(Unit.kind == "department").order_by(Unit.id)) or 0
    facts = progress_facts(session, campaign, today=moment.today)
    found = progress_warnings(facts, timing_of(session, campaign, moment), settings, department_id=department_id)
    return [one for one in found if one.unit_id]


def _look_at_results(
    session: Session, instrument: Instrument, settings: Settings, moment: Moment, collection: str
) -> list[EarlyWarning]:
    facts = result_facts(session, instrument, moment, collection=collection)
    return result_warnings(facts, instrument.campaign.code, settings, collection=collection)


def _look_at_assessments(session: Session, settings: Settings, today: dt.date) -> list[EarlyWarning]:
    return assessment_warnings(overdue_assessments(session, today=today), settings, today=today)


def _look_at_actions(session: Session, settings: Settings, today: dt.date) -> list[EarlyWarning]:
    return action_warnings(overdue_actions(session, today=today), settings, today=today)


def _take(session: Session, part: Part, known: str | None, *, today: dt.date) -> bool:
    """Take a part for this transaction; False where somebody else has looked at it since, and found what we would."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(WarningCheck).values(part=part.name, seen="", checked_on=today).on_conflict_do_nothing())
    row = session.scalars(select(WarningCheck).where(WarningCheck.part == part.name).with_for_update()).one()
    if row.seen not in ("", known):
        return False
    row.seen, row.checked_on = part.seen, today
    return True


def _mark(*state: object) -> str:
    return hashlib.sha256(repr(state).encode()).hexdigest()
