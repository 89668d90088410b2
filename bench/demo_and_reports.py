"""Filling the demo, and what reports cost: the first look, later looks, and later looks with ten times the answers.

Run: PYTHONPATH=. .venv/bin/python bench/demo_and_reports.py (SQLite in a temporary folder; DATABASE_URL chooses an empty
database instead).
"""

import datetime as dt
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Select, func, select

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.fill import fill_demo
from survey_app.exports.csv_department import department_report_to_csv
from survey_app.migrate import upgrade
from survey_app.models import Campaign, Instrument, Participation, Response
from survey_app.results.quality import store_quality
from survey_app.results.reports import campaign_progress, find_department_report, find_unit_report

TODAY = dt.date(2026, 5, 12)
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
LOOKS = 15
MORE = 180_000


def main() -> None:
    """Fill, measure, add answers, measure again."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(database.engine)
        started = time.perf_counter()
        fill_demo(database, today=TODAY)
        print(f"fill_demo                                {time.perf_counter() - started:8.2f} s")
        measure(database, "first look", looks=1)
        measure(database, "later looks")
        pour(database)
        measure(database, "first look", looks=1)
        measure(database, "later looks")
        database.engine.dispose()


def measure(database: Database, label: str, *, looks: int = LOOKS) -> None:
    """Print the median of each page's work."""
    with database.reading() as session:
        answers = session.scalar(select(func.count()).select_from(Response))
        campaign_id = session.scalars(select(Campaign.id).where(Campaign.code == str(TODAY.year - 1))).one()
        participation_id = session.scalars(_of_primary_schools(campaign_id)).first()
    print(f"\n{label}, {answers:,} answers in the database")

    def department() -> object:
        with database.reading() as session:
            campaign = session.get_one(Campaign, campaign_id)
            return find_department_report(session, campaign, "TH-PH", now=NOW, grace_minutes=60)

    def unit() -> object:
        with database.reading() as session:
            return find_unit_report(session, participation_id, now=NOW, grace_minutes=60)

    def progress() -> object:
        with database.reading() as session:
            return campaign_progress(session, session.get_one(Campaign, campaign_id))

    report = department() if looks > 1 else None
    for name, work in (
        ("department report, 20 units", department),
        ("unit report", unit),
        ("progress, 96 participations", progress),
        *((("department report as CSV", lambda: department_report_to_csv(report, access="")),) if report else ()),
    ):
        print(f"  {name:38s} {1000 * median(work, looks):8.1f} ms")


def median(work: Callable[[], object], looks: int) -> float:
    """The median time of some calls."""
    times = []
    for _ in range(looks):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def pour(database: Database) -> None:
    """Many more answers for the primary schools of the closed campaign, through the door."""
    with database.writing() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == str(TODAY.year - 1))).one()
        campaign_id, sealed_on, campaign.sealed_on = campaign.id, campaign.sealed_on, None  # nobody but a benchmark does that
        session.flush()
        places = session.scalars(select(Participation).where(Participation.id.in_(_of_primary_schools(campaign_id)))).all()
        sheets = session.scalars(select(Response.sheet).where(Response.participation_id == places[0].id)).all()
        started = time.perf_counter()
        for place in places:
            forms = [
                NewResponse(secrets.token_hex(16), sheets[number % len(sheets)], (90,), "1")
                for number in range(MORE // len(places))
            ]
            record(session, Destination.of(place), forms, now=NOW)
        spent = time.perf_counter() - started
        store_quality(session, campaign)
        campaign.sealed_on = sealed_on
    print(f"\n{MORE:,} answers through the door             {spent:8.2f} s")


def _of_primary_schools(campaign_id: int) -> Select[tuple[int]]:
    return (
        select(Participation.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(Participation.campaign_id == campaign_id, Instrument.code == "TH-PH")
        .order_by(Participation.id)
    )


if __name__ == "__main__":
    main()
