"""Reading comments across the units of a campaign: which of them a reader asked for, where they stand, a page at a time.

Only what units have released comes here, masked, above the threshold, after closing: `results.comments` lets nothing else out.
Browsing reads the words of one page and the counts of all; only a search by words reads all that was released.

The order is by unit and question, then that of the words in Vietnamese: it tells nothing of arrival.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from survey_app.campaigns.collections import OWN
from survey_app.campaigns.participations import get_questionnaire
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.paging import Pager, find_place
from survey_app.results.annual_figures import CommentCounts
from survey_app.results.comments import read_released, released_comments
from survey_app.results.progress import commune_name

PAGE: Final = 50  # comments
NOTHING: Final = CommentCounts(0, 0, 0, 0)
_SORTED_BY: Final = 60  # characters, as a unit's own list is

Counts = Mapping[tuple[int, str], CommentCounts]  # by participation and question


@dataclass(frozen=True)
class Place:
    """A participation as the reader of many sees it: the unit, what it answers, and where it lies."""

    participation_id: int
    unit_code: str
    unit_name: str
    commune: str
    levels: tuple[str, ...]
    questionnaire: Questionnaire


@dataclass(frozen=True)
class PlaceComments:
    """Comments of one place that stand on a page, by question with its words."""

    place: Place
    questions: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ReadingPage:
    """A page of the list: places with their comments, and where it stands among all that match."""

    places: tuple[PlaceComments, ...]
    pager: Pager


def find_places(session: Session, campaign: Campaign, *, unit_ids: Collection[int]) -> tuple[Place, ...]:
    """The participations of these units in a campaign, by name of the unit in Vietnamese order."""
    parent = aliased(Unit)
    rows = session.execute(
        select(Participation.id, Participation.unit_id, Unit.code, Unit.name, Unit.levels, parent.kind, parent.name)
        .add_columns(Instrument.id, Instrument.digest)
        .join(Unit, Participation.unit_id == Unit.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        # comments of the department's own collections are reviewed by itself, on pages of their own
        .where(Participation.campaign_id == campaign.id, Participation.collection == OWN)
        .order_by(Instrument.id, Participation.id)
    ).all()
    found = [
        Place(
            participation_id=participation_id,
            unit_code=code,
            unit_name=name,
            commune=commune_name(parent_kind, parent_name),
            levels=tuple(levels.split(",")) if levels else (),
            questionnaire=get_questionnaire(session, instrument_id, digest),
        )
        for participation_id, unit_id, code, name, levels, parent_kind, parent_name, instrument_id, digest in rows
        if unit_id in unit_ids
    ]
    return tuple(sorted(found, key=lambda place: (sort_key(place.unit_name), place.unit_code)))


def sum_counts(places: Iterable[Place], counts: Counts, *, question: str = "") -> dict[int, CommentCounts]:
    """The counts of each place over its questions, or of one question; a place without any is left out."""
    found = {}
    for place in places:
        cells = [
            counts[place.participation_id, item.code]
            for item in place.questionnaire.text_items
            if question in ("", item.code) and (place.participation_id, item.code) in counts
        ]
        if cells:
            found[place.participation_id] = add_counts(cells)
    return found


def add_counts(counts: Iterable[CommentCounts]) -> CommentCounts:
    """Several counts as one."""
    listed = [(one.released, one.kept_inside, one.hidden, one.open) for one in counts]
    return CommentCounts(*(sum(numbers) for numbers in zip(*listed, strict=True))) if listed else NOTHING


def read_page(
    session: Session,
    places: Sequence[Place],
    counts: Counts,
    *,
    page: int,
    question: str = "",
    matches: Callable[[str], bool] | None = None,
) -> ReadingPage:
    """A page of what these places have released; with `matches`, of those comments alone whose words it takes."""
    if matches is None:
        by_place = sum_counts(places, counts, question=question)
        numbers = [by_place.get(place.participation_id, NOTHING).released for place in places]
        texts: dict[int, dict[str, list[str]]] = {}
    else:
        texts = _find_texts(session, places, question=question, matches=matches)
        numbers = [sum(map(len, texts.get(place.participation_id, {}).values())) for place in places]
    pager = find_place(sum(numbers), page, size=PAGE)
    on_page, position = [], 0
    for place, number in zip(places, numbers, strict=True):
        first, last = max(pager.skipped - position, 0), min(pager.last - position, number)
        if first < last:
            on_page.append((place, first, last))
        position += number
    if matches is None:
        ids = [place.participation_id for place, _, _ in on_page]
        released = released_comments(session, ids)
        texts = {i: {one.item_code: list(one.texts) for one in found} for i, found in released.items()}
    shown = tuple(
        PlaceComments(place, _cut(place.questionnaire, texts[place.participation_id], first, last, question=question))
        for place, first, last in on_page
    )
    return ReadingPage(shown, pager)


def read_all(
    session: Session, places: Sequence[Place], *, question: str = "", matches: Callable[[str], bool] | None = None
) -> list[tuple[Place, str, str]]:
    """Everything that these places have released and the reader asked for: place, question and comment, in the same order."""
    texts = _find_texts(session, places, question=question, matches=matches)
    return [
        (place, asked, text)
        for place in places
        if place.participation_id in texts
        for asked, found in _in_order(place.questionnaire, texts[place.participation_id], question=question)
        for text in found
    ]


def _find_texts(
    session: Session, places: Sequence[Place], *, question: str, matches: Callable[[str], bool] | None
) -> dict[int, dict[str, list[str]]]:
    texts: dict[int, dict[str, list[str]]] = {}
    for participation_id, item_code, text in read_released(session, [place.participation_id for place in places]):
        if question in ("", item_code) and (matches is None or matches(text)):
            texts.setdefault(participation_id, {}).setdefault(item_code, []).append(text)
    return texts


def _in_order(questionnaire: Questionnaire, texts: Mapping[str, list[str]], *, question: str) -> list[tuple[str, list[str]]]:
    return [
        (item.text, sorted(texts[item.code], key=lambda text: (sort_key(text[:_SORTED_BY]), text)))
        for item in questionnaire.text_items
        if item.code in texts and question in ("", item.code)
    ]


def _cut(
    questionnaire: Questionnaire, texts: Mapping[str, list[str]], first: int, last: int, *, question: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The comments from `first` up to `last` of one place, by question."""
    found, position = [], 0
    for asked, listed in _in_order(questionnaire, texts, question=question):
        part = tuple(listed[max(first - position, 0) : max(last - position, 0)])
        if part:
            found.append((asked, part))
        position += len(listed)
    return tuple(found)
