"""A questionnaire in another language: other words, the same codes, values and order, hence the same sheet.

In a translation every text stands beside the Vietnamese words that it translates, and it holds only for those words. So a
question that was changed, and the instrument of an older campaign that asked otherwise, never show the translation of something
else, and nobody has to keep a version or a digest up to date. A questionnaire is offered in a language when all of it can be
had; a file with a fault counts as not there. Sheets, sums and digests are always those of the source: a translated copy is
made to be read and for nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from questionnaires.faults import Fault, Finding, quote
from questionnaires.loader import SHIPPED_FOLDER, load_shipped
from questionnaires.model import Item, Option, Questionnaire
from questionnaires.rules import MAX_TEXT, find_text_findings
from questionnaires.shape import MAX_NAME, TEXT
from questionnaires.source_texts import (
    CHOSEN,
    Place,
    background_texts,
    closing_texts,
    own_texts,
    scale_texts,
    shared_texts,
)
from questionnaires.yaml_text import Document, read_document

SOURCE_LANGUAGE: Final = "vi"
TEXTS_FOLDER: Final = SHIPPED_FOLDER / "texts"
COMMON_CODE: Final = "common"
NAMES: Final = ("short_title", "audience_label")
ROOM: Final = 3, 2  # a translation may be half as long again as the source may be: many languages need more letters
MAX_STORED: Final = 500  # what the model takes of any text


@dataclass(frozen=True)
class Gap:
    """One thing that a translation lacks, and where. `stale` has words, but of another text; `superfluous` harms nobody."""

    kind: Literal["missing", "stale", "superfluous", "fault"]
    fault: Fault


@dataclass(frozen=True)
class Pair:
    """A text of the source and what was written for it; "" where nothing has been written yet."""

    source: str
    text: str


@dataclass(frozen=True)
class Translation:
    """One file of a translation. Where it has faults nothing of it is used."""

    document: Document
    pairs: Mapping[Place, Pair]
    findings: tuple[Finding, ...]

    def say(self, texts: Mapping[Place, str]) -> dict[Place, str] | None:
        """The translations of all of `texts`; None if one is missing or is of other words."""
        pairs = {} if self.findings else {place: self.pairs.get(place) for place in texts}
        said = {place: pair.text for place, pair in pairs.items() if pair and pair.text and pair.source == texts[place]}
        return said if len(said) == len(texts) else None


def translated(questionnaire: Questionnaire, language: str, *, folder: Path = TEXTS_FOLDER) -> Questionnaire:
    """The questionnaire in the words of `language`; the source itself where they are not all to be had."""
    return _translate(questionnaire, language, folder) or questionnaire


def languages_of(questionnaire: Questionnaire, *, folder: Path = TEXTS_FOLDER) -> tuple[str, ...]:
    """The languages in which all of the questionnaire can be had, the source first."""
    others = (language for language in find_languages(folder) if _translate(questionnaire, language, folder))
    return (SOURCE_LANGUAGE, *others)


@cache
def find_languages(folder: Path = TEXTS_FOLDER) -> tuple[str, ...]:
    """The languages that have a folder of their own, complete or not."""
    listed = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path.name for path in listed if path.is_dir() and path.name != SOURCE_LANGUAGE))


def find_missing(language: str, *, folder: Path = TEXTS_FOLDER) -> tuple[Gap, ...]:
    """What the translation of the shipped questionnaires lacks, file by file in the order of the lines."""
    sources = {COMMON_CODE: shared_texts()} | {q.code: own_texts(q) for q in load_shipped().values()}
    gaps: list[Gap] = []
    for code, texts in sources.items():
        path = file_of(code, language, folder)
        if path.is_file():
            gaps += sorted(_compare(read_translation(path, language, code), texts), key=lambda gap: gap.fault)
        else:
            remedy = f"chạy start-translation {language} để tạo tệp, rồi dịch"
            gaps.append(Gap("missing", Fault(f"{language}/{path.name}", 1, "", f"chưa có tệp, thiếu {len(texts)} câu", remedy)))
    known = {file_of(code, language, folder).name for code in sources}
    listed = (folder / language).iterdir() if (folder / language).is_dir() else ()
    for path in sorted(path for path in listed if path.name not in known):
        message, remedy = "không có phiếu nào mang tên tệp này", "đổi tên tệp theo mã phiếu, hoặc xóa tệp"
        gaps.append(Gap("superfluous", Fault(f"{language}/{path.name}", 1, "", message, remedy)))
    return tuple(gaps)


def file_of(code: str, language: str, folder: Path = TEXTS_FOLDER) -> Path:
    """Where the translation of a questionnaire stands; its code in small letters."""
    return folder / language / f"{code.lower()}.yaml"


def read_translation(path: Path, language: str, code: str) -> Translation:
    """Reads one file of a translation. Never raises: what is wrong is a finding."""
    document = read_document(path)
    document = Document(f"{language}/{document.file}", document.data, document.lines, document.findings)
    pairs: dict[Place, Pair] = {}
    findings = list(document.findings)
    if isinstance(document.data, dict):
        findings += _find_code_findings(document.data, code)
        for place, found in _walk(document.data, language):
            if isinstance(found, Pair):
                pairs[place] = found
            else:
                findings.append(found)
        findings += _find_word_findings(pairs, language)
        findings += find_text_findings(document.data)
    return Translation(document, pairs, tuple(findings))


@lru_cache(maxsize=512)
def _translate(questionnaire: Questionnaire, language: str, folder: Path) -> Questionnaire | None:
    if language not in find_languages(folder):
        return None
    common = _load(COMMON_CODE, language, folder)
    own = _load(questionnaire.code, language, folder).say(own_texts(questionnaire))
    scale = common.say(scale_texts(questionnaire.scale.code, questionnaire.scale))
    closing = _say_closing(common, questionnaire.closing)
    background = [common.say(background_texts(item)) for item in questionnaire.background]
    if own is None or scale is None or closing is None or None in background:
        return None
    words = own | scale | closing
    for said in background:
        words |= said or {}
    return _reword(questionnaire, words)


@cache
def _load(code: str, language: str, folder: Path) -> Translation:
    return read_translation(file_of(code, language, folder), language, code)


def _say_closing(common: Translation, items: tuple[Item, ...]) -> dict[Place, str] | None:
    """A questionnaire does not know the name of its closing items, so their words tell: all must be those of one variant."""
    for variant in dict.fromkeys(place[1] for place in common.pairs if place[0] == "closing"):
        said = common.say(closing_texts(variant, items))
        if said is not None:
            return {("closing", place[-1]): text for place, text in said.items()}
    return None if items else {}


def _reword(source: Questionnaire, words: Mapping[Place, str]) -> Questionnaire:
    """A new questionnaire, for a copy would keep what the old one has already worked out of its words, its digest first."""
    scale, place = source.scale, ("scales", source.scale.code)
    changes: dict[str, Any] = {
        name: words[name,] for name in ("title", "short_title", "audience_label", "grade_question") if (name,) in words
    }
    changes["wording"] = source.wording.model_copy(update={"note": words["wording_note",]})
    changes["scale"] = scale.model_copy(
        update={"options": _relabel(scale.options, place, words), "not_applicable": words[(*place, "not_applicable")]}
    )
    changes["dimensions"] = tuple(
        dimension.model_copy(
            update={
                "title": words["dimensions", dimension.code],
                "items": tuple(item.model_copy(update={"text": words["items", item.code]}) for item in dimension.items),
            }
        )
        for dimension in source.dimensions
    )
    changes["closing"] = tuple(item.model_copy(update={"text": words["closing", item.code]}) for item in source.closing)
    changes["background"] = tuple(_reword_background(item, words) for item in source.background)
    changes["grades"] = tuple(grade.model_copy(update={"label": words["grades", grade.code]}) for grade in source.grades)
    return Questionnaire(**({name: getattr(source, name) for name in Questionnaire.model_fields} | changes))


def _reword_background(item: Item, words: Mapping[Place, str]) -> Item:
    place = ("background", item.code)
    return item.model_copy(update={"text": words[(*place, CHOSEN)], "options": _relabel(item.options, place, words)})


def _relabel(options: tuple[Option, ...], place: Place, words: Mapping[Place, str]) -> tuple[Option, ...]:
    return tuple(option.model_copy(update={"label": words[(*place, str(option.value))]}) for option in options)


def _walk(data: Mapping[str, Any], language: str, place: Place = ()) -> Iterator[tuple[Place, Pair | Finding]]:
    """Every pair of a file with its place, and what stands where a pair should."""
    for key, value in data.items():
        loc = (*place, key)
        if loc == ("code",):
            continue
        if not isinstance(value, dict) or not value:
            message = f"không có hai dòng {SOURCE_LANGUAGE} và {language}"
            yield loc, Finding(loc, message, "chép lại mục này từ một tệp khác của thư mục texts, hoặc xóa mục")
        elif {SOURCE_LANGUAGE, language} & set(value):
            yield from ((loc, found) for found in _read_pair(value, language, loc))
        else:
            yield from _walk(value, language, loc)


def _read_pair(value: Mapping[str, Any], language: str, loc: Place) -> Iterator[Pair | Finding]:
    known = (SOURCE_LANGUAGE, language)
    faults = [
        Finding((*loc, key), "dòng lạ", f"chỉ viết hai dòng {SOURCE_LANGUAGE} và {language}") for key in value.keys() - known
    ]
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
    name = place[-1] in NAMES or place[0] in ("scales", "grades")
    if place == ("wording_note",):
        return MAX_STORED
    return (MAX_NAME if name else MAX_TEXT) * ROOM[0] // ROOM[1]


def _compare(found: Translation, texts: Mapping[Place, str]) -> Iterator[Gap]:
    """The faults of a file, and where it and its source do not say the same."""
    language = found.document.file.split("/")[0]
    to_fault = found.document.to_fault
    for finding in found.findings:
        yield Gap("fault", to_fault(finding))
    refused = {finding.loc[: len(place)] for finding in found.findings for place in texts}
    for place, text in texts.items():
        pair = found.pairs.get(place)
        if pair is None and place not in refused:
            message = f"chưa có câu {quote(text)}"
            yield Gap(
                "missing", to_fault(Finding(place, message, f"thêm mục này với hai dòng {SOURCE_LANGUAGE} và {language}"))
            )
        elif pair and not pair.text:
            yield Gap("missing", to_fault(Finding((*place, language), f"chưa dịch {quote(text)}", "viết câu dịch vào")))
        elif pair and pair.source != text:
            message = f"câu gốc nay là {quote(text)}, đây là bản dịch của {quote(pair.source)}"
            remedy = f"xem lại câu dịch, rồi chép câu gốc mới vào dòng {SOURCE_LANGUAGE}"
            yield Gap("stale", to_fault(Finding((*place, SOURCE_LANGUAGE), message, remedy)))
    for place in found.pairs:
        if place not in texts:
            yield Gap("superfluous", to_fault(Finding(place, "phiếu không có câu này", "xóa mục này, hoặc sửa lại mã câu")))
