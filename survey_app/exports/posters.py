"""Posters and small cards with a unit's QR code, as PDF. Plain values in, bytes out; knows no database and no campaign.

A poster hangs for years: it bears no date and no campaign, and the address on it never changes. Everything that varies reaches
the typesetter as data, never as markup, so a name may hold any sign. The PDF is tagged (PDF/UA-1), and the only fonts in it
are ours.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from analysis.charts import FONT_DIRECTORY

TEMPLATES: Final = Path(__file__).parent


@dataclass(frozen=True)
class Poster:
    """What a unit's poster and cards say.

    `body` is the authority above the unit, "" for none; `invitation` says who is asked for what; `address` is the site as it is
    typed, `code` the link token as it is printed; `url` is what the picture `qr` (an SVG) leads to.
    """

    unit_name: str
    body: str
    invitation: str
    purpose: str
    minutes: int
    address: str
    code: str
    url: str
    qr: str


def build_posters_pdf(posters: Sequence[Poster]) -> bytes:
    """An A4 poster for each unit, with a bookmark for each."""
    if not posters:
        raise ValueError("no poster to print")
    title = (
        f"Áp phích khảo sát: {posters[0].unit_name}" if len(posters) == 1 else f"Áp phích khảo sát của {len(posters)} đơn vị"
    )
    return _typeset("poster.typ", {"title": title, "posters": [asdict(poster) for poster in posters]})


def build_cards_pdf(poster: Poster, *, sheets: int = 1) -> bytes:
    """A4 sheets of ten small cards each with lines to cut along, to hand out or to glue into contact books."""
    return _typeset("cards.typ", {"title": f"Thẻ khảo sát: {poster.unit_name}", "card": asdict(poster), "sheets": sheets})


def _typeset(template: str, data: dict[str, Any]) -> bytes:
    source = (TEMPLATES / template).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(source, font_paths=_fonts(), pdf_standards="ua-1", sys_inputs=inputs)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIRECTORY)])
