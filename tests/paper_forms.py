"""Paper forms for tests: batches opened and typed through the public functions, and forms that tell each other apart."""

import datetime as dt
import random
from collections.abc import Iterable

from questionnaires import Questionnaire, load_shipped
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import Entry, entry_from
from survey_app.collecting.paper_keys import paper_questions
from survey_app.collecting.paper_state import BatchState, read_state
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import PaperBatch, Participation

PARENTS = load_shipped()["TH-PH"]
SECRET = "a test's secret"
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
GRACE = 60


def typed_form(number: int, questionnaire: Questionnaire = PARENTS, **changes: str) -> dict[str, str]:
    """What a clerk would type of the form `number`; no two numbers below 10,000 give the same ratings."""
    rng = random.Random(number)
    typed = {}
    for question in paper_questions(questionnaire):
        if question.boxes:
            typed[question.name] = rng.choice(question.boxes).key
        elif question.kind == "percent":
            typed[question.name] = str(rng.randrange(101))
    return typed | changes


def entry_of(number: int, **changes: str) -> Entry:
    return entry_from(PARENTS, typed_form(number, **changes))


def open_batch(database: Database, participation_id: int, declared: int, *, now: dt.datetime = NOW) -> int:
    with database.writing() as session:
        participation = session.get_one(Participation, participation_id)
        number = paper.next_number(session, participation_id)
        batch, is_new = paper.open_batch(session, participation, declared=declared, number=number, now=now, grace_minutes=GRACE)
        assert is_new
        return batch.id


def type_forms(database: Database, batch_id: int, positions: Iterable[int], **changes: str) -> None:
    """Type these forms the first time: form number n at position n."""
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        for position in positions:
            paper.save_draft(session, batch, position, entry_of(position, **changes), seen="")


def type_sample(database: Database, batch_id: int, *, wrong: int = 0) -> tuple[int, ...]:
    """Type the sample the second time, the first `wrong` forms with two slips each; return the sample."""
    with database.writing() as session:
        batch = session.get_one(PaperBatch, batch_id)
        state = state_of(database, batch_id)
        for index, position in enumerate(state.sample):
            slips = slips_of(position) if index < wrong else {}
            paper.save_second(session, batch, position, entry_of(position, **slips), seen="", state=state)
        return state.sample


def slips_of(position: int) -> dict[str, str]:
    """Two answers that are not those of the form."""
    form = typed_form(position)
    return {"A01": "5" if form["A01"] != "5" else "1", "F02": "77" if form["F02"] != "77" else "7"}


def compare(database: Database, batch_id: int) -> None:
    with database.writing() as session:
        paper.compare_entries(session.get_one(PaperBatch, batch_id), PARENTS, state=state_of(database, batch_id))


def close(database: Database, batch_id: int, unit_id: int, *, now: dt.datetime = NOW, seed: int = 1) -> int:
    with database.writing() as session:
        batch = paper.take_batch(session, batch_id, unit_id=unit_id, now=now, grace_minutes=GRACE)
        state = read_state(session, batch, PARENTS, secret=SECRET)
        return paper.close_batch(session, batch, state=state, rng=random.Random(seed), now=now)


def state_of(database: Database, batch_id: int) -> BatchState:
    with database.reading() as session:
        return read_state(session, session.get_one(PaperBatch, batch_id), PARENTS, secret=SECRET)


def ready_batch(database: Database, participation_id: int, declared: int, **changes: str) -> int:
    """A batch that only has to be closed."""
    batch_id = open_batch(database, participation_id, declared)
    type_forms(database, batch_id, range(1, declared + 1), **changes)
    if changes:
        with database.writing() as session:
            batch, state = session.get_one(PaperBatch, batch_id), state_of(database, batch_id)
            for position in state.sample:
                paper.save_second(session, batch, position, entry_of(position, **changes), seen="", state=state)
    else:
        type_sample(database, batch_id)
    compare(database, batch_id)
    return batch_id
