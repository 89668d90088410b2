"""The dry run of an import: from what is kept of a file and what the clerk has chosen to responses, or to every fault.

Pure: it reads no file and writes nothing. All or nothing: as long as one row has a fault there is nothing to record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from questionnaires import Questionnaire
from questionnaires.faults import quote
from questionnaires.model import Item
from survey_app.campaigns.units_file import RowFault
from survey_app.collecting.answer_file import TOO_LONG, UNREADABLE, AnswerFile, FileColumn
from survey_app.collecting.answer_words import Meaning, is_share, read_choice, read_percent, read_rating
from survey_app.collecting.answers import COMMENT_LENGTH, NewResponse, percents_from, random_import_key, sheet_from
from survey_app.collecting.import_columns import GRADE

RATING: Final = "rating"  # the kind of words that all ratings share
LEAVE_BLANK: Final = ""  # what a word may be taken for: no answer
UNREADABLE_WORD: Final = "?"  # stands for all cells of a kind whose words are not kept


@dataclass(frozen=True)
class Choices:
    """What the clerk has said: the question of each column ("" for none), and what a word of a kind is taken for.

    A kind is `RATING`, the code of a choice item or `GRADE`. What is not said stays as guessed.
    """

    targets: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Word:
    """A word of the file, and what it is taken for: None where nobody knows yet. `is_sure` needs nobody to look at it."""

    kind: str
    word: str
    value: str | None
    is_sure: bool


@dataclass(frozen=True)
class PlannedRow:
    """One response as it will be recorded, and the row it stands in."""

    line: int
    sheet: str
    percents: tuple[int | None, ...]
    grade: str


@dataclass(frozen=True)
class Plan:
    """What an import would do. `problem` keeps it as a whole from being done, `faults` row by row.

    `comments` are by item and belong to no row. `missing` are the items that no column answers.
    """

    rows: tuple[PlannedRow, ...]
    comments: tuple[tuple[str, tuple[str, ...]], ...]
    faults: tuple[RowFault, ...]
    missing: tuple[Item, ...]
    problem: str

    @property
    def is_ready(self) -> bool:
        """Whether every row can be recorded."""
        return bool(self.rows) and not self.faults and not self.problem


def columns_in_use(file: AnswerFile, choices: Choices) -> tuple[tuple[str, FileColumn], ...]:
    """The columns that are taken, each with its question."""
    targets = ((choices.targets.get(column.place, column.target), column) for column in file.columns)
    return tuple((target, column) for target, column in targets if target)


def targets_for(column: FileColumn, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The questions that a column may be taken for: texts answer texts, chosen answers all else."""
    if column.kind == "text":
        return tuple(item.code for item in questionnaire.text_items)
    closed = tuple(item.code for item in questionnaire.items if item.kind != "text")
    return (*closed, *((GRADE,) if questionnaire.grades else ()))


def words_in_use(
    file: AnswerFile, questionnaire: Questionnaire, choices: Choices, *, grades: Collection[str]
) -> tuple[Word, ...]:
    """Every different word of the columns that are taken, by kind, with what it is taken for."""
    items = {item.code: item for item in questionnaire.items}
    found: dict[tuple[str, str], Word] = {}
    for target, column in columns_in_use(file, choices):
        item = items.get(target)
        if column.kind == "text" or (item is not None and item.kind in ("percent", "text")):
            continue
        kind = RATING if item is not None and item.kind == "rating" else target
        words = [column.words[cell] for cell in sorted(set(column.cells)) if cell >= 0]
        if UNREADABLE in column.cells:
            words.append(UNREADABLE_WORD)
        for word in words:
            if (kind, word) not in found:
                found[kind, word] = _read_word(kind, word, item, questionnaire, choices, grades=grades)
    order = {RATING: 0, GRADE: 2}
    return tuple(sorted(found.values(), key=lambda one: (order.get(one.kind, 1), one.kind, one.value or "~", one.word)))


def build_plan(file: AnswerFile, questionnaire: Questionnaire, choices: Choices, *, grades: Collection[str]) -> Plan:
    """Read every row as the choices say. `grades` are those in which the unit's respondents can be."""
    columns = columns_in_use(file, choices)
    items = {item.code: item for item in questionnaire.items}
    meanings = {(one.kind, one.word): one.value for one in words_in_use(file, questionnaire, choices, grades=grades)}
    faults = list(file.faults)
    rows = []
    shares = {target: any(is_share(word) for word in column.words) for target, column in columns}
    for number, line in enumerate(file.lines):
        answers: dict[str, str] = {}
        row_faults = []
        for target, column in columns:
            found = _read_cell(column, number, items.get(target), meanings, is_share=shares[target])
            if isinstance(found, RowFault):
                row_faults.append(RowFault(line, found.message, found.remedy))
            elif found:
                answers[target] = found
        if not answers and not row_faults:
            row_faults.append(RowFault(line, "Không có câu trả lời nào", "xóa dòng này khỏi tệp"))
        faults += row_faults
        if not row_faults:
            closed = {code: value for code, value in answers.items() if code in items and items[code].kind != "text"}
            rows.append(
                PlannedRow(
                    line, sheet_from(questionnaire, closed), percents_from(questionnaire, closed), answers.get(GRADE, "")
                )
            )
    taken = {target for target, _ in columns}
    return Plan(
        rows=tuple(rows),
        comments=tuple((target, column.words) for target, column in columns if column.kind == "text"),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        missing=tuple(item for item in questionnaire.items if item.code not in taken),
        problem=_find_problem([target for target, _ in columns], questionnaire),
    )


def to_responses(plan: Plan, *, rng: Random) -> list[NewResponse]:
    """The responses in random order under random keys; comments go along with whichever response, for they belong to none."""
    rows = list(plan.rows)
    rng.shuffle(rows)
    comments: list[dict[str, str]] = [{} for _ in rows]
    for code, texts in plan.comments:
        for carried, text in zip(rng.sample(comments, len(texts)), texts, strict=True):
            carried[code] = text
    return [
        NewResponse(
            sending_key=random_import_key(rng),
            sheet=row.sheet,
            percents=row.percents,
            grade=row.grade,
            comments=carried,
            channel="import",
        )
        for row, carried in zip(rows, comments, strict=True)
    ]


def _read_word(
    kind: str, word: str, item: Item | None, questionnaire: Questionnaire, choices: Choices, *, grades: Collection[str]
) -> Word:
    said = choices.words.get((kind, word))
    if said is not None:
        return Word(kind, word, said, is_sure=True)
    meaning: Meaning | None = None
    if word == UNREADABLE_WORD:
        return Word(kind, word, None, is_sure=False)
    if kind == GRADE:
        meaning = Meaning(word) if word in grades else None
    elif kind == RATING:
        meaning = read_rating(questionnaire, word)
    elif item is not None:
        meaning = read_choice(item, word)
    return Word(kind, word, meaning.value if meaning else None, is_sure=meaning is not None and meaning.is_sure)


def _read_cell(
    column: FileColumn, row: int, item: Item | None, meanings: Mapping[tuple[str, str], str | None], *, is_share: bool
) -> str | RowFault:
    """The answer of a cell, "" for none, or what is wrong with it."""
    where = f"Câu {item.code}" if item is not None else "Khối"
    cell, word = column.cells[row], column.word_at(row)
    if item is not None and column.kind == "text":
        if cell == TOO_LONG:
            return RowFault(0, f"{where}: ý kiến dài quá {COMMENT_LENGTH} ký tự", "rút gọn, hoặc chia làm hai câu ý kiến")
        return "x" if cell >= 0 else ""
    if cell == UNREADABLE:
        word = UNREADABLE_WORD
    if not word:
        return ""
    if item is not None and item.kind == "percent":
        percent = read_percent(word, is_share=is_share)
        shown = f"{quote(word)} không phải" if word != UNREADABLE_WORD else "ô này không phải"
        remedy = "sửa trong tệp thành số nguyên, hoặc để trống"
        return str(percent) if percent is not None else RowFault(0, f"{where}: {shown} số từ 0 đến 100", remedy)
    kind = RATING if item is not None and item.kind == "rating" else item.code if item is not None else GRADE
    value = meanings[kind, word]
    if value is not None:
        return value
    remedy = "chọn ý nghĩa của chữ này ở bước ghép, hoặc sửa trong tệp"
    if word == UNREADABLE_WORD:
        return RowFault(0, f"{where}: ô này không khớp lựa chọn nào", "sửa ô này trong tệp, hoặc chọn cách xử lý ở bước ghép")
    if item is None:
        return RowFault(0, f"Khối {quote(word)} không thuộc phiếu này của đơn vị", remedy)
    return RowFault(0, f"{where}: {quote(word)} không khớp lựa chọn nào", remedy)


def _find_problem(targets: Sequence[str], questionnaire: Questionnaire) -> str:
    doubled = sorted({target for target in targets if targets.count(target) > 1})
    if doubled:
        names = ", ".join("khối" if target == GRADE else f"câu {target}" for target in doubled)
        return f"Hai cột cùng ghép vào {names}. Mỗi câu chỉ lấy từ một cột."
    items = [item.code for item in questionnaire.dimension_items]
    taken = sum(code in targets for code in items)
    if 2 * taken < len(items):
        return (
            f"Mới ghép được {taken} trong {len(items)} câu của các lĩnh vực; cần ít nhất một nửa. "
            f"Hãy xem tệp có đúng là của phiếu “{questionnaire.short_title}” không, rồi ghép thêm cột."
        )
    return ""
