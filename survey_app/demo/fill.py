"""Fills an empty database with the demo department, in one transaction: all of it or nothing."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.accounts.accounts import create_account, find_account
from survey_app.accounts.passwords import HASH_METHOD
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.sealing import seal_campaign
from survey_app.campaigns.units import import_units
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import MARK_BYTES, Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.answers import Place, make_responses
from survey_app.demo.schools import (
    DEPARTMENT_CODE,
    DEPARTMENT_NAME,
    DESK_CODE,
    NEARLY_ALL,
    SHOWN_SCHOOL,
    DemoSchool,
    build_schools,
    units_file,
)
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.drivers import store_pairs
from survey_app.results.quality import store_quality
from survey_app.results.reports import find_department_report

SEED = 2025
# For a database that holds nothing but made-up answers. Whoever keeps real ones never runs the command that sets these.
DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD = "so-mau", "so-mau-thuoc-do"
SCHOOL_USERNAME, SCHOOL_PASSWORD = "hoa-ban", "hoa-ban-thuoc-do"

INSTRUMENTS = ("MN-PH", "TH-PH", "THCS-PH", "THCS-HS", "THPT-PH", "THPT-HS", "GDTX-HV", "SIPAS-TTHC")
_FIRST_INSTRUMENTS = ("MN-PH", "TH-PH", "THCS-PH")  # the year before, when only parents were asked
_FIRST_SHARE = 0.8  # of those who answered a year later
_DRIFT, _SPREAD = -0.06, 0.12  # how schools differ from themselves in another year, in latent levels
_FIRST_SPREAD = 0.2  # wide enough for a few changes to be more than chance
_DESK_ANSWERS = 320
_PUPILS, _OTHERS = (0.9, 1.25), (0.78, 1.12)  # participation against the school's own: pupils are reminded every morning
_MOST = 0.96  # of those who could answer
_OPEN_SHARE = 0.72  # how much of its participation a school has reached half-way through a campaign
_REPEAT_IN = 30  # answers by link: two children, or two parents with one phone
_LATE = (3, 14)  # answers since the last look at the open campaign: some snapshots move at the next, some do not


class DemoRefusedError(Exception):
    """Why the demo is not filled in here, in words for the operator."""


@dataclass(frozen=True)
class DemoAccess:
    """How to look at the demo: the link of one school, and who may sign in with what."""

    school_name: str
    link_token: str
    school_username: str
    department_name: str
    department_username: str


def fill_demo(database: Database, *, today: dt.date, seed: int = SEED, password_method: str = HASH_METHOD) -> DemoAccess:
    """Fill the demo in if the database is empty; if the demo is there already, leave it as it is."""
    with database.writing() as session:
        access = find_demo(session)
        if access is not None:
            return access
        if session.scalar(select(Unit.id).limit(1)) is not None:
            raise DemoRefusedError(
                "Cơ sở dữ liệu này đã có đơn vị khác nên không nạp dữ liệu mẫu. Hãy dùng một cơ sở dữ liệu trống."
            )
        rng = Random(seed)  # noqa: S311 - made-up answers, no secret
        schools, communes = build_schools(rng)
        import_units(session, units_file(schools, communes))
        _make_accounts(session, password_method)
        _seal(session, _fill_closed_campaign(session, rng, schools, year=today.year - 1), today=today)
        _fill_open_campaign(session, rng, schools, today=today)
        _seal(session, _fill_first_campaign(session, rng, schools, year=today.year - 2), today=today)
        access = find_demo(session)
        assert access is not None
        return access


def find_demo(session: Session) -> DemoAccess | None:
    """How to look at the demo, or None where there is none."""
    department = session.scalar(select(Unit).where(Unit.code == DEPARTMENT_CODE, Unit.name == DEPARTMENT_NAME))
    school = session.scalar(select(Unit).where(Unit.code == SHOWN_SCHOOL))
    if department is None or school is None or find_account(session, DEPARTMENT_USERNAME) is None:
        return None
    return DemoAccess(school.name, school.link_token, SCHOOL_USERNAME, department.name, DEPARTMENT_USERNAME)


def _make_accounts(session: Session, method: str) -> None:
    for code, role, username, password in (
        (DEPARTMENT_CODE, "department", DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD),
        (SHOWN_SCHOOL, "unit", SCHOOL_USERNAME, SCHOOL_PASSWORD),
    ):
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        create_account(session, username=username, password=password, role=role, unit=unit, method=method)


def _seal(session: Session, campaign: Campaign, *, today: dt.date) -> None:
    store_quality(session, campaign)
    store_pairs(session, campaign)
    seal_campaign(session, campaign, today=today)


def _fill_first_campaign(session: Session, rng: Random, schools: Sequence[DemoSchool], *, year: int) -> Campaign:
    """The year before the closed one, so that its reports have something to compare with; smaller, for a quick start."""
    opens_on, closes_on = dt.date(year, 5, 6), dt.date(year, 5, 31)
    campaign = _open(
        session, year, opens_on=opens_on, closes_on=closes_on, results_while_open=False, instruments=_FIRST_INSTRUMENTS
    )
    answers = _answers(session, campaign, rng, schools, share=_FIRST_SHARE, drift=_DRIFT, spread=_FIRST_SPREAD)
    for destination, responses in answers:
        _send(session, rng, destination, responses, days=_days_between(opens_on, closes_on))
    return campaign


def _fill_closed_campaign(session: Session, rng: Random, schools: Sequence[DemoSchool], *, year: int) -> Campaign:
    opens_on, closes_on = dt.date(year, 5, 5), dt.date(year, 5, 30)
    campaign = _open(session, year, opens_on=opens_on, closes_on=closes_on, results_while_open=False)
    for destination, responses in _answers(session, campaign, rng, schools, share=1.0, drift=0.0):
        _send(session, rng, destination, responses, days=_days_between(opens_on, closes_on))
    return campaign


def _fill_open_campaign(session: Session, rng: Random, schools: Sequence[DemoSchool], *, today: dt.date) -> None:
    """Half-way through: answers until yesterday, and a last look at the results before the latest of them came."""
    opens_on = today - dt.timedelta(days=12)
    campaign = _open(session, today.year, opens_on=opens_on, closes_on=today + dt.timedelta(days=13), results_while_open=True)
    yesterday = today - dt.timedelta(days=1)
    late = []
    for destination, responses in _answers(session, campaign, rng, schools, share=_OPEN_SHARE, drift=0.04):
        split = max(0, len(responses) - rng.randint(*_LATE))
        _send(session, rng, destination, responses[:split], days=_days_between(opens_on, yesterday - dt.timedelta(days=1)))
        late.append((destination, responses[split:]))
    look = dt.datetime.combine(yesterday, dt.time(7), TIMEZONE)
    for code in INSTRUMENTS:
        find_department_report(session, campaign, code, now=look, grace_minutes=0)
    for destination, responses in late:
        _send(session, rng, destination, responses, days=[yesterday])


def _open(
    session: Session,
    year: int,
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    results_while_open: bool,
    instruments: Sequence[str] = INSTRUMENTS,
) -> Campaign:
    shipped = load_shipped()
    campaign = create_campaign(
        session,
        code=str(year),
        name=f"Khảo sát sự hài lòng năm {year} (dữ liệu mẫu)",
        opens_on=opens_on,
        closes_on=closes_on,
        questionnaires=[shipped[code] for code in instruments],
        results_while_open=results_while_open,
        access="marked",
    )
    open_campaign(session, campaign)
    return campaign


def _answers(
    session: Session,
    campaign: Campaign,
    rng: Random,
    schools: Sequence[DemoSchool],
    *,
    share: float,
    drift: float,
    spread: float = _SPREAD,
) -> Iterator[tuple[Destination, list[NewResponse]]]:
    """What the people of every participation answer, in the order of codes so that one seed gives one set of answers."""
    by_code = {school.code: school for school in schools}
    moved = {school.code: school.quality + rng.gauss(drift, spread) for school in schools}
    rows = session.execute(
        select(Participation, Unit.code, Instrument.id, Instrument.digest)
        .join(Unit, Participation.unit_id == Unit.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(Participation.campaign_id == campaign.id)
        .order_by(Unit.code, Instrument.code)
    ).all()
    for participation, unit_code, instrument_id, digest in rows:
        questionnaire = get_questionnaire(session, instrument_id, digest)
        if unit_code == DESK_CODE:
            place, number = Place(1.5, canteen=False, grades={}), round(_DESK_ANSWERS * share)
        else:
            school = by_code[unit_code]
            place = Place(moved[unit_code], canteen=school.canteen, grades=_grades_asked(school, questionnaire))
            number = _count_answers(rng, school, place, questionnaire.audience, share=share)
        yield Destination.of(participation), make_responses(rng, questionnaire, place, number=number)


def _grades_asked(school: DemoSchool, questionnaire: Questionnaire) -> dict[str, int]:
    return {grade.code: school.enrolment[grade.code] for grade in questionnaire.grades}


def _count_answers(rng: Random, school: DemoSchool, place: Place, audience: str, *, share: float) -> int:
    """How many answer one questionnaire: parents and pupils of a school do not come in equal numbers, nor in both years."""
    turnout = rng.uniform(*(_PUPILS if audience == "pupil" else _OTHERS))
    part = school.participation if school.code == NEARLY_ALL else min(_MOST, school.participation * turnout) * share
    number = round(sum(place.grades.values()) * part)
    return number if school.most_answers is None else min(number, school.most_answers)


def _send(
    session: Session, rng: Random, destination: Destination, responses: Sequence[NewResponse], *, days: Sequence[dt.date]
) -> None:
    """Through the door, a handful of evenings each: most parents answer when the school has just reminded them."""
    evenings = rng.sample(days, min(len(days), 4))
    for number, day in enumerate(evenings):
        moment = dt.datetime.combine(day, dt.time(rng.randint(17, 21), rng.randint(0, 59)), TIMEZONE)
        record(session, destination, [_as_sent(response) for response in responses[number :: len(evenings)]], now=moment)


def _as_sent(response: NewResponse) -> NewResponse:
    """With what a phone brings along: a receipt, and that it has sent before, as every thirtieth says."""
    if response.channel == "paper":
        return response
    key = bytes.fromhex(response.sending_key)
    return replace(response, receipt_mark=key[:MARK_BYTES], repeat=response.channel != "kiosk" and key[-1] % _REPEAT_IN == 0)


def _days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=days) for days in range((last - first).days + 1)]
