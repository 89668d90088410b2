"""A questionnaire in another language: other words, the same codes, values and order, hence the same sheet.

In a translation every text stands beside the Vietnamese words that it translates, and it holds only for those words. So a
question that was changed, and the instrument of an older campaign that asked otherwise, never show the translation of something
else, and nobody has to keep a version or a digest up to date. A questionnaire is offered in a language when all of it can be
had; a file with a fault counts as not there. Sheets, sums and digests are always those of the source: a translated copy is
made to be read and for nothing else.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from questionnaires.faults import Fault
from questionnaires.loader import SHIPPED_FOLDER, load_shipped
from questionnaires.model import Item, Option, Questionnaire
from questionnaires.source_texts import (
    CHOSEN,
    Place,
    background_texts,
    closing_texts,
    own_texts,
    scale_texts,
    shared_texts,
)
from questionnaires.translation_file import SOURCE_LANGUAGE, Gap, Translation, read_translation

TEXTS_FOLDER: Final = SHIPPED_FOLDER / "texts"
COMMON_CODE: Final = "common"


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


def texts_to_translate() -> dict[str, dict[Place, str]]:
    """What a complete translation says, by the code of the file: what all questionnaires share, then each by itself."""
    return {COMMON_CODE: shared_texts()} | {each.code: own_texts(each) for each in load_shipped().values()}


def find_missing(language: str, *, folder: Path = TEXTS_FOLDER) -> tuple[Gap, ...]:
    """What the translation of the shipped questionnaires lacks, file by file in the order of the lines."""
    gaps: list[Gap] = []
    paths = {file_of(code, language, folder): (code, texts) for code, texts in texts_to_translate().items()}
    for path, (code, texts) in paths.items():
        if path.is_file():
            gaps += read_translation(path, language, code).find_gaps(texts)
        else:
            remedy = f"chạy start-translation {language} để tạo tệp, rồi dịch"
            message = f"chưa có tệp, thiếu {len(texts)} câu"
            gaps.append(Gap("missing", Fault(f"{language}/{path.name}", 1, "", message, remedy)))
    listed = (folder / language).iterdir() if (folder / language).is_dir() else ()
    for path in sorted(path for path in listed if path not in paths):
        message, remedy = "không có phiếu nào mang tên tệp này", "đổi tên tệp theo mã phiếu, hoặc xóa tệp"
        gaps.append(Gap("superfluous", Fault(f"{language}/{path.name}", 1, "", message, remedy)))
    return tuple(gaps)


def find_known(language: str, *, folder: Path = TEXTS_FOLDER) -> dict[str, str]:
    """What has been translated in one file and may help in another: by its source, where all files agree."""
    said: dict[str, set[str]] = {}
    for code in texts_to_translate():
        found = read_translation(file_of(code, language, folder), language, code)
        for pair in found.pairs.values() if not found.findings else ():
            if pair.text:
                said.setdefault(pair.source, set()).add(pair.text)
    return {source: next(iter(texts)) for source, texts in said.items() if len(texts) == 1}


def file_of(code: str, language: str, folder: Path = TEXTS_FOLDER) -> Path:
    """Where the translation of a questionnaire stands: under its code in small letters."""
    return folder / language / f"{code.lower()}.yaml"


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
