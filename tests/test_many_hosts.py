"""Three hosts before one PostgreSQL: whatever one of them does holds on the others, and one that dies takes nothing along.

One start serves all tests of this file; docs/operations/many-hosts.md lists what lies where.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, text

from survey_app.accounts.kiosk import set_pin
from survey_app.collecting.responses import key_hash
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Response, Sending, Unit
from tests.conftest import MakeDatabase, new_postgresql
from tests.factories import CHEAP, fill, make_account
from tests.front import ROOT, Front, put_in
from tests.hosts import PATIENCE, SECRET, Browser, Host, balanced, field_of, hosts_on
from tests.senders import SENDERS, Senders, check, fill_in, receipt_on
from tests.survey_app.views.test_unit_settings import picture

Hosts = tuple[Host, ...]
BEFORE, AFTER = 12, 30  # forms before a host is killed, and after it


@pytest.fixture(scope="module")
def url(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A department with two schools and a campaign that is open today."""
    with make_database("postgresql", tmp_path_factory.mktemp("hosts-data")) as address:
        database = Database(address)
        fill(database, answers=0)
        today = dt.datetime.now(TIMEZONE).date()
        with database.writing() as session:
            campaign = session.scalars(select(Campaign)).one()
            campaign.opens_on, campaign.closes_on = today - dt.timedelta(days=3), today + dt.timedelta(days=3)
        database.engine.dispose()
        yield address


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    found = Database(url)
    yield found
    found.engine.dispose()


@pytest.fixture(scope="module")
def hosts(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts_on(url, tmp_path_factory.mktemp("hosts")) as started:
        yield started


@pytest.fixture(scope="module")
def front(hosts: Hosts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with balanced(hosts, tmp_path_factory.mktemp("balancer")) as here:
        yield here


@pytest.fixture(scope="module")
def form(database: Database) -> str:
    """Where the first school's form lies."""
    with database.reading() as session:
        return f"/k/{session.scalars(select(Unit.link_token).where(Unit.code == 'TH1')).one()}/1"


def command(host: Host, *words: str) -> "subprocess.Popen[str]":
    """A command as the operator types it on this host."""
    call = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    surroundings = os.environ | host.settings
    return subprocess.Popen(call, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_every_host_takes_answers_and_each_is_stored_once(front: Front, hosts: Hosts, form: str, database: Database) -> None:
    with Senders(front, form) as senders:
        senders.await_forms(60)
    assert not senders.instead
    check(database, senders)
    for host in hosts:  # the counts of each are its own: whoever watches adds them up
        assert host.counted("respond.send"), "a host that took nothing"


def test_a_form_of_one_host_is_taken_by_another_and_a_repeat_by_a_third(hosts: Hosts, form: str, database: Database) -> None:
    first, second, third = hosts
    action, sent = fill_in(form, first.ask(form).body)
    thanks, again = second.ask(action, data=sent), third.ask(action, data=sent)
    assert receipt_on(thanks.body) == receipt_on(again.body)
    found = first.ask("/bien-nhan", data={"receipt": receipt_on(thanks.body)})
    assert "đã được ghi nhận" in found.text or "đã nhận" in found.text.lower()
    with database.reading() as session:
        known = select(func.count()).select_from(Sending).where(Sending.key_hash == key_hash(sent["sending_key"]))
        assert session.scalar(known) == 1


def test_whoever_signs_in_on_one_host_is_known_on_all_and_leaves_all(hosts: Hosts) -> None:
    first, second, third = hosts
    clerk = Browser()
    assert clerk.sign_in(first, "th1").status == 302
    page = clerk.get(second, "/unit/settings")
    assert page.status == 200
    left = clerk.post(third, "/sign-out", {"csrf_token": field_of(page, "csrf_token")})
    assert left.status == 302
    stale = Browser(dict(clerk.cookies))
    assert stale.get(first, "/unit").status == 302


def test_a_form_of_the_staff_begun_on_one_host_is_taken_by_another(hosts: Hosts) -> None:
    clerk = Browser()
    token = field_of(clerk.get(hosts[0], "/sign-in"), "csrf_token")
    wrong = clerk.post(hosts[1], "/sign-in", {"csrf_token": token, "username": "nobody", "password": "nothing at all"})
    assert "Tên đăng nhập hoặc mật khẩu" in wrong.text


def test_wrong_passwords_are_counted_over_all_hosts(hosts: Hosts) -> None:
    stranger = Browser()
    replies = [stranger.sign_in(hosts[turn % 3], "xa2", "mật khẩu không đúng").status for turn in range(11)]
    assert replies == [422] * 10 + [429]
    assert Browser().sign_in(hosts[1], "xa2").status == 429, "the right password comes too late on every host"


def test_what_an_account_may_ask_for_is_counted_over_all_hosts(hosts: Hosts) -> None:
    clerk = Browser()
    clerk.sign_in(hosts[0], "th2")
    token = field_of(clerk.get(hosts[0], "/unit/settings"), "csrf_token")
    fields = {"csrf_token": token, "deed": "upload-logo"}
    replies = [clerk.send_picture(hosts[turn % 3], b"no picture", fields).status for turn in range(31)]
    assert replies == [422] * 30 + [429]


def test_a_file_that_was_sent_to_one_host_lies_on_all(hosts: Hosts) -> None:
    clerk = Browser()
    clerk.sign_in(hosts[0], "th1")
    token = field_of(clerk.get(hosts[0], "/unit/settings"), "csrf_token")
    assert clerk.send_picture(hosts[0], picture((90, 90)), {"csrf_token": token, "deed": "upload-logo"}).status == 302
    shown = [clerk.get(host, "/unit/logo.png").body for host in hosts]
    assert shown[0][:4] == b"\x89PNG"
    assert shown == [shown[0]] * 3


def test_a_kiosk_turned_on_by_one_host_is_known_to_another(hosts: Hosts, form: str, database: Database) -> None:
    with database.writing() as session:
        pin = set_pin(session, session.scalars(select(Unit.id).where(Unit.code == "TH1")).one(), method=CHEAP)
    kiosk = f"/kiosk/{form.split('/')[2]}"
    on = BeautifulSoup(hosts[0].ask(kiosk, data={"pin": pin}).text, "html.parser")
    ticket = str(on.select_one("[data-ticket]")["data-ticket"])
    for host in hosts:
        assert host.ask(f"{kiosk}/{form.split('/')[3]}", data={"ticket": ticket}).status == 204


def test_a_kept_page_knows_at_once_what_was_done_on_another_host(hosts: Hosts, form: str) -> None:
    officer = Browser()
    officer.sign_in(hosts[0], "so.gddt")
    for deed, status in (("pause-campaign", 503), ("resume-campaign", 200)):
        assert hosts[1].ask(form).status in (200, 403, 503)  # kept by now
        token = field_of(officer.get(hosts[0], "/management/campaigns/2026"), "csrf_token")
        assert (
            officer.post(hosts[0], "/management/campaigns/2026", {"csrf_token": token, "deed": deed, "sure": deed}).status
            == 302
        )
        assert {host.ask(form).status for host in hosts} == {status}


def test_a_host_that_is_killed_takes_nothing_along_and_comes_back(
    front: Front, hosts: Hosts, form: str, database: Database
) -> None:
    victim = hosts[1]
    with Senders(front, form) as senders:
        senders.await_forms(BEFORE)
        victim.service.kill()
        senders.await_forms(AFTER)
        victim.service.start()
        victim.service.await_reply()
        taken, end = victim.counted("respond.send"), time.monotonic() + PATIENCE
        while victim.counted("respond.send") == taken:
            assert time.monotonic() < end, "nginx does not ask it any more"
            senders.await_forms(1)
    check(database, senders)
    assert senders.instead.total() <= 4 * SENDERS, "what was under way on that host, and little else"


def test_hosts_that_rest_and_start_anew_one_by_one_are_missed_by_nobody(
    front: Front, hosts: Hosts, form: str, database: Database
) -> None:
    """As a release is brought: marked down at the balancer, ended, started, and back."""
    with Senders(front, form) as senders:
        for host in hosts:
            address = f"server 127.0.0.1:{host.service.port}"
            tell_balancer(front, address, f"{address} down")
            senders.await_forms(3)
            host.service.stop()
            senders.await_forms(3)
            host.service.start()
            host.service.await_reply()
            tell_balancer(front, f"{address} down", address)
            senders.await_forms(3)
    check(database, senders)
    assert not senders.instead, senders.instead


def tell_balancer(front: Front, there: str, here: str) -> None:
    """Change its file, let it read the file again, and wait until its former processes are done."""
    file, first = front.folder / "thuoc-do.conf", int((front.folder / "nginx.pid").read_text())
    file.write_text(put_in(file.read_text(), **{there: here}))
    children = Path(f"/proc/{first}/task/{first}/children")
    former, end = set(children.read_text().split()), time.monotonic() + PATIENCE
    os.kill(first, signal.SIGHUP)
    while former & set(children.read_text().split()) or not children.read_text().split():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_tables_are_made_once_where_two_hosts_start_at_the_same_time(hosts: Hosts, postgresql_url: str) -> None:
    with new_postgresql(postgresql_url) as empty:
        both = [Host(host.service, host.settings | {"DATABASE_URL": empty}) for host in hosts[:2]]
        runs = [command(host, "upgrade-database") for host in both]
        told = [(run.communicate(timeout=PATIENCE)[0], run.returncode) for run in runs]
        assert [code for _, code in told] == [0, 0], told


def test_a_night_on_two_hosts_at_once_is_one_night(hosts: Hosts, url: str, database: Database) -> None:
    """Last, for it seals the campaign."""
    with database.writing() as session:
        make_account(session, "kiem.tra", session.scalars(select(Unit).where(Unit.code == "TH2")).one())
        campaign = session.scalars(select(Campaign)).one()
        campaign.opens_on, campaign.closes_on = (
            campaign.opens_on - dt.timedelta(days=9),
            campaign.closes_on - dt.timedelta(days=9),
        )
        before = session.scalar(select(func.count()).select_from(Response))
    for name in ("close-campaigns", "check-warnings"):
        runs = [command(host, name) for host in hosts[:2]]
        told = [(run.communicate(timeout=PATIENCE)[0], run.returncode) for run in runs]
        assert [code for _, code in told] == [0, 0], told
        assert sum("Đã khóa sổ đợt 2026" in words for words, _ in told) == (name == "close-campaigns")
    with database.reading() as session:
        sealed = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "close-campaign")
        assert session.scalar(sealed) == 1
        assert session.scalar(select(func.count()).select_from(Response)) == before
        assert session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) == 0
    officer = Browser()
    officer.sign_in(hosts[2], "so.gddt")
    files = [officer.get(host, "/department/campaigns/2026/report/xlsx").body for host in hosts]
    assert files[0][:2] == b"PK"
    assert files == [files[0]] * 3


def test_a_host_with_another_secret_is_found_out(hosts: Hosts) -> None:
    for host, words in (
        (hosts[0], "Các phiếu đã nhận được ký bằng khóa của máy này."),
        (Host(hosts[0].service, hosts[0].settings | {"SECRET_KEY": SECRET[::-1]}), "ký bằng khóa khác với khóa của máy này"),
    ):
        assert words in command(host, "doctor", "--offline").communicate(timeout=PATIENCE)[0]


def test_nothing_that_matters_lies_on_one_host(hosts: Hosts) -> None:
    """After all of the above: no secret, no file, no database of its own; counts live as long as the service."""
    for host in hosts:
        folder = Path(host.settings["INSTANCE_FOLDER"])
        assert [path.name for path in folder.iterdir()] == ["counts"]
