"""The fields of a campaign's settings: what is kept, as texts; what was typed, as settings or as faults at their fields.

Nothing typed is lost: a refused form comes back as it was. Knows no database; what only units can tell is checked by
`campaigns.planning`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from werkzeug.datastructures import MultiDict

from questionnaires import Questionnaire
from survey_app.campaigns.collections import OF_THE_DEPARTMENT
from survey_app.campaigns.opening import CODE_LENGTH, CODE_PATTERN, NAME_LENGTH
from survey_app.campaigns.planning import LONGEST_GRACE, CampaignSettings
from survey_app.campaigns.targets import MOST, PROCEDURES
from survey_app.documents.typed_text import clean_line
from survey_app.models.organisation import UNIT_KINDS
from survey_app.views.unit_plan import find_day

EARLIEST, LATEST = 2000, 2100
TARGETS: Final = tuple(range(1, MOST + 1))
_DAYS: Final = {"opens_on": "Ngày mở", "closes_on": "Ngày kết thúc", "paper_until": "Ngày cuối nhập phiếu giấy"}
_CODE: Final = re.compile(r"[^\s,;]+")
_PERCENT: Final = r"[0-9]{1,2}(\.[0-9])?"


@dataclass
class Typed:
    """What stands in the fields: texts by name, chosen values by name, and what is wrong by the field where it is said."""

    texts: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a field."""
        return self.texts.get(name, "")

    def has(self, name: str, value: str) -> bool:
        """Whether a value of a field is chosen."""
        return value in self.chosen.get(name, ())


def read_typed(form: MultiDict[str, str]) -> Typed:
    """What a form has sent, clean and as it was typed."""
    lists = {name: tuple(dict.fromkeys(form.getlist(name))) for name in form}
    return Typed({name: clean_line(values[0]) for name, values in lists.items()}, lists)


def typed_from(settings: CampaignSettings) -> Typed:
    """The settings as they stand in the fields."""
    texts = {
        "name": settings.name,
        "opens_on": f"{settings.opens_on:%d/%m/%Y}",
        "closes_on": f"{settings.closes_on:%d/%m/%Y}",
        "paper_until": f"{settings.paper_until:%d/%m/%Y}" if settings.paper_until else "",
        "grace_minutes": "" if settings.grace_minutes is None else f"{settings.grace_minutes}",
        "procedures_target": write_percent(settings.procedures_target),
    }
    for place, (year, share) in zip(TARGETS, sorted(settings.targets.items()), strict=False):
        texts |= {f"year-{place}": f"{year}", f"share-{place}": write_percent(share)}
    chosen = {
        "instruments": settings.instruments,
        "access": (settings.access,),
        "convention": (settings.convention,),
        "results_while_open": ("1",) if settings.results_while_open else (),
        "collections": tuple(settings.collections),
    }
    for code, names in settings.assigned.items():
        chosen[f"kinds-{code}"] = tuple(name for name in names if name in UNIT_KINDS)
        texts[f"codes-{code}"] = ", ".join(name for name in names if name not in UNIT_KINDS)
    for collection, codes in settings.collections.items():
        texts[f"units-{collection}"] = ", ".join(codes)
    return Typed(texts, chosen)


def to_settings(typed: Typed, offered: Mapping[str, Questionnaire]) -> CampaignSettings | None:
    """The settings that the fields spell; None, with the faults noted in `typed`, where one of them spells nothing."""
    days = {name: find_day(typed.text(name)) for name in _DAYS}
    for name, label in _DAYS.items():
        day = days[name]
        if (typed.text(name) or name != "paper_until") and (day is None or not EARLIEST <= day.year <= LATEST):
            typed.faults[name] = f"{label}: ghi ngày/tháng/năm, thí dụ 05/05/2026."
    if not typed.text("name") or len(typed.text("name")) > NAME_LENGTH:
        typed.faults["name"] = f"Tên đợt phải có và dài nhiều nhất {NAME_LENGTH} ký tự."
    grace = _read_grace(typed)
    instruments = tuple(code for code in offered if typed.has("instruments", code))
    if not instruments:
        typed.faults["instruments"] = "Chọn ít nhất một phiếu."
    targets, procedures = _read_targets(typed), _read_procedures(typed)
    opens_on, closes_on = days["opens_on"], days["closes_on"]
    if typed.faults or opens_on is None or closes_on is None:
        return None
    return CampaignSettings(
        name=typed.text("name"),
        opens_on=opens_on,
        closes_on=closes_on,
        instruments=instruments,
        paper_until=days["paper_until"],
        grace_minutes=grace,
        access=typed.text("access"),
        convention=typed.text("convention"),
        results_while_open=typed.has("results_while_open", "1"),
        targets=targets,
        procedures_target=procedures,
        assigned={code: _read_assigned(typed, code) for code in instruments if not offered[code].levels},
        collections={one: read_codes(typed.text(f"units-{one}")) for one in OF_THE_DEPARTMENT if typed.has("collections", one)},
    )


def find_code_fault(code: str) -> str:
    """What is wrong with the code of a new campaign, "" if nothing is."""
    if len(code) <= CODE_LENGTH and CODE_PATTERN.fullmatch(code):
        return ""
    return f"Mã đợt gồm chữ in hoa không dấu, chữ số và dấu gạch nối, nhiều nhất {CODE_LENGTH} ký tự, thí dụ 2026."


def read_codes(text: str) -> tuple[str, ...]:
    """The codes of units in a text, whatever stands between them."""
    return tuple(dict.fromkeys(code.upper() for code in _CODE.findall(text)))


def write_percent(share: float) -> str:
    """A share as it is typed: 0.9 is "90", 0.925 is "92,5"."""
    return f"{share:.1%}".removesuffix("%").removesuffix(".0").replace(".", ",")


def _read_grace(typed: Typed) -> int | None:
    digits = typed.text("grace_minutes")
    if not digits:
        return None
    if digits.isascii() and digits.isdecimal() and int(digits[:9]) <= LONGEST_GRACE:
        return int(digits)
    typed.faults["grace_minutes"] = f"Thời gian nhận thêm: ghi số phút, từ 0 đến {LONGEST_GRACE}."
    return None


def _read_procedures(typed: Typed) -> float:
    """The target of administrative procedures; left blank it is the one of the plans."""
    percent = typed.text("procedures_target").removesuffix("%").strip().replace(",", ".")
    if not percent:
        return PROCEDURES
    if re.fullmatch(_PERCENT, percent) and float(percent) > 0:
        return float(f"{percent}e-2")
    typed.faults["procedures_target"] = "Chỉ tiêu: ghi phần trăm lớn hơn 0 và nhỏ hơn 100, thí dụ 95."
    return PROCEDURES


def _read_targets(typed: Typed) -> dict[int, float]:
    found: dict[int, float] = {}
    for place in TARGETS:
        year, percent = typed.text(f"year-{place}"), typed.text(f"share-{place}").removesuffix("%").strip().replace(",", ".")
        if not year and not percent:
            continue
        is_year = bool(re.fullmatch(r"[0-9]{4}", year)) and EARLIEST <= int(year) <= LATEST
        is_percent = bool(re.fullmatch(_PERCENT, percent)) and float(percent) > 0
        if not is_year or int(year) in found:
            typed.faults[f"year-{place}"] = "Chỉ tiêu: ghi năm bốn chữ số, mỗi năm một chỉ tiêu."
        if not is_percent:
            typed.faults[f"share-{place}"] = "Chỉ tiêu: ghi phần trăm lớn hơn 0 và nhỏ hơn 100, thí dụ 90 hoặc 92,5."
        if is_year and is_percent:
            found[int(year)] = float(f"{percent}e-2")
    if not found and not any(name.startswith(("year-", "share-")) for name in typed.faults):
        typed.faults["year-1"] = "Chỉ tiêu: cần ít nhất một năm và một tỷ lệ."
    return found


def _read_assigned(typed: Typed, code: str) -> tuple[str, ...]:
    kinds = tuple(kind for kind in UNIT_KINDS if typed.has(f"kinds-{code}", kind))
    return (*kinds, *read_codes(typed.text(f"codes-{code}")))
