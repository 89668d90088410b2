"""Backups on the disk: whole or not there, their owner's alone, and thinned out as asked."""

import datetime as dt
import os
from pathlib import Path

import pytest

from survey_app.backups.files import (
    choose_kept,
    find_backups,
    moment_of,
    name_for,
    remove_drafts,
    thin_out,
    write_whole,
)
from survey_app.config import TIMEZONE


def test_a_file_has_its_name_when_it_is_whole_and_its_owner_alone_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "thuoc-do-20260512-090000.backup"
    with write_whole(path) as file:
        file.write(b"half")
        assert find_backups(path.parent) == []
    assert path.read_bytes() == b"half"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(path.parent.iterdir()) == [path]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError), write_whole(tmp_path / "a.backup") as file:
        file.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over_even_if_it_comes_in_between(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError), write_whole(path):
        pytest.fail("it must be asked before")
    path.unlink()
    with pytest.raises(FileExistsError), write_whole(path):
        path.write_bytes(b"faster")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"faster", [path])


def test_a_disk_without_links_is_served_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with write_whole(tmp_path / "a.backup") as file:
        file.write(b"new")
    assert (tmp_path / "a.backup").read_bytes() == b"new"
    with pytest.raises(FileExistsError), write_whole(tmp_path / "b.backup") as file:
        (tmp_path / "b.backup").write_bytes(b"faster")
    assert (tmp_path / "b.backup").read_bytes() == b"faster"


def test_names_tell_the_moment(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 5, 12, 2, 45, 9, tzinfo=TIMEZONE)
    path = tmp_path / name_for(moment)
    assert (path.name, moment_of(path)) == ("thuoc-do-20260512-024509.backup", moment)


def test_the_newest_of_each_day_week_and_month_stay() -> None:
    start = dt.datetime(2026, 1, 1, 3, tzinfo=TIMEZONE)
    moments = [start + dt.timedelta(hours=12 * half) for half in range(2 * 150)]  # two a day, to 30 May
    kept = sorted(choose_kept(moments, daily=7, weekly=4, monthly=3), reverse=True)
    days = {moment.date() for moment in kept}
    assert all(moment.hour == 15 for moment in kept), "the later of a day"
    assert {dt.date(2026, 5, day) for day in range(24, 31)} <= days, "seven days"
    assert {dt.date(2026, 5, 24), dt.date(2026, 5, 17), dt.date(2026, 5, 10)} <= days, "the Sundays of four weeks"
    assert {dt.date(2026, 4, 30), dt.date(2026, 3, 31)} <= days, "the last of three months"
    assert len(days) == 7 + 2 + 2
    assert choose_kept(moments, daily=0, weekly=0, monthly=0) == set()
    assert len(choose_kept(moments, daily=1, weekly=1, monthly=1)) == 1


def test_thinning_out_touches_backups_alone_and_nothing_unasked(tmp_path: Path) -> None:
    names = ["thuoc-do-20260510-020000.backup", "thuoc-do-20260511-020000.backup", "thuoc-do-20260512-020000.backup"]
    others = ["thuoc-do-cu.backup", "thuoc-do-20260509-020000.backup.gpg", "ghi-chu.txt"]
    for name in [*names, *others]:
        (tmp_path / name).write_bytes(b"")
    assert thin_out(tmp_path, daily=0, weekly=0, monthly=0) == []
    assert [path.name for path in thin_out(tmp_path, daily=2, weekly=0, monthly=0)] == names[:1]
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], *others}


def test_what_a_power_cut_left_is_removed_after_a_day(tmp_path: Path) -> None:
    draft = tmp_path / ".thuoc-do-20260512-020000.backup.123.part"
    draft.write_bytes(b"half")
    remove_drafts(tmp_path, older_than=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert draft.exists()
    remove_drafts(tmp_path, older_than=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert not draft.exists()
