"""A release is what was looked at, stays as it was, and can be computed again to the same values."""

import gzip
import json

import pytest
from sqlalchemy import select

from survey_app.db import Database
from survey_app.models import Release, ReleaseFile, ReleasePlace, Unit
from survey_app.releases.build import ReleaseRefusedError, build_draft
from survey_app.releases.check import check_release
from survey_app.releases.sign_off import withdraw_release
from tests.factories import fill
from tests.survey_app.releases.samples import AFTER, LICENCE, SECRET, get_campaign, release_sample, seal_sample


def test_a_campaign_that_is_not_sealed_has_nothing_to_release(database: Database) -> None:
    fill(database)
    with database.writing() as session, pytest.raises(ReleaseRefusedError, match="chưa khóa sổ"):
        build_draft(session, get_campaign(session), secret=SECRET, licence=LICENCE)


def test_a_release_holds_every_place_rounded_and_gated(database: Database) -> None:
    seal_sample(database)
    with database.writing() as session:
        release = release_sample(session)
        rows = session.scalars(select(ReleasePlace).order_by(ReleasePlace.position)).all()
        places = {(row.kind, row.code): json.loads(row.content) for row in rows}
        assert [*dict.fromkeys(kind for kind, _ in places)] == ["whole", "level", "commune", "unit"]
        (whole,) = places["whole", "all"]["figures"]
        assert (whole["units"], whole["answering"], whole["covered"]) == (6, 5, 3)  # the small two agree on an item
        assert whole == places["level", "TH"]["figures"][0]  # one instrument of one level: the same people, the same figure
        assert whole["forms"] == 225
        (shown,) = places["unit", "TH4"]["figures"]
        assert shown["forms"] == shown["share"]["n"] == 120
        assert isinstance(shown["share"]["value"], int)
        assert all(sum(item["answers"]) in range(97, 104) for part in shown["dimensions"] for item in part["items"])
        assert shown["mean"]["value"] == round(shown["mean"]["value"], 1)
        (small,) = places["unit", "TH3"]["figures"]
        assert (small["share"], small["forms"], small["participation"]) == ({"withheld": "few"}, None, None)
        assert places["unit", "TH6"]["figures"][0]["share"] == {"withheld": "none"}
        content = json.loads(release.content)
        assert content["instruments"][0]["wording"]["kind"] == "own"
        assert (content["target"], content["convention"]) == (90.0, "answers")
        files = {one.name: gzip.decompress(one.data) for one in session.scalars(select(ReleaseFile))}
        assert json.loads(files["so-lieu.json"])["places"] == [json.loads(row.content) for row in rows]
        assert files["so-lieu.csv"].startswith(b"\xef\xbb\xbfplace_kind,")


def test_computing_again_gives_the_same_values_and_a_moved_school_changes_nothing(database: Database) -> None:
    seal_sample(database)
    with database.writing() as session:
        release = release_sample(session)
        assert check_release(session, release, secret=SECRET) == ()
        school = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
        school.name, school.parent = "Trường khác", session.scalars(select(Unit).where(Unit.code == "X1")).one()
        session.flush()
        assert check_release(session, release, secret=SECRET) == ()
        stored = session.get(ReleasePlace, (release.id, "unit", "TH4"))
        assert stored is not None
        stored.content = stored.content.replace('"forms":120', '"forms":125')
        assert check_release(session, release, secret=SECRET) == ("unit TH4",)
        assert check_release(session, release, secret="another secret") == ("số liệu gốc", "unit TH4")


def test_a_correction_is_a_further_release_with_a_note(database: Database) -> None:
    seal_sample(database)
    with database.writing() as session:
        first = release_sample(session)
        with pytest.raises(ReleaseRefusedError, match="điều đã sửa"):
            release_sample(session)
        school = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
        school.parent = session.scalars(select(Unit).where(Unit.code == "X1")).one()
        session.flush()
        second = release_sample(session, note="Trường TH1 thuộc xã Đăk Rơ Wa.")
        assert (first.number, second.number) == (1, 2)
        assert first.state == "published"
        assert check_release(session, first, secret=SECRET) == check_release(session, second, secret=SECRET) == ()
        withdraw_release(session, second, because="Sai danh mục xã.", by="Văn phòng Sở", today=AFTER().date())
        third = release_sample(session, note="Sửa danh mục xã.")
        assert third.number == 3
        get_campaign(session).convention = "mean"
        with pytest.raises(ReleaseRefusedError, match="cách tính"):
            build_draft(session, get_campaign(session), secret=SECRET, licence=LICENCE)
        assert session.scalars(select(Release.number).order_by(Release.number)).all() == [1, 2, 3]
