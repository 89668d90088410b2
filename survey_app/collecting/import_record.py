"""Recording answers that were collected elsewhere, once: the command and the page both end here.

What was imported is known again by a keyed hash of the answers as they are recorded, in an order that means nothing: the same
answers in another file format, another order of rows or columns are the same. Times, addresses and names of the file have no
part in it, so nobody can try whether a person with this address answered so; nor has any single row a mark of its own, for with
one somebody could try a sheet that he suspects. It survives sealing.
"""

import datetime as dt
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collecting.answers import NewResponse, write_percents
from survey_app.collecting.responses import Destination, record
from survey_app.models import ImportedFile


class RowsLostError(Exception):
    """Fewer responses were written than the file has rows; nothing has been changed."""


@dataclass(frozen=True)
class EarlierImport:
    """A file that is in: on which day, with how many responses."""

    imported_on: dt.date
    responses: int


def find_import(
    session: Session, destination: Destination, responses: Sequence[NewResponse], *, secret: str
) -> EarlierImport | None:
    """The import of exactly these answers, if there was one."""
    mark = mark_of(destination, responses, secret=secret)
    found = session.get(ImportedFile, (destination.participation_id, mark))
    return EarlierImport(found.imported_on, found.responses) if found else None


def find_imports(session: Session, participation_id: int) -> tuple[EarlierImport, ...]:
    """Every import into a participation, the latest first."""
    rows = session.scalars(
        select(ImportedFile)
        .where(ImportedFile.participation_id == participation_id)
        .order_by(ImportedFile.imported_on.desc(), ImportedFile.responses.desc())
    )
    return tuple(EarlierImport(row.imported_on, row.responses) for row in rows)


def record_import(
    session: Session, destination: Destination, responses: Sequence[NewResponse], *, secret: str, now: dt.datetime
) -> int:
    """Record all responses unless exactly these are in already, and return how many are new. The caller commits."""
    if not responses or find_import(session, destination, responses, secret=secret) is not None:
        return 0
    session.add(
        ImportedFile(
            participation_id=destination.participation_id,
            mark=mark_of(destination, responses, secret=secret),
            responses=len(responses),
            imported_on=now.date(),
        )
    )
    session.flush()
    recorded = record(session, destination, responses, now=now)
    if recorded != len(responses):
        raise RowsLostError
    return recorded


def mark_of(destination: Destination, responses: Sequence[NewResponse], *, secret: str) -> bytes:
    """The keyed hash of the answers, the comments apart from the rows that they came from."""
    sheets = sorted((one.sheet, write_percents(one.percents), one.grade) for one in responses)
    comments = sorted((code, text) for one in responses for code, text in one.comments.items())
    content = json.dumps([destination.participation_id, sheets, comments], ensure_ascii=False)
    return hmac.digest(secret.encode(), b"import:" + content.encode(), "sha256")
