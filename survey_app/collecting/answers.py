"""From answers by item code to what the database keeps: the sheet and the percent answers. Knows no form and no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from questionnaires.model import NO_ANSWER, NOT_APPLICABLE, Questionnaire

COMMENT_LENGTH = 2000
# composing letters takes the square of a run of accents, so a hundred thousand of them would stop a worker: what is longer than
# a comment can be in letters taken apart is refused as it came
LONGEST_TYPED = 3 * COMMENT_LENGTH
LONGEST_CHOICE = 64  # of what is typed where a number or a code is asked for


@dataclass(frozen=True)
class NewResponse:
    """A response on its way in. `sending_key` names the sending, not the person; comments go by item code.

    `code_hash` stands for the one-time code that it needs, `receipt_mark` finds its receipt again (None: it has none), and
    `repeat` says that its device has sent one before. None of the three is kept beside the response.
    """

    sending_key: str
    sheet: str
    percents: tuple[int | None, ...] = ()
    grade: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    channel: str = "link"
    pace: int = 0
    honeypot: bool = False
    language: str = "vi"
    code_hash: bytes | None = None
    receipt_mark: bytes | None = None
    repeat: bool = False


def random_import_key(rng: Random) -> str:
    """The sending key of a response that was collected elsewhere; it leads to no row of any file."""
    return f"import-{rng.getrandbits(192):048x}"


def sheet_from(questionnaire: Questionnaire, answers: Mapping[str, str]) -> str:
    """One character per closed item: the option's value, "0" not applicable, "-" no answer.

    Raises ValueError for a value that the item does not offer.
    """
    characters = []
    for item in questionnaire.closed_items:
        value = answers.get(item.code, "") or NO_ANSWER
        if value not in offered_values(questionnaire, item.code) and value != NO_ANSWER:
            raise ValueError(f"{item.code}: {value!r}")
        characters.append(value)
    return "".join(characters)


@cache
def offered_values(questionnaire: Questionnaire, item_code: str) -> tuple[str, ...]:
    """What a closed item offers, as characters of the sheet; only a rating may be "not applicable"."""
    item = next(item for item in questionnaire.closed_items if item.code == item_code)
    if item.kind == "choice":
        return tuple(str(option.value) for option in item.options)
    return (*(str(option.value) for option in questionnaire.scale.options), NOT_APPLICABLE)


def percents_from(questionnaire: Questionnaire, answers: Mapping[str, str]) -> tuple[int | None, ...]:
    """The percent answers in the order of the items, None where left blank. Raises ValueError outside 0 to 100."""
    percents: list[int | None] = []
    for item in questionnaire.percent_items:
        text = answers.get(item.code, "")
        if not text:
            percents.append(None)
            continue
        if not (text.isascii() and text.isdigit() and int(text[:4]) <= 100):
            raise ValueError(f"{item.code}: {text!r}")
        percents.append(int(text))
    return tuple(percents)


def write_percents(percents: tuple[int | None, ...]) -> str:
    """The percent answers as the database keeps them: "85,-"."""
    return ",".join(NO_ANSWER if percent is None else str(percent) for percent in percents)


def read_percents(text: str) -> tuple[int | None, ...]:
    """What `write_percents` wrote."""
    return tuple(None if part == NO_ANSWER else int(part) for part in text.split(",")) if text else ()
