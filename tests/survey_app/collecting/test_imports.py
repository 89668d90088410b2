"""Taking over a survey held elsewhere: all rows or none, every fault with its line, the same file twice adds nothing."""

import datetime as dt
import io
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select, text

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.collecting.import_table import Columns, read_responses
from survey_app.collecting.imports import (
    ImportRefusedError,
    NewUnits,
    ResponsesImported,
    Round,
    import_responses,
)
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Comment, Response, Sending, Unit
from tests.survey_app.campaigns.samples import add_department

NOW = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
RNG = Random(1)
HELD = Round("CU-2019", "Khảo sát năm 2019", dt.date(2019, 6, 30))
ITEMS = [item.code for item in load_shipped()["PVNT"].dimension_items]
HEADER = ["truong", *ITEMS]


def short() -> Questionnaire:
    """The shortest questionnaire that is shipped: ten items."""
    return load_shipped()["PVNT"]


def table(*rows: list[str], header: list[str] = HEADER) -> bytes:
    return "\n".join(",".join(row) for row in [header, *rows]).encode()


def row(unit: str, answers: str) -> list[str]:
    return [unit, *answers]


def take_over(
    database: Database,
    content: bytes,
    *,
    columns: Columns | None = None,
    may_create: bool = True,
    held: Round = HELD,
    questionnaire: Questionnaire | None = None,
    may_add: bool = False,
) -> ResponsesImported:
    with database.writing() as session:
        return import_responses(
            session,
            content,
            questionnaire=questionnaire or short(),
            columns=columns or Columns("truong"),
            held=held,
            now=NOW,
            secret="a test's secret",
            rng=RNG,
            new_units=NewUnits("Trường số {}") if may_create else None,
            may_add=may_add,
        )


def faults_of(content: bytes, columns: Columns | None = None) -> list[tuple[int, str]]:
    with pytest.raises(UnitsFileError) as error:
        read_responses(content, short(), columns or Columns("truong"), rng=RNG)
    return [(fault.line, fault.message) for fault in error.value.faults]


def sheets(database: Database) -> Counter[tuple[str, str]]:
    with database.reading() as session:
        rows = session.execute(select(Unit.code, Response.sheet).join(Unit, Response.unit_id == Unit.id))
        return Counter((code, sheet) for code, sheet in rows)


def test_rows_become_responses_of_a_closed_campaign(database: Database) -> None:
    content = table(row("1", "5544332211"), row("2", "4444444444"), ["1", "na", "0", "", "N/A", *"555555"])
    imported = take_over(database, content)
    assert imported == ResponsesImported(rows=3, recorded=3, units=("1", "2"), created=("1", "2"), total=3)
    assert sheets(database) == {("1", "5544332211-"): 1, ("2", "4444444444-"): 1, ("1", "00-0555555-"): 1}
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert (campaign.code, campaign.closes_on, campaign.opened) == ("CU-2019", dt.date(2019, 6, 30), True)
        assert set(session.scalars(select(Response.channel))) == {"import"}
        assert session.scalars(select(Unit.name).order_by(Unit.code)).all() == ["Trường số 1", "Trường số 2"]
        assert session.scalar(text("SELECT count(*) FROM answers__cu_2019__pvnt")) == 3


def test_the_same_file_again_adds_nothing(database: Database) -> None:
    content = table(row("1", "5544332211"), row("1", "5544332211"))
    assert take_over(database, content).recorded == 2
    again = take_over(database, content, may_create=False)
    assert (again.rows, again.recorded, again.created, again.total) == (2, 0, (), 2)
    assert take_over(database, content, may_add=True).total == 2


def test_another_file_for_a_unit_that_has_answers_must_be_asked_for(database: Database) -> None:
    content = table(row("1", "5544332211"), row("1", "5544332211"))
    take_over(database, content)
    grown = content + b"\n1,1,1,1,1,1,1,1,1,1,1\n2,1,1,1,1,1,1,1,1,1,1"
    with pytest.raises(ImportRefusedError, match=r"đã có câu trả lời của đơn vị 1 \(2 phiếu\)\. .*thêm --add"):
        take_over(database, grown)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Sending)) == 2
    assert take_over(database, table(row("2", "1111111111"))).total == 3, "a unit without answers needs no leave"
    more = take_over(database, grown, may_add=True)
    assert (more.recorded, more.total) == (3, 6), "the answers of unit 2 are in already"


def test_a_refusal_names_a_few_units_and_counts_the_rest(database: Database) -> None:
    units = [str(number) for number in range(1, 9)]
    take_over(database, table(*(row(unit, "5544332211") for unit in units)))
    with pytest.raises(ImportRefusedError, match=r"5 \(1 phiếu\) và 3 đơn vị khác\."):
        take_over(database, table(*(row(unit, "1122334455") for unit in units)))


@pytest.mark.parametrize("unit", ["SO", "XA", "BPMC", "TH1"])
def test_a_questionnaire_of_no_level_is_taken_over_for_any_unit(database: Database, unit: str) -> None:
    with database.writing() as session:
        add_department(session)
    questionnaire = load_shipped()["SIPAS-TTHC"]
    codes = [item.code for item in questionnaire.dimension_items]
    content = table([unit, *"4" * len(codes)], header=["truong", *codes])
    assert take_over(database, content, questionnaire=questionnaire, may_create=False).total == 1


def test_one_bad_row_and_nothing_is_taken_over(database: Database) -> None:
    with pytest.raises(UnitsFileError):
        take_over(database, table(row("1", "5544332211"), row("1", "5544332219")))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        assert session.scalar(select(func.count()).select_from(Unit)) == 0
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_every_bad_row_is_told_with_its_line_and_reason() -> None:
    rows = [row("1", "5555555555"), row("", "5555555555"), row("1", "6555555558"), [], ["2", "tạm được", *"555555555"]]
    assert faults_of(table(*rows)) == [
        (3, "Thiếu mã đơn vị"),
        (4, "Câu A01: “6” không có trong phiếu"),
        (4, "Câu D02: “8” không có trong phiếu"),
        (6, "Câu A01: “tạm được” không có trong phiếu"),
    ]


def test_columns_are_found_by_code_by_source_and_as_told() -> None:
    header = ["truong", "Q1", *ITEMS[1:]]
    read = read_responses(
        table(row("1", "1222222222"), header=header), short(), Columns("truong", items={"A01": "Q1"}), rng=RNG
    )
    assert [response.sheet for response in read.by_unit["1"]] == ["1222222222-"]
    content = short().model_dump(mode="json")
    content["dimensions"][0]["items"][0]["source"] = "Q1"
    named = Questionnaire.model_validate(content)
    read = read_responses(table(row("1", "1222222222"), header=header), named, Columns("truong"), rng=RNG)
    assert [response.sheet for response in read.by_unit["1"]] == ["1222222222-"]


def test_what_is_wrong_with_the_header_is_told_at_once() -> None:
    assert faults_of(table(row("1", "5555555555")), Columns("lop")) == [(0, "Không thấy cột “lop”")]
    missing = table(["1", *"55555555"], header=["truong", *ITEMS[2:]])
    assert faults_of(missing, Columns("truong", items={"A02": "Q2", "Z09": "Q3"})) == [
        (0, "Phiếu PVNT không có câu “Z09”"),
        (1, "Không thấy cột “A01” của câu A01"),
        (1, "Không thấy cột “Q2” của câu A02"),
    ]
    double = table(["1", "1", *"5555555555"], header=["truong", "A01", *ITEMS])
    assert faults_of(double) == [(1, "Có hai cột cùng tên “A01”")]
    assert faults_of(table()) == [(0, "Tệp chưa có câu trả lời nào dưới dòng tiêu đề")]
    assert faults_of(table(row("1", "5555555555")), Columns("truong", items={"A01": "A02"})) == [
        (1, "Cột “A02” là của cả câu A01 và câu A02")
    ]


def test_closing_questions_and_grades_are_taken_where_the_file_has_them() -> None:
    questionnaire = load_shipped()["TH-PH"]
    codes = [item.code for item in questionnaire.dimension_items]
    header = ["truong", "khoi", *codes, "F01", "F02", "G02"]
    rows = [["1", "3", *"4" * len(codes), "5", "85", "Sửa nhà vệ sinh"], ["1", "", *"5" * len(codes), "", "", ""]]
    read = read_responses(table(*rows, header=header), questionnaire, Columns("truong", grade="khoi"), rng=RNG)
    first, second = read.by_unit["1"]
    assert (first.grade, first.percents, dict(first.comments)) == ("3", (85,), {"G02": "Sửa nhà vệ sinh"})
    assert first.sheet == "4" * len(codes) + "5-"
    assert (second.grade, second.percents, dict(second.comments)) == ("", (None,), {})
    rows[0][1], rows[0][-2] = "12", "101"
    with pytest.raises(UnitsFileError) as error:
        read_responses(table(*rows, header=header), questionnaire, Columns("truong", grade="khoi"), rng=RNG)
    assert [fault.message for fault in error.value.faults] == [
        "Khối “12” không có trong phiếu",
        "Câu F02: “101” không phải số từ 0 đến 100",
    ]


def test_a_workbook_is_read_like_a_text_file(database: Database) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Khảo sát năm 2019"])
        sheet.write_row(2, 0, HEADER)
        sheet.write_row(3, 0, [1, *[5] * 9, "na"])
    assert take_over(database, buffer.getvalue()).recorded == 1
    assert sheets(database) == {("1", "5555555550-"): 1}


def test_units_that_are_not_here_are_faults_unless_they_may_be_made(database: Database) -> None:
    with database.writing() as session:
        add_department(session)
    with pytest.raises(UnitsFileError, match="Dòng 3: Không có đơn vị mang mã “NEW”"):
        take_over(database, table(row("TH1", "5555555555"), row("NEW", "5555555555")), may_create=False)
    with pytest.raises(UnitsFileError, match="Dòng 2: Đơn vị “XA” là"):
        take_over(database, table(row("XA", "5555555555")))
    with pytest.raises(UnitsFileError, match="Dòng 2: Mã “lớp bảy” không hợp lệ"):
        take_over(database, table(row("lớp bảy", "5555555555")))
    assert take_over(database, table(row("th1", "5555555555"), row("NEW", "5555555555"))).created == ("NEW",)
    with database.reading() as session:
        made = session.scalars(select(Unit).where(Unit.code == "NEW")).one()
        assert made.parent is not None
        assert made.parent.code == "SO"
        assert made.levels == "MN,TH,THCS,THPT"


def test_answers_do_not_enter_a_campaign_that_does_not_fit(database: Database) -> None:
    content = table(row("1", "5555555555"))
    with pytest.raises(ImportRefusedError):
        take_over(database, content, held=Round("NAY", "Hôm nay", NOW.date()))
    take_over(database, content)
    with pytest.raises(ImportRefusedError, match="không dùng đúng phiếu"), database.writing() as session:
        import_responses(
            session,
            content,
            questionnaire=Questionnaire.model_validate(short().model_dump() | {"version": 2}),
            columns=Columns("truong"),
            held=HELD,
            now=NOW,
            secret="a test's secret",
            rng=RNG,
            new_units=NewUnits(),
        )
    with database.writing() as session:
        session.scalars(select(Campaign)).one().sealed_on = NOW.date()
    assert take_over(database, content).recorded == 0
    with pytest.raises(ImportRefusedError, match="khóa sổ"):
        take_over(database, table(row("1", "4555555555")), may_add=True)


def test_the_command_says_what_it_did_and_what_is_wrong(app: Flask, tmp_path: Path) -> None:
    path, pairs = tmp_path / "cu.csv", tmp_path / "cot.txt"
    path.write_bytes(table(["1", *"5555555555", "=1+1"], header=["truong", *(f"Q{n}" for n in range(1, 11)), "Y"]))
    pairs.write_text("".join(f"{code} = Q{number}\n" for number, code in enumerate(ITEMS, start=1)))
    arguments = ["import-responses", "PVNT", str(path), "--unit-column", "truong", "--campaign", "CU-2019"]
    arguments += ["--closed-on", "30/06/2019"]
    run = app.test_cli_runner().invoke
    failed = run(args=[*arguments, "--create-units"])
    assert failed.exit_code == 1
    assert "Không thấy cột “A01”" in failed.output
    assert "Chưa nhập phiếu nào: 10 chỗ cần sửa." in failed.output
    for given in (str(pairs), ",".join(f"{code}=Q{number}" for number, code in enumerate(ITEMS, start=1))):
        done = run(args=[*arguments, "--columns", given, "--create-units"])
        assert done.exit_code == 0, done.output
    assert done.output == (
        "Tệp này đã được nhập trước đây, không thêm gì.\n"
        "Đợt CU-2019: 1 phiếu của 1 đơn vị, 0 phiếu mới, 0 đơn vị mới. Cả đợt có 1 phiếu.\n"
    )
    path.write_bytes(path.read_bytes() + b"\n")
    assert "đã được nhập trước đây" in run(args=[*arguments, "--columns", str(pairs), "--create-units"]).output
    path.write_bytes(path.read_bytes().replace(b"1,5,", b"1,4,"))
    given = ["--columns", str(pairs), "--create-units"]
    refused = run(args=[*arguments, *given])
    assert refused.exit_code == 1
    assert "thêm --add" in refused.output
    assert "Cả đợt có 2 phiếu." in run(args=[*arguments, *given, "--add"]).output
    forgotten = run(args=["import-responses", "PVNT", str(path), "--unit-column", "truong", "--campaign", "X"])
    assert (forgotten.exit_code, "Thiếu --closed-on." in forgotten.output) == (2, True)
    assert run(args=["import-responses", "XYZ", *arguments[2:]]).exit_code == 1
    with app.extensions["database"].reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 2
        assert session.scalar(select(func.count()).select_from(Comment)) == 0
