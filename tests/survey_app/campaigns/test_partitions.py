"""On PostgreSQL the answers of each campaign are files of their own: made with it, read alone, dropped as a whole."""

import threading

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.campaigns.sealing import TABLES
from survey_app.db import Database
from survey_app.models import Campaign, Participation, Response
from tests.factories import answer, fill, make_campaign
from tests.survey_app.campaigns.test_sealing import contents


@pytest.fixture
def parted(database: Database) -> Database:
    """Two campaigns with answers."""
    if database.is_sqlite:
        pytest.skip("SQLite keeps one table")
    fill(database, answers=12)
    with database.writing() as session:
        make_campaign(session, code="2027")
        answer(session, first_of(session, "2027"), 7, seed=4)
    return database


def first_of(session: Session, code: str) -> Participation:
    """The first participation in a campaign."""
    found = select(Participation).join(Campaign).where(Campaign.code == code).order_by(Participation.id).limit(1)
    return session.scalars(found).one()


def test_each_campaign_has_a_partition_of_each_table(parted: Database) -> None:
    with parted.reading() as session:
        names = set(
            session.scalars(text("SELECT relname FROM pg_class WHERE relnamespace = 'parts'::regnamespace AND relkind = 'r'"))
        )
        assert names == {f"{table.name}_{number}" for table in TABLES for number in (1, 2)}
        lying = text("SELECT tableoid::regclass::text, count(*) FROM response GROUP BY 1 ORDER BY 1")
        assert [tuple(row) for row in session.execute(lying)] == [("parts.response_1", 24), ("parts.response_2", 7)]


def test_an_answer_for_no_campaign_is_refused(parted: Database) -> None:
    with parted.reading() as session:
        row = dict(session.execute(select(Response.__table__)).mappings().first() or {})
    with pytest.raises(IntegrityError, match="no partition"), parted.writing() as session:
        session.execute(insert(Response), [row | {"campaign_id": 99}])


def test_a_question_about_a_campaign_reads_its_partition_alone(parted: Database) -> None:
    with parted.reading() as session:
        plan = "\n".join(session.scalars(text("EXPLAIN SELECT count(*) FROM response WHERE campaign_id = 2")))
    assert "response_2" in plan
    assert "response_1" not in plan


def test_a_campaign_is_made_while_answers_to_another_come_in(parted: Database) -> None:
    """Neither waits: a partition is made beside its table and then attached."""
    made = threading.Event()

    def make() -> None:
        with parted.writing() as session:
            make_campaign(session, code="2028")
        made.set()

    with parted.writing() as session:
        answer(session, first_of(session, "2026"), 1)
        thread = threading.Thread(target=make)
        thread.start()
        assert made.wait(30)
    thread.join()
    with parted.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 32


def test_dropping_the_partitions_of_a_campaign_leaves_the_others_alone(parted: Database) -> None:
    """The statements of docs/operations.md."""
    with parted.reading() as session:
        before = contents(session)
    with parted.writing() as session:
        for table in TABLES:
            session.execute(text(f"ALTER TABLE {table.name} DETACH PARTITION parts.{table.name}_1"))
            session.execute(text(f"DROP TABLE parts.{table.name}_1"))
    with parted.reading() as session:
        after = contents(session)
        assert after["response"] == {row for row in before["response"] if row[0] == 2}
        assert len(after["sending"]) == 7
