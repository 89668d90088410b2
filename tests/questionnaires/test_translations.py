"""Questionnaires in another language: the same instrument in other words, or not at all."""

import shutil
from pathlib import Path

import pytest

from questionnaires import Questionnaire, find_missing, languages_of, load_questionnaire, load_shipped, translated
from questionnaires.translation_file import Gap, build_skeleton, fill_empty, read_translation
from questionnaires.translations import TEXTS_FOLDER, file_of, find_known, texts_to_translate

HERE = Path(__file__).parent
SHIPPED = list(load_shipped().values())
PARENTS = load_shipped()["TH-PH"]

# file, what is replaced, by what → kind, line, and the words of the message that a translator must find
BROKEN = {
    "not translated": ("th-ph", 'en: "The library"', 'en: ""', "missing", 90, "chưa dịch “Thư viện”"),
    "left blank": ("th-ph", 'en: "The library"', "en:", "missing", 90, "chưa dịch “Thư viện”"),
    "taken out": ("pvnt", "title:\n", "titles:\n", "missing", 4, "chưa có câu “Phiếu khảo sát nhanh về việc phục vụ"),
    "of no text": ("pvnt", "  B03:\n", "  B04:\n", "superfluous", 52, "phiếu không có câu này"),
    "of older words": (
        "th-ph",
        'vi: "Thư viện"',
        'vi: "Phòng đọc"',
        "stale",
        89,
        "câu gốc nay là “Thư viện”, đây là bản dịch của",
    ),
    "code of another": (
        "th-ph",
        "code: TH-PH",
        "code: THCS-PH",
        "fault",
        4,
        "mã phiếu là “THCS-PH”, tên tệp là của phiếu TH-PH",
    ),
    "without a code": ("th-ph", "code: TH-PH", "", "fault", 6, "thiếu mã phiếu"),
    "html": ("th-ph", '"The library"', '"The <b>library</b>"', "fault", 90, "có mã HTML (“<b”)"),
    "placeholder": ("th-ph", '"The library"', '"The {library}"', "fault", 90, "có chỗ chờ máy điền (“{”)"),
    "dotted line": ("th-ph", '"The library"', '"The library ......"', "fault", 90, "có dòng chấm để điền tay"),
    "hidden letter": ("th-ph", '"The library"', '"The\u200b library"', "fault", 90, "có ký tự không nhìn thấy U+200B"),
    "a number": ("th-ph", '"The library"', "5", "fault", 90, "“5” phải là câu chữ"),
    "a list": ("th-ph", '"The library"', "[a, b]", "fault", 90, "phải là câu chữ"),
    "no pair": (
        "th-ph",
        '    vi: "Thư viện"\n    en: "The library"',
        '    "The library"',
        "fault",
        88,
        "không có hai dòng vi và en",
    ),
    "one line only": ("th-ph", '    vi: "Thư viện"\n', "", "fault", 88, "thiếu dòng vi"),
    "a strange line": ("th-ph", '    vi: "Thư viện"\n', '    vi: "Thư viện"\n    hre: "a"\n', "fault", 90, "dòng lạ"),
    "too long": ("common", '"Satisfied"', '"' + "Satisfied " * 10 + '"', "fault", 19, "dài 99 ký tự, quá 90"),
    "said twice": ("common", '"Very satisfied"', '"satisfied"', "fault", 22, "“satisfied” dùng cho hai câu khác nhau"),
    "broken quotation": ("th-ph", '"The library"', '"The library', "fault", 92, "dấu nháy"),
    "key written twice": ("pvnt", "  B03:\n", "  B02:\n", "fault", 52, "mục này đã có ở dòng"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The English texts, to be broken."""
    shutil.copytree(TEXTS_FOLDER / "en", tmp_path / "texts" / "en")
    return tmp_path / "texts"


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "en" / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def shape_of(questionnaire: Questionnaire) -> object:
    """Everything of a questionnaire but its words."""
    items = [(i.code, i.kind, i.source, [(o.value, o.satisfied) for o in i.options]) for i in questionnaire.items]
    scale = [(option.value, option.satisfied) for option in questionnaire.scale.options]
    codes = [dimension.code for dimension in questionnaire.dimensions], [grade.code for grade in questionnaire.grades]
    plain = questionnaire.code, questionnaire.version, questionnaire.audience, questionnaire.levels, questionnaire.minutes
    return items, scale, codes, plain, questionnaire.wording.kind, questionnaire.scale.code


def test_english_lacks_nothing() -> None:
    assert not [str(gap.fault) for gap in find_missing("en")]


@pytest.mark.parametrize("source", SHIPPED, ids=lambda each: each.code)
def test_a_translated_questionnaire_is_the_same_instrument_in_other_words(source: Questionnaire) -> None:
    english = translated(source, "en")
    assert languages_of(source) == ("vi", "en")
    assert shape_of(english) == shape_of(source)
    assert english.digest != source.digest
    texts = [i.text for i in english.items] + [o.label for o in english.scale.options] + [g.label for g in english.grades]
    texts += [d.title for d in english.dimensions] + [english.title, english.short_title, english.audience_label]
    names = {"Thước Đo", "Hòa Bình"}
    foreign = [text for text in texts if not text.replace("’", "").isascii()]
    assert not foreign
    assert any(name in english.wording.note for name in names)  # our name stays


def test_a_draft_says_so_in_english_too() -> None:
    for source in SHIPPED:
        note = translated(source, "en").wording.note
        if source.wording.kind == "own":
            assert note.startswith("A draft written by Thước Đo"), source.code
            assert "not the official wording" in note
        else:
            assert note.endswith("The Vietnamese wording is the official one; the English is a translation by Thước Đo.")


def test_the_source_is_given_back_where_a_language_is_not_to_be_had(folder: Path) -> None:
    for language in ("vi", "hre", "", "../en", "EN", "en/../en"):
        assert translated(PARENTS, language, folder=folder) is PARENTS
    assert translated(PARENTS, "en", folder=folder / "nowhere") is PARENTS


def test_the_same_copy_is_given_again() -> None:
    assert translated(PARENTS, "en") is translated(PARENTS, "en")


def test_a_changed_question_is_not_shown_in_the_words_of_the_old_one() -> None:
    """An instrument of an older campaign, read back from the database, asked otherwise."""
    asked = PARENTS.dimensions[0].items[0].model_copy(update={"text": "Thông tin tuyển sinh"})
    first = PARENTS.dimensions[0].model_copy(update={"items": (asked, *PARENTS.dimensions[0].items[1:])})
    stored = PARENTS.model_dump() | {"dimensions": (first, *PARENTS.dimensions[1:])}
    older = Questionnaire.model_validate(stored)
    assert translated(older, "en") is older
    assert languages_of(older) == ("vi",)


@pytest.mark.parametrize(
    "change_words",
    [
        {"title": "Phiếu khác"},
        {"grade_question": "Con học khối mấy?"},
        {"wording": {"kind": "own", "note": "Bản nháp."}},
        {"code": "TH-PH-2"},
    ],
    ids=str,
)
def test_any_other_words_are_not_translated_either(change_words: dict[str, object]) -> None:
    other = Questionnaire.model_validate(PARENTS.model_dump() | change_words)
    assert translated(other, "en") is other


def test_the_same_words_under_a_new_version_are_still_translated() -> None:
    newer = Questionnaire.model_validate_json(PARENTS.model_copy(update={"version": 2}).to_json())
    assert translated(newer, "en").title == translated(PARENTS, "en").title
    assert translated(newer, "en").version == 2


def test_a_questionnaire_of_ones_own_without_a_translation_stays_vietnamese() -> None:
    own = load_questionnaire(HERE / "good.yaml")
    assert translated(own, "en") is own


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_translation_is_told_with_file_and_line(name: str, folder: Path) -> None:
    file, old, new, kind, line, words = BROKEN[name]
    change(folder, file, old, new)
    found = [gap for gap in find_missing("en", folder=folder) if words in gap.fault.message]
    assert [(gap.kind, gap.fault.file, gap.fault.line) for gap in found] == [(kind, f"en/{file}.yaml", line)]
    assert found[0].fault.remedy
    concerned = load_shipped()["PVNT"] if file == "pvnt" else PARENTS
    rest = {gap.kind for gap in find_missing("en", folder=folder)}
    assert (translated(concerned, "en", folder=folder) is concerned) == (rest != {"superfluous"})


def test_what_is_superfluous_harms_nobody(folder: Path) -> None:
    change(folder, "pvnt", "items:\n", 'items:\n  Z01:\n    vi: "Câu cũ"\n    en: "An old question"\n')
    assert [gap.kind for gap in find_missing("en", folder=folder)] == ["superfluous"]
    assert languages_of(load_shipped()["PVNT"], folder=folder) == ("vi", "en")


def test_one_broken_file_leaves_the_other_questionnaires_alone(folder: Path) -> None:
    change(folder, "pvnt", '"Access to information"', '""')
    offered = {each.code: languages_of(each, folder=folder) for each in SHIPPED}
    assert offered.pop("PVNT") == ("vi",)
    assert set(offered.values()) == {("vi", "en")}


def test_without_the_common_texts_nothing_is_offered(folder: Path) -> None:
    (folder / "en" / "common.yaml").unlink()
    assert {languages_of(each, folder=folder) for each in SHIPPED} == {("vi",)}
    (gap,) = find_missing("en", folder=folder)
    assert gap.fault.message == "chưa có tệp, thiếu 50 câu"


def test_all_faults_come_at_once_in_the_order_of_the_files_and_lines(folder: Path) -> None:
    change(folder, "th-ph", '"The library"', '"The <b>library</b>"')
    change(folder, "th-ph", '"Drinking water and clean water"', '""')
    change(folder, "th-ph", 'vi: "Khối 1"', 'vi: "Lớp 1"')
    change(folder, "th-ph", "items:\n", 'items:\n  Z01:\n    vi: "Câu cũ"\n    en: "An old question"\n')
    change(folder, "common", '"Mother"', '""')
    (folder / "en" / "mn-ph.yaml").unlink()
    (folder / "en" / "readme.txt").write_text("x")
    gaps = find_missing("en", folder=folder)
    assert [gap.kind for gap in gaps] == ["missing", "missing", "stale", "superfluous", "fault", "missing", "superfluous"]
    assert [gap.fault.file for gap in gaps] == ["en/common.yaml", "en/mn-ph.yaml", *["en/th-ph.yaml"] * 4, "en/readme.txt"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"- a\n- b\n", b"x" * 300_000, b"code: TH-PH\nitems: {A01: {vi: {en: {}}}}\n"]
)
def test_no_file_is_so_broken_that_a_page_breaks(content: bytes, folder: Path) -> None:
    (folder / "en" / "th-ph.yaml").write_bytes(content)
    assert translated(PARENTS, "en", folder=folder) is PARENTS
    assert find_missing("en", folder=folder)


def test_a_skeleton_holds_every_text_and_is_complete_when_filled(tmp_path: Path) -> None:
    """A language that nobody speaks, from the empty files to the offered questionnaire."""
    (tmp_path / "hre").mkdir()
    for code, texts in texts_to_translate().items():
        file_of(code, "hre", tmp_path).write_text(build_skeleton(code, "hre", texts, {}), "utf-8")
    gaps = find_missing("hre", folder=tmp_path)
    assert {gap.kind for gap in gaps} == {"missing"}
    assert len(gaps) == sum(map(len, texts_to_translate().values()))
    everything = {text: f"{text[:40]} – ĕ ŏ ă̆ {number}" for number, text in enumerate(_all_texts())}
    for code, texts in texts_to_translate().items():
        file_of(code, "mnx", tmp_path).parent.mkdir(exist_ok=True)
        file_of(code, "mnx", tmp_path).write_text(build_skeleton(code, "mnx", texts, everything), "utf-8")
    assert find_missing("mnx", folder=tmp_path) == ()
    assert all(languages_of(each, folder=tmp_path) == ("vi", "mnx") for each in SHIPPED)


def test_what_one_file_says_helps_in_the_next_and_nothing_else_is_touched(tmp_path: Path) -> None:
    (tmp_path / "hre").mkdir()
    texts = texts_to_translate()
    first, second = (file_of(code, "hre", tmp_path) for code in ("TH-PH", "THCS-PH"))
    first.write_text(build_skeleton("TH-PH", "hre", texts["TH-PH"], {"Thư viện": 'Hnam "bok" \\ 1'}), "utf-8")
    blank = build_skeleton("THCS-PH", "hre", texts["THCS-PH"], {}) + "# ghi chú của người dịch\n"
    known = find_known("hre", folder=tmp_path)
    assert known == {"Thư viện": 'Hnam "bok" \\ 1'}
    second.write_text(blank, "utf-8")
    filled, count = fill_empty(blank, read_translation(second, "hre", "THCS-PH"), known)
    assert count == 1
    changed = [(old, new) for old, new in zip(blank.split("\n"), filled.split("\n"), strict=True) if old != new]
    assert changed == [('    hre: ""', '    hre: "Hnam \\"bok\\" \\\\ 1"')]
    second.write_text(filled, "utf-8")
    assert read_translation(second, "hre", "THCS-PH").pairs["items", "B04"].text == 'Hnam "bok" \\ 1'


def test_where_two_files_disagree_nothing_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / "hre").mkdir()
    for code, word in (("TH-PH", "một"), ("THCS-PH", "hai")):
        skeleton = build_skeleton(code, "hre", texts_to_translate()[code], {"Thư viện": word})
        file_of(code, "hre", tmp_path).write_text(skeleton, "utf-8")
    assert find_known("hre", folder=tmp_path) == {}


def _all_texts() -> list[str]:
    return sorted({text for texts in texts_to_translate().values() for text in texts.values()})


def test_gaps_are_plain_values() -> None:
    gap = find_missing("hre")[0]
    assert isinstance(gap, Gap)
    assert str(gap.fault).startswith("hre/common.yaml, dòng 1: chưa có tệp, thiếu ")
