import pytest
from sqlalchemy import select

from survey_app.db import Database
from survey_app.models import Participation
from tests.survey_app.views.respondents import TOKEN, School, add_school


@pytest.fixture
def school(database: Database) -> School:
    add_school(database)
    with database.reading() as session:
        number = session.scalars(select(Participation.id)).one()
    return School(f"/k/{TOKEN}", f"/k/{TOKEN}/{number}")
