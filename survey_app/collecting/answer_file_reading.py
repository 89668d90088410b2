"""From the bytes of a file to what may be kept of it (`answer_file`). Every row is kept or told with its number; none is cut.

Knows no database. Chance is an argument: it mixes the comments.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from questionnaires import Questionnaire
from questionnaires.model import Item
from survey_app.campaigns.unit_columns import comparable
from survey_app.campaigns.units_file import RowFault, Sheet, TableRow, UnitsFileError, Wanted, read_sheets, use_sheet
from survey_app.collecting.answer_file import (
    BLANK,
    TOO_LONG,
    UNREADABLE,
    AnswerFile,
    ColumnKind,
    DroppedColumn,
    FileColumn,
    to_cells,
)
from survey_app.collecting.answer_words import is_share, read_choice, read_grade, read_percent, read_rating
from survey_app.collecting.answers import COMMENT_LENGTH
from survey_app.collecting.import_columns import GRADE, ColumnGuess, count_known, guess_by_order, guess_columns

ANSWERS: Final = Wanted("câu trả lời", "câu trả lời", "tải lại từ nơi thu, hoặc lưu lại")
HEADER_LENGTH: Final = 300  # of what is kept of a heading
WORD_LENGTH: Final = 40  # of an answer that is chosen, not written
MOST_WORDS: Final = 30  # different answers in a column of chosen ones
MOST_DIFFERENT: Final = 200  # cells in a column that is looked at at all: percentages and classes are fewer, names are more
PERSONAL_LENGTH: Final = 254  # of an address of e-mail at most; patterns look back and forth, so no longer cell is asked
SHARED_BY: Final = 3  # rows with the same word: what several people said alike names none of them
RECOGNISED: Final = 0.5  # of the cells of a column without a known heading

_NOT_CHOSEN: Final = "các ô không giống câu trả lời chọn sẵn"
TIMES: Final = "ngày giờ"
_PERSONAL_CELLS: Final = (
    ("thư điện tử", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")),
    (TIMES, re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([ T,].*)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[A-Z]{2})?")),
    ("số điện thoại hoặc số giấy tờ", re.compile(r"\+?[0-9][0-9 .-]{6,}[0-9]")),
)
# the heading of a column that is never taken begins so; what follows may say whose name or which time
_PERSONAL_HEADERS: Final = (
    (TIMES, ("dauthoigian", "timestamp", "thoigian", "ngaygio", "ngaytraloi", "starttime", "completiontime", "thoidiem")),
    ("thư điện tử", ("email", "diachiemail", "diachithu", "thudientu", "tennguoidung", "username")),
    ("họ tên", ("hoten", "hovaten", "tencuaong", "tenphuhuynh", "tenchame", "tencon", "tenhocsinh", "tenem", "name")),
    ("họ tên", ("ten", "tennguoi")),
    ("số điện thoại", ("sodienthoai", "dienthoai", "sdt", "phone", "zalo")),
    ("thông tin riêng", ("ngaysinh", "namsinh", "diachi", "cccd", "cmnd", "socccd", "sodinhdanh", "mahocsinh", "ip", "chuky")),
    ("số thứ tự, mã hoặc điểm của nơi thu", ("stt", "tt", "id", "sothutu", "diemso", "score", "maphieu")),
)  # fmt: skip


def read_answer_file(content: bytes, questionnaire: Questionnaire, *, rng: random.Random) -> AnswerFile:
    """What may be kept of an .xlsx or .csv file with one response a row. Raises UnitsFileError where it is no such file."""
    rows = _choose_sheet(read_sheets(content, ANSWERS), questionnaire)
    header = _find_header(rows, questionnaire)
    responses = [row for row in rows if row.line > header.line and not row.is_blank]
    if not responses:
        raise _refusal("tệp chưa có câu trả lời nào dưới dòng tiêu đề", "mỗi phiếu một dòng")
    width = max(len(row.cells) for row in (header, *responses))
    headers = [cell[:HEADER_LENGTH] for cell in _widened(header, width)]
    values = list(zip(*(_widened(row, width) for row in responses), strict=True))
    guesses = guess_columns(headers, questionnaire)
    columns: list[FileColumn] = []
    dropped: list[DroppedColumn] = []
    for place in range(width):
        if not headers[place] and not any(values[place]):
            continue
        found = _read_column(place, headers[place], values[place], guesses.get(place), questionnaire, rng=rng)
        if isinstance(found, FileColumn):
            columns.append(found)
        else:
            dropped.append(found)
    columns = _guess_rest_by_order(columns, questionnaire)
    if not any(column.target for column in columns if column.kind == "closed"):
        message = f"không có cột nào nhận ra được là câu của phiếu “{questionnaire.short_title}”"
        raise _refusal(message, "kiểm tra đã chọn đúng tệp và đúng phiếu; bảng tự lập thì đặt tên cột bằng mã câu (A01, A02…)")
    times = [column.place for column in dropped if column.reason == TIMES]
    faults = tuple(_find_copies(responses, times))
    return AnswerFile(tuple(row.line for row in responses), tuple(columns), tuple(dropped), faults)


def _choose_sheet(sheets: Sequence[Sheet], questionnaire: Questionnaire) -> list[TableRow]:
    def worth(sheet: Sheet) -> tuple[int, int]:
        known = max((count_known(row.cells, questionnaire) for row in sheet.top), default=0)
        return known, max((sum(map(bool, row.cells)) for row in sheet.top), default=0)

    named = [sheet.name for sheet in sheets if sheet.name and worth(sheet)[0] > 1]
    if len(named) > 1:
        raise _refusal(f"tệp có {len(named)} trang tính cùng có câu trả lời: {', '.join(named)}", "mỗi lần gửi một trang tính")
    return use_sheet(max(sheets, key=worth, default=Sheet(())))


def _find_header(rows: Sequence[TableRow], questionnaire: Questionnaire) -> TableRow:
    """The row that names most questions; where none does, the first of those with most cells."""
    top = [row for row in rows[:20] if not row.is_blank]
    if not top:
        raise _refusal("tệp trống", "chọn lại tệp câu trả lời")
    header = max(top, key=lambda row: (count_known(row.cells, questionnaire), sum(map(bool, row.cells)), -row.line))
    if any(_personal_cell(cell) for cell in header.cells):
        raise _refusal("không thấy dòng tên cột: dòng đầu có vẻ đã là một phiếu", "thêm một dòng tên cột lên đầu bảng")
    return header


def _read_column(
    place: int,
    header: str,
    values: Sequence[str],
    guess: ColumnGuess | None,
    questionnaire: Questionnaire,
    *,
    rng: random.Random,
) -> FileColumn | DroppedColumn:
    written = Counter(value for value in values if value)
    items = {item.code: item for item in questionnaire.items}
    item = items.get(guess.target) if guess else None
    reason = _find_reason_to_drop(header, written, is_known=guess is not None and guess.how != "near", item=item)
    if reason:
        return DroppedColumn(place, header, reason)
    target, how = (guess.target, guess.how) if guess else ("", "")
    if len(written) > MOST_DIFFERENT and (item is None or item.kind != "text"):
        return DroppedColumn(place, header, _NOT_CHOSEN)  # before each of them is compared with every option

    def kept(kind: ColumnKind, words: Sequence[str], cells: Sequence[int]) -> FileColumn:
        return FileColumn(place, header, kind, target, how, tuple(words), tuple(cells))

    if item is not None and item.kind == "text":
        texts = [value for value in values if value and len(value) <= COMMENT_LENGTH]
        rng.shuffle(texts)
        cells = [BLANK if not value else TOO_LONG if len(value) > COMMENT_LENGTH else 0 for value in values]
        return kept("text", texts, cells)
    if target == GRADE or (guess is None and _names_classes(written, questionnaire)):
        grades = {value: read_grade(questionnaire, value) for value in written}
        known = sorted({grade for grade in grades.values() if grade})
        places = {word: number for number, word in enumerate(known)}
        cells = [places.get(grades[value], UNREADABLE) if value else BLANK for value in values]
        return kept("grade", known, cells)
    recognised = sum(times for value, times in written.items() if _is_answer(value, questionnaire))
    is_known = recognised >= RECOGNISED * written.total()
    if written and guess is None and not is_known:
        return DroppedColumn(place, header, "không nhận ra là câu nào")
    words = _words_to_keep(written, questionnaire, item, is_rating=is_known)
    if len(words) > MOST_WORDS and not (item is not None and item.kind == "percent"):
        return DroppedColumn(place, header, _NOT_CHOSEN)
    return kept("closed", words, to_cells(values, words))


def _find_reason_to_drop(header: str, written: Counter[str], *, is_known: bool, item: Item | None) -> str:
    """Why nothing of a column may be kept, "" where its answers may."""
    if not header:
        return "không có tên cột"
    if item is not None and item.kind == "text":
        return ""
    looks: Counter[str] = Counter()
    for value, times in written.items():
        looks[_personal_cell(value)] += times
    if 2 * looks[""] <= written.total() and written:
        return looks.most_common()[0][0] or looks.most_common()[1][0]
    key = comparable(header)
    if not is_known and len(key) <= 60:
        for reason, beginnings in _PERSONAL_HEADERS:
            if any(key == word or (len(word) > 3 and key.startswith(word)) for word in beginnings):
                return reason
    return ""


def _personal_cell(value: str) -> str:
    if len(value) > PERSONAL_LENGTH:
        return ""
    return next((kind for kind, pattern in _PERSONAL_CELLS if pattern.fullmatch(value)), "")


def _names_classes(written: Counter[str], questionnaire: Questionnaire) -> bool:
    """Whether the cells name classes or grades, so that no word of them may be kept as it is."""
    if not questionnaire.grades or not written:
        return False
    named = [value for value in written if not value.isdecimal() and not is_share(value) and read_grade(questionnaire, value)]
    return 2 * len(named) > len(written) and not any(read_rating(questionnaire, value) for value in named)


def _is_answer(value: str, questionnaire: Questionnaire) -> bool:
    """Whether a cell reads as an answer to some closed question."""
    choices = (item for item in questionnaire.items if item.kind == "choice")
    return read_rating(questionnaire, value) is not None or any(read_choice(item, value) for item in choices)


def _words_to_keep(
    written: Counter[str], questionnaire: Questionnaire, item: Item | None, *, is_rating: bool
) -> tuple[str, ...]:
    """The different words of a column of chosen answers, of which those that could name somebody are left out."""
    may_be_new = is_rating or (item is not None and item.kind in ("rating", "percent"))
    if item is not None and item.kind == "choice":
        may_be_new = False  # "Khác: ..." is written by hand

    def is_kept(word: str, times: int) -> bool:
        if _is_answer(word, questionnaire) or read_percent(word) is not None or is_share(word):
            return True
        is_short = len(word) <= WORD_LENGTH and "@" not in word and not re.search(r"[0-9][0-9 .-]{4,}[0-9]", word)
        return is_short and (may_be_new or times >= SHARED_BY)

    return tuple(sorted(word for word, times in written.items() if is_kept(word, times)))


def _guess_rest_by_order(columns: Sequence[FileColumn], questionnaire: Questionnaire) -> list[FileColumn]:
    """Give columns of ratings without a known heading the questions that are left, if they are as many."""
    places = [
        column.place
        for column in columns
        if column.kind == "closed"
        and not column.target
        and column.words
        and all(read_rating(questionnaire, word) for word in column.words)
    ]
    guesses = guess_by_order(places, questionnaire, {column.target for column in columns})
    return [
        FileColumn(**(vars(column) | {"target": guesses[column.place].target, "how": "order"}))
        if column.place in guesses
        else column
        for column in columns
    ]


def _find_copies(rows: Iterable[TableRow], times: Sequence[int]) -> Iterable[RowFault]:
    """Rows that repeat an earlier one to the letter, the time to the minute included: pasted twice.

    Without times nobody knows: many people answer alike.
    """
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if not any(":" in row.cells[place] for place in times if place < len(row.cells)):
            continue
        first = seen.setdefault(row.cells, row.line)
        if first != row.line:
            yield RowFault(row.line, f"Giống hệt dòng {first} ở mọi ô, kể cả giờ gửi", "xóa một trong hai dòng")


def _widened(row: TableRow, width: int) -> tuple[str, ...]:
    return row.cells + ("",) * (width - len(row.cells))


def _refusal(message: str, remedy: str) -> UnitsFileError:
    return UnitsFileError([RowFault(0, message[0].upper() + message[1:], remedy)])
