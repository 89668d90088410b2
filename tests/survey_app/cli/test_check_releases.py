"""The command that computes releases again."""

from flask import Flask

from survey_app.db import Database
from survey_app.models import ReleasePlace
from tests.survey_app.releases.samples import SECRET, release_sample, seal_sample


def test_it_says_which_release_can_be_computed_again(app: Flask, database: Database) -> None:
    assert app.config["SECRET_KEY"] == SECRET
    runner = app.test_cli_runner()
    seal_sample(database)
    assert "chưa có bản công bố nào" in runner.invoke(args=["check-releases", "2026"]).output
    assert "Không có đợt" in runner.invoke(args=["check-releases", "2031"]).output
    with database.writing() as session:
        release_id = release_sample(session).id
    done = runner.invoke(args=["check-releases", "2026"])
    assert (done.exit_code, "giống hệt" in done.output) == (0, True)
    with database.writing() as session:
        place = session.get(ReleasePlace, (release_id, "commune", "X1"))
        assert place is not None
        place.content = place.content.replace('"units":3', '"units":4')
    done = runner.invoke(args=["check-releases", "2026"])
    assert (done.exit_code, "commune X1" in done.output) == (1, True)
