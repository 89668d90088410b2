"""The way through the database adds nothing and loses nothing: what tests/analysis/test_department_honesty.py shows of reports
made from drawn forms holds for those that the department reads."""

import datetime as dt

import numpy as np
from sqlalchemy import select

from analysis.figures import DepartmentReport
from analysis.reports import build_department_report
from analysis.sheets import sums_from_matrix
from analysis.strata import UnitSums
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign
from survey_app.results.reports import find_department_report
from tests.analysis.test_coverage_simulated import QUESTIONNAIRE, draw_matrix
from tests.factories import find_participation, make_department

SCHOOLS, FORMS, TARGET = 14, 60, 0.9
DURING, AFTER = (dt.datetime(2026, month, 12, 9, tzinfo=TIMEZONE) for month in (5, 6))


def test_drawn_forms_give_the_same_report_through_the_database(database: Database) -> None:
    rng = np.random.default_rng(66)
    drawn = {f"TH{k + 1}": draw_matrix(rng, FORMS, 0.7 if k == 3 else 0.92, 0.3) for k in range(SCHOOLS)}
    with database.writing() as session:
        units = make_department(session, schools=SCHOOLS)
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát",
            opens_on=dt.date(2026, 5, 4),
            closes_on=dt.date(2026, 5, 29),
            questionnaires=[QUESTIONNAIRE],
            target=TARGET,
        )
        open_campaign(session, campaign)
        expected = []
        for code, matrix in drawn.items():
            unit = units[code]
            forms = [NewResponse(f"{code}-{k}", bytes(row).decode()) for k, row in enumerate(matrix)]
            record(session, Destination.of(find_participation(session, code, QUESTIONNAIRE.code)), forms, now=DURING)
            cells, eligible = {"": sums_from_matrix(QUESTIONNAIRE, matrix)}, unit.enrolments[0].number
            expected.append(UnitSums(code, unit.name, unit.parent.name if unit.parent else "", cells, eligible))
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        found = find_department_report(session, campaign, QUESTIONNAIRE.code, now=AFTER, grace_minutes=60)
    assert isinstance(found, DepartmentReport)
    assert found == build_department_report(QUESTIONNAIRE, expected, target=TARGET)
    below = [unit.code for unit in found.units if unit.position == "below"]
    assert below == ["TH4"], "the one school that is 22 points below the others"
