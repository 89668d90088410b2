"""Files as Google Forms exports them: times in Vietnamese form, addresses, names, classes, grids, options with their digit."""

import csv
import io
import random
import unicodedata
from collections.abc import Sequence

import xlsxwriter

from questionnaires import Questionnaire, load_shipped

NAMES = ("Nguyễn Thị Hoa", "Bùi Vĩnh Thuỵ", "Y Thảo", "A Nguyên", "Lê Thị Ánh Tuyết", "Phạm Quốc Đạt", "Đinh Thị Mơ")
# Found nowhere else in the tests: the write-ahead log of PostgreSQL keeps what earlier tests wrote.
SECRETS = (
    "@gmail.example",
    "Nguyễn Thị Hoa",
    "Bùi Vĩnh Thuỵ",
    "Đinh Thị Mơ",
    "8:15:",
    "GMT+7",
    "Lớp 3A",
    "0938271",
)
COMMENTS = ("Thầy cô nhiệt tình", 'Nhà vệ sinh "bẩn",\ncần sửa sớm', "=1+1", "Không có ý kiến", "Thêm ghế đá ở sân trường")


def primary() -> Questionnaire:
    return load_shipped()["TH-PH"]


def form_header(questionnaire: Questionnaire | None = None) -> list[str]:
    """The headings of the export: each dimension is a grid, all else a question of its own."""
    questionnaire = questionnaire or primary()
    header = [
        "Dấu thời gian",
        "Địa chỉ email",
        "Họ và tên của Ông/Bà (không bắt buộc)",
        "Số điện thoại",
        "Con của Ông/Bà học lớp nào?",
    ]
    header += [f"{dimension.title} [{item.text}]" for dimension in questionnaire.dimensions for item in dimension.items]
    return header + [item.text for item in (*questionnaire.closing, *questionnaire.background)]


def form_rows(number: int, *, seed: int = 1, questionnaire: Questionnaire | None = None) -> list[list[str]]:
    """Rows of an export without a fault."""
    questionnaire = questionnaire or primary()
    rng = random.Random(seed)
    labels = [f"{option.value} - {option.label}" for option in questionnaire.scale.options]
    rows = []
    for count in range(number):
        half = rng.choice(("SA", "CH"))
        time = f"2026/5/{rng.randint(5, 11)} {8 + count // 60 % 4}:15:{count % 60:02} {half} GMT+7"
        grade = rng.choice("12345")
        row = [time, f"phuhuynh{count}@gmail.example", rng.choice((*NAMES, "")), f"0938271{rng.randint(100, 999)}"]
        row.append(rng.choice((f"Lớp {grade}A", f"{grade}B", f"Khối {grade}", f"{grade}/2")))
        for _ in range(len(questionnaire.dimension_items)):
            row.append(rng.choices([*labels, questionnaire.scale.not_applicable, ""], [1, 2, 6, 30, 40, 1, 1])[0])
        row.append(rng.choice(labels[2:]))
        row.append(rng.choice(("80", "85%", "90", "100", "")))
        row += [rng.choice((*COMMENTS, "", "")) for _ in questionnaire.text_items]
        row.append(rng.choice(("Mẹ", "Cha", "Ông hoặc bà", "")))
        rows.append(row)
    return rows


def csv_bytes(rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file as the world writes it; "nfd" is UTF-8 with letters taken apart, "cp1258" old Vietnamese Windows."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    text = buffer.getvalue()
    if encoding == "nfd":
        return unicodedata.normalize("NFD", text).encode()
    return encode_cp1258(text) if encoding == "cp1258" else text.encode(encoding)


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


def xlsx_bytes(rows: Sequence[Sequence[str]], *, sheets: Sequence[str] = ("Câu trả lời biểu mẫu 1",)) -> bytes:
    """A workbook as Google writes it: digits are numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        for name in sheets:
            sheet = workbook.add_worksheet(name)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell.isdecimal() and not cell.startswith("0"):
                        sheet.write_number(line, place, int(cell))
                    elif cell:
                        sheet.write_string(line, place, cell)
    return buffer.getvalue()


def with_faults(rows: list[list[str]]) -> list[list[str]]:
    """The same rows with five that cannot be read, at lines 4, 10, 20, 30 and 40 of the file."""
    rows = [list(row) for row in rows]
    rows[2][8] = "Tạm được"
    rows[8][-5] = "120"  # the percentage
    rows[18] = [*rows[18][:4], *[""] * (len(rows[18]) - 4)]
    rows[28][4] = "Lớp 7A"
    rows[38] = list(rows[3])
    return rows
