"""Hostile requests to every page that is open to everybody: an honest status each, nothing in the log, nothing stored."""

import os
from dataclasses import dataclass
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from survey_app.db import Database
from tests.conftest import Clock
from tests.endpoints import EVERYBODY, ROLES
from tests.factories import CHEAP
from tests.fuzzing.asking import Ask, send
from tests.fuzzing.forms import read_forms
from tests.fuzzing.making import Offer, make_ask
from tests.fuzzing.running import ask_as_a_stranger
from tests.fuzzing.scene import build_scene

TOGETHER = 25  # requests in one example; what the database holds is compared after each
EXAMPLES = 40
PAGES = ("/", "/sign-in", "/bien-nhan", "/ket-qua/2026/truong", "/ket-qua/2026/xa", "/k/{token}", "/kiosk/{token}")


@dataclass(frozen=True)
class Stranger:
    """All that a stranger can ask for, and the cookie of the sign-in page."""

    offer: Offer
    cookie: str


@pytest.fixture
def stranger(app: Flask, database: Database, clock: Clock) -> Stranger:
    clock.set(2026, 6, 20)
    app.config["PASSWORD_METHOD"] = CHEAP
    values = build_scene(database).values
    token, link = values["token"]
    pages = [page.format(token=token) for page in PAGES]
    pages += [f"/{door}/{token}/{number}" for door in ("k", "q", "kiosk") for number in values["number"]]
    rules = [rule for rule in app.url_map.iter_rules() if ROLES[rule.endpoint] == EVERYBODY]
    cookie = send(app, Ask("GET", "/sign-in")).header("Set-Cookie").partition(";")[0]
    forms = read_forms(app, [*pages, f"/first-sign-in/{link}"], cookie=cookie)
    assert len(forms) > 8
    return Stranger(Offer(rules, forms, values), cookie)


def test_no_stranger_brings_the_service_down_or_leaves_a_trace(app: Flask, stranger: Stranger) -> None:
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
        ask_as_a_stranger(app, [make_ask(stranger.offer, chance) for _ in range(TOGETHER)], cookie=stranger.cookie)

    run()


@pytest.mark.slow
@pytest.mark.fuzz
def test_a_million_strangers(app: Flask, stranger: Stranger) -> None:
    """`FUZZ_REQUESTS=...` makes it longer or shorter, `FUZZ_FIRST=...` begins with another thousand: one that failed, or the
    first that a run before has not reached."""
    first = int(os.environ.get("FUZZ_FIRST", "0"))
    for number in range(first, first + int(os.environ.get("FUZZ_REQUESTS", "1000000")) // 1000):
        chance = Random(number)
        try:
            ask_as_a_stranger(app, [make_ask(stranger.offer, chance) for _ in range(1000)], cookie=stranger.cookie)
        except AssertionError as error:
            raise AssertionError(f"in the thousand {number}") from error


def test_a_field_without_a_name_is_a_form_without_a_token(app: Flask, stranger: Stranger) -> None:
    """Found by the thousand 184 and those after it."""
    body = b"--q\r\nContent-Disposition: form-data\r\n\r\nx\r\n--q--\r\n"
    ask = Ask("POST", "/sign-in", body=body, content_type="multipart/form-data; boundary=q")
    assert send(app, ask, cookie=stranger.cookie).status in (400, 422)
