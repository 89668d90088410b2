"""Slips with one-time codes as PDF, bundle by bundle. Plain values in, bytes out; knows no database and no campaign.

The codes stand in this file and nowhere else. Slips of a bundle come in random order, so their place on the paper says nothing
of the order in which they were made.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from survey_app.exports.typesetting import typeset

SLIPS_A_PAGE = 10


@dataclass(frozen=True)
class Slip:
    """One slip: the code as it is printed, the address with the code in its fragment, and that address as a picture (SVG)."""

    code: str
    url: str
    qr: str


@dataclass(frozen=True)
class Bundle:
    """The slips of one grade; `label` is its name, "" for a unit whose questionnaire asks no grade."""

    label: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True)
class SlipSheets:
    """What all slips of a unit for one questionnaire say; `address`, `token` and `choice` are for those who type.

    `choice` is what the page behind the token calls the questionnaire, "" where it offers no other.
    """

    unit_name: str
    campaign_name: str
    questionnaire_title: str
    invitation: str
    minutes: int
    address: str
    token: str
    last_day: str
    bundles: tuple[Bundle, ...]
    choice: str = ""


def build_slips_pdf(sheets: SlipSheets) -> bytes:
    """For each bundle a cover with its number of slips and how to hand them out, then A4 pages of ten slips with cut lines."""
    bundles = [bundle for bundle in sheets.bundles if bundle.slips]
    if not bundles:
        raise ValueError("no slip to print")
    data = {
        "title": f"Phiếu mời có mã dùng một lần: {sheets.unit_name}",
        "sheets": asdict(sheets) | {"bundles": [_to_data(bundle) for bundle in bundles]},
    }
    return typeset("slips.typ", data)


def _to_data(bundle: Bundle) -> dict[str, object]:
    slips = [asdict(slip) for slip in bundle.slips]
    pages: Sequence[object] = [slips[start : start + SLIPS_A_PAGE] for start in range(0, len(slips), SLIPS_A_PAGE)]
    return {"label": bundle.label, "number": len(slips), "pages": pages}
