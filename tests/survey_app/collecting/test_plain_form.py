"""The short way of reading a form against the long one: it never takes what the form would refuse, nor takes it differently."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from survey_app.collecting.form import find_strange_fields, find_unanswered, form_class, proof_for, response_from
from survey_app.collecting.plain_form import plain_response
from tests.respondents import PARENTS, PUPILS, TOKEN, answered

SECRET = "a test's secret"
NOW = dt.datetime(2026, 5, 12, tzinfo=dt.UTC).timestamp()
NAMES = [item.code for item in PARENTS.items] + ["grade", "website", "reminded", "code", "kiosk", "switch_to", "repeat", "X99"]
TYPED = ["", "0", "1", "4", "5", "6", " 4", "4 ", "٤", "100", "101", "007", "85%", "1e2", "on", "vi", "en", "\x00", "a" * 2001]
VALUES = st.one_of(
    st.sampled_from(TYPED),
    st.text(max_size=30),
    st.just("e\u0301" * 1500),
)


def blank() -> dict[str, str]:
    return {
        "csrf_token": proof_for(TOKEN, secret=SECRET),
        "sending_key": "k" * 32,
        "began": str(int(NOW) - 600),
        "channel": "qr",
        "repeat": "",
        "reminded": "",
        "website": "",
    }


def long_way(questionnaire: Any, sent: MultiDict[str, str]) -> Any:
    form = form_class(questionnaire)(formdata=sent, meta={"csrf_context": TOKEN, "csrf_secret": SECRET})
    names = [name for name, _ in sent.items(multi=True)]
    if find_strange_fields(questionnaire, names) or not form.validate() or form.switch_to.data:
        return None
    if not form.reminded.data and find_unanswered(questionnaire, form):
        return None
    return response_from(questionnaire, form, now=NOW)


@pytest.fixture(scope="module")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    from survey_app import create_app

    folder = tmp_path_factory.mktemp("plain")
    return create_app({"DATABASE_URL": f"sqlite:///{folder / 'none'}", "SECRET_KEY": SECRET * 3, "INSTANCE_FOLDER": folder})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from([*NAMES, "csrf_token", "sending_key", "began"]), VALUES), max_size=4))
def test_the_short_way_says_what_the_long_way_says(bare_app: Flask, changes: list[tuple[str, str]]) -> None:
    sent = MultiDict(answered(blank(), G01="Cảm ơn  ") | dict(changes[:3]))
    for name, value in changes[3:]:  # perhaps a second time
        sent.add(name, value)
    with bare_app.test_request_context():
        short = plain_response(PARENTS, sent.items(multi=True), link_token=TOKEN, secret=SECRET, now=NOW)
        assert short is None or short == long_way(PARENTS, sent)


@pytest.mark.parametrize("questionnaire", [PARENTS, PUPILS], ids=lambda one: one.code)
def test_what_a_page_sends_goes_the_short_way(bare_app: Flask, questionnaire: Any) -> None:
    sent = MultiDict(answered(blank(), questionnaire, G01="Cảm ơn"))
    with bare_app.test_request_context():
        short = plain_response(questionnaire, sent.items(multi=True), link_token=TOKEN, secret=SECRET, now=NOW)
        assert short is not None
        assert short == long_way(questionnaire, sent)
        for name in ("csrf_token", "sending_key"):
            broken = MultiDict(sent | {name: "x"})
            assert plain_response(questionnaire, broken.items(multi=True), link_token=TOKEN, secret=SECRET, now=NOW) is None
        silent = MultiDict({name: value for name, value in sent.items() if name not in ("A01", "A02")})
        assert plain_response(questionnaire, silent.items(multi=True), link_token=TOKEN, secret=SECRET, now=NOW) is None
