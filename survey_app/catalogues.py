"""The files of the interface's translations: what there is to translate, what a file says, what it lacks.

A text that no page would survive (a placeholder lost, a stray percent sign) is left out when a file is read, so the page shows
the Vietnamese text instead. Knows files and Babel; must not know which page is being made.
"""

import codecs
import gettext
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

from questionnaires.faults import Fault, quote
from questionnaires.rules import MARKUP
from questionnaires.translation_file import Gap, GapKind
from survey_app.config import PROJECT_FOLDER

FOLDER: Final = Path(__file__).parent / "translations"
SOURCES: Final = {"templates": "jinja2.ext.babel_extract", "survey_app": "python"}
SUFFIXES: Final = {"jinja2.ext.babel_extract": "**.html", "python": "**.py"}
OPTIONS: Final = {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}
# gettext of our own: the words stand in the first place, or in the first two
KEYWORDS: Final[dict[str, Any]] = {"_": None, "gettext": None, "ngettext": (1, 2)}

# a comment, nothing, or words in straight quotation marks, with or without their keyword
LINE: Final = re.compile(r"""\s*(?:\#.*|(?:(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*)?""")
NAMED: Final = re.compile(r"%\(\w+\)[sd]|\{\w+\}")  # filled in by the page: %(n)s, and {page} by the typesetter
ADDRESS: Final = {"%(you)s"}  # Em, Anh/Chị, Ông/Bà: most languages address people without it
CODE: Final = re.compile(r"[a-z]{2,3}")  # as in ISO 639; longer ones would not fit where the language of a sending is kept

# a version that brings a few new texts must not take a language away; a file hardly begun must not call Vietnamese pages Hrê
OFFERED_FROM: Final = 0.9


def extract_messages(root: Path = PROJECT_FOLDER) -> Catalog:
    """Every text of the templates and of the code that a respondent may read."""
    found = Catalog(fuzzy=False)
    for folder, method in SOURCES.items():
        extracted = extract_from_dir(
            root / folder, [(SUFFIXES[method], method)], {SUFFIXES[method]: OPTIONS}, keywords=KEYWORDS, comment_tags=()
        )
        for name, _line, words, _comments, _context in sorted(extracted, key=lambda each: (each[0], each[1])):
            found.add(words, locations=[(f"{folder}/{Path(name).as_posix()}", None)])  # type: ignore[list-item]
    return found


def find_catalogues(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages that can be offered, in the order of their codes."""
    paths = sorted(path for path in folder.glob("*.po") if CODE.fullmatch(path.stem))
    return tuple(path.stem for path in paths if _share_translated(read_catalogue(path)) >= OFFERED_FROM)


def read_catalogue(path: Path) -> Catalog | None:
    """A file as it is written; None if it cannot be read at all."""
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)  # as Notepad likes to begin a file
        with redirect_stdout(io.StringIO()):  # Babel prints what it did not understand; find_broken_line says it better
            return read_po(io.BytesIO(content))
    except (OSError, ValueError, LookupError):  # Babel's own faults are ValueErrors, and so are wrong letters
        return None


def find_broken_line(path: Path) -> int | None:
    """The first line that Babel would pass over in silence, and with it the words that stand there."""
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if not LINE.fullmatch(line)), None)


def to_translations(catalogue: Catalog) -> Translations:
    """What pages ask for words; a text that would break a page is left out."""
    sound = Catalog(charset="utf-8")
    for message in catalogue:
        if message.id and _is_shown(message):
            sound.add(
                message.id, tuple(map(_composed, _strings(message))) if message.pluralizable else _composed(message.string)
            )
    compiled = io.BytesIO()
    write_mo(compiled, sound)
    compiled.seek(0)
    translations = Translations(compiled)
    translations.plural = _plural_of(catalogue)  # Babel forgets it where it does not know the language
    return translations


def _plural_of(catalogue: Catalog) -> Callable[[Any], int]:
    """Which form a number takes; the first for all where the file does not say it rightly."""
    try:
        chosen: Callable[[Any], int] = gettext.c2py(catalogue.plural_expr)
    except ValueError:
        return lambda _number: 0
    return chosen


def merge(catalogue: Catalog, template: Catalog) -> Counter[str]:
    """Bring a file up to date with the texts of the pages; say how many texts are new, gone, and like an older one.

    What is no longer asked for is kept at the end of the file; what resembles an older text takes its words, marked to be
    looked at again and not shown until then.
    """
    before = {_key(message) for message in catalogue if message.id}
    fuzzy = {_key(message) for message in catalogue if message.fuzzy}
    catalogue.update(template)
    after = {_key(message) for message in catalogue if message.id}
    marked = {_key(message) for message in catalogue if message.id and message.fuzzy}
    return Counter({"new": len(after - before), "gone": len(before - after), "alike": len(marked - fuzzy)})


def start_catalogue(language: str, template: Catalog) -> Catalog:
    """An empty file for a language. Where Babel does not know a language it has one form for all numbers, as Vietnamese has."""
    known = Catalog(locale=language)
    catalogue = read_po(io.BytesIO(_header(language, known.plural_forms if known.locale else "nplurals=1; plural=0;").encode()))
    catalogue.header_comment = (
        f"# Bản dịch giao diện sang {language}. Cách làm: docs/ngon-ngu.md.\n"
        "# msgid là câu gốc, để nguyên; viết câu dịch ở msgstr. Giữ nguyên những chỗ như %(n)s."
    )
    catalogue.update(template)
    return catalogue


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write the file, whole or not at all: in the order of the pages, without line numbers and dates, which only change."""
    content = io.BytesIO()
    write_po(content, catalogue, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    head = f"{catalogue.header_comment}\n{_header(path.stem, catalogue.plural_forms)}\n"
    fresh = path.with_suffix(".new")
    fresh.write_bytes(head.encode() + content.getvalue())
    fresh.replace(path)


def _header(language: str, plural_forms: str) -> str:
    lines = (f"Language: {language}", "Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {plural_forms}")
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines)


def find_interface_gaps(path: Path, template: Catalog) -> list[Gap]:
    """What a file lacks, in the order of its lines."""
    file = f"translations/{path.name}"
    if not path.is_file():
        remedy = f"chạy start-translation {path.stem} để tạo tệp, rồi dịch"
        return [Gap("missing", Fault(file, 1, "", f"chưa có tệp, thiếu {len(template)} câu", remedy))]
    catalogue = read_catalogue(path)
    if catalogue is None:
        return [Gap("fault", Fault(file, 1, "", "không đọc được tệp", "lưu lại với bảng mã UTF-8, xem lại các dấu nháy kép"))]
    wanted = {_key(message) for message in template if message.id}
    gaps = []
    if line := find_broken_line(path):
        remedy = "viết cả câu dịch trên một dòng, giữa hai dấu nháy kép thẳng; bên trong câu dùng dấu “ ”"
        gaps.append(Gap("fault", Fault(file, line, "", "dòng này không đọc được", remedy)))
    gaps += [
        Gap(kind, Fault(file, message.lineno or 1, "", f"{words} {quote(_key(message))}", remedy))
        for message in catalogue
        if message.id
        for kind, words, remedy in _judge(message, wanted)
    ]
    for message in template:
        if message.id and message.id not in catalogue:
            words = f"chưa có câu {quote(_key(message))}"
            gaps.append(Gap("missing", Fault(file, 1, "", words, "chạy update-translations, rồi dịch câu này")))
    return sorted(gaps, key=lambda gap: gap.fault)


def _share_translated(catalogue: Catalog | None) -> float:
    messages = [message for message in catalogue or () if message.id]
    return sum(_is_shown(message) for message in messages) / len(messages) if messages else 0.0


def _is_shown(message: Message) -> bool:
    return all(_strings(message)) and not message.fuzzy and not _find_fault(message)


def _judge(message: Message, wanted: set[str]) -> Iterator[tuple[GapKind, str, str]]:
    if _key(message) not in wanted:
        yield "superfluous", "không trang nào còn dùng câu", "chạy update-translations để chuyển câu này xuống cuối tệp"
    elif not all(_strings(message)):
        yield "missing", "chưa dịch", "viết câu dịch vào msgstr"
    elif message.fuzzy:
        yield "stale", "câu gốc đã đổi, nay là", "xem lại câu dịch, rồi xóa chữ fuzzy ở dòng trên"
    elif fault := _find_fault(message):
        yield "fault", f"{fault} ở câu", "sửa cho khớp với câu gốc; trước khi sửa, trang hiện câu tiếng Việt"


def _find_fault(message: Message) -> str:
    """Why a translation cannot be shown; "" if it can. An empty one is no fault."""
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    asked = set().union(*(NAMED.findall(source) for source in sources))
    for text in filter(None, _strings(message)):
        held = set(NAMED.findall(text))
        # "one question" may leave its number out where "two questions" cannot
        if held - asked or (asked - held - ADDRESS and len(sources) == 1):
            return f"chỗ điền không khớp ({', '.join(sorted(asked ^ held))})"
        if any(sign(text) and not any(map(sign, sources)) for sign in (_has_percent, _has_double_percent)):
            return "thừa dấu phần trăm"
        if MARKUP.search(text) and not any(MARKUP.search(source) for source in sources):
            return "có mã HTML"
        if '"' in text and not any('"' in source for source in sources):  # it would end an attribute
            return "có dấu nháy kép thẳng, xin dùng “ ”"
    return ""


def _has_percent(text: str) -> bool:
    """Whether a percent sign stands by itself."""
    return "%" in NAMED.sub("", text.replace("%%", ""))


def _has_double_percent(text: str) -> bool:
    """Whether a percent sign is written as a template writes it."""
    return "%%" in text


def _composed(text: Any) -> str:
    """A text whose letters and marks are one sign where Unicode has one, as everywhere on our pages."""
    return unicodedata.normalize("NFC", text)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
