"""The unit's guide (docs/huong-dan-truong.md) as a test: what it names stands on the pages that a school meets in a year.

One desk goes through the year: first sign-in, a campaign that runs, paper, a file from elsewhere, results, the quarter.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, update

from analysis.arrivals import build_course
from analysis.charts import describe_outlook
from analysis.charts.wording import WITHHELD
from survey_app.accounts.first_sign_in import make_links
from survey_app.campaigns import slips, steering
from survey_app.db import Database
from survey_app.demo.campaigns import seal
from survey_app.improvement.actions import write_action
from survey_app.improvement.assessment import TARGETS
from survey_app.models import Account, Campaign, Participation, Unit
from tests.conftest import Clock
from tests.factories import PASSWORD, answer, find_participation, make_account, make_campaign, make_department, make_unit
from tests.form_exports import csv_bytes, form_header, form_rows, with_faults
from tests.pages import PageClient
from tests.paper_forms import compare, open_batch, ready_batch, type_forms, type_sample
from tests.respondents import answered
from tests.staff import sign_in, sign_in_again
from tests.survey_app.views.test_unit_imports import upload

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = " ".join((ROOT / "docs/huong-dan-truong.md").read_text().split())
NAMES = "a, button, summary, legend, label, option, h1, h2, h3, h4"
ANSWERS = {"TH1": (120, 0.99), "TH2": (100, 0.5), "TH3": (60, 0.92)}  # forms and mood: met, missed, not shown
QUARTER = "/unit/self-assessments/2026-2"
SCRIPTS = ("share.js",)  # that put a button beside a field


@dataclass
class Reader:
    """Somebody at a desk, and what has been met on the way: names to press or look for, and everything that was written."""

    client: PageClient
    names: set[str] = field(default_factory=set)
    words: str = ""

    def look(self, *urls: str, status: int = 200) -> None:
        """Read pages; what each page owes its reader is looked at by its own tests."""
        for url in urls:
            reply = self.client.client.get(url)
            assert reply.status_code == status, url
            self.read(BeautifulSoup(reply.get_data(as_text=True), "html.parser"))

    def read(self, soup: BeautifulSoup) -> None:
        self.names |= {_text(one) for one in soup.select(NAMES)} | {str(one["data-copy"]) for one in soup.select("[data-copy]")}
        self.words += " " + _text(soup)

    def missing_names(self, wanted: Iterable[str]) -> list[str]:
        return [one for one in wanted if not any(re.fullmatch(_pattern(one), name) for name in self.names)]

    def missing_words(self, wanted: Iterable[str]) -> list[str]:
        return [one for one in wanted if not re.search(_pattern(one), self.words)]


def _text(tag: BeautifulSoup) -> str:
    """All of it, what waits in a `<template>` for a script too."""
    return " ".join("".join(str(part) for part in tag.find_all(string=True)).split())


def _pattern(named: str) -> str:
    return re.escape(named).replace("…", ".{1,60}?")


@pytest.fixture
def reader(database: Database, client: PageClient, clock: Clock) -> Reader:
    """The clerk of a school whose campaign opens in three days, with nothing but a link for the first sign-in."""
    clock.set(2026, 5, 1)
    with database.writing() as session:
        units = make_department(session, schools=3)
        units["TH4"] = make_unit(session, "TH4", "Trường Tiểu học Sơn Ca", levels="TH", parent=units["X1"])
        make_campaign(session)
        for code, name in (("TH1", "th1"), ("TH4", "th4"), ("SO", "so.gddt")):
            make_account(session, name, units[code])
    reader = Reader(client)
    for name in SCRIPTS:
        reader.names |= set(re.findall(r'textContent = "([^"]+)"', (ROOT / "survey_app/static" / name).read_text()))
    return reader


def token_of(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()


def ids_of(database: Database) -> dict[str, int]:
    with database.reading() as session:
        found = session.execute(select(Unit.code, Participation.id).join(Participation.unit))
        return dict(found.all())


def before_it_opens(reader: Reader, database: Database, clock: Clock) -> None:
    with database.writing() as session:
        account_id = session.scalars(select(Account.id).where(Account.username == "th1")).one()
        link = f"/first-sign-in/{make_links(session, [account_id], now=clock())[account_id]}"
    reader.look("/", "/rieng-tu", "/sign-in", link)
    reader.look(f"/k/{token_of(database)}", status=403)
    chosen = reader.client.get(link).form_data() | {"password": PASSWORD, "again": PASSWORD}
    reader.client.post(link, chosen, status=302)
    reader.look(link, status=410)
    sign_in(reader.client, "th1")
    reader.look("/unit", "/account", "/unit/settings", "/unit/plans/2026")
    filled = reader.client.get("/unit/settings").form_data("#settings") | {"deed": "save", "signer": "Nguyễn Thị Lan"}
    reader.client.post("/unit/settings", filled, status=302)
    plan = {"number": "5", "issued_on": "3/2/2026", "bases": "Công văn số 12", "in_charge": "bà Y Lan", "deed": "publish"}
    reader.client.post("/unit/plans/2026", reader.client.get("/unit/plans/2026").form_data("#plan") | plan, status=302)
    reader.look("/unit/plans/2026")


def while_it_is_open(reader: Reader, database: Database, clock: Clock) -> None:
    client, token, own = reader.client, token_of(database), ids_of(database)["TH1"]
    with database.writing() as session:
        for number, (code, (forms, satisfied)) in enumerate(ANSWERS.items()):
            answer(session, find_participation(session, code), forms, satisfied=satisfied, seed=number)
        session.execute(update(Campaign).values(access="codes"))
        slips.issue_slips(session, session.get_one(Participation, own), numbers={"": 3}, secret="x", today=clock().date())
    reader.look("/unit", f"/unit/slips/{own}", f"/k/{token}")
    with database.writing() as session:
        session.execute(update(Campaign).values(access="open"))
    form = client.get(f"/k/{token}").form_data("#phieu")
    reader.read(client.post(f"/k/{token}/{own}", answered(form, reminded="1", G02="Sân trơn.")).soup)
    reader.look(f"/k/{token}", "/unit/kiosk")
    pin = client.get("/unit/kiosk").form_data(".tasks form") | {"deed": "make-kiosk-pin"}
    reader.read(client.post("/unit/kiosk", pin).soup)
    reader.look(f"/kiosk/{token}", f"/kiosk/{token}/{own}")
    client.post("/unit", client.get("/unit").form_data(".todo-due form") | {"deed": "tick-deadline"}, status=302)
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        write_action(session, unit_id, "Sửa vòi nước.")
    reader.look("/unit", "/unit/actions", "/unit/self-assessments", QUARTER)
    data = client.get(QUARTER).form_data("#assessment") | {"text-done": "Sửa vòi nước.", "text-next": "Đối thoại."}
    client.post(QUARTER, data | {f"rating-{code}": "met" for code in TARGETS} | {"deed": "send"}, status=302)
    reader.look(QUARTER)


def paper_and_a_file(reader: Reader, database: Database) -> None:
    own = ids_of(database)["TH1"]
    reader.look("/unit/paper")
    batch_id = open_batch(database, own, 6)
    batch = f"/unit/paper/batches/{batch_id}"
    reader.look("/unit/paper", batch, f"{batch}/forms/1")
    type_forms(database, batch_id, range(1, 7))
    reader.look(batch)
    type_sample(database, batch_id, wrong=1)
    reader.look(batch)
    compare(database, batch_id)
    reader.look(batch, f"{batch}/comparison")
    reader.look(f"/unit/paper/batches/{ready_batch(database, own, 6)}")
    reader.look("/unit/import")
    upload(reader.client, own, csv_bytes([form_header(), *with_faults(form_rows(40))]))
    reader.look(f"/unit/import/{own}", f"/unit/import/{own}/check")
    upload(reader.client, own, csv_bytes([form_header(), *form_rows(5)]))
    reader.look(f"/unit/import/{own}/check")


def pause(reader: Reader, database: Database, clock: Clock) -> None:
    for deed in (steering.pause, steering.resume):
        with database.writing() as session:
            deed(session, session.scalars(select(Campaign)).one(), now=clock(), grace_minutes=60)
        reader.look("/unit")
        reader.look(f"/k/{token_of(database)}", status=503 if deed is steering.pause else 200)


def after_closing(reader: Reader, app: Flask, database: Database, clock: Clock) -> None:
    ids = ids_of(database)
    with database.writing() as session:
        seal(session, session.scalars(select(Campaign)).one(), today=clock().date())
    own = f"/unit/reports/{ids['TH1']}"
    reader.look("/unit", own, f"{own}/comments")
    reader.look(f"/k/{token_of(database)}", status=410)
    reader.look("/unit/annual-reports/2026", "/unit/improvement-reports/2026")
    clock.set(2026, 11, 25)  # what is due at the end of the year, and what was due before
    assert app.test_cli_runner().invoke(args=["check-warnings"]).exit_code == 0
    reader.look("/unit")
    sign_in_again(reader.client, "so.gddt")  # reports of schools that fare otherwise have the same words
    reader.look(*(f"/department/reports/{ids[code]}" for code in ("TH2", "TH3")))


def outlooks() -> list[str]:
    """What the first page says of a collection: enough, likely enough, open, hardly, silent, and in its first days."""
    opened, until = dt.date(2026, 5, 4), dt.date(2026, 5, 29)
    told = []
    for days, a_day in ((14, 20), (14, 13), (14, 9), (14, 3), (14, 0), (3, 8)):
        came = {opened + dt.timedelta(days=day): a_day for day in range(days)}
        today = opened + dt.timedelta(days=days)
        course = build_course(came, opens_on=opened, closes_on=until, today=today, eligible=400, needed=200)
        told.append(describe_outlook(course))
    return told


def test_whatever_the_guide_names_stands_on_the_pages(app: Flask, reader: Reader, database: Database, clock: Clock) -> None:
    """Bold is a link, a button, a label or a heading; "in quotes" is said on a page; "…" stands for what changes."""
    before_it_opens(reader, database, clock)
    clock.set(2026, 5, 12)
    while_it_is_open(reader, database, clock)
    paper_and_a_file(reader, database)
    pause(reader, database, clock)
    sign_in_again(reader.client, "th4")  # nobody has said how many pupils it has
    reader.look("/unit")
    sign_in_again(reader.client, "th1")
    clock.set(2026, 6, 2)
    after_closing(reader, app, database, clock)
    bold, quoted = re.findall(r"\*\*(.+?)\*\*", GUIDE), re.findall("“(.+?)”", GUIDE)
    assert len(bold) > 120
    assert not reader.missing_names(bold)
    assert reader.missing_names(["Lưu và gửi phiếu …", "Nhập"]) == ["Lưu và gửi phiếu …", "Nhập"]
    reader.words += " ".join((*outlooks(), *WITHHELD.values())).replace("\N{NO-BREAK SPACE}", " ")
    assert len(quoted) > 40
    assert not reader.missing_words(quoted)
