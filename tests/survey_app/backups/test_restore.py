"""What was backed up is there again to the last byte, in an installation that was empty, or not at all."""

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from survey_app.backups.dump import Manifest, write_backup
from survey_app.backups.envelope import BackupFaultError, read_envelope
from survey_app.backups.fingerprints import find_fingerprints
from survey_app.backups.restore import NotEmptyError, check_backup, restore_backup
from survey_app.backups.rows import shapes_of_models
from survey_app.db import UNFINISHED_RESTORE, Database, RestoreUnfinishedError
from survey_app.migrate import downgrade, find_state, upgrade
from survey_app.models import Base, Unit
from tests.factories import DURING, make_unit
from tests.survey_app.backups.installations import MakeUrl, empty_databases, fill_everything, rows_of
from tests.survey_app.releases.samples import SECRET

ENDED = {"account_session", "first_sign_in", "sign_in_attempt"}


@pytest.fixture
def new_url(database: Database, tmp_path: Path) -> Iterator[MakeUrl]:
    with empty_databases(database, tmp_path) as make:
        yield make


def back_up(database: Database, passphrase: str | None = None) -> io.BytesIO:
    file = io.BytesIO()
    write_backup(database, file, now=DURING, secret=SECRET, passphrase=passphrase, with_secret=True)
    file.seek(0)
    return file


def put_back(url: str, file: io.BytesIO, passphrase: str | None = None) -> Database:
    restoring = Database(url, is_restoring=True)
    try:
        checked = restore_backup(restoring, file, passphrase, name="a.backup", now=DURING)
        assert (checked.differing, checked.is_compared) == ((), True)
    finally:
        restoring.engine.dispose()
    return Database(url)


def test_every_row_of_every_table_is_there_again_and_reports_are_the_same(database: Database, new_url: MakeUrl) -> None:
    fill_everything(database)
    before = rows_of(database)
    filled = {name for name, rows in before.items() if rows}
    assert len(filled) > 15
    restored = put_back(new_url(), back_up(database))
    after = rows_of(restored)
    new = [row for row in after["audit_entry"] if row not in before["audit_entry"]]
    assert [row[3] for row in new] == ["restore-backup"]
    kept = after.pop("stored_comparison")  # what the comparison of the fingerprints has reckoned may be kept
    assert all(row in kept for row in before.pop("stored_comparison"))
    for name, rows in before.items():
        expected = [] if name in ENDED else [*rows, *new] if name == "audit_entry" else rows
        assert sorted(after[name], key=repr) == sorted(expected, key=repr), name
    with database.reading() as session, restored.reading() as other:
        fingerprints = find_fingerprints(session)
        assert len(fingerprints) == 2
        assert find_fingerprints(other) == fingerprints
    with restored.writing() as session:  # numbers go on behind the last one, and the log still only grows
        last = session.scalar(select(func.max(Unit.id))) or 0
        assert make_unit(session, "NEW", "Trường mới").id == last + 1
    with pytest.raises(Exception, match="only grows"), restored.writing() as session:
        session.execute(text("DELETE FROM audit_entry"))
    with restored.reading() as session:
        assert session.execute(text('SELECT count(*) FROM "answers__2026__th_ph"')).scalar_one() > 200
    restored.engine.dispose()


def test_a_backup_goes_from_one_database_into_the_other(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fill_everything(database)
    file = back_up(database)
    other = Database(request.getfixturevalue("postgresql_url") if database.is_sqlite else f"sqlite:///{tmp_path / 'other'}")
    with empty_databases(other, tmp_path) as make:
        put_back(make(), file).engine.dispose()  # compares every row, and the reports
    other.engine.dispose()


def test_all_tables_have_a_place_in_a_backup() -> None:
    shapes = shapes_of_models()
    assert {shape.name for shape in shapes} == set(Base.metadata.tables)
    assert [shape.to_itself for shape in shapes if shape.to_itself] == [["parent_id"]]


def test_a_parent_may_come_after_its_child(database: Database, new_url: MakeUrl) -> None:
    with database.writing() as session:
        child = make_unit(session, "TH1", "Trường")
        child.parent_id = make_unit(session, "SO", "Sở", kind="department").id
    restored = put_back(new_url(), back_up(database))
    assert rows_of(restored)["unit"] == rows_of(database)["unit"]
    restored.engine.dispose()


def test_an_installation_with_content_is_refused_and_left_as_it_is(database: Database, new_url: MakeUrl) -> None:
    file, url = back_up(database), new_url()
    target = Database(url)
    upgrade(target.engine)
    with target.writing() as session:
        make_unit(session, "SO", "Sở khác", kind="department")
    before = rows_of(target)
    with pytest.raises(NotEmptyError, match="unit"):
        put_back(url, file)
    assert rows_of(target) == before
    target.engine.dispose()


def test_a_backup_of_an_earlier_release_is_brought_to_this_one(
    database: Database, new_url: MakeUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are those of migration 0015, which knew no sessions; the tables are made as they were and then upgraded.

    Empty tables are no content, of whatever release they are.
    """
    fill_everything(database)
    since = {
        "account_session",
        "second_factor",
        "recovery_code",
        "account_link",
        "request_count",
        "stored_report_file",
        "campaign_pause",
    }
    newer_columns = {"campaign": {"erased_on", "procedures_target"}}
    earlier = [
        replace(
            shape, columns={name: kind for name, kind in shape.columns.items() if name not in newer_columns.get(shape.name, ())}
        )
        for shape in shapes_of_models()
        if shape.name not in since
    ]
    monkeypatch.setattr("survey_app.backups.dump.shapes_of_models", lambda: earlier)
    monkeypatch.setattr("survey_app.backups.dump.find_revision", lambda _connection: "0015")
    file = back_up(database)
    monkeypatch.undo()
    url = new_url()
    target = Database(url)
    upgrade(target.engine)
    downgrade(target.engine, "0012")
    target.engine.dispose()
    restored = put_back(url, file)
    assert find_state(restored.engine) == "current"
    assert rows_of(restored)["release_place"] == rows_of(database)["release_place"]
    restored.engine.dispose()


def test_a_backup_of_a_later_release_is_refused(database: Database, new_url: MakeUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey_app.backups.dump.find_revision", lambda _connection: "9999")
    file = back_up(database)
    with pytest.raises(BackupFaultError, match="phiên bản mới hơn"):
        check_backup(file, None)
    url = new_url()
    with pytest.raises(BackupFaultError, match="phiên bản mới hơn"):
        put_back(url, file)
    target = Database(url)
    assert find_state(target.engine) == "empty"
    target.engine.dispose()


def test_a_restore_that_fails_leaves_an_empty_installation_that_can_be_restored(database: Database, new_url: MakeUrl) -> None:
    file, url = back_up(database), new_url()
    restoring = Database(url, is_restoring=True)

    def fail(_manifest: object) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        restore_backup(restoring, file, None, name="a.backup", now=DURING, place_secret=fail)
    assert find_state(restoring.engine) == "empty"
    restoring.engine.dispose()
    put_back(url, back_up(database)).engine.dispose()


def test_nobody_gets_a_connection_before_a_restore_is_done(database: Database, new_url: MakeUrl) -> None:
    url = new_url()
    restoring = Database(url, is_restoring=True)
    with restoring.writing() as session:
        session.execute(text(f"CREATE TABLE {UNFINISHED_RESTORE} (file VARCHAR(200), begun_at VARCHAR(40))"))
    restoring.engine.dispose()
    target = Database(url)
    with pytest.raises(RestoreUnfinishedError), target.reading() as session:
        session.execute(text("SELECT 1"))
    target.engine.dispose()
    put_back(url, back_up(database)).engine.dispose()


def test_checking_compares_rows_and_reports_and_touches_nothing(database: Database, tmp_path: Path) -> None:
    fill_everything(database)
    file = back_up(database)
    before = rows_of(database)
    folder = tmp_path / "temporary"
    folder.mkdir()
    checked = check_backup(file, None, folder=folder)
    assert (checked.differing, checked.is_compared) == ((), True)
    assert checked.manifest.rows["response"] == len(before["response"])
    assert rows_of(database) == before
    assert list(folder.iterdir()) == []


def test_a_report_that_has_become_another_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    file = back_up(database)
    monkeypatch.setattr("survey_app.backups.restore.find_fingerprints", lambda _session: {"2026": "another"})
    assert "2026" in check_backup(file, None).differing
    monkeypatch.setattr("survey_app.backups.restore.METHOD_VERSION", "of another day")
    file.seek(0)
    checked = check_backup(file, None)
    assert (checked.differing, checked.is_compared) == ((), False)


def test_rows_lie_in_a_backup_in_the_order_of_their_keys(database: Database) -> None:
    """So it tells nothing of who answered after whom, and nothing that was deleted is in it."""
    fill_everything(database)
    with database.writing() as session:
        session.execute(insert(Unit).values(code="GONE", name="Tên đã xóa", kind="school", levels="", link_token="GONE0000"))
        session.execute(text("DELETE FROM unit WHERE code = 'GONE'"))
    lines = list(read_envelope(back_up(database), None))
    assert not any("Tên đã xóa".encode() in line for line in lines)
    assert not any(SECRET.encode() in line for line in lines), "the secret goes along in an encrypted backup only"
    place = 1
    for shape in Manifest.from_line(lines[0]).tables:
        end = next(number for number in range(place, len(lines)) if lines[number].startswith(b'{"table"'))
        keys = [[json.loads(line)[list(shape.columns).index(name)] for name in shape.key] for line in lines[place:end]]
        if shape.name in ("response", "sending", "comment", "one_time_code"):
            keys = [[*numbers, base64.b64decode(key)] for *numbers, key in keys]
            assert keys
        assert keys == sorted(keys), shape.name
        place = end + 1
