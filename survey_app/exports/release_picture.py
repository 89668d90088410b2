"""The picture that messengers show beside a link to published results: 1200 × 630 pixels. Knows no database and no figure.

It bears no number: a preview is kept for long by whoever fetched it, and would go on saying what has been withdrawn.
"""

from survey_app.exports.typesetting import typeset_picture


def build_release_picture(campaign_name: str, department: str) -> bytes:
    """The picture as PNG."""
    return typeset_picture("release.typ", {"campaign": campaign_name, "department": department})
