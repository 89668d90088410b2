"""Importing units: all or nothing, again without doubling, link tokens for ever."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.campaigns.units import UnitsImported, import_units
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_template import EXAMPLE_ROWS, build_units_template
from survey_app.db import Database
from survey_app.models import AuditEntry, Unit
from tests.survey_app.campaigns.unit_sheets import DEPARTMENT, HEADER, SCHOOL, csv_file

COMMUNE = "X1,Xã Sơn Hạ,Xã,,SO,,,,"


def stored(session: Session) -> dict[str, tuple[str, str, str, str | None, dict[str, int]]]:
    session.expire_all()
    return {
        unit.code: (
            unit.name,
            unit.kind,
            unit.levels,
            unit.parent.code if unit.parent else None,
            {enrolment.grade: enrolment.number for enrolment in unit.enrolments},
        )
        for unit in session.scalars(select(Unit))
    }


def tokens(session: Session) -> dict[str, str]:
    return {unit.code: unit.link_token for unit in session.scalars(select(Unit))}


def test_the_rows_become_units_whatever_their_order(database: Database) -> None:
    with database.writing() as session:
        school = 'LC1,Trường TH và THCS Sơn Hạ,Trường,"THCS, TH",X1,,30,31,'
        imported = import_units(session, csv_file(school, COMMUNE, DEPARTMENT))
        assert imported == UnitsImported(added=("LC1", "X1", "SO"), updated=(), unchanged=(), absent=())
        assert stored(session) == {
            "SO": ("Sở Giáo dục và Đào tạo", "department", "", None, {}),
            "X1": ("Xã Sơn Hạ", "commune", "", "SO", {}),
            "LC1": ("Trường TH và THCS Sơn Hạ", "school", "TH,THCS", "X1", {"1": 30, "2": 31}),
        }
        assert len(set(tokens(session).values())) == 3


def test_importing_again_updates_what_changed_and_keeps_tokens(database: Database) -> None:
    with database.writing() as session:
        import_units(session, csv_file(DEPARTMENT, COMMUNE, SCHOOL, "TH2,Trường B,Trường,TH,SO,,20,,"))
        before = tokens(session)
    with database.writing() as session:
        changed = SCHOOL.replace(",30,31,", ",30,35,")
        imported = import_units(session, csv_file(DEPARTMENT, COMMUNE, changed, "TH3,Trường C,Trường,TH,X1,,,,90"))
        assert imported == UnitsImported(added=("TH3",), updated=("TH1",), unchanged=("SO", "X1"), absent=("TH2",))
        assert stored(session)["TH1"][4] == {"1": 30, "2": 35}
        assert stored(session)["TH2"][4] == {"1": 20}
        assert before.items() <= tokens(session).items()
    with database.writing() as session:
        moved = changed.replace(",SO,", ",X1,").replace("Ổ Lạ", "Ổ Mới")
        assert import_units(session, csv_file(moved)).updated == ("TH1",)
        assert stored(session)["TH1"][:4] == ("Trường Tiểu học Ổ Mới", "school", "TH", "X1")
        assert import_units(session, csv_file(moved)).unchanged == ("TH1",)


def test_a_file_without_numbers_keeps_the_numbers_and_a_blank_cell_removes_one(database: Database) -> None:
    with database.writing() as session:
        import_units(session, csv_file(DEPARTMENT, SCHOOL))
        names_only = csv_file("TH1,Trường mới,Trường,TH,SO", header=",".join(HEADER.split(",")[:5]))
        assert import_units(session, names_only).updated == ("TH1",)
        assert stored(session)["TH1"][4] == {"1": 30, "2": 31}
        import_units(session, csv_file("TH1,Trường mới,Trường,TH,SO,,30,,"))
        assert stored(session)["TH1"][4] == {"1": 30}


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (
            ["TH1,Trường A,Trường,TH,X9,,,,"],
            ["Dòng 2: Không có đơn vị cấp trên mang mã “X9”. Cách sửa: sửa mã, hoặc thêm một dòng cho đơn vị cấp trên."],
        ),
        (
            ["TH1,Trường A,Trường,TH,TH1,,,,"],
            ["Dòng 2: Đơn vị cấp trên đi thành vòng: TH1 → TH1. Cách sửa: sửa mã đơn vị cấp trên ở một dòng của vòng này."],
        ),
        (
            ["A,Xã A,Xã,,B,,,,", "B,Xã B,Xã,,C,,,,", "C,Xã C,Xã,,A,,,,", "D,Trường D,Trường,TH,A,,,,"],
            [
                "Dòng 2: Đơn vị cấp trên đi thành vòng: A → B → C → A. "
                "Cách sửa: sửa mã đơn vị cấp trên ở một dòng của vòng này.",
                "Dòng 3: Đơn vị cấp trên đi thành vòng: B → C → A → B. "
                "Cách sửa: sửa mã đơn vị cấp trên ở một dòng của vòng này.",
                "Dòng 4: Đơn vị cấp trên đi thành vòng: C → A → B → C. "
                "Cách sửa: sửa mã đơn vị cấp trên ở một dòng của vòng này.",
            ],
        ),
        (
            ["TH2,Trường B,Trường,TH,OLD,,,,"],
            [
                "Dòng 2: Đơn vị cấp trên “OLD” là loại “Trường”. "
                "Cách sửa: điền mã của một đơn vị loại “Sở” hoặc loại “Xã/phường”."
            ],
        ),
        (
            ["X2,Xã B,Xã,,X1,,,,"],
            ["Dòng 2: Đơn vị cấp trên “X1” là loại “Xã/phường”. Cách sửa: điền mã của một đơn vị loại “Sở”."],
        ),
        (
            ["S2,Sở khác,Sở,,,,,,"],
            ["Dòng 2: Chỉ có một Sở, và đó đã là “SO”. Cách sửa: giữ lại một dòng loại “Sở”, đúng mã đã dùng."],
        ),
        (
            ["OLD,Trường cũ,Xã,,SO,,,,"],
            [
                "Dòng 2: Đơn vị “OLD” đang có loại “Trường”, không đổi loại được. "
                "Cách sửa: giữ nguyên loại, hoặc dùng mã khác nếu là đơn vị khác."
            ],
        ),
    ],
)
def test_what_does_not_fit_the_other_units_is_reported_and_nothing_is_imported(
    database: Database, rows: list[str], faults: list[str]
) -> None:
    with database.writing() as session:
        import_units(session, csv_file(DEPARTMENT, COMMUNE, "OLD,Trường cũ,Trường,TH,X1,,,,"))
        before = stored(session)
    with pytest.raises(UnitsFileError) as caught, database.writing() as session:
        import_units(session, csv_file(*rows, "NEW,Trường mới,Trường,TH,SO,,,,"))
    assert [str(fault) for fault in caught.value.faults] == faults
    with database.reading() as session:
        assert stored(session) == before


def test_faults_of_rows_and_of_how_they_hang_together_come_at_once_by_line(database: Database) -> None:
    with database.writing() as session:
        import_units(session, csv_file(DEPARTMENT, COMMUNE))
    rows = [
        "TH1,,Trường,TH,X9,,,,",  # no name, no such parent
        "S2,Sở khác,Sở,,X1,,,,",  # a second department, with a parent
        "TH2,Trường B,Huyện,,TH1,,,,",  # no such kind; its parent is a school, which says nothing until the kind is known
        "TH3,Trường C,Trường,TH,TH1,,,,",  # the parent stands in a bad row, and is there all the same
        ",Trường D,Trường,TH,X1,,,,",
    ]
    with pytest.raises(UnitsFileError) as caught, database.writing() as session:
        import_units(session, csv_file(*rows))
    assert [(fault.line, fault.message) for fault in caught.value.faults] == [
        (2, "Thiếu tên đơn vị"),
        (2, "Không có đơn vị cấp trên mang mã “X9”"),
        (3, "Sở không có đơn vị cấp trên"),
        (3, "Chỉ có một Sở, và đó đã là “SO”"),
        (4, "Loại “Huyện” không có trong danh sách"),
        (5, "Đơn vị cấp trên “TH1” là loại “Trường”"),
        (6, "Thiếu mã đơn vị"),
    ]


def test_two_departments_in_one_file_are_one_too_many(database: Database) -> None:
    with pytest.raises(UnitsFileError, match=r"^Dòng 3: Chỉ có một Sở, và đó đã là “SO”"), database.writing() as session:
        import_units(session, csv_file(DEPARTMENT, "S2,Sở khác,Sở,,,,,,"))


def test_three_thousand_units_are_imported_quickly_and_again(database: Database) -> None:
    rows = [f"TH{number},Trường Tiểu học số {number},Trường,TH,SO,,120,130," for number in range(2999)]
    with database.writing() as session:
        assert len(import_units(session, csv_file(DEPARTMENT, *rows)).added) == 3000
    with database.writing() as session:
        assert len(import_units(session, csv_file(DEPARTMENT, *rows)).unchanged) == 3000
        assert session.scalar(select(func.count()).select_from(Unit)) == 3000


def test_the_command_imports_the_template_and_says_what_it_did(app: Flask, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "don-vi.xlsx"
    file.write_bytes(build_units_template(EXAMPLE_ROWS))
    result = app.test_cli_runner().invoke(args=["import-units", str(file)])
    assert (result.exit_code, result.output) == (0, "Thêm 9, cập nhật 0, không đổi 0 đơn vị.\n")
    with database.reading() as session:
        assert session.execute(select(AuditEntry.action, AuditEntry.subject)).all() == [("import-units", "don-vi.xlsx")]
    file.write_bytes(csv_file("MN001,Trường Mầm non Hoa Hồng,Trường,MN,P01"))
    result = app.test_cli_runner().invoke(args=["import-units", str(file)])
    assert result.output == (
        "Thêm 0, cập nhật 1, không đổi 0 đơn vị.\n"
        "Đã cập nhật: MN001.\n"
        "Giữ nguyên 8 đơn vị không có trong tệp: GDTX1, LC001, MC, P01, SGD, TH001, TPT01, X01.\n"
    )


def test_the_command_lists_every_fault_and_imports_nothing(app: Flask, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "don-vi.csv"
    file.write_bytes(csv_file(DEPARTMENT, "TH1,,Trường,TH,SO,,-1,,"))
    result = app.test_cli_runner().invoke(args=["import-units", str(file)])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Dòng 3: Thiếu tên đơn vị. Cách sửa: điền tên đầy đủ.",
        "Dòng 3: Cột “Khối 1”: -1 là số âm. Cách sửa: viết số từ 0 trở lên, hoặc để trống.",
        "Lỗi: Chưa nhập đơn vị nào: 2 chỗ cần sửa.",
    ]
    with database.reading() as session:
        assert stored(session) == {}


def test_the_command_writes_the_template(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["write-units-template", str(tmp_path / "mau.xlsx")])
    assert result.exit_code == 0
    assert (tmp_path / "mau.xlsx").read_bytes() == build_units_template()
