"""How many pupils units have now, read as plain numbers: a department has some ten thousand, too many for an object each."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Enrolment


def load_enrolments(session: Session) -> dict[int, dict[str, int]]:
    """The numbers of all units by unit and grade, grades in their order."""
    found: dict[int, dict[str, int]] = {}
    rows = select(Enrolment.unit_id, Enrolment.grade, Enrolment.number).order_by(Enrolment.unit_id, Enrolment.position)
    for unit_id, grade, number in session.execute(rows):
        found.setdefault(unit_id, {})[grade] = number
    return found
