"""What every page costs on the server: time, SQL statements and size, with 60 schools, with 1,000, and with more answers.

The commands of the night are run first, as in an installation that is looked after.
The addresses come from the application's own map, so a new page is measured as soon as it exists. Its arguments are filled from
`_values`; of what a page offers to choose from (links and lists that lead back to it), one choice of each kind is measured too.

Run: PYTHONPATH=. .venv/bin/python bench/pages.py (fills both demos in a temporary folder: minutes), or name folders that hold
demos already: bench/pages.py instance instance/large (with --more, the second is changed for good). Time is the processor's,
for machines are shared.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.routing import BuildError, Rule

from bench._more_answers import pour
from survey_app import clock, create_app
from survey_app.db import Database
from survey_app.demo.fill import (
    DEPARTMENT_PASSWORD,
    DEPARTMENT_USERNAME,
    SCHOOL_PASSWORD,
    SCHOOL_USERNAME,
    fill_demo,
)
from survey_app.migrate import upgrade
from survey_app.models import Account, Campaign, Instrument, Participation, Response, Unit

LOOKS = 3
AIM = 300  # milliseconds, for every view of 1,000 units
SLOW = 3.0  # seconds; what takes longer is a file, and is made once
MORE = 3  # times the answers
CHOICES = 8  # of a page, one of each kind
NIGHT = ("close-campaigns", "check-warnings")  # what a reader's first look rests on
SOUGHT = "truong"  # what most names and many comments have


@dataclass(frozen=True)
class Page:
    """A page's address and what it cost."""

    endpoint: str
    address: str
    mimetype: str
    status: int
    cpu: float
    clock: float
    statements: int
    kilobytes: float

    @property
    def label(self) -> str:
        """The address without numbers that differ between two demos."""
        return re.sub(r"/(reports|forms|slips|import)/\d+", r"/\1/…", re.sub(r"/(k|q|d|kiosk)/\w+", r"/\1/…", self.address))


def main() -> None:
    """Measure both demos, then the large one with more answers, and print a table."""
    with tempfile.TemporaryDirectory() as made:
        folders = [Path(name) for name in sys.argv[1:3]] or [Path(made) / "small", Path(made) / "large"]
        tables = []
        for folder, is_large in zip(folders, (False, True), strict=True):
            app = open_demo(folder, large=is_large)
            tables.append(measure(app, f"{'large' if is_large else 'small'} demo"))
        if len(sys.argv) <= 1 or "--more" in sys.argv:
            database: Database = app.extensions["database"]
            started = time.perf_counter()
            with database.writing() as session:
                poured = pour(session, times=MORE, now=clock_of(app))
            print(f"{poured:,} answers poured in {time.perf_counter() - started:.0f} s", file=sys.stderr)
            tables.append(measure(app, f"large demo, {MORE} times the answers"))
        write(tables)


def open_demo(folder: Path, *, large: bool) -> Flask:
    """The application on a folder's database, filled if there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["INSTANCE_FOLDER"] = str(folder)
    app = create_app({"PUBLIC_URL": "http://localhost"})
    upgrade(app.extensions["database"].engine)
    started = time.perf_counter()
    with app.app_context():
        fill_demo(app.extensions["database"], today=clock.today(), large=large)
    for command in NIGHT:
        done = app.test_cli_runner().invoke(args=[command])
        assert done.exit_code == 0, done.output
    print(f"{folder}: ready in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return app


def clock_of(app: Flask) -> object:
    with app.app_context():
        return clock.now()


def measure(app: Flask, title: str) -> dict[str, Page]:
    """Every page of the map that can be filled, by its label."""
    database: Database = app.extensions["database"]
    with database.reading() as session:
        answers = session.scalar(select(func.count()).select_from(Response)) or 0
    print(f"\n{title}: {answers:,} answers", file=sys.stderr)
    clients = {
        "unit": signed_in(app, SCHOOL_USERNAME, SCHOOL_PASSWORD),
        "department": signed_in(app, DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD),
        "": app.test_client(),
    }
    clients["management"] = clients["department"]
    counted = [0]
    said = lambda words: counted.__setitem__(0, counted[0] + (words[:2] != "--"))  # noqa: E731  # a trigger's are not counted
    event.listen(database.engine, "checkout", lambda driver, *_: driver.set_trace_callback(said))
    values = _values(database)
    found: dict[str, Page] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        blueprint = rule.endpoint.split(".")[0]
        client = clients.get(blueprint, clients[""])
        addresses = list(_addresses(app, rule, values[blueprint if blueprint in values else ""]))
        if not addresses:
            print(f"left out, its arguments are not known here: {rule.rule}", file=sys.stderr)
        for address in addresses:
            page, text = look(client, rule.endpoint, address, counted)
            found.setdefault(page.label, page)
            for choice in _choices(text, address) if page.mimetype == "text/html" and page.status == 200 else ():
                chosen, _ = look(client, rule.endpoint, choice, counted)
                found.setdefault(chosen.label, chosen)
    return found


def look(client: FlaskClient, endpoint: str, address: str, counted: list[int]) -> tuple[Page, str]:
    """Fetch an address some times, a file twice; the first look, at which sums may be stored, counts only where it is slow."""
    times: list[tuple[float, float]] = []
    for _ in range(LOOKS + 1):
        counted[0] = 0
        started, cpu = time.perf_counter(), time.process_time()
        reply = client.get(address)
        body = reply.get_data()
        times.append((time.process_time() - cpu, time.perf_counter() - started))
        statements = counted[0]
        reply.close()
        if times[0][0] > SLOW or (reply.mimetype != "text/html" and len(times) > 1):
            break
    later = times[1:] or times
    cpu_time, clock_time = (statistics.median(one[k] for one in later) for k in (0, 1))
    page = Page(
        endpoint,
        address,
        reply.mimetype or "",
        reply.status_code,
        1000 * cpu_time,
        1000 * clock_time,
        statements,
        len(body) / 1024,
    )
    print(f"{page.status} {page.cpu:8.0f} ms {page.statements:4d} {page.kilobytes:8.0f} KB  {address}", file=sys.stderr)
    return page, body.decode(errors="replace") if page.mimetype == "text/html" else ""


def signed_in(app: Flask, username: str, password: str) -> FlaskClient:
    """A browser in which an account of the demo has signed in through the form."""
    client = app.test_client()
    form = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form) or re.search(
        r'value="([^"]+)"[^>]*name="csrf_token"', form
    )
    assert token is not None
    reply = client.post("/sign-in", data={"csrf_token": token[1], "username": username, "password": password})
    assert reply.status_code == 302, reply.status_code
    return client


def _values(database: Database) -> dict[str, dict[str, list[str]]]:
    """What arguments may be, by blueprint: the newest two campaigns, the shown school, its participation in the closed one."""
    with database.reading() as session:
        campaigns = session.scalars(select(Campaign).where(Campaign.opened).order_by(Campaign.code.desc()).limit(2)).all()
        unit = session.scalars(select(Unit).join(Account).where(Account.username == SCHOOL_USERNAME)).one()
        commune = session.scalars(select(Unit).where(Unit.kind == "commune").order_by(Unit.code)).first()
        taken = select(Participation.id, Instrument.code).join(Instrument).where(Participation.unit_id == unit.id)
        participation, instrument = session.execute(taken.where(Participation.campaign_id == campaigns[-1].id)).first()
        shared = {
            "campaign_code": [campaign.code for campaign in campaigns],
            "participation_id": [str(participation)],
            "quarter": ["2026-1"],
            "number": ["1"],
            "token": [unit.link_token],
            "unit_code": [unit.code],
            "unit_id": [str(unit.id)],
            "commune_code": [commune.code if commune else ""],
            "instrument_code": [instrument],
            "level": ["TH"],
        }
    return {"": shared, "unit": shared, "department": shared, "management": shared}


def _addresses(app: Flask, rule: Rule, values: dict[str, list[str]]) -> Iterator[str]:
    offered = {name: tuple(values.get(name, ())) for name in rule.arguments}
    for name, choice in re.findall(r"<any\(([^)]*)\):(\w+)>", rule.rule):
        offered[choice] = tuple(name.split(", "))
    for chosen in product(*offered.values()):
        with app.test_request_context():
            try:
                yield app.url_map.bind("localhost").build(rule.endpoint, _typed(rule, dict(zip(offered, chosen, strict=True))))
            except (BuildError, ValueError):
                return


def _typed(rule: Rule, values: dict[str, str]) -> dict[str, str | int]:
    numbers = set(re.findall(r"<int(?:\([^)]*\))?:(\w+)>", rule.rule))
    return {name: int(value) if name in numbers else value for name, value in values.items()}


def _choices(text: str, address: str) -> list[str]:
    """One choice of each kind that a page offers of itself: a link with another query, an entry of a list."""
    path = urlsplit(address).path
    found: dict[str, str] = {}
    for href in map(unescape, re.findall(r'href="([^"#]*)', text)):
        target = urlsplit(href)
        if target.query and target.path in ("", path):
            kinds = "&".join(sorted({name for name, _ in parse_qsl(target.query)}))
            found.setdefault(kinds, f"{path}?{target.query}")
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        values = [unescape(value) for value in re.findall(r'<option value="([^"]*)"', options) if value]
        if values:
            found.setdefault(name, f"{path}?{name}={values[-1]}")
    for name in re.findall(r'<input type="search"[^>]*name="(\w+)"', text):
        found.setdefault(name, f"{path}?{name}={SOUGHT}")
    return list(found.values())[:CHOICES]


def write(tables: Sequence[dict[str, Page]]) -> None:
    """Print the table: views first, then files."""
    for title, is_view in (("views", True), ("files", False)):
        print(f"\n| {title} | 60 schools: ms, SQL, KB | 1,000 schools: ms, SQL, KB | {MORE} times the answers: ms |")
        print("|---|---|---|---|")
        for label in sorted(set().union(*tables)):
            pages = [table.get(label) for table in tables]
            shown = [page for page in pages if page]
            if (shown[0].mimetype == "text/html") != is_view:
                continue
            cells = [_cell(page) for page in pages[:2]] + [f"{pages[2].cpu:.0f}" if len(pages) > 2 and pages[2] else ""]
            print(f"| `{label}`{'' if shown[-1].status < 400 else f' ({shown[-1].status})'} | {' | '.join(cells)} |")
    missed = [page for page in tables[1].values() if page.mimetype == "text/html" and page.cpu > AIM]
    print(f"\nviews of 1,000 schools over {AIM} ms: {len(missed)}")
    for page in sorted(missed, key=lambda page: -page.cpu):
        print(f"  {page.cpu:6.0f} ms {page.statements:4d} {page.label}")


def _cell(page: Page | None) -> str:
    return f"{page.cpu:.0f}, {page.statements}, {page.kilobytes:.0f}" if page else ""


if __name__ == "__main__":
    main()
