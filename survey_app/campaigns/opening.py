"""Creating and opening a campaign: its instruments are frozen, and every unit that can answer one gets a participation.

Knows units, questionnaires and numbers; knows no answer and no result.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, selectinload

from questionnaires import Questionnaire
from survey_app.campaigns import collections
from survey_app.campaigns.answer_views import create_answer_view
from survey_app.campaigns.assignments import assign, assigned_to, stands_on
from survey_app.campaigns.eligible import eligible_numbers, takes_part
from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, Unit
from survey_app.models.organisation import UNIT_KINDS

__all__ = [
    "CampaignRefusedError",
    "create_campaign",
    "find_campaign",
    "freeze_instruments",
    "levels_of",
    "open_campaign",
    "set_access",
    "set_paper_until",
]

CODE_PATTERN: Final = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
CODE_LENGTH: Final = 16
NAME_LENGTH: Final = 200
RUNGS: Final = ("open", "marked", "codes")  # of the ladder against stuffing; none of them asks who answers


def create_campaign(
    session: Session,
    *,
    code: str,
    name: str,
    opens_on: dt.date,
    closes_on: dt.date,
    questionnaires: Iterable[Questionnaire],
    target: float = 0.9,
    convention: str = "answers",
    results_while_open: bool = False,
    access: str = "open",
    paper_until: dt.date | None = None,
) -> Campaign:
    """Add a campaign with its instruments; nobody can answer before `open_campaign`. The caller commits."""
    _refuse_bad_words(code, name)
    if opens_on > closes_on:
        raise CampaignRefusedError("Ngày mở phải trước hoặc trùng ngày kết thúc.")
    _refuse_early_paper(paper_until, closes_on)
    if not 0 < target < 1:
        raise CampaignRefusedError("Chỉ tiêu phải lớn hơn 0% và nhỏ hơn 100%.")
    if session.scalar(select(Campaign.id).where(Campaign.code == code)) is not None:
        raise CampaignRefusedError(f"Đã có đợt khảo sát mang mã {code}. Hãy chọn mã khác.")
    campaign = Campaign(
        code=code,
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        target=target,
        convention=convention,
        results_while_open=results_while_open,
        access=_checked_rung(access),
        paper_until=paper_until,
        opened=False,
    )
    session.add(campaign)
    freeze_instruments(session, campaign, questionnaires)
    return campaign


def set_access(campaign: Campaign, access: str) -> None:
    """Put a campaign on another rung of the ladder; once it is open it stays where it is, for its reports print it."""
    if campaign.opened:
        raise CampaignRefusedError(
            f"Đợt {campaign.code} đã mở nên không đổi cách nhận phiếu được nữa: người trả lời và báo cáo đều dựa vào đó."
        )
    campaign.access = _checked_rung(access)


def set_paper_until(campaign: Campaign, last_day: dt.date, *, today: dt.date) -> None:
    """Move the last day on which paper forms may be entered; results that have become final stay final."""
    _refuse_early_paper(last_day, campaign.closes_on)
    if campaign.sealed_on is not None or today > (campaign.paper_until or campaign.closes_on):
        raise CampaignRefusedError(f"Đợt {campaign.code} đã hết hạn nhập phiếu giấy và đã có kết quả, không gia hạn được nữa.")
    if last_day < today:
        raise CampaignRefusedError("Ngày cuối nhập phiếu giấy phải từ hôm nay trở đi.")
    campaign.paper_until = last_day


def freeze_instruments(session: Session, campaign: Campaign, questionnaires: Iterable[Questionnaire]) -> None:
    """Make these the instruments of a campaign that has not been opened; once it is, they cannot change any more."""
    if campaign.opened:
        raise CampaignRefusedError(f"Đợt {campaign.code} đã mở nên không đổi phiếu khảo sát được nữa.")
    chosen = list(questionnaires)
    if not chosen:
        raise CampaignRefusedError("Đợt khảo sát cần ít nhất một phiếu.")
    if len({questionnaire.code for questionnaire in chosen}) < len(chosen):
        raise CampaignRefusedError("Mỗi phiếu chỉ được chọn một lần.")
    session.flush()
    session.execute(delete(Instrument).where(Instrument.campaign_id == campaign.id))
    session.expire(campaign, ["instruments"])
    for questionnaire in chosen:
        frozen = Instrument(
            campaign_id=campaign.id, code=questionnaire.code, digest=questionnaire.digest, content=questionnaire.to_json()
        )
        session.add(frozen)
        session.flush()  # one by one, so that their numbers follow the order chosen


def open_campaign(session: Session, campaign: Campaign, *, assigned: Mapping[str, Collection[str]] | None = None) -> int:
    """Give every unit its participations with eligible numbers and return how many are new; beside them those that the
    department collects. The caller commits.

    `assigned` says by instrument code which units, by kind or by code, answer what is bound to no level; it adds to what was
    assigned before. A unit that is closed by the first day gets none. Run again, opening adds what was imported since and
    brings the eligible numbers of all participations up to date, until the campaign is sealed.
    """
    if campaign.sealed_on is not None:
        raise CampaignRefusedError(f"Đợt {campaign.code} đã khóa sổ nên không thêm đơn vị được nữa.")
    instruments = {instrument: Questionnaire.from_json(instrument.content) for instrument in campaign.instruments}
    units = session.scalars(select(Unit).options(selectinload(Unit.enrolments)).order_by(Unit.code)).all()
    assign(campaign, instruments, assigned or {}, known=[*UNIT_KINDS, *(unit.code for unit in units)])
    new = _add_participations(session, campaign, instruments, units)
    for collection, codes in collections.find_collections(session, campaign.id).items():
        asked = collections.units_of(codes, units)
        _add_participations(session, campaign, instruments, asked, collection=collection)
        _give_tokens(session, campaign, collection)
    _refresh_eligible_numbers(session, campaign, instruments, units)
    for instrument, questionnaire in instruments.items():
        create_answer_view(session, campaign, instrument, questionnaire)
    campaign.opened = True
    session.flush()
    return new


def find_campaign(session: Session, code: str, *, erased: bool = False) -> Campaign | None:
    """The campaign with this code; with `erased`, also one of which nothing is left but its releases."""
    found = session.scalar(select(Campaign).where(Campaign.code == code))
    return found if found is not None and (erased or found.erased_on is None) else None


def _refuse_bad_words(code: str, name: str) -> None:
    if len(code) > CODE_LENGTH or not CODE_PATTERN.fullmatch(code):
        raise CampaignRefusedError(
            f"Mã đợt gồm chữ in hoa không dấu, chữ số và dấu gạch nối, nhiều nhất {CODE_LENGTH} ký tự, ví dụ 2026."
        )
    if not name.strip() or len(name) > NAME_LENGTH:
        raise CampaignRefusedError(f"Tên đợt phải có và dài nhiều nhất {NAME_LENGTH} ký tự.")


def _checked_rung(access: str) -> str:
    if access not in RUNGS:
        raise CampaignRefusedError(f"Cách nhận phiếu là một trong: {', '.join(RUNGS)}.")
    return access


def _refuse_early_paper(paper_until: dt.date | None, closes_on: dt.date) -> None:
    if paper_until is not None and paper_until < closes_on:
        raise CampaignRefusedError(
            f"Ngày cuối nhập phiếu giấy ({paper_until:%d/%m/%Y}) không được trước ngày kết thúc đợt ({closes_on:%d/%m/%Y})."
        )


def _add_participations(
    session: Session,
    campaign: Campaign,
    instruments: dict[Instrument, Questionnaire],
    units: Iterable[Unit],
    *,
    collection: str = collections.OWN,
) -> int:
    known = set(
        session.execute(
            select(Participation.unit_id, Participation.instrument_id).where(
                Participation.campaign_id == campaign.id, Participation.collection == collection
            )
        ).all()
    )
    rows = [
        {"campaign_id": campaign.id, "unit_id": unit.id, "instrument_id": instrument.id, "collection": collection}
        for unit in units
        for instrument, questionnaire in instruments.items()
        if (unit.id, instrument.id) not in known
        and stands_on(unit, campaign.opens_on)
        and takes_part(questionnaire, code=unit.code, kind=unit.kind, levels=levels_of(unit), assigned=assigned_to(instrument))
    ]
    if rows:
        session.execute(insert(Participation), rows)
    return len(rows)


def _give_tokens(session: Session, campaign: Campaign, collection: str) -> None:
    asked = select(Participation.unit_id).where(
        Participation.campaign_id == campaign.id, Participation.collection == collection
    )
    collections.give_tokens(session, collection, set(session.scalars(asked)))


def levels_of(unit: Unit) -> tuple[str, ...]:
    """The school levels of a unit."""
    return tuple(unit.levels.split(",")) if unit.levels else ()


def _refresh_eligible_numbers(
    session: Session, campaign: Campaign, instruments: dict[Instrument, Questionnaire], units: Iterable[Unit]
) -> None:
    """Write anew the numbers of those participations where they differ from what the units have now."""
    questionnaires = {instrument.id: questionnaire for instrument, questionnaire in instruments.items()}
    units_by_id = {unit.id: unit for unit in units}
    participations = session.execute(
        select(Participation.id, Participation.unit_id, Participation.instrument_id).where(
            Participation.campaign_id == campaign.id
        )
    ).all()
    stored = _stored_numbers(session, campaign)
    rows: list[dict[str, object]] = []
    changed: list[int] = []
    for participation_id, unit_id, instrument_id in participations:
        unit = units_by_id[unit_id]
        numbers = eligible_numbers(
            questionnaires[instrument_id],
            levels=levels_of(unit),
            enrolment={enrolment.grade: enrolment.number for enrolment in unit.enrolments},
        )
        if numbers != stored.get(participation_id, ()):
            changed.append(participation_id)
            rows += [
                {"participation_id": participation_id, "grade": grade, "position": position, "number": number}
                for position, (grade, number) in enumerate(numbers)
            ]
    for start in range(0, len(changed), 500):  # below every database's limit of bound values
        session.execute(
            delete(EligibleNumber).where(EligibleNumber.participation_id.in_(changed[start : start + 500])),
            execution_options={"synchronize_session": "fetch"},
        )
    if rows:
        session.execute(insert(EligibleNumber), rows)


def _stored_numbers(session: Session, campaign: Campaign) -> dict[int, tuple[tuple[str, int], ...]]:
    stored: dict[int, tuple[tuple[str, int], ...]] = {}
    for participation_id, grade, number in session.execute(
        select(EligibleNumber.participation_id, EligibleNumber.grade, EligibleNumber.number)
        .join(Participation, Participation.id == EligibleNumber.participation_id)
        .where(Participation.campaign_id == campaign.id)
        .order_by(EligibleNumber.participation_id, EligibleNumber.position)
    ):
        stored[participation_id] = (*stored.get(participation_id, ()), (grade, number))
    return stored
