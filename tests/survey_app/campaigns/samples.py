"""Units and campaigns for these tests, made without the import."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.models import Campaign, Enrolment, Unit


def add_unit(
    session: Session,
    code: str,
    *,
    name: str = "",
    kind: str = "school",
    levels: str = "",
    parent: Unit | None = None,
    enrolment: Mapping[str, int] | None = None,
) -> Unit:
    unit = Unit(code=code, name=name or f"Đơn vị {code}", kind=kind, levels=levels, parent=parent, link_token=make_link_token())
    unit.enrolments = [
        Enrolment(grade=grade, position=position, number=number)
        for position, (grade, number) in enumerate((enrolment or {}).items())
    ]
    session.add(unit)
    session.flush()
    return unit


def add_department(session: Session) -> dict[str, Unit]:
    """A department with its desk, a commune and four schools, one of them of two levels."""
    department = add_unit(session, "SO", kind="department")
    commune = add_unit(session, "XA", kind="commune", parent=department)
    return {
        "SO": department,
        "XA": commune,
        "BPMC": add_unit(session, "BPMC", kind="desk", parent=department),
        "MN1": add_unit(session, "MN1", levels="MN", parent=commune, enrolment={"NT": 20, "3-4": 50, "4-5": 60, "5-6": 70}),
        "TH1": add_unit(session, "TH1", levels="TH", parent=commune, enrolment={"": 400}),
        "LT1": add_unit(
            session, "LT1", levels="TH,THCS", parent=commune, enrolment={"1": 30, "2": 31, "5": 28, "6": 40, "9": 33}
        ),
        "THPT1": add_unit(session, "THPT1", levels="THPT", parent=department, enrolment={"10": 300, "11": 290, "12": 0}),
    }


def add_campaign(session: Session, *codes: str, code: str = "2026") -> Campaign:
    shipped = load_shipped()
    return create_campaign(
        session,
        code=code,
        name="Khảo sát sự hài lòng năm 2026",
        opens_on=dt.date(2026, 5, 4),
        closes_on=dt.date(2026, 5, 29),
        questionnaires=[shipped[name] for name in codes or shipped],
    )
