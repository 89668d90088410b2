"""Writes what a release leaves in a database, as SQL, for the releases after it: `python -m tests.dumps.make 0016`.

To be run once, by the release itself, when its last migration is the one named; the two files are kept for good and never made
again. A few rows of everything: an open campaign with answers, comments, codes and paper, a sealed one with all that is counted
at sealing, accounts, actions, the audit log.
"""

import datetime as dt
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.campaigns.codes import code_hash, issue_codes
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, receipt_for, receipt_mark, record
from survey_app.config import TIMEZONE
from survey_app.improvement.actions import publish_action, write_action
from survey_app.migrate import upgrade
from survey_app.models import Campaign, CampaignPause, PaperBatch, PaperDraft, Participation
from survey_app.releases.build import build_draft, store_draft
from survey_app.releases.sign_off import SignOff, publish_release
from tests.factories import DURING, answer, fill, make_campaign
from tests.pages import PageClient
from tests.postgresql import find_server_binaries, run_server
from tests.respondents import PARENTS
from tests.staff import sign_in

FOLDER = Path(__file__).parent
SECRET = "the secret of the kept dumps"  # so that a test can look a receipt up
RECEIPT_KEY = "key-of-a-kept-receipt"
NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\.*|)$")


def main(revision: str) -> None:
    """Write the dumps of both databases."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "release.sqlite3"
        _fill(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as connection:
            _write(revision, "sqlite", "\n".join(connection.iterdump()))
    binaries = find_server_binaries()
    assert binaries is not None, "apt-get install postgresql"
    with run_server(binaries) as url:
        _fill(url)
        host = make_url(url).query["host"]
        command = [binaries / "pg_dump", "-h", host, "-U", "thuocdo", "--no-owner", "--no-privileges", "--inserts", "postgres"]
        dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        _write(revision, "postgresql", "\n".join(line for line in dump.splitlines() if not NOISE.match(line)))


def _write(revision: str, dialect: str, text: str) -> None:
    (FOLDER / f"{revision}-{dialect}.sql").write_text(text.rstrip() + "\n")


def _fill(url: str) -> None:
    folder = tempfile.mkdtemp()
    now = dt.datetime(2026, 5, 14, 9, tzinfo=TIMEZONE)
    app = create_app({"DATABASE_URL": url, "INSTANCE_FOLDER": Path(folder), "SECRET_KEY": SECRET, "CLOCK": lambda: now})
    database = app.extensions["database"]
    upgrade(database.engine)
    fill(database, answers=12)
    for part in (_earlier_campaign, _one_of_everything):
        with database.writing() as session:
            part(session)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
    with database.writing() as session:
        _release(session)
    client = sign_in(PageClient(app.test_client()), "th1")
    for link in {a["href"] for a in client.get("/unit").soup.select("nav a[href^='/unit'], main a[href^='/unit']")}:
        client.client.get(link, follow_redirects=True)  # sums, counts and sessions are kept because somebody looked
    database.engine.dispose()


def _earlier_campaign(session: Session) -> None:
    campaign = make_campaign(session, code="2025")
    campaign.name = "Khảo sát sự hài lòng năm 2025"
    campaign.opens_on, campaign.closes_on = dt.date(2025, 5, 4), dt.date(2025, 5, 29)
    session.add(CampaignPause(campaign_id=campaign.id, paused_on=dt.date(2025, 5, 12), resumed_on=dt.date(2025, 5, 15)))
    for number, participation in enumerate(_of(session, "2025")):
        answer(session, participation, 11, satisfied=0.8 + 0.1 * number, seed=9 + number)


def _one_of_everything(session: Session) -> None:
    place = _of(session, "2026")[0]
    codes = issue_codes(session, place, numbers={"1": 3}, secret=SECRET)["1"]
    response = NewResponse(
        sending_key=RECEIPT_KEY,
        sheet="4" * len(PARENTS.closed_items),
        percents=(85,),
        grade="1",
        comments={"G01": "Thầy cô tận tâm, sân trường còn ít cây."},
        code_hash=code_hash(codes[0], secret=SECRET),
        receipt_mark=receipt_mark(receipt_for(RECEIPT_KEY, secret=SECRET), secret=SECRET),
        repeat=True,
    )
    record(session, Destination.of(place), [response], now=DURING)
    batch = PaperBatch(campaign_id=place.campaign_id, unit_id=place.unit_id, participation_id=place.id, number=1, declared=2)
    session.add(batch)
    session.flush()
    session.add(
        PaperDraft(batch_id=batch.id, position=1, entry=1, sheet="5" * len(PARENTS.closed_items), percents="90", grade="2")
    )
    publish_action(write_action(session, place.unit_id, "Đã sửa xong nhà vệ sinh"), today=dt.date(2026, 3, 2))


def _of(session: Session, code: str) -> list[Participation]:
    found = select(Participation).join(Campaign).where(Campaign.code == code).order_by(Participation.unit_id)
    return list(session.scalars(found))


def _release(session: Session) -> None:
    campaign = session.scalars(select(Campaign).where(Campaign.code == "2025")).one()
    licence = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.vi"}
    draft = store_draft(session, build_draft(session, campaign, secret=SECRET, licence=licence), now=DURING)
    signed = SignOff("Trần Văn Bình", "Giám đốc", DURING.date(), "")
    publish_release(session, draft, signed, today=DURING.date(), account_id=None, is_current=True)


if __name__ == "__main__":
    main(sys.argv[1])
