"""What is kept of a sealed campaign is made once, and again as soon as anything of it has moved."""

import datetime as dt

from sqlalchemy import select, update

from survey_app.db import Database
from survey_app.models import Campaign, Instrument, SumsState
from survey_app.results.settled import made_once
from tests.factories import fill


def test_a_value_of_a_sealed_campaign_is_made_once_and_of_an_open_one_each_time(database: Database) -> None:
    fill(database, answers=12)
    made: list[int] = []

    def ask(what: str = "frame") -> int:
        def make() -> int:
            made.append(len(made))
            return len(made)

        with database.reading() as session:
            return made_once(session, session.scalars(select(Instrument.id)).first() or 0, what, make)

    assert (ask(), ask()) == (1, 2), "open: nothing is kept"
    with database.writing() as session:
        session.scalars(select(Campaign)).one().sealed_on = dt.date(2026, 6, 2)
    assert (ask(), ask(), ask("drivers"), ask()) == (3, 3, 4, 3)
    with database.writing() as session:
        first = session.scalars(select(Instrument)).first()
        assert first is not None
        changed = session.execute(update(SumsState).values(recorded=SumsState.recorded + 10)).rowcount  # type: ignore[attr-defined]
        if not changed:
            first.digest = "another"
    assert ask() == 5, "what its sums cover has moved"
