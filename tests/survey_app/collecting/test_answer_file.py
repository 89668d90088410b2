"""The reader of existing answers: every encoding, every way to write an option, nothing personal kept, no row lost silently."""

import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import load_shipped
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.collecting.answer_file import AnswerFile
from survey_app.collecting.answer_file_reading import read_answer_file
from survey_app.collecting.answer_words import Meaning, read_grade, read_percent, read_rating
from survey_app.collecting.answers import COMMENT_LENGTH
from survey_app.collecting.import_plan import Choices, Plan, build_plan, to_responses
from tests.form_exports import SECRETS, csv_bytes, form_header, form_rows, primary, with_faults, xlsx_bytes

GRADES = ("1", "2", "3", "4", "5")
CODES = [item.code for item in primary().dimension_items]


def read(content: bytes) -> AnswerFile:
    return read_answer_file(content, primary(), rng=random.Random(1))


def plan_of(content: bytes, choices: Choices | None = None) -> Plan:
    return build_plan(read(content), primary(), choices or Choices(), grades=GRADES)


def plain(*rows: Sequence[str], header: Sequence[str] = CODES) -> bytes:
    return csv_bytes([header, *rows])


def faults_of(plan: Plan) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in plan.faults]


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnitsFileError) as refused:
        read(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", ";"), ("nfd", ","), ("xlsx", "")],
)
def test_an_export_of_google_forms_is_read_alike_in_every_form(encoding: str, delimiter: str) -> None:
    rows = [form_header(), *form_rows(30)]
    content = xlsx_bytes(rows) if encoding == "xlsx" else csv_bytes(rows, delimiter=delimiter, encoding=encoding)
    plan, expected = plan_of(content), plan_of(csv_bytes(rows))
    assert plan.rows == expected.rows
    assert [(code, sorted(texts)) for code, texts in plan.comments] == [(code, sorted(t)) for code, t in expected.comments]
    assert (len(plan.rows), plan.faults, plan.missing, plan.problem) == (30, (), (), "")


def test_rows_become_what_they_say() -> None:
    rows = form_rows(40, seed=5)
    plan = plan_of(xlsx_bytes([form_header(), *rows]))
    for written, row in zip(rows, plan.rows, strict=True):
        digits = [cell[0] if cell[:1].isdigit() else "0" if cell else "-" for cell in written[5 : 5 + len(CODES) + 1]]
        relation = {"Mẹ": "1", "Cha": "2", "Ông hoặc bà": "3", "": "-"}[written[-1]]
        assert row.sheet == "".join(digits) + relation
        assert row.percents == (int(written[-5].rstrip("%")) if written[-5] else None,)
        assert row.grade == next(sign for sign in written[4] if sign.isdigit())


def test_every_row_that_cannot_be_read_is_told_with_its_number_and_why() -> None:
    plan = plan_of(csv_bytes([form_header(), *with_faults(form_rows(50))]))
    assert faults_of(plan) == [
        (4, "Câu A04: “Tạm được” không khớp lựa chọn nào"),
        (10, "Câu F02: “120” không phải số từ 0 đến 100"),
        (20, "Không có câu trả lời nào"),
        (30, "Khối “7” không thuộc phiếu này của đơn vị"),
        (40, "Giống hệt dòng 5 ở mọi ô, kể cả giờ gửi"),
    ]
    assert not plan.is_ready


def test_what_a_word_means_can_be_chosen_also_that_it_is_no_answer() -> None:
    content = csv_bytes([form_header(), *with_faults(form_rows(50))[:3]])
    assert plan_of(content, Choices(words={("rating", "Tạm được"): "3"})).rows[2].sheet[3] == "3"
    assert plan_of(content, Choices(words={("rating", "Tạm được"): ""})).rows[2].sheet[3] == "-"


def test_times_addresses_names_and_classes_are_not_in_what_is_kept() -> None:
    rows = form_rows(60)
    for row in rows:
        row[-4:-1] = ["", "", ""]  # comments are what people wanted to say
    file = read(csv_bytes([form_header(), *rows]))
    kept = json.dumps(json.loads(file.to_json()), ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in kept] == []
    reasons = [column.reason for column in file.dropped]
    assert reasons == ["ngày giờ", "thư điện tử", "họ tên", "số điện thoại hoặc số giấy tờ"]
    assert AnswerFile.from_json(file.to_json()) == file


def test_a_column_that_nobody_recognises_and_an_answer_written_by_hand_are_not_kept() -> None:
    header = [*CODES, "Người ghi", "Ông/Bà là gì của trẻ, học sinh?"]
    rows = [[*"4" * len(CODES), "Y Thảo", "Mẹ"], [*"4" * len(CODES), "A Nguyên", "Cô giáo Lê Thị Mơ"]]
    file = read(plain(*rows, header=header))
    assert [(column.header, column.reason) for column in file.dropped] == [("Người ghi", "không nhận ra là câu nào")]
    assert not {"Y Thảo", "A Nguyên", "Mơ"} & set(file.to_json().replace('"', " ").split())
    plan = build_plan(file, primary(), Choices(), grades=GRADES)
    assert faults_of(plan) == [(3, "Câu H01: ô này không khớp lựa chọn nào")]


def test_comments_are_apart_from_the_rows_they_came_from() -> None:
    rows = [[*"5" * len(CODES), f"ý kiến {number}"] for number in range(40)]
    file = read(plain(*rows, header=[*CODES, "Điều Ông/Bà hài lòng nhất"]))
    texts = file.columns[-1].words
    assert sorted(texts) == sorted(row[-1] for row in rows)
    assert list(texts) != [row[-1] for row in rows]
    assert set(file.columns[-1].cells) == {0}
    plan = build_plan(file, primary(), Choices(), grades=GRADES)
    sent = to_responses(plan, rng=random.Random(2))
    assert sorted(text for one in sent for text in one.comments.values()) == sorted(texts)
    assert len({one.sending_key for one in sent}) == 40


def test_plain_tables_name_columns_by_code_by_words_or_by_order() -> None:
    answers = [*"5" * (len(CODES) - 1), "1"]
    by_code = plan_of(plain(answers))
    by_words = plan_of(plain(answers, header=[f"{n}. {item.text}" for n, item in enumerate(primary().dimension_items, 1)]))
    by_order = plan_of(plain(answers, header=[f"Tiêu chí thứ {n}" for n in range(len(CODES))]))
    assert by_code.rows == by_words.rows == by_order.rows
    assert read(plain(answers, header=[f"Tiêu chí thứ {n}" for n in range(len(CODES))])).columns[0].how == "order"


def test_a_percentage_that_a_workbook_keeps_as_a_share_is_one() -> None:
    header = [*CODES, "F02"]
    plan = plan_of(plain([*"4" * len(CODES), "0,85"], [*"4" * len(CODES), "1"], header=header))
    assert [row.percents for row in plan.rows] == [(85,), (100,)]
    assert read_percent("100 %") == 100
    assert [read_percent(text) for text in ("101", "-1", "85,5", "khoảng 80")] == [None] * 4


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("5 - Rất hài lòng", Meaning("5")),
        ("RẤT KHÔNG HÀI LÒNG", Meaning("1")),
        ("Hai long", Meaning("4")),
        ("Bình thường (3)", Meaning("3")),
        ("N/A", Meaning("0")),
        ("1 - Rất hài lòng", Meaning("5", is_sure=False)),
        ("Đồng ý", Meaning("4", is_sure=False)),
        ("Không hài lòng lắm", None),
        ("6", None),
        ("-5", None),
        ("Nguyễn Thị Hoa", None),
    ],
)
def test_options_are_read_in_words_and_digits(text: str, meaning: Meaning | None) -> None:
    assert read_rating(primary(), text) == meaning


def test_a_class_is_read_as_its_grade() -> None:
    read_as = [read_grade(primary(), text) for text in ("Lớp 3A", "3/2", "khối 5", "Lớp 3A - Trần Văn Bình", "7B", "Hoa Mai")]
    assert read_as == ["3", "3", "5", "3", "7", ""]
    nursery = load_shipped()["MN-PH"]
    assert [read_grade(nursery, text) for text in ("Lá 2", "Lớp Chồi", "3 tuổi", "24-36 tháng", "Hoa Mai")] == [
        "5-6",
        "4-5",
        "3-4",
        "NT",
        "",
    ]


def test_what_is_no_table_of_answers_is_refused_with_what_to_do() -> None:
    assert "Không có cột nào nhận ra được là câu của phiếu" in refusal_of(b"a,b\n1,x\n")
    assert "chưa có câu trả lời nào" in refusal_of(plain())
    assert "dòng đầu có vẻ đã là một phiếu" in refusal_of(b"2026/11/20 8:15:30 SA GMT+7,4\n2026/11/20 8:15:31 SA GMT+7,4")
    assert "dấu nháy kép" in refusal_of(plain([*"4" * len(CODES)]) + b'5,"4\n' + plain([*"4" * len(CODES)]))
    wide = csv_bytes([[*CODES, *(f"cột {n}" for n in range(90))], [*"4" * len(CODES), *"x" * 90]])
    assert "có quá 100 cột" in refusal_of(wide)
    two = xlsx_bytes([CODES, [*"4" * len(CODES)]], sheets=("Đợt 1", "Đợt 2"))
    assert "2 trang tính cùng có câu trả lời: Đợt 1, Đợt 2" in refusal_of(two)


def test_a_file_of_another_questionnaire_and_two_columns_for_one_question_are_problems() -> None:
    assert "Mới ghép được 3 trong 37 câu" in plan_of(plain(["4", "4", "4"], header=CODES[:3])).problem
    doubled = plan_of(plain([*"4" * len(CODES)]), Choices(targets={0: "A02"}))
    assert doubled.problem == "Hai cột cùng ghép vào câu A02. Mỗi câu chỉ lấy từ một cột."


def test_a_comment_that_is_too_long_is_told_and_never_cut() -> None:
    plan = plan_of(plain([*"4" * len(CODES), "x" * (COMMENT_LENGTH + 1)], header=[*CODES, "G01"]))
    assert faults_of(plan) == [(2, "Câu G01: ý kiến dài quá 2000 ký tự")]


CELLS = st.one_of(
    st.sampled_from(
        ["5", "4 - Hài lòng", "", "na", "Lớp 3A", "101", "2026/11/20 8:15:30 SA GMT+7", "a@b.vn", '"', "x\ny", "=1"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"]))
def test_whatever_rows_come_each_is_read_or_told(rows: list[list[str]], delimiter: str) -> None:
    header = [*CODES[:5], "Khối", "F02", "G01"]
    try:
        file = read(csv_bytes([header, *rows], delimiter=delimiter))
    except UnitsFileError:
        return
    plan = build_plan(file, primary(), Choices(), grades=GRADES)
    told = {fault.line for fault in plan.faults}
    assert {row.line for row in plan.rows} | told == set(file.lines)
    filled = sum(any(cell.split() and cell.isprintable() for cell in row) for row in rows)
    assert len(file.lines) >= filled


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for bytes_ in (content, b"PK\x03\x04" + content, plain() + content):
        with suppress(UnitsFileError):
            assert read(bytes_).lines


def test_a_file_made_to_keep_the_service_busy_is_read_in_a_moment() -> None:
    slow = "a@" * 30_000 + "." * 30_000 + "@ "  # takes a pattern that looks back and forth for ever
    many = [[f"Hai {row} {column}" for column in range(20)] for row in range(3000)]
    codes = [f"A{number:02}" for number in range(1, 21)]
    text = "\n".join(",".join(row) for row in [[*codes, "Tên"], *([*row, "x"] for row in many), ["5"] * 20 + [slow]])
    started = time.process_time()
    with pytest.raises(UnitsFileError, match="Không có cột nào"):
        read(text.encode())
    assert time.process_time() - started < 120, "a pattern that looks back and forth would take hours"
