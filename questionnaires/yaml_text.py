"""Strict YAML: plain values, the line of every one, and everything in the file that is not plain.

YAML is read from its event stream, not through a loader: then nothing is guessed (`no`, `on`, `1:30` and `2026-11-20` stay
words), nothing is built from tags, nothing is copied by anchors, and depth is known before memory is spent. This module must
not know what a questionnaire is.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from questionnaires.faults import Fault, Finding, Loc, describe_place, quote

MAX_BYTES = 200_000  # twenty times the longest file we know; a Word document or a picture is told apart by its size
MAX_DEPTH = 8  # dimensions › A › items › A01 › options › 1 is six; the reader may then call itself without fear

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")  # no 007, 0x1F, 1_000 or 1:30
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

# PyYAML's words for a broken structure (a part of them) → what is wrong, what to do. The first that fits counts.
SYNTAX = (
    ("'\\t'", "có dấu tab ở đầu dòng", "thụt dòng bằng dấu cách, không dùng phím Tab"),
    ("escape", "sau dấu gạch chéo ngược không phải là một mã đúng", "xóa dấu gạch chéo ngược"),
    ("quoted scalar", "dấu nháy mở ra mà không đóng lại", "thêm dấu nháy ở cuối câu"),
    ("cannot start any token", "câu chữ bắt đầu bằng ký tự đặc biệt", "đặt cả câu chữ trong dấu nháy kép"),
    ("mapping values", "dấu hai chấm ở chỗ không được phép", "đặt cả câu chữ trong dấu nháy kép, hoặc thụt dòng lại"),
    ("expected ':'", "dòng thiếu dấu hai chấm", "viết theo mẫu “tên: nội dung”, sau dấu hai chấm có một dấu cách"),
    ("flow", "viết sai trong dấu ngoặc", "đóng ngoặc, ngăn các mục bằng dấu phẩy, đặt câu chữ trong dấu nháy kép"),
    (
        "found '<scalar>'",
        "dấu nháy không khớp ở dòng này hoặc dòng trước",
        "đóng mở đủ dấu nháy; bên trong câu thì dùng dấu “ ”",
    ),
    ("block", "thụt dòng không đều", "cho các mục cùng cấp bắt đầu ở cùng một cột"),
)
SYNTAX_DEFAULT = (
    "không đọc được cấu trúc YAML ở chỗ này",
    "xem lại dấu hai chấm, dấu nháy và cách thụt dòng ở đây và dòng trước",
)


@dataclass(frozen=True)
class Document:
    """A file as plain values: dicts, tuples, str, int, bool, None. `findings` are the faults of its YAML."""

    file: str
    data: Any
    lines: dict[Loc, int]
    findings: tuple[Finding, ...]

    def to_fault(self, finding: Finding) -> Fault:
        """The finding with its file, its line and its place in words."""
        loc = finding.loc
        while loc and loc not in self.lines:
            loc = loc[:-1]
        line = finding.line or self.lines.get(loc, 1)
        return Fault(self.file, line, describe_place(finding.loc, self.data), finding.message, finding.remedy)


@dataclass
class _Reading:
    events: Iterator[yaml.Event]
    lines: dict[Loc, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, loc: Loc, event: yaml.Event, message: str, remedy: str) -> None:
        self.findings.append(Finding(loc, message, remedy, _line(event)))


class _TooDeep(Exception):
    """Ends the reading: deeper than any questionnaire goes."""


def read_document(path: Path) -> Document:
    """Reads a file strictly. Never raises: what cannot be read is a finding."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return _unreadable(path.name, "không mở được tệp", "kiểm tra tên tệp, thư mục và quyền đọc")
    return parse_document(content, path.name)


def parse_document(content: bytes, file: str) -> Document:
    """Reads the content of a file strictly. Never raises: what cannot be read is a finding."""
    if len(content) > MAX_BYTES:
        return _unreadable(
            file, f"tệp lớn hơn {MAX_BYTES // 1000} kB", "kiểm tra xem có nhầm tệp không; một phiếu chỉ khoảng 10 kB"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _unreadable(file, "tệp không ở bảng mã UTF-8", "lưu lại tệp với bảng mã UTF-8 (Unicode)", line=line)
    characters, text = _visible(text)
    reading = _Reading(yaml.parse(text, Loader=yaml.SafeLoader), findings=characters)
    data = None
    try:
        data = _read_stream(reading)
    except _TooDeep:
        pass
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # ValueError and OverflowError: PyYAML lets "\U00110000" and a version of 5,000 digits through to chr() and int().
        reading.findings.append(_broken(error, max(reading.lines.values(), default=1)))
    return Document(file, data, reading.lines, tuple(reading.findings))


def _unreadable(file: str, message: str, remedy: str, *, line: int = 1) -> Document:
    return Document(file, None, {}, (Finding((), message, remedy, line),))


def _visible(text: str) -> tuple[list[Finding], str]:
    """Finds letters that nobody sees (control, zero width, private use) and puts spaces there, so that the reading goes on."""
    findings, lines = [], []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        hidden = sorted({letter for letter in line if letter != "\t" and _is_hidden(letter)})
        findings += [Finding((), *_hidden_fault(letter), number) for letter in hidden]
        lines.append("".join(" " if letter in hidden else letter for letter in line))
    return findings, "\n".join(lines)


def _is_hidden(letter: str) -> bool:
    # Zl and Zp are line ends of their own in YAML; U+FFFE and U+FFFF are Cn, but YAML refuses them.
    return unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} or letter in "\ufffe\uffff"


def _hidden_fault(letter: str) -> tuple[str, str]:
    return (
        f"có ký tự không nhìn thấy U+{ord(letter):04X}",
        "xóa ký tự đó rồi gõ lại chỗ này; thường nó theo vào khi chép từ Word hay PDF",
    )


def _broken(error: Exception, last_line: int) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}" if mark else "escape"
    message, remedy = next((words for part, *words in SYNTAX if part in said), SYNTAX_DEFAULT)
    return Finding((), message, remedy, mark.line + 1 if mark else last_line)


def _read_stream(reading: _Reading) -> Any:
    next(reading.events)
    start = next(reading.events)
    if isinstance(start, yaml.StreamEndEvent):
        reading.note((), start, "tệp trống", "viết phiếu theo FORMAT.md")
        return None
    data = _read_value(reading, next(reading.events), ())
    next(reading.events)
    end = next(reading.events)
    if not isinstance(end, yaml.StreamEndEvent):
        reading.note((), end, "tệp có hơn một tài liệu (dấu ---)", "mỗi tệp chỉ chứa một phiếu; chuyển phần sau sang tệp khác")
    if not isinstance(data, dict):
        reading.note((), start, "tệp không phải là danh sách các mục “tên: nội dung”", "viết phiếu theo FORMAT.md")
    return data


def _read_value(reading: _Reading, event: yaml.Event, loc: Loc) -> Any:
    reading.lines.setdefault(loc, _line(event))
    _note_marks(reading, event, loc)
    if isinstance(event, yaml.ScalarEvent):
        return _read_scalar(reading, event, loc)
    if isinstance(event, yaml.AliasEvent):
        return None
    if len(loc) >= MAX_DEPTH:
        reading.note(loc, event, f"các mục lồng nhau quá {MAX_DEPTH} bậc", "xem lại các dấu ngoặc và cách thụt dòng")
        raise _TooDeep
    if isinstance(event, yaml.SequenceStartEvent):
        return _read_list(reading, loc)
    return _read_mapping(reading, loc)


def _read_list(reading: _Reading, loc: Loc) -> tuple[Any, ...]:
    values: list[Any] = []
    while not isinstance(event := next(reading.events), yaml.SequenceEndEvent):
        values.append(_read_value(reading, event, (*loc, len(values))))
    return tuple(values)


def _read_mapping(reading: _Reading, loc: Loc) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while not isinstance(event := next(reading.events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            reading.note(loc, event, "tên mục không phải là một từ", "viết theo mẫu “tên: nội dung”")
            _read_value(reading, event, (*loc, "?"))
            _read_value(reading, next(reading.events), (*loc, "?"))
            continue
        key = _read_text(reading, event, loc)
        _note_marks(reading, event, (*loc, key))
        if key in values:
            message = f"mục này đã có ở dòng {reading.lines[(*loc, key)]}"
            reading.note((*loc, key), event, message, "giữ lại một mục, xóa mục kia")
        reading.lines.setdefault((*loc, key), _line(event))
        value = _read_value(reading, next(reading.events), (*loc, key))
        values.setdefault(key, value)
    return values


def _read_scalar(reading: _Reading, event: yaml.ScalarEvent, loc: Loc) -> str | int | bool | None:
    if event.style is None and event.tag is None:
        if event.value in WORDS:
            return WORDS[event.value]
        if INTEGER.fullmatch(event.value):
            return int(event.value)
    return _read_text(reading, event, loc)


def _read_text(reading: _Reading, event: yaml.ScalarEvent, loc: Loc) -> str:
    """The words of a scalar: NFC, on one line, every letter visible."""
    text = unicodedata.normalize("NFC", event.value.rstrip("\n"))
    if "\n" in text:
        reading.note(loc, event, "câu chữ có chỗ xuống dòng", "viết trên một dòng; câu dài thì dùng dấu > thay cho dấu |")
    hidden = sorted({letter for letter in text if letter != "\n" and _is_hidden(letter)})
    for letter in hidden:
        reading.note(loc, event, *_hidden_fault(letter))
    return "".join(" " if letter == "\n" or letter in hidden else letter for letter in text)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _note_marks(reading: _Reading, event: yaml.Event, loc: Loc) -> None:
    """Anchors, aliases and tags: a copied or typed value is one that a reader of the file does not see."""
    advice = "viết lại đủ nội dung; nếu là câu chữ thì đặt trong dấu nháy kép"
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        reading.note(loc, event, f"dùng dấu * để chép lại ({quote('*' + str(anchor))})", advice)
    elif anchor is not None:
        reading.note(loc, event, f"dùng dấu & để đặt tên ({quote('&' + anchor)})", advice)
    if tag is not None:
        reading.note(loc, event, f"dùng dấu ! để khai kiểu ({quote(tag.replace('tag:yaml.org,2002:', '!!'))})", advice)
