"""Hostile forms, addresses and files from accounts of the staff: an honest status each, nothing in the log of errors."""

import os
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from survey_app.db import Database
from survey_app.views import budgets
from tests.conftest import Clock
from tests.endpoints import DEPARTMENT, ROLES, STAFF, UNIT, WHOLE
from tests.factories import CHEAP
from tests.fuzzing.making import Offer, make_ask
from tests.fuzzing.replies import check_reply
from tests.fuzzing.running import watched_log
from tests.fuzzing.scene import Scene, build_scene, count_rows
from tests.fuzzing.staff import Staff

PEOPLE = {
    "th1": ("/unit", {UNIT, STAFF}),
    "xa1": ("/department", {DEPARTMENT, STAFF}),
    "so.gddt": ("/department", {WHOLE, DEPARTMENT}),
}
TOGETHER = 20  # requests of one person in one example
EXAMPLES = 5
HEAVY = (
    "pdf",
    "docx",
    "chart",
    "posters",
    "rows",
    "xlsx",
    "zip",
    "picture",
    "drawing",
    "infographic",
    "_file",
    "slips",
    "cards",
    "poster",
    "paper_form",
)
# nothing that a clerk does through pages adds an answer without the door of paper or import, or takes one away
UNTOUCHED = ("sending", "response", "release_place", "release_file", "instrument")


@pytest.fixture
def scene(app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Scene:
    clock.set(2026, 6, 20)
    monkeypatch.setattr(budgets, "seconds_to_wait", lambda *_counts, **_limit: 0)  # or most replies would be "come back later"
    app.config["PASSWORD_METHOD"] = CHEAP
    return build_scene(database)


def offer_to(app: Flask, scene: Scene, username: str, *, is_long: bool) -> tuple[Staff, Offer]:
    """Who asks, and what the pages offer them after every form was sent once as it stands."""
    start, roles = PEOPLE[username]
    person = Staff(app, username).sign_in()
    rules = [rule for rule in app.url_map.iter_rules() if ROLES[rule.endpoint] in roles and rule.endpoint != "sign_in.sign_out"]
    if not is_long:
        rules = [rule for rule in rules if not any(word in rule.endpoint for word in HEAVY)]
    forms = person.look_around(start, most=150 if is_long else 20)
    return person, Offer(rules, forms, scene.values)


def ask_as(person: Staff, offer: Offer, chance: Random, number: int) -> None:
    before = count_rows(person.app)
    with watched_log() as log:
        for _ in range(number):
            ask = make_ask(offer, chance)
            reply = person.send(ask)
            check_reply(ask, reply)
            assert not log.lines, (ask, log.lines[0])
    after = count_rows(person.app)
    assert after["audit_entry"] >= before["audit_entry"]  # the log only grows
    for name in UNTOUCHED:
        assert after[name] >= before[name], name


def test_no_account_brings_the_service_down(app: Flask, scene: Scene) -> None:
    offers = [offer_to(app, scene, username, is_long=False) for username in PEOPLE]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=True))
    def run(chance: Random) -> None:
        for person, offer in offers:
            ask_as(person, offer, chance, TOGETHER)

    run()


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize("username", PEOPLE)
def test_a_hundred_thousand_deeds(app: Flask, scene: Scene, username: str) -> None:
    """`FUZZ_DEEDS=...` makes it longer or shorter."""
    person, offer = offer_to(app, scene, username, is_long=True)
    for number in range(int(os.environ.get("FUZZ_DEEDS", "100000")) // 100):
        ask_as(person, offer, Random(number), 100)
