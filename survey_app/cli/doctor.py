"""`doctor`: looks an installation over and says, for each thing, how it is and what to do."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock
from survey_app.cli.command import OperatorCommand
from survey_app.db import get_database
from survey_app.improvement import digest
from survey_app.installation import database_checks, front_checks, host_checks, machine_checks, setting_checks
from survey_app.installation.findings import Finding, Level

WORDS: Final[dict[Level, str]] = {"good": "tốt    ", "look": "xem lại", "fault": "LỖI    "}


@click.command("doctor", cls=OperatorCommand)
@click.option("--offline", is_flag=True, help="Không mở địa chỉ công khai và không gọi máy chủ thư.")
@click.option("--strict", is_flag=True, help="Có điều cần xem lại cũng coi là lỗi.")
@with_appcontext
def doctor(offline: bool, strict: bool) -> None:
    """Kiểm tra máy chủ: từng điều tốt hay lỗi, phải làm gì. Trạng thái kết thúc 1 nếu có lỗi."""
    found = list(_tell(_look_over(offline=offline)))
    faults, looks = (sum(each.level == level for each in found) for level in ("fault", "look"))
    click.echo(f"{faults} lỗi, {looks} điều cần xem lại, {len(found) - faults - looks} điều tốt.")
    if faults or (strict and looks):
        raise SystemExit(1)


def _tell(findings: Iterable[Finding]) -> Iterator[Finding]:
    for each in findings:
        click.echo(f"{WORDS[each.level]}  {each.subject}: {each.words}")
        if each.remedy:
            click.echo(f"         → {each.remedy}")
        yield each


def _look_over(*, offline: bool) -> Iterator[Finding]:
    settings, now = current_app.config, clock.now()
    instance, backups = Path(settings["INSTANCE_FOLDER"]), Path(settings["BACKUP_FOLDER"])
    yield from machine_checks.check_python()
    yield from machine_checks.check_time(now)
    yield from setting_checks.check_secret(settings, os.environ)
    yield from setting_checks.check_owner(settings)
    yield from setting_checks.check_address(settings)
    yield from setting_checks.check_database_way(settings, os.environ)
    yield from setting_checks.check_counts(settings)
    yield from machine_checks.check_fonts()
    for folder in {machine_checks.nearest(instance), machine_checks.nearest(backups)}:
        yield from machine_checks.check_room(folder)
    tables = list(database_checks.check_tables(get_database()))
    yield from tables
    readers = 0
    if all(each.level == "good" for each in tables):
        yield from _look_into_database()
        with get_database().reading() as session:
            readers = len(digest.find_recipients(session))
    yield from machine_checks.check_backups(backups, instance, now=now)
    if not offline:
        yield from setting_checks.check_mail(settings, readers=readers)
        yield from front_checks.check_front(settings["PUBLIC_URL"], now=now)


def _look_into_database() -> Iterator[Finding]:
    settings, database, now = current_app.config, get_database(), clock.now()
    is_public = settings["PUBLIC_URL"].startswith("https://")
    workers, threads = int(os.environ.get("WORKERS") or max(2, os.cpu_count() or 2)), int(os.environ.get("THREADS") or 8)
    with database.reading() as session:
        yield from database_checks.check_durability(database, session)
        yield from host_checks.check_connections(database, session, workers=workers, threads=threads)
        yield from host_checks.check_replica(current_app.extensions["replica"])
        yield from host_checks.check_common_secret(session, secret=settings["SECRET_KEY"])
        yield from database_checks.check_clock(database, session, now=now)
        yield from database_checks.check_content(session, now=now, grace_minutes=settings["GRACE_MINUTES"], is_public=is_public)


COMMANDS = (doctor,)
