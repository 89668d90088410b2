"""Who collects: units themselves ("own"), the department beside them ("independent"), or a drawn sample with codes ("sample").

What the department collects about a unit has a code and a poster of its own and participations of its own. No figure pools two
collections, and a unit's own link leads to its own alone. Knows no answer.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from survey_app.campaigns.tokens import make_link_token
from survey_app.models import Campaign, CampaignCollection, CollectionToken, Unit

OWN: Final = "own"
OF_THE_DEPARTMENT: Final = ("independent", "sample")
NAMES: Final = {"independent": "Sở khảo sát độc lập", "sample": "Sở khảo sát mẫu"}


def access_of(campaign: Campaign, collection: str) -> str:
    """The rung of the ladder on which a collection of a campaign stands: a drawn sample is one of codes, always."""
    return "codes" if collection == "sample" else campaign.access


def name_part(title: str, collection: str) -> str:
    """What a questionnaire of a collection is called beside the others of its unit."""
    return f"{title} ({NAMES[collection]})" if collection in NAMES else title


def find_collections(session: Session, campaign_id: int) -> dict[str, tuple[str, ...]]:
    """The collections of the department in a campaign with the codes of their units, () for all that take part."""
    rows = session.scalars(
        select(CampaignCollection).where(CampaignCollection.campaign_id == campaign_id).order_by(CampaignCollection.collection)
    )
    return {row.collection: tuple(row.unit_codes.split(",")) if row.unit_codes else () for row in rows}


def write_collections(session: Session, campaign_id: int, chosen: Mapping[str, Collection[str]]) -> None:
    """Make these the collections of the department in a campaign. The caller commits."""
    session.execute(delete(CampaignCollection).where(CampaignCollection.campaign_id == campaign_id))
    session.add_all(
        CampaignCollection(campaign_id=campaign_id, collection=collection, unit_codes=",".join(dict.fromkeys(codes)))
        for collection, codes in chosen.items()
    )
    session.flush()


def units_of(collection_codes: Collection[str], units: Iterable[Unit]) -> list[Unit]:
    """The units that a collection asks about: those with these codes, all where none are named."""
    return [unit for unit in units if not collection_codes or unit.code in collection_codes]


def give_tokens(session: Session, collection: str, unit_ids: Collection[int]) -> None:
    """Give each of these units a token for a collection of the department, once and for good. The caller commits."""
    if not unit_ids:
        return
    known = set(session.scalars(select(CollectionToken.unit_id).where(CollectionToken.collection == collection)))
    taken = taken_tokens(session)
    rows = []
    for unit_id in sorted(set(unit_ids) - known):
        while (token := make_link_token()) in taken:
            continue
        taken.add(token)
        rows.append({"unit_id": unit_id, "collection": collection, "token": token})
    if rows:
        session.execute(insert(CollectionToken), rows)


def taken_tokens(session: Session) -> set[str]:
    """Every token that leads somewhere: a new one of either kind must be none of them."""
    return {*session.scalars(select(Unit.link_token)), *session.scalars(select(CollectionToken.token))}


def find_tokens(session: Session, collection: str) -> dict[int, str]:
    """The tokens of a collection of the department by unit."""
    rows = session.execute(
        select(CollectionToken.unit_id, CollectionToken.token).where(CollectionToken.collection == collection)
    )
    return dict(rows.all())
