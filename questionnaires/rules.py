"""The rules between the keys of a file: what the shape alone cannot see.

Each rule looks at plain values and lets pass what it does not understand: whatever is missing or of the wrong kind is already
reported by `shape`, and a file must get all its faults at once. This module must not know files, lines or YAML.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeGuard

from questionnaires.faults import Finding, Loc, quote, suggest
from questionnaires.shape import LEVELS

RESERVED = {"F": "hài lòng chung và mức đáp ứng mong đợi", "G": "ý kiến viết", "H": "thông tin về người trả lời"}
CLOSING_LETTERS = {"rating": "F", "percent": "F", "text": "G"}
GRADE_CODE = "H02"  # kept for the grade, which has its own keys because it differs by level

SCALE_VALUES = (1, 2, 3, 4, 5)  # the mean score of 1 to 5 is published under that name for years; another scale breaks it
MAX_OPTIONS = 9  # one digit in the sheet
MAX_CLOSED = 60  # the longest official form has 44; past 60 nobody finishes on a phone
MAX_TEXT = 300  # about seven lines on a 360-pixel screen
MAX_GRADES = 12
MAX_COMMENTS = 5

ITEM_CODE = re.compile(r"[A-Z][0-9]{2}")
MARKUP = re.compile(r"</?[^\W\d_]|<!|&#?\w+;")
PLACEHOLDER = re.compile(r"[{}]|\$\(|%\(|%[sdif](?!\w)")
BLANK_LINE = re.compile(r"\.{4,}|…{2,}|_{3,}")
CLASS = re.compile(r"\blớp\b", re.IGNORECASE)
DOCUMENT_NUMBER = re.compile(r"\d+(/\d{4})?/[A-ZĐ]")  # 1001/QĐ-BNV, 26/2020/TT-BTTTT


def find_text_findings(data: Any, loc: Loc = ()) -> Iterator[Finding]:
    """Every text of a file: it is shown as it stands, so nothing in it may be markup or wait to be filled in."""
    if isinstance(data, str):
        if found := MARKUP.search(data):
            yield Finding(loc, f"có mã HTML ({quote(found[0])})", "chỉ viết chữ thường; bỏ dấu < > và mã bắt đầu bằng &")
        if found := PLACEHOLDER.search(data):
            yield Finding(
                loc, f"có chỗ chờ máy điền ({quote(found[0])})", "viết câu chữ đầy đủ; máy không thay chữ nào trong phiếu"
            )
        if found := BLANK_LINE.search(data):
            yield Finding(loc, "có dòng chấm để điền tay", "bỏ dòng chấm; phiếu giấy được in với chỗ viết riêng")
    for step, child in _children(data):
        yield from find_text_findings(child, (*loc, step))


def find_questionnaire_findings(data: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[Finding]:
    """The rules of one questionnaire, given the plain values of its common.yaml."""
    yield from _names(data, common)
    yield from _wording(data)
    yield from _levels(data)
    yield from _grades(data)
    yield from _dimensions(data)
    yield from _length(data, common)


def find_common_findings(data: Mapping[str, Any]) -> Iterator[Finding]:
    """The rules of common.yaml."""
    for key, words in (("scales", "thang đo"), ("closing", "bộ câu kết")):
        if data.get(key) == {}:
            yield Finding((key,), f"không có {words} nào", f"thêm ít nhất một {words}")
    for name, scale in _mapping(data.get("scales")).items():
        yield from _scale(_mapping(scale), ("scales", name))
    for name, items in _mapping(data.get("closing")).items():
        yield from _closing(items, ("closing", name))
    yield from _background(data.get("background"))


def _names(data: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[Finding]:
    for key, listed_under, words in (("scale", "scales", "thang đo"), ("closing", "closing", "bộ câu kết")):
        name, known = data.get(key), _mapping(common.get(listed_under))
        if isinstance(name, str) and known and name not in known:
            yield Finding((key,), f"không có {words} {quote(name)} trong common.yaml", suggest(name, known))
    known_codes = [item["code"] for _, item in _mappings(common.get("background")) if isinstance(item.get("code"), str)]
    codes = _list(data.get("background"))
    for step, code in enumerate(codes):
        loc = ("background", step)
        if code == GRADE_CODE:
            yield Finding(loc, f"{GRADE_CODE} là câu hỏi về khối", "xóa ở đây; dùng grade_question và grades")
        elif isinstance(code, str) and common and code not in known_codes:
            remedy = suggest(code, known_codes) if known_codes else "xóa ở đây, hoặc thêm câu này vào common.yaml"
            yield Finding(loc, f"không có câu {quote(code)} trong phần background của common.yaml", remedy)
    yield from _repeated(((("background", step), code) for step, code in enumerate(codes)), "câu")


def _wording(data: Mapping[str, Any]) -> Iterator[Finding]:
    wording = _mapping(data.get("wording"))
    note = wording.get("note")
    if wording.get("kind") == "official" and isinstance(note, str) and not DOCUMENT_NUMBER.search(note):
        yield Finding(
            ("wording", "note"),
            "lời văn khai là chính thức (official) nhưng không nêu văn bản",
            "ghi số, ký hiệu văn bản, ví dụ 1001/QĐ-BNV; nếu không có thì đổi kind thành own",
        )


def _levels(data: Mapping[str, Any]) -> Iterator[Finding]:
    levels = _list(data.get("levels"))
    for step, level in enumerate(levels):
        if isinstance(level, str) and level not in LEVELS:
            remedy = suggest(level, LEVELS) + "; để [] nếu dùng cho mọi đơn vị"
            yield Finding(("levels", step), f"không có cấp học {quote(level)}", remedy)
    yield from _repeated(((("levels", step), level) for step, level in enumerate(levels)), "cấp học")


def _grades(data: Mapping[str, Any]) -> Iterator[Finding]:
    question, grades = data.get("grade_question"), _list(data.get("grades"))
    if question is not None and not grades:
        yield Finding(("grade_question",), "có câu hỏi về khối nhưng không có khối nào", "thêm grades, hoặc xóa grade_question")
    if grades and question is None:
        yield Finding(("grades",), "có danh sách khối nhưng không có câu hỏi", "thêm grade_question, hoặc xóa grades")
    if len(grades) == 1 or len(grades) > MAX_GRADES:
        yield Finding(
            ("grades",), f"có {len(grades)} khối", f"khai từ 2 đến {MAX_GRADES} khối, hoặc xóa cả grades và grade_question"
        )
    texts: list[tuple[Loc, Any]] = [(("grade_question",), question)]
    texts += [(("grades", step, "label"), grade.get("label")) for step, grade in _mappings(grades)]
    for loc, text in texts:
        if isinstance(text, str) and CLASS.search(text):
            yield Finding(loc, "hỏi đến lớp", "chỉ hỏi khối: biết lớp thì dễ đoán ra người trả lời")
    yield from _repeated(((("grades", step, "code"), grade.get("code")) for step, grade in _mappings(grades)), "mã khối")
    yield from _repeated(((("grades", step, "label"), grade.get("label")) for step, grade in _mappings(grades)), "tên khối")


def _dimensions(data: Mapping[str, Any]) -> Iterator[Finding]:
    dimensions = data.get("dimensions")
    if dimensions == ():
        yield Finding(("dimensions",), "phiếu không có lĩnh vực nào", "thêm ít nhất một lĩnh vực có câu hỏi")
    items: list[tuple[Loc, Mapping[str, Any]]] = []
    for step, dimension in _mappings(dimensions):
        loc: Loc = ("dimensions", step)
        letter = dimension.get("code")
        if isinstance(letter, str) and letter in RESERVED:
            yield Finding(
                (*loc, "code"), f"chữ {letter} dành cho {RESERVED[letter]}", "dùng chữ khác: A, B, C, D, E hoặc từ I trở đi"
            )
        if dimension.get("items") == ():
            yield Finding((*loc, "items"), "lĩnh vực không có câu hỏi nào", "thêm câu hỏi vào lĩnh vực, hoặc xóa lĩnh vực")
        for number, item in _mappings(dimension.get("items")):
            place: Loc = (*loc, "items", number)
            items.append((place, item))
            yield from _dimension_item(item, place, letter)
    codes = (((*loc, "code"), item.get("code")) for loc, item in items)
    yield from _repeated(
        ((("dimensions", step, "code"), group.get("code")) for step, group in _mappings(dimensions)), "mã lĩnh vực"
    )
    yield from _repeated(codes, "mã câu")
    yield from _repeated((((*loc, "text"), item.get("text")) for loc, item in items), "lời câu hỏi")


def _dimension_item(item: Mapping[str, Any], loc: Loc, letter: Any) -> Iterator[Finding]:
    yield from _item(item, loc, is_choice=False)
    code, kind = item.get("code"), item.get("kind", "rating")
    if _is_code(code) and isinstance(letter, str) and re.fullmatch("[A-Z]", letter) and code[0] != letter:
        yield Finding(
            (*loc, "code"),
            f"câu {code} nằm trong lĩnh vực {letter}",
            f"đổi chữ đầu của mã thành {letter}, hoặc chuyển câu sang lĩnh vực {code[0]}",
        )
    if kind in ("choice", "percent", "text"):
        yield Finding(
            (*loc, "kind"), f"câu trong lĩnh vực không thể thuộc loại {kind}", "trong lĩnh vực chỉ có câu rating; xóa dòng kind"
        )


def _length(data: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[Finding]:
    rated = sum(len(_list(group.get("items"))) for _, group in _mappings(data.get("dimensions")))
    name = data.get("closing")
    ending = _mapping(common.get("closing")).get(name) if isinstance(name, str) else None
    closing = sum(1 for _, item in _mappings(ending) if item.get("kind", "rating") == "rating")
    closed = rated + closing + len(_list(data.get("background")))
    if closed > MAX_CLOSED:
        yield Finding(
            ("dimensions",), f"phiếu có {closed} câu chọn đáp án, quá {MAX_CLOSED}", "bớt câu hỏi, hoặc tách thành hai phiếu"
        )


def _scale(scale: Mapping[str, Any], loc: Loc) -> Iterator[Finding]:
    options = [option for _, option in _mappings(scale.get("options"))]
    if "options" not in scale or len(options) != len(_list(scale["options"])):
        return
    loc = (*loc, "options")
    if tuple(option.get("value") for option in options) != SCALE_VALUES:
        yield Finding(
            loc, "thang đo không gồm đúng năm mức 1, 2, 3, 4, 5 theo thứ tự", "khai năm mức, value từ 1 đến 5, từ thấp lên cao"
        )
    satisfied = [option.get("satisfied", False) is True for option in options]
    if all(satisfied) or not any(satisfied):
        yield Finding(
            loc,
            "thang đo phải có cả mức hài lòng và mức không hài lòng",
            "ghi satisfied: true ở những mức được tính là hài lòng",
        )
    elif any(lower and not upper for lower, upper in pairwise(satisfied)):
        yield Finding(
            loc, "mức hài lòng đứng dưới mức không hài lòng", "chỉ ghi satisfied: true ở những mức cao nhất, liền nhau"
        )
    yield from _repeated((((*loc, step, "label"), option.get("label")) for step, option in enumerate(options)), "tên mức")


def _closing(items: Any, loc: Loc) -> Iterator[Finding]:
    kinds = [item.get("kind", "rating") for _, item in _mappings(items)]
    for limited, limit in (("rating", 1), ("percent", 1), ("text", MAX_COMMENTS)):
        if kinds.count(limited) > limit:
            message = f"bộ câu kết có {kinds.count(limited)} câu {limited}"
            yield Finding(loc, message, f"giữ nhiều nhất {limit} câu {limited}")
    for step, item in _mappings(items):
        place, code, kind = (*loc, step), item.get("code"), item.get("kind", "rating")
        yield from _item(item, place, is_choice=False)
        letter = CLOSING_LETTERS.get(kind) if isinstance(kind, str) else None
        if kind == "choice":
            yield Finding((*place, "kind"), "câu kết không thể thuộc loại choice", "chuyển câu này sang phần background")
        elif letter and _is_code(code) and code[0] != letter:
            yield Finding((*place, "code"), f"câu kết loại {kind} có mã {code}", f"dùng mã bắt đầu bằng {letter}")
    yield from _repeated((((*loc, step, "code"), item.get("code")) for step, item in _mappings(items)), "mã câu")


def _background(items: Any) -> Iterator[Finding]:
    for step, item in _mappings(items):
        place: Loc = ("background", step)
        code = item.get("code")
        yield from _item(item, place, is_choice=True)
        if item.get("kind", "rating") in ("rating", "percent", "text"):
            yield Finding((*place, "kind"), "câu về người trả lời phải thuộc loại choice", "ghi kind: choice và các options")
        if code == GRADE_CODE:
            yield Finding((*place, "code"), f"mã {GRADE_CODE} dành cho câu hỏi về khối", "dùng mã H khác")
        elif _is_code(code) and code[0] != "H":
            yield Finding((*place, "code"), f"câu về người trả lời có mã {code}", "dùng mã bắt đầu bằng H")
    yield from _repeated(((("background", step, "code"), item.get("code")) for step, item in _mappings(items)), "mã câu")


def _item(item: Mapping[str, Any], loc: Loc, *, is_choice: bool) -> Iterator[Finding]:
    text, options = item.get("text"), item.get("options", ())
    if isinstance(text, str) and len(text) > MAX_TEXT:
        yield Finding(
            (*loc, "text"),
            f"câu hỏi dài {len(text)} ký tự, quá {MAX_TEXT}",
            "rút gọn; câu dài không ai đọc hết trên điện thoại",
        )
    loc = (*loc, "options")
    if is_choice:
        yield from _choices(options, loc)
    elif isinstance(options, tuple) and options:
        yield Finding(loc, "chỉ câu choice có phương án riêng", "xóa options; câu rating dùng thang đo của phiếu")


def _choices(options: Any, loc: Loc) -> Iterator[Finding]:
    if isinstance(options, tuple) and not 2 <= len(options) <= MAX_OPTIONS:
        yield Finding(loc, f"câu choice có {len(options)} phương án", f"khai từ 2 đến {MAX_OPTIONS} phương án")
    choices = _mappings(options)
    for step, option in choices:
        value = option.get("value")
        if isinstance(value, int) and not isinstance(value, bool) and not 1 <= value <= MAX_OPTIONS:
            yield Finding((*loc, step, "value"), f"value là {value}", f"dùng một chữ số từ 1 đến {MAX_OPTIONS}")
        if option.get("satisfied") is True:
            yield Finding((*loc, step, "satisfied"), "phương án của câu choice không có mức hài lòng", "xóa dòng satisfied")
    yield from _repeated((((*loc, step, "value"), option.get("value")) for step, option in choices), "value")
    yield from _repeated((((*loc, step, "label"), option.get("label")) for step, option in choices), "phương án")


def _repeated(values: Iterable[tuple[Loc, Any]], words: str) -> Iterator[Finding]:
    """Values that must differ; case and outer spaces do not make a difference to a reader."""
    seen: set[str] = set()
    for loc, value in values:
        if not isinstance(value, str | int) or value == "":
            continue
        known = str(value).strip().casefold()
        if known in seen:
            yield Finding(loc, f"{words} {quote(str(value).strip())} bị lặp", "đổi một trong hai chỗ")
        seen.add(known)


def _is_code(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and ITEM_CODE.fullmatch(value) is not None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _mappings(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The mappings of a list, each with its place in the list."""
    return [(step, child) for step, child in enumerate(_list(value)) if isinstance(child, dict)]


def _children(data: Any) -> list[tuple[str | int, Any]]:
    return list(data.items()) if isinstance(data, dict) else list(enumerate(_list(data)))
