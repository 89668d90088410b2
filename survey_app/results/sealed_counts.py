"""What is counted of a campaign once, when it is sealed: the flags of its forms and the sums of their pairs.

Counting reads every form, for a province a minute, and a transaction that writes may not last so long: SQLite lets nobody else
write meanwhile, and those who answer another campaign would wait. So it is counted before, and stored in the transaction that
seals the campaign if no response has come meanwhile; else it is counted again there. (None can go: a response never changes,
and only a sealed campaign is erased.)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.unit_quality import UnitQuality
from survey_app.models import Campaign
from survey_app.results.drivers import count_pairs, needs_pairs, store_pairs
from survey_app.results.quality import count_flags, needs_quality, store_quality
from survey_app.results.store import count_of_campaign


@dataclass(frozen=True)
class SealedCounts:
    """By participation; `responses` says of how many."""

    responses: Mapping[int, int]
    flags: Mapping[int, UnitQuality]
    pairs: Mapping[int, bytes]


def count_for_sealing(session: Session, campaign: Campaign) -> SealedCounts:
    """Count; a form that nobody can read raises ValueError."""
    responses = count_of_campaign(session, campaign.id)
    return SealedCounts(responses, count_flags(session, campaign), count_pairs(session, campaign))


def store_for_sealing(session: Session, campaign: Campaign, counts: SealedCounts) -> None:
    """Store them, counted again if a response has come since. The caller commits; to be called before sealing."""
    if counts.responses != count_of_campaign(session, campaign.id):
        counts = count_for_sealing(session, campaign)
    store_quality(session, campaign, counts.flags)
    store_pairs(session, campaign, counts.pairs)


def needs_counts(session: Session, campaign: Campaign) -> bool:
    """Whether a sealed campaign was never counted, or by another release in another layout."""
    return needs_quality(session, campaign) or needs_pairs(session, campaign)
