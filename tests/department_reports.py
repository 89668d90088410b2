"""A department with two sealed years, two instruments, a small school and an independent collection."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.config import TIMEZONE
from survey_app.documents.settings import UnitSettings, find_settings
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, Unit
from survey_app.results.department_annual import find_department_annual
from survey_app.results.department_figures import DepartmentReportFigures
from survey_app.results.drivers import store_pairs
from survey_app.results.quality import store_quality
from tests.factories import answer, make_account, make_department, make_unit

NOW = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)
SMALL, LONG_NAME = "TH3", "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Gió Lộng Suối Ngàn thôn Đăk Lau Xa"
BESIDE = (("TH1", "independent", 30, 0.7), ("TH2", "independent", 30, 0.7))
FORMS = {"TH1": 40, "TH2": 50, SMALL: 6, "TH4": 60, "C1": 45}


def fill_department(
    session: Session,
    *,
    codes: tuple[str, ...] = ("TH-PH", "THCS-PH"),
    earlier: bool = True,
    satisfied: Mapping[str, float] | None = None,
    beside: Sequence[tuple[str, str, int, float]] = BESIDE,
) -> Campaign:
    """Commune X2 has TH1 and the small TH3, X1 the others; the campaign of 2026 is sealed, that of 2025 where asked.

    `satisfied` says for units by code with what share of the forms they are content in 2026, `beside` what the department
    collected then: unit, collection, forms and share.
    """
    units = make_department(session, schools=4)
    make_unit(session, "C1", LONG_NAME, levels="TH,THCS", parent=units["X1"], pupils=300)
    make_unit(session, "C2", "Trường THCS Ba Gia", levels="THCS", parent=units["X1"], pupils=300)
    for code, name in {"SO": "so.gddt", "X1": "xa1", "X2": "xa2"}.items():
        make_account(session, name, units[code])
    level = make_account(session, "so.thcs", units["SO"])
    level.levels = "THCS"
    if earlier:
        _fill_year(session, 2025, codes, satisfied=0.75)
    return _fill_year(session, 2026, codes, satisfied=0.9, of_units=satisfied or {}, beside=beside)


def _fill_year(
    session: Session,
    year: int,
    codes: tuple[str, ...],
    *,
    satisfied: float,
    of_units: Mapping[str, float] = MappingProxyType({}),
    beside: Sequence[tuple[str, str, int, float]] = (),
) -> Campaign:
    shipped = load_shipped()
    campaign = create_campaign(
        session,
        code=str(year),
        name=f"Khảo sát sự hài lòng năm {year}",
        opens_on=dt.date(year, 5, 4),
        closes_on=dt.date(year, 5, 29),
        questionnaires=[shipped[one] for one in codes],
    )
    open_campaign(session, campaign)
    for number, participation in enumerate(session.scalars(_own(campaign)).all()):
        forms = FORMS.get(participation.unit.code, 55)
        share = of_units.get(participation.unit.code, satisfied + 0.01 * (number % 4))
        answer(session, participation, forms, satisfied=share, seed=year + number)
    if beside:
        instrument = session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id)).first()
        assert instrument is not None
        for code, collection, forms, share in beside:
            unit = session.scalars(select(Unit).where(Unit.code == code)).one()
            eligible = [EligibleNumber(grade="", position=0, number=200)]
            asked = Participation(
                campaign=campaign, unit=unit, instrument=instrument, collection=collection, eligible_numbers=eligible
            )
            session.add(asked)
            session.flush()
            answer(session, asked, forms, satisfied=share, seed=7)
    store_quality(session, campaign)
    store_pairs(session, campaign)
    campaign.sealed_on = dt.date(year, 6, 1)
    session.flush()
    return campaign


def _own(campaign: Campaign) -> Select[tuple[Participation]]:
    return select(Participation).where(Participation.campaign_id == campaign.id).order_by(Participation.id)


def gather(
    session: Session, *, code: str = "2026", unit_code: str = "SO", scope: set[str] | None = None, scope_name: str = ""
) -> tuple[DepartmentReportFigures, UnitSettings]:
    """The figures of a report and the settings of whoever issues it."""
    campaign = session.scalars(select(Campaign).where(Campaign.code == code)).one()
    unit = session.scalars(select(Unit).where(Unit.code == unit_code)).one()
    found = find_department_annual(session, campaign, unit.id, now=NOW, grace_minutes=60, scope=scope, scope_name=scope_name)
    assert isinstance(found, DepartmentReportFigures)
    return found, find_settings(session, [unit.id])[unit.id]
