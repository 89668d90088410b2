"""Nobody can be kept out for good: tries of strangers do not count for a browser that an account has been in before."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from survey_app.accounts.attempts import FAILURES_ALLOWED
from survey_app.accounts.devices import find_device, make_device
from survey_app.db import Database
from tests.conftest import Clock
from tests.factories import CHEAP, make_account, make_department
from tests.pages import PageClient
from tests.staff import sign_in

SECRET = "a test's secret"


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        for username, code in (("so.gddt", "SO"), ("th1", "TH1")):
            make_account(session, username, units[code])


def test_a_stranger_who_keeps_guessing_does_not_keep_the_clerk_out(new_client: Callable[[], PageClient], clock: Clock) -> None:
    clerk, stranger = new_client(), new_client()
    sign_in(clerk, "th1")
    clerk.post("/sign-out", clerk.get("/unit").form_data("form.sign-out"), status=302)
    for _ in range(3):  # for as long as they like
        for _ in range(FAILURES_ALLOWED):
            sign_in(stranger, "th1", "đoán mò", status=422)
        sign_in(stranger, "th1", "đoán mò", status=429)
        sign_in(new_client(), "th1", status=429)  # a new machine has to wait
        sign_in(clerk, "th1")
        clerk.post("/sign-out", clerk.get("/unit").form_data("form.sign-out"), status=302)
        clock.moment += dt.timedelta(minutes=16)
    sign_in(new_client(), "th1")  # and is let in as soon as the guessing stops


def test_a_known_browser_has_ten_tries_too_and_the_office_sees_who_is_tried(
    new_client: Callable[[], PageClient],
) -> None:
    clerk, office = sign_in(new_client(), "th1"), sign_in(new_client(), "so.gddt")
    clerk.post("/sign-out", clerk.get("/unit").form_data("form.sign-out"), status=302)
    for _ in range(FAILURES_ALLOWED):
        sign_in(clerk, "th1", "đoán mò", status=422)
    sign_in(clerk, "th1", status=429)
    sign_in(new_client(), "th1")  # the count of the name is another
    for _ in range(FAILURES_ALLOWED):
        sign_in(new_client(), "th1", "đoán mò", status=422)
    page = office.get("/management/security?state=tried")
    assert [row.text for row in page.soup.select("tbody th")] == ["th1"]


def test_the_mark_of_a_browser_is_signed_for_one_name() -> None:
    mark = make_device("th1", secret=SECRET)
    assert find_device(mark, "th1", secret=SECRET)
    for cookie, name, secret in (
        (mark, "th2", SECRET),
        (mark, "th1", "other"),
        ("", "th1", SECRET),
        (mark[:-1], "th1", SECRET),
    ):
        assert find_device(cookie, name, secret=secret) is None


def test_the_mark_goes_to_the_sign_in_page_alone(client: PageClient) -> None:
    sign_in(client, "th1")
    assert client.client.get_cookie("thuoc-do-device", path="/sign-in") is not None
    assert client.client.get_cookie("thuoc-do-device", path="/") is None
