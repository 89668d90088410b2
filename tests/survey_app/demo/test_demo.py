"""The demo department: filled once, through the doors, with answers like real ones."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from analysis.estimates import Estimate, Suppressed
from analysis.reports import DepartmentReport
from questionnaires import load_shipped
from questionnaires.model import NO_ANSWER
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.answers import Place, make_responses
from survey_app.demo.campaigns import INSTRUMENTS
from survey_app.demo.comments import COMMENTS
from survey_app.demo.fill import DEPARTMENT_USERNAME, DemoRefusedError, fill_demo
from survey_app.demo.schools import (
    ALL_SATISFIED,
    LONG_NAME,
    NEARLY_ALL,
    NO_ANSWERS,
    SHOWN_SCHOOL,
    THREE_ANSWERS,
    build_schools,
    units_file,
)
from survey_app.models import Campaign, Comment, Response, Sending, Unit
from survey_app.results.annual import annual_reports
from survey_app.results.reports import campaign_progress, find_department_report
from tests.survey_app.campaigns.samples import add_unit

TODAY = dt.date(2026, 5, 12)
NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
CHEAP_HASH = "pbkdf2:sha256:1"


def fill(database: Database) -> object:
    return fill_demo(database, today=TODAY, password_method=CHEAP_HASH)


def report_of(database: Database, campaign_code: str, instrument_code: str) -> DepartmentReport:
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == campaign_code)).one()
        report = find_department_report(session, campaign, instrument_code, now=NOW, grace_minutes=60)
    assert isinstance(report, DepartmentReport)
    return report


def test_the_demo_shows_every_case_once(database: Database) -> None:
    """One filling for many questions: it takes seconds."""
    first = fill(database)
    assert fill(database) == first, "a second start fills nothing and tells the same"
    with database.reading() as session:
        responses = session.scalar(select(func.count()).select_from(Response))
        assert responses == session.scalar(select(func.count()).select_from(Sending))
        assert 22_000 < responses < 26_000
        assert session.scalar(select(func.count()).where(Unit.kind == "school")) == 60
        assert len(set(session.scalars(select(Comment.text)))) >= 40
        first, closed, running = session.scalars(select(Campaign).order_by(Campaign.code))
        assert (first.code, closed.code, running.code) == ("2024", "2025", "2026")
        assert first.closes_on < closed.closes_on < closed.sealed_on == first.sealed_on == TODAY
        assert running.sealed_on is None
        assert running.opens_on < TODAY < running.closes_on
        progress = campaign_progress(session, closed)
    received = {p.unit_code: p.received for p in progress if p.instrument_code in ("MN-PH", "TH-PH")}
    assert received[THREE_ANSWERS] == 3
    assert received[NO_ANSWERS] == 0
    by_form = {(p.unit_code, p.instrument_code): p.received for p in progress}
    pairs = [(by_form[code, form.replace("HS", "PH")], number) for (code, form), number in by_form.items() if "-HS" in form]
    differ = sum(parents != pupils for parents, pupils in pairs)
    assert differ > 0.9 * len(pairs), "parents and pupils do not come in equal numbers"
    nearly = next(p for p in progress if p.unit_code == NEARLY_ALL)
    assert nearly.eligible is not None
    assert 0.95 < nearly.received / nearly.eligible < 1
    assert len({p.unit_code for p in progress if p.unit_name == LONG_NAME}) == 1

    schools = {unit.code: unit.result for unit in report_of(database, "2025", "TH-PH").units}
    assert isinstance(schools[THREE_ANSWERS], Suppressed)
    shares = [result.value for result in schools.values() if isinstance(result, Estimate)]
    assert 0.75 < min(shares) < max(shares) < 1
    assert max(shares) - min(shares) > 0.05
    preschools = {unit.code: unit.result for unit in report_of(database, "2025", "MN-PH").units}
    satisfied = preschools[ALL_SATISFIED]
    assert isinstance(satisfied, Estimate)
    assert satisfied.value == 1

    with database.reading() as session:
        running = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        live = {p.unit_code: p.received for p in campaign_progress(session, running, instrument_code="TH-PH")}
    shown = {unit.code: unit.forms for unit in report_of(database, "2026", "TH-PH").units}
    gaps = {code: live[code] - shown[code] for code in shown}
    assert all(0 <= gap < 10 for gap in gaps.values()), "a snapshot is never ten behind once it has been looked at"
    assert any(gaps.values()), "and in the demo some snapshots are behind, so that one sees it"

    with database.reading() as session:
        annual = list(annual_reports(session, session.get_one(Campaign, closed.id), now=NOW, grace_minutes=60))
    parts = {(report.unit_code, part.questionnaire.code): part for report in annual for part in report.parts}
    shown = parts[SHOWN_SCHOOL, "TH-PH"]
    assert shown.grades is not None
    assert len(shown.grades.groups) == 5
    assert shown.level is not None
    changes = [part.earlier.change.whole.change for part in parts.values() if part.earlier]
    words = Counter(change.word for change in changes if change)
    assert words["risen"] > 0 < words["fallen"], "a few changes are real"
    assert words["no clear change"] > 0.4 * len(changes), "most are not"
    assert sum(part.grades is not None for part in parts.values()) > 0.8 * len(parts)


def test_the_demo_stays_out_of_a_database_in_use(database: Database) -> None:
    with database.writing() as session:
        add_unit(session, "SO", kind="department")
    with pytest.raises(DemoRefusedError):
        fill(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 1


def test_the_command_tells_how_to_look_at_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP_HASH
    outputs = [app.test_cli_runner().invoke(args=["fill-demo"]) for _ in range(2)]
    assert [output.exit_code for output in outputs] == [0, 0]
    assert outputs[0].output == outputs[1].output
    assert DEPARTMENT_USERNAME in outputs[0].output
    assert "http://localhost/k/" in outputs[0].output


def test_the_same_seed_makes_the_same_schools_and_answers() -> None:
    questionnaire = load_shipped()["THCS-HS"]
    place = Place(1.5, canteen=True, grades={"6": 40, "9": 30})

    def make(seed: int) -> object:
        rng = Random(seed)
        return units_file(*build_schools(rng)), make_responses(rng, questionnaire, place, number=25)

    assert make(1) == make(1)
    assert make(1) != make(2)


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_answers_are_skewed_go_together_and_leave_some_blank(code: str) -> None:
    questionnaire = load_shipped()[code]
    grades = {grade.code: 1500 for grade in questionnaire.grades}
    responses = make_responses(Random(3), questionnaire, Place(1.6, canteen=True, grades=grades), number=3000)
    ratings = [place for place, item in enumerate(questionnaire.closed_items) if item.kind == "rating"]
    for place in ratings:
        counts = Counter(response.sheet[place] for response in responses)
        assert 0.005 < counts[NO_ANSWER] / 3000 < 0.05
        base = sum(counts[value] for value in "12345")
        assert 0.7 < (counts["4"] + counts["5"]) / base < 0.995

    def satisfied(sheet: str) -> float:
        answers = [sheet[place] for place in ratings if sheet[place] in "12345"]
        return sum(answer in "45" for answer in answers) / max(1, len(answers))

    shares = [satisfied(response.sheet) for response in responses]
    mean = sum(shares) / len(shares)
    variance = sum((share - mean) ** 2 for share in shares) / len(shares)
    assert variance > 4 * mean * (1 - mean) / len(ratings), "answers of one person go together"
    assert len({response.sending_key for response in responses}) == 3000


def test_never_more_answers_of_a_grade_than_pupils() -> None:
    responses = make_responses(
        Random(4), load_shipped()["TH-PH"], Place(1.5, canteen=True, grades={"1": 12, "5": 3}), number=99
    )
    counts = Counter(response.grade for response in responses)
    assert len(responses) == 15
    assert counts["1"] <= 12
    assert counts["5"] <= 3


def test_comments_are_clean_and_some_look_like_formulas() -> None:
    texts = [text for audience in COMMENTS.values() for choices in audience.values() for text in choices]
    assert len(set(texts)) >= 40
    assert all(text == text.strip() and 4 <= len(text) <= 200 for text in texts)
    assert {"=", "-", "+", "@"} <= {text[0] for text in texts}
