"""Strict reading, the frozen value, and the promise that nothing but QuestionnaireError ever comes out."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from questionnaires import Questionnaire, QuestionnaireError, load_folder, load_questionnaire, load_shipped
from questionnaires.faults import describe_place, quote
from questionnaires.yaml_text import parse_document

GOOD = (Path(__file__).parent / "good.yaml").read_text("utf-8")
COMMON = (Path(__file__).parent / "good_common.yaml").read_text("utf-8")
SHIPPED = (Path(__file__).parents[2] / "questionnaires" / "th-ph.yaml").read_text("utf-8")

MARKS = [
    "", " ", "\n", "\t", ":", "-", "- ", "{", "}", "[", "]", '"', "'", "#", "&a ", "*a", "!", "!!str ", "|\n", ">\n", "%", "@",
    "`", "? ", "---\n", "...\n", "\\", "\\x", "\\uD800", "\\U00110000", "<<: ", "null", "true", "1", "-1", "999999999999",
    "1:30", "{{x}}", "<b>", "%s", "\x00", "\u200b", "\ufeff", "\u2028", "\x85", "\ud800", "code", "items: []", "options:",
    "kind: choice", "ế", "e\u0302\u0301", "Lớp", "F01", "H02", "%YAML 9" + "9" * 5000,
]  # fmt: skip
relaxed = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)


def load_bytes(content: bytes, folder: Path, *, name: str = "phiếu.yaml") -> Questionnaire | QuestionnaireError:
    """The questionnaire, or the error; any other exception fails the test."""
    (folder / name).write_bytes(content)
    try:
        return load_questionnaire(folder / "phiếu.yaml")
    except QuestionnaireError as error:
        return check_error(error)


def check_error(error: QuestionnaireError) -> QuestionnaireError:
    """The error, if it can be printed one fault per line."""
    assert error.faults
    for fault in error.faults:
        assert fault.line >= 1
        assert fault.message
        assert fault.remedy
        assert "\n" not in str(fault)
        str(fault).encode("utf-8")
    return error


def mutate(text: str, changes: list[tuple[int, int, str]]) -> bytes:
    for place, length, mark in changes:
        start = place % (len(text) + 1)
        text = text[:start] + mark + text[start + length :]
    return text.encode("utf-8", "surrogatepass")


changes = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 12), st.sampled_from(MARKS) | st.text(max_size=3)), min_size=1, max_size=4
)


@relaxed
@given(content=st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_questionnaire_error(content: bytes, tmp_path: Path) -> None:
    assert isinstance(load_bytes(content, tmp_path), QuestionnaireError)


@relaxed
@given(content=st.text(max_size=100) | st.lists(st.sampled_from(MARKS), max_size=20).map("".join))
def test_arbitrary_text_raises_nothing_but_a_questionnaire_error(content: str, tmp_path: Path) -> None:
    assert isinstance(load_bytes(content.encode("utf-8", "surrogatepass"), tmp_path), QuestionnaireError)


@relaxed
@given(changes=changes)
def test_a_mutated_file_loads_or_raises_a_questionnaire_error(changes: list[tuple[int, int, str]], tmp_path: Path) -> None:
    load_bytes(mutate(GOOD, changes), tmp_path)


@relaxed
@given(changes=changes)
def test_a_mutated_common_file_loads_or_raises_a_questionnaire_error(
    changes: list[tuple[int, int, str]], tmp_path: Path
) -> None:
    (tmp_path / "phiếu.yaml").write_text(GOOD, "utf-8")
    load_bytes(mutate(COMMON, changes), tmp_path, name="common.yaml")


@relaxed
@given(data=st.data())
def test_a_value_of_any_kind_in_any_place_raises_nothing_else(data: st.DataObject, tmp_path: Path) -> None:
    content = parse_document(data.draw(st.sampled_from([GOOD, COMMON])).encode(), "x").data
    paths = [path for path in _paths(content) if path]
    path = data.draw(st.sampled_from(paths))
    changed = json.loads(json.dumps(content))
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = data.draw(json_values)
    (tmp_path / "phiếu.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "common.yaml").write_text(COMMON, "utf-8")
    load_bytes(json.dumps(changed).encode(), tmp_path, name="phiếu.yaml" if "code" in content else "common.yaml")


def _paths(content: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, tuple) else ()
    return [path, *(below for step, child in children for below in _paths(child, (*path, step)))]


def test_yaml_guesses_nothing() -> None:
    text = "a: no\nb: on\nc: 1:30\nd: 2026-11-20\ne: 0x1F\nf: 1e3\ng: .inf\nh: 010\ni: 1_000\nj: Yes\nk: True\nl: =\n"
    data = parse_document(text.encode(), "x").data
    assert data == dict(line.split(": ") for line in text.splitlines())


def test_yaml_knows_whole_numbers_true_false_and_nothing() -> None:
    data = parse_document(b"a: 12\nb: -3\nc: true\nd: false\ne: null\nf: ~\ng:\nh: '12'\ni: 0\n", "x").data
    assert data == {"a": 12, "b": -3, "c": True, "d": False, "e": None, "f": None, "g": None, "h": "12", "i": 0}


def test_a_merge_key_merges_nothing() -> None:
    assert parse_document(b"<<: {a: b}\n", "x").data == {"<<": {"a": "b"}}


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    whole = load_bytes(GOOD.encode(), tmp_path)
    apart = load_bytes(unicodedata.normalize("NFD", GOOD).encode(), tmp_path)
    assert isinstance(whole, Questionnaire)
    assert isinstance(apart, Questionnaire)
    assert whole.digest == apart.digest


def test_a_file_saved_by_windows_notepad_is_the_same(tmp_path: Path) -> None:
    whole = load_bytes(GOOD.encode(), tmp_path)
    windows = load_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), tmp_path)
    assert whole == windows


def test_comments_and_the_layout_do_not_change_the_digest(tmp_path: Path) -> None:
    one = load_bytes(GOOD.encode(), tmp_path)
    data = parse_document(GOOD.encode(), "x").data
    two = load_bytes(f"# ghi chú\n{json.dumps(data, ensure_ascii=False, indent=1)}".encode(), tmp_path)
    assert isinstance(one, Questionnaire)
    assert isinstance(two, Questionnaire)
    assert one.digest == two.digest


def test_one_word_changes_the_digest(tmp_path: Path) -> None:
    one = load_bytes(GOOD.encode(), tmp_path)
    two = load_bytes(GOOD.replace("tuyển sinh", "nhập học").encode(), tmp_path)
    assert isinstance(one, Questionnaire)
    assert isinstance(two, Questionnaire)
    assert one.digest != two.digest


@pytest.mark.parametrize("code", list(load_shipped()))
def test_what_is_stored_is_read_back_as_it_was(code: str) -> None:
    questionnaire = load_shipped()[code]
    again = Questionnaire.from_json(questionnaire.to_json())
    assert again == questionnaire
    assert again.to_json() == questionnaire.to_json()
    assert again.digest == questionnaire.digest


def test_the_digest_is_the_same_in_another_process() -> None:
    program = "from questionnaires import load_shipped\nfor q in load_shipped().values(): print(q.code, q.digest)"
    root = Path(__file__).parents[2]
    environment = {"PYTHONHASHSEED": "1", "PYTHONPATH": str(root), "PYTHONUTF8": "0", "LC_ALL": "C"}
    run = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert dict(line.split() for line in run.stdout.splitlines()) == {q.code: q.digest for q in load_shipped().values()}


def test_a_questionnaire_cannot_be_changed() -> None:
    questionnaire = load_shipped()["TH-PH"]
    with pytest.raises(ValidationError):
        questionnaire.title = "khác"  # type: ignore[misc]


def test_a_folder_has_its_own_common_file_or_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "phiếu.yaml").write_text(GOOD, "utf-8")
    assert load_folder(tmp_path)["THU-PH"].closing == load_shipped()["TH-PH"].closing
    (tmp_path / "common.yaml").write_text(COMMON, "utf-8")
    assert [item.text for item in load_folder(tmp_path)["THU-PH"].closing] == [
        "Hài lòng chung",
        "Đáp ứng mong đợi",
        "Ý kiến khác",
    ]


def test_replacing_one_text_by_official_words_touches_nothing_else(tmp_path: Path) -> None:
    official = SHIPPED.replace("Vị trí của trường và đường đi đến trường", "Sự thuận tiện khi đến trường").replace(
        "kind: own\n  note: >\n", "kind: official\n  note: >\n    Quyết định 1234/QĐ-BGDĐT.\n"
    )
    draft, replaced = load_shipped()["TH-PH"], load_bytes(official.encode(), tmp_path)
    assert isinstance(replaced, Questionnaire)
    assert replaced.wording.kind == "official"
    assert [item.code for item in replaced.items] == [item.code for item in draft.items]
    assert sum(a != b for a, b in zip(replaced.items, draft.items, strict=True)) == 1


def test_a_place_is_named_by_codes_where_there_are_codes() -> None:
    data = {"dimensions": ({"code": "A", "items": ({"code": "A01"}, {"code": 5})},)}
    assert describe_place(("dimensions", 0, "items", 0, "text"), data) == "dimensions › A › items › A01 › text"
    assert describe_place(("dimensions", 0, "items", 1), data) == "dimensions › A › items › mục thứ 2"
    assert describe_place(("dimensions", 7, "items"), data) == "dimensions › mục thứ 8 › items"
    assert describe_place((), data) == ""


def test_a_quotation_is_short_and_printable() -> None:
    assert quote("a\x00\ud800b") == "“a��b”"
    assert quote("x" * 100) == "“" + "x" * 59 + "…”"
    assert (quote(True), quote(None), quote(5)) == ("“true”", "“”", "“5”")
