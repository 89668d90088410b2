"""The main figures on a page to hang up (A4, PDF) and in a square picture for Fanpage and Zalo (1080 × 1080, PNG).

The square is read on a phone at a third of its size, so no letter in it is smaller than 33 points. Knows no database.
"""

from dataclasses import asdict

from survey_app.documents.infographic import Infographic
from survey_app.exports.printable import printable
from survey_app.exports.typesetting import typeset, typeset_picture

SIDE = 1080  # pixels


def build_infographic_pdf(told: Infographic) -> bytes:
    """The page, tagged, with its text alternative for the drawing."""
    return typeset("infographic.typ", printable(asdict(told)))


def build_infographic_png(told: Infographic) -> bytes:
    """The picture, one pixel a point."""
    return typeset_picture("infographic_square.typ", printable(asdict(told)))
