"""What every view of the comparison costs with 1,000 units that answer one questionnaire: time on the server and size.

Run: PYTHONPATH=. .venv/bin/python bench/comparison.py [UNITS] (SQLite in a temporary folder; DATABASE_URL chooses an empty
database instead). Two sealed campaigns with parents of primary schools in a hundred communes. "First" is the first reader after
sealing, before the night has stored anything; "night" is what the nightly command then does; "later" is the median of LOOKS.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app import create_app
from survey_app.accounts.accounts import create_account
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
from survey_app.results.comparison import store_comparisons
from survey_app.results.drivers import store_pairs

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=TIMEZONE)
CODE, YEARS = "TH-PH", (2025, 2026)
ANSWERS = (20, 200)  # of a school
COMMUNES = 100
MOODS = (0.6, 1.0, 1.4, 1.8)  # schools differ, so that there is something to see
POOL = 2000  # made-up forms of each mood from which schools draw theirs
LOOKS = 7
PASSWORD = "mật khẩu để đo"
VIEWS = ("", "/target", "/intervals", "/ranks", "/dimensions", "/change", "/drivers", "/benchmark")
ITEM_VIEWS = ("", "/ranks")


def main() -> None:
    """Fill, look at every view for the first time, store what the night stores, look again."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        app = create_app(
            {
                "DATABASE_URL": url,
                "INSTANCE_FOLDER": Path(folder),
                "SECRET_KEY": "of a benchmark",
                "PASSWORD_METHOD": "scrypt:1024:8:1",
                "CLOCK": lambda: NOW,
            }
        )
        database: Database = app.extensions["database"]
        upgrade(database.engine)
        started = time.perf_counter()
        with database.writing() as session:
            fill(session, Random(1), units)
        print(f"{units} schools, {len(YEARS)} sealed campaigns, filled in {time.perf_counter() - started:.0f} s")
        client = app.test_client()
        page = client.get("/sign-in").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        client.post("/sign-in", data={"csrf_token": token, "username": "so.do", "password": PASSWORD})
        addresses = [f"/department/campaigns/2026/comparison{view}" for view in VIEWS]
        addresses += [f"{addresses[0]}{view}?measure=B04" for view in ITEM_VIEWS]
        first = {address: look(client, address) for address in addresses}
        started, cpu = time.perf_counter(), time.process_time()
        with database.reading() as session:
            campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
            store_comparisons(session, campaign, now=NOW, grace_minutes=60)
        print(f"night: {time.perf_counter() - started:.1f} s, {time.process_time() - cpu:.1f} s of CPU")
        look(client, addresses[0])
        for address in addresses:
            looks = [look(client, address) for _ in range(LOOKS)]
            later, processor = (statistics.median(one[k] for one in looks) for k in (0, 1))
            print(
                f"  {address.removeprefix('/department/campaigns/2026/'):32s} first {first[address][0]:7.0f} ms, "
                f"later {later:5.0f} ms, {processor:5.0f} ms of CPU, {looks[0][2] / 1024:4.0f} KB"
            )
        database.engine.dispose()


def look(client, address: str) -> tuple[float, float, int]:  # type: ignore[no-untyped-def]
    """Milliseconds on the clock and of the processor, and the bytes of a page."""
    started, cpu = time.perf_counter(), time.process_time()
    reply = client.get(address)
    took = (time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000
    assert reply.status_code == 200, (address, reply.status_code)
    return *took, len(reply.data)


def fill(session: Session, rng: Random, units: int) -> None:
    """A department with primary schools in communes, and answers for two years."""
    department = Unit(code="SO", name="Sở", kind="department", levels="", link_token=make_link_token())
    session.add(department)
    communes = [
        Unit(code=f"X{number:03}", name=f"Xã số {number}", kind="commune", link_token=make_link_token(), parent=department)
        for number in range(COMMUNES)
    ]
    session.add_all(communes)
    for number in range(units):
        unit = Unit(
            code=f"S{number:05}",
            name=f"Trường Tiểu học số {number}",
            kind="school",
            levels="TH",
            parent=communes[number % COMMUNES],
            link_token=make_link_token(),
        )
        unit.enrolments = [Enrolment(grade=grade, position=k, number=60) for k, grade in enumerate("12345")]
        session.add(unit)
    session.flush()
    create_account(session, username="so.do", password=PASSWORD, role="department", unit=department, method="scrypt:1024:8:1")
    for year in YEARS:
        campaign = create_campaign(
            session,
            code=str(year),
            name=f"Khảo sát năm {year}",
            opens_on=dt.date(year, 5, 5),
            closes_on=dt.date(year, 5, 30),
            questionnaires=[load_shipped()[CODE]],
        )
        open_campaign(session, campaign)
        answer(session, campaign, rng)
        store_pairs(session, campaign)
        seal_campaign(session, campaign, today=NOW.date())


def answer(session: Session, campaign: Campaign, rng: Random) -> None:
    """Every school draws its forms from a pool of its mood, with keys of their own."""
    (instrument,) = session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id)).all()
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    grades = {grade.code: POOL for grade in questionnaire.grades}
    pools = [make_responses(rng, questionnaire, Place(m, canteen=True, grades=grades), number=POOL) for m in MOODS]
    for place in session.scalars(select(Participation).where(Participation.instrument_id == instrument.id)).all():
        pool = rng.choice(pools)
        forms = [replace(rng.choice(pool), sending_key=f"{rng.getrandbits(128):032x}") for _ in range(rng.randint(*ANSWERS))]
        record(session, Destination.of(place), forms, now=NOW)


if __name__ == "__main__":
    main()
