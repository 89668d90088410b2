"""Slips with one-time codes: how many of each grade, and what they say. The picture is made by `exports.slips`.

The code stands in the fragment of the address: a browser sends a fragment to nobody, so no server and no proxy can write a code
into a log beside an address and a time. It reaches us with the answers and not before.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_count
from questionnaires import Questionnaire
from survey_app.campaigns.codes import CodesState, code_hash, find_codes_state, issue_codes
from survey_app.campaigns.collections import access_of, find_tokens
from survey_app.campaigns.grades import WHOLE_UNIT
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.posters import invitation_words
from survey_app.campaigns.qr import qr_svg
from survey_app.campaigns.tokens import print_token, scan_url
from survey_app.exports.slips import Bundle, Slip, SlipSheets
from survey_app.models import Campaign, OneTimeCode, Participation

AT_ONCE: Final = 5_000  # slips of one file: 500 sheets of paper, some twenty seconds of work
WITHOUT_NUMBER: Final = 10_000  # slips in use of a unit whose eligible number nobody knows
SPARE: Final = 50  # beyond twice the eligible: slips for a small school that lost a whole print-out

_RANDOM: Final = SystemRandom()


class SlipsRefusedError(Exception):
    """Why no slips are made like this, in words for the clerk."""


@dataclass(frozen=True)
class GradeSlips:
    """The slips of one grade; grade "" where the questionnaire asks none. `eligible` is None where unknown."""

    grade: str
    label: str
    eligible: int | None
    issued: int
    used: int


def find_slips(session: Session, participation: Participation) -> tuple[GradeSlips, ...]:
    """How many slips each grade has and needs, in the order of the questionnaire.

    Grades are those with an eligible number; without numbers by grade there is one bundle for the whole unit. Bundles that were
    printed before the numbers changed are listed too.
    """
    questionnaire = get_questionnaire(session, participation.instrument.id, participation.instrument.digest)
    labels = {grade.code: grade.label for grade in questionnaire.grades}
    eligible = {number.grade: number.number for number in participation.eligible_numbers}
    states = find_codes_state(session, participation.id)
    grades = [*(eligible or [WHOLE_UNIT]), *(grade for grade in sorted(states) if grade not in (eligible or [WHOLE_UNIT]))]
    nothing = CodesState(issued=0, used=0)
    return tuple(
        GradeSlips(
            grade=grade,
            label=labels.get(grade, grade),
            eligible=eligible.get(grade),
            issued=states.get(grade, nothing).issued,
            used=states.get(grade, nothing).used,
        )
        for grade in grades
    )


def issue_slips(
    session: Session,
    participation: Participation,
    *,
    numbers: Mapping[str, int],
    secret: str,
    today: dt.date,
) -> dict[str, list[str]]:
    """Store so many new codes for each grade and return them as they are printed, shuffled. The caller commits."""
    bundles = find_slips(session, participation)
    _refuse(participation, bundles, numbers, today=today)
    wanted = {grade: number for grade, number in numbers.items() if number}
    codes = issue_codes(session, participation, numbers=wanted, secret=secret)
    for of_grade in codes.values():
        _RANDOM.shuffle(of_grade)
    return codes


def discard_codes(session: Session, participation_id: int, codes: Mapping[str, list[str]], *, secret: str) -> None:
    """Take back codes that could not be printed, and only these. The caller commits."""
    hashes = [code_hash(code, secret=secret) for of_grade in codes.values() for code in of_grade]
    session.execute(
        delete(OneTimeCode).where(
            OneTimeCode.participation_id == participation_id, OneTimeCode.code_hash.in_(hashes), ~OneTimeCode.used
        ),
        execution_options={"synchronize_session": False},
    )


def slips_for(session: Session, participation: Participation, codes: Mapping[str, list[str]], *, public_url: str) -> SlipSheets:
    """The slips with these codes. Only reads, so it may take its time while others write."""
    unit, campaign = participation.unit, participation.campaign
    questionnaire: Questionnaire = get_questionnaire(session, participation.instrument.id, participation.instrument.digest)
    labels = {bundle.grade: bundle.label for bundle in find_slips(session, participation)}
    token = find_tokens(session, participation.collection).get(unit.id, unit.link_token)  # the unit's own has no row there
    address = f"{scan_url(public_url, token)}/{participation.id}"
    return SlipSheets(
        unit_name=unit.name,
        campaign_name=campaign.name,
        questionnaire_title=questionnaire.short_title,
        invitation=invitation_words(unit, [questionnaire])[0],
        minutes=questionnaire.minutes,
        address=public_url.split("://", 1)[-1].rstrip("/"),
        token=print_token(token),
        last_day=f"{campaign.closes_on:%d/%m/%Y}",
        bundles=tuple(
            Bundle(labels[grade], tuple(_build_slip(f"{address}#ma-{code}", code) for code in codes[grade]))
            for grade in labels
            if codes.get(grade)
        ),
        choice=_find_choice(session, participation, questionnaire),
    )


def _find_choice(session: Session, participation: Participation, questionnaire: Questionnaire) -> str:
    """By what name the questionnaire is chosen on the unit's page while the slips are good; "" if nothing else is open then."""
    campaign = participation.campaign
    others = session.scalars(
        select(Participation)
        .join(Campaign)
        .where(
            Participation.unit_id == participation.unit_id,
            Participation.collection == participation.collection,
            Participation.id != participation.id,
            Campaign.opens_on <= campaign.closes_on,
            Campaign.closes_on >= campaign.opens_on,
        )
    ).all()
    is_twice = any(other.instrument.code == participation.instrument.code for other in others)
    named = f"{questionnaire.audience_label}, {campaign.name}" if is_twice else questionnaire.audience_label
    return named if others else ""


def most_in_use(bundles: tuple[GradeSlips, ...]) -> int:
    """How many slips of a unit may be in use at a time: enough to print all twice, too few to invite a city."""
    known = [bundle.eligible for bundle in bundles if bundle.eligible is not None]
    return 2 * sum(known) + SPARE if known else WITHOUT_NUMBER


def _refuse(
    participation: Participation, bundles: tuple[GradeSlips, ...], numbers: Mapping[str, int], *, today: dt.date
) -> None:
    campaign = participation.campaign
    if access_of(campaign, participation.collection) != "codes":
        raise SlipsRefusedError(f"Đợt {campaign.code} không dùng mã dùng một lần nên không có phiếu mời.")
    if not campaign.opened or today > campaign.closes_on:
        raise SlipsRefusedError(f"Đợt {campaign.code} không còn nhận phiếu trả lời nên không tạo phiếu mời nữa.")
    strangers = sorted(set(numbers) - {bundle.grade for bundle in bundles})
    if strangers:
        raise SlipsRefusedError(f"Phiếu khảo sát này không có khối {', '.join(strangers)}.")
    total = sum(numbers.values())
    if total < 1 or min(numbers.values()) < 0:
        raise SlipsRefusedError("Hãy ghi số phiếu mời cần tạo, ít nhất 1 phiếu.")
    if total > AT_ONCE:
        raise SlipsRefusedError(f"Mỗi lần tạo nhiều nhất {format_count(AT_ONCE)} phiếu mời. Hãy chia làm nhiều lần.")
    left = most_in_use(bundles) - sum(bundle.issued for bundle in bundles)
    if total > left:
        raise SlipsRefusedError(
            f"Chỉ còn tạo được {format_count(max(left, 0))} phiếu mời, để số mã đang phát không quá hai lần số người được hỏi. "
            "Muốn tạo nhiều hơn thì thu hồi các mã chưa dùng trước."
        )


def _build_slip(url: str, code: str) -> Slip:
    return Slip(code=code, url=url, qr=qr_svg(url))
