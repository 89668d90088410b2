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

from questionnaires import load_shipped
from survey_app.campaigns import units_file
from survey_app.campaigns.grades import grade_labels, grades_of
from survey_app.campaigns.unit_columns import column_of, grade_header, split_levels
from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_template import EXAMPLE_ROWS, build_units_template
from survey_app.config import PROJECT_FOLDER

HEADER = "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Nhà trẻ,Khối 1,Khối 2,Tổng số"
DEPARTMENT = "SO,Sở Giáo dục và Đào tạo,Sở,,,,,,"
SCHOOL = "TH1,Trường Tiểu học Ổ Lạ,Trường,TH,SO,,30,31,"


def csv_file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def faults_of(content: bytes) -> list[str]:
    with pytest.raises(UnitsFileError) as caught:
        read_unit_rows(content)
    return [str(fault) for fault in caught.value.faults]


def encode_cp1258(text: str) -> bytes:
    """As old Vietnamese Windows writes it: the tone is a sign of its own where the code page has no letter for both."""
    signs = []
    for letter in text:
        try:
            signs.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            marks.remove(tone)
            signs.append(unicodedata.normalize("NFC", base + "".join(marks)).encode("cp1258") + tone.encode("cp1258"))
    return b"".join(signs)


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
    assert read_unit_rows(encode(text)) == [
        UnitRow(2, "SO", "Sở Giáo dục và Đào tạo", "department", (), "", ()),
        UnitRow(3, "TH1", "Trường Tiểu học Ổ Lạ", "school", ("TH",), "SO", (("1", 30), ("2", 31))),
    ]


def test_headers_are_known_whatever_their_case_marks_and_spaces_and_titles_may_stand_above() -> None:
    header = "  ma  don vi ,TÊN ĐƠN VỊ,loại,Cấp  Học,Ma don vi cap tren,nhà trẻ,LỚP 1,lop/khoi 2,Tong so,STT"
    rows = read_unit_rows(csv_file("DANH SÁCH ĐƠN VỊ", "", header, DEPARTMENT, SCHOOL, header="sep=,"))
    assert [(row.line, row.code) for row in rows] == [(5, "SO"), (6, "TH1")]
    assert rows[1].enrolment == (("1", 30), ("2", 31))


def test_grades_are_those_of_the_questionnaires() -> None:
    for questionnaire in load_shipped().values():
        for grade in questionnaire.grades:
            assert column_of(grade.label) == f"grade:{grade.code}"
            assert grade.code in grades_of(questionnaire.levels)
    assert [column_of(grade_header(code)) for code in grade_labels()] == [f"grade:{code}" for code in grade_labels()]
    assert list(grade_labels()) == ["NT", "3-4", "4-5", "5-6", *(str(number) for number in range(1, 13))]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Tiểu học", ["TH"]),
        ("th, thcs", ["TH", "THCS"]),
        ("TH-THCS", ["TH", "THCS"]),
        ("Tiểu học và Trung học cơ sở", ["TH", "THCS"]),
        ("THCS & THPT", ["THCS", "THPT"]),
        ("GDNN-GDTX", ["GDTX"]),
        ("", []),
    ],
)
def test_levels_are_read_as_offices_write_them(text: str, levels: list[str]) -> None:
    assert split_levels(text) == (levels, [])


def test_numbers_may_have_thousands_and_zeros_where_nothing_is_taught() -> None:
    (school,) = read_unit_rows(csv_file("TH1,Trường A,Trường,TH,SO,0,1.200,1 034,2.234"))
    assert school.enrolment == (("1", 1200), ("2", 1034))


def test_a_total_stands_alone_where_grades_are_not_known() -> None:
    (school,) = read_unit_rows(csv_file("TH1,Trường A,Trường,TH,SO,,,,415"))
    assert school.enrolment == (("", 415),)


def test_a_file_without_columns_of_numbers_says_nothing_about_numbers() -> None:
    (school,) = read_unit_rows(csv_file("TH1,Trường A,Trường,TH,SO", header=",".join(HEADER.split(",")[:5])))
    assert school.enrolment is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",Trường A,Trường,TH,SO,,,,", "Thiếu mã đơn vị. Cách sửa: điền mã của đơn vị."),
        (
            "TH 1,Trường A,Trường,TH,SO,,,,",
            "Mã “TH 1” không hợp lệ. Cách sửa: chỉ dùng chữ không dấu, chữ số, dấu chấm, gạch nối và gạch dưới, "
            "nhiều nhất 32 ký tự.",
        ),
        ("SO,Sở,Sở,,,,,,", "Mã “SO” đã có ở dòng 2. Cách sửa: mỗi đơn vị một dòng, mỗi mã dùng một lần."),
        ("so,Sở,Sở,,,,,,", "Mã “SO” đã có ở dòng 2. Cách sửa: mỗi đơn vị một dòng, mỗi mã dùng một lần."),
        ("TH1,,Trường,TH,SO,,,,", "Thiếu tên đơn vị. Cách sửa: điền tên đầy đủ."),
        (
            f"TH1,{'ư' * 201},Trường,TH,SO,,,,",
            "Tên dài 201 ký tự. Cách sửa: rút gọn còn nhiều nhất 200 ký tự.",
        ),
        (
            "TH1,Trường A,Huyện,,SO,,,,",
            "Loại “Huyện” không có trong danh sách. Cách sửa: chọn một trong: Sở, Bộ phận một cửa, Xã/phường, Trường.",
        ),
        (
            "TH1,Trường A,,,SO,,,,",
            "Thiếu loại đơn vị. Cách sửa: chọn một trong: Sở, Bộ phận một cửa, Xã/phường, Trường.",
        ),
        (
            "TH1,Trường A,Trường,Đại học,SO,5,,,",
            "Cấp học “Đại học” không có trong danh sách. Cách sửa: chọn trong: MN, TH, THCS, THPT, GDTX.",
        ),
        (
            "TH1,Trường A,Trường,,SO,,,,",
            "Thiếu cấp học của trường. Cách sửa: chọn trong: MN, TH, THCS, THPT, GDTX; trường nhiều cấp viết như “TH, THCS”.",
        ),
        (
            "X1,Xã A,Xã,TH,SO,,,,",
            "Chỉ trường mới có cấp học. Cách sửa: để trống cột “Cấp học” ở dòng này.",
        ),
        (
            "T1,Trường A,Trường,THPT-GDTX,SO,,,,",
            "Cấp THPT và GDTX có cùng tên khối nên không đứng chung một dòng. "
            "Cách sửa: tách thành hai đơn vị, mỗi cấp một dòng.",
        ),
        (
            "S2,Sở,Sở,,SO,,,,",
            "Sở không có đơn vị cấp trên. Cách sửa: để trống cột “Mã đơn vị cấp trên” ở dòng này.",
        ),
        (
            "TH1,Trường A,Trường,TH,,,,,",
            "Thiếu mã đơn vị cấp trên. Cách sửa: điền mã của xã, phường quản lý, hoặc mã của Sở nếu trực thuộc Sở.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,-3,,",
            "Cột “Khối 1”: -3 là số âm. Cách sửa: viết số từ 0 trở lên, hoặc để trống.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,28.5,,",
            "Cột “Khối 1”: “28.5” không phải số nguyên. Cách sửa: viết số học sinh bằng chữ số, hoặc để trống.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,²,,",
            "Cột “Khối 1”: “²” không phải số nguyên. Cách sửa: viết số học sinh bằng chữ số, hoặc để trống.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,123456,,",
            "Cột “Khối 1”: 123456 lớn quá mức có thể. Cách sửa: kiểm tra lại số học sinh.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,12,,,",
            "Cột “Nhà trẻ (dưới 3 tuổi)”: không phải khối của cấp TH. Cách sửa: sửa cấp học, hoặc để trống cột này.",
        ),
        (
            "X1,Xã A,Xã,,SO,,,,400",
            "Cột “Tổng số”: chỉ trường mới có số học sinh. Cách sửa: để trống ở dòng này.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,30,31,60",
            "Tổng số 60 khác với cộng các khối là 61. Cách sửa: sửa số học sinh từng khối, hoặc để trống cột “Tổng số”.",
        ),
        (
            "TH1,Trường A,Trường,TH,SO,,,,,ghi thêm",
            "Có chữ ở cột không có tên. Cách sửa: đặt tên cho cột như trong tệp mẫu, hoặc xóa nội dung đó.",
        ),
    ],
)
def test_a_bad_row_is_reported_with_line_reason_and_remedy(row: str, fault: str) -> None:
    assert faults_of(csv_file(DEPARTMENT, row)) == [f"Dòng 3: {fault}"]


def test_all_faults_of_all_rows_are_reported_at_once() -> None:
    faults = faults_of(csv_file(DEPARTMENT, ",,Huyện,,,,,,", SCHOOL, "TH2,Trường B,Trường,Đại học,,,a,-1,"))
    assert [fault.split(":")[0] for fault in faults] == ["Dòng 3"] * 3 + ["Dòng 5"] * 4


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (
            "Mã,Loại,Cấp học,Cấp trên",
            "Không thấy dòng tiêu đề có cột “Mã đơn vị” và “Tên đơn vị”. Cách sửa: dùng tệp mẫu và giữ nguyên dòng tiêu đề.",
        ),
        ("Mã,Tên,Loại,Cấp học", "Dòng 1: Thiếu cột “Mã đơn vị cấp trên”. Cách sửa: thêm cột này như trong tệp mẫu."),
        (
            "Mã,Tên,Loại,Cấp học,Cấp trên,Khối 13",
            "Dòng 1: Cột “Khối 13” không có trong mẫu. Cách sửa: sửa tên cột như trong tệp mẫu, hoặc xóa cột này.",
        ),
        (
            "Mã,Tên,Loại,Cấp học,Cấp trên,Khối 1,Lớp 1",
            "Dòng 1: Cột “Lớp 1” trùng với cột “Khối 1”. Cách sửa: giữ lại một cột.",
        ),
        (HEADER, "Tệp chưa có đơn vị nào dưới dòng tiêu đề. Cách sửa: điền mỗi đơn vị một dòng."),
    ],
)
def test_a_bad_header_is_reported(header: str, fault: str) -> None:
    assert faults_of(csv_file(header=header)) == [fault]


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
        read_unit_rows(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)
    read_or_refuse(b"PK\x03\x04" + content)
    read_or_refuse(b"\xff\xfe" + content)


@given(st.text(max_size=300))
def test_any_text_below_the_header_is_read_or_refused(text: str) -> None:
    read_or_refuse(f"{HEADER}\n{text}".encode(errors="surrogatepass"))


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
    rows = read_unit_rows(build_units_template(EXAMPLE_ROWS))
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
    assert read_unit_rows(buffer.getvalue())[1] == UnitRow(5, "5", "Trường A", "school", ("TH",), "SO", (("1", 30), ("2", 31)))


def test_the_limits_leave_room_for_a_large_department() -> None:
    rows = [f"TH{number},Trường Tiểu học số {number},Trường,TH,SO,,120,130," for number in range(3000)]
    content = csv_file(DEPARTMENT, *rows)
    assert len(content) < units_file.MAX_BYTES / 10
    assert len(read_unit_rows(content)) == 3001
