"""A second installation of the same kind of database, with nothing in it; and one that holds something of everything."""

import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import create_engine, insert, make_url, select, text

from survey_app import create_app
from survey_app.backups.rows import TableShape, shapes_of_models
from survey_app.campaigns.codes import issue_codes
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import Campaign, Participation, StoredWarning, UnitLogo, UnitsDraft
from tests.factories import DURING
from tests.survey_app.releases.samples import SECRET, release_sample, seal_sample

_numbers = itertools.count()
MakeUrl = Callable[[], str]


@contextmanager
def empty_databases(database: Database, folder: Path) -> Iterator[MakeUrl]:
    """Makes URLs of databases without a table, of the same kind as `database`."""
    made: list[str] = []

    def make() -> str:
        name = f"empty_{next(_numbers)}_{id(folder)}"
        if database.is_sqlite:
            return f"sqlite:///{folder / name}.sqlite3"
        _administer(database, f"CREATE DATABASE {name}")
        made.append(name)
        return make_url(database.engine.url).set(database=name).render_as_string(hide_password=False)

    try:
        yield make
    finally:
        for name in made:
            _administer(database, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(database: Database, statement: str) -> None:
    engine = create_engine(make_url(database.engine.url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def installation(url: str, folder: Path, **settings: Any) -> Iterator[Flask]:
    """The application over another database."""
    values = {"DATABASE_URL": url, "INSTANCE_FOLDER": folder, "SECRET_KEY": SECRET, "TESTING": True}
    app = create_app(values | settings)
    with app.app_context():
        yield app
    app.extensions["database"].engine.dispose()


def fill_everything(database: Database) -> None:
    """A department with a sealed campaign, a release of it, comments, codes, and bytes and moments in several tables."""
    seal_sample(database)
    with database.writing() as session:
        release_sample(session)
        participation = session.scalars(select(Participation).order_by(Participation.id)).first()
        campaign = session.scalars(select(Campaign)).one()
        assert participation is not None
        campaign.sealed_on = None
        session.flush()
        issue_codes(session, participation, numbers={"": 5}, secret=SECRET)
        words = NewResponse("key of a comment", "5" * 25, comments={"G01": "Cảm ơn\n“thầy cô”, ý kiến 😀"})
        record(session, Destination.of(participation), [words], now=DURING)
        campaign.sealed_on = dt.date(2026, 6, 2)
        picture = io.BytesIO()
        Image.frombytes("RGB", (16, 16), bytes(range(256)) * 3).save(picture, "PNG")
        session.execute(insert(UnitLogo).values(unit_id=participation.unit_id, picture=picture.getvalue(), digest="d"))
        moment = dt.datetime(2026, 5, 12, 1, 2, 3, 456_789, tzinfo=dt.UTC)
        session.execute(insert(UnitsDraft).values(account_id=1, version="v", made_at=moment, filename="a", content=b"\0\xff"))
        values = {"rule": "silent", "unit_id": participation.unit_id, "campaign_code": "2026", "subject": "TH-PH"}
        values |= {"collection": "own", "part": "progress|2026", "figures": "{}", "weight": 3, "since": dt.date(2026, 5, 12)}
        session.execute(insert(StoredWarning).values(values))


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as SQL gives it, in the order of its key."""
    return {shape.name: _rows(database, shape) for shape in shapes_of_models()}


def _rows(database: Database, shape: TableShape) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{name}"' for name in shape.columns)
    with database.reading() as session:
        found = session.execute(text(f'SELECT {names} FROM "{shape.name}"')).all()
    plain = [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in found]
    return sorted(plain, key=repr)
