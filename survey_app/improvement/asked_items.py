"""The items that a unit's measures may answer: those of the questionnaires it was asked last. Words only, no figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.models import Campaign, Instrument, Participation


@dataclass(frozen=True)
class AskedItems:
    """One questionnaire with the rating items that it asks, as pairs of a code and a text."""

    code: str
    title: str
    items: tuple[tuple[str, str], ...]


def asked_items(session: Session, unit_id: int) -> tuple[AskedItems, ...]:
    """The items of each questionnaire in the version that the unit was asked last, the newest campaign first."""
    rows = session.execute(
        select(Instrument.id, Instrument.code, Instrument.digest)
        .join(Participation, Participation.instrument_id == Instrument.id)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .where(Participation.unit_id == unit_id, Campaign.opened)
        .order_by(Campaign.opens_on.desc(), Campaign.id.desc(), Instrument.id)
    ).all()
    newest = {code: (instrument_id, digest) for instrument_id, code, digest in reversed(rows)}
    codes = dict.fromkeys(code for _, code, _ in rows)
    return tuple(_items_of(get_questionnaire(session, *newest[code])) for code in codes)


def describe_item(asked: Sequence[AskedItems], item: tuple[str, str]) -> str:
    """The item's code and text, the code alone where its questionnaire asks it no more, "" for none."""
    if not item[1]:
        return ""
    texts = {(one.code, code): text for one in asked for code, text in one.items}
    return f"{item[1]} {texts.get(item, '')}".strip()


def _items_of(questionnaire: Questionnaire) -> AskedItems:
    rated = [one for one in questionnaire.closed_items if one.kind == "rating"]
    return AskedItems(questionnaire.code, questionnaire.short_title, tuple((one.code, one.text) for one in rated))
