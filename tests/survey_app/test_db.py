"""The tables come from the migrations and only from them, on both databases."""

import threading
import time

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from survey_app.db import Database
from survey_app.migrate import downgrade, upgrade
from survey_app.models import Base


def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(database: Database) -> None:
    downgrade(database.engine, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database.engine)
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())


def test_a_writer_that_fails_leaves_nothing_behind(database: Database) -> None:
    try:
        with database.writing() as session:
            session.execute(text("INSERT INTO audit_entry (at, action, subject) VALUES ('2026-01-01', 'a', 'b')"))
            raise RuntimeError
    except RuntimeError:
        pass
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entry")) == 0


def test_a_second_writer_waits_for_the_first(database: Database) -> None:
    insert = text("INSERT INTO audit_entry (at, action, subject) VALUES ('2026-01-01', 'a', 'b')")
    started = threading.Event()

    def write_slowly() -> None:
        with database.writing() as session:
            session.execute(insert)
            started.set()
            time.sleep(0.2)

    thread = threading.Thread(target=write_slowly)
    thread.start()
    started.wait()
    with database.writing() as session:
        session.scalar(text("SELECT count(*) FROM audit_entry"))
        session.execute(insert)
    thread.join()
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entry")) == 2


def test_a_question_meets_a_broken_connection_and_is_asked_again(database: Database) -> None:
    """As after a restart of PostgreSQL: connections that have just been used are taken on trust, and turn out to be gone."""
    if database.is_sqlite:
        return
    held = [database.engine.raw_connection() for _ in range(3)]
    for connection in held:
        connection.close()
    assert database.ask(text("SELECT 1"), {}) == [(1,)]
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    end = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.reading() as session:
        assert session.scalars(end).all() == [True] * 3
    other.engine.dispose()
    assert database.ask(text("SELECT 2"), {}) == [(2,)]
