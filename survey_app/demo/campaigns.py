"""How a demo's campaigns come about: they are opened, people of every unit answer, what they send goes through the door."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.sealing import seal_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import MARK_BYTES, Destination, record
from survey_app.config import TIMEZONE
from survey_app.demo.answers import Place, make_responses
from survey_app.demo.comments import elaborate
from survey_app.demo.schools import DESK_CODE, NEARLY_ALL, DemoSchool
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.comments import settle_comments
from survey_app.results.drivers import store_pairs
from survey_app.results.quality import store_quality
from survey_app.results.reports import find_department_report

INSTRUMENTS: Final = ("MN-PH", "TH-PH", "THCS-PH", "THCS-HS", "THPT-PH", "THPT-HS", "GDTX-HV", "SIPAS-TTHC")
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


def seal(session: Session, campaign: Campaign, *, today: dt.date) -> None:
    """Close a campaign for good, with everything that is counted at that moment."""
    store_quality(session, campaign)
    store_pairs(session, campaign)
    settle_comments(session, campaign.id)
    seal_campaign(session, campaign, today=today)


def fill_first_campaign(session: Session, rng: Random, schools: Sequence[DemoSchool], *, year: int) -> Campaign:
    """The year before the closed one, so that its reports have something to compare with; smaller, for a quick start."""
    opens_on, closes_on = dt.date(year, 5, 6), dt.date(year, 5, 31)
    campaign = open_year(
        session, year, opens_on=opens_on, closes_on=closes_on, results_while_open=False, instruments=_FIRST_INSTRUMENTS
    )
    answers = answers_of(session, campaign, rng, schools, share=_FIRST_SHARE, drift=_DRIFT, spread=_FIRST_SPREAD)
    for destination, responses in answers:
        send(session, rng, destination, responses, days=days_between(opens_on, closes_on))
    return campaign


def fill_closed_campaign(
    session: Session, rng: Random, schools: Sequence[DemoSchool], *, year: int, wordy: bool = False
) -> Campaign:
    """Last year's, with all its answers; to be sealed."""
    opens_on, closes_on = dt.date(year, 5, 5), dt.date(year, 5, 30)
    campaign = open_year(session, year, opens_on=opens_on, closes_on=closes_on, results_while_open=False)
    for destination, responses in answers_of(session, campaign, rng, schools, share=1.0, drift=0.0, wordy=wordy):
        send(session, rng, destination, responses, days=days_between(opens_on, closes_on))
    return campaign


def fill_open_campaign(
    session: Session, rng: Random, schools: Sequence[DemoSchool], *, today: dt.date, wordy: bool = False
) -> None:
    """Half-way through: answers until yesterday, and a last look at the results before the latest of them came."""
    opens_on = today - dt.timedelta(days=12)
    campaign = open_year(
        session, today.year, opens_on=opens_on, closes_on=today + dt.timedelta(days=13), results_while_open=True
    )
    yesterday = today - dt.timedelta(days=1)
    late = []
    for destination, responses in answers_of(session, campaign, rng, schools, share=_OPEN_SHARE, drift=0.04, wordy=wordy):
        split = max(0, len(responses) - rng.randint(*_LATE))
        send(session, rng, destination, responses[:split], days=days_between(opens_on, yesterday - dt.timedelta(days=1)))
        late.append((destination, responses[split:]))
    look = dt.datetime.combine(yesterday, dt.time(7), TIMEZONE)
    for code in INSTRUMENTS:
        find_department_report(session, campaign, code, now=look, grace_minutes=0)
    for destination, responses in late:
        send(session, rng, destination, responses, days=[yesterday])


def open_year(
    session: Session,
    year: int,
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    results_while_open: bool,
    instruments: Sequence[str] = INSTRUMENTS,
) -> Campaign:
    """The opened campaign of a year."""
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


def answers_of(
    session: Session,
    campaign: Campaign,
    rng: Random,
    schools: Sequence[DemoSchool],
    *,
    share: float,
    drift: float,
    spread: float = _SPREAD,
    wordy: bool = False,
) -> Iterator[tuple[Destination, list[NewResponse]]]:
    """What the people of every participation answer, in the order of codes so that one seed gives one set of answers.

    `wordy`: so many write that few may write the same.
    """
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
        responses = make_responses(rng, questionnaire, place, number=number)
        yield Destination.of(participation), [elaborate(rng, questionnaire, one) for one in responses] if wordy else responses


def _grades_asked(school: DemoSchool, questionnaire: Questionnaire) -> dict[str, int]:
    return {grade.code: school.enrolment[grade.code] for grade in questionnaire.grades}


def _count_answers(rng: Random, school: DemoSchool, place: Place, audience: str, *, share: float) -> int:
    """How many answer one questionnaire: parents and pupils of a school do not come in equal numbers, nor in both years."""
    turnout = rng.uniform(*(_PUPILS if audience == "pupil" else _OTHERS))
    part = school.participation if school.code == NEARLY_ALL else min(_MOST, school.participation * turnout) * share
    number = round(sum(place.grades.values()) * part)
    return number if school.most_answers is None else min(number, school.most_answers)


def send(
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


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from the first to the last."""
    return [first + dt.timedelta(days=days) for days in range((last - first).days + 1)]
