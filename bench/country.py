"""Twenty million responses: sums, quality, pairs, pages, the campaign archived and analysed without a database.

Run: PYTHONPATH=. .venv/bin/python bench/country.py [RESPONSES] [UNITS] (20,000,000 of 10,000 schools; a server of PostgreSQL of
its own in a temporary folder; some 15 GB of disk). Each stage is a process of its own, so that its memory is its own.

What is made how: units and responses go in by COPY, not through the door, with the checks of foreign keys off; schools draw
their forms from made-up people of their mood, each form under a random key, units in ascending order. No sendings and no
comments: no figure rests on them. The campaign is marked as sealed and not rewritten: the rows lie in order already.
"""

import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import psycopg
from _servers import cpu_seconds, durable_postgresql
from flask import Flask
from sqlalchemy import make_url, select

from questionnaires import load_shipped
from survey_app import create_app
from survey_app.accounts.accounts import create_account
from survey_app.archives.figures import part_figures
from survey_app.archives.read import open_archive
from survey_app.archives.tables import open_engine
from survey_app.archives.write import write_archive
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.tokens import make_link_token
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.answers import Place, make_responses
from survey_app.migrate import upgrade
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.drivers import store_pairs
from survey_app.results.quality import store_quality
from survey_app.results.reports import answering_units

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=TIMEZONE)
KINDS = {"MN": "MN-PH", "TH": "TH-PH", "THCS": "THCS-PH", "THPT": "THPT-PH"}
COMMUNES = 3_300
MOODS = (0.6, 1.0, 1.4, 1.8)
POOL = 2_000  # made-up people of each mood and instrument
PASSWORD = "mật khẩu để đo"
LOOKS = 3
STAGES = ("sums", "archive", "analysis", "quality", "pages", "pairs")


def main(responses: int, units: int) -> None:
    """Make a database, then run every stage in a process of its own."""
    with durable_postgresql() as (url, server), tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        database = Database(url)
        upgrade(database.engine)
        fill_units(database, url, units)
        print(f"{units:,} units made: {time.perf_counter() - started:.0f} s", flush=True)
        started = time.perf_counter()
        fill_responses(database, url, responses)
        print(f"{responses:,} responses by COPY: {time.perf_counter() - started:.0f} s", flush=True)
        database.engine.dispose()
        print("| stage | clock s | CPU s, ours | CPU s, PostgreSQL | most memory MB |\n|---|---|---|---|---|", flush=True)
        for stage in STAGES:
            before = cpu_seconds(server)
            program = [sys.executable, __file__, "--stage", stage, url, folder]
            subprocess.run(program, check=True, env=os.environ | {"CPU_BEFORE": str(before), "SERVER": str(server)})


def fill_units(database: Database, url: str, number: int) -> None:
    """A department, communes, schools of four levels with numbers of the whole school, a campaign for their parents."""
    rng = Random(1)
    tokens: set[str] = set()
    while len(tokens) < number + COMMUNES:
        tokens.add(make_link_token())
    with database.writing() as session:
        department = Unit(code="BO", name="Bộ", kind="department", levels="", link_token=make_link_token())
        session.add(department)
        session.flush()
        first = department.id
    left = iter(tokens)
    with connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy("COPY unit (id, code, name, kind, levels, parent_id, link_token) FROM STDIN") as copy:
            for k in range(COMMUNES):
                copy.write_row((first + 1 + k, f"X{k:05}", f"Xã số {k}", "commune", "", first, next(left)))
            for k in range(number):
                level = list(KINDS)[k % len(KINDS)]
                parent = first + 1 + k % COMMUNES
                copy.write_row(
                    (first + 1 + COMMUNES + k, f"S{k:06}", f"Trường {level} số {k}", "school", level, parent, next(left))
                )
        with cursor.copy("COPY enrolment (unit_id, grade, position, number) FROM STDIN") as copy:
            for k in range(number):
                copy.write_row((first + 1 + COMMUNES + k, "", 0, rng.randint(450, 900)))
        cursor.execute("SELECT setval(pg_get_serial_sequence('unit', 'id'), (SELECT max(id) FROM unit))")
    with database.writing() as session:
        whole, school = session.get_one(Unit, first), session.scalars(select(Unit).where(Unit.code == "S000001")).one()
        create_account(session, username="bo.gddt", password=PASSWORD, role="department", unit=whole, method="scrypt:1024:8:1")
        create_account(session, username="truong", password=PASSWORD, role="unit", unit=school, method="scrypt:1024:8:1")
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát cả nước",
            opens_on=dt.date(2026, 5, 4),
            closes_on=dt.date(2026, 5, 29),
            questionnaires=[load_shipped()[code] for code in KINDS.values()],
        )
        open_campaign(session, campaign)


def fill_responses(database: Database, url: str, number: int) -> None:
    """Forms for every school, as many on average as make the number, exactly."""
    rng = Random(2)
    with database.reading() as session:
        pools = {}
        for instrument in session.scalars(select(Instrument)):
            asked = get_questionnaire(session, instrument.id, instrument.digest)
            grades = {grade.code: POOL for grade in asked.grades}
            pools[instrument.id] = [
                [
                    f"{one.channel}\t{one.pace}\tf\t{one.grade}\t{one.sheet}\t"
                    f"{','.join('-' if percent is None else str(percent) for percent in one.percents)}\n"
                    for one in make_responses(rng, asked, Place(mood, canteen=True, grades=grades), number=POOL)
                ]
                for mood in MOODS
            ]
        places = session.execute(
            select(Participation.campaign_id, Participation.unit_id, Participation.id, Participation.instrument_id).order_by(
                Participation.unit_id, Participation.id
            )
        ).all()
    shares, rest = divmod(number, len(places))
    columns = "campaign_id, unit_id, participation_id, key, channel, pace, honeypot, grade, sheet, percents"
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(f"COPY response ({columns}) FROM STDIN") as copy:
            for k, (campaign, unit, participation, instrument) in enumerate(places):
                head = f"{campaign}\t{unit}\t{participation}\t\\\\x"
                forms = rng.choices(rng.choice(pools[instrument]), k=shares + (k < rest))
                keys = rng.randbytes(16 * len(forms)).hex()
                copy.write("".join([f"{head}{keys[32 * i : 32 * i + 32]}\t{form}" for i, form in enumerate(forms)]))
        cursor.execute("UPDATE campaign SET sealed_on = '2026-06-01'")
    with connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    """A connection without our engine."""
    parts = make_url(url)
    return psycopg.connect(host=parts.query["host"], user=parts.username, dbname=parts.database, autocommit=autocommit)


def run_stage(stage: str, url: str, folder: Path) -> None:
    """One stage, measured."""
    started, cpu = time.perf_counter(), time.process_time()
    told = globals()[f"stage_{stage}"](url, folder)
    theirs = cpu_seconds(int(os.environ["SERVER"])) - float(os.environ["CPU_BEFORE"])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    numbers = f"{time.perf_counter() - started:.0f} | {time.process_time() - cpu:.0f} | {theirs:.0f} | {memory:.0f}"
    print(f"| {stage}{told} | {numbers} |", flush=True)


def stage_sums(url: str, _folder: Path) -> str:
    """The sums of every unit, as the first reader after sealing has them made."""
    database = Database(url)
    with database.reading() as session:
        for instrument in session.scalars(select(Instrument)):
            asked = get_questionnaire(session, instrument.id, instrument.digest)
            answering_units(session, instrument.id, asked, collection="own", is_open=False)
    return ""


def stage_quality(url: str, _folder: Path) -> str:
    """Flags, twins and the sums of flagged forms, as sealing counts them."""
    with Database(url).writing() as session:
        store_quality(session, session.scalars(select(Campaign)).one())
    return ""


def stage_pairs(url: str, _folder: Path) -> str:
    """The sums of pairs of items."""
    with Database(url).writing() as session:
        store_pairs(session, session.scalars(select(Campaign)).one())
    return ""


def stage_pages(url: str, folder: Path) -> str:
    """Pages of a school and of the department, the first look and the median of the later ones."""
    app = application(url, folder)
    with Database(url).reading() as session:
        own = session.scalars(select(Participation.id).join(Unit).where(Unit.code == "S000001")).one()
    for username, addresses in (
        ("truong", ("/unit", f"/unit/reports/{own}")),
        ("bo.gddt", ("/department", "/department/campaigns/2026", "/department/campaigns/2026/comparison")),
    ):
        client = app.test_client()
        token = client.get("/sign-in").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        client.post("/sign-in", data={"csrf_token": token, "username": username, "password": PASSWORD})
        for address in addresses:
            times = []
            for _ in range(LOOKS + 1):
                cpu, clock = time.process_time(), time.perf_counter()
                reply = client.get(address, follow_redirects=True)
                times.append((1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)))
                assert reply.status_code == 200, (address, reply.status_code)
            later = [statistics.median(one[k] for one in times[1:]) for k in (0, 1)]
            print(f"  {address}: first {times[0][1]:.0f} ms, later {later[1]:.0f} ms, {later[0]:.0f} ms of CPU", flush=True)
    return ""


def stage_archive(url: str, folder: Path) -> str:
    """The archive, whose figures are computed from it and compared before it gets its name."""
    database = Database(url)
    with database.reading() as session:
        campaign_id = session.scalars(select(Campaign.id)).one()
    with write_archive(database, campaign_id, folder / "archive", now=NOW) as made:
        rows = made.manifest.rows
    size = sum(path.stat().st_size for path in (folder / "archive").iterdir()) / 1e6
    return f" ({rows:,} rows, {size:.0f} MB)"


def stage_analysis(_url: str, folder: Path) -> str:
    """The department's figures from the archive alone, without the full reports of single units."""
    with tempfile.TemporaryDirectory() as scratch, open_engine(Path(scratch)) as engine:
        for found in part_figures(engine, open_archive(engine, folder / "archive")):
            assert found.is_same, found.part
    return ""


def application(url: str, folder: Path) -> Flask:
    """The service on this database."""
    settings = {"DATABASE_URL": url, "INSTANCE_FOLDER": folder, "SECRET_KEY": "of a benchmark", "CLOCK": lambda: NOW}
    return create_app(settings | {"PASSWORD_METHOD": "scrypt:1024:8:1"})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        run_stage(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main(*([int(number) for number in sys.argv[1:]] + [20_000_000, 10_000][len(sys.argv) - 1 :]))
