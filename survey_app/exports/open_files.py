"""A release as open data: CSV and JSON with a dictionary, packed once. Takes frozen figures; computes nothing.

Names of columns and values are those of the interface for programs (docs: /api/v1/), so that a file and an answer of the
interface can be read by one program; the dictionary says in Vietnamese what each means.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from survey_app.exports.csv_text import Cell, to_csv
from survey_app.exports.open_dictionary import DICTIONARY, DICTIONARY_HEADER

Plain = Mapping[str, Any]

FILES: Final = {  # name → (type, what it is)
    "so-lieu.csv": ("text/csv", "Mọi con số: toàn bộ, cấp học, xã phường, đơn vị; mỗi dòng một con số"),
    "phan-bo.csv": ("text/csv", "Phân bố câu trả lời của từng câu hỏi, phần trăm"),
    "noi.csv": ("text/csv", "Danh sách nơi có kết quả: mã, tên, xã phường, cấp học"),
    "cau-hoi.csv": ("text/csv", "Lời của các câu hỏi và nguồn của lời văn"),
    "tu-dien.csv": ("text/csv", "Từ điển dữ liệu: từng cột, từng giá trị nghĩa là gì"),
    "so-lieu.json": ("application/json", "Tất cả trong một tệp JSON"),
}
_PLACE: Final = ("place_kind", "place_code", "place_name", "instrument", "unit_kind", "collection")
FIGURES_HEADER: Final = (
    *_PLACE,
    *(
        "measure",
        "code",
        "share",
        "share_low",
        "share_high",
        "share_withheld",
        "mean",
        "mean_low",
        "mean_high",
        "mean_withheld",
    ),
    *("n", "interval", "verdict", "position", "forms", "eligible", "participation"),
)
ANSWERS_HEADER: Final = (*_PLACE, "item", "option", "percent", "n")
PLACES_HEADER: Final = ("place_kind", "place_code", "place_name", "unit_kind", "commune_code", "commune_name", "levels")
ITEMS_HEADER: Final = ("instrument", "version", "dimension", "item", "text", "wording", "wording_note", "digest")
LEVEL: Final = 6  # of packing


@dataclass(frozen=True)
class OpenFile:
    """A file of open data: `packed` is its gzip, `digest` the SHA-256 of its bytes."""

    name: str
    digest: str
    packed: bytes


def build_open_files(content: Plain, places: Sequence[Plain], *, number: int, fingerprint: str) -> list[OpenFile]:
    """All files of a release; each CSV is read back before it is given away."""
    figures = [row for place in places for row in _figure_rows(place)]
    answers = [row for place in places for row in _answer_rows(place)]
    items = list(_item_rows(content["instruments"]))
    whole = {"release": number, "fingerprint": fingerprint, **content, "places": list(places)}
    data = {
        "so-lieu.csv": to_csv(FIGURES_HEADER, figures, expected_rows=len(figures)),
        "phan-bo.csv": to_csv(ANSWERS_HEADER, answers, expected_rows=len(answers)),
        "noi.csv": to_csv(PLACES_HEADER, map(_place_row, places), expected_rows=len(places)),
        "cau-hoi.csv": to_csv(ITEMS_HEADER, items, expected_rows=len(items)),
        "tu-dien.csv": to_csv(DICTIONARY_HEADER, DICTIONARY, expected_rows=len(DICTIONARY)),
        "so-lieu.json": json.dumps(whole, ensure_ascii=False, allow_nan=False).encode(),
    }
    return [OpenFile(name, hashlib.sha256(one).hexdigest(), gzip.compress(one, LEVEL, mtime=0)) for name, one in data.items()]


def _names(place: Plain, figure: Plain) -> tuple[Cell, ...]:
    return (
        *(place["kind"], place["code"], place["name"]),
        *(figure["instrument"], figure["unit_kind"], figure["collection"]),
    )


def _figure_rows(place: Plain) -> Iterator[tuple[Cell, ...]]:
    if official := place.get("official"):
        names: tuple[Cell, ...] = (place["kind"], place["code"], place["name"], None, None, None)
        yield (*names, "official", None, *_cells(official["share"], None), official["verdict"], None, None, None, None)
    for figure in place["figures"]:
        names = _names(place, figure)
        about = (figure.get("position"), figure["forms"], figure["eligible"], figure["participation"])
        nothing: tuple[Cell, ...] = (None, None, None, None)
        yield (*names, "index", None, *_cells(figure["share"], figure["mean"]), figure["verdict"], *about)
        if figure["overall"]:
            one = figure["overall"]
            yield (*names, "overall", one["code"], *_cells(one["share"], one["mean"]), None, *nothing)
        if figure["expectation"]:
            yield (*names, "expectation", None, *_cells(None, figure["expectation"]), None, *nothing)
        for part in figure["dimensions"]:
            yield (*names, "dimension", part["code"], *_cells(part["share"], part["mean"]), part["verdict"], *nothing)
            for item in part["items"]:
                yield (*names, "item", item["code"], *_cells(item["share"], item["mean"]), None, *nothing)


def _cells(share: Plain | None, mean: Plain | None) -> tuple[Cell, ...]:
    """Value, limits and reason of a share and of a mean, then the responses and the kind of interval of the first there is."""
    base = next((one for one in (share, mean) if one and "withheld" not in one), {})
    return (*_ends(share), *_ends(mean), base.get("n"), base.get("interval"))


def _ends(figure: Plain | None) -> tuple[Cell, ...]:
    if figure is None:
        return (None, None, None, None)
    if "withheld" in figure:
        return (None, None, None, figure["withheld"])
    return (*(_short(figure[name]) for name in ("value", "low", "high")), None)


def _short(number: float | None) -> Cell:
    """A number as it is printed: 93 and 4.3, never 4.300000."""
    return None if number is None else repr(number)


def _answer_rows(place: Plain) -> Iterator[tuple[Cell, ...]]:
    for figure in place["figures"]:
        names = _names(place, figure)
        items = [item for part in figure["dimensions"] for item in part["items"]]
        for item in (*items, *([figure["overall"]] if figure["overall"] else [])):
            for option, percent in enumerate(item["answers"] or (), start=1):
                yield (*names, item["code"], option, percent, item["share"].get("n"))


def _place_row(place: Plain) -> tuple[Cell, ...]:
    commune = place.get("commune") or {"code": None, "name": None}
    levels = " ".join(place.get("levels", ()))
    return (
        place["kind"],
        place["code"],
        place["name"],
        place.get("unit_kind"),
        commune["code"],
        commune["name"],
        levels or None,
    )


def _item_rows(instruments: Iterable[Plain]) -> Iterator[tuple[Cell, ...]]:
    for one in instruments:
        source = (one["wording"]["kind"], one["wording"]["note"], one["digest"])
        for dimension in one["dimensions"]:
            for item in dimension["items"]:
                yield (one["code"], one["version"], dimension["code"], item["code"], item["text"], *source)
        for item in (one["overall"], one["expectation"]):
            if item:
                yield (one["code"], one["version"], None, item["code"], item["text"], *source)
