"""From a plain table of answers, one row per response, to responses by unit. Every fault of every row is found at once.

Knows no database. A column belongs to an item if it was told so, or bears the item's code, or the name that the item's `source`
gives. Only items of the dimensions must have one: an older survey need not have asked the closing questions. Cells are read as
on the page for imports, but only what is sure is taken: nobody looks at a guess here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from questionnaires import Questionnaire
from questionnaires.faults import quote
from questionnaires.model import Item
from survey_app.campaigns.units_file import RowFault, TableRow, UnitsFileError, read_table
from survey_app.collecting.answer_file_reading import ANSWERS
from survey_app.collecting.answer_words import read_choice, read_grade, read_percent, read_rating
from survey_app.collecting.answers import (
    COMMENT_LENGTH,
    NewResponse,
    offered_values,
    percents_from,
    random_import_key,
    sheet_from,
)


@dataclass(frozen=True)
class Columns:
    """Which column holds what: the unit, the grade if there is one, and items that are not found by themselves."""

    unit: str
    grade: str = ""
    items: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedRows:
    """The responses of a file by the text in its unit column, with the line on which each unit first stands."""

    by_unit: Mapping[str, tuple[NewResponse, ...]]
    first_lines: Mapping[str, int]


def read_responses(content: bytes, questionnaire: Questionnaire, columns: Columns, *, rng: Random) -> ImportedRows:
    """The responses of an .xlsx or .csv file. Raises UnitsFileError with every fault; then nothing is to be taken over.

    An answer is the option's number or its words, "0" or "na" for not applicable, empty for none.
    """
    wanted = {columns.unit, *columns.items.values()}
    wanted |= {name for item in questionnaire.items for name in (item.code, item.source)}
    table = read_table(
        content, judge=lambda rows: max((len(wanted & set(row.cells)) for row in rows), default=0), wanted=ANSWERS
    )
    header = next((row for row in table if columns.unit in row.cells), None)
    if header is None:
        raise UnitsFileError([RowFault(0, f"Không thấy cột {quote(columns.unit)}", "kiểm tra tên cột của đơn vị")])
    places, faults = _find_places(header, questionnaire, columns)
    if faults:
        raise UnitsFileError(faults)
    offered = {item.code: offered_values(questionnaire, item.code) for item in questionnaire.closed_items}
    by_unit: dict[str, list[NewResponse]] = {}
    first_lines: dict[str, int] = {}
    for row in table:
        if row.line <= header.line or row.is_blank:
            continue
        values = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        values = _read_words(values, questionnaire)
        row_faults = list(_find_faults(row.line, values, questionnaire, offered))
        faults += row_faults
        if not row_faults:
            by_unit.setdefault(values[""], []).append(_to_response(values, questionnaire, rng=rng))
            first_lines.setdefault(values[""], row.line)
    if not by_unit and not faults:
        faults.append(RowFault(0, "Tệp chưa có câu trả lời nào dưới dòng tiêu đề", "mỗi phiếu một dòng"))
    if faults:
        raise UnitsFileError(faults)
    return ImportedRows({unit: tuple(responses) for unit, responses in by_unit.items()}, first_lines)


def _find_places(header: TableRow, questionnaire: Questionnaire, columns: Columns) -> tuple[dict[str, int], list[RowFault]]:
    """The place of each column by item code, "" for the unit and "grade" for the grade."""
    faults = []
    repeated = sorted({cell for cell in header.cells if cell and header.cells.count(cell) > 1})
    for cell in repeated:
        faults.append(RowFault(header.line, f"Có hai cột cùng tên {quote(cell)}", "đổi tên hoặc xóa một cột"))
    codes = {item.code for item in questionnaire.items}
    for code in columns.items:
        if code not in codes:
            faults.append(RowFault(0, f"Phiếu {questionnaire.code} không có câu {quote(code)}", "sửa mã câu"))
    places = {"": header.cells.index(columns.unit)}
    if columns.grade and columns.grade not in header.cells:
        faults.append(RowFault(header.line, f"Không thấy cột {quote(columns.grade)}", "kiểm tra tên cột của khối"))
    elif columns.grade:
        places["grade"] = header.cells.index(columns.grade)
    must_have = {item.code for item in questionnaire.dimension_items} | set(columns.items)
    used: dict[str, str] = {}
    for item in questionnaire.items:
        told = columns.items.get(item.code)
        name = next((name for name in ((told,) if told else (item.code, item.source)) if name in header.cells), None)
        if name in used:
            message = f"Cột {quote(name)} là của cả câu {used[name]} và câu {item.code}"
            faults.append(RowFault(header.line, message, "chỉ ra cột của từng câu bằng --columns"))
        elif name is not None:
            used[name] = item.code
            places[item.code] = header.cells.index(name)
        elif item.code in must_have:
            message = f"Không thấy cột {quote(told or item.code)} của câu {item.code}"
            faults.append(RowFault(header.line, message, "thêm cột này, hoặc chỉ ra cột bằng --columns"))
    return places, faults


def _find_faults(
    line: int, values: Mapping[str, str], questionnaire: Questionnaire, offered: Mapping[str, tuple[str, ...]]
) -> Iterator[RowFault]:
    if not values[""]:
        yield RowFault(line, "Thiếu mã đơn vị", "điền mã của đơn vị, hoặc xóa dòng này")
    grades = [grade.code for grade in questionnaire.grades]
    if values.get("grade") and values["grade"] not in grades:
        yield RowFault(line, f"Khối {quote(values['grade'])} không có trong phiếu", f"một trong: {', '.join(grades)}")
    for item in questionnaire.items:
        text = values.get(item.code, "")
        if item.kind == "text":
            if len(text) > COMMENT_LENGTH:
                yield RowFault(line, f"Câu {item.code} dài {len(text)} ký tự", f"nhiều nhất {COMMENT_LENGTH} ký tự")
        elif item.kind == "percent":
            if text and not (text.isascii() and text.isdigit() and int(text[:4]) <= 100):
                yield RowFault(line, f"Câu {item.code}: {quote(text)} không phải số từ 0 đến 100", "sửa, hoặc để trống")
        elif text and text not in offered[item.code]:
            remedy = f"một trong: {', '.join(offered[item.code])}"
            yield RowFault(line, f"Câu {item.code}: {quote(text)} không có trong phiếu", remedy)


def _read_words(values: Mapping[str, str], questionnaire: Questionnaire) -> dict[str, str]:
    """The cells with words of options and grades read; what is not surely one stays as it stands, and is a fault."""
    items = {item.code: item for item in questionnaire.items}
    read = {name: _read_word(items[name], text, questionnaire) if name in items else text for name, text in values.items()}
    if "grade" in read:
        read["grade"] = read_grade(questionnaire, read["grade"]) or read["grade"]
    return read


def _read_word(item: Item, text: str, questionnaire: Questionnaire) -> str:
    if item.kind == "percent":
        percent = read_percent(text)
        return text if percent is None else str(percent)
    if item.kind == "text" or not text:
        return text
    meaning = read_rating(questionnaire, text) if item.kind == "rating" else read_choice(item, text)
    return meaning.value if meaning is not None and meaning.is_sure else text


def _to_response(values: Mapping[str, str], questionnaire: Questionnaire, *, rng: Random) -> NewResponse:
    return NewResponse(
        sending_key=random_import_key(rng),
        sheet=sheet_from(questionnaire, values),
        percents=percents_from(questionnaire, values),
        grade=values.get("grade", ""),
        comments={item.code: values[item.code] for item in questionnaire.text_items if values.get(item.code)},
        channel="import",
    )
