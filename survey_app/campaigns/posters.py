"""What the posters of units say: who is asked, by whom, how long it takes. The picture is made by `exports.posters`."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns import collections
from survey_app.campaigns.eligible import takes_part
from survey_app.campaigns.opening import levels_of
from survey_app.campaigns.qr import qr_svg
from survey_app.campaigns.tokens import normalise_token, print_token, scan_url
from survey_app.documents.logo import find_logos, logo_svg
from survey_app.exports.posters import Poster
from survey_app.models import Campaign, CollectionToken, Instrument, Participation, Unit


def posters_for(
    session: Session, owner: Campaign | Unit, *, public_url: str, collection: str = collections.OWN
) -> list[Poster]:
    """The posters of all units that take part in a campaign by their own link, by name of the unit above; or of one unit.

    With `collection` those of what the department collects about them, whose codes lead there and nowhere else.

    A single unit's poster asks whom its campaigns have asked so far, and before the first whom the shipped questionnaires
    would.
    """
    chosen = Participation.campaign_id if isinstance(owner, Campaign) else Participation.unit_id
    rows = session.execute(
        select(Participation.unit_id, Instrument.digest, Instrument.id)
        .join(Instrument, Instrument.id == Participation.instrument_id)
        .where(chosen == owner.id, Participation.collection == collection)
    ).all()
    contents = session.scalars(select(Instrument).where(Instrument.id.in_({row.id for row in rows})))
    parsed = {instrument.digest: Questionnaire.from_json(instrument.content) for instrument in contents}
    asked: dict[int, list[Questionnaire]] = {}
    for unit_id, digest, _ in rows:
        asked.setdefault(unit_id, []).append(parsed[digest])
    tokens = {} if collection == collections.OWN else collections.find_tokens(session, collection)
    if isinstance(owner, Unit):
        logos = find_logos(session, [owner.id])
        return [_build_poster(owner, asked.get(owner.id) or _shipped_for(owner), logos, tokens, public_url=public_url)]
    units = session.scalars(
        select(Unit)
        .where(Unit.id.in_(select(Participation.unit_id).where(chosen == owner.id)))
        .options(joinedload(Unit.parent))
    )
    ordered = sorted(units, key=lambda unit: (unit.parent.code if unit.parent else "", unit.code))
    logos = find_logos(session, list(asked))
    return [_build_poster(unit, asked[unit.id], logos, tokens, public_url=public_url) for unit in ordered if unit.id in asked]


def find_poster(session: Session, token: str, *, public_url: str) -> Poster | None:
    """The poster of the unit that a token as typed or scanned leads to, or None for a token that no unit has."""
    normal = normalise_token(token)
    if normal is None:
        return None
    unit = session.scalar(select(Unit).where(Unit.link_token == normal))
    collected = session.scalar(select(CollectionToken).where(CollectionToken.token == normal)) if unit is None else None
    if collected is not None:
        unit = session.get_one(Unit, collected.unit_id)
        return posters_for(session, unit, public_url=public_url, collection=collected.collection)[0]
    return posters_for(session, unit, public_url=public_url)[0] if unit else None


def _build_poster(
    unit: Unit,
    questionnaires: Sequence[Questionnaire],
    logos: Mapping[int, bytes],
    tokens: Mapping[int, str],
    *,
    public_url: str,
) -> Poster:
    """With `tokens` a poster of the department: its code is the unit's in there, and it bears no logo of the unit."""
    token = tokens.get(unit.id, unit.link_token)
    url = scan_url(public_url, token)
    invitation, purpose = invitation_words(unit, questionnaires)
    if tokens:
        purpose = "Sở khảo sát độc lập: ý kiến gửi thẳng về Sở, đơn vị không thu và không đọc phiếu."
    return Poster(
        unit_name=unit.name,
        body=_department_name(unit),
        invitation=invitation,
        purpose=purpose,
        minutes=max((questionnaire.minutes for questionnaire in questionnaires), default=5),
        address=public_url.split("://", 1)[-1].rstrip("/"),
        code=print_token(token),
        url=url,
        qr=qr_svg(url),
        logo=logo_svg(logos[unit.id]) if unit.id in logos and not tokens else "",
    )


def invitation_words(unit: Unit, questionnaires: Sequence[Questionnaire]) -> tuple[str, str]:
    """Who is invited to what, and what it is good for."""
    audiences = {questionnaire.audience for questionnaire in questionnaires}
    if unit.kind != "school" or audiences == {"citizen"}:
        return (
            "Mời Ông/Bà đến làm thủ tục hành chính cho biết mức độ hài lòng về việc tiếp nhận và giải quyết hồ sơ.",
            "Ý kiến được tổng hợp để biết điều gì đã tốt, điều gì cần sửa trước.",
        )
    levels = levels_of(unit)
    names = {
        "parent": "cha mẹ của trẻ" if levels == ("MN",) else "cha mẹ học sinh",
        "pupil": "học sinh",
        "learner": "học viên",
        "citizen": "người đến làm thủ tục hành chính",
    }
    invited = [name for audience, name in names.items() if audience in audiences] or ["học viên"]
    guests = " và ".join(part for part in (", ".join(invited[:-1]), invited[-1]) if part)
    place = "trung tâm" if levels == ("GDTX",) else "nhà trường"
    return (
        f"Mời {guests} cho biết mức độ hài lòng về {place}.",
        f"Ý kiến được tổng hợp để {place} biết điều gì đã tốt, điều gì cần sửa trước.",
    )


def _shipped_for(unit: Unit) -> list[Questionnaire]:
    return [
        questionnaire
        for questionnaire in load_shipped().values()
        if takes_part(questionnaire, code=unit.code, kind=unit.kind, levels=levels_of(unit))
    ]


def _department_name(unit: Unit) -> str:
    """The name of the department above a unit, "" where it has none."""
    above: Unit | None = unit
    while above is not None and above.kind != "department":
        above = above.parent
    return above.name if above is not None and above is not unit else ""
