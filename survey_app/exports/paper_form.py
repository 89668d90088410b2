"""The printable form of an instrument as PDF. Plain values in, bytes out; knows no database and no campaign.

Everything that varies reaches the typesetter as data, never as markup. Letters are as large as one leaf of A4 allows: sizes are
tried from the largest, and where even the smallest needs a third page the form gets it, because a form that nobody can read
saves no paper.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from analysis.charts import FONT_DIRECTORY
from questionnaires import Questionnaire
from survey_app.collecting.paper_keys import (
    background_questions,
    comment_questions,
    form_code,
    overall_questions,
    rated_parts,
    rating_boxes,
)

TEMPLATE: Final = Path(__file__).parent / "paper_form.typ"
# points, with the millimetres above and below a row; the first with which one leaf is enough is taken
SIZES: Final = ((11.5, 1.5), (11.0, 1.3), (10.5, 1.2), (10.5, 0.9), (10.0, 0.9), (10.0, 0.6), (9.5, 0.6), (9.0, 0.5))
PAGES: Final = 2
LEAST_ROOM: Final = 14.0  # millimetres for each comment: two lines to write on


@dataclass(frozen=True)
class PaperForm:
    """A form to print. `questionnaire` may be a translated copy; `digest` is that of the frozen instrument.

    `words` are the texts of the frame in the same language (`views.paper_words`); `department_name` is "" for none.
    """

    questionnaire: Questionnaire
    digest: str
    unit_name: str
    department_name: str
    campaign_name: str
    words: Mapping[str, str]
    language: str = "vi"


def build_paper_form_pdf(form: PaperForm) -> bytes:
    """The form as it is printed on both sides of one leaf, tagged (PDF/UA-1)."""
    data = _data_of(form)
    for size, row_inset in SIZES:
        inputs = {"data": json.dumps(data | {"size": size, "row_inset": row_inset}, ensure_ascii=False)}
        if size == SIZES[-1][0] or _fits(inputs):
            return typst.compile(TEMPLATE.read_bytes(), font_paths=_fonts(), pdf_standards="ua-1", sys_inputs=inputs)
    raise AssertionError("the last size is always taken")


def _fits(inputs: dict[str, str]) -> bool:
    """Whether one leaf holds the form and leaves room to write."""
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs=inputs)
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    rooms = json.loads(compiler.query("<room>", field="value"))
    return bool(pages <= PAGES and all(room >= LEAST_ROOM for room in rooms))


def _data_of(form: PaperForm) -> dict[str, Any]:
    questionnaire = form.questionnaire
    overall = overall_questions(questionnaire)
    rated = [*rated_parts(questionnaire)]
    parts = [asdict(part) for part in rated]
    parts.append({"title": form.words["overall"], "questions": [asdict(one) for one in overall if one.kind == "rating"]})
    return {
        "language": form.language,
        "title": questionnaire.title,
        "unit_name": form.unit_name,
        "department_name": form.department_name,
        "campaign_name": form.campaign_name,
        "form_code": form_code(questionnaire, digest=form.digest),
        "notice": form.words["notice"],
        "words": dict(form.words),
        "wording": questionnaire.wording.note,
        "scale": [asdict(box) for box in rating_boxes(questionnaire)],
        "parts": [part for part in parts if part["questions"]],
        "percents": [asdict(question) for question in overall if question.kind == "percent"],
        "background": [asdict(question) for question in background_questions(questionnaire)],
        "comments": [asdict(question) for question in comment_questions(questionnaire)],
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIRECTORY)])
