"""Every endpoint, its role, and what happens to everybody else. A new endpoint fails here until it has a line."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from survey_app.db import Database
from tests.conftest import Clock
from tests.endpoints import DEPARTMENT, OFFICE, PUBLIC_ADDRESSES, ROLES, STAFF, UNIT, WHOLE
from tests.factories import fill
from tests.pages import PageClient
from tests.paper_forms import open_batch
from tests.staff import sign_in

# before sealing there are no rows and no report to give, and their pages say so: tests/survey_app/views/test_unit_data.py,
# test_department_report.py
BEFORE_SEALING = {
    "unit.rows": 409,
    "department.report_file": 404,
    "department.causes_file": 404,
    "department.infographic": 404,
}


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROLES)


def test_a_stranger_is_sent_to_the_sign_in_page(app: Flask, database: Database, client: PageClient) -> None:
    participations = fill(database, answers=12)
    for rule in guarded(app, UNIT, DEPARTMENT, WHOLE, STAFF):
        if "GET" not in (rule.methods or ()):
            continue  # without a token nothing is posted at all: tests/survey_app/views/test_sign_in.py
        response = client.client.get(address(rule, participations["TH1"]))
        assert (response.status_code, response.headers["Location"].startswith("/sign-in")) == (302, True), rule


def test_the_whole_department_runs_the_office_and_nobody_else_comes_in(
    app: Flask, database: Database, new_client: Callable[[], PageClient]
) -> None:
    participations = fill(database, answers=12)
    for username, status in (("so.gddt", 200), ("xa1", 403), ("th1", 403)):
        client = sign_in(new_client(), username)
        for rule in guarded(app, WHOLE):
            if rule.endpoint in OFFICE:
                assert client.client.get(address(rule, participations["TH1"])).status_code == status, (username, rule)


def test_the_pages_of_ones_own_account_are_everybodys_on_the_staff(
    app: Flask, database: Database, new_client: Callable[[], PageClient]
) -> None:
    fill(database, answers=12)
    for username in ("so.gddt", "xa1", "th1"):
        client = sign_in(new_client(), username)
        client.get("/account")
        client.get("/account/second-factor", status=403 if username == "th1" else 200)  # for the department's accounts


@pytest.mark.parametrize(("username", "role", "other"), [("th1", UNIT, DEPARTMENT), ("so.gddt", DEPARTMENT, UNIT)])
def test_the_own_role_comes_in_and_the_other_does_not(
    app: Flask, database: Database, client: PageClient, clock: Clock, username: str, role: str, other: str
) -> None:
    participations = fill(database, answers=12)
    clock.set(2026, 6, 2)
    sign_in(client, username)
    for rule in guarded(app, role):
        # these begin with a deed: tests/survey_app/views/test_paper.py, test_self_assessments.py, test_warnings.py
        if not {"batch_id", "assessment_id"} & rule.arguments:
            expected = BEFORE_SEALING.get(rule.endpoint, 200)
            assert client.client.get(address(rule, participations["TH1"])).status_code == expected, rule
    for rule in guarded(app, other):
        client.get(address(rule, participations["TH1"]), status=403)


def test_another_unit_and_another_commune_see_nothing_of_a_school(
    app: Flask, database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    participations = fill(database, answers=12)
    assert open_batch(database, participations["TH1"], 3) == 1
    clock.set(2026, 6, 2)
    for username, role in (("th2", UNIT), ("xa1", DEPARTMENT)):  # TH1 lies in the other commune
        client = sign_in(new_client(), username)
        for rule in guarded(app, role):
            if {"participation_id", "batch_id"} & rule.arguments:
                client.get(address(rule, participations["TH1"]), status=404)


def test_a_commune_sees_its_own_schools_only(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=12)
    clock.set(2026, 6, 2)
    sign_in(client, "xa1")
    for page in (client.get("/department/campaigns/2026"), client.get("/department/campaigns/2026/comparison")):
        assert "Nghĩa Lộ 2" in page.text
        assert "Ngọk Bay 1" not in page.text
    for url in ("/department/campaigns/2026/progress.csv", "/department/campaigns/2026/comparison.csv?instrument=TH-PH"):
        table = client.download(url, mimetype="text/csv").decode()
        assert "Nghĩa Lộ 2" in table
        assert "Ngọk Bay 1" not in table


def test_no_unit_page_has_a_unit_in_its_address(app: Flask) -> None:
    for rule in guarded(app, UNIT):
        assert not {"unit", "unit_code", "unit_id"} & rule.arguments


def guarded(app: Flask, *roles: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if ROLES[rule.endpoint] in roles]


def address(rule: Rule, participation_id: int) -> str:
    values = {"participation_id": str(participation_id), "campaign_code": "2026", "batch_id": "1", "position": "1"}
    values |= {"quarter": "2026-2", "assessment_id": "1", "instrument_code": "TH-PH", "unit_code": "TH1", "account_id": "1"}
    values |= {"warning_id": "1", "release_id": "1", "level": "TH", "commune_code": "X1"}
    url = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", re.sub(r"<int\([^)]*\):", "<", rule.rule))
    for name, value in values.items():
        url = url.replace(f"<{name}>", value)
    assert "<" not in url
    return url


def test_addresses_that_hang_on_walls_stay(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule.removesuffix("/") or "/", set()).update(rule.methods or ())
    for address_, methods in PUBLIC_ADDRESSES.items():
        assert methods <= found.get(address_, set()), address_
