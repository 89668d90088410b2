"""What a quarter's self-assessment asks of a unit, and when it is complete. Knows no database and no page."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from survey_app.documents.typed_text import clean_line, clean_lines

SECTIONS: Final = {
    "direction": "Công tác chỉ đạo, triển khai",
    "done": "Việc đã làm để nâng mức độ hài lòng",
    "difficulties": "Khó khăn, nguyên nhân",
    "next": "Việc làm trong quý tới",
    "requests": "Kiến nghị với cấp trên",
}
NEEDED: Final = ("done", "next")
# the plans' targets for a year; the department's own number stands in the campaign and in the report
TARGETS: Final = {
    "satisfaction": "Mức độ hài lòng của cha mẹ, học sinh đạt chỉ tiêu của năm",
    "procedures": "Mức độ hài lòng về thủ tục hành chính đạt chỉ tiêu của năm",
    "survey": "Khảo sát đủ các đối tượng trong năm",
    "feedback": "Phản ánh, kiến nghị được tiếp nhận, trả lời đúng hạn và công khai",
    "dialogue": "Đối thoại với cha mẹ, học sinh ít nhất hai lần trong năm",
}
RATINGS: Final = {"met": "Đạt", "missed": "Chưa đạt", "pending": "Chưa đến kỳ"}
LONGEST_TEXT: Final = 2000
LONGEST_EXPLANATION: Final = 400


@dataclass(frozen=True)
class Assessment:
    """What the unit has written: texts by section, ratings and explanations by target; what is missing is not in them."""

    texts: Mapping[str, str] = field(default_factory=dict)
    ratings: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The assessment as text to keep."""
        return json.dumps(vars(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Assessment":
        """The assessment that `to_json` wrote."""
        return cls(**json.loads(text))

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Assessment":
        """The assessment that a form's fields spell; whatever is unknown is left out."""
        texts = {code: "\n".join(clean_lines(sent.get(f"text-{code}", ""))) for code in SECTIONS}
        ratings = {code: sent.get(f"rating-{code}", "") for code in TARGETS}
        explanations = {code: clean_line(sent.get(f"explanation-{code}", "")) for code in TARGETS}
        return cls(
            {code: text for code, text in texts.items() if text},
            {code: rating for code, rating in ratings.items() if rating in RATINGS},
            {code: text for code, text in explanations.items() if text},
        )


def find_faults(assessment: Assessment) -> dict[str, str]:
    """What cannot be kept, by field."""
    return dict(_find_too_long(assessment))


def find_missing(assessment: Assessment) -> dict[str, str]:
    """What the department would miss, by field; what is not missing can be sent."""
    return dict(_find_missing(assessment))


def _find_too_long(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for code, text in assessment.texts.items():
        if len(text) > LONGEST_TEXT:
            yield f"text-{code}", f"{SECTIONS[code]}: dài {len(text)} ký tự, tối đa {LONGEST_TEXT}. Hãy viết ngắn lại."
    for code, text in assessment.explanations.items():
        if len(text) > LONGEST_EXPLANATION:
            yield f"explanation-{code}", f"{TARGETS[code]}: giải trình dài {len(text)} ký tự, tối đa {LONGEST_EXPLANATION}."


def _find_missing(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for code in NEEDED:
        if code not in assessment.texts:
            yield f"text-{code}", f"{SECTIONS[code]}: hãy viết ít nhất một câu."
    for code, name in TARGETS.items():
        rating = assessment.ratings.get(code)
        if rating is None:
            yield f"rating-{code}", f"{name}: hãy chọn một mức."
        elif rating == "missed" and code not in assessment.explanations:
            yield f"explanation-{code}", f"{name}: chưa đạt thì cần giải trình ngắn."
