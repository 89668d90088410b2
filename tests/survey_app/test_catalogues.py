"""The interface's translations: every text is wrapped, English has them all, and a broken one never reaches a page."""

import re
from pathlib import Path

import pytest

from survey_app.catalogues import (
    FOLDER,
    extract_messages,
    find_broken_line,
    find_catalogues,
    find_interface_gaps,
    merge,
    read_catalogue,
    start_catalogue,
    to_translations,
    write_catalogue,
)
from survey_app.config import PROJECT_FOLDER
from survey_app.languages import BLUEPRINTS

TEMPLATES = PROJECT_FOLDER / "templates"
LETTER = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
WRAPPED = re.compile(r"_\(\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
NAMES = ("Thước Đo",)
RESPONDENTS = sorted(path for name in (*BLUEPRINTS, "errors") for path in (TEMPLATES / name).glob("*.html"))
STAFF = sorted(set(TEMPLATES.rglob("*.html")) - set(RESPONDENTS))

TEMPLATE_PAGE = """
{{ _('Gửi phiếu') }} {{ _('Phần %(n)s/%(total)s', n=1, total=2) }} {{ _('%(you)s còn đó không?', you='Em') }}
{{ _('Ghi %%') }} {{ ngettext('Một câu', '%(num)s câu', 2) }}
"""
HEAD = r"""msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"""
GOOD = {
    "Gửi phiếu": "Send",
    "Phần %(n)s/%(total)s": "Part %(n)s of %(total)s",
    "%(you)s còn đó không?": "Are you still there?",
    "Ghi %%": "Write %%",
}


def page_folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "survey_app").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE_PAGE, "utf-8")
    (tmp_path / "survey_app" / "page.py").write_text('gettext("Không đọc được")\ngettext(user_text)\n', "utf-8")
    return tmp_path


def po(tmp_path: Path, words: dict[str, str]) -> Path:
    path = tmp_path / "en.po"
    entries = "".join(f'\nmsgid "{source}"\nmsgstr "{text}"\n' for source, text in words.items())
    path.write_text(HEAD + entries, "utf-8")
    return path


def shown(path: Path, text: str) -> str:
    catalogue = read_catalogue(path)
    assert catalogue is not None
    return to_translations(catalogue).ugettext(text)


def test_english_has_every_text_of_every_respondents_page() -> None:
    gaps = find_interface_gaps(FOLDER / "en.po", extract_messages())
    assert not [str(gap.fault) for gap in gaps if gap.kind != "superfluous"]


@pytest.mark.parametrize("path", RESPONDENTS, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_text_of_a_respondents_page_stands_outside_a_translation(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = WRAPPED.sub("_(", text)
    for name in NAMES:
        text = text.replace(name, "")
    assert not [line.strip() for line in text.splitlines() if LETTER.search(line)]


@pytest.mark.parametrize("path", RESPONDENTS, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_is_translated_is_a_constant(path: Path) -> None:
    """Words that somebody typed must never be looked up: a translation is shown as it stands, markup and all."""
    assert not re.findall(r"(?<!\w)_\((?!\s*['\"])[^)]*", path.read_text("utf-8"))


@pytest.mark.parametrize("path", RESPONDENTS, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_text_in_an_attribute_cannot_end_it(path: Path) -> None:
    """A translation counts as markup and is not escaped by itself."""
    attributes = re.findall(r'="([^"]*)"', path.read_text("utf-8"))
    texts = [text for value in attributes for text in re.findall(r"\{\{[^}]*(?<!\w)_\([^}]*\}\}", value)]
    assert not [text for text in texts if not text.endswith("| forceescape }}")]


@pytest.mark.parametrize("path", STAFF, ids=lambda path: "/".join(path.parts[-2:]))
def test_staff_pages_ask_for_no_translation(path: Path) -> None:
    assert not re.search(r"(?<!\w)(_|ngettext)\(", path.read_text("utf-8"))


def test_texts_are_found_in_templates_and_code(tmp_path: Path) -> None:
    found = extract_messages(page_folder(tmp_path))
    assert {message.id for message in found if message.id} == {*GOOD, ("Một câu", "%(num)s câu"), "Không đọc được"}


@pytest.mark.parametrize(
    ("source", "text", "fault"),
    [
        ("Phần %(n)s/%(total)s", "Part %(n)s", "chỗ điền không khớp (%(total)s)"),
        ("Phần %(n)s/%(total)s", "Part %(n)s of %(all)s", "chỗ điền không khớp (%(all)s, %(total)s)"),
        ("Gửi phiếu", "Send %(n)s", "chỗ điền không khớp (%(n)s)"),
        ("Gửi phiếu", "Send 100%", "thừa dấu phần trăm"),
        ("Gửi phiếu", "Send 100%%", "thừa dấu phần trăm"),
        ("Phần %(n)s/%(total)s", "%(n)s of %(total)s, 5 % done", "thừa dấu phần trăm"),
        ("Ghi %%", "Write %", "thừa dấu phần trăm"),
        ("Gửi phiếu", "<script src=x>", "có mã HTML"),
        ("Gửi phiếu", "Send &amp; go", "có mã HTML"),
        ("Gửi phiếu", r"Send \" onfocus=x y=\"", "có dấu nháy kép thẳng, xin dùng “ ”"),
    ],
)
def test_a_translation_that_would_break_a_page_is_told_and_not_shown(
    source: str, text: str, fault: str, tmp_path: Path
) -> None:
    path = po(tmp_path, GOOD | {source: text})
    gaps = [gap for gap in find_interface_gaps(path, extract_messages(page_folder(tmp_path))) if gap.kind == "fault"]
    assert [gap.fault.message for gap in gaps] == [f"{fault} ở câu “{source}”"]
    assert path.read_text("utf-8").splitlines()[gaps[0].fault.line - 1] == f'msgid "{source}"'
    assert shown(path, source) == source
    assert {shown(path, other) for other in GOOD if other != source} == {GOOD[other] for other in GOOD if other != source}


def test_letters_typed_with_loose_marks_are_composed(tmp_path: Path) -> None:
    path = po(tmp_path, {"Gửi phiếu": "Hne\u0306 o\u031b\u0306"})
    assert shown(path, "Gửi phiếu") == "Hn\u0115 \u01a1\u0306", "where Unicode has no single sign the mark stays loose"


def test_missing_stale_and_superfluous_texts_are_told_apart(tmp_path: Path) -> None:
    path = po(tmp_path, {"Gửi phiếu": "", "Phần %(n)s/%(total)s": GOOD["Phần %(n)s/%(total)s"], "Câu cũ": "Old"})
    path.write_text(path.read_text("utf-8") + '\n#, fuzzy\nmsgid "Ghi %%"\nmsgstr "Writing %%"\n', "utf-8")
    gaps = find_interface_gaps(path, extract_messages(page_folder(tmp_path)))
    assert sorted((gap.kind, gap.fault.message) for gap in gaps) == [
        ("missing", "chưa có câu “%(you)s còn đó không?”"),
        ("missing", "chưa có câu “Không đọc được”"),
        ("missing", "chưa có câu “Một câu”"),
        ("missing", "chưa dịch “Gửi phiếu”"),
        ("stale", "câu gốc đã đổi, nay là “Ghi %%”"),
        ("superfluous", "không trang nào còn dùng câu “Câu cũ”"),
    ]
    assert shown(path, "Ghi %%") == "Ghi %%"


def test_bringing_a_file_up_to_date_keeps_what_was_translated_and_loses_nothing(tmp_path: Path) -> None:
    template = extract_messages(page_folder(tmp_path))
    path = po(tmp_path, GOOD | {"Câu cũ đã bỏ hẳn": "Gone for good", "Không đọc được gì": "Cannot be read"})
    path.write_text("# Người dịch: A Thu\n" + path.read_text("utf-8"), "utf-8")
    catalogue = read_catalogue(path)
    assert catalogue is not None
    assert merge(catalogue, template) == {"new": 2, "gone": 2, "alike": 1}
    write_catalogue(catalogue, path)
    written = path.read_text("utf-8")
    assert written.startswith("# Người dịch: A Thu\n")
    assert '#~ msgstr "Gone for good"' in written
    assert '#, fuzzy\nmsgid "Không đọc được"\nmsgstr "Cannot be read"' in written
    assert all(shown(path, source) == text for source, text in GOOD.items())
    again = read_catalogue(path)
    assert again is not None
    assert merge(again, template) == {"new": 0, "gone": 0, "alike": 0}
    write_catalogue(again, path)
    assert path.read_text("utf-8") == written


@pytest.mark.parametrize("broken", ['"Send', "Send", "“Send”", '"Send "now""', '"Send\\\\" "'])
def test_a_line_that_would_be_passed_over_is_told(broken: str, tmp_path: Path) -> None:
    path = po(tmp_path, GOOD)
    path.write_text(path.read_text("utf-8").replace('"Send"', broken), "utf-8")
    assert 'msgstr "Part' in path.read_text("utf-8")
    number = find_broken_line(path)
    assert number is not None
    assert path.read_text("utf-8").splitlines()[number - 1] == f"msgstr {broken}"
    gaps = find_interface_gaps(path, extract_messages(page_folder(tmp_path)))
    assert [gap.fault.line for gap in gaps if gap.fault.message == "dòng này không đọc được"] == [number]
    assert shown(path, "Ghi %%") == "Write %%", "the rest is still shown"


def test_our_own_files_and_those_of_notepad_have_no_such_line(tmp_path: Path) -> None:
    assert find_broken_line(FOLDER / "en.po") is None
    path = po(tmp_path, GOOD)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert find_broken_line(path) is None
    assert shown(path, "Gửi phiếu") == "Send"


@pytest.mark.parametrize(
    ("forms", "said"),
    [("nplurals=1; plural=0;", "một"), ("nplurals=2; plural=(n != 1);", "nhiều"), ("nplurals=2; plural=x;", "một")],
)
def test_a_number_takes_the_form_that_the_file_says(forms: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "hre.po"
    both = 'msgid "Một câu"\nmsgid_plural "%(num)s câu"\nmsgstr[0] "một"\n' + 'msgstr[1] "nhiều"\n' * ("=2" in forms)
    path.write_text(f'msgid ""\nmsgstr ""\n"Language: hre\\n"\n"Plural-Forms: {forms}\\n"\n\n{both}', "utf-8")
    catalogue = read_catalogue(path)
    assert catalogue is not None
    assert to_translations(catalogue).ungettext("Một câu", "%(num)s câu", 2) == said


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", 'msgid "a"\nmsgstr "ư'.encode("utf-16"), b"", b"%PDF-1.7"])
def test_a_file_that_cannot_be_read_is_not_offered(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hre.po"
    path.write_bytes(content)
    assert find_catalogues(tmp_path) == ()
    assert find_interface_gaps(path, extract_messages(page_folder(tmp_path)))


def test_a_language_is_offered_from_nine_texts_in_ten(tmp_path: Path) -> None:
    words = {f"Câu {number}": f"Text {number}" for number in range(10)}
    po(tmp_path, words | {"Câu 0": ""})
    assert find_catalogues(tmp_path) == ("en",)
    po(tmp_path, words | {"Câu 0": "", "Câu 1": ""})
    assert find_catalogues(tmp_path) == ()
    po(tmp_path, words).rename(tmp_path / "too-long-a-name.po")
    assert find_catalogues(tmp_path) == ()


@pytest.mark.parametrize(("language", "forms"), [("en", 2), ("hre", 1), ("bdq", 1), ("sed", 1)])
def test_a_language_that_nobody_has_counted_has_one_form_for_all_numbers(language: str, forms: int, tmp_path: Path) -> None:
    path = tmp_path / f"{language}.po"
    write_catalogue(start_catalogue(language, extract_messages(page_folder(tmp_path))), path)
    catalogue = read_catalogue(path)
    assert catalogue is not None
    assert catalogue.num_plurals == forms
    assert f"msgstr[{forms - 1}]" in path.read_text("utf-8")
    assert f"msgstr[{forms}]" not in path.read_text("utf-8")
