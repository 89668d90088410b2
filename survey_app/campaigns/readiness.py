"""What stands between a campaign and its opening, in the words of a check-list: what is wrong, how much of it, what to do.

"stop" keeps a campaign from being opened, "look" asks whether it is meant, "good" says that it was looked at. Reads units,
numbers and accounts; knows no answer.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import combinations
from typing import Final, Literal
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_count
from questionnaires import Questionnaire
from survey_app.campaigns import collections
from survey_app.campaigns.assignments import assigned_to, stands_on
from survey_app.campaigns.eligible import eligible_numbers, takes_part
from survey_app.campaigns.enrolments import load_enrolments
from survey_app.campaigns.opening import levels_of
from survey_app.campaigns.participations import get_questionnaire
from survey_app.documents.settings import find_settings
from survey_app.models import Account, Campaign, Instrument, Unit
from survey_app.models.organisation import SCHOOL_LEVELS

State = Literal["stop", "look", "good"]
NAMED: Final = 3  # units that are named as examples
LEVEL_NAMES: Final = {"MN": "mầm non", "TH": "tiểu học", "THCS": "THCS", "THPT": "THPT", "GDTX": "GDTX"}


@dataclass(frozen=True)
class Check:
    """One line of the check-list. `place` names where it is put right: "units", "accounts", "settings", "letterhead" or ""."""

    state: State
    title: str
    advice: str = ""
    place: str = ""


@dataclass(frozen=True)
class _Asked:
    """A unit with the instruments that it would answer, and whether the number of those asked is known for all of them."""

    unit: Unit
    instruments: tuple[str, ...]
    is_counted: bool


def build_checks(session: Session, campaign: Campaign, *, public_url: str, today: dt.date) -> tuple[Check, ...]:
    """Every check, what keeps from opening first."""
    instruments = {one: get_questionnaire(session, one.id, one.digest) for one in campaign.instruments}
    everybody, numbers = session.scalars(select(Unit).order_by(Unit.code)).all(), load_enrolments(session)
    units = [unit for unit in everybody if stands_on(unit, campaign.opens_on)]
    asked = [_ask(unit, instruments, numbers.get(unit.id, {})) for unit in units]
    found = [
        *_check_dates(campaign, today=today),
        *_check_units(asked, instruments, units),
        *_check_asked_twice(asked, list(instruments.values())),
        *_check_numbers(asked),
        *_check_accounts(session, asked),
        *_check_collections(session, campaign, units),
        *_check_others(session, campaign),
        *_check_address(public_url),
        *_check_letterhead(session, units),
    ]
    order = ("stop", "look", "good")
    return tuple(sorted(found, key=lambda check: order.index(check.state)))


def is_loopback(address: str) -> bool:
    """Whether an address leads back to the machine that opens it, so that it is of no use on paper."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _ask(unit: Unit, instruments: dict[Instrument, Questionnaire], enrolment: dict[str, int]) -> _Asked:
    levels = levels_of(unit)
    taken = {
        one.code: questionnaire
        for one, questionnaire in instruments.items()
        if takes_part(questionnaire, code=unit.code, kind=unit.kind, levels=levels, assigned=assigned_to(one))
    }
    counted = (one for one in taken.values() if one.audience != "citizen")
    is_counted = all(eligible_numbers(one, levels=levels, enrolment=enrolment) for one in counted)
    return _Asked(unit, tuple(taken), is_counted)


def _check_dates(campaign: Campaign, *, today: dt.date) -> Iterator[Check]:
    if campaign.closes_on < today:
        yield Check("stop", f"Ngày kết thúc {campaign.closes_on:%d/%m/%Y} đã qua", "Sửa ngày ở phần Thời gian.", "settings")
    elif campaign.opens_on <= today:
        yield Check(
            "look",
            f"Ngày mở {campaign.opens_on:%d/%m/%Y} đã đến: phiếu mở cho mọi người ngay khi bấm “Mở đợt”",
            "Nếu chưa muốn vậy, sửa ngày mở ở phần Thời gian.",
            "settings",
        )
    else:
        days = (campaign.closes_on - campaign.opens_on).days + 1
        yield Check("good", f"Phiếu mở từ {campaign.opens_on:%d/%m/%Y} đến hết {campaign.closes_on:%d/%m/%Y}, {days} ngày")


def _check_units(
    asked: Sequence[_Asked], instruments: dict[Instrument, Questionnaire], units: Sequence[Unit]
) -> Iterator[Check]:
    answering = [one for one in asked if one.instruments]
    if not instruments:
        yield Check("stop", "Đợt chưa có phiếu nào", "Chọn phiếu ở phần Phiếu khảo sát.", "settings")
        return
    if not answering:
        yield Check("stop", "Không đơn vị nào trả lời phiếu của đợt", "Nhập danh sách đơn vị, hoặc chọn phiếu khác.", "units")
        return
    yield Check("good", f"{format_count(len(answering))} đơn vị trả lời {len(instruments)} loại phiếu")
    covered = {level for questionnaire in instruments.values() for level in questionnaire.levels}
    taught = {level for unit in units if unit.kind == "school" for level in levels_of(unit)}
    for level in (one for one in SCHOOL_LEVELS if one in taught - covered):
        number = sum(level in levels_of(unit) for unit in units)
        yield Check(
            "look",
            f"Cấp {LEVEL_NAMES[level]}: {format_count(number)} đơn vị không có phiếu nào trong đợt",
            "Nếu cấp này cũng khảo sát, chọn thêm phiếu ở phần Phiếu khảo sát.",
            "settings",
        )
    used = {code for one in answering for code in one.instruments}
    for instrument, questionnaire in instruments.items():
        if instrument.code not in used:
            yield Check(
                "look",
                f"Không đơn vị nào trả lời phiếu {questionnaire.short_title} ({instrument.code})",
                "Bỏ phiếu này, hoặc chọn đơn vị trả lời." if not questionnaire.levels else "Bỏ phiếu này, hoặc nhập đơn vị.",
                "settings" if not questionnaire.levels else "units",
            )


def _check_asked_twice(asked: Sequence[_Asked], questionnaires: Sequence[Questionnaire]) -> Iterator[Check]:
    """Two questionnaires for the same people: each would be asked for twice, and fewer would answer either."""
    pairs = [
        {first.code, second.code}
        for first, second in combinations(questionnaires, 2)
        if first.audience == second.audience and set(first.levels) & set(second.levels)
    ]
    met = [pair for pair in pairs if any(pair <= set(one.instruments) for one in asked)]
    if met:
        number = sum(any(pair <= set(one.instruments) for pair in met) for one in asked)
        named = "; ".join(" và ".join(sorted(pair)) for pair in met)
        yield Check(
            "look",
            f"{format_count(number)} đơn vị hỏi cùng một người hai phiếu: {named}",
            "Bỏ bớt một phiếu ở phần Phiếu khảo sát, trừ khi cố ý hỏi cả hai.",
            "settings",
        )


def _check_numbers(asked: Sequence[_Asked]) -> Iterator[Check]:
    lacking = [one.unit for one in asked if one.instruments and not one.is_counted]
    if lacking:
        yield Check(
            "look",
            f"{_count(lacking)} chưa có số học sinh cho phiếu của mình: {_name(lacking)}",
            "Không có số này thì không biết cần bao nhiêu phiếu. Nhập số học sinh theo khối ở trang Đơn vị.",
            "units",
        )
    elif any(one.instruments for one in asked):
        yield Check("good", "Mọi đơn vị đều có số người được hỏi")


def _check_accounts(session: Session, asked: Sequence[_Asked]) -> Iterator[Check]:
    having = set(session.scalars(select(Account.unit_id).where(Account.is_active, Account.role == "unit")))
    lacking = [one.unit for one in asked if one.instruments and one.unit.id not in having]
    if lacking:
        yield Check(
            "look",
            f"{_count(lacking)} chưa có tài khoản: {_name(lacking)}",
            "Không có tài khoản thì đơn vị không tự in áp phích, không theo dõi được số phiếu. Tạo tài khoản ở trang Đơn vị.",
            "accounts",
        )
    elif any(one.instruments for one in asked):
        yield Check("good", "Mọi đơn vị đều có tài khoản")


def _check_collections(session: Session, campaign: Campaign, units: Sequence[Unit]) -> Iterator[Check]:
    if campaign.access == "codes":
        yield Check(
            "look",
            "Đợt dùng mã một lần: không có phiếu mời thì không ai gửi được",
            "Sau khi mở, mỗi đơn vị in phiếu mời ở trang của mình.",
        )
    known = {unit.code for unit in units}
    for collection, codes in collections.find_collections(session, campaign.id).items():
        strangers = sorted(set(codes) - known)
        name = collections.NAMES[collection]
        if strangers:
            yield Check("stop", f"{name}: không có đơn vị mang mã {', '.join(strangers)}", "Sửa danh sách mã.", "settings")
        else:
            yield Check("good", f"{name}: {format_count(len(codes)) if codes else 'mọi'} đơn vị")


def _check_others(session: Session, campaign: Campaign) -> Iterator[Check]:
    codes = {one.code for one in campaign.instruments}
    meanwhile = session.scalars(
        select(Campaign).where(
            Campaign.opened,
            Campaign.id != campaign.id,
            Campaign.sealed_on.is_(None),
            Campaign.opens_on <= campaign.closes_on,
            Campaign.closes_on >= campaign.opens_on,
        )
    )
    for other in meanwhile:
        if codes & {one.code for one in other.instruments}:
            yield Check(
                "look",
                f"{other.name} hỏi cùng phiếu trong cùng thời gian",
                "Người quét mã sẽ thấy hai phiếu giống nhau và phải chọn. Nên để hai đợt cách nhau.",
                "settings",
            )


def _check_address(public_url: str) -> Iterator[Check]:
    if is_loopback(public_url):
        yield Check(
            "look",
            f"Địa chỉ in trên áp phích là {public_url}: điện thoại không mở được",
            "Người vận hành đặt PUBLIC_URL là địa chỉ thật của trang rồi khởi động lại, trước khi in áp phích đầu tiên.",
        )
    elif not public_url.startswith("https://"):
        yield Check(
            "look",
            f"Địa chỉ in trên áp phích là {public_url}, chưa có HTTPS",
            "Người vận hành nên bật HTTPS trước khi in: áp phích treo nhiều năm, đổi địa chỉ là phải in lại.",
        )
    else:
        yield Check("good", f"Áp phích in địa chỉ {public_url}")


def _check_letterhead(session: Session, units: Sequence[Unit]) -> Iterator[Check]:
    department = next((unit for unit in units if unit.kind == "department"), None)
    if department is None:
        return
    settings = find_settings(session, [department.id])[department.id]
    if not (settings.place and settings.signer):
        yield Check(
            "look",
            "Văn bản của Sở chưa có địa danh hoặc người ký",
            "Điền ở trang Thông tin trên văn bản; kế hoạch khảo sát in ra mới đủ.",
            "letterhead",
        )


def _count(units: Sequence[Unit]) -> str:
    return f"{format_count(len(units))} đơn vị"


def _name(units: Sequence[Unit]) -> str:
    named = "; ".join(unit.name for unit in units[:NAMED])
    return named if len(units) <= NAMED else f"{named} và {format_count(len(units) - NAMED)} đơn vị khác"
