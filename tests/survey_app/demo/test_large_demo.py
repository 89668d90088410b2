"""The large demo: a province's size, through the same door, never in place of something else."""

import datetime as dt
from collections import Counter
from random import Random

import pytest
from sqlalchemy import func, select

import survey_app.demo.fill as fill_module
from survey_app.accounts.accounts import create_account
from survey_app.campaigns.sealing import count_rows
from survey_app.campaigns.unit_rows import read_unit_rows
from survey_app.db import Database
from survey_app.demo.fill import DEPARTMENT_USERNAME, SCHOOL_USERNAME, DemoRefusedError, fill_demo
from survey_app.demo.large_schools import SHOWN_SCHOOL as LARGE_SHOWN_SCHOOL
from survey_app.demo.large_schools import build_large_schools
from survey_app.demo.schools import DEPARTMENT_CODE, DEPARTMENT_NAME, SHOWN_SCHOOL, DemoSchool, units_file
from survey_app.models import Campaign, Comment, Response, StoredPairs, StoredQuality
from survey_app.results.reports import campaign_progress
from tests.survey_app.campaigns.samples import add_unit

TODAY = dt.date(2026, 5, 12)
CHEAP_HASH = "pbkdf2:sha256:1"


def test_the_large_demo_stores_what_the_door_stores(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of it: the same door, so exactly once, and nothing told by the order of rows."""
    monkeypatch.setattr(fill_module, "build_large_schools", _every_fiftieth)
    fill_demo(database, today=TODAY, password_method=CHEAP_HASH, large=True)
    with database.reading() as session:
        closed, running = session.scalars(select(Campaign).order_by(Campaign.code))
        assert (closed.sealed_on, running.sealed_on) == (TODAY, None)
        for campaign in (closed, running):
            responses, sendings, comments, codes = count_rows(session, campaign.id)
            assert responses == sendings > 500
            assert comments > 100
            assert codes == 0
        keys = session.scalars(select(Response.key)).all()
        assert len(set(keys)) == len(keys)
        assert {len(key) for key in keys} == {16}
        states = Counter(session.scalars(select(Comment.state).where(Comment.campaign_id == closed.id)))
        assert states["waiting"] < 0.05 * states.total(), "sealed: what waited is settled"
        assert min(states["released"], states["open"], states["hidden"]) > 0, "reviewed in part"
        assert set(session.scalars(select(Comment.state).where(Comment.campaign_id == running.id))) == {"waiting"}
        assert session.scalar(select(func.count()).select_from(StoredPairs)) > 15
        assert session.scalar(select(func.count()).select_from(StoredQuality)) > 15
        begun = {one.unit_code for one in campaign_progress(session, running) if one.received}
        assert begun < {one.unit_code for one in campaign_progress(session, running)}
    assert fill_demo(database, today=TODAY, password_method=CHEAP_HASH).school_name == "Trường Tiểu học Hoa Ban"


def test_the_large_demo_replaces_no_small_one(database: Database) -> None:
    with database.writing() as session:
        add_unit(session, DEPARTMENT_CODE, kind="department").name = DEPARTMENT_NAME
        school = add_unit(session, SHOWN_SCHOOL)
        session.flush()
        for username, unit in ((DEPARTMENT_USERNAME, school), (SCHOOL_USERNAME, school)):
            create_account(session, username=username, password="a long password", role="unit", unit=unit, method=CHEAP_HASH)
    with pytest.raises(DemoRefusedError, match="dữ liệu mẫu nhỏ"):
        fill_demo(database, today=TODAY, password_method=CHEAP_HASH, large=True)


def test_the_large_demo_has_a_thousand_schools_with_names_of_every_kind() -> None:
    schools, communes = build_large_schools(Random(1))
    assert len(schools) == len({school.name for school in schools}) == len({school.code for school in schools}) == 1000
    assert len(communes) == 96
    assert {level for school in schools for level in school.levels} == {"MN", "TH", "THCS", "THPT", "GDTX"}
    assert max(len(school.name) for school in schools) > 90
    assert any("Č" in school.name for school in schools)
    read, faults = read_unit_rows(units_file(schools, communes))
    assert not faults
    assert len(read) == 1000 + 96 + 2


def _every_fiftieth(rng: Random) -> tuple[tuple[DemoSchool, ...], dict[str, str]]:
    schools, communes = build_large_schools(rng)
    shown = next(school for school in schools if school.code == LARGE_SHOWN_SCHOOL)
    return (*(school for school in schools[13::50] if school != shown), shown), communes
