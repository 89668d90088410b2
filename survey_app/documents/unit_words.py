"""What an official document would call a unit, guessed from its name and from who runs it, so that a clerk has little to type.

Guesses only: every one stands in the unit's settings, where it can be replaced. Knows no database.
"""

import re
from dataclasses import dataclass
from typing import Final

# of the phrases that begin alike the longer one comes first
_SHORT_FORMS: Final = (
    ("phổ thông dân tộc nội trú", "PTDTNT"),
    ("phổ thông dân tộc bán trú", "PTDTBT"),
    ("giáo dục nghề nghiệp", "GDNN"),
    ("giáo dục thường xuyên", "GDTX"),
    ("trung học phổ thông", "THPT"),
    ("trung học cơ sở", "THCS"),
    ("tiểu học", "TH"),
    ("mầm non", "MN"),
    ("mẫu giáo", "MG"),
    ("trung tâm", "TT"),
    ("trường", ""),
)
_LEVEL_WORDS: Final = frozenset(short for _, short in _SHORT_FORMS if short)
_JOINS: Final = {"và": "&", "&": "&", "-": "-", "–": "-"}
LONGEST_SYMBOL: Final = 24
MOST_LETTERS: Final = 4  # of the own name: a longer number no longer fits beside the state's name
_COMMUNE = re.compile(r"(?:^|.*\s)(?P<kind>xã|phường|đặc khu|thị trấn)\s+(?P<name>\S.*)$", re.IGNORECASE)
_DEPARTMENT = re.compile(r"sở giáo dục và đào tạo\s*(?:tỉnh|thành phố)?\s*(?P<province>[^(]*)", re.IGNORECASE)


@dataclass(frozen=True)
class NamedUnit:
    """What the guesses rest on: a unit, the unit above it and the department at the top ("" where there is none)."""

    name: str
    kind: str
    levels: tuple[str, ...]
    parent_name: str = ""
    parent_kind: str = ""
    department_name: str = ""


def suggest_superior(unit: NamedUnit) -> str:
    """The body above, as it stands over the name in the head of a document; "" where nobody knows."""
    if unit.kind == "commune":
        return commune_committee(unit.name, "UBND")
    if unit.kind == "department":
        province = province_of(unit.name)
        return f"UBND tỉnh {province}" if province and "thành phố" not in unit.name.lower() else ""
    if unit.parent_kind == "commune":
        return commune_committee(unit.parent_name, "UBND")
    return unit.parent_name or unit.department_name


def suggest_issuer(unit: NamedUnit) -> str:
    """The name of whoever issues: a commune answers through its section for culture and society."""
    return "Phòng Văn hóa - Xã hội" if unit.kind == "commune" else unit.name


def suggest_place(unit: NamedUnit) -> str:
    """The place before the date: the commune's name, or the province's for units that no commune runs."""
    for name, kind in ((unit.name, unit.kind), (unit.parent_name, unit.parent_kind)):
        if kind == "commune":
            found = _COMMUNE.match(name)
            place, word = (found["name"], found["kind"].capitalize()) if found else (name, "")
            return f"{word} {place}".strip() if place[0].isdigit() else place
    return province_of(unit.department_name or unit.name)


def suggest_posts(unit: NamedUnit) -> tuple[str, ...]:
    """The post of whoever signs."""
    if unit.kind == "school":
        return ("GIÁM ĐỐC",) if unit.levels == ("GDTX",) or unit.name.lower().startswith("trung tâm") else ("HIỆU TRƯỞNG",)
    return {"department": ("GIÁM ĐỐC",), "commune": ("TRƯỞNG PHÒNG",)}.get(unit.kind, ("TRƯỞNG BỘ PHẬN",))


def suggest_addressees(unit: NamedUnit) -> tuple[str, ...]:
    """Whom a report goes to: the commune that runs a school, and the department."""
    commune = commune_committee(unit.parent_name, "Ủy ban nhân dân") if unit.parent_kind == "commune" else ""
    names = (commune, unit.department_name)
    return tuple(name for name in names if name and name != unit.name)


def suggest_recipients(unit: NamedUnit) -> tuple[str, ...]:
    """Who else gets a report."""
    return ("Như trên", "Ban đại diện cha mẹ học sinh") if unit.kind == "school" and unit.levels != ("GDTX",) else ("Như trên",)


def suggest_symbol(unit: NamedUnit) -> str:
    """The unit's sign in the number of a document: "THNB" for Trường Tiểu học Ngọk Bay, after a usage without a rule."""
    if unit.kind == "department":
        return "SGDĐT"
    if unit.kind == "commune":
        return "VHXH"
    rest = re.sub(r"\(.*?\)", " ", unit.name)
    for phrase, short in _SHORT_FORMS:
        rest = re.sub(rf"(?<!\w){phrase}(?!\w)", f" {short} ", rest, flags=re.IGNORECASE)
    words = rest.replace(",", " ").split()
    signs, letters = [], 0
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        sign = _sign_of(word, before, after)
        letters += len(sign) == 1 and sign.isalpha()
        signs.append(sign if letters <= MOST_LETTERS else "")
    return "".join(signs)[:LONGEST_SYMBOL]


def commune_committee(commune: str, word: str) -> str:
    """The people's committee of a commune, however the list of units calls the commune: "UBND xã Đăk Rơ Wa"."""
    found = _COMMUNE.match(commune)
    if found:
        return f"{word} {found['kind'].lower()} {found['name']}"
    return commune if commune.lower().startswith(("phòng", "ubnd", "ủy ban")) else f"{word} {commune}".strip()


def province_of(department_name: str) -> str:
    """The province in the name of a department, "" where the name does not say it."""
    found = _DEPARTMENT.search(department_name)
    return found["province"].strip(" ,-–") if found else ""


def _sign_of(word: str, before: str, after: str) -> str:
    """A level in its short form, a number as it is, a join only between two levels, of any other word the first letter."""
    if word.lower() in _JOINS:
        return _JOINS[word.lower()] if before in _LEVEL_WORDS and after in _LEVEL_WORDS else ""
    bare = re.sub(r"[^\w&]", "", word)
    if word in _LEVEL_WORDS or bare[:1].isdigit():
        return bare
    if bare.lower() == "số" and after.isdigit():
        return ""
    is_short_form = len(bare) > 1 and bare.isupper() and bare.replace("&", "").isalpha()
    return bare if is_short_form else bare[:1].upper()
