"""Makes a draft of a release from a sealed campaign: everything that would be published, frozen before anybody signs.

What is signed is what was looked at: signing adds a name and a date to the draft and computes nothing. A draft is made anew
with one button for as long as it is not signed. Costs seconds for a thousand schools, once per draft, and nothing per reader;
it is computed in a reading session, so that nobody who sends answers to another campaign waits.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis import METHOD_VERSION
from analysis.build_release import build_released_instrument
from analysis.release_memory import Told
from analysis.reports import UnitSums, build_frame
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.targets import judging_target
from survey_app.exports.open_files import OpenFile, build_open_files
from survey_app.exports.release_picture import build_release_picture
from survey_app.models import Campaign, Instrument, Participation, Release, ReleaseFile, ReleasePlace, Unit
from survey_app.models.organisation import SCHOOL_LEVELS
from survey_app.releases.frozen import (
    FORMAT,
    FrozenPart,
    FrozenPlace,
    Plain,
    fingerprint_of_release,
    freeze_instrument,
    freeze_level_means,
    freeze_official,
    freeze_places,
    part_key,
    terms_of_gate,
    to_json,
)
from survey_app.releases.places import WHOLE, PlacedUnit, find_units, places_of
from survey_app.results.access import describe_all
from survey_app.results.reports import KINDS, answering_units

COLLECTIONS = ("own", "independent", "sample")


class ReleaseRefusedError(Exception):
    """Why nothing was built, signed or withdrawn, in words for the person in charge."""


@dataclass(frozen=True)
class Built:
    """All that a release of a campaign would be now."""

    content: Plain
    places: list[FrozenPlace]
    memory: Plain
    fingerprint: str
    data_mark: str


@dataclass(frozen=True)
class Terms:
    """Under which a release is computed; a release that is checked brings the ones it was made under.

    `target` judges the official figure, `targets` each instrument by its code.
    """

    target: float
    targets: Mapping[str, float]
    convention: str
    department: str
    units: Mapping[str, PlacedUnit]
    format: int = FORMAT


@dataclass(frozen=True)
class Draft:
    """A release that has been computed and not been stored; `after` is the number of the latest one that was out then."""

    campaign_id: int
    after: int
    built: Built
    files: list[OpenFile]
    picture: bytes


def build_draft(session: Session, campaign: Campaign, *, secret: str, licence: Mapping[str, str]) -> Draft:
    """Compute what would be published now. May take long, so it is called while nobody waits to write."""
    if campaign.sealed_on is None:
        raise ReleaseRefusedError(
            f"Đợt {campaign.code} chưa khóa sổ nên chưa công bố được: phiếu có thể còn thêm. Đợt tự khóa sổ trong đêm sau ngày "
            "cuối; người quản trị cũng có thể chạy lệnh close-campaigns."
        )
    earlier = find_released(session, campaign.id)
    _refuse_other_terms(campaign, earlier)
    department = session.scalar(select(Unit.name).where(Unit.kind == "department").order_by(Unit.id)) or ""
    units = find_units(session, campaign.id)
    terms = Terms(campaign.target, targets_now(session, campaign), campaign.convention, department, units)
    built = build_release(session, campaign, terms, earlier=earlier, secret=secret, licence=licence)
    after = earlier[-1].number if earlier else 0
    places = [place.content for place in built.places]
    return Draft(
        campaign_id=campaign.id,
        after=after,
        built=built,
        files=build_open_files(built.content, places, number=after + 1, fingerprint=built.fingerprint),
        picture=build_release_picture(campaign.name, built.content["department"]),
    )


def store_draft(session: Session, draft: Draft, *, now: dt.datetime) -> Release:
    """Keep a draft as the campaign's next release, in place of an older draft. The caller commits."""
    find_draft_and_delete(session, draft.campaign_id)
    latest = session.scalar(select(func.max(Release.number)).where(Release.campaign_id == draft.campaign_id)) or 0
    if latest != draft.after:
        raise ReleaseRefusedError("Đã có bản công bố khác trong lúc lập bản chuẩn bị. Hãy lập lại.")
    built = draft.built
    release = Release(
        campaign_id=draft.campaign_id,
        number=draft.after + 1,
        state="draft",
        built_at=now.astimezone(dt.UTC),
        content=to_json(built.content),
        memory=to_json(built.memory),
        fingerprint=built.fingerprint,
        data_mark=built.data_mark,
        picture=draft.picture,
    )
    session.add(release)
    session.flush()
    session.add_all(
        ReleasePlace(
            release_id=release.id,
            kind=place.kind,
            code=place.code,
            position=position,
            summary=to_json(place.summary),
            content=to_json(place.content),
        )
        for position, place in enumerate(built.places)
    )
    session.add_all(
        ReleaseFile(release_id=release.id, name=one.name, digest=one.digest, data=one.packed) for one in draft.files
    )
    session.flush()
    return release


def find_draft_and_delete(session: Session, campaign_id: int) -> bool:
    """Throw the campaign's draft away; whether there was one."""
    draft = session.scalar(select(Release.id).where(Release.campaign_id == campaign_id, Release.state == "draft"))
    if draft is None:
        return False
    for table in (ReleaseFile, ReleasePlace):
        session.execute(delete(table).where(table.release_id == draft))
    session.execute(delete(Release).where(Release.id == draft))
    session.flush()
    return True


def find_released(session: Session, campaign_id: int, *, before: int | None = None) -> Sequence[Release]:
    """The releases of a campaign that were ever out, the first one first; with `before`, those of lower numbers."""
    wanted = select(Release).where(Release.campaign_id == campaign_id, Release.state != "draft").order_by(Release.number)
    return session.scalars(wanted if before is None else wanted.where(Release.number < before)).all()


def build_release(
    session: Session,
    campaign: Campaign,
    terms: Terms,
    *,
    earlier: Sequence[Release],
    secret: str,
    licence: Mapping[str, str],
) -> Built:
    """What the release is under these terms beside those that were out before; it computes, and stores nothing."""
    memories = [json.loads(release.memory) for release in earlier]
    parts: list[FrozenPart] = []
    for instrument in campaign.instruments:
        for collection in COLLECTIONS:
            parts += _parts_of(session, instrument, collection, terms, memories)
    if not parts:
        raise ReleaseRefusedError(f"Đợt {campaign.code} không có đơn vị nào nên không có gì để công bố.")
    content = _content(session, campaign, terms, parts, licence)
    whole = {"code": WHOLE, "name": terms.department, "official": freeze_official(parts, terms.target)}
    levels = freeze_level_means(parts, terms.target) if terms.format > 1 else {}
    places = freeze_places(parts, terms.units, whole=whole, levels=levels)
    mark = mark_data(session, campaign, terms.units, secret=secret)
    memory = {"convention": terms.convention, "parts": {part.key: part.told.to_plain() for part in parts}}
    return Built(content, places, memory, fingerprint_of_release(content, places), mark)


def targets_now(session: Session, campaign: Campaign) -> dict[str, float]:
    """By the code of each instrument the target by which it is judged."""
    return {one.code: judging_target(campaign, get_questionnaire(session, one.id, one.digest)) for one in campaign.instruments}


def mark_data(session: Session, campaign: Campaign, units: Mapping[str, PlacedUnit], *, secret: str) -> str:
    """A keyed digest of the sums and eligible numbers of some units, in an order that does not depend on the database."""
    mark = hmac.new(secret.encode(), b"release data", hashlib.sha256)
    for instrument in campaign.instruments:
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        for collection in COLLECTIONS:
            answering = answering_units(session, instrument.id, questionnaire, collection=collection, is_open=False)
            for unit in sorted((one.sums for one in answering.values()), key=lambda one: one.code):
                if unit.code in units:
                    mark.update(f"{instrument.code}/{collection}/{unit.code}\0{unit.eligible}\0".encode())
                    for grade in sorted(unit.cells):
                        mark.update(grade.encode() + b"\0" + unit.cells[grade].to_bytes())
    return mark.hexdigest()


def _parts_of(
    session: Session, instrument: Instrument, collection: str, terms: Terms, memories: Sequence[Plain]
) -> list[FrozenPart]:
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    answering = answering_units(session, instrument.id, questionnaire, collection=collection, is_open=False)
    frame = build_frame(questionnaire, [unit.sums for unit in answering.values()])
    by_kind: dict[str, list[UnitSums]] = {}
    for unit in answering.values():
        if unit.sums.code in terms.units:
            by_kind.setdefault(unit.kind, []).append(unit.sums)
    levels = questionnaire.levels or SCHOOL_LEVELS
    parts = []
    for kind in sorted(by_kind, key=KINDS.index):
        units = sorted(by_kind[kind], key=lambda unit: unit.code)
        key = part_key(instrument.code, kind, collection)
        told = [Told.from_plain(one["parts"][key]) for one in memories if key in one["parts"]]
        placed = [terms.units[unit.code] for unit in units]
        made = build_released_instrument(
            questionnaire,
            [_named(unit, terms.units[unit.code]) for unit in units],
            places=places_of(placed, levels if len(levels) > 1 and kind == "school" else ()),
            target=terms.targets[instrument.code],
            frame=frame,
            earlier=told,
            convention=terms.convention,  # type: ignore[arg-type]  # the table allows no other
        )
        parts.append(FrozenPart(questionnaire, kind, collection, made.report, frame, made.told, made.refused))
    return parts


def _content(
    session: Session, campaign: Campaign, terms: Terms, parts: Sequence[FrozenPart], licence: Mapping[str, str]
) -> Plain:
    """What everybody must know to read the figures."""
    asked = {part.questionnaire.code: part.questionnaire for part in parts}
    ids = session.scalars(select(Participation.id).where(Participation.campaign_id == campaign.id)).all()
    assert campaign.sealed_on is not None
    return {
        "format": terms.format,
        "department": terms.department,
        "campaign": {
            "code": campaign.code,
            "name": campaign.name,
            "opens_on": campaign.opens_on.isoformat(),
            "closes_on": campaign.closes_on.isoformat(),
            "sealed_on": campaign.sealed_on.isoformat(),
        },
        "target": round(100 * terms.target, 6),
        "targets": {code: round(100 * share, 6) for code, share in terms.targets.items()},
        "convention": terms.convention,
        "method_version": METHOD_VERSION,
        "thresholds": terms_of_gate(),
        "access": describe_all(session, campaign, participation_ids=ids),
        "instruments": [freeze_instrument(questionnaire) for questionnaire in asked.values()],
        # without a digest of each: over exact figures of few units it could be tried out; `memory` has a keyed one
        "reports": [dict(part.names) for part in parts],
        "licence": dict(licence),
    }


def _named(unit: UnitSums, placed: PlacedUnit) -> UnitSums:
    """The unit under the name that the release gives it."""
    return replace(unit, name=placed.name, group=placed.commune_name)


def _refuse_other_terms(campaign: Campaign, earlier: Sequence[Release]) -> None:
    """Two conventions of one campaign would weigh the same answers differently, which no gate has looked at."""
    for release in earlier:
        if json.loads(release.memory)["convention"] != campaign.convention:
            raise ReleaseRefusedError(
                f"Bản công bố số {release.number} của đợt {campaign.code} dùng cách tính khác. Hai cách tính của cùng một đợt "
                "có thể làm lộ kết quả của nhóm ít người, nên bản mới phải giữ cách tính cũ."
            )
