"""The drill: a backup is made while parents send, everything is lost, and the service is set up again from the file."""

import datetime as dt
import hashlib
import os
import re
import secrets
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey_app.backups.fingerprints import find_fingerprints
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation, Response, Sending, Unit
from tests.factories import make_campaign
from tests.respondents import answered
from tests.survey_app.backups.installations import empty_databases
from tests.survey_app.releases.samples import seal_sample
from tests.test_anonymity_outside import ROOT, SECRET, fetch, service

WRITERS, BEFORE, AFTER = 3, 12, 6  # how many answers are acknowledged before the backup begins and after it has ended


def open_today(database: Database) -> str:
    """A campaign that takes answers today beside one that is sealed; the path of a school."""
    seal_sample(database, sizes=(40, 30))
    today = dt.datetime.now(TIMEZONE).date()
    with database.writing() as session:
        campaign = make_campaign(session, code="2027")
        campaign.opens_on, campaign.closes_on = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
        unit = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
        found = select(Participation.id).where(Participation.campaign_id == campaign.id, Participation.unit_id == unit.id)
        return f"/k/{unit.link_token}/{session.scalars(found).one()}"


class Parents:
    """Several who send one form after the other and note each that was acknowledged, until they are told to stop."""

    def __init__(self, address: str, form: dict[str, str]) -> None:
        self.receipts: dict[str, str] = {}  # by sending key, in the order of their acknowledgement
        self.faults: list[str] = []
        self._address, self._form, self._stop, self._moved = address, form, threading.Event(), threading.Condition()
        self._threads = [threading.Thread(target=self._send) for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        while not self._stop.is_set():
            key = secrets.token_urlsafe(24)
            page = fetch(self._address, self._form | {"sending_key": key})
            receipt = page.soup.select_one("[data-receipt]")
            with self._moved:
                if page.status == 200 and receipt is not None:
                    self.receipts[key] = receipt.text
                else:
                    self.faults.append(f"{page.status}")
                self._moved.notify_all()

    def wait_for(self, number: int) -> list[str]:
        """The keys that are acknowledged, when there are so many."""
        with self._moved:
            assert self._moved.wait_for(lambda: len(self.receipts) >= number or self.faults, timeout=120)
            return list(self.receipts)

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def command(url: str, folder: Path, *args: str, **settings: str) -> str:
    surroundings = {"DATABASE_URL": url, "INSTANCE_FOLDER": str(folder), "PYTHONPATH": str(ROOT), **settings}
    call = [sys.executable, "-m", "flask", "--app", "wsgi", *args]
    done = subprocess.run(call, cwd=ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.usefixtures("app")
def test_every_answer_that_was_acknowledged_before_the_backup_is_there_again_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDINGS_PER_SLOT", "100000")
    path = open_today(database)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    url = database.engine.url.render_as_string(hide_password=False)
    passphrase = {"BACKUP_PASSPHRASE": "một câu đủ dài để thử"}
    with service(first, url) as address:
        page = fetch(f"{address}{path}")
        parents = Parents(address + page.soup.select_one("main form")["action"], answered(page.form_data()))
        try:
            acknowledged = parents.wait_for(BEFORE)
            said = command(url, first, "backup", SECRET_KEY=SECRET, BACKUP_FOLDER=str(tmp_path), **passphrase)
            parents.wait_for(len(parents.receipts) + AFTER)
        finally:
            parents.stop()
    assert parents.faults == [], "nobody was kept waiting or turned away"
    (file,) = tmp_path.glob("thuoc-do-*.backup")
    assert "kèm khóa bí mật" in said
    with empty_databases(database, tmp_path) as new_url:
        lost = new_url()
        # no SECRET_KEY: that of the first machine comes back with the backup
        said = command(lost, second / "instance", "restore", str(file), SECRET_KEY="", **passphrase)
        assert re.search(r"[1-9]\d* dấu báo cáo của các đợt đã khóa sổ: giống hệt", said), said
        restored = Database(lost)
        with restored.reading() as session:
            campaign_id = session.scalars(select(Campaign.id).where(Campaign.code == "2027")).one()
            hashes = session.scalars(select(Sending.key_hash).where(Sending.campaign_id == campaign_id)).all()
            of_campaign = select(func.count()).select_from(Response).where(Response.campaign_id == campaign_id)
            assert session.scalar(of_campaign) == len(hashes) == len(set(hashes))
        known = {hashlib.sha256(key.encode()).digest(): key for key in parents.receipts}
        assert {hashlib.sha256(key.encode()).digest() for key in acknowledged} <= set(hashes) <= set(known)
        assert BEFORE <= len(hashes) < len(known), "what came after the backup is not in it"
        with database.reading() as session, restored.reading() as other:
            assert find_fingerprints(other) == find_fingerprints(session)
        restored.engine.dispose()
        assert (second / "instance" / "secret-key").read_text() == SECRET
        with service(second, lost) as address:
            assert fetch(f"{address}{path}").status == 200
            receipt = parents.receipts[acknowledged[0]]
            page = fetch(f"{address}/bien-nhan", {"receipt": receipt})
            assert page.soup.select_one(".notice h2").text == "Phiếu mang mã này đã được ghi nhận"
