"""One deliberately broken file per rule, with the exact words a methodologist reads beside it (the .txt of the same name)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from questionnaires import Fault, QuestionnaireError, load_folder, load_questionnaire, shape
from questionnaires.yaml_text import MAX_BYTES, parse_document

Word = Callable[[Any, Mapping[str, Any]], tuple[str, str]]

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
BROKEN_COMMON = sorted((HERE / "broken_common").glob("*.yaml"))


def read_faults(path: Path) -> str:
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(path)
    return f"{caught.value}\n"


def faults_in(folder: Path) -> list[Fault]:
    with pytest.raises(QuestionnaireError) as caught:
        load_folder(folder)
    return list(caught.value.faults)


def find_patterns(schema: object) -> set[str]:
    """Every pattern in a JSON schema."""
    if isinstance(schema, dict):
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        return own.union(*(find_patterns(value) for value in schema.values()))
    if isinstance(schema, list):
        return set().union(*(find_patterns(value) for value in schema))
    return set()


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_says_what_is_wrong_and_what_to_do(path: Path) -> None:
    assert read_faults(path) == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("path", BROKEN_COMMON, ids=lambda path: path.stem)
def test_a_broken_common_file_says_what_is_wrong_and_what_to_do(path: Path, tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_bytes(path.read_bytes())
    (tmp_path / "good.yaml").write_bytes((HERE / "good.yaml").read_bytes())
    assert read_faults(tmp_path / "good.yaml") == path.with_suffix(".txt").read_text("utf-8")


def test_the_files_that_were_broken_are_good_when_whole(tmp_path: Path) -> None:
    assert load_questionnaire(HERE / "good.yaml").code == "THU-PH"
    (tmp_path / "common.yaml").write_bytes((HERE / "good_common.yaml").read_bytes())
    (tmp_path / "good.yaml").write_bytes((HERE / "good.yaml").read_bytes())
    assert load_questionnaire(tmp_path / "good.yaml").closing[0].text == "Hài lòng chung"


def test_every_expectation_has_its_broken_file() -> None:
    for folder in ("broken", "broken_common"):
        yaml_names = {path.stem for path in (HERE / folder).glob("*.yaml")}
        assert {path.stem for path in (HERE / folder).glob("*.txt")} == yaml_names


def test_all_faults_of_a_file_come_at_once_in_the_order_of_its_lines() -> None:
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(HERE / "broken" / "many-faults-at-once.yaml")
    faults = caught.value.faults
    assert len(faults) == 13
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert len({(fault.place, fault.message) for fault in faults}) == 13
    assert str(caught.value).count("\n") == 12


def test_a_fault_holds_file_line_place_message_and_remedy() -> None:
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(HERE / "broken" / "minutes-too-many.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.place) == ("minutes-too-many.yaml", 8, "minutes")
    assert (fault.message, fault.remedy) == ("31 lớn quá", "viết số từ 30 trở xuống")


def test_all_faults_of_all_files_of_a_folder_come_at_once() -> None:
    assert {fault.file for fault in faults_in(HERE / "broken")} == {path.name for path in BROKEN}


def test_a_code_used_in_two_files_names_the_other_file(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_bytes((HERE / "good.yaml").read_bytes())
    assert [str(fault) for fault in faults_in(tmp_path)] == [
        "b.yml, dòng 1, code: mã phiếu THU-PH đã dùng trong a.yaml. Cách sửa: đặt mã khác cho một trong hai phiếu."
    ]


def test_a_folder_without_files_and_a_folder_that_is_not_there_are_faults(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "không-có", HERE / "good.yaml"):
        (fault,) = faults_in(folder)
        assert fault.message == "thư mục không có tệp phiếu nào"


def test_a_file_that_is_not_there_or_is_a_folder_is_a_fault(tmp_path: Path) -> None:
    assert "không mở được tệp" in read_faults(tmp_path / "không-có.yaml")
    assert "không mở được tệp" in read_faults(tmp_path)
    assert "không mở được tệp" in read_faults(Path("a\0b.yaml"))


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "lớn.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert read_faults(path) == (
        "lớn.yaml, dòng 1: tệp lớn hơn 200 kB. Cách sửa: kiểm tra xem có nhầm tệp không; một phiếu chỉ khoảng 10 kB.\n"
    )


def test_a_hundred_thousand_brackets_are_refused_at_once() -> None:
    document = parse_document(b"[" * 100_000, "sâu.yaml")
    assert [finding.message for finding in document.findings] == ["các mục lồng nhau quá 8 bậc"]


def test_every_pattern_of_the_files_has_words() -> None:
    patterns = find_patterns(shape.QuestionnaireFile.model_json_schema()) | find_patterns(shape.CommonFile.model_json_schema())
    assert patterns == set(shape.PATTERNS)


def test_every_kind_of_shape_fault_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of fault that no example can show is not known to happen, and its words are not known to be right."""
    seen: set[str] = set()

    def remember(kind: str, word: Word) -> Word:
        def say(value: Any, context: Mapping[str, Any]) -> tuple[str, str]:
            seen.add(kind)
            return word(value, context)

        return say

    known = set(shape.WORDS)
    monkeypatch.setattr(shape, "WORDS", {kind: remember(kind, word) for kind, word in shape.WORDS.items()})
    faults_in(HERE / "broken")
    for path in BROKEN_COMMON:
        list(shape.find_shape_findings(shape.CommonFile, parse_document(path.read_bytes(), path.name).data))
    assert seen == known


def test_a_kind_of_shape_fault_without_words_is_still_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "WORDS", {})
    assert "minutes: giá trị không đúng mẫu" in read_faults(HERE / "broken" / "minutes-too-many.yaml")
