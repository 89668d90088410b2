"""The units file: whatever offices send is read or refused with its line, the reason and the remedy."""

import io
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.campaigns import units_file
from survey_app.campaigns.unit_faults import find_faults_among
from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_template import EXAMPLE_ROWS, build_units_template
from survey_app.config import PROJECT_FOLDER
from tests.form_exports import encode_cp1258
from tests.survey_app.campaigns.unit_sheets import DEPARTMENT, HEADER, SCHOOL, csv_file, faults_of, rows_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be").join([b"\xfe\xff", b""]),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        encode_cp1258,
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be", "decomposed", "cp1258"],
)
def test_every_encoding_and_delimiter_gives_the_same_rows(encode, delimiter: str) -> None:
    text = "\r\n".join([HEADER, DEPARTMENT, SCHOOL]).replace(",", delimiter)
    assert rows_of(encode(text)) == [
        UnitRow(2, "SO", "Sở Giáo dục và Đào tạo", "department", (), "", ()),
        UnitRow(3, "TH1", "Trường Tiểu học Ổ Lạ", "school", ("TH",), "SO", (("1", 30), ("2", 31))),
    ]


def zip_file(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


FAR_CELL = b'<worksheet><sheetData><row r="1"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "Tệp trống. Cách sửa: chọn lại tệp danh sách đơn vị."),
        (b" " * (5 * 2**20 + 1), "Tệp lớn hơn 5 MB. Cách sửa: chỉ gửi bảng danh sách đơn vị, không kèm hình ảnh."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Cách sửa: mở bằng Excel, bỏ mật khẩu, lưu lại dạng .xlsx.",
        ),
        (
            b"\x00\x01\x02",
            "Tệp không phải .xlsx, cũng không phải văn bản .csv. Cách sửa: dùng tệp mẫu, hoặc lưu lại dạng “CSV UTF-8”.",
        ),
        (
            zip_file(**{"word__document.xml": b"<x/>"}),
            "Tệp nén này không phải Excel .xlsx. Cách sửa: dùng tệp mẫu, hoặc lưu lại dạng .xlsx.",
        ),
        (
            zip_file(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": b" " * (61 * 2**20)}),
            "Tệp .xlsx giải nén ra quá lớn. Cách sửa: chép riêng bảng danh sách sang một tệp mới.",
        ),
        (
            zip_file(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": FAR_CELL}),
            "Bảng có ô nằm ngoài 10000 dòng hoặc quá xa bên phải. Cách sửa: xóa dòng và cột trống rồi lưu lại.",
        ),
        (
            zip_file(**{"xl__workbook.xml": b"<not xml"}),
            "Không đọc được tệp .xlsx (hỏng hoặc có mật khẩu). Cách sửa: mở bằng Excel, lưu lại rồi gửi tệp mới.",
        ),
        (
            b"PK\x03\x04 broken",
            "Không đọc được tệp .xlsx (hỏng hoặc có mật khẩu). Cách sửa: mở bằng Excel, lưu lại rồi gửi tệp mới.",
        ),
        (
            csv_file(*["x" * 9] * 10_001),
            "Tệp có quá 10000 dòng. Cách sửa: chia thành nhiều tệp và nhập lần lượt.",
        ),
        (
            csv_file('"' + "x" * 200_000),
            "Một ô dài quá mức. Cách sửa: kiểm tra dấu nháy kép mở mà không đóng trong tệp .csv.",
        ),
    ],
)
def test_what_is_no_units_file_is_refused_with_what_to_do(content: bytes, fault: str) -> None:
    assert faults_of(content) == [fault]


def read_or_refuse(content: bytes) -> None:
    with suppress(UnitsFileError):
        rows, _ = read_unit_rows(content)
        list(find_faults_among([row for row in rows if row.code], {}))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)
    read_or_refuse(b"PK\x03\x04" + content)
    read_or_refuse(b"\xff\xfe" + content)


@given(st.text(max_size=300))
def test_any_text_below_the_header_is_read_or_refused(text: str) -> None:
    read_or_refuse(f"{HEADER}\n{text}".encode(errors="surrogatepass"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", ""]),
            st.sampled_from(["Sở", "Xã", "Trường", "Một cửa", "Huyện", ""]),
            st.sampled_from(["A", "B", "C", ""]),
        ),
        max_size=5,
    )
)
def test_any_mixture_of_bad_rows_is_read_or_refused(units: list[tuple[str, str, str]]) -> None:
    read_or_refuse(csv_file(*(f"{code},Tên,{kind},,{parent},,,," for code, kind, parent in units)))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), min_size=1, max_size=20))
def test_any_damage_to_a_workbook_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    content = bytearray(build_units_template(EXAMPLE_ROWS))
    for place, value in damage:
        content[place % len(content)] = value
    read_or_refuse(bytes(content))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]), st.data())
def test_any_damage_inside_a_workbook_is_read_or_refused(damaged: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(build_units_template(EXAMPLE_ROWS))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    place = data.draw(st.integers(0, len(members[damaged]) - 1))
    members[damaged] = members[damaged][:place] + data.draw(st.binary(max_size=20)) + members[damaged][place + 3 :]
    read_or_refuse(zip_file(**{name.replace("/", "__"): content for name, content in members.items()}))


def test_the_template_with_its_example_rows_is_read_back() -> None:
    rows = rows_of(build_units_template(EXAMPLE_ROWS))
    assert [(row.code, row.name, dict(row.enrolment or ())) for row in rows] == [
        (code, name, enrolment) for code, name, _, _, _, enrolment in EXAMPLE_ROWS
    ]


def test_the_empty_template_asks_for_rows_and_is_the_one_in_docs() -> None:
    template = build_units_template()
    assert faults_of(template) == ["Tệp chưa có đơn vị nào dưới dòng tiêu đề. Cách sửa: điền mỗi đơn vị một dòng."]
    committed = Path(PROJECT_FOLDER / "docs" / "mau-don-vi.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(template)) as made, zipfile.ZipFile(io.BytesIO(committed)) as kept:
        assert {name: made.read(name) for name in made.namelist()} == {name: kept.read(name) for name in kept.namelist()}


def test_a_sheet_is_found_wherever_it_stands_and_numbers_may_be_cells_or_text() -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    workbook.add_worksheet("Bìa").write(0, 0, "Danh sách đơn vị")
    sheet = workbook.add_worksheet("Danh sách")
    for row, line in enumerate([HEADER, DEPARTMENT, "5,Trường A,Trường,TH,SO,,30,31,"], start=2):
        for column, cell in enumerate(line.split(",")):
            sheet.write(row, column, float(cell) if cell in ("5", "30") else cell)
    workbook.close()
    assert rows_of(buffer.getvalue())[1] == UnitRow(5, "5", "Trường A", "school", ("TH",), "SO", (("1", 30), ("2", 31)))


def test_the_limits_leave_room_for_a_large_department() -> None:
    rows = [f"TH{number},Trường Tiểu học số {number},Trường,TH,SO,,120,130," for number in range(3000)]
    content = csv_file(DEPARTMENT, *rows)
    assert len(content) < units_file.MAX_BYTES / 10
    assert len(rows_of(content)) == 3001
