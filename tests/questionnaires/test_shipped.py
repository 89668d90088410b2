"""The questionnaires that come with the service: what they must hold, whatever else is edited in them."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionnaires import Questionnaire, find_questionnaire, load_folder, load_shipped, shipped_codes
from questionnaires.loader import SHIPPED_FOLDER
from questionnaires.rules import MAX_TEXT

SHIPPED = list(load_shipped().values())
EDUCATION = [questionnaire for questionnaire in SHIPPED if questionnaire.code not in ("PVNT", "SIPAS-TTHC")]
DIMENSIONS = (
    "Tiếp cận dịch vụ giáo dục",
    "Cơ sở vật chất, trang thiết bị dạy học",
    "Môi trường giáo dục",
    "Hoạt động giáo dục",
    "Sự phát triển và tiến bộ của người học",
)
each = pytest.mark.parametrize("questionnaire", SHIPPED, ids=lambda questionnaire: questionnaire.code)
each_education = pytest.mark.parametrize("questionnaire", EDUCATION, ids=lambda questionnaire: questionnaire.code)


def read_texts(value: object) -> Iterator[str]:
    """Every text of dumped content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from read_texts(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from read_texts(child)


def respondent_texts(questionnaire: Questionnaire) -> list[str]:
    """The words that a respondent reads in the questions."""
    texts = [item.text for item in questionnaire.items]
    return [*texts, questionnaire.grade_question] if questionnaire.grade_question else texts


def test_the_shipped_files_have_no_fault() -> None:
    assert load_folder(SHIPPED_FOLDER) == load_shipped()


def test_the_codes_run_from_preschool_upwards() -> None:
    assert shipped_codes() == (
        "MN-PH", "TH-PH", "THCS-PH", "THCS-HS", "THPT-PH", "THPT-HS", "GDTX-HV", "PVNT", "SIPAS-TTHC",
    )  # fmt: skip
    assert tuple(load_shipped()) == shipped_codes()


def test_what_is_loaded_is_read_once_and_cannot_be_spoilt() -> None:
    load_shipped().clear()
    assert load_shipped()["TH-PH"] is load_shipped()["TH-PH"]


def test_a_questionnaire_is_found_by_code_or_by_path(tmp_path: Path) -> None:
    path = tmp_path / "riêng.yaml"
    path.write_bytes((Path(__file__).parent / "good.yaml").read_bytes())
    assert find_questionnaire("TH-PH") is load_shipped()["TH-PH"]
    assert find_questionnaire("th-ph") is load_shipped()["TH-PH"]
    assert find_questionnaire(path) == load_folder(tmp_path)["THU-PH"]
    assert find_questionnaire(str(path)) == load_folder(tmp_path)["THU-PH"]
    for nothing in ("KHONG-CO", "", "a\0b", tmp_path, tmp_path / "không-có.yaml", "x" * 5000):
        assert find_questionnaire(nothing) is None


@each
def test_every_text_is_nfc_and_free_of_double_spaces(questionnaire: Questionnaire) -> None:
    for text in read_texts(questionnaire.model_dump()):
        assert unicodedata.is_normalized("NFC", text)
        assert text == text.strip()
        assert "  " not in text
        assert len(text) <= MAX_TEXT or text == questionnaire.wording.note


@each
def test_the_accent_stands_on_the_same_vowel_everywhere(questionnaire: Questionnaire) -> None:
    """Two spellings are in use (hoà, hòa); mixed in one form they look like slips. The project writes hòa, khỏe, thủy."""
    for text in read_texts(questionnaire.model_dump()):
        assert not re.search(r"(o[àáảãạ]|o[èéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![a-zà-ỹ])", text.casefold()), text


@each
def test_the_scale_and_the_satisfied_levels_are_those_that_are_published(questionnaire: Questionnaire) -> None:
    labels = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
    assert tuple(option.label for option in questionnaire.scale.options) == labels
    assert [option.value for option in questionnaire.scale.options if option.satisfied] == [4, 5]
    assert questionnaire.scale.not_applicable == "Không áp dụng / không biết"


@each
def test_each_ends_with_one_overall_one_expectation_and_three_comments(questionnaire: Questionnaire) -> None:
    assert [item.code for item in questionnaire.closing] == ["F01", "F02", "G01", "G02", "G03"]
    assert questionnaire.overall_item is questionnaire.closing[0]
    assert [item.code for item in questionnaire.percent_items] == ["F02"]
    assert [item.code for item in questionnaire.text_items] == ["G01", "G02", "G03"]


@each
def test_none_asks_for_gender_ethnicity_class_or_name(questionnaire: Questionnaire) -> None:
    assert {item.code for item in questionnaire.background} <= {"H01"}
    for text in [*respondent_texts(questionnaire), *(grade.label for grade in questionnaire.grades)]:
        assert not re.search(r"họ tên|số điện thoại|giới tính|dân tộc|lớp nào|tên lớp", text.casefold())


@each
def test_each_addresses_its_respondent_in_one_way(questionnaire: Questionnaire) -> None:
    words = {"parent": "Ông/Bà", "pupil": "em", "learner": "Anh/Chị", "citizen": "Ông/Bà"}
    own = words[questionnaire.audience]
    place = {"learner": "trung tâm", "citizen": "cơ quan"}.get(questionnaire.audience, "trường")
    text = " ".join(item.text for item in questionnaire.closing)
    assert re.search(rf"\b{own}\b", text)
    assert re.search(rf"\b{place}\b", text)
    for other in set(words.values()) - {own}:
        assert not re.search(rf"\b{other}\b", " ".join(respondent_texts(questionnaire)))


def test_what_a_respondent_chooses_on_a_poster_page_is_never_the_same_twice() -> None:
    assert len({questionnaire.audience_label for questionnaire in SHIPPED}) == len(SHIPPED)
    assert len({questionnaire.short_title for questionnaire in SHIPPED}) == len(SHIPPED)


@each_education
def test_the_education_forms_have_the_five_dimensions_of_the_ministry(questionnaire: Questionnaire) -> None:
    assert tuple(dimension.title for dimension in questionnaire.dimensions) == DIMENSIONS
    assert [dimension.code for dimension in questionnaire.dimensions] == list("ABCDE")


@each_education
def test_the_education_forms_say_that_they_are_our_draft(questionnaire: Questionnaire) -> None:
    assert questionnaire.wording.kind == "own"
    assert questionnaire.wording.note.startswith(
        "Bản dự thảo do Thước Đo soạn, không phải lời văn chính thức của Bộ Giáo dục và Đào tạo."
    )


@pytest.mark.parametrize(
    ("code", "items", "grades"),
    [
        ("MN-PH", 31, ("NT", "3-4", "4-5", "5-6")),
        ("TH-PH", 37, ("1", "2", "3", "4", "5")),
        ("THCS-PH", 39, ("6", "7", "8", "9")),
        ("THCS-HS", 38, ("6", "7", "8", "9")),
        ("THPT-PH", 39, ("10", "11", "12")),
        ("THPT-HS", 38, ("10", "11", "12")),
        ("GDTX-HV", 25, ("10", "11", "12")),
        ("PVNT", 10, ()),
        ("SIPAS-TTHC", 24, ()),
    ],
)
def test_no_item_and_no_grade_is_lost(code: str, items: int, grades: tuple[str, ...]) -> None:
    questionnaire = load_shipped()[code]
    assert len(questionnaire.dimension_items) == items
    assert tuple(grade.code for grade in questionnaire.grades) == grades


def test_the_administrative_form_numbers_its_criteria_as_the_original() -> None:
    questionnaire = load_shipped()["SIPAS-TTHC"]
    sources = [[item.source.split(" ")[0] for item in dimension.items] for dimension in questionnaire.dimensions]
    assert sources == [[f"8.1.{factor}-{n}" for n in range(1, count + 1)] for factor, count in enumerate((4, 5, 7, 4, 4), 1)]
    assert questionnaire.levels == ()
    assert questionnaire.wording.kind == "official"
    assert "1001/QĐ-BNV" in questionnaire.wording.note


def test_the_slips_of_the_original_are_kept_and_explained() -> None:
    items = {item.code: item for item in load_shipped()["SIPAS-TTHC"].items}
    assert items["C04"].text == "Công chức hướng kê khai hồ sơ dễ hiểu."
    assert "hướng dẫn kê khai hồ sơ" in items["C04"].source
    assert items["E04"].text == "Cơ quan có thông báo kịp thời kết quả xử lý các ý kiến góp ý, phản ánh, kiến nghị."
    assert "ngắt đôi" in items["E04"].source


def test_the_short_form_is_short() -> None:
    questionnaire = load_shipped()["PVNT"]
    assert len(questionnaire.items) <= 15
    assert questionnaire.minutes == 3
    assert questionnaire.audience == "parent"


def test_the_example_in_the_format_page_loads(tmp_path: Path) -> None:
    page = (SHIPPED_FOLDER / "FORMAT.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    (tmp_path / "example.yaml").write_text(example[1], "utf-8")
    assert list(load_folder(tmp_path)) == ["TH-PH"]


def test_the_format_page_names_every_key_and_every_shared_name() -> None:
    page = (SHIPPED_FOLDER / "FORMAT.md").read_text("utf-8")
    shared = ("hai-long", "parent", "pupil", "learner", "school-service", "office", "H01", "H03", "H04")
    for name in (*type(SHIPPED[0]).model_fields, *shared):
        assert re.search(rf"\b{name}\b", page), name
