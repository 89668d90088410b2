"""Which rows of a long table a reader asked for, and in which order. Knows rows of progress and no request."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from analysis.vietnamese import sort_key
from survey_app.results.comment_decisions import KEPT
from survey_app.results.progress import UnitProgress

SORTS: Final = {
    "name": "Tên đơn vị",
    "state": "Tình trạng, gấp trước",
    "received": "Số phiếu, ít trước",
    "progress": "Tiến độ, thấp trước",
}
PRINTED: Final = {"yes": "Đã tải", "no": "Chưa tải"}  # whether a unit's accounts took a file to print
NO_COMMUNE: Final = "-"  # chosen to see the units directly under the department


@dataclass(frozen=True)
class Wanted:
    """What the reader chose; "" stands for everything."""

    name: str = ""
    commune: str = ""
    level: str = ""
    instrument: str = ""
    sort: str = "name"
    state: str = ""
    collection: str = ""
    printed: str = ""

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> "Wanted":
        """The choice that a query string spells; whatever is unknown counts as not chosen."""
        sort = chosen.get("sort", "")
        return cls(
            name=_typed(chosen, "name"),
            commune=_typed(chosen, "commune"),
            level=_typed(chosen, "level"),
            instrument=_typed(chosen, "instrument"),
            sort=sort if sort in SORTS else "name",
            state=_typed(chosen, "state"),
            collection=_typed(chosen, "collection"),
            printed=printed if (printed := _typed(chosen, "printed")) in PRINTED else "",
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some rows are left out."""
        return any((self.name, self.commune, self.level, self.instrument, self.state, self.collection, self.printed))


@dataclass(frozen=True)
class ProgressSummary:
    """How far a set of participations has come together.

    `silent` counts units without an answer, `enough` those with all they need, out of `counted` whose need is known; of
    `unknown` units some eligible number is not.
    """

    units: int
    silent: int
    enough: int
    counted: int
    unknown: int
    received: int


def select_progress(
    rows: Iterable[UnitProgress], wanted: Wanted, *, levels: Mapping[str, Collection[str]]
) -> tuple[UnitProgress, ...]:
    """The rows that the reader asked for; `levels` gives the levels of every unit by its code. Rows come sorted by name."""
    commune = "" if wanted.commune == NO_COMMUNE else wanted.commune
    chosen = [
        row
        for row in rows
        if is_named(row.unit_name, wanted.name)
        and (not wanted.commune or row.commune == commune)
        and (not wanted.level or wanted.level in levels.get(row.unit_code, ()))
        and (not wanted.instrument or row.instrument_code == wanted.instrument)
        and (not wanted.collection or row.collection == wanted.collection)
    ]
    if wanted.sort == "received":
        chosen.sort(key=lambda row: row.received)
    elif wanted.sort == "progress":
        chosen.sort(key=lambda row: (row.needed is None, row.received / row.needed if row.needed else 0.0))
    return tuple(chosen)


def main_rows(rows: Iterable[UnitProgress]) -> tuple[UnitProgress, ...]:
    """The rows of the units' own collection; where a campaign has none, all: another collection repeats it and adds no unit."""
    rows = tuple(rows)
    return tuple(row for row in rows if row.collection == "own") or rows


def summarise(rows: Iterable[UnitProgress]) -> ProgressSummary:
    """The counts over the rows of the units' own collection. Nobody to ask is no number: such a unit is unknown."""
    rows = main_rows(rows)
    units = {row.unit_code for row in rows}
    counted = {row.unit_code for row in rows if row.needed}
    behind = {row.unit_code for row in rows if row.needed and row.received < row.needed}
    return ProgressSummary(
        units=len(units),
        silent=len(units - {row.unit_code for row in rows if row.received}),
        enough=len(counted - behind),
        counted=len(counted),
        unknown=len({row.unit_code for row in rows if not row.needed}),
        received=sum(row.received for row in rows),
    )


def communes_of(rows: Iterable[UnitProgress]) -> tuple[tuple[str, str], ...]:
    """What a filter by commune offers, in Vietnamese order; the units directly under the department last."""
    return communes_of_names(row.commune for row in rows)


def communes_of_names(communes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The same from the communes of the rows; "" for a unit directly under the department."""
    names = set(communes)
    offered = [(name, name) for name in sorted(names - {""}, key=sort_key)]
    return (*offered, *([(NO_COMMUNE, "Trực thuộc Sở")] if "" in names else []))


def is_named(name: str, wanted: str) -> bool:
    """Whether every word that was typed occurs in the name, with or without diacritics: "nghia lo" finds "Nghĩa Lộ"."""
    return matcher(wanted)(name)


def matcher(wanted: str) -> Callable[[str], bool]:
    """The same question for many names: what was typed is taken apart once."""
    words = unicodedata.normalize("NFC", wanted).lower().split()
    bare = [word for word in words if word.isascii()]
    marked = [word for word in words if not word.isascii()]

    def is_match(name: str) -> bool:
        folded = fold(name) if bare else ""
        exact = unicodedata.normalize("NFC", name).lower() if marked else ""
        return all(word in folded for word in bare) and all(word in exact for word in marked)

    return is_match


_KEPT: Final = 0x3000  # letters of alphabets; strangers write comments, and a table must not grow with what they write


class _BareLetters(dict[int, str]):
    """Each letter without its diacritics, worked out when it is first met; of far-off scripts nothing is kept."""

    def __missing__(self, point: int) -> str:
        parts = unicodedata.normalize("NFD", chr(point))
        bare = "".join(part for part in parts if not unicodedata.combining(part)).replace("đ", "d")
        if point < _KEPT:
            self[point] = bare
        return bare


_BARE: Final = _BareLetters()


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """The text in small letters without diacritics."""
    return text.lower().translate(_BARE)


def _typed(chosen: Mapping[str, str], name: str) -> str:
    return chosen.get(name, "").strip()[:200]
