"""What may be kept of a file of answers from elsewhere, until a clerk has looked at it: answers by column, and nothing else.

An export of a form holds times, addresses and names beside the answers. They are dropped at reading, before anything is stored,
by the heading of their column and by what its cells look like; so is every column that nobody recognises, for it could hold
names. Of a class only the grade is kept. Comments are kept apart from the rows they came from, in random order. A word that is
no answer is kept only where it can hardly be anything else: in a column of ratings, or where several rows share it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from survey_app.campaigns.units_file import RowFault

BLANK: Final = -1
UNREADABLE: Final = -2  # a cell whose words are not kept
TOO_LONG: Final = -3  # a comment longer than any may be

ColumnKind = Literal["closed", "grade", "text"]


@dataclass(frozen=True)
class FileColumn:
    """One column that may hold answers. `target` is the question it is taken for ("" none), `how` says why.

    `cells` has a number for each row: the place of its word in `words`, or BLANK, UNREADABLE, TOO_LONG. In a column of texts
    `words` are the texts in random order, and 0 stands for a row in which something is written.
    """

    place: int
    header: str
    kind: ColumnKind
    target: str
    how: str
    words: tuple[str, ...]
    cells: tuple[int, ...]

    def word_at(self, row: int) -> str:
        """What stands in a row, "" for nothing that was kept."""
        cell = self.cells[row]
        return self.words[cell] if cell >= 0 else ""


@dataclass(frozen=True)
class DroppedColumn:
    """A column of which nothing is kept, and why."""

    place: int
    header: str
    reason: str


@dataclass(frozen=True)
class AnswerFile:
    """A file as it was read: the number of each row in the file, its columns, and what is wrong with rows as such."""

    lines: tuple[int, ...]
    columns: tuple[FileColumn, ...]
    dropped: tuple[DroppedColumn, ...]
    faults: tuple[RowFault, ...] = ()

    def to_json(self) -> str:
        """The file as a draft keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "AnswerFile":
        """The file that `to_json` wrote."""
        content: dict[str, Any] = json.loads(text)
        return cls(
            lines=tuple(content["lines"]),
            columns=tuple(
                FileColumn(**(column | {"words": tuple(column["words"]), "cells": tuple(column["cells"])}))
                for column in content["columns"]
            ),
            dropped=tuple(DroppedColumn(**column) for column in content["dropped"]),
            faults=tuple(RowFault(**fault) for fault in content["faults"]),
        )

    def column_at(self, place: int) -> FileColumn | None:
        """The kept column at this place."""
        return next((column for column in self.columns if column.place == place), None)


def to_cells(values: Sequence[str], kept: Sequence[str]) -> tuple[int, ...]:
    """The cells of a column whose words `kept` are kept."""
    places = {word: place for place, word in enumerate(kept)}
    return tuple(places.get(value, UNREADABLE) if value else BLANK for value in values)
