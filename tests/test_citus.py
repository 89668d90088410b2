"""What docs/citus.md says can be known without Citus: keys, the list of tables, and which statements ask more than one unit.

Citus itself runs nowhere here. What it would refuse is asked of the catalogue of a plain PostgreSQL with all migrations, and of
the statements that the service sends while a campaign runs, is sealed, and is read by unit, commune and department.
"""

import ast
import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import TextClause, event, select, text
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from survey_app import create_app
from survey_app.db import Database
from survey_app.models import Base, Campaign, Unit
from tests.conftest import Clock, MakeDatabase
from tests.factories import fill
from tests.pages import PageClient
from tests.respondents import answered
from tests.staff import sign_in

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/citus.md").read_text()
DISTRIBUTED = ("response", "sending", "comment", "one_time_code")
MODELS = {"Response", "Sending", "Comment", "OneTimeCode"}
HEADINGS = ("Statements that ask more than one unit", "Statements bound to one unit", "Not met by the journey")
NAMES = "|".join(DISTRIBUTED)
ASKS = re.compile(rf'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?(?:{NAMES})\b')
BOUND = re.compile(rf"\b(?:{NAMES})\.unit_id = %\(|INSERT INTO (?:{NAMES}) \([^)]*unit_id[^)]*\) VALUES|:unit_id|%\(unit_id\)s")
MOST_PAGES = 60  # of an account; one of each endpoint


def listed(heading: str) -> dict[str, str]:
    """The first two columns of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", section, re.MULTILINE))


@pytest.fixture(scope="module")
def migrated(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with make_database("postgresql", tmp_path_factory.mktemp("citus")) as url:
        database = Database(url)
        yield database
        database.engine.dispose()


def statements() -> list[str]:
    """The statements of the page, in their order."""
    section = PAGE.split("\n## The statements\n", 1)[1].split("\n## ", 1)[0]
    code = "\n".join(re.findall(r"```sql\n(.*?)```", section, re.DOTALL))
    found = re.findall(r"(?:\$\$.*?\$\$|[^;])+", re.sub(r"--.*", "", code), re.DOTALL)  # a function's body has some of its own
    return [one.strip() for one in found if one.strip()]


def named_in(function: str) -> list[str]:
    return re.findall(rf"{function}\('(\w+)'", "\n".join(statements()))


def test_every_table_has_one_place_and_the_statements_say_the_same() -> None:
    places = listed("Which table goes where")
    assert set(places) == {table.name for table in Base.metadata.sorted_tables}
    by_place = {place: {name for name, here in places.items() if here == place} for place in set(places.values())}
    assert set(by_place) == {"distributed", "reference", "local"}
    assert by_place["distributed"] == set(DISTRIBUTED) == set(named_in("create_distributed_table"))
    assert by_place["reference"] == set(named_in("create_reference_table"))


def test_every_unique_key_of_a_distributed_table_holds_the_unit(migrated: Database) -> None:
    keys = text(
        "SELECT c.relname AS owner, i.indexrelid::regclass::text AS key, array_agg(a.attname::text) AS columns FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indisunique AND c.relname = ANY (:names) AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 2"
    )
    with migrated.reading() as session:
        found = session.execute(keys, {"names": list(DISTRIBUTED)}).all()
    assert {row.owner for row in found} == set(DISTRIBUTED)
    for row in found:
        assert {"campaign_id", "unit_id"} <= set(row.columns), row


def test_foreign_keys_of_distributed_tables_lead_to_reference_tables_and_none_leads_to_them(migrated: Database) -> None:
    places = listed("Which table goes where")
    keys = text(
        "SELECT conrelid::regclass::text AS owner, confrelid::regclass::text AS target FROM pg_constraint"
        " WHERE contype = 'f' AND conparentid = 0"
    )
    with migrated.reading() as session:
        found = session.execute(keys).all()
    own = [(row.owner, row.target) for row in found if row.owner in DISTRIBUTED]
    assert {owner for owner, _ in own} == set(DISTRIBUTED)
    assert {places[target] for _, target in own} == {"reference"}
    assert not [row for row in found if row.target in DISTRIBUTED]
    # what a reference table refers to is a reference table too: each host of Citus must be able to look
    assert {places[row.target] for row in found if places.get(row.owner) == "reference"} == {"reference"}


def test_triggers_on_reference_and_distributed_tables_are_those_that_the_page_takes_away(migrated: Database) -> None:
    places = listed("Which table goes where")
    with migrated.reading() as session:
        rows = session.execute(text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")).all()
    here = {(name, table) for name, table in rows if places.get(table) in ("reference", "distributed")}
    assert here == {tuple(pair) for pair in re.findall(r"DROP TRIGGER (\w+) ON (\w+)", "\n".join(statements()))}


def test_what_of_the_statements_a_plain_postgresql_can_run_it_runs(migrated: Database) -> None:
    """In a transaction that is rolled back: without the trigger the page's function makes the partitions of a campaign."""
    plain = [one for one in statements() if not re.match(r"(CREATE EXTENSION|SELECT (citus_|create_))", one)]
    assert len(plain) >= 3
    with migrated.engine.connect() as connection:
        for one in plain:
            connection.exec_driver_sql(one.replace("%", "%%"))
        new = Campaign(code="C", name="C", opens_on=dt.date(2026, 5, 1), closes_on=dt.date(2026, 5, 30))
        session = Session(bind=connection)
        session.add(new)
        session.flush()
        parts = ", ".join(f"'{name}_{new.id}'" for name in DISTRIBUTED)
        count = f"SELECT count(*) FROM pg_class WHERE relname IN ({parts})"
        assert connection.exec_driver_sql(count).scalar() == 0
        connection.exec_driver_sql(f"SELECT make_partitions_of({new.id})")
        assert connection.exec_driver_sql(count).scalar() == len(DISTRIBUTED)
        connection.rollback()


class Recorder:
    """The statements on distributed tables that an application sends, by the function that sends them."""

    def __init__(self, database: Database) -> None:
        self.crossing: dict[str, str] = {}
        self.bound: dict[str, str] = {}
        event.listen(database.engine, "before_cursor_execute", self._note)
        in_drivers_words = database._in_drivers_words

        def noted(statement: TextClause) -> str:
            words = in_drivers_words(statement)
            self._note(None, None, words)
            return words

        database._in_drivers_words = noted  # type: ignore[method-assign]  # what goes past SQLAlchemy's events

    def _note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if ASKS.search(statement):
            (self.bound if BOUND.search(statement) else self.crossing).setdefault(_sender(), statement)


def _sender() -> str:
    """The innermost function of ours that is not the database's own."""
    frame = sys._getframe(2)
    while frame is not None:
        place = Path(frame.f_code.co_filename)
        if place.is_relative_to(ROOT / "survey_app") and place.name not in ("db.py", "gathering.py"):
            name = frame.f_code.co_qualname if sys.version_info >= (3, 11) else frame.f_code.co_name
            return f"{place.relative_to(ROOT / 'survey_app')}: {name.split('.<locals>')[0]}"
        frame = frame.f_back
    raise AssertionError("nobody sent it")


def look_around(app: Flask, username: str, start: tuple[str, ...]) -> None:
    """One page of each endpoint that links lead to."""
    client = sign_in(PageClient(app.test_client()), username).client
    adapter, seen, waiting = app.url_map.bind("localhost"), set(), list(start)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(path.partition("?")[0])
        except HTTPException:
            continue
        if endpoint in seen:
            continue
        seen.add(endpoint)
        reply = client.get(path)
        if reply.mimetype == "text/html":
            links = (link["href"].partition("#")[0] for link in BeautifulSoup(reply.text, "html.parser").select("a[href]"))
            waiting += [link for link in links if link.startswith(("/unit", "/department", "/management"))]


@pytest.fixture(scope="module")
def recorded(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """A campaign of four schools: answered, looked at, sealed by the commands of the night, looked at again."""
    folder, clock = tmp_path_factory.mktemp("citus-journey"), Clock()
    with make_database("postgresql", folder) as url:
        settings = {"DATABASE_URL": url, "INSTANCE_FOLDER": folder, "SECRET_KEY": "a test's secret", "CLOCK": clock}
        long = {"PERMANENT_SESSION_LIFETIME": dt.timedelta(days=3650), "SESSION_IDLE": dt.timedelta(0)}
        app = create_app(settings | long | {"PUBLIC_URL": "http://localhost", "TESTING": True})
        database: Database = app.extensions["database"]
        recorder = Recorder(database)
        fill(database, schools=4)
        with database.reading() as session:
            token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
        client = PageClient(app.test_client())
        form = answered(client.get(f"/k/{token}").form_data(), G01="Lời góp ý")
        for _ in range(2):
            client.post(f"/k/{token}/1", form)
        client.post("/bien-nhan", {"receipt": "0000 000 000"})
        for night in (False, True):
            if night:
                clock.set(2026, 6, 3)
                for command in ("close-campaigns", "check-warnings"):
                    assert app.test_cli_runner().invoke(args=[command]).exit_code == 0
            look_around(app, "th1", ("/unit", "/unit/comments"))
            look_around(app, "so.gddt", ("/department", "/management"))
        yield recorder
        database.engine.dispose()


def test_every_statement_that_crosses_units_is_listed_and_none_that_is_gone(recorded: Recorder) -> None:
    assert set(recorded.crossing) ^ set(listed("Statements that ask more than one unit")) == set()


def test_every_statement_that_is_bound_to_a_unit_is_listed(recorded: Recorder) -> None:
    assert set(recorded.bound) ^ set(listed("Statements bound to one unit")) == set()


def test_whatever_names_these_tables_is_listed_whether_the_journey_meets_it_or_not() -> None:
    """Each function that names one of their models, but for the parts of other functions; and each listed one exists."""
    names = {name for heading in HEADINGS for name in listed(heading)}
    for path in sorted((ROOT / "survey_app").rglob("*.py")):
        place, tree = path.relative_to(ROOT / "survey_app").as_posix(), ast.parse(path.read_text())
        imported = {
            alias.name
            for one in ast.walk(tree)
            if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("survey_app.models")
            for alias in one.names
        }
        for function in (one for one in tree.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")):
            used = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
            if used & imported & MODELS:
                assert f"{place}: {function.name}" in names
    for name in names:
        place, _, function = name.partition(": ")
        assert f"def {function}(" in (ROOT / "survey_app" / place).read_text(), name
