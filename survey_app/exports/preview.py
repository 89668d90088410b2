"""The picture that messengers show beside a unit's link: 1200 × 630 pixels, the size that they ask for. Knows no database.

It bears no date and no number, so it is as true next year, and the same for everybody who fetches it.
"""

from dataclasses import asdict
from functools import lru_cache

from survey_app.exports.posters import Poster
from survey_app.exports.typesetting import typeset_picture

MOST_KEPT = 200  # pictures of some 40 kB each, in each process


@lru_cache(maxsize=MOST_KEPT)
def build_preview_png(poster: Poster) -> bytes:
    """The picture as PNG, made once in each process for as long as the words stay the same."""
    return typeset_picture("preview.typ", asdict(poster))
