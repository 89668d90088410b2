"""Made-up people who answer a questionnaire as people do: by mood, by item, with blanks, some in a straight line.

An answer is a latent level (the school's quality, the item, the person's mood, chance) cut at fixed points. The mood is most of
the variance, so the answers of one person go together as they do in real surveys.
"""

from bisect import bisect
from dataclasses import dataclass
from random import Random

from questionnaires.model import NO_ANSWER, NOT_APPLICABLE, Item, Questionnaire
from survey_app.collecting.answers import NewResponse
from survey_app.demo.comments import comment_for, further_comment

_MOOD, _CHANCE = 0.8, 0.6  # standard deviations; their squares add up to 1, so quality is a normal quantile of the share
_CUTS = (-1.5, -0.85, 0.0, 1.35)  # above the third one is satisfied
_STRAIGHT_LINES = 0.13
_RELATIONS = ("1", "2", "3", "4")
_CHANNELS = ("qr", "link", "paper", "kiosk")

# the first key found in an item's gloss decides: how much better or worse it fares than the school as a whole
_ITEM_LEVELS = {
    "toilet": -0.75,
    "charges": -0.5,
    "fees": -0.35,
    "canteen": -0.35,
    "computers": -0.35,
    "labs": -0.3,
    "rooms": -0.2,
    "library": -0.2,
    "equipment": -0.2,
    "feedback": -0.15,
    "English": -0.15,
    "attitude": 0.35,
    "polite": 0.3,
    "safety": 0.15,
    "progress": 0.15,
    "likes going": 0.3,
    "care and feeding": 0.2,
}
_SELDOM_USED = {"canteen": 0.75, "labs": 0.1, "support": 0.12, "disadvantaged": 0.12}


@dataclass(frozen=True)
class Place:
    """Where people answer: what shapes their answers. `grades` are the eligible numbers by grade, {} where nobody is asked."""

    quality: float
    canteen: bool
    grades: dict[str, int]


def make_responses(rng: Random, questionnaire: Questionnaire, place: Place, *, number: int) -> list[NewResponse]:
    """`number` responses that differ for another `rng` and are the same for the same."""
    levels = [place.quality + _level_of(item) + rng.gauss(0, 0.08) for item in questionnaire.closed_items]
    blanks = [rng.uniform(0.01, 0.04) for _ in questionnaire.closed_items]
    seldom = [_share_not_applicable(item, place) for item in questionnaire.closed_items]
    grades = _draw_grades(rng, questionnaire, place, number)
    responses = []
    for grade in grades:
        mood = rng.gauss(0, _MOOD)
        straight = rng.random() < _STRAIGHT_LINES
        line = str(1 + bisect(_CUTS, place.quality + mood))
        sheet = "".join(
            _answer(rng, item, line if straight else "", level + mood, blank, not_applicable)
            for item, level, blank, not_applicable in zip(questionnaire.closed_items, levels, blanks, seldom, strict=True)
        )
        responses.append(_respond(rng, questionnaire, sheet, mood + min(place.quality, 2.5), grade, straight))
    return responses


def _answer(rng: Random, item: Item, line: str, level: float, blank: float, not_applicable: float) -> str:
    chance = rng.random()
    if chance < blank:
        return NO_ANSWER
    if item.kind == "choice":
        return rng.choices(_RELATIONS[: len(item.options)], (62, 27, 8, 3)[: len(item.options)])[0]
    if line:
        return line
    if chance < blank + not_applicable:
        return NOT_APPLICABLE
    return str(1 + bisect(_CUTS, level + rng.gauss(0, _CHANCE)))


def _respond(rng: Random, questionnaire: Questionnaire, sheet: str, feeling: float, grade: str, straight: bool) -> NewResponse:
    channel = rng.choices(_CHANNELS, (68, 22, 7, 3))[0]
    percent = min(100, max(20, 5 * round(16 + 1.3 * feeling + rng.gauss(0, 1))))
    return NewResponse(
        sending_key=f"{rng.getrandbits(128):032x}",
        sheet=sheet,
        percents=tuple(None if rng.random() < 0.07 else percent for _ in questionnaire.percent_items),
        grade=grade,
        comments=_draw_comments(rng, questionnaire),
        channel=channel,
        pace=0 if channel == "paper" else rng.choice((1, 2, 2)) if straight else rng.choice((2, 3, 3, 3, 4, 4, 5)),
    )


def _draw_comments(rng: Random, questionnaire: Questionnaire) -> dict[str, str]:
    if rng.random() > 0.09:
        return further_comment(rng, questionnaire)
    item = rng.choice(questionnaire.text_items)
    return {item.code: comment_for(rng, questionnaire.audience, item.code)}


def _draw_grades(rng: Random, questionnaire: Questionnaire, place: Place, number: int) -> list[str]:
    """Grades without ever more answers than a grade has pupils; one in forty does not say."""
    if not questionnaire.grades or not place.grades:
        return [""] * number
    everyone = [grade for grade, eligible in place.grades.items() for _ in range(eligible)]
    return [grade if rng.random() > 0.025 else "" for grade in rng.sample(everyone, min(number, len(everyone)))]


def _level_of(item: Item) -> float:
    return next((level for word, level in _ITEM_LEVELS.items() if word in item.gloss), 0.0)


def _share_not_applicable(item: Item, place: Place) -> float:
    share = next((share for word, share in _SELDOM_USED.items() if word in item.gloss), 0.004)
    return 0.05 if share == _SELDOM_USED["canteen"] and place.canteen else share
