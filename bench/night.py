"""What people who send a form at night notice of the night's work: a province's season in one campaign, on both databases.

Run: PYTHONPATH=. .venv/bin/python bench/night.py [RESPONSES] (loopback only, some minutes; 485,531 unless told otherwise, which
is what Ho Chi Minh City collected in 16 days). Phones send on while the campaign is open and its rows are written anew, and to
another one while it is sealed. Prints the table of docs/benchmarks.md; a receipt that is not in once ends it with an error.
"""

import asyncio
import datetime as dt
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from _phones import Phones, Told
from _province import SECRET, environment, fill
from _servers import EMBEDDED, PRODUCTION, cpu_seconds, durable_postgresql, memory_megabytes
from _supervised import Service
from sqlalchemy import func, insert, select

from questionnaires.loader import load_shipped
from survey_app.campaigns.opening import create_campaign, find_campaign, open_campaign
from survey_app.collecting.answers import offered_values
from survey_app.collecting.responses import key_hash, receipt_mark
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Comment, Participation, Response, Sending, Unit
from tests.front import free_ports

SCHOOLS, PHONES, BATCH = 1000, 6, 20_000
QUIET = 30.0  # seconds without the night, to compare with
DELIVERY = 60.0
SEASON, NEXT = "DO-TAI", "DOT-SAU"
COLUMNS = (
    "| database | phones send to | while | seconds | CPU s | most memory MB |"
    " forms and receipts | wait, median ms | 99 % | longest | 503 |"
)


def main(responses: int) -> None:
    """Both set-ups, one after the other."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # everything is stopped on the way out
    print(COLUMNS + "\n" + "|---" * (COLUMNS.count("|") - 1) + "|", flush=True)
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="thuoc-do-night-") as folder, place(kind, Path(folder)) as url:
            Night(kind, url, Path(folder), responses).run()


@contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """Where the database lies."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'night.sqlite3'}"
    else:
        with durable_postgresql() as (url, _process):
            yield url


class Night:
    """One set-up with its season."""

    def __init__(self, kind: str, url: str, folder: Path, responses: int) -> None:
        self._kind, self._url, self._folder, self._responses = kind, url, folder, responses
        self._rng = random.Random(3)
        self._told: list[Told] = []

    def run(self) -> None:
        """Fill, send without and with the night, seal, and hold every receipt against the database."""
        paths = fill(self._url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
        database = Database(self._url)
        self._pour(database)
        [port] = free_ports(1)
        options = (*EMBEDDED, "wsgi:app") if self._kind == "sqlite" else PRODUCTION
        settings = environment(self._url, self._folder) | {"WORKERS": "2", "RUNTIME_DIRECTORY": str(self._folder)}
        self._service = Service(options, port, settings, self._folder / "service.log")
        self._service.start()
        try:
            self._service.await_reply()
            self._send(paths, "the season", None)
            self._send(paths, "the season", "its rows are written anew")
            paths = self._end_the_season(database)
            self._send(paths, "the next campaign", "the season is sealed and reckoned")
            self._send(paths, "the next campaign", "nothing but the next night is done")
        finally:
            self._service.stop()
        self._check(database)
        database.engine.dispose()

    def _pour(self, database: Database) -> None:
        """The season's answers: ticks by chance, every fifth with a comment, not through the door."""
        rng = self._rng
        with database.reading() as session:
            places = [
                dict(row)
                for row in session.execute(
                    select(Participation.campaign_id, Participation.unit_id, Participation.id.label("participation_id"))
                ).mappings()
            ]
        asked = load_shipped()["TH-PH"]
        offered = [[one for one in offered_values(asked, item.code) if len(one) == 1] for item in asked.closed_items]
        values = {"channel": "qr", "pace": 3, "honeypot": False, "grade": "", "percents": "85"}
        for start in range(0, self._responses, BATCH):
            keys = rng.choices(places, k=min(BATCH, self._responses - start))
            forms = [{**key, **values, "key": rng.randbytes(16), "sheet": "".join(map(rng.choice, offered))} for key in keys]
            sent = [{**key, "key_hash": rng.randbytes(32), "slot": 1, "language": "vi"} for key in keys]
            told = [
                {**key, "key": rng.randbytes(16), "item_code": "G01", "text": "Mong nhà trường sửa nhà vệ sinh."}
                for key in keys[::5]
            ]
            with database.writing() as session:
                session.execute(insert(Response), forms)
                session.execute(insert(Sending), sent)
                session.execute(insert(Comment), told)

    def _end_the_season(self, database: Database) -> list[str]:
        """Its last day was yesterday; another campaign is open. Returns the places of this one's forms."""
        today = dt.datetime.now(TIMEZONE).date()
        with database.writing() as session:
            season = find_campaign(session, SEASON)
            assert season
            season.closes_on = today - dt.timedelta(days=1)
            questionnaires = [load_shipped()["TH-PH"]]
            campaign = create_campaign(
                session,
                code=NEXT,
                name="Đợt sau",
                opens_on=today,
                closes_on=today + dt.timedelta(days=20),
                questionnaires=questionnaires,
            )
            open_campaign(session, campaign)
            session.flush()
            where = Participation.campaign_id == campaign.id
            rows = session.execute(select(Unit.link_token, Participation.id).join(Participation.unit).where(where)).all()
        return [f"/k/{token}/{number}" for token, number in rows]

    def _send(self, paths: list[str], to: str, during: str | None) -> None:
        """Phones send until the night's work is done, or for a while without it; prints a line."""
        phones = Phones(self._service.port, paths, rng=random.Random(11))
        night = Watched(self._service) if during else None

        def wait() -> None:
            try:
                time.sleep(QUIET) if night is None else night.run()
            finally:
                phones.stop(within=DELIVERY)

        with ThreadPoolExecutor(1) as beside:
            waiting = beside.submit(wait)
            told = asyncio.run(phones.run(PHONES))
            waiting.result()
        self._told.append(told)
        waits = sorted(1000 * wait for _, wait in told.waits)
        if told.faults or not waits:
            raise SystemExit(f"told what nobody should be told: {told.faults[:3]}")
        shares = " | ".join(f"{waits[min(len(waits) - 1, int(share * len(waits)))]:,.0f}" for share in (0.5, 0.99, 1.0))
        cost = f"{night.seconds:.0f} | {night.cpu:.0f} | {night.memory:.0f}" if night else f"{QUIET:.0f} | | "
        cells = (self._kind, to, during or "nothing else is done", cost, f"{len(waits):,}", shares, str(told.instead["503"]))
        print(f"| {' | '.join(cells)} |", flush=True)

    def _check(self, database: Database) -> None:
        """Every receipt is in once, and nothing besides it and the season."""
        forms = [form for told in self._told for form in told.forms if form.receipts]
        with database.reading() as session:
            marks = {row.key_hash: row.receipt_mark for row in session.execute(select(Sending.key_hash, Sending.receipt_mark))}
            number = session.scalar(select(func.count()).select_from(Response))
        missing = [form.key for form in forms if marks.get(key_hash(form.key)) != receipt_mark(form.receipts[0], secret=SECRET)]
        if missing or not number == len(marks) == self._responses + len(forms):
            raise SystemExit(f"{len(missing)} missing; {number} responses, {len(marks)} sendings, {len(forms)} receipts")
        print(f"{self._kind}: {len(forms):,} receipts, each in once", flush=True)


class Watched:
    """The night's work in a process of its own, and what it took."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.seconds = self.cpu = self.memory = 0.0

    def run(self) -> None:
        """Start it, look at it until it is done; an end that is none ends the program."""
        began = time.monotonic()
        for name in ("close-campaigns", "check-warnings"):  # as thuoc-do-nightly.service has them
            self._watch(self._service.command(name))
        self.seconds = time.monotonic() - began

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        spent = 0.0
        while process.poll() is None:
            with suppress(OSError):  # it has just ended
                spent = cpu_seconds(process.pid)
                self.memory = max(self.memory, memory_megabytes(process.pid))
            time.sleep(0.2)
        self.cpu += spent
        if process.returncode:
            raise RuntimeError(f"the night's work did not come to its end: {self._service.log()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 485_531)
