"""One file of a translation: how it is read, what is wrong with it, what it lacks, and how an empty one looks.

A text and its translation stand under the place of the text, side by side:

    items:
      A01:
        vi: "Thư viện"
        en: "The library"

This module knows one file and the texts it should hold. It must not know which languages there are.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from questionnaires.faults import Fault, Finding, quote
from questionnaires.rules import MAX_TEXT, find_text_findings
from questionnaires.shape import MAX_NAME, TEXT
from questionnaires.source_texts import Place
from questionnaires.yaml_text import Document, read_document

SOURCE_LANGUAGE: Final = "vi"
NAMES: Final = ("short_title", "audience_label")
ROOM: Final = 3, 2  # a translation may be half as long again as the source may be: many languages need more letters
MAX_STORED: Final = 500  # what the model takes of any text

GapKind = Literal["missing", "stale", "superfluous", "fault"]


@dataclass(frozen=True)
class Gap:
    """One thing that a translation lacks, and where. `stale` has words, but of another text; `superfluous` harms nobody."""

    kind: GapKind
    fault: Fault


@dataclass(frozen=True)
class Pair:
    """A text of the source and what was written for it; "" where nothing has been written yet."""

    source: str
    text: str


@dataclass(frozen=True)
class Translation:
    """One file as read. Where it has faults nothing of it is used."""

    language: str
    document: Document
    pairs: Mapping[Place, Pair]
    findings: tuple[Finding, ...]

    def say(self, texts: Mapping[Place, str]) -> dict[Place, str] | None:
        """The translations of all of `texts`; None if one is missing or is of other words."""
        pairs = {} if self.findings else {place: self.pairs.get(place) for place in texts}
        said = {place: pair.text for place, pair in pairs.items() if pair and pair.text and pair.source == texts[place]}
        return said if len(said) == len(texts) else None

    def find_gaps(self, texts: Mapping[Place, str]) -> list[Gap]:
        """The faults of the file, and where it does not hold what `texts` ask for, in the order of its lines."""
        gaps = [Gap("fault", self.document.to_fault(finding)) for finding in self.findings]
        broken = {finding.loc for finding in self.findings}
        for place, text in texts.items():
            if not any(place[: len(loc)] == loc or loc[: len(place)] == place for loc in broken):
                gaps += [Gap(kind, self.document.to_fault(finding)) for kind, finding in self._compare(place, text)]
        for place in self.pairs.keys() - texts.keys():
            finding = Finding(place, "phiếu không có câu này", "xóa mục này, hoặc sửa lại mã câu")
            gaps.append(Gap("superfluous", self.document.to_fault(finding)))
        return sorted(gaps, key=lambda gap: gap.fault)

    def _compare(self, place: Place, text: str) -> Iterator[tuple[Literal["missing", "stale"], Finding]]:
        pair = self.pairs.get(place)
        if pair is None:
            remedy = f"thêm mục {place[-1]} với hai dòng {SOURCE_LANGUAGE} và {self.language}"
            yield "missing", Finding(place, f"chưa có câu {quote(text)}", remedy)
        elif not pair.text:
            yield "missing", Finding((*place, self.language), f"chưa dịch {quote(text)}", f"viết vào dòng {self.language}")
        elif pair.source != text:
            message = f"câu gốc nay là {quote(text)}, đây là bản dịch của {quote(pair.source)}"
            remedy = f"xem lại câu dịch, rồi chép câu gốc mới vào dòng {SOURCE_LANGUAGE}"
            yield "stale", Finding((*place, SOURCE_LANGUAGE), message, remedy)


def read_translation(path: Path, language: str, code: str) -> Translation:
    """Reads one file of a translation. Never raises: what is wrong is a finding."""
    document = read_document(path)
    document = Document(f"{language}/{document.file}", document.data, document.lines, document.findings)
    pairs: dict[Place, Pair] = {}
    findings = list(document.findings)
    if isinstance(document.data, dict):
        findings += _find_code_findings(document.data, code)
        for place, found in _walk(document.data, language, ()):
            if isinstance(found, Pair):
                pairs[place] = found
            else:
                findings.append(found)
        findings += _find_word_findings(pairs, language)
        findings += find_text_findings(document.data)
    return Translation(language, document, pairs, tuple(findings))


def build_skeleton(code: str, language: str, texts: Mapping[Place, str], known: Mapping[str, str]) -> str:
    """A file to be filled in. What is `known` by its source is filled in already."""
    lines = [
        f"# Bản dịch {code} sang {language}. Cách làm: docs/ngon-ngu.md.",
        f"# Để nguyên dòng {SOURCE_LANGUAGE} (câu gốc); viết câu dịch ở dòng {language}, giữa hai dấu nháy kép.",
        "",
        f"code: {code}",
    ]
    above: Place = ()
    for place, text in texts.items():
        shared = next((n for n, (old, new) in enumerate(zip(above, place, strict=False)) if old != new), len(above))
        lines += [""] * (shared == 0)
        lines += [f"{'  ' * depth}{place[depth]}:" for depth in range(shared, len(place))]
        indent = "  " * len(place)
        lines += [f"{indent}{SOURCE_LANGUAGE}: {_quoted(text)}", f"{indent}{language}: {_quoted(known.get(text, ''))}"]
        above = place
    return "\n".join(lines) + "\n"


def fill_empty(content: str, found: Translation, known: Mapping[str, str]) -> tuple[str, int]:
    """The content of a file with its empty lines filled in from what is `known`, and how many; nothing else is touched."""
    lines, filled = content.split("\n"), 0
    for place, pair in found.pairs.items() if not found.findings else ():  # where the file is broken its lines may mislead
        number = found.document.lines[(*place, found.language)] - 1 if not pair.text and pair.source in known else None
        if number is not None and re.fullmatch(rf"\s*{re.escape(found.language)}:\s*(\"\"|'')?\s*", lines[number]):
            lines[number] = f"{lines[number].split(':')[0]}: {_quoted(known[pair.source])}"
            filled += 1
    return "\n".join(lines), filled


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _walk(data: Mapping[str, Any], language: str, place: Place) -> Iterator[tuple[Place, Pair | Finding]]:
    """Every pair of a file with its place, and what stands where a pair should."""
    for key, value in data.items():
        loc = (*place, key)
        if loc == ("code",):
            continue
        if not isinstance(value, dict) or not value:
            message = f"không có hai dòng {SOURCE_LANGUAGE} và {language}"
            yield loc, Finding(loc, message, "viết lại mục này theo mẫu của các mục khác, hoặc xóa mục")
        elif {SOURCE_LANGUAGE, language} & set(value):
            yield from ((loc, found) for found in _read_pair(value, language, loc))
        else:
            yield from _walk(value, language, loc)


def _read_pair(value: Mapping[str, Any], language: str, loc: Place) -> Iterator[Pair | Finding]:
    known = (SOURCE_LANGUAGE, language)
    faults = [
        Finding((*loc, key), "dòng lạ", f"chỉ viết hai dòng {known[0]} và {known[1]}") for key in value if key not in known
    ]
    faults += [Finding(loc, f"thiếu dòng {name}", "thêm dòng này vào") for name in known if name not in value]
    texts = [value.get(name) or "" for name in known]
    for name, text in zip(known, texts, strict=True):
        if not isinstance(text, str):
            faults.append(Finding((*loc, name), f"{quote(text)} {TEXT[0]}", TEXT[1]))
    if faults:
        yield from faults
    else:
        yield Pair(texts[0].strip(), texts[1].strip())


def _find_code_findings(data: Mapping[str, Any], code: str) -> Iterator[Finding]:
    if "code" not in data:
        yield Finding((), "thiếu mã phiếu", f"thêm dòng đầu: code: {code}")
    elif data["code"] != code:
        yield Finding(("code",), f"mã phiếu là {quote(data['code'])}, tên tệp là của phiếu {code}", f"viết code: {code}")


def _find_word_findings(pairs: Mapping[Place, Pair], language: str) -> Iterator[Finding]:
    """Words too long for their place, and two choices that a reader could not tell apart."""
    seen: dict[tuple[Place, str], str] = {}
    for place, pair in pairs.items():
        limit = _limit(place)
        if len(pair.text) > limit:
            yield Finding(
                (*place, language), f"dài {len(pair.text)} ký tự, quá {limit}", f"rút gọn còn nhiều nhất {limit} ký tự"
            )
        key = (place[:-1], pair.text.casefold())
        if len(place) > 1 and pair.text and seen.setdefault(key, pair.source) != pair.source:
            message = f"{quote(pair.text)} dùng cho hai câu khác nhau"
            yield Finding((*place, language), message, "dịch sao cho người đọc phân biệt được hai câu")


def _limit(place: Place) -> int:
    if place == ("wording_note",):
        return MAX_STORED
    return (MAX_NAME if place[-1] in NAMES or place[0] in ("scales", "grades") else MAX_TEXT) * ROOM[0] // ROOM[1]
