"""Mergers, splits and closures by the units file, and the dry run that shows them first."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.unit_changes import find_day
from survey_app.campaigns.units import PlanMovedError, import_units
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_plan import Change, plan_file
from survey_app.db import Database
from survey_app.models import Unit, UnitPredecessor
from tests.survey_app.campaigns.unit_sheets import csv_file

HEADER = (
    "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Khối 1,Tổng số,"
    "Ngừng hoạt động từ ngày,Mã đơn vị trước đây,Nối tiếp từ ngày"
)
SO = "SO,Sở Giáo dục và Đào tạo,Sở,,,,,,,"
OLD = ("A,Trường A,Trường,TH,SO,30,,,,", "B,Trường B,Trường,TH,SO,40,,,,")
MERGED = ("A,Trường A,Trường,TH,SO,30,,01/09/2026,,", "B,Trường B,Trường,TH,SO,40,,2026-09-01,,")
NEW = 'C,Trường C,Trường,TH,SO,70,,,"A, b",1/9/2026'


def file(*rows: str) -> bytes:
    return csv_file(*rows, header=HEADER)


def links(session: Session) -> set[tuple[str, str, dt.date]]:
    codes = dict(session.execute(select(Unit.id, Unit.code)).all())
    return {(codes[one.unit_id], codes[one.predecessor_id], one.since) for one in session.scalars(select(UnitPredecessor))}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/09/2026", dt.date(2026, 9, 1)),
        ("1.9.2026", dt.date(2026, 9, 1)),
        ("2026-09-01", dt.date(2026, 9, 1)),
        ("2026-09-01T00:00:00", dt.date(2026, 9, 1)),
        ("31/02/2026", None),
        ("01/09/26", None),
        ("01/09/0226", None),
        ("hôm qua", None),
    ],
)
def test_days_are_read_as_offices_write_them(text: str, day: dt.date | None) -> None:
    assert find_day(text) == day


def test_a_merger_comes_in_by_the_file_once(database: Database) -> None:
    day = dt.date(2026, 9, 1)
    with database.writing() as session:
        import_units(session, file(SO, *OLD))
        plan = plan_file(session, file(*MERGED, NEW))
        assert [one.row.code for one in plan.added] == ["C"]
        assert plan.updated[0].changes == (Change("Ngừng hoạt động từ ngày", "trống", "01/09/2026"),)
        assert (plan.absent, plan.parts, plan.faults) == (("SO",), (), ())
        assert set(session.scalars(select(Unit.code))) == {"SO", "A", "B"}, "a dry run writes nothing"
        import_units(session, file(*MERGED, NEW), seen=plan.mark)
        assert links(session) == {("C", "A", day), ("C", "B", day)}
    with database.writing() as session:
        assert import_units(session, file(*MERGED, NEW)).unchanged == ("A", "B", "C")
        assert import_units(session, file(*OLD)).unchanged == ("A", "B"), "a blank cell opens nobody again"
        moved = plan_file(session, file(NEW.replace("1/9", "1/8")))
        assert [change.before for change in moved.updated[0].changes] == ["A từ 01/09/2026", "B từ 01/09/2026"]


def test_a_predecessor_that_goes_on_is_told_to_be_a_split(database: Database) -> None:
    with database.writing() as session:
        import_units(session, file(SO, *OLD))
        assert plan_file(session, file(MERGED[0], NEW)).parts == ("B",)


def test_another_plan_than_the_one_seen_is_not_carried_out(database: Database) -> None:
    with database.writing() as session:
        import_units(session, file(SO, *OLD))
        plan = plan_file(session, file(*MERGED))
        session.scalars(select(Unit).where(Unit.code == "A")).one().name = "Trường A mới"
        with pytest.raises(PlanMovedError) as moved:
            import_units(session, file(*MERGED), seen=plan.mark)
        assert moved.value.plan.mark != plan.mark
        assert session.scalars(select(Unit.closed_on).where(Unit.closed_on.is_not(None))).all() == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("C,Trường C,Trường,TH,SO,,,,A,", "Dòng 2: Thiếu “Nối tiếp từ ngày”"),
        ("C,Trường C,Trường,TH,SO,,,,,1/9/2026", "Dòng 2: Thiếu “Mã đơn vị trước đây”"),
        ("C,Trường C,Trường,TH,SO,,,32/1/2026,,", "Dòng 2: Cột “Ngừng hoạt động từ ngày”: “32/1/2026” không phải một ngày"),
        ("C,Trường C,Trường,TH,SO,,,,X,1/9/2026", "Dòng 2: Không có đơn vị trước đây mang mã “X”"),
        ("C,Trường C,Trường,TH,SO,,,,C,1/9/2026", "Dòng 2: Đơn vị “C” không thể là đơn vị trước đây của chính nó"),
        ("C,Trường C,Trường,TH,SO,,,,SO,1/9/2026", "Dòng 2: Đơn vị trước đây “SO” là loại “Sở”"),
        ("SO,Sở Giáo dục và Đào tạo,Sở,,,,,1/9/2026,,", "Dòng 2: Sở không có ngày ngừng hoạt động"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(database: Database, row: str, fault: str) -> None:
    with database.writing() as session:
        import_units(session, file(SO, *OLD))
        plan = plan_file(session, file(row, OLD[0]))
        assert [str(one).split(". Cách sửa")[0] for one in plan.faults] == [fault]
        assert (plan.rejected, plan.unchanged, plan.added) == (1, ("A",), ())
        with pytest.raises(UnitsFileError):
            import_units(session, file(row, OLD[0]))
