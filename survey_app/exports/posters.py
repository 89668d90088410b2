"""Posters and small cards with a unit's QR code, as PDF. Plain values in, bytes out; knows no database and no campaign.

A poster hangs for years: it bears no date and no campaign, and the address on it never changes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from survey_app.exports.typesetting import typeset


@dataclass(frozen=True)
class Poster:
    """What a unit's poster and cards say.

    `body` is the authority above the unit, "" for none; `invitation` says who is asked for what; `address` is the site as it is
    typed, `code` the link token as it is printed; `url` is what the picture `qr` (an SVG) leads to; `logo` is an SVG
    too, "" for none.
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
    logo: str = ""


def build_posters_pdf(posters: Sequence[Poster]) -> bytes:
    """An A4 poster for each unit, with a bookmark for each."""
    if not posters:
        raise ValueError("no poster to print")
    title = (
        f"Áp phích khảo sát: {posters[0].unit_name}" if len(posters) == 1 else f"Áp phích khảo sát của {len(posters)} đơn vị"
    )
    return typeset("poster.typ", {"title": title, "posters": [asdict(poster) for poster in posters]})


def build_cards_pdf(poster: Poster, *, sheets: int = 1) -> bytes:
    """A4 sheets of ten small cards each with lines to cut along, to hand out or to glue into contact books."""
    return typeset("cards.typ", {"title": f"Thẻ khảo sát: {poster.unit_name}", "card": asdict(poster), "sheets": sheets})
