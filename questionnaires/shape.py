"""The shape of the files: which keys there are and what may stand under each. Rules between keys are in `rules`.

`QuestionnaireFile` is one questionnaire as written, `CommonFile` is common.yaml; both name things that `loader` puts together
into a `Questionnaire`. The limits here are narrower than those of the model: a stored questionnaire must stay readable when a
limit for new ones changes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from questionnaires.faults import Finding, Loc, quote, suggest
from questionnaires.model import Audience, Dimension, Frozen, Grade, Item, NotBlank, Option, QuestionnaireCode, Wording

LEVELS = ("MN", "TH", "THCS", "THPT", "GDTX")
MAX_NAME = 60  # a name that stands in a table column or on a button of a 360-pixel page

Name = Annotated[NotBlank, StringConstraints(max_length=MAX_NAME)]


class QuestionnaireFile(Frozen):
    """One questionnaire as written. `scale`, `closing` and `background` name what stands in common.yaml."""

    code: QuestionnaireCode
    version: Annotated[int, Field(ge=1, le=999)]
    title: Annotated[NotBlank, StringConstraints(max_length=200)]
    short_title: Name
    audience: Audience
    audience_label: Name
    levels: tuple[str, ...]
    minutes: Annotated[int, Field(ge=1, le=30)]
    wording: Wording
    scale: str
    closing: str
    background: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...]
    grade_question: NotBlank | None = None
    grades: tuple[Grade, ...] = ()


class ScaleShape(Frozen):
    """A scale under its name in common.yaml."""

    options: tuple[Option, ...]
    not_applicable: Name


class CommonFile(Frozen):
    """What all questionnaires share: scales and closing items under their names, and background items."""

    scales: dict[str, ScaleShape]
    closing: dict[str, tuple[Item, ...]]
    background: tuple[Item, ...]


WHOLE_NUMBER = ("phải là số nguyên", "viết số trần, không có dấu nháy, ví dụ 5")
TEXT = ("phải là câu chữ", "đặt nội dung trong dấu nháy kép")
LIST = ("phải là một danh sách", "viết mỗi phần tử trên một dòng bắt đầu bằng dấu “- ”, hoặc trong ngoặc vuông []")
GROUP = ("phải là một nhóm mục “tên: nội dung”", "xem mẫu trong FORMAT.md")

# What a code looks like, by the pattern pydantic refused it with.
PATTERNS = {
    r"^[A-Z][0-9]{2}$": "mã câu gồm một chữ in hoa không dấu và hai chữ số, ví dụ A01",
    r"^[A-Z]$": "mã lĩnh vực là một chữ in hoa không dấu, ví dụ A",
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$": "mã phiếu gồm chữ in hoa không dấu, chữ số và dấu gạch nối, ví dụ TH-PH",
    r"^[0-9A-Z-]{1,8}$": "mã khối gồm chữ số, chữ in hoa không dấu và dấu gạch nối, nhiều nhất 8 ký tự, ví dụ 10 hoặc 3-4",
}

# From the kind of a pydantic error to what is wrong and what to do. pydantic's own sentences are English and name types. A kind
# that is not here (a later pydantic may split one) gets UNKNOWN rather than ending the check of a whole folder.
UNKNOWN = ("giá trị không đúng mẫu", "xem mẫu trong FORMAT.md")
WORDS: dict[str, Callable[[Any, Mapping[str, Any]], tuple[str, str]]] = {
    "missing": lambda value, context: ("thiếu mục bắt buộc", "thêm mục này vào"),
    "string_type": lambda value, context: _wrong(value, TEXT),
    "int_type": lambda value, context: _wrong(value, WHOLE_NUMBER),
    "bool_type": lambda value, context: _wrong(value, ("phải là true hoặc false", "viết true hoặc false, không có dấu nháy")),
    "tuple_type": lambda value, context: _wrong(value, LIST),
    "model_type": lambda value, context: _wrong(value, GROUP),
    "dict_type": lambda value, context: _wrong(value, GROUP),
    "string_too_short": lambda value, context: ("để trống", "viết nội dung vào"),
    "string_too_long": lambda value, context: (
        f"dài {len(value)} ký tự, quá {context['max_length']}",
        f"rút gọn còn nhiều nhất {context['max_length']} ký tự",
    ),
    "string_pattern_mismatch": lambda value, context: (f"{quote(value)} không đúng mẫu", PATTERNS[context["pattern"]]),
    "literal_error": lambda value, context: (
        "để trống" if value is None or value == "" else f"{quote(value)} không có trong danh sách",
        suggest(str(value), re.findall(r"'([^']*)'", context["expected"])),
    ),
    "greater_than_equal": lambda value, context: (f"{value} nhỏ quá", f"viết số từ {context['ge']} trở lên"),
    "less_than_equal": lambda value, context: (f"{value} lớn quá", f"viết số từ {context['le']} trở xuống"),
}


def find_shape_findings(shape: type[Frozen], data: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything pydantic refuses, in the words of the file. Nothing if the data have the shape."""
    try:
        shape.model_validate(data, strict=True)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            loc: Loc = fault["loc"]
            if fault["type"] == "extra_forbidden":
                yield Finding(loc, "mục lạ, không có trong mẫu phiếu", suggest(str(loc[-1]), _known_keys(shape, loc)))
            elif fault["type"] in WORDS:
                yield Finding(loc, *WORDS[fault["type"]](fault["input"], fault.get("ctx", {})))
            else:
                yield Finding(loc, *UNKNOWN)


def _wrong(value: object, words: tuple[str, str]) -> tuple[str, str]:
    message, remedy = words
    if value is None:
        return "để trống", "viết nội dung vào, hoặc xóa cả mục nếu không bắt buộc"
    return (f"{quote(value)} {message}" if isinstance(value, str | int) else message), remedy


def _known_keys(shape: type[Frozen], loc: Loc) -> tuple[str, ...]:
    """The keys that may stand where an unknown one was found."""
    known: Any = shape
    for step in loc[:-1]:
        known = (
            known.model_fields[step].annotation if isinstance(step, str) and hasattr(known, "model_fields") else _inner(known)
        )
    return tuple(known.model_fields)


def _inner(annotation: Any) -> Any:
    """What stands in a list or under a name: Item in tuple[Item, ...] and in dict[str, Item]."""
    return next(argument for argument in annotation.__args__ if argument not in (str, ...))
