"""The printed questionnaire: every shipped instrument on one leaf, with a box for every answer, in letters that can be read."""

import io
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from questionnaires import Questionnaire, load_shipped
from questionnaires.translations import languages_of, translated
from survey_app.collecting.paper_keys import paper_questions
from survey_app.exports.paper_form import PaperForm, build_paper_form_pdf
from survey_app.languages import languages, use_language
from survey_app.views.paper_words import paper_words
from tests.survey_app.exports.test_posters import LONG_NAME, fonts_of, text_of

SHIPPED = load_shipped()
OWNER = "Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi"
BOX = 4.4 / 25.4 * 72  # the side of a drawn box in points
DIGIT_BOX = (6 / 25.4 * 72, 7 / 25.4 * 72)


def make_form(questionnaire: Questionnaire, **changes: Any) -> PaperForm:
    form = PaperForm(
        questionnaire=questionnaire,
        digest=questionnaire.digest,
        unit_name="Trường Tiểu học Hoa Ban",
        department_name=OWNER,
        campaign_name="Khảo sát sự hài lòng năm 2026",
        words=paper_words(questionnaire, OWNER),
    )
    return replace(form, **changes)


def count_boxes(pdf: bytes) -> tuple[int, int]:
    """How many boxes to tick and how many boxes for digits are drawn, by the size of the rounded rectangle."""
    ticks = digits = 0
    for page in PdfReader(io.BytesIO(pdf)).pages:
        content = page.get_contents()
        assert content is not None
        for path in re.findall(r" M ([-\d. mlch\n]+)\nS", content.get_data().decode("latin-1")):
            points = re.findall(r"([-\d.]+) ([-\d.]+) (?=[mlc])", path)
            width, height = (max(map(float, side)) - min(map(float, side)) for side in zip(*points, strict=True))
            ticks += abs(width - BOX) < 0.2 and abs(height - BOX) < 0.2
            digits += abs(width - DIGIT_BOX[0]) < 0.2 and abs(height - DIGIT_BOX[1]) < 0.2
    return ticks, digits


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_every_shipped_questionnaire_fits_on_one_leaf_with_every_word(code: str) -> None:
    questionnaire = SHIPPED[code]
    pdf = build_paper_form_pdf(make_form(questionnaire))
    assert 1 <= len(PdfReader(io.BytesIO(pdf)).pages) <= 2
    text = text_of(pdf)
    assert unicodedata.is_normalized("NFC", text)
    packed = text.replace(" ", "")
    for question in paper_questions(questionnaire):
        assert f"{question.number}{question.text}".replace(" ", "") in packed, question.number
    for words in (
        questionnaire.title,
        questionnaire.wording.note,
        f"{code}.{questionnaire.version}-{questionnaire.digest[:6]}",
    ):
        assert words.replace(" ", "") in packed
    assert "không phải số riêng của người trả lời" in text
    assert text.count(OWNER) == 2, "who asks is named on top and in the notice"
    assert "nhận ra nét chữ" in text


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_there_is_one_box_for_every_answer(code: str) -> None:
    questionnaire = SHIPPED[code]
    ticks, digits = count_boxes(build_paper_form_pdf(make_form(questionnaire)))
    examples = 2  # how to mark, how to correct
    assert ticks == examples + sum(len(question.boxes) for question in paper_questions(questionnaire))
    assert digits == 6 + 3 * len(questionnaire.percent_items)


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_the_columns_have_their_digits_and_words_on_every_page_with_ratings(code: str) -> None:
    questionnaire = SHIPPED[code]
    for page in PdfReader(io.BytesIO(build_paper_form_pdf(make_form(questionnaire)))).pages:
        text = " ".join(page.extract_text().split())
        if any(item.code in text for item in questionnaire.dimension_items):
            for option in questionnaire.scale.options:
                assert f"{option.value} {option.label}".replace(" ", "") in text.replace(" ", "")
            assert "0Khôngápdụng/khôngbiết" in text.replace(" ", "")


def test_a_form_in_another_language_has_the_same_boxes_and_the_code_of_the_instrument(app: Flask) -> None:
    source = SHIPPED["TH-PH"]
    others = [language for language in languages_of(source) if language != "vi" and language in languages()]
    assert others, "at least one translation is shipped"
    for language in others:
        with app.test_request_context("/"):
            use_language(language)
            shown = translated(source, language)
            pdf = build_paper_form_pdf(
                make_form(shown, digest=source.digest, words=paper_words(shown, OWNER), language=language)
            )
        assert count_boxes(pdf) == count_boxes(build_paper_form_pdf(make_form(source)))
        assert f"TH-PH.1-{source.digest[:6]}" in text_of(pdf)
        assert "Xấp số" not in text_of(pdf)
        assert PdfReader(io.BytesIO(pdf)).root_object["/Lang"] == language


def test_names_are_data_and_never_markup() -> None:
    name = "Trường #1 *A* _b_ @c $x$ [y] \\z <w> =1+1"
    assert name.replace(" ", "") in text_of(build_paper_form_pdf(make_form(SHIPPED["PVNT"], unit_name=name))).replace(" ", "")
    for long_name in (LONG_NAME, ("Ngọk Bay Ưỡng Ễ " * 13)[:200].strip()):
        pdf = build_paper_form_pdf(make_form(SHIPPED["THCS-PH"], unit_name=long_name, department_name=""))
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 2


def test_the_longest_texts_that_a_file_may_hold_still_give_a_form() -> None:
    source = SHIPPED["THCS-PH"]
    long_text = "Rất dài " * 37
    dimensions = tuple(
        dimension.model_copy(update={"items": tuple(item.model_copy(update={"text": long_text}) for item in dimension.items)})
        for dimension in source.dimensions
    )
    pdf = build_paper_form_pdf(make_form(source.model_copy(update={"dimensions": dimensions})))
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 2
    assert count_boxes(pdf) == count_boxes(build_paper_form_pdf(make_form(source)))


def test_the_file_is_tagged_titled_and_holds_our_fonts_only() -> None:
    pdf = build_paper_form_pdf(make_form(SHIPPED["THCS-HS"]))
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == SHIPPED["THCS-HS"].title
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert {re.sub(r"^/[A-Z]{6}\+|-Identity-H$", "", name) for name in fonts_of(pdf)} <= {
        "Tinos-Regular",
        "Tinos-Bold",
        "Tinos-Italic",
    }
    assert "Em đừng ghi tên, lớp" in text_of(pdf), "a pupil is told so in a pupil's words"
