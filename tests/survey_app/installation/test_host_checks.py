"""What `doctor` says of several hosts: a secret that is not the common one."""

import dataclasses

from sqlalchemy import select

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, receipt_for, receipt_mark, record
from survey_app.db import Database
from survey_app.installation import host_checks
from survey_app.models import Participation
from tests.respondents import PARENTS, add_school
from tests.survey_app.installation.test_checks import NOW, SECRET, levels


def test_a_host_that_signs_with_another_secret(database: Database) -> None:
    """Three forms that two hosts have taken, seen from either."""

    def found(secret: str) -> list[str]:
        with database.reading() as session:
            return levels(host_checks.check_common_secret(session, secret=secret))

    def take(number: int, secret: str) -> None:
        key = f"a-key-of-one-sending-{number:04}"
        form = dataclasses.replace(
            sheet, sending_key=key, receipt_mark=receipt_mark(receipt_for(key, secret=secret), secret=secret)
        )
        with database.writing() as session:
            record(session, Destination.of(session.scalars(select(Participation)).one()), [form], now=NOW)

    add_school(database)
    sheet = NewResponse("", "4" * len(PARENTS.closed_items), (85,), "")
    assert found(SECRET) == []
    take(1, SECRET)
    assert (found(SECRET), found(SECRET[::-1])) == (["good"], ["fault"])
    take(2, SECRET[::-1])
    assert (found(SECRET), found(SECRET[::-1])) == (["look"], ["look"])
