"""Reviewing leaves no new way from words to people: no time, no order, nothing shared with ratings, sendings or codes.

The attacker has the whole database after a clerk has looked at, decided about and masked comments, during a campaign that shows
results while it is open and after it is sealed. We know the truth: every respondent says their number in sheet and comment.
"""

import datetime as dt
import io
import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Participation
from tests.conftest import Clock
from tests.factories import make_account
from tests.pages import PageClient
from tests.respondents import School
from tests.staff import sign_in
from tests.test_anonymity_sealed import RIGHT_BY_CHANCE, lying, seal, sheet_of

PEOPLE = 30


def words_of(person: int) -> str:
    return f"Lời của người {person:02}"


@pytest.fixture
def truth(database: Database, school: School) -> dict[bytes, int]:
    """Thirty people answer, an hour apart; a clerk of their school has an account."""
    with database.writing() as session:
        session.scalars(select(Campaign)).one().results_while_open = True
        participation = session.scalars(select(Participation)).one()
        make_account(session, "thu.hoa-ban", participation.unit)
        place = Destination.of(participation)
    told: dict[bytes, int] = {}
    for person in range(PEOPLE):
        response = NewResponse(f"key-of-person-{person:02}", sheet_of(person), comments={"G01": words_of(person)})
        with database.writing() as session:
            record(session, place, [response], now=dt.datetime(2026, 5, 12, tzinfo=TIMEZONE) + dt.timedelta(hours=person))
        told |= {response.sheet.encode(): person, words_of(person).encode(): person}
    return told


def page_of(database: Database) -> str:
    with database.reading() as session:
        return f"/unit/reports/{session.scalars(select(Participation.id)).one()}/comments"


def review(client: PageClient, url: str) -> None:
    """Everything on the page is released, one comment is hidden, of one a word is masked."""
    data = client.get(url).soup.select("form[data-review] input[name=key]")
    keys = [field["value"] for field in data]
    form = client.get(url).form_data("form[data-review]")
    chosen = {f"state-{keys[0]}": "hidden", f"reason-{keys[0]}": "person", f"words-{keys[1]}": "người"}
    client.post(url, {**form, "key": keys, **chosen, "deed": "release-rest"}, status=302)


def test_nothing_new_stands_beside_words_but_what_was_decided(database: Database) -> None:
    columns = {column["name"]: str(column["type"]) for column in inspect(database.engine).get_columns("comment")}
    assert set(columns) == {
        *("campaign_id", "unit_id", "participation_id", "key", "item_code", "text"),
        *("state", "reason", "masks"),
    }
    assert not [name for name, kind in columns.items() if "DATE" in kind or "TIME" in kind]


def test_after_review_and_sealing_nobody_is_put_together(
    app: Flask, database: Database, client: PageClient, clock: Clock, truth: dict[bytes, int]
) -> None:
    clock.set(2026, 5, 14)
    sign_in(client, "thu.hoa-ban")
    url = page_of(database)
    review(client, url)
    seal(app, clock)
    review(client, url)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
    with database.reading() as session:
        people = {
            table: [truth[value] for value in lying(session, table, is_sqlite=database.is_sqlite)]
            for table in ("response", "comment")
        }
        states = list(session.scalars(text("SELECT state FROM comment")))
        if not database.is_sqlite:
            marks = session.execute(text("SELECT count(DISTINCT xmin::text) FROM response")).scalar_one()
            assert marks == 1, "all responses bear one mark, so no mark of a reviewed comment is that of its response alone"
    assert sorted(people["comment"]) == sorted(people["response"]) == list(range(PEOPLE))
    assert sum(map(int.__eq__, people["response"], people["comment"])) < RIGHT_BY_CHANCE
    assert people["comment"] != sorted(people["comment"])
    assert "waiting" not in states


def test_the_page_lists_words_in_an_order_that_tells_nothing(
    database: Database, client: PageClient, clock: Clock, truth: dict[bytes, int]
) -> None:
    """In the order of the words, whatever the order of arrival, of keys and of decisions; and no time stands on the page."""
    with database.writing() as session:
        for person in range(PEOPLE):  # the later somebody wrote, the earlier in the alphabet
            session.execute(
                text("UPDATE comment SET text = :after WHERE text = :before"),
                {"before": words_of(person), "after": f"Ý {PEOPLE - person:02}"},
            )
    clock.set(2026, 6, 2)
    sign_in(client, "thu.hoa-ban")
    url = page_of(database)
    expected = [f"Ý {number:02}" for number in range(1, PEOPLE + 1)]
    for _look in range(2):
        shown = [p.get_text(strip=True) for p in client.get(f"{url}?state=all").soup.select(".words")]
        shown += [p.get_text(strip=True) for p in client.get(f"{url}?state=all&page=2").soup.select(".words")]
        assert [words.replace("[…]", "Ý") for words in shown] == expected
        form = client.get(url).form_data("form[data-review]")
        key = form["key"]
        client.post(url, {**form, f"state-{key}": "inside", "deed": "save"}, status=302)
    assert not client.get(f"{url}?state=all").soup.select("main time")


def test_the_audit_log_says_that_a_unit_reviewed_and_no_word(
    app: Flask, database: Database, new_client: Callable[[], PageClient], clock: Clock, truth: dict[bytes, int]
) -> None:
    clock.set(2026, 6, 2)
    client = sign_in(new_client(), "thu.hoa-ban")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    previous, root.level = root.level, logging.DEBUG
    try:
        review(client, page_of(database))
    finally:
        root.removeHandler(handler)
        root.setLevel(previous)
    with database.reading() as session:
        entries = [(entry.action, entry.subject) for entry in session.scalars(select(AuditEntry))]
        unit = session.scalars(select(Participation)).one().unit.name
        keys = [bytes(key).hex() for key in session.scalars(text("SELECT key FROM comment"))]
    assert [action for action, _ in entries] == ["review-comments"]
    assert entries[0][1].startswith(f"{unit}, "), "which school and which survey, and nothing of a comment"
    for secret in ("Lời của", *keys):
        assert secret not in stream.getvalue()
