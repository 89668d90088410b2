"""Fills an empty database with a demo department, small or large, in one transaction: all of it or nothing."""

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.accounts import create_account, find_account
from survey_app.accounts.passwords import HASH_METHOD
from survey_app.campaigns.units import import_units
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.campaigns import fill_closed_campaign, fill_first_campaign, fill_open_campaign, seal
from survey_app.demo.large_schools import SHOWN_SCHOOL as LARGE_SHOWN_SCHOOL
from survey_app.demo.large_schools import build_large_schools
from survey_app.demo.reviewing import look_and_review
from survey_app.demo.schools import DEPARTMENT_CODE, DEPARTMENT_NAME, SHOWN_SCHOOL, build_schools, units_file
from survey_app.models import Unit

SEED = 2025
# For a database that holds nothing but made-up answers. Whoever keeps real ones never runs the command that sets these.
DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD = "so-mau", "so-mau-thuoc-do"
SCHOOL_USERNAME, SCHOOL_PASSWORD = "hoa-ban", "hoa-ban-thuoc-do"
_NOT_BEGUN = 0.04  # of the schools of the large demo, half-way through its open campaign


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


def fill_demo(
    database: Database, *, today: dt.date, seed: int = SEED, password_method: str = HASH_METHOD, large: bool = False
) -> DemoAccess:
    """Fill the demo in if the database is empty; if the demo is there already, leave it as it is.

    `large`: a thousand schools instead of sixty. The small demo is not replaced by it.
    """
    with database.writing() as session:
        access = find_demo(session)
        if access is not None and large and not _is_large(session):
            raise DemoRefusedError(
                "Ở đây đã có dữ liệu mẫu nhỏ nên không nạp 1.000 trường mẫu. Hãy dùng một cơ sở dữ liệu trống."
            )
        if access is not None:
            return access
        if session.scalar(select(Unit.id).limit(1)) is not None:
            raise DemoRefusedError(
                "Cơ sở dữ liệu này đã có đơn vị khác nên không nạp dữ liệu mẫu. Hãy dùng một cơ sở dữ liệu trống."
            )
        rng = Random(seed)  # noqa: S311  # nosec B311  # made-up answers, no secret
        (_fill_large if large else _fill_small)(session, rng, today=today, password_method=password_method)
        access = find_demo(session)
        assert access is not None
        return access


def _fill_small(session: Session, rng: Random, *, today: dt.date, password_method: str) -> None:
    schools, communes = build_schools(rng)
    import_units(session, units_file(schools, communes))
    _make_accounts(session, SHOWN_SCHOOL, password_method)
    seal(session, fill_closed_campaign(session, rng, schools, year=today.year - 1), today=today)
    fill_open_campaign(session, rng, schools, today=today)
    seal(session, fill_first_campaign(session, rng, schools, year=today.year - 2), today=today)


def _fill_large(session: Session, rng: Random, *, today: dt.date, password_method: str) -> None:
    """Two years, for a department at work: last year's results are looked at and partly reviewed, this year's come in."""
    schools, communes = build_large_schools(rng)
    import_units(session, units_file(schools, communes))
    _make_accounts(session, LARGE_SHOWN_SCHOOL, password_method)
    closed = fill_closed_campaign(session, rng, schools, year=today.year - 1, wordy=True)
    seal(session, closed, today=today)
    look_and_review(session, closed, rng, now=dt.datetime.combine(today, dt.time(7), TIMEZONE))
    # some have not begun, half-way through
    begun = [replace(school, most_answers=0) if rng.random() < _NOT_BEGUN else school for school in schools]
    fill_open_campaign(session, rng, begun, today=today, wordy=True)


def find_demo(session: Session) -> DemoAccess | None:
    """How to look at the demo, or None where there is none."""
    department = session.scalar(select(Unit).where(Unit.code == DEPARTMENT_CODE, Unit.name == DEPARTMENT_NAME))
    account = find_account(session, SCHOOL_USERNAME)
    if department is None or account is None or find_account(session, DEPARTMENT_USERNAME) is None:
        return None
    return DemoAccess(account.unit.name, account.unit.link_token, SCHOOL_USERNAME, department.name, DEPARTMENT_USERNAME)


def _is_large(session: Session) -> bool:
    return session.scalar(select(Unit.id).where(Unit.code == LARGE_SHOWN_SCHOOL)) is not None


def _make_accounts(session: Session, school_code: str, method: str) -> None:
    for code, role, username, password in (
        (DEPARTMENT_CODE, "department", DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD),
        (school_code, "unit", SCHOOL_USERNAME, SCHOOL_PASSWORD),
    ):
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        create_account(session, username=username, password=password, role=role, unit=unit, method=method)
