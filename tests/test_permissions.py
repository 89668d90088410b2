"""Every endpoint, its role, and what happens to everybody else. A new endpoint fails here until it has a line."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from survey_app.db import Database
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import PageClient
from tests.paper_forms import open_batch
from tests.staff import sign_in

EVERYBODY, UNIT, DEPARTMENT = "everybody", "unit", "department"

ROLES = {
    "static": EVERYBODY,
    "public.home": EVERYBODY,
    "public.chart_style": EVERYBODY,
    "public.privacy": EVERYBODY,
    "public.receipt": EVERYBODY,
    "public.preview": EVERYBODY,
    "public.respond_script": EVERYBODY,
    "public.unit": EVERYBODY,
    "public.unit_plan": EVERYBODY,
    "public.unit_plan_file": EVERYBODY,
    "public.unit_logo": EVERYBODY,
    "respond.link": EVERYBODY,
    "respond.scanned": EVERYBODY,
    "respond.questionnaire": EVERYBODY,
    "respond.scanned_questionnaire": EVERYBODY,
    "respond.send": EVERYBODY,
    "kiosk.start": EVERYBODY,
    "kiosk.turn_on": EVERYBODY,
    "kiosk.questionnaire": EVERYBODY,
    "kiosk.check": EVERYBODY,
    "kiosk.script": EVERYBODY,
    "kiosk.worker": EVERYBODY,
    "sign_in.sign_in": EVERYBODY,
    "sign_in.sign_out": EVERYBODY,
    "unit.home": UNIT,
    "unit.tick_deadline": UNIT,
    "unit.actions": UNIT,
    "unit.annual_report": UNIT,
    "unit.annual_report_file": UNIT,
    "unit.improvement_report": UNIT,
    "unit.improvement_report_file": UNIT,
    "unit.data": UNIT,
    "unit.figures_xlsx": UNIT,
    "unit.rows": UNIT,
    "unit.imports": UNIT,
    "unit.upload_import": UNIT,
    "unit.import_columns": UNIT,
    "unit.save_import_columns": UNIT,
    "unit.import_check": UNIT,
    "unit.record_import": UNIT,
    "unit.kiosk": UNIT,
    "unit.change_kiosk": UNIT,
    "unit.plan": UNIT,
    "unit.plan_file": UNIT,
    "unit.self_assessments": UNIT,
    "unit.self_assessment": UNIT,
    "unit.self_assessment_file": UNIT,
    "unit.settings": UNIT,
    "unit.logo": UNIT,
    "unit.change_logo": UNIT,
    "unit.report": UNIT,
    "unit.report_chart": UNIT,
    "unit.report_items_chart": UNIT,
    "unit.report_csv": UNIT,
    "unit.comments": UNIT,
    "unit.decide_comments": UNIT,
    "unit.slips": UNIT,
    "unit.poster": UNIT,
    "unit.cards": UNIT,
    "unit.qr_drawing": UNIT,
    "unit.qr_picture": UNIT,
    "unit.paper": UNIT,
    "unit.open_paper_batch": UNIT,
    "unit.paper_form": UNIT,
    "unit.paper_batch": UNIT,
    "unit.change_paper_batch": UNIT,
    "unit.paper_go": UNIT,
    "unit.paper_entry": UNIT,
    "unit.save_paper_entry": UNIT,
    "unit.paper_second": UNIT,
    "unit.save_paper_second": UNIT,
    "unit.paper_comparison": UNIT,
    "unit.resolve_paper_form": UNIT,
    "department.home": DEPARTMENT,
    "department.campaign": DEPARTMENT,
    "department.progress_csv": DEPARTMENT,
    "department.posters": DEPARTMENT,
    "department.comparison": DEPARTMENT,
    "department.comparison_csv": DEPARTMENT,
    "department.self_assessments": DEPARTMENT,
    "department.self_assessment": DEPARTMENT,
    "department.self_assessment_file": DEPARTMENT,
    "department.unit_report": DEPARTMENT,
    "department.unit_comments": DEPARTMENT,
    "department.comparison_chart": DEPARTMENT,
    "department.unit_report_chart": DEPARTMENT,
    "department.unit_report_items_chart": DEPARTMENT,
    "department.unit_report_csv": DEPARTMENT,
}


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROLES)


def test_a_stranger_is_sent_to_the_sign_in_page(app: Flask, database: Database, client: PageClient) -> None:
    participations = fill(database, answers=12)
    for rule in guarded(app, UNIT, DEPARTMENT):
        response = client.client.get(address(rule, participations["TH1"]))
        assert (response.status_code, response.headers["Location"].startswith("/sign-in")) == (302, True), rule


@pytest.mark.parametrize(("username", "role", "other"), [("th1", UNIT, DEPARTMENT), ("so.gddt", DEPARTMENT, UNIT)])
def test_the_own_role_comes_in_and_the_other_does_not(
    app: Flask, database: Database, client: PageClient, clock: Clock, username: str, role: str, other: str
) -> None:
    participations = fill(database, answers=12)
    clock.set(2026, 6, 2)
    sign_in(client, username)
    for rule in guarded(app, role):
        # these begin with a deed: tests/survey_app/views/test_paper.py, test_self_assessments.py
        if not {"batch_id", "assessment_id"} & rule.arguments:
            # before sealing there are no rows to give, and the page says so: tests/survey_app/views/test_unit_data.py
            expected = 409 if rule.endpoint == "unit.rows" else 200
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
    values |= {"quarter": "2026-2", "assessment_id": "1"}
    url = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", re.sub(r"<int\([^)]*\):", "<", rule.rule))
    for name, value in values.items():
        url = url.replace(f"<{name}>", value)
    assert "<" not in url
    return url


# addresses that hang on walls, stand in messages or in other people's documents: entries are added, never removed
PUBLIC_ADDRESSES = {
    "/": {"GET", "POST"},
    "/k/<token>": {"GET"},
    "/q/<token>": {"GET"},
    "/k/<token>/<int:number>": {"GET", "POST"},
    "/k/<token>/preview.png": {"GET"},
    "/q/<token>/<int:number>": {"GET"},
    "/kiosk/<token>": {"GET", "POST"},
    "/sign-in": {"GET", "POST"},
    "/rieng-tu": {"GET"},
    "/bien-nhan": {"GET", "POST"},
    "/d/<token>": {"GET"},
    "/d/<token>/<campaign_code>": {"GET"},
}


def test_addresses_that_hang_on_walls_stay(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule.removesuffix("/") or "/", set()).update(rule.methods or ())
    for address_, methods in PUBLIC_ADDRESSES.items():
        assert methods <= found.get(address_, set()), address_
