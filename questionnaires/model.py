"""The frozen shape of a questionnaire: flat and closed. A title, dimensions, items of four kinds.

It must not know where a questionnaire comes from (`loader` does) nor how it is shown. No routing, no conditions, no
placeholders: whoever needs those needs another instrument, and its results another name.
"""

import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

ItemKind = Literal["rating", "choice", "percent", "text"]
Audience = Literal["parent", "pupil", "learner", "citizen"]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
QuestionnaireCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=24)]
NotBlank = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

NOT_APPLICABLE = "0"  # in a sheet: "cannot judge", left out of every denominator
NO_ANSWER = "-"  # in a sheet: left blank


class Frozen(BaseModel):
    """Base of all values here: immutable, and a key that is not in the format is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Frozen):
    """One point of a scale, or one choice of a background item. `value` is its digit in the sheet, 1 to 9."""

    value: int
    label: NotBlank
    satisfied: bool = False


class Scale(Frozen):
    """The answer scale of all rating items, from least to most satisfied. Every option is substantive."""

    code: NotBlank
    options: tuple[Option, ...]
    not_applicable: NotBlank


class Item(Frozen):
    """One question with a stable code. `options` is empty except for a choice item."""

    code: ItemCode
    kind: ItemKind = "rating"
    text: NotBlank
    gloss: NotBlank
    source: NotBlank
    options: tuple[Option, ...] = ()


class Dimension(Frozen):
    """A group of rating items that is reported as one figure."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    title: NotBlank
    items: tuple[Item, ...]


class Grade(Frozen):
    """A grade (khối) that the respondent may name: the finest thing ever asked about where a pupil sits."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z-]{1,8}$")]
    label: NotBlank


class Wording(Frozen):
    """Whose words the items are: "official" with the document that sets them, or "own" (a draft of this project)."""

    kind: Literal["official", "own"]
    note: NotBlank


class Questionnaire(Frozen):
    """An instrument, complete and checked.

    The order of `closed_items` is the order of the characters in a sheet; it never changes for a given digest.
    """

    code: QuestionnaireCode
    version: int
    title: NotBlank
    short_title: NotBlank
    audience: Audience
    audience_label: NotBlank
    levels: tuple[str, ...]
    minutes: int
    wording: Wording
    scale: Scale
    dimensions: tuple[Dimension, ...]
    closing: tuple[Item, ...]
    background: tuple[Item, ...]
    grade_question: NotBlank | None = None
    grades: tuple[Grade, ...] = ()

    @cached_property
    def dimension_items(self) -> tuple[Item, ...]:
        """All rating items that belong to a dimension, in order."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item in the order of the page: dimensions, closing, background."""
        return self.dimension_items + self.closing + self.background

    @cached_property
    def closed_items(self) -> tuple[Item, ...]:
        """Rating and choice items: one character each in a sheet, in this order."""
        return tuple(item for item in self.items if item.kind in ("rating", "choice"))

    @cached_property
    def percent_items(self) -> tuple[Item, ...]:
        """Items answered with a whole number from 0 to 100."""
        return tuple(item for item in self.items if item.kind == "percent")

    @cached_property
    def text_items(self) -> tuple[Item, ...]:
        """Items answered with a comment."""
        return tuple(item for item in self.items if item.kind == "text")

    @cached_property
    def overall_item(self) -> Item | None:
        """The rating item outside the dimensions: satisfaction on the whole."""
        return next((item for item in self.closing if item.kind == "rating"), None)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical content, in hex: the same words give the same digest on every machine."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def __hash__(self) -> int:
        """By the digest: a questionnaire is a key of caches, and hashing every word at each look-up would cost too much."""
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        """By the digest, for the same reason: caches compare with each look-up, and the digest is of all the content."""
        return isinstance(other, Questionnaire) and self.digest == other.digest

    def to_json(self) -> str:
        """The canonical content: sorted keys, no spaces, NFC as loaded."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Questionnaire":
        """The questionnaire that `to_json` wrote."""
        return cls.model_validate_json(text)
