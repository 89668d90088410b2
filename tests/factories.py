"""A small department with schools, accounts, a campaign and answers, made through the public functions."""

import datetime as dt
import itertools
import random
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.accounts.accounts import create_account
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Account, Campaign, Enrolment, Participation, Unit

PASSWORD = "mật khẩu để thử"
CHEAP = "scrypt:1024:8:1"  # a hash that costs little: tests are no secret
DURING = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)

_keys = itertools.count()


def make_unit(
    session: Session,
    code: str,
    name: str,
    *,
    kind: str = "school",
    levels: str = "",
    parent: Unit | None = None,
    pupils: int = 0,
) -> Unit:
    """A unit; `pupils` is the number of the whole school."""
    unit = Unit(code=code, name=name, kind=kind, levels=levels, parent=parent, link_token=make_link_token())
    if pupils:
        unit.enrolments = [Enrolment(grade="", position=0, number=pupils)]
    session.add(unit)
    session.flush()
    return unit


def make_department(session: Session, *, schools: int = 2) -> dict[str, Unit]:
    """A department "SO" with two communes "X1" and "X2" and primary schools "TH1", "TH2", ... that lie in them by turns."""
    department = make_unit(session, "SO", "Sở Giáo dục và Đào tạo", kind="department")
    communes = [
        make_unit(session, "X1", "Xã Đăk Rơ Wa", kind="commune", parent=department),
        make_unit(session, "X2", "Phường Nghĩa Lộ", kind="commune", parent=department),
    ]
    units = {unit.code: unit for unit in (department, *communes)}
    for number in range(1, schools + 1):
        place = communes[number % 2]
        name = f"Trường Tiểu học {'Ngọk Bay' if number % 2 else 'Nghĩa Lộ'} {number}"
        units[f"TH{number}"] = make_unit(session, f"TH{number}", name, levels="TH", parent=place, pupils=200 + 10 * number)
    return units


def make_campaign(
    session: Session, *, codes: Sequence[str] = ("TH-PH",), results_while_open: bool = False, code: str = "2026"
) -> Campaign:
    """An open campaign from 4 to 29 May 2026 in which every unit takes part that can."""
    shipped = load_shipped()
    campaign = create_campaign(
        session,
        code=code,
        name="Khảo sát sự hài lòng năm 2026",
        opens_on=dt.date(2026, 5, 4),
        closes_on=dt.date(2026, 5, 29),
        questionnaires=[shipped[one] for one in codes],
        results_while_open=results_while_open,
    )
    open_campaign(session, campaign)
    return campaign


def find_participation(session: Session, unit_code: str, instrument_code: str = "TH-PH") -> Participation:
    """The participation of a unit in one instrument."""
    return session.scalars(
        select(Participation)
        .join(Unit, Participation.unit_id == Unit.id)
        .where(Unit.code == unit_code, Participation.instrument.has(code=instrument_code))
    ).one()


def answer(session: Session, participation: Participation, number: int, *, satisfied: float = 0.9, seed: int = 1) -> None:
    """Record `number` forms whose ratings are satisfied with about this share; people differ, so answers hang together."""
    questionnaire = Questionnaire.from_json(participation.instrument.content)
    rng = random.Random(seed)
    forms = []
    for _ in range(number):
        mood = min(1.0, max(0.0, rng.gauss(satisfied, 0.15)))
        sheet = "".join(_rating(rng, mood) if item.kind == "rating" else "1" for item in questionnaire.closed_items)
        percents = tuple(rng.choice((70, 80, 85, 90, 100)) for _ in questionnaire.percent_items)
        grade = rng.choice(questionnaire.grades).code if questionnaire.grades else ""
        forms.append(NewResponse(f"key-{next(_keys)}", sheet, percents, grade))
    record(session, Destination.of(participation), forms, now=DURING)


def make_account(session: Session, username: str, unit: Unit) -> Account:
    """An account whose password is PASSWORD; a department's or a commune's has the role "department"."""
    role = "department" if unit.kind in ("department", "commune") else "unit"
    return create_account(session, username=username, password=PASSWORD, role=role, unit=unit, method=CHEAP)


def fill(database: Database, *, schools: int = 2, answers: int = 40, results_while_open: bool = False) -> dict[str, int]:
    """A department with schools, a campaign, answers and accounts ("so.gddt", "xa1", "th1"); participations by unit."""
    with database.writing() as session:
        units = make_department(session, schools=schools)
        make_campaign(session, results_while_open=results_while_open)
        names = {"SO": "so.gddt", "X1": "xa1", "X2": "xa2"}
        for code, unit in units.items():
            make_account(session, names.get(code, code.lower()), unit)
        found = {code: find_participation(session, code) for code in units if code.startswith("TH")}
        for number, participation in enumerate(found.values()):
            answer(session, participation, answers, satisfied=0.86 + 0.03 * (number % 4), seed=number)
        return {code: participation.id for code, participation in found.items()}


def _rating(rng: random.Random, mood: float) -> str:
    chance = rng.random()
    if chance < 0.02:
        return "0"
    if chance < 0.04:
        return "-"
    return rng.choice("445") if rng.random() < mood else rng.choice("1233")
