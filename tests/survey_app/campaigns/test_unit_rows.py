"""The words and numbers of a units file: tolerant of how offices write, strict about what it means."""

import pytest

from questionnaires import load_shipped
from survey_app.campaigns.grades import grade_labels, grades_of
from survey_app.campaigns.unit_columns import column_of, grade_header, split_levels
from tests.survey_app.campaigns.unit_sheets import DEPARTMENT, HEADER, SCHOOL, csv_file, faults_of, rows_of


def test_headers_are_known_whatever_their_case_marks_and_spaces_and_titles_may_stand_above() -> None:
    header = "  ma  don vi ,TÊN ĐƠN VỊ,loại,Cấp  Học,Ma don vi cap tren,nhà trẻ,LỚP 1,lop/khoi 2,Tong so,STT"
    rows = rows_of(csv_file("DANH SÁCH ĐƠN VỊ", "", header, DEPARTMENT, SCHOOL, header="sep=,"))
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
    (school,) = rows_of(csv_file("TH1,Trường A,Trường,TH,SO,0,1.200,1 034,2.234"))
    assert school.enrolment == (("1", 1200), ("2", 1034))


def test_a_total_stands_alone_where_grades_are_not_known() -> None:
    (school,) = rows_of(csv_file("TH1,Trường A,Trường,TH,SO,,,,415"))
    assert school.enrolment == (("", 415),)


def test_a_file_without_columns_of_numbers_says_nothing_about_numbers() -> None:
    (school,) = rows_of(csv_file("TH1,Trường A,Trường,TH,SO", header=",".join(HEADER.split(",")[:5])))
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
