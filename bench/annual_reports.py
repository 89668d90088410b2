"""What it costs to gather the annual reports of a whole campaign: time, memory, and that neither grows faster than the units.

Run: PYTHONPATH=. .venv/bin/python bench/annual_reports.py [UNITS] (SQLite in a temporary folder; DATABASE_URL chooses an empty
database instead). Two campaigns with parents of primary and lower secondary schools, sealed.
"""

import datetime as dt
import os
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.sealing import seal_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.answers import Place, make_responses
from survey_app.migrate import upgrade
from survey_app.models import Campaign, Enrolment, Instrument, Participation, Unit
from survey_app.results.annual import annual_reports
from survey_app.results.quality import store_quality

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=TIMEZONE)
CODES = ("TH-PH", "THCS-PH")
YEARS = (2025, 2026)
ANSWERS = (40, 160)  # of one questionnaire in one school
POOL = 3000  # made-up forms from which schools draw theirs


def main() -> None:
    """Fill, gather twice, and look at what one report costs alone."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        upgrade(database.engine)
        started = time.perf_counter()
        with database.writing() as session:
            fill(session, Random(1), units)
        print(f"{units} schools, {len(YEARS)} sealed campaigns, filled in {time.perf_counter() - started:.0f} s")
        for label in ("sums made and stored", "sums at rest"):
            gather(database, label)
        gather(database, "one unit alone", only=1)
        database.engine.dispose()


def fill(session: Session, rng: Random, units: int) -> None:
    """A department with schools of two levels, and answers for two years."""
    department = Unit(code="SO", name="Sở", kind="department", levels="", link_token=make_link_token())
    session.add(department)
    for number in range(units):
        grades = ("1", "2", "3", "4", "5") if number % 2 else ("6", "7", "8", "9")
        name, levels = f"Trường số {number}", "TH" if number % 2 else "THCS"
        unit = Unit(
            code=f"S{number:05}", name=name, kind="school", levels=levels, parent=department, link_token=make_link_token()
        )
        unit.enrolments = [Enrolment(grade=grade, position=k, number=60) for k, grade in enumerate(grades)]
        session.add(unit)
    session.flush()
    shipped = load_shipped()
    for year in YEARS:
        campaign = create_campaign(
            session,
            code=str(year),
            name=f"Khảo sát năm {year}",
            opens_on=dt.date(year, 5, 5),
            closes_on=dt.date(year, 5, 30),
            questionnaires=[shipped[code] for code in CODES],
        )
        open_campaign(session, campaign)
        answer(session, campaign, rng)
        store_quality(session, campaign)
        seal_campaign(session, campaign, today=NOW.date())


def answer(session: Session, campaign: Campaign, rng: Random) -> None:
    """Every school draws its forms from a pool of its questionnaire, with keys of their own."""
    for instrument in session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id)).all():
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        grades = {grade.code: POOL for grade in questionnaire.grades}
        pool = make_responses(rng, questionnaire, Place(1.5, canteen=True, grades=grades), number=POOL)
        places = session.scalars(select(Participation).where(Participation.instrument_id == instrument.id)).all()
        for place in places:
            drawn = [rng.choice(pool) for _ in range(rng.randint(*ANSWERS))]
            forms = [replace(form, sending_key=f"{rng.getrandbits(128):032x}") for form in drawn]
            record(session, Destination.of(place), forms, now=NOW)


def gather(database: Database, label: str, *, only: int | None = None) -> None:
    """Print how long the reports take, and the most memory that the process has used so far."""
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == str(YEARS[-1]))).one()
        ids = session.scalars(select(Unit.id).where(Unit.kind == "school").order_by(Unit.code)).all()[:only]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, cpu = time.perf_counter(), time.process_time()
        grades = earlier = reports = 0
        for report in annual_reports(session, campaign, now=NOW, grace_minutes=60, unit_ids=ids):
            reports += 1
            grades += sum(part.grades is not None for part in report.parts)
            earlier += sum(part.earlier is not None for part in report.parts)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"  {label:22s} {reports:5d} reports ({grades} with grades, {earlier} with last year) "
        f"{time.perf_counter() - started:7.1f} s, {time.process_time() - cpu:7.1f} s of CPU, "
        f"peak {after / 1024:.0f} MB (before {before / 1024:.0f})"
    )


if __name__ == "__main__":
    main()
