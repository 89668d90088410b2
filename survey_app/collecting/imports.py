"""Taking over a survey that was held elsewhere: its answers go through the door, in one transaction, into a closed campaign.

All rows or none. The campaign holds one instrument. The same answers of a unit again add nothing. Others for a unit that
already has answers must be asked for: two copies of one survey that differ in a single row would otherwise count everybody
twice.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from questionnaires.faults import quote
from survey_app.campaigns.answer_views import create_answer_view
from survey_app.campaigns.opening import create_campaign, find_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.campaigns.unit_rows import CODE
from survey_app.campaigns.units_file import RowFault, UnitsFileError
from survey_app.collecting.import_record import find_import, record_import
from survey_app.collecting.import_table import Columns, ImportedRows, read_responses
from survey_app.collecting.responses import CampaignSealedError, Destination
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.store import count_responses

NAMED = 5  # units that a message names before it counts the rest


class ImportRefusedError(Exception):
    """Why answers cannot be taken over into this campaign, in words for the operator."""


@dataclass(frozen=True)
class Round:
    """The closed campaign that the answers belong to."""

    code: str
    name: str
    closed_on: dt.date


@dataclass(frozen=True)
class NewUnits:
    """How units that are not here yet are made; "{}" in `name` stands for what the file calls the unit."""

    name: str = "{}"


@dataclass(frozen=True)
class ResponsesImported:
    """What an import did: rows of the file, responses that are new, units of the file, and which of them were made.

    `total` is the number of responses that the campaign has now.
    """

    rows: int
    recorded: int
    units: tuple[str, ...]
    created: tuple[str, ...]
    total: int


def import_responses(
    session: Session,
    content: bytes,
    *,
    questionnaire: Questionnaire,
    columns: Columns,
    held: Round,
    now: dt.datetime,
    secret: str,
    rng: Random,
    new_units: NewUnits | None = None,
    may_add: bool = False,
) -> ResponsesImported:
    """Record the answers of an .xlsx or .csv file. The caller commits.

    Raises UnitsFileError with every fault of the file, ImportRefusedError or CampaignRefusedError for a campaign that does not
    fit. Without `new_units` a unit that is not here is a fault; without `may_add` units that have answers get no others.
    """
    rows = read_responses(content, questionnaire, columns, rng=rng)
    units = _find_units(session, rows.first_lines)
    faults = list(_find_unit_faults(units, rows.first_lines, questionnaire, may_create=new_units is not None))
    if faults:
        raise UnitsFileError(faults)
    created = tuple(code for code in rows.by_unit if code.upper() not in units)
    if new_units is not None:
        units |= _create_units(session, created, questionnaire, new_units)
    campaign, instrument = _get_campaign(session, questionnaire, held, now=now)
    destinations = {text: _get_destination(session, campaign, instrument, units[text.upper()]) for text in rows.by_unit}
    if not may_add:
        _refuse_doubles(session, rows, destinations, secret=secret)
    try:
        recorded = sum(
            record_import(session, destinations[text], responses, secret=secret, now=now)
            for text, responses in rows.by_unit.items()
        )
    except CampaignSealedError:
        message = f"Đợt {campaign.code} đã khóa sổ nên không nhận thêm câu trả lời. Hãy dùng mã đợt khác."
        raise ImportRefusedError(message) from None
    return ResponsesImported(
        rows=sum(len(responses) for responses in rows.by_unit.values()),
        recorded=recorded,
        units=tuple(rows.by_unit),
        created=created,
        total=sum(count_responses(session, _participations_of(session, campaign)).values()),
    )


def _refuse_doubles(session: Session, rows: ImportedRows, destinations: Mapping[str, Destination], *, secret: str) -> None:
    """Refuse a file with something new for a unit that already has answers in this campaign."""
    held = count_responses(session, [destination.participation_id for destination in destinations.values()])
    doubled = [
        f"{text} ({held[destination.participation_id]} phiếu)"
        for text, destination in destinations.items()
        if destination.participation_id in held and find_import(session, destination, rows.by_unit[text], secret=secret) is None
    ]
    if doubled:
        names = ", ".join(doubled[:NAMED]) + (f" và {len(doubled) - NAMED} đơn vị khác" if len(doubled) > NAMED else "")
        raise ImportRefusedError(
            f"Trong đợt này đã có câu trả lời của đơn vị {names}. Nếu tệp có chung phiếu với lần nhập trước, các phiếu ấy sẽ "
            "bị đếm hai lần. Chắc chắn là phiếu khác thì thêm --add."
        )


def _participations_of(session: Session, campaign: Campaign) -> list[int]:
    return list(session.scalars(select(Participation.id).where(Participation.campaign_id == campaign.id)))


def _find_units(session: Session, texts: Collection[str]) -> dict[str, Unit]:
    codes = {text.upper() for text in texts}
    return {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.code.in_(codes)))}


def _find_unit_faults(
    units: Mapping[str, Unit], lines: Mapping[str, int], questionnaire: Questionnaire, *, may_create: bool
) -> Iterator[RowFault]:
    """What is wrong with the units of the file, each at the line where it first stands."""
    for text, line in lines.items():
        unit = units.get(text.upper())
        if unit is not None and questionnaire.levels and unit.kind != "school":
            remedy = f"phiếu {questionnaire.code} theo cấp học nên chỉ trường mới có câu trả lời"
            yield RowFault(line, f"Đơn vị {quote(text)} là {unit.name}", remedy)
        elif unit is None and not may_create:
            yield RowFault(line, f"Không có đơn vị mang mã {quote(text)}", "sửa mã, hoặc thêm --create-units để tạo đơn vị")
        elif unit is None and not CODE.fullmatch(text.upper()):
            yield RowFault(line, f"Mã {quote(text)} không hợp lệ", "chỉ dùng chữ không dấu, chữ số, dấu chấm và gạch nối")


def _create_units(
    session: Session, codes: Collection[str], questionnaire: Questionnaire, new_units: NewUnits
) -> dict[str, Unit]:
    """Schools of the questionnaire's levels, directly under the department if there is one."""
    department = session.scalar(select(Unit).where(Unit.kind == "department"))
    created = {
        code.upper(): Unit(
            code=code.upper(),
            name=new_units.name.replace("{}", code),
            kind="school",
            levels=",".join(questionnaire.levels),
            parent=department,
            link_token=make_link_token(),
        )
        for code in codes
    }
    session.add_all(created.values())
    session.flush()
    return created


def _get_campaign(
    session: Session, questionnaire: Questionnaire, held: Round, *, now: dt.datetime
) -> tuple[Campaign, Instrument]:
    """The round's campaign with its instrument, made if it is not there yet."""
    campaign = find_campaign(session, held.code)
    if campaign is None:
        campaign = create_campaign(
            session,
            code=held.code,
            name=held.name,
            opens_on=held.closed_on,
            closes_on=held.closed_on,
            questionnaires=[questionnaire],
        )
        campaign.opened = True
        create_answer_view(session, campaign, campaign.instruments[0], questionnaire)
    if campaign.closes_on >= now.date():
        raise ImportRefusedError("Chỉ nhập được câu trả lời của một đợt đã kết thúc trước hôm nay.")
    instrument = next((instrument for instrument in campaign.instruments if instrument.code == questionnaire.code), None)
    if instrument is None or instrument.digest != questionnaire.digest:
        raise ImportRefusedError(
            f"Đợt {held.code} đã có, nhưng không dùng đúng phiếu {questionnaire.code} này. Hãy dùng mã đợt khác."
        )
    return campaign, instrument


def _get_destination(session: Session, campaign: Campaign, instrument: Instrument, unit: Unit) -> Destination:
    """Where the unit's answers go. Nothing is known about how many could have answered then."""
    participation = session.scalar(
        select(Participation).where(
            Participation.campaign_id == campaign.id,
            Participation.unit_id == unit.id,
            Participation.instrument_id == instrument.id,
            Participation.collection == "own",
        )
    )
    if participation is None:
        participation = Participation(campaign_id=campaign.id, unit_id=unit.id, instrument_id=instrument.id, collection="own")
        session.add(participation)
        session.flush()
    return Destination.of(participation)
