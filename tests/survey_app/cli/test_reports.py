"""The command that writes a campaign's annual reports into a folder."""

from pathlib import Path

from flask import Flask

from survey_app.db import Database
from tests.conftest import Clock
from tests.factories import fill


def test_every_unit_of_a_closed_campaign_gets_its_four_files(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    fill(database, schools=2, answers=14)
    runner = app.test_cli_runner()
    early = runner.invoke(args=["export-reports", "2026", "-o", str(tmp_path / "ra")])
    assert early.exit_code == 1
    assert "chưa kết thúc" in early.output
    assert not (tmp_path / "ra" / "TH1").exists()
    clock.set(2026, 6, 2)
    done = runner.invoke(args=["export-reports", "2026", "-o", str(tmp_path / "ra"), "--jobs", "2"])
    assert done.exit_code == 0, done.output
    assert "báo cáo của 2 đơn vị" in done.output
    names = {path.relative_to(tmp_path / "ra").as_posix() for path in (tmp_path / "ra").rglob("*.*")}
    assert names == {"danh-sach.csv"} | {
        f"{unit}/bao-cao-2026-{unit}.{form}" for unit in ("TH1", "TH2") for form in ("docx", "pdf", "xlsx", "html")
    }
    again = runner.invoke(args=["export-reports", "2026", "-o", str(tmp_path / "ra")])
    assert "0 đơn vị vào" in again.output
    assert "2 đơn vị không đổi" in again.output


def test_an_unknown_campaign_is_said(app: Flask, database: Database, tmp_path: Path) -> None:
    fill(database, schools=1, answers=0)
    outcome = app.test_cli_runner().invoke(args=["export-reports", "2031", "-o", str(tmp_path / "ra")])
    assert (outcome.exit_code, "2031" in outcome.output) == (1, True)
