"""Work that costs much: each account has a budget that all workers share, and a process keeps threads free."""

import datetime as dt
import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.accounts.request_counts import count_request, find_counts
from survey_app.db import Database
from survey_app.models import RequestCount
from survey_app.views import budgets
from survey_app.views.budgets import DOCUMENTS, UPLOADS, Gate, kind_of
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import PageClient
from tests.staff import sign_in

FILE = re.compile(r"\.(pdf|docx|xlsx|zip|sav)|:form>|/slips")
TAKEN_IN = {
    *("unit.change_logo", "unit.upload_import", "unit.save_import_columns", "unit.record_import"),
    *("management.upload_units", "management.confirm_units"),
}


def test_every_file_that_staff_take_and_every_upload_has_a_budget(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in ("unit", "department", "management"):
            continue
        methods = (rule.methods or set()) & {"GET", "POST"}
        kinds = {kind_of(rule, method) for method in methods}
        if FILE.search(rule.rule):
            assert DOCUMENTS in kinds, rule
        assert (UPLOADS in kinds) == (rule.endpoint in TAKEN_IN), rule
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(budgets.POSTED) | set(budgets.STRANGERS) <= known


def test_an_account_that_takes_files_without_end_is_asked_to_wait_and_others_are_not(
    database: Database, new_client: Callable[[], PageClient], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, answers=0)
    monkeypatch.setattr(budgets, "DOCUMENTS", budgets.Kind("documents", Gate(1, waiting=0), allowed=3))
    th1, th2 = sign_in(new_client(), "th1"), sign_in(new_client(), "th2")
    for _ in range(3):
        th1.download("/unit/poster.pdf", mimetype="application/pdf")
    refused = th1.get("/unit/poster.pdf", status=429)
    assert refused.heading == "Đang có quá nhiều yêu cầu"
    assert "trong mười phút. Hãy chờ khoảng" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 1200
    th2.download("/unit/poster.pdf", mimetype="application/pdf")
    th1.get("/unit")  # pages go on
    clock.moment += dt.timedelta(seconds=int(refused.headers["Retry-After"]) + 1)
    th1.download("/unit/poster.pdf", mimetype="application/pdf")


def test_counts_are_shared_through_the_database_and_old_ones_go(database: Database) -> None:
    threads = [threading.Thread(target=count_request, args=(database, "documents:1"), kwargs={"slot": 7}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert find_counts(database, "documents:1", slot=7) == (0, 8)
    count_request(database, "documents:1", slot=8)
    assert find_counts(database, "documents:1", slot=8) == (8, 1)
    count_request(database, "uploads:2", slot=10)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RequestCount)) == 1


def test_a_process_does_so_much_at_a_time_and_sends_the_next_away_at_once() -> None:
    gate = Gate(1, waiting=1)
    assert gate.enter()
    entered = threading.Event()

    def wait() -> None:
        if gate.enter():
            entered.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    while gate._inside._value:  # until the second stands in line
        pass
    assert not gate.enter()
    assert not entered.is_set()
    gate.leave()
    waiting.join()
    assert entered.is_set()
    gate.leave()
    assert gate.enter()


def test_a_full_gate_is_a_page_that_says_when_to_come_back_and_known_browsers_have_their_own(
    database: Database, client: PageClient, new_client: Callable[[], PageClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, answers=0)
    known, stranger = sign_in(client, "th1"), new_client()
    known.client.delete_cookie("thuoc-do")
    full = Gate(1, waiting=0)
    assert full.enter()
    kind = budgets.Kind("passwords", full)
    monkeypatch.setattr(budgets, "PASSWORDS", kind)
    monkeypatch.setitem(budgets.POSTED, "sign_in.sign_in", kind)
    form = stranger.get("/sign-in").form_data()
    refused = stranger.post("/sign-in", form | {"username": "th1", "password": "sai"}, status=429)
    assert (refused.heading, refused.headers["Retry-After"]) == ("Đang có quá nhiều yêu cầu", "10")
    stranger.get("/sign-in")  # looking at the page costs nothing
    sign_in(known, "th1")
    full.leave()
    sign_in(stranger, "th1")
    sign_in(new_client(), "th1")  # what was taken was given back
